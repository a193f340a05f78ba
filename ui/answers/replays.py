"""Answers of Learn's replay: what was recorded while the runs in view were trained."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aelab import checkpoints
from aelab.card import Card
from ui import cache
from ui.answers import listed
from ui.once import once
from ui.prose import say

DEAD = 0.01  # nats of KL below which a number says nothing of the digit, as in ui/browser/model/axes.js
PRIOR = np.sqrt(2 * np.log(2))  # the median distance of N(0, I) from 0 in a plane
PAIR, NEAREST = (4, 9), 11  # an odd number: a vote is never even


def reaches(cards: Sequence[Card]) -> str:
    """How far do codes go, with a prior and without?"""

    def reach(card: Card) -> str:
        recorded = _replay(card)
        far = np.median(np.linalg.norm(recorded["codes"], axis=2), axis=1)
        most = int(far.argmax())
        return f"{far[most]:.1f} at epoch {recorded['epoch'][most]:.1f}, {far[-1]:.1f} at the end"

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
        recorded = _replay(card)
        before = int(np.searchsorted(recorded["epoch"], card.recipe.branch * card.recipe.epochs, side="right")) - 1
        (_, error, kl), (_, error_now, kl_now) = recorded["test"][before], recorded["test"][-1]
        return f"KL {kl:.1f}, then {kl_now:.1f}, and copies {error:.1f}, then {error_now:.1f}"

    first = branched[0].recipe
    return say("answers", "turns", epoch=f"{first.branch * first.epochs:.0f}", nats=listed(branched, nats))


def deaths(cards: Sequence[Card]) -> str:
    """Which numbers of a code die, and when?"""
    variational = [card for card in cards if card.model.variational]
    if not variational:
        return say("answers", "deaths: none")

    def used(card: Card) -> str:
        recorded = _replay(card)
        counts = (recorded["kl_per_dimension"] >= DEAD).sum(1)
        fewer = np.flatnonzero(counts < counts.max())
        later = fewer[fewer > counts.argmax()]
        since = f", the first gone at epoch {recorded['epoch'][later[0]]:.1f}" if len(later) else ""
        return f"{counts.max()} of {card.model.latent_size} in use, {counts[-1]} at the end{since}"

    return say("answers", "deaths", used=listed(variational, used))


def parted(cards: Sequence[Card]) -> str:
    """When do the 4s and the 9s part?"""

    def votes(card: Card) -> str:
        epochs, right = _parted(card.name, card.files["replay.safetensors"])
        return ", ".join(f"{share:.0%} at epoch {epoch:.0f}" for epoch, share in zip(epochs, right, strict=True))

    return say("answers", "parted", nearest=NEAREST, votes=listed(cards, votes))


def _replay(card: Card) -> dict[str, np.ndarray]:
    return checkpoints.replay(card.name)


@once(64)
def _parted(name: str, version: str) -> tuple[list[float], list[float]]:
    """Epochs, and how many of the 4s and 9s have most of their nearest of these of their own digit on the map then."""
    recorded, labels = checkpoints.replay(name), cache.latents(name)["labels"]
    epochs, codes = recorded["epoch"], recorded["codes"]
    labels = labels[: codes.shape[1]]
    kept = np.isin(labels, PAIR)
    moments = sorted({int(np.abs(epochs - share * epochs[-1]).argmin()) for share in (1 / 16, 1 / 2, 1)})
    right = []
    for moment in moments:
        points = codes[moment][kept].astype(float)
        apart = np.square(points[:, None] - points).sum(2)
        np.fill_diagonal(apart, np.inf)
        nearest = labels[kept][np.argpartition(apart, NEAREST, axis=1)[:, :NEAREST]]
        right.append(float(((nearest == labels[kept][:, None]).sum(1) > NEAREST // 2).mean()))
    return [float(epochs[moment]) for moment in moments], right
