"""What a few labels are worth on codes that were learnt without any: a linear classifier on them, by the number of labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from aelab import baselines
from aelab.card import Probe

LABELS = (1, 3, 10, 30, 100, 300)  # of each digit
DRAWS = 10
PENALTY = 1.0  # scikit-learn's C, the same for all features
DIGITS = 4  # decimals: more than the figures keep from one library to the next


def few_labels(
    features: np.ndarray, labels: np.ndarray, sizes: Sequence[int] = LABELS, draws: int = DRAWS, seed: int = 0
) -> dict:
    """Accuracy of logistic regression on features (N, d) of digits whose labels (N,) are known for only a few.

    Every second example of each digit is for testing, the others lend their labels: so many of each digit, drawn `draws` times, the
    same ones for all features. Features are centred and have one scale, unit variance on average over their coordinates: of each
    coordinate's own, those that hardly vary would count as much as the rest. ``labels_per_digit``: the sizes for which there
    are enough examples; ``accuracy`` and ``spread``: mean and standard deviation over the draws; ``draws``.
    """
    x = np.asarray(features, np.float64).reshape(len(labels), -1)
    x = x - x.mean(0)
    x /= np.sqrt(x.var(0).mean()) or 1
    lenders, tested = split(labels)
    sizes = [size for size in sizes if size <= np.bincount(labels)[np.unique(labels)].min() // 2]
    found = np.array([[_accuracy(x, labels, drawn, tested) for drawn in _draws(lenders, size, draws, seed)] for size in sizes])
    accuracy, spread = (found.mean(1), found.std(1)) if sizes else ([], [])
    rounded = {
        name: [round(float(value), DIGITS) for value in some] for name, some in (("accuracy", accuracy), ("spread", spread))
    }
    return {"labels_per_digit": sizes, **rounded, "draws": draws}


def split(labels: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Indices of the examples that lend their labels, digit by digit, and of those that are tested on."""
    each = [np.flatnonzero(labels == digit) for digit in np.unique(labels)]
    return [own[::2] for own in each], np.sort(np.concatenate([own[1::2] for own in each]))


def _draws(lenders: list[np.ndarray], size: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    for draw in range(draws):
        random = np.random.default_rng([seed, draw])
        yield np.concatenate([random.permutation(own)[:size] for own in lenders])


def _accuracy(x: np.ndarray, labels: np.ndarray, drawn: np.ndarray, tested: np.ndarray) -> float:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=PENALTY, max_iter=1000).fit(x[drawn], labels[drawn]).score(x[tested], labels[tested])


def of_pixels() -> Probe:
    """The stored figures of the 784 pixels themselves, as `few_labels` gives them for the test digits."""
    return Probe(**baselines.stored("probe"))


def measure_pixels() -> None:
    """Measure the pixels of the test digits again."""
    from aelab import data

    test = data.mnist(train=False)
    baselines.keep("probe", few_labels(data.as_float(test.images).numpy(), test.labels.numpy()))


if __name__ == "__main__":
    measure_pixels()
