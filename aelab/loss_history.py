"""How a run's losses went, as they are shown: by parts, for training and test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aelab.card import Epoch


class Part(NamedTuple):
    """A part of the loss: what it is, its value at each epoch, and what of the axis shows how it settled, None where it never moved."""

    title: str
    train: list[float]
    test: list[float]
    reach: tuple[float, float] | None


def parts(history: Sequence[Epoch]) -> list[Part]:
    """The parts of a loss, from a card's history.

    A loss with a KL has three: the whole, the reconstruction, and the KL before beta multiplies it. Its reconstruction is that of
    one draw of each posterior on both sides. What is shown leaves out the first epoch, which is far above all others.
    """
    titles = {"reconstruction": "loss: reconstruction, per image"}
    if any(entry.test.kl for entry in history):
        titles = {
            "total": "loss, per image: a draw of each code",
            "reconstruction": "reconstruction, per image: of that draw",
            "kl": "KL, nats per image",
        }
    return [
        _part(title, *([getattr(getattr(e, side), key) for e in history] for side in ("train", "test")))
        for key, title in titles.items()
    ]


def _part(title: str, train: list[float], test: list[float]) -> Part:
    settled = [value for side in (train, test) for value in side[1:] or side]
    low, high = min(settled), max(settled)
    margin = 0.05 * (high - low)
    return Part(title, train, test, (low - margin, high + margin) if high > low else None)
