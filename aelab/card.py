"""What a run's card, run.json, says: one typed definition, read strictly, and used by attribute everywhere.

A missing field, a null, a text where a number belongs or a list of the wrong length is an error that names the place in the
file. Figures that not every kind of run has, or that older cards lack, are None where they are missing. Imports no torch.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, field

from aelab.latent import PRINCIPAL, WHOLE
from aelab.runs import Recipe
from aelab.spec import Count, Natural, Positive, Record, Share, Spec, Text

KINDS = ("digits", "letters", "scribbles", "noise")  # of scores in `Outliers`: the digits, and what is none

# figures that only runs of MNIST's training digits must have
ELSEWHERE = ("psnr", "ssim", "denoising_mse", "denoising_psnr", "denoising_ssim", "curves")


class Sides(Record, frozen=True):
    """A number for each side of a model."""

    encode: Count
    decode: Count


class Parts(Record, frozen=True):
    """The parts of a loss."""

    total: float
    reconstruction: float
    kl: float


class Epoch(Record, frozen=True):
    """An entry of the history."""

    epoch: Natural
    train: Parts
    test: Parts


class Distance(Record, frozen=True, omit_defaults=True):
    """How codes are compared: see `aelab.latent.distance`. Of a code of more than 32 numbers no draws are counted."""

    weights: list[Positive]
    near: Positive
    far: Positive
    prior_gap: Share | None = None
    prior_far: Share | None = None
    prior_digits: Annotated[list[Share], Meta(min_length=10, max_length=10)] | None = None


class Outliers(Record, frozen=True):
    """A model as a detector of what is no digit: see `aelab.outliers.measure`."""

    levels: Annotated[list[Share], Meta(min_length=2)]
    quantiles: dict[str, list[Positive]]
    auc: dict[str, Share]


class Bound(Record, frozen=True):
    """An importance-weighted bound: see `aelab.elbo`."""

    value: float
    se: Positive
    k: Natural
    images: Natural
    negative_elbo: float


class Probe(Record, frozen=True):
    """How far a few labels go: see `aelab.probe.few_labels`."""

    labels_per_digit: list[Natural]
    accuracy: list[Share]
    spread: list[Positive]
    draws: Natural


class Learnt(Record, frozen=True):
    """The digits of a run that did not learn from MNIST's 60,000: how many of a source it was trained and measured on. The codes
    that are stored are of all of them, in their order; ``test_set`` says whether that is MNIST's test set."""

    source: Text
    trained: Natural
    tested: Natural
    test_set: bool


