"""What a "Try this" question is answered with: two or three sentences of ui/text/answers.md, their figures worked out for the runs in view.

An answer is a function of the cards in view, in `ui.answers.codes` and `ui.answers.encoding` where it needs codes and in `ui.answers.figures` where cards are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aelab.card import Card
from ui import cache, digits

Answer = Callable[[Sequence[Card]], str]
MOST = 1000  # answers that are kept
_answers: dict[tuple, str] = {}


def short(card: Card) -> str:
    """What a run is called, in short: "VAE 2-D, β 4"."""
    return cache.named(card).short


def answered(question: str, answer: Answer, cards: Sequence[Card]) -> str:
    """An answer for the runs in view, worked out once for all visitors. `question` tells it from all others."""
    key = (question, digits.source().mnist, *((short(card), *card.files.values()) for card in cards))
    said = _answers.get(key)
    if said is None:
        if len(_answers) >= MOST:
            _answers.clear()
        said = _answers[key] = answer(cards)
    return said


def listed(cards: Sequence[Card], figure: Callable[[Card], str]) -> str:
    """A figure of each run: "AE 2-D: 0.0402; VAE 2-D: 0.0389"."""
    return "; ".join(f"{short(card)}: {figure(card)}" for card in cards)
