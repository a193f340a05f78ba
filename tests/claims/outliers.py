"""The page Outliers."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_auc_score

from aelab import outliers
from aelab.data import as_float
from tests.claims import Found, Shipped, claim

SIZES = (2, 4, 8, 16, 32)


def _areas(shipped: Shipped, names: list[str], kind: str = "letters") -> list[float]:
    return [shipped.figure(name, "outliers")["auc"][kind] for name in names]


@claim
def letters_auc_by_size_of_code(shipped: Shipped) -> Found:
    """The middle is best. The AUC of the best and of the worst size again from the weights, by scikit-learn."""
    areas = _areas(shipped, [f"mlp-ae-{size}" for size in SIZES])
    digits = shipped.digits()
    images = outliers.letters(outliers.COUNT)
    for size in (8, 32):
        copies = [shipped.model(f"mlp-ae-{size}").reconstruct(x).detach() for x in (as_float(digits.images), images)]
        score = np.concatenate(
            [((copy - x) ** 2).mean((1, 2, 3)).numpy() for copy, x in zip(copies, (as_float(digits.images), images), strict=True)]
        )
        again = roc_auc_score([0] * len(digits.images) + [1] * len(images), score)
        assert abs(again - areas[SIZES.index(size)]) < 1e-3, (size, again)
    middle = int(np.argmax(areas))
    return 0 < middle < len(SIZES) - 1, {"areas": ", ".join(f"{area:.3f}" for area in areas)}
