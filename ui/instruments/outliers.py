"""Draw anything: its copies, and their error as a score."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aelab.card import Card
from ui.answers import figures
from ui.digits import Source
from ui.face import Face, Preset, called, parts
from ui.view import View, image, number, one_of

START = ["mlp-ae-8", "mlp-ae-32", "conv-dae-blind"]
FIRST: dict[str, Any] = {"what": "letters", "index": 7}
ODD: dict[str, Any] = {"what": "digits", "index": 151}  # a 9 that most models copy badly
VIEW = View(
    what=one_of(("digits", "letters", "scribbles", "noise"), FIRST["what"]),  # None where it was drawn or uploaded
    index=image(FIRST["index"]),  # its place there
    flags=number(0, 1, 0.05, decimals=9),  # the share of the test digits that the threshold flags
    prevalence=number(0.001, 0.5, 0.01, decimals=5),  # the share of all images that are no digit
    on=one_of([]),  # the run whose ROC is shown
)
PRESETS = [
    Preset("A letter", "Which model copies it like a digit?", FIRST | {"flags": 0.05}, figures.letter),
    Preset("An odd 9", "Why is a digit flagged by mistake?", ODD | {"flags": 0.05}, figures.odd_digit),
    Preset(
        "One image in a thousand",
        "Is a flagged image really a letter?",
        {"flags": 0.05, "prevalence": 0.001},
        figures.one_in_a_thousand,
    ),
]


def outliers(cards: list[Card], source: Source, measured: Iterable[str]) -> Face:
    """Draw anything: up to three runs' copies of it, and their error as a score of how little it is like a digit.

    Needs `ui.digit_offer.deliver_digits`, whose answer is `source`, and `ui.digit_offer.deliver_made_up`. `measured` names the runs that
    have been measured on outliers. Rates come from the cards.
    """
    runs = [
        {
            **called(card),
            "spec": card.model.to_json(),
            "measured": card.metrics.outliers and card.metrics.outliers.to_json(),
        }
        for card in cards
    ]
    # for a drawing that is lost, the page's own first image is shown
    data = {"runs": runs, "one": source.one, "fallback": FIRST}
    return Face("outliers", VIEW | {"on": one_of(measured)}, data, parts(cards, "decoder", "encoder"), PRESETS, cards)
