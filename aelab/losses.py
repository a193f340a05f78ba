"""Training objectives as pure functions of tensors. Everything is in nats or squared grey levels, per image."""

from __future__ import annotations

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

    The grey levels are the targets, so the least value is the entropy of x itself, not zero. It equals the negative log
    of the continuous Bernoulli's unnormalised density (Loaiza-Ganem & Cunningham 2019).
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
