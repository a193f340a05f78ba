"""The page Outliers."""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from scipy.stats import spearmanr
from sklearn.metrics import precision_score, roc_auc_score

from aelab import outliers
from aelab.data import as_float
from tests.claims import Found, Shipped, claim

SIZES = (2, 4, 8, 16, 32)


@cache
def _made_up(shipped: Shipped) -> dict[str, np.ndarray]:
    return outliers.measured_on(shipped.digits().images.numpy())


@cache
def _scores(shipped: Shipped, run: str) -> tuple[np.ndarray, np.ndarray]:
    """Of the test digits and of the letters, again from the weights."""
    found = []
    for images in (as_float(shipped.digits().images), torch.from_numpy(_made_up(shipped)["letters"])):
        copies = shipped.model(run).reconstruct(images).detach()
        found.append(((copies - images) ** 2).mean((1, 2, 3)).numpy())
    return tuple(found)


def _area(shipped: Shipped, run: str, kind: str = "letters") -> float:
    return shipped.figure(run, "outliers").auc[kind]


@claim
def letters_auc_by_size_of_code(shipped: Shipped) -> Found:
    """The middle is best, by more than seeds move it; the AUC of it and of the last again, by scikit-learn."""
    areas = [_area(shipped, f"mlp-ae-{size}") for size in SIZES]
    for size in (8, 32):
        digits, letters = _scores(shipped, f"mlp-ae-{size}")
        again = roc_auc_score([0] * len(digits) + [1] * len(letters), np.concatenate([digits, letters]))
        assert abs(again - areas[SIZES.index(size)]) < 1e-3, (size, again)
    holds = max(areas[1:-1]) > max(areas[0], areas[-1]) + 0.02
    return holds, {"areas": ", ".join(f"{area:.3f}" for area in areas)}


@claim
def most_of_those_flagged_are_digits(shipped: Shipped) -> Found:
    """The page reads both from the stored quantiles; here they are counted, each letter standing for so many digits that one image
    in a hundred is a letter."""
    digits, letters = _scores(shipped, "mlp-ae-8")
    threshold = np.quantile(digits, 0.95)
    truth = [0] * len(digits) + [1] * len(letters)
    weights = np.concatenate([np.full(len(digits), 0.99 / len(digits)), np.full(len(letters), 0.01 / len(letters))])
    right = precision_score(truth, np.concatenate([digits, letters]) > threshold, sample_weight=weights)
    quantiles = shipped.figure("mlp-ae-8", "outliers").quantiles
    caught = outliers.share_above(quantiles["letters"], outliers.threshold_for(0.05, quantiles["digits"]))
    wrong = 1 - 0.01 * caught / (0.01 * caught + 0.99 * 0.05)
    assert abs((letters > threshold).mean() - caught) < 0.01
    assert abs(1 - right - wrong) < 0.005
    return right < 0.5, {"caught": f"{caught:.0%}", "wrong": f"{wrong:.0%}"}


@claim
def maps_copy_letters(shipped: Shipped) -> Found:
    """Below every other run here; and the blind one copies letters better than digits."""
    wide = {name: _area(shipped, name) for name in ("conv-dae-maps", "conv-dae-blind")}
    others = [_area(shipped, name) for name in shipped.having("outliers") if name not in wide]
    listed = ", ".join(f"{name} {area:.3f}" for name, area in wide.items())
    return max(wide.values()) < np.median(others), {"listed": listed, "half": f"{np.median(others):.3f}"}


@claim
def noise_is_easy(shipped: Shipped) -> Found:
    least = min(_area(shipped, name, "noise") for name in shipped.having("outliers"))
    return least > 0.95, {"least": f"{least:.3f}"}


@claim
def outliers_have_the_ink_of_digits(shipped: Shipped) -> Found:
    ink = shipped.pixels().mean(1)
    made = {kind: images.mean((1, 2, 3)) for kind, images in _made_up(shipped).items()}
    return all(0.9 < own.mean() / ink.mean() < 1.1 for own in made.values()), {}


@claim
def the_score_depends_on_ink(shipped: Shipped) -> Found:
    """Over the test digits, for the run that the page opens on; the 1s, which have least ink, pass most."""
    digits, ink = shipped.digits(), shipped.pixels().mean(1)
    scores, _ = _scores(shipped, "mlp-ae-8")
    flagged = [(scores > np.quantile(scores, 0.95))[digits.labels.numpy() == digit].mean() for digit in range(10)]
    return spearmanr(ink, scores).statistic > 0.2 and np.argmin(flagged) == 1, {}
