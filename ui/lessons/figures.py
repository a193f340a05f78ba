"""What a lesson may say or ask of runs: figures worked out from their cards and codes by the words that a lesson has for them.

`mse of conv-vae-2`, `mse at gaussian 0.5 of conv-dae-16`, `mse of conv-vae-2 / mse of conv-vae-16`, `active units of conv-vae-32`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from aelab import noise
from aelab.card import Card
from ui import cache
from ui.meant import there_are

NEAREST = 3  # the digits that most draws of a prior land at


class Figure(NamedTuple):
    """A number, and as it is written."""

    value: float
    text: str


class Line(NamedTuple):
    """Heights over places: `across` and `up` name the axes. `bars` that stand on 0, or a curve."""

    x: list[float]
    y: list[float]
    across: str
    up: str
    bars: bool = False


class Place(NamedTuple):
    """The code of a test image, among `dots` of other test digits, each [x, y, digit]; `far` is the reach of the map."""

    z: list[float]
    dots: list[list[float]]
    far: float


class Kind(NamedTuple):
    """How a figure is found in a card, and how it is written."""

    of: Callable[[Card], float | None]
    form: str


def _landed(card: Card) -> float:
    """Share of 1,000 draws of N(0, I) that have a code of one of the three commonest digits nearest to them."""
    counts = sorted(cache.drawn(card.name), reverse=True)
    return sum(counts[:NEAREST]) / sum(counts)


def _outside(card: Card, kind: str) -> float | None:
    return card.metrics.outliers.auc.get(kind) if card.metrics.outliers else None


KINDS = {
    "numbers": Kind(lambda card: card.model.latent_size, ".0f"),
    "mse": Kind(lambda card: card.metrics.mse, ".4f"),
    "ssim": Kind(lambda card: card.metrics.ssim, ".3f"),
    "kl": Kind(lambda card: card.metrics.kl, ".1f"),
    "largest kl": Kind(lambda card: max(card.metrics.kl_per_dimension or [], default=None), ".2f"),
    "smallest kl": Kind(lambda card: min(card.metrics.kl_per_dimension or [], default=None), ".2f"),
    "distortion": Kind(lambda card: card.metrics.bce_sampled, ".1f"),
    "copy": Kind(lambda card: card.metrics.bce, ".1f"),
    "negative elbo": Kind(lambda card: card.metrics.negative_elbo, ".1f"),
    "active units": Kind(lambda card: card.metrics.active_units, ".0f"),
    "10-nn accuracy": Kind(lambda card: card.metrics.knn_accuracy, ".0%"),
    "mse at 0.5": Kind(lambda card: card.metrics.denoising_mse, ".4f"),
    "draws at three digits": Kind(_landed, ".0%"),
    "draws that are far": Kind(lambda card: cache.distance(card).prior_far, ".1%"),
    "auc of letters": Kind(lambda card: _outside(card, "letters"), ".2f"),
    "auc of scribbles": Kind(lambda card: _outside(card, "scribbles"), ".2f"),
    "auc of noise": Kind(lambda card: _outside(card, "noise"), ".2f"),
    "epochs": Kind(lambda card: card.recipe.epochs, ".0f"),
    "weights": Kind(lambda card: card.weights, ",.0f"),
}
ERROR = re.compile(r"mse at ([\w-]+) ([\d.]+)")
JOINED = re.compile(r"\s([-/+])\s")
JOINS = {"/": operator.truediv, "-": operator.sub, "+": operator.add}
SIDES = re.compile(r"\s([<>])\s")
THOSE = re.compile(r"the (\d)s")
PLACED = re.compile(r"image (\d{1,4}) in ([\w.-]+)")


def number(said: str, cards: Mapping[str, Card]) -> Figure:
    """The figure of these words; of two that are joined by ``/``, ``-`` or ``+``, what they give.

    Raises ValueError for words that name none, for a run that is not here, and for what was not measured of it.
    """
    if joined := JOINED.search(said):
        left, right = number(said[: joined.start()], cards), number(said[joined.end() :], cards)
        both = JOINS[joined[1]](left.value, right.value)
        return Figure(both, f"{both:.3g}".replace("-", "−"))
    try:
        return Figure(float(said), said)
    except ValueError:
        pass
    words, card = _of(said, cards)
    if error := ERROR.fullmatch(words):
        if error[1] not in noise.KINDS:
            raise ValueError(f"there is no noise {error[1]!r}{there_are(error[1], noise.KINDS)}")
        try:
            value: float | None = card.metrics.error(error[1], float(error[2]))
        except (KeyError, ValueError):
            value = None
        form = KINDS["mse"].form
    elif words in KINDS:
        value, form = KINDS[words].of(card), KINDS[words].form
    else:
        raise ValueError(f"there is no figure {words!r}{there_are(words, [*KINDS, 'mse at gaussian 0.5'])}")
    if value is None:
        raise ValueError(f"{words!r} was not measured of {card.name}")
    return Figure(float(value), f"{value:{form}}".replace("-", "−"))


def holds(said: str, cards: Mapping[str, Card]) -> bool:
    """Whether a comparison of two figures, ``a < b`` or ``a > b``, is so. Raises ValueError for what is none."""
    if not (sides := SIDES.search(said)):
        raise ValueError(f"{said!r} compares nothing: write 'mse of conv-ae-2 < mse of conv-vae-2'")
    left, right = number(said[: sides.start()], cards).value, number(said[sides.end() :], cards).value
    return left < right if sides[1] == "<" else left > right


def line(said: str, cards: Mapping[str, Card]) -> Line:
    """The curve of these words: ``loss of``, ``kl of each number of`` (the largest first), or ``mse at gaussian of`` a run. Raises ValueError."""
    words, card = _of(said, cards)
    kind = words.removeprefix("mse at ")
    curves, each = card.metrics.curves, card.metrics.kl_per_dimension
    if words == "loss":
        return Line(
            [float(epoch.epoch) for epoch in card.history],
            [epoch.test.total for epoch in card.history],
            "epoch",
            "loss of test digits",
        )
    if words == "kl of each number":
        if each is None:
            raise ValueError(f"{card.name} has no KL: it is no VAE")
        sizes = sorted(each, reverse=True)
        return Line([float(k + 1) for k in range(len(each))], sizes, "numbers of the code, the largest first", "KL, nats", True)
    if kind in noise.KINDS and words != kind:
        levels, errors = curves["levels"], curves.get(kind)
        if isinstance(levels, int) or errors is None or isinstance(errors, int):
            raise ValueError(f"{words!r} was not measured of {card.name}")
        return Line(list(levels), list(errors), f"level of the noise, {noise.KINDS[kind].symbol}", "MSE to the clean digit")
    raise ValueError(f"{words!r} is no curve, but 'loss', 'kl of each number' and 'mse at gaussian' are")


def place(said: str, cards: Mapping[str, Card], dots: int = 800) -> Place:
    """Where a run of two numbers puts a test image: ``image 7 in conv-vae-2``. Raises ValueError."""
    if not (found := PLACED.fullmatch(said)):
        raise ValueError(f"{said!r} is no place: write 'image 7 in conv-vae-2'")
    card = _run(found[2], cards)
    if card.model.latent_size != 2:
        raise ValueError(f"{card.name} has a code of {card.model.latent_size} numbers, and a map has two")
    arrays, image = cache.latents(card.name), int(found[1])
    codes, labels = arrays["mean"], arrays["labels"]
    if image >= len(codes):
        raise ValueError(f"{card.name} has the codes of {len(codes)} test images, and none of image {image}")
    some = np.arange(0, len(codes), max(len(codes) // dots, 1))
    return Place(
        codes[image].astype(float).round(3).tolist(),
        np.column_stack([codes[some], labels[some]]).astype(float).round(2).tolist(),
        round(float(np.quantile(np.abs(codes), 0.995)), 2),
    )


def stop(said: str, run: str, cards: Mapping[str, Card]) -> list[float]:
    """A place on the map of a run of two numbers: ``the 4s``, the mean of their codes, or ``1.5, -2``. Raises ValueError."""
    card = _run(run, cards)
    if card.model.latent_size != 2:
        raise ValueError(f"{run} has a code of {card.model.latent_size} numbers, and a ring is swept over a map of two")
    if found := THOSE.fullmatch(said):
        arrays = cache.latents(run)
        own = arrays["mean"][arrays["labels"] == int(found[1])]
        if len(own):
            return own.mean(axis=0).astype(float).round(3).tolist()
    try:
        x, y = map(float, said.split(","))
    except ValueError:
        raise ValueError(f"{said!r} is no place on a map: write 'the 4s', or two numbers as '1.5, -2'") from None
    return [x, y]


def _of(said: str, cards: Mapping[str, Card]) -> tuple[str, Card]:
    words, of, name = said.strip().rpartition(" of ")
    if not of:
        raise ValueError(f"{said!r} names no run: write 'mse of conv-vae-2'")
    return words.strip(), _run(name, cards)


def _run(name: str, cards: Mapping[str, Card]) -> Card:
    if name not in cards:
        raise ValueError(f"there is no model {name!r}{there_are(name, cards)}")
    return cards[name]
