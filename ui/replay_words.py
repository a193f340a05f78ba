"""What the page Learn says of the replay of the runs at hand, in their own figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aelab.card import Card
from aelab.metrics import DEAD
from ui.answers import short
from ui.answers.recordings import recorded
from ui.prose import say


def told(cards: Sequence[Card]) -> str:
    """What is seen in the replay of these runs."""
    kept = [recorded(card) for card in cards]
    moments = " or ".join(map(str, sorted({len(each.epochs) for each in kept})))
    watched = max(each.watched for each in kept)
    descended = [
        f" {say('replay', 'fall', run=short(card), share=f'{fall(card):.0%}')}" for card in cards if card.recipe.family != "pca"
    ]
    said = [say("replay", moments=moments, watched=f"{watched:,}", dead=DEAD, fall="".join(descended[:1]))]
    said += [say("replay", "prior")] * any(card.model.variational and card.model.latent_size == 2 for card in cards)
    said += [warm_up(card) for card in cards if card.model.variational and card.recipe.warm_up][:1]
    said += [turned([card for card in cards if card.recipe.branch and card.model.variational and card.recipe.beta != 1])]
    solved = [card for card in cards if card.recipe.family == "pca"]
    if solved:
        said.append(say("replay", "solved", runs=_names(solved)))
    if 0 < len(solved) < len(cards):
        said.append(say("replay", "cut", runs=_names([card for card in cards if (card in solved) != (cards[0] in solved)])))
    return "\n\n".join(filter(None, said))


def fall(card: Card) -> float:
    """How much of its way down the test loss has made in the first eighth of the steps."""
    kept = recorded(card)
    loss = kept.test[:, 0]
    then = np.interp(kept.epochs[-1] / 8, kept.epochs, loss)
    return float((loss[0] - then) / (loss[0] - loss[-1]))


def warm_up(card: Card) -> str:
    """What a code costs before beta has risen."""
    kept = recorded(card)
    nats = kept.kl.sum(1)
    most = int(nats.argmax())
    figures = {"most": f"{nats[most]:.1f}", "when": f"{kept.epochs[most]:.1f}", "end": f"{nats[-1]:.1f}"}
    return say("replay", "warm up", share=f"{card.recipe.warm_up:.0%}", run=short(card), **figures)


def turned(cards: Sequence[Card]) -> str:
    """Until when runs of another beta are one training with that of beta 1."""
    if not cards:
        return ""
    recipe = cards[0].recipe
    epoch, there = (f"{share * recipe.epochs:.0f}" for share in (recipe.branch, (1 + recipe.branch) / 2))
    return say("replay", "turned", epoch=epoch, there=there, runs=_names(cards))


def _names(cards: Sequence[Card]) -> str:
    return " and ".join(short(card) for card in cards)
