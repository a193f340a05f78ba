"""What a run's card must say, field by field. A card that says something else is no card of a run, and nobody lists it.

Read with msgspec: a missing field, a null or a text where a number belongs is an error that names the place in the file.
Figures that not every kind of run has are optional; those that every run has are not. Imports no torch.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

Count = Annotated[int, Meta(ge=0)]
Natural = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(ge=0)]
Text = Annotated[str, Meta(min_length=1)]
Layer = dict[str, str | int | list[int]]
Layers = Annotated[list[Layer], Meta(min_length=1)]
Pair = Annotated[list[float], Meta(min_length=2, max_length=2)]


class Recipe(Struct):
    """As `aelab.runs.Recipe`; numbers that came later may be missing."""

    name: Text
    family: Text
    latent_size: Natural
    beta: Positive
    noise: Text
    noise_levels: Pair
    reconstruction: Text
    epochs: Natural
    batch_size: Natural
    learning_rate: Positive
    weight_decay: Positive
    seed: Count


class Model(Struct):
    """As `aelab.models.Spec`."""

    latent_size: Natural
    encoder: Layers
    decoder: Layers
    variational: bool
    classes: Count
    output: Text | UnsetType = UNSET


class Sides(Struct):
    """A number for each side of a model."""

    encode: Count
    decode: Count


class Parts(Struct):
    """The parts of a loss."""

    total: float
    reconstruction: float
    kl: float


class Epoch(Struct):
    """An entry of the history."""

    epoch: Natural
    train: Parts
    test: Parts


class Distance(Struct):
    """How codes are compared: `aelab.latent.distance`."""

    weights: Annotated[list[Positive], Meta(min_length=1)]
    near: Positive
    far: Positive


class Outliers(Struct):
    """`aelab.outliers.measure`."""

    levels: Annotated[list[Share], Meta(min_length=2)]
    quantiles: dict[str, list[Positive]]
    auc: dict[str, Share]


class Bound(Struct):
    """An importance-weighted bound: `aelab.elbo`."""

    value: float
    se: Positive
    k: Natural
    images: Natural
    negative_elbo: float


class Metrics(Struct):
    """`aelab.pipeline.measure`."""

    mse: Positive
    psnr: float
    ssim: float
    knn_accuracy: Share
    denoising_mse: Positive
    denoising_psnr: float
    denoising_ssim: float
    curves: dict[str, int | list[float]]
    outliers: Outliers | UnsetType = UNSET
    bce: Positive | UnsetType = UNSET
    bce_per_pixel: Positive | UnsetType = UNSET
    bce_sampled: Positive | UnsetType = UNSET
    kl: Positive | UnsetType = UNSET
    kl_per_dimension: list[Positive] | UnsetType = UNSET
    active_units: Count | UnsetType = UNSET
    negative_elbo: float | UnsetType = UNSET
    negative_elbo_se: Positive | UnsetType = UNSET
    importance_bound: Bound | UnsetType = UNSET
    aggregate_kl: float | UnsetType = UNSET
    distance: Distance | UnsetType = UNSET
    probe: dict[str, int | list[float]] | UnsetType = UNSET


class Card(Struct):
    """run.json."""

    format: int
    name: Text
    reason: str
    recipe: Recipe
    model: Model
    weights: Natural
    multiply_adds: Sides
    metrics: Metrics
    history: Annotated[list[Epoch], Meta(min_length=1)]
    seconds: Positive
    files: dict[str, Text]
    checksum: Text


def problem(content: dict) -> str | None:
    """What is wrong with the content of a run.json, in words that name the field, or None."""
    try:
        card = msgspec.convert(content, Card)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        return f"{where.strip('`').removeprefix('$.') or 'the card'}: {what[0].lower()}{what[1:]}"
    return next((said for wrong, said in _contradictions(card) if wrong), None)


def _contradictions(card: Card):
    """Fields that do not go together, each with what is said of it."""
    model, metrics = card.model, card.metrics
    yield card.recipe.latent_size != model.latent_size, "recipe.latent_size: not the latent_size of the model"
    if model.variational:
        kl = metrics.kl_per_dimension
        yield metrics.kl is UNSET or kl is UNSET, "metrics.kl, metrics.kl_per_dimension: missing, and the run is variational"
        yield kl is not UNSET and len(kl) != model.latent_size, "metrics.kl_per_dimension: not a number for each of the code"
    curves = metrics.curves
    levels = curves.get("levels")
    yield not isinstance(levels, list) or len(levels) < 2, "metrics.curves.levels: missing"
    for kind, line in curves.items():
        yield isinstance(line, list) and len(line) != len(levels), f"metrics.curves.{kind}: not a number for each level"
    yield "gaussian" not in curves, "metrics.curves.gaussian: missing"
    outliers = metrics.outliers
    if outliers is UNSET:
        return
    for kind in ("digits", "letters", "scribbles", "noise"):
        yield (
            len(outliers.quantiles.get(kind, ())) != len(outliers.levels),
            f"metrics.outliers.quantiles.{kind}: not a number for each level",
        )
        yield kind != "digits" and kind not in outliers.auc, f"metrics.outliers.auc.{kind}: missing"
