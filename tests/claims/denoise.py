"""The page Denoise, and what Compare says of the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

from aelab import baselines, noise
from aelab.data import as_float
from tests.claims import Found, Shipped, claim

SOME = 1000
LEVEL = 0.5


def _gaussian(images: torch.Tensor, level: float, seed: int) -> torch.Tensor:
    return noise.add("gaussian", images, level, noise.Drawn(images, torch.Generator().manual_seed(seed)))


def _noisy(shipped: Shipped) -> tuple[torch.Tensor, torch.Tensor]:
    digits = shipped.digits().first(SOME)
    return _gaussian(as_float(digits.images), LEVEL, 1), digits.labels


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
    x, labels = shipped.pixels(), shipped.digits().labels.numpy()
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


def _errors(shipped: Shipped) -> tuple[dict[str, float], list[float]]:
    """The error of every run after clipped noise, and of those that were trained clean, PCA apart."""
    cards = shipped.cards
    clean = [name for name, card in cards.items() if card.recipe.noise == "none" and card.recipe.family != "pca"]
    errors = {name: shipped.figure(name, "denoising_mse") for name in cards}
    return errors, [errors[name] for name in clean]


@claim
def answers_that_need_no_model(shipped: Shipped) -> Found:
    """The noisy picture and the average digit again, and PCA by scikit-learn of a third of the training digits; with other noise than
    the stored figures have."""
    stored, errors = baselines.stored("denoising")["at"], _errors(shipped)[0]
    clean = as_float(shipped.digits().images)
    noisy = _gaussian(clean, LEVEL, 7).flatten(1).numpy()
    x, seen = shipped.pixels(), as_float(shipped.digits(train=True).images[::3]).flatten(1).numpy()
    pca = PCA(16, svd_solver="covariance_eigh").fit(seen)
    again = {
        "noisy": np.square(noisy - x).mean(),
        "average": np.square(seen.mean(0) - x).mean(),
        "pca": np.square(pca.inverse_transform(pca.transform(noisy)) - x).mean(),
    }
    found = {"noisy": stored["noisy"], "average": stored["average"], "linear": stored["linear"], "pca": errors["pca-16"]}
    assert all(abs(again[name] - found[name]) < 5e-4 for name in again), again
    return found["linear"] < min(again.values()), {name: f"{error:.4f}" for name, error in found.items()}


@claim
def clean_models_beside_answers_without_one(shipped: Shipped) -> Found:
    errors, clean = _errors(shipped)
    average = baselines.stored("denoising")["at"]["average"]
    beaten, ahead = sum(error < average for error in clean), sum(error < errors["pca-16"] for error in clean)
    return beaten < len(clean) / 2, {"all": str(len(clean)), "some": str(beaten), "few": str(ahead or "none")}


@claim
def what_the_best_denoiser_takes_away(shipped: Shipped) -> Found:
    errors, at = _errors(shipped)[0], baselines.stored("denoising")["at"]
    best = min(errors, key=errors.get)
    shares = {"much": f"{1 - errors[best] / at['average']:.0%}", "less": f"{1 - at['linear'] / at['average']:.0%}"}
    return errors[best] < at["linear"], {"best": best} | shares


@claim
def clipping_is_a_haze(shipped: Shipped) -> Found:
    """Black under clipped noise is as light as the formula says; and most runs trained clean are nearer to the digit without it."""
    black = _gaussian(torch.zeros(200, 1, 28, 28), 0.2, 2).mean()
    curves = {name: card.metrics.curves for name, card in shipped.cards.items()}
    clean = [name for name, card in shipped.cards.items() if card.recipe.noise == "none" and card.recipe.family != "pca"]
    known = [name for name in clean if "gaussian-unclipped" in curves[name]]
    if not known:
        pytest.skip("no run was measured without clipping yet: `python train.py --evaluate --keep`")
    at = curves[known[0]]["levels"].index(LEVEL)
    pairs = {name: (curves[name]["gaussian"][at], curves[name]["gaussian-unclipped"][at]) for name in known}
    most = max(pairs, key=lambda name: pairs[name][0] - pairs[name][1])
    better = sum(without < clipped for clipped, without in pairs.values())
    figures = {"better": str(better), "all": str(len(known)), "most": most}
    figures |= {"clipped": f"{pairs[most][0]:.4f}", "without": f"{pairs[most][1]:.4f}"}
    return abs(float(black) - 0.2 / np.sqrt(2 * np.pi)) < 1e-3 and better > len(known) / 2, figures


@claim
def clipping_lifts_black(shipped: Shipped) -> Found:
    """By 0.4 sigma, measured on the black pixels of digits, and by less where much reaches 1."""
    x = as_float(shipped.digits().first(SOME).images)
    lifted = {}
    for level in (0.1, 0.3, 0.5, 1.0):
        lifted[level] = float(_gaussian(x, level, 5)[x == 0].mean()) / level
    return all(abs(lifted[level] - 0.4) < 0.015 for level in (0.1, 0.3, 0.5)) and lifted[1.0] < 0.35, {}
