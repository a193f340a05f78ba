"""The section of Compare on few labels."""

from __future__ import annotations

from functools import cache

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from aelab import probe
from aelab.card import Probe
from tests.claims import Found, Shipped, claim


@cache
def _pixels_again(shipped: Shipped, size: int) -> float:
    return _again(shipped.pixels(), shipped.digits().labels.numpy(), size)


def _again(features: np.ndarray, labels: np.ndarray, size: int) -> float:
    """The mean accuracy over other draws than the stored ones, tested on whoever is not drawn."""
    scale = np.sqrt(features.var(0).mean())
    classifier = make_pipeline(FunctionTransformer(lambda x: (x - features.mean(0)) / scale), LogisticRegression(max_iter=1000))
    found, random = [], np.random.default_rng(99)
    for _ in range(10):
        drawn = np.concatenate([random.choice(np.flatnonzero(labels == digit), size, replace=False) for digit in range(10)])
        rest = np.delete(np.arange(len(labels)), drawn)[::5]
        found.append(classifier.fit(features[drawn], labels[drawn]).score(features[rest], labels[rest]))
    return float(np.mean(found))


def _of_size(shipped: Shipped, size: int) -> dict[str, Probe]:
    """The few-label figures of the runs of beta 1 that are not told the digit, by size of code."""
    shipped.figure(f"conv-ae-{size}", "probe")  # or it is too early to compare
    cards = shipped.having("probe").values()
    some = [card for card in cards if card.model.latent_size == size and card.recipe.beta == 1]
    return {card.name: card.metrics.probe for card in some if not card.model.classes}


def _at(found: Probe, size: int) -> float:
    return dict(zip(found.labels_per_digit, found.accuracy, strict=True))[size]


@claim
def codes_of_16_numbers_save_labels(shipped: Shipped) -> Found:
    return _saves(shipped, 16, 0.05)


@claim
def codes_of_2_numbers_save_labels(shipped: Shipped) -> Found:
    return _saves(shipped, 2, 0.02)


def _saves(shipped: Shipped, size: int, least: float) -> Found:
    """Whether the best codes of a size are ahead of the pixels by so much with 10 labels a digit, and again with other draws."""
    runs, pixels = _of_size(shipped, size), probe.of_pixels()
    best = max(runs, key=lambda name: _at(runs[name], 10))
    codes, labels = shipped.codes(best), shipped.digits().labels.numpy()
    assert np.array_equal(labels, codes["labels"])
    again = {"codes": _again(codes["mean"], labels, 10), "pixels": _pixels_again(shipped, 10)}
    assert abs(again["codes"] - _at(runs[best], 10)) < 0.025, again
    assert abs(again["pixels"] - _at(pixels, 10)) < 0.025, again
    holds = _at(runs[best], 10) > _at(pixels, 10) + least and again["codes"] > again["pixels"] + least
    figures = {"best": best, "codes": f"{_at(runs[best], 10):.3f}", "pixels": f"{_at(pixels, 10):.3f}"}
    return holds, figures | {"one": f"{_at(runs[best], 1):.3f}", "pixel": f"{_at(pixels, 1):.3f}"}


@claim
def pixels_need_more_labels_for_as_much(shipped: Shipped) -> Found:
    """The number of labels is bracketed by the measured ones beside it."""
    runs, pixels = _of_size(shipped, 16), probe.of_pixels()
    reached = max(_at(found, 10) for found in runs.values())
    above = [size for size, value in zip(pixels.labels_per_digit, pixels.accuracy, strict=True) if value >= reached]
    below = [size for size, value in zip(pixels.labels_per_digit, pixels.accuracy, strict=True) if value < reached]
    if not above:
        return True, {"count": f"more than {max(below)}"}
    low, high = max(below), min(above)
    share = (reached - _at(pixels, low)) / (_at(pixels, high) - _at(pixels, low))
    count = low * (high / low) ** share
    return low > 10, {"count": f"about {float(f'{count:.2g}'):.0f}"}
