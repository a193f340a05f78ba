"""The page Denoise, and what Compare says of the same."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.neighbors import KNeighborsClassifier

from aelab.data import as_float
from aelab.noise import KINDS
from tests.claims import Found, Shipped, claim

SOME = 1000
LEVEL = 0.5


def _noisy(shipped: Shipped) -> tuple[torch.Tensor, torch.Tensor]:
    digits = shipped.digits().first(SOME)
    return KINDS["gaussian"](as_float(digits.images), LEVEL, torch.Generator().manual_seed(1)), digits.labels


@claim
def noise_puts_digits_on_the_codes_of_others(shipped: Shipped) -> Found:
    """Of runs trained clean: most of the ten codes nearest to a noisy digit's are of another digit, oftener than for a clean one's by far."""
    noisy, labels = _noisy(shipped)
    for run in ("conv-vae-2", "conv-ae-2", "mlp-ae-8"):
        codes, model = shipped.codes(run), shipped.model(run)
        near = KNeighborsClassifier(10).fit(codes["mean"][SOME:], codes["labels"][SOME:])
        with torch.no_grad():
            wrong = np.mean(near.predict(model.encode(noisy).mean.numpy()) != labels.numpy())
        clean = np.mean(near.predict(codes["mean"][:SOME]) != labels.numpy())
        if wrong < 2 * clean or wrong < 0.25:
            return False, {}
    return True, {}


@claim
def a_wrong_digit_costs_more_than_a_blurred_one(shipped: Shipped) -> Found:
    """The mean digit is nearer to a digit than a random one of another class is."""
    digits = shipped.digits()
    x, labels = as_float(digits.images).flatten(1).numpy(), digits.labels.numpy()
    other = np.random.default_rng(3).permutation(len(x))
    unlike = labels != labels[other]
    wrong = np.square(x[unlike] - x[other][unlike]).mean()
    return np.square(x - x.mean(0)).mean() < 0.75 * wrong, {}


@claim
def one_level_of_training_is_one_level(shipped: Shipped) -> Found:
    """Of the two denoisers of one body, the one trained at 0.5 is the better one there, and the other at both ends."""
    here, blind = (shipped.figure(run, "curves") for run in ("conv-dae-maps", "conv-dae-blind"))
    better = [a < b for a, b in zip(here["gaussian"], blind["gaussian"], strict=True)]
    at = here["levels"].index
    return better[at(0.5)] and not better[at(0.0)] and not better[at(1.0)], {}
