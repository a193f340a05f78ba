"""Made-up images that are no digits, and how well the error of reconstruction tells them from digits.

A kind is a function of (count, seed) -> array (count, 1, 28, 28) float32 in [0, 1]; image i depends on the seed and on i alone, so
a few are the first of many. Letters and scribbles go through `aelab.mnist_form.to_mnist_form`: only shape tells them from digits.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from aelab import mnist_form
from aelab.digit_arrays import HOME
from aelab.mnist_form import to_mnist_form

if TYPE_CHECKING:
    from PIL import Image  # as in aelab/mnist_form.py
    from torch import Tensor

    from aelab.data import Digits
    from aelab.models import Autoencoder

# Letters that no digit looks like. Left out: D O Q o (0), I J i j l (1), Z z (2), y (4), S s (5), G b (6), T (7), B (8),
# g q (9), and C c U u, which a 0 left open may pass for.
LETTERS = "AEFHKLMNPRVWXYadefhkmnprtvwx"
CANVAS = 280
COUNT = 1000  # of each kind, for the measures
SEED = 0
BATCH = 500
LEVELS = [0, 0.005, 0.01, 0.025, *(round(0.05 * i, 2) for i in range(1, 20)), 0.975, 0.99, 0.995, 1]  # of the quantiles kept
DIGITS = 5  # significant ones: more than the figures keep from one library to the next


@lru_cache(maxsize=4)
def letters(count: int, seed: int = SEED) -> np.ndarray:
    """Letters of Pillow's own font in a random size, turn (20 degrees at most either way) and thickness of stroke."""
    return _each(_letter, count, seed, 1)


@lru_cache(maxsize=4)
def scribbles(count: int, seed: int = SEED) -> np.ndarray:
    """Smooth lines that wander at random, of a pen about as wide as MNIST's: sums of five sines in x and in y."""
    return _each(_scribble, count, seed, 2)


def noise(count: int, seed: int, digits: np.ndarray) -> np.ndarray:
    """Digits drawn from `digits` (N, 1, 28, 28) uint8, each with its pixels shuffled: its own grey levels, no shape at all."""

    def shuffled(random: np.random.Generator) -> np.ndarray:
        return random.permutation(digits[int(random.integers(len(digits)))].ravel()).reshape(1, 28, 28)

    return np.stack([shuffled(_random(seed, 3, i)) for i in range(count)]).astype(np.float32) / np.float32(255)


def made_up(digits: np.ndarray, count: int = COUNT, seed: int = SEED) -> dict[str, np.ndarray]:
    """`count` images of every kind, noise from `digits` (N, 1, 28, 28) uint8."""
    return {"letters": letters(count, seed), "scribbles": scribbles(count, seed), "noise": noise(count, seed, digits)}


def measured_on(digits: np.ndarray) -> dict[str, np.ndarray]:
    """What `made_up` gives, its drawings taken from a file in data/ once they are there: to draw them takes longer than to measure.

    The file is of this code and this Pillow. Where it cannot be written they are drawn anew by each process.
    """
    import PIL

    sources = b"".join(Path(source).read_bytes() for source in (__file__, mnist_form.__file__))
    mark = hashlib.sha256(sources + f"{PIL.__version__} {np.__version__} {COUNT} {SEED}".encode()).hexdigest()[:16]
    path = HOME / f"made-up-{mark}.safetensors"
    try:
        drawn = load(path.read_bytes())
    except (OSError, SafetensorError):
        drawn = {kind: images for kind, images in made_up(digits, COUNT, SEED).items() if kind != "noise"}
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(save(drawn))
            os.replace(part, path)
    return drawn | {"noise": noise(COUNT, SEED, digits)}


def score(model: Autoencoder, images: Tensor) -> np.ndarray:
    """Mean squared error of each image's reconstruction, the posterior mean as the code: (N, 1, 28, 28) -> (N,).

    Nobody tells a conditional model what an image shows: its score is the lowest over its labels.
    """
    import torch  # late: whoever shows made-up images needs none

    def error(batch: Tensor, label: int) -> Tensor:
        copy = model.reconstruct(batch, torch.full((len(batch),), label))
        return (copy - batch).double().square().flatten(1).mean(1)

    labels = range(model.spec.classes or 1)
    batches = images.split(BATCH)
    with torch.no_grad():
        return torch.cat([torch.stack([error(batch, label) for label in labels]).amin(0) for batch in batches]).numpy()


