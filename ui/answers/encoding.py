"""Answers on Encode: the code that an encoder draws, what a digit costs, and what a copy misses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aelab.card import Card
from ui import cache, digits
from ui.answers import Answer
from ui.answers.codes import SOME, nearest
from ui.prose import say


def two_sigmas(cards: Sequence[Card]) -> str:
    """Encode: is it still the same digit, two sigmas out?"""
    (card,) = cards
    arrays = cache.latents(card.name)
    mean, sigma = arrays["mean"][:SOME].astype(np.float32), np.exp(0.5 * arrays["log_var"][:SOME].astype(np.float32))
    moved = mean.copy()
    moved[:, 0] += 2 * sigma[:, 0]
    before, after = (nearest(card, at)[1].argmax(1) for at in (mean, moved))
    spread = float(arrays["mean"][:, 0].astype(float).std())
    return say(
        "answers",
        "two sigmas",
        step=f"{2 * sigma[:, 0].mean():.2f}",
        spread=f"{spread:.2f}",
        same=f"{(before == after).mean():.0%}",
        some=SOME,
    )


def mean_only(cards: Sequence[Card]) -> str:
    """Encode: which term changes where epsilon is 0, and which cannot?"""
    (card,) = cards
    metrics = card.metrics
    if metrics.bce_sampled is None or metrics.bce is None or metrics.kl is None:
        return say("answers", "mean only: not measured")
    return say("answers", "mean only", mean=f"{metrics.bce:.1f}", draws=f"{metrics.bce_sampled:.1f}", kl=f"{metrics.kl:.2f}")


def cheaper_one(cards: Sequence[Card]) -> str:
    """Encode: is a 1 cheaper, and by which term?"""
    (card,) = cards
    floors, arrays = digits.floors(), cache.latents(card.name)
    said = say("answers", "cheaper one", one=f"{floors[1]:.0f}", all=f"{np.mean(floors):.0f}")
    if arrays["log_var"].shape == arrays["mean"].shape:
        mean, log_var = arrays["mean"].astype(float), arrays["log_var"].astype(float)
        kl = 0.5 * (mean**2 + np.exp(log_var) - 1 - log_var).sum(1)
        ones, every = kl[arrays["labels"] == 1].mean(), kl.mean()
        both = {"ones": f"{ones:.1f}", "every": f"{every:.1f}"}
        code = (
            say("answers", "cheaper one: code", **both)
            if ones < every
            else say("answers", "cheaper one: no cheaper code", **both)
        )
        return f"{said} {code}"
    return said


def above_the_floor(cards: Sequence[Card]) -> str:
    """Encode, a plain run: how far is a 1's copy above the floor?"""
    floors = digits.floors()
    return say(
        "answers", "above the floor", bce=f"{cards[0].metrics.bce or 0:.0f}", one=f"{floors[1]:.0f}", all=f"{np.mean(floors):.0f}"
    )


def dearer_than_a_one(digit: int, named: str) -> Answer:
    """Encode, a plain run: does a digit cost more than a 1?"""

    def answer(cards: Sequence[Card]) -> str:
        floors = digits.floors()
        return say("answers", "dearer", digit=named, floor=f"{floors[digit]:.0f}", one=f"{floors[1]:.0f}")

    return answer


def linear_copy(cards: Sequence[Card]) -> str:
    """Encode, PCA: what does a copy of so few axes miss?"""
    return say("answers", "linear copy", axes=cards[0].model.latent_size, **_quality(cards[0]))


def linear_worse(cards: Sequence[Card]) -> str:
    """Encode, PCA: is an 8's copy worse than that of a 1?"""
    return say("answers", "linear copy: worse", **_quality(cards[0]))


def linear_grey(cards: Sequence[Card]) -> str:
    """Encode, PCA: where is its copy grey?"""
    return say("answers", "linear copy: grey", axes=cards[0].model.latent_size, **_quality(cards[0]))


def _quality(card: Card) -> dict[str, str]:
    return {"mse": f"{card.metrics.mse:.4f}", "ssim": f"{card.metrics.ssim or 0:.2f}"}
