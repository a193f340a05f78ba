"""What a training tells of itself while it runs: steps, epochs, and moments of a replay; and that it cannot go on."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

WATCHED = 2000  # test digits whose codes a replay follows


class TrainingError(Exception):
    """Training that cannot go on; nothing has been saved."""


class Parts(NamedTuple):
    """The parts of a loss as plain numbers, means over images: ``total`` = ``reconstruction`` + beta * ``kl``."""

    total: float
    reconstruction: float
    kl: float


class Step(NamedTuple):
    """Progress within an epoch; ``train`` is the mean since the epoch began, ``eta`` is in seconds."""

    epoch: int
    step: int
    steps: int  # of the whole run
    train: Parts
    images_per_second: float
    eta: float


class Epoch(NamedTuple):
    """The end of an epoch. ``train`` is the mean over the epoch, ``test`` over all test digits, one draw of each posterior."""

    epoch: int
    train: Parts
    test: Parts
    images_per_second: float


class Moment(NamedTuple):
    """One frame of a replay: where `WATCHED` test digits lie after `step` steps and what ten of them decode to."""

    step: int
    epoch: float
    codes: Tensor  # (WATCHED, d) float32
    reconstructions: Tensor  # (10, 28, 28) uint8, the first test digit of each class
    train: Parts
    test: Parts
    kl_per_dimension: Tensor | None  # (d,)