def auc(digits: np.ndarray, outliers: np.ndarray) -> float:
    """Area under the ROC curve: the probability that a random outlier's score is above a random digit's, ties counting half.

    The Mann-Whitney statistic, as a share (Hanley & McNeil 1982).
    """
    ranked = np.sort(digits)
    below = np.searchsorted(ranked, outliers, "left") + np.searchsorted(ranked, outliers, "right")
    return float(below.mean() / (2 * len(ranked)))


def measure(model: Autoencoder, test: Digits) -> dict:
    """What run.json keeps of a model as a detector of outliers.

    ``levels`` (K,); ``quantiles``: of the score at those levels, for the test ``digits`` and for each kind of outlier;
    ``auc``: for each kind. The ROC curve lies in the quantiles: at a threshold t its point is the share of digits and of
    outliers above t, see `share_above`.
    """
    import torch

    from aelab.data import as_float

    digits = score(model, as_float(test.images))
    scores = {kind: score(model, torch.from_numpy(images)) for kind, images in measured_on(test.images.numpy()).items()}
    return {
        "levels": LEVELS,
        "quantiles": {kind: _rounded(np.quantile(found, LEVELS)) for kind, found in {"digits": digits, **scores}.items()},
        "auc": dict(zip(scores, _rounded([auc(digits, found) for found in scores.values()]), strict=True)),
    }


def share_above(quantiles: list[float], threshold: float, levels: list[float] = LEVELS) -> float:
    """Share of the scores above a threshold, from their quantiles; between two of them straight in the logarithm."""
    return float(1 - np.interp(np.log(threshold), np.log(quantiles), levels))


def threshold_for(share: float, quantiles: list[float], levels: list[float] = LEVELS) -> float:
    """The threshold that leaves this share of the scores above it: the inverse of `share_above`."""
    return float(np.exp(np.interp(1 - share, levels, np.log(quantiles))))


def _rounded(values: Iterable[float]) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


def _random(seed: int, kind: int, i: int) -> np.random.Generator:
    return np.random.default_rng([seed, kind, i])


def _each(draw: Callable[[np.random.Generator], Image.Image], count: int, seed: int, kind: int) -> np.ndarray:
    pictures = (draw(_random(seed, kind, i)) for i in range(count))
    return np.stack([to_mnist_form(picture, invert=False).image for picture in pictures])


def _letter(random: np.random.Generator) -> Image.Image:
    from PIL import Image, ImageDraw, ImageFont

    letter, size = LETTERS[random.integers(len(LETTERS))], int(random.integers(100, 160))
    stroke = round(size * random.uniform(0, 0.014))
    picture = Image.new("L", (CANVAS, CANVAS))
    where = (CANVAS / 2, CANVAS / 2)
    ImageDraw.Draw(picture).text(where, letter, 255, ImageFont.load_default(size), anchor="mm", stroke_width=stroke)
    return picture.rotate(random.uniform(-20, 20), Image.Resampling.BICUBIC)


def _scribble(random: np.random.Generator) -> Image.Image:
    from PIL import Image, ImageDraw

    t = np.linspace(0, 1, 200)[:, None]
    waves = np.arange(1, 6)  # half turns over the line
    phases, sizes = random.uniform(0, 2 * np.pi, (2, 5)), random.normal(size=(2, 5)) / np.sqrt(waves)
    x, y = (np.sin(np.pi * waves * t + phase) @ size for phase, size in zip(phases, sizes, strict=True))
    extent = random.permutation([200, random.uniform(100, 200)])
    points = 40 + np.stack([(x - x.min()) / np.ptp(x), (y - y.min()) / np.ptp(y)], 1) * extent
    width = int(random.integers(16, 30))
    picture = Image.new("L", (CANVAS, CANVAS))
    pen = ImageDraw.Draw(picture)
    pen.line([tuple(point) for point in points], 255, width, joint="curve")
    for px, py in points[[0, -1]]:
        pen.ellipse((px - width / 2, py - width / 2, px + width / 2, py + width / 2), 255)
    return picture
