"""Answers of Learn: what to see in a model of one's own, and what the shipped ones of that kind came to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aelab.card import Card
from aelab.metrics import DEAD
from ui import cache
from ui.answers import short
from ui.prose import say


def free_codes(cards: Sequence[Card]) -> str:
    """Where do codes go with nothing to hold them?"""
    found = _found(cards, "conv-ae-2", "conv-vae-2")
    if not found:
        return say("answers", "free codes")
    (plain, far), (vae, near) = ((short(card), f"{_reach(card):.1f}") for card in found)
    return f"{say('answers', 'free codes')} {say('answers', 'free codes: shipped', plain=plain, far=far, vae=vae, near=near)}"


def dear_codes(cards: Sequence[Card]) -> str:
    """What does a higher price for the code do?"""
    found = _found(cards, "conv-vae-2", "conv-vae-2-beta-4")
    if not found:
        return say("answers", "dear codes")
    (one, much, good), (four, little, worse) = (
        (short(card), f"{card.metrics.kl:.1f}", f"{card.metrics.mse:.4f}") for card in found
    )
    shipped = say("answers", "dear codes: shipped", one=one, much=much, good=good, four=four, little=little, worse=worse)
    return f"{say('answers', 'dear codes')} {shipped}"


def used_numbers(cards: Sequence[Card]) -> str:
    """How many numbers are used in the end?"""
    for card in _found(cards, "conv-vae-8"):
        kl = card.metrics.kl_per_dimension or []
        used = sum(value >= DEAD for value in kl)
        shipped = say("answers", "used numbers: shipped", run=short(card), used=used, size=card.model.latent_size)
        return f"{say('answers', 'used numbers')} {shipped}"
    return say("answers", "used numbers")


def _found(cards: Sequence[Card], *names: str) -> list[Card]:
    """The runs of these names, or none where one is not here."""
    here = {card.name: card for card in cards}
    return [here[name] for name in names] if all(name in here for name in names) else []


def _reach(card: Card) -> float:
    """The median distance of the test codes from 0."""
    return float(np.median(np.linalg.norm(cache.latents(card.name)["mean"], axis=1)))
