"""What each test digit costs a variational model in nats: the negative ELBO with its code drawn, and a tighter bound.

The likelihood is that of `aelab.losses.bce`. For a conditional model everything is given the digit: bounds on -log p(x | y).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from aelab import losses
from aelab.data import Digits, as_float
from aelab.metrics import standard_error
from aelab.models import Autoencoder, Code, quicker

DRAWS = 10  # of each posterior, for the reconstruction term
K = 64  # importance weights a digit
IMAGES = 1000  # the first test digits, which get the tighter bound
BATCH = 500


class Costs(NamedTuple):
    """Nats of each of N digits, float64, and of the first M = `IMAGES` of them.

    ``bce`` (N,): mean over `DRAWS` draws of the posterior; ``kl`` (N,). ``bound`` (M,): the importance-weighted bound of `K`
    draws; ``bce_of_k`` (M,): mean over those.
    """

    bce: np.ndarray
    kl: np.ndarray
    bound: np.ndarray
    bce_of_k: np.ndarray

    @property
    def negative_elbo(self) -> np.ndarray:
        """(N,): an unbiased estimate for each digit, its KL exact."""
        return self.bce + self.kl

    def figures(self) -> dict:
        """What run.json keeps: means over the digits and their standard errors (`se`), which draws and digits both make."""
        several = len(self.bound)
        return {
            "bce_sampled": float(self.bce.mean()),
            "negative_elbo": float(self.negative_elbo.mean()),
            "negative_elbo_se": standard_error(self.negative_elbo),
            "importance_bound": {
                "value": float(self.bound.mean()),
                "se": standard_error(self.bound),
                "k": K,
                "images": several,
                "negative_elbo": float((self.bce_of_k + self.kl[:several]).mean()),
            },
        }


@torch.no_grad()
def costs(model: Autoencoder, digits: Digits, seed: int = 0) -> Costs:
    """The costs of digits under a variational model, which sees them clean. Same seed and code size: the same epsilons.

    That makes the difference between two runs more exact than either figure.
    """
    model, generator, parts = quicker(model), torch.Generator().manual_seed(seed), []
    for images, label in zip(digits.images.split(BATCH), digits.labels.split(BATCH), strict=True):
        x = as_float(images)
        code = model.encode(x, label)
        errors, _ = _draws(model, x, label, code, DRAWS, generator)
        parts.append((errors.mean(0), losses.kl(*code).double().sum(1)))
    several = []
    first = digits.first(IMAGES)
    for images, label in zip(first.images.split(BATCH), first.labels.split(BATCH), strict=True):
        x = as_float(images)
        errors, weights = _draws(model, x, label, model.encode(x, label), K, generator)
        several.append((losses.importance_bound(weights), errors.mean(0)))
    return Costs(*(torch.cat(part).numpy() for part in (*zip(*parts, strict=True), *zip(*several, strict=True))))


def _draws(
    model: Autoencoder, x: torch.Tensor, label: torch.Tensor, code: Code, count: int, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Reconstruction errors and log importance weights of draws of the codes' posteriors, both (count, B) float64."""
    mean, log_var = code
    if log_var is None:
        raise ValueError("a deterministic model has no posterior to draw from")
    errors, weights = [], []
    for _ in range(count):
        z = mean + torch.exp(0.5 * log_var) * torch.randn(mean.shape, generator=generator)
        errors.append(losses.bce(model.decode_logits(z, label), x).double())
        weights.append(losses.log_weight(errors[-1], z, mean, log_var))
    return torch.stack(errors), torch.stack(weights)
