"""Training objectives as pure functions of tensors. Everything is in nats or squared grey levels, per image."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch.nn.functional as F
from torch import Tensor


class Loss(NamedTuple):
    """An objective and its parts, each a mean over the batch: ``total`` = ``reconstruction`` + beta * ``kl``.

    ``kl_per_dimension`` (d,) and ``kl`` are None for deterministic models.
    """

    total: Tensor
    reconstruction: Tensor
    kl: Tensor | None
    kl_per_dimension: Tensor | None


def bce(logits: Tensor, x: Tensor) -> Tensor:
    """Binary cross-entropy summed over pixels, (B, 1, 28, 28) x 2 -> (B,), in nats.

    The grey levels are the targets. BCE is linear in them, so it is the expected -log p of a binary image whose pixels are
    drawn with those grey levels as probabilities, and its least value is the entropy of those draws, not zero. With a code
    drawn from the posterior, and the KL, that makes a negative ELBO of randomly binarised digits (Salakhutdinov & Murray
    2008) whose encoder sees the grey ones. It is no density of grey levels: as the continuous Bernoulli's it lacks the
    normaliser (Loaiza-Ganem & Cunningham 2019).
    """
    return F.binary_cross_entropy_with_logits(logits, x, reduction="none").flatten(1).sum(1)


def squared_error(logits: Tensor, x: Tensor) -> Tensor:
    """Squared error of sigmoid(logits), summed over pixels: (B, 1, 28, 28) x 2 -> (B,).

    Summed, as `bce` is, so that a learning rate that suits one suits the other.
    """
    return F.mse_loss(logits.sigmoid(), x, reduction="none").flatten(1).sum(1)


RECONSTRUCTION = {"bce": bce, "mse": squared_error}


def kl(mean: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(mean, exp(log_var)) || N(0, 1)) of each coordinate, (B, d) x 2 -> (B, d), in nats (Kingma & Welling 2014, app. B)."""
    return 0.5 * (mean.square() + log_var.exp() - 1 - log_var)


def log_weight(error: Tensor, z: Tensor, mean: Tensor, log_var: Tensor) -> Tensor:
    """log p(x, z) / q(z | x) of a code z (B, d) drawn from N(mean, exp(log_var)), whose error -log p(x | z) is (B,): (B,).

    The prior is the standard normal. Its mean over draws is the ELBO.
    """
    prior = -0.5 * z.square().sum(-1)  # both without the log 2 pi that they share
    posterior = -0.5 * ((z - mean).square() * (-log_var).exp() + log_var).sum(-1)
    return prior - posterior - error


def importance_bound(log_weights: Tensor) -> Tensor:
    """-log of the mean of k importance weights, from their logarithms (k, B): (B,), in nats.

    In expectation at least -log p(x), at most the negative ELBO, which is k = 1, and never larger for more draws (Burda,
    Grosse & Salakhutdinov 2016, theorem 1). With grey levels as targets it is a bound on the expected -log p(b) of their
    binary images b too: exp(-bce) is a geometric mean over b, so its integral is at most that of the p(b) (Hoelder).
    """
    return math.log(len(log_weights)) - log_weights.logsumexp(0)


def objective(
    logits: Tensor, x: Tensor, mean: Tensor, log_var: Tensor | None, beta: float = 1.0, reconstruction: str = "bce"
) -> Loss:
    """The loss a model descends: the negative ELBO with its KL weighted by beta (Higgins et al. 2017), or the plain error.

    With ``beta=1``, ``reconstruction="bce"`` and a sampled code it is the one-sample estimate of the negative ELBO.
    """
    error = RECONSTRUCTION[reconstruction](logits, x).mean()
    if log_var is None:
        return Loss(error, error, None, None)
    per_dimension = kl(mean, log_var).mean(0)
    divergence = per_dimension.sum()
    return Loss(error + beta * divergence, error, divergence, per_dimension)
