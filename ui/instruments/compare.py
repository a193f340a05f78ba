"""Ten digits, or ten draws of the prior, and what each run makes of them."""

from __future__ import annotations

from typing import Any

from aelab import noise
from aelab.card import Card
from ui.answers import figures
from ui.digits import Source, at_hand
from ui.face import Preset, called, noise_kinds, trained
from ui.instruments.mount import mount, offer
from ui.view import View, number, one_of, several, whole

VIEW = View(
    view=one_of(("reconstructed", "sampled"), "reconstructed"),
    noise=one_of(noise.GAUSSIAN, "gaussian"),
    level=number(0, 1, 0.0),  # sigma
    temperature=number(0, 2, 1.0),  # of the draws
    seed=whole(0, 999, 1),  # of both
    digits=several(10, at_hand()),  # in order of class; None for the first of each
)
COPY = {"view": "reconstructed"}
PRESETS = [
    Preset("Copy them clean", "Which rows keep the handwriting?", {**COPY, "level": 0}, figures.hands),
    Preset("Noise of σ = 0.5", "Which rows keep the digit?", {**COPY, "level": 0.5}, figures.noisy_rows),
    Preset("Sample them all", "Which rows still draw digits?", {"view": "sampled", "temperature": 1}, figures.drawn_rows),
]


def compare(cards: list[Card], source: Source) -> dict[str, Any]:
    """Ten digits, or ten draws of the prior, and what each run makes of them, row under row.

    Needs `ui.digit_offer.deliver_digits`, whose answer is `source`. Returns the view as the hand left it.
    """
    runs = [
        {
            **called(card),
            "spec": card.model.to_json(),
            "beta": card.recipe.beta,
            "trained": trained(card),
        }
        for card in cards
    ]
    offer("compare", cards, "decoder", "encoder")
    return mount("compare", VIEW, PRESETS, {"runs": runs, "one": source.one, "kinds": noise_kinds()}, cards=cards)