class Metrics(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What was measured of a run: see `aelab.measuring.measure`. In `curves`, by kind of noise, also ``levels`` and ``images``.

    A run that learnt from other digits (`Card.digits`) may lack the figures of `ELSEWHERE`, too.
    """

    bce: Positive | None = None
    bce_per_pixel: Positive | None = None
    mse: Positive
    psnr: float | None = None
    ssim: float | None = None
    kl_per_dimension: list[float] | None = None
    kl: float | None = None
    active_units: Count | None = None
    bce_sampled: Positive | None = None
    negative_elbo: float | None = None
    negative_elbo_se: Positive | None = None
    importance_bound: Bound | None = None
    distance: Distance | None = None
    aggregate_kl: float | None = None
    knn_accuracy: Share
    denoising_mse: Positive | None = None
    denoising_psnr: float | None = None
    denoising_ssim: float | None = None
    curves: dict[str, int | list[float]] = field(default_factory=dict)
    outliers: Outliers | None = None
    probe: Probe | None = None

    def error(self, kind: str, level: float) -> float:
        """Mean MSE at a measured level of a kind of noise. Raises KeyError or ValueError for what was not measured."""
        levels, errors = self.curves["levels"], self.curves[kind]
        if isinstance(levels, int) or isinstance(errors, int):
            raise ValueError(f"{kind}: a number, and no curve")
        return errors[levels.index(level)]


class Card(Record, frozen=True, kw_only=True, omit_defaults=True):
    """run.json."""

    format: int
    name: Text
    reason: str
    recipe: Recipe
    weights: Natural
    multiply_adds: Sides
    metrics: Metrics
    history: Annotated[list[Epoch], Meta(min_length=1)]
    seconds: Positive
    device: str | None = None
    threads: Natural | None = None
    precision: str | None = None
    versions: dict[str, str] | None = None
    digits: Learnt | None = None
    model: Spec
    files: dict[str, Text]
    checksum: Text


def read(content: dict) -> Card:
    """The card that the content of a run.json says. Raises ValueError with a sentence that begins with the field."""
    for place, value in _flat(content):
        if value is None:
            raise ValueError(f"{place}: null, where a value belongs")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{place}: not a finite number")
    try:
        card = msgspec.convert(content, Card)
    except (msgspec.ValidationError, OverflowError) as error:
        raise ValueError(_said(str(error))) from None
    for wrong, said in _contradictions(card):
        if wrong:
            raise ValueError(said)
    return card


def _said(error: str) -> str:
    """What msgspec says, with the field in front: "recipe.beta: expected `float`, got `str`"."""
    what, _, where = error.partition(" - at ")
    place = where.strip("`").removeprefix("$").removeprefix(".")
    if unlike := re.fullmatch(r"Object (missing required|contains unknown) field `(\w+)`", what):
        place = f"{place}.{unlike[2]}".removeprefix(".")
        what = "missing" if unlike[1] == "missing required" else "there is no such field"
    if re.match(r"\w+(\[\d+\])?: ", what):  # of a check of our own, which knows the field
        return f"{place}.{what}"
    return f"{place or 'the card'}: {what[0].lower()}{what[1:]}"


def _flat(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Everything that is no list and no object, by its place: "history[0].train.kl"."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _flat(inner, f"{place}[{i}]")
    else:
        yield place, value


def _contradictions(card: Card) -> Iterator[tuple[bool, str]]:
    """Fields that do not go together: whether they do not, and what is said then."""
    model, metrics = card.model, card.metrics
    for name in ELSEWHERE:
        yield card.digits is None and getattr(metrics, name) in (None, {}), f"metrics.{name}: missing"
    yield card.recipe.latent_size != model.latent_size, "recipe.latent_size: not the latent_size of the model"
    if model.variational:
        yield metrics.kl is None, "metrics.kl: missing, and the run is variational"
        yield metrics.kl_per_dimension is None, "metrics.kl_per_dimension: missing, and the run is variational"
    if metrics.kl_per_dimension is not None:
        yield len(metrics.kl_per_dimension) != model.latent_size, "metrics.kl_per_dimension: not a number for each of the code"
    if (rule := metrics.distance) is not None:
        stored = model.latent_size if model.latent_size <= WHOLE else PRINCIPAL
        yield len(rule.weights) != stored, f"metrics.distance.weights: {len(rule.weights)} numbers, where {stored} belong"
        counted = [rule.prior_gap is None, rule.prior_far is None, rule.prior_digits is None]
        yield any(counted) and not all(counted), "metrics.distance: some of prior_gap, prior_far and prior_digits are missing"
    if (probe := metrics.probe) is not None:
        each = {len(probe.labels_per_digit), len(probe.accuracy), len(probe.spread)}
        yield len(each) > 1, "metrics.probe: not one accuracy and one spread for each of labels_per_digit"
    yield from _uneven(metrics)


def _uneven(metrics: Metrics) -> Iterator[tuple[bool, str]]:
    """Curves and quantiles that have not a number for each level."""
    if metrics.curves:
        yield from _uneven_curves(metrics.curves)
    if (outliers := metrics.outliers) is None:
        return
    for kind in KINDS:
        found = outliers.quantiles.get(kind, ())
        yield len(found) != len(outliers.levels), f"metrics.outliers.quantiles.{kind}: not a number for each level"
        yield kind != "digits" and kind not in outliers.auc, f"metrics.outliers.auc.{kind}: missing"


def _uneven_curves(curves: dict[str, int | list[float]]) -> Iterator[tuple[bool, str]]:
    levels, count = curves.get("levels"), curves.get("images")
    if not isinstance(levels, list):
        yield True, "metrics.curves.levels: missing, or no list"
        return
    yield not {0.5, 1.0} <= set(levels), "metrics.curves.levels: without 0.5 or 1, which the pages compare"
    yield type(count) is not int or count < 1, "metrics.curves.images: not a whole number above 0"
    yield "gaussian" not in curves, "metrics.curves.gaussian: missing"
    for kind, line in curves.items():
        wrong = kind != "images" and (not isinstance(line, list) or len(line) != len(levels))
        yield wrong, f"metrics.curves.{kind}: not a number for each level"
