"""Answers of Learn's replay: what was recorded while the runs in view were trained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from aelab import checkpoints
from aelab.card import Card
from aelab.metrics import DEAD
from ui import cache
from ui.answers import listed
from ui.once import once
from ui.prose import say

PRIOR = np.sqrt(2 * np.log(2))  # the median distance of N(0, I) from 0 in a plane
PAIR, NEAREST = (4, 9), 11  # an odd number: a vote is never even


class Recorded(NamedTuple):
    """Of T moments: `epochs` (T,), `test` (T, 3) losses as `aelab.pipeline.record` has them, `kl` (T, d) nats, none where there is no
    KL; `reach` (T,), the distance from 0 on the map beyond which half of the codes lie; of how many digits; and epochs with
    how many of the 4s and 9s are told apart by their nearest there."""

    epochs: np.ndarray
    test: np.ndarray
    kl: np.ndarray
    reach: np.ndarray
    watched: int
    votes: list[tuple[float, float]]


def reaches(cards: Sequence[Card]) -> str:
    """How far do codes go, with a prior and without?"""

    def reach(card: Card) -> str:
        kept = recorded(card)
        most = int(kept.reach.argmax())
        return f"{kept.reach[most]:.1f} at epoch {kept.epochs[most]:.1f}, {kept.reach[-1]:.1f} at the end"

    said = say("answers", "reaches", reaches=listed(cards, reach))
    if any(card.model.variational and card.recipe.warm_up for card in cards):
        said += " " + say("answers", "reaches: prior", prior=f"{PRIOR:.2f}")
    return said


def turns(cards: Sequence[Card]) -> str:
    """What does another beta do from one moment to the next?"""
    branched = [card for card in cards if card.model.variational and card.recipe.branch]
    if not branched:
        return say("answers", "turns: none")

    def nats(card: Card) -> str:
        kept = recorded(card)
        before = int(np.searchsorted(kept.epochs, card.recipe.branch * card.recipe.epochs, side="right")) - 1
        (_, error, kl), (_, error_now, kl_now) = kept.test[before], kept.test[-1]
        return f"KL {kl:.1f}, then {kl_now:.1f}, and copies {error:.1f}, then {error_now:.1f}"

    first = branched[0].recipe
    return say("answers", "turns", epoch=f"{first.branch * first.epochs:.0f}", nats=listed(branched, nats))


def deaths(cards: Sequence[Card]) -> str:
    """Which numbers of a code die, and when?"""
    variational = [card for card in cards if card.model.variational]
    if not variational:
        return say("answers", "deaths: none")

    def used(card: Card) -> str:
        kept = recorded(card)
        counts = (kept.kl >= DEAD).sum(1)
        fewer = np.flatnonzero(counts < counts.max())
        later = fewer[fewer > counts.argmax()]
        since = f", the first gone at epoch {kept.epochs[later[0]]:.1f}" if len(later) else ""
        return f"{counts.max()} of {card.model.latent_size} in use, {counts[-1]} at the end{since}"

    return say("answers", "deaths", used=listed(variational, used))


def parted(cards: Sequence[Card]) -> str:
    """When do the 4s and the 9s part?"""

    def votes(card: Card) -> str:
        return ", ".join(f"{share:.0%} at epoch {epoch:.0f}" for epoch, share in recorded(card).votes)

    return say("answers", "parted", nearest=NEAREST, votes=listed(cards, votes))


def recorded(card: Card) -> Recorded:
    """What the pages say of a run's replay, read once for all visitors."""
    return _recorded(card.name, card.files["replay.safetensors"])


@once(64)
def _recorded(name: str, version: str) -> Recorded:
    kept, labels = checkpoints.replay(name), cache.latents(name)["labels"]
    epochs, codes = kept["epoch"], kept["codes"]
    labels = labels[: codes.shape[1]]
    reach = np.median(np.linalg.norm(codes, axis=2), axis=1)
    moments = sorted({int(np.abs(epochs - share * epochs[-1]).argmin()) for share in (1 / 16, 1 / 2, 1)})
    votes = [(float(epochs[k]), _parted(codes[k], labels)) for k in moments]
    kl = kept.get("kl_per_dimension", np.zeros((len(epochs), 0), np.float32))
    return Recorded(epochs, kept["test"], kl, reach, codes.shape[1], votes)


def _parted(points: np.ndarray, labels: np.ndarray) -> float:
    """How many of the 4s and 9s have mostly their own digit among the `NEAREST` others of both."""
    kept = np.isin(labels, PAIR)
    points, labels = points[kept].astype(float), labels[kept]
    apart = np.square(points[:, None] - points).sum(2)
    np.fill_diagonal(apart, np.inf)
    nearest = labels[np.argpartition(apart, NEAREST, axis=1)[:, :NEAREST]]
    return float(((nearest == labels[:, None]).sum(1) > NEAREST // 2).mean())
