"""Ten digits, or ten draws of the prior, and what each run makes of them."""

from __future__ import annotations

from aelab import noise
from aelab.card import Card
from ui.answers import figures
from ui.digits import Source, at_hand
from ui.face import Face, Preset, called, noise_kinds, parts, trained
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


def compare(cards: list[Card], source: Source) -> Face:
    """Ten digits, or ten draws of the prior, and what each run makes of them, row under row.

    Needs `ui.digit_offer.deliver_digits`, whose answer is `source`.
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
    data = {"runs": runs, "one": source.one, "kinds": noise_kinds()}
    return Face("compare", VIEW, data, parts(cards, "decoder", "encoder"), PRESETS, cards)
