"""Runs measured again from their weights, side by side in processes of this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from joblib import Parallel, delayed, parallel_config

from aelab import checkpoints, elbo
from aelab.card import Card, Metrics
from aelab.data import Digits
from aelab.measuring import measure


class Measured(NamedTuple):
    """The fresh figures of a run and, of a variational one, what each digit costs."""

    name: str
    metrics: Metrics
    costs: elbo.Costs | None


def in_turn(cards: Iterable[Card]) -> list[str]:
    """The names of runs in the order in which they are measured: those that take longest first, so that all processes end together."""
    return [card.name for card in sorted(cards, key=lambda card: -card.multiply_adds.encode - card.multiply_adds.decode)]


def again(names: list[str], root: Path, test: Digits, jobs: int) -> Iterator[Measured]:
    """Measure runs of `root` on test digits and yield them as they are done, `jobs` at a time, each on one thread; 1: here, on all."""
    with parallel_config("loky", inner_max_num_threads=1) if jobs > 1 else parallel_config("sequential"):
        work = Parallel(jobs, return_as="generator_unordered", batch_size=1)
        yield from work(delayed(measured)(name, root, test) for name in names)


def measured(name: str, root: Path, test: Digits) -> Measured:
    """Measure one run on test digits. Raises `CheckpointError` as `checkpoints.load` does."""
    model = checkpoints.load(name, root)
    costs = elbo.costs(model, test) if model.spec.variational else None
    return Measured(name, measure(model, test, costs), costs)
