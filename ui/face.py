"""What an instrument's face hands to a host, and what the faces share: presets, names, distances, noise. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from aelab.card import Card
from aelab.noise import GAUSSIAN, KINDS
from ui import assets, cache
from ui.answers import Answer, answered
from ui.assets import Offer
from ui.view import View


class Preset(NamedTuple):
    """Something to try: a name, the question it asks, the parts of the view that it sets, what answers the question, and the models that
    a page of several shows then, where it is about those."""

    name: str
    question: str
    set: dict[str, Any]
    answer: Answer | None = None
    models: tuple[str, ...] = ()

    def to_json(self, cards: Sequence[Card]) -> dict[str, Any]:
        """For the browser, answered for the runs in view."""
        return {
            "name": self.name,
            "question": self.question,
            "set": self.set,
            "answer": self.answer and answered(f"{self.name}: {self.question}", self.answer, cards) or "",
            "models": self.models,
        }


class Face(NamedTuple):
    """An instrument for some runs, as a host of docs/anywhere.md shows it: the app by `ui.instruments.mount.mount`, a notebook by `ui.widget`.

    `name` is its room in ui/browser, `table` that of its view, `data` what it is given besides, and `offers` are the bytes that it may
    ask for. `presets` are answered for the runs of `cards`. `of` names the run in whose terms the view is, and `tied` the parts of
    the view that say nothing of other runs. `later` are offers that may come after it has drawn its first digit, and `lacks` is what is
    said, beside an offer to fetch it, where MNIST is not on the machine.
    """

    name: str
    table: View
    data: dict[str, Any]
    offers: Sequence[Offer] = ()
    presets: Sequence[Preset] = ()
    cards: Sequence[Card] = ()
    of: str | None = None
    tied: tuple[str, ...] = ()
    later: Sequence[Offer] = ()
    lacks: str = ""

    def given(self, start: dict[str, Any]) -> dict[str, Any]:
        """What the instrument is called with, its `data`; it begins with the view `start`."""
        presets = [preset.to_json(self.cards) for preset in self.presets]
        return self.data | {"table": self.table.to_json(), "start": start, "presets": presets, "of": self.of}


def parts(cards: Sequence[Card], *names: str) -> list[Offer]:
    """Offers of parts of runs, by the names of `ui.assets.PARTS`."""
    return [assets.of_run(card, part) for card in cards for part in names]


def called(card: Card) -> dict[str, str]:
    """A run's `name`, by which its bytes are asked for, and what it is called: `title`, and `short` where room is."""
    return {"name": card.name, **cache.named(card)._asdict()}


def distance(card: Card) -> dict[str, Any]:
    """How the page compares a run's codes: `weights`, and from which distance on a place is in a gap or far."""
    return {part: getattr(cache.distance(card), part) for part in ("weights", "near", "far")}


def noise_kinds() -> dict[str, dict[str, str]]:
    """How the page writes each kind of noise (ui/browser/digits/noise_words.js)."""
    return {name: {"label": kind.label, "symbol": kind.symbol, "says": kind.says} for name, kind in KINDS.items()}


def trained(card: Card) -> dict[str, Any]:
    """The noise that a run was trained with, and the words for it."""
    name, (low, high) = card.recipe.noise, card.recipe.noise_levels
    words = "trained clean"
    if name != "none":
        words = f"trained at {KINDS[name].symbol if name in KINDS else name} {low:g}{f' to {high:g}' * (low != high)}"
        words += ", not clipped" * (name == GAUSSIAN[1])
    return {"noise": name, "levels": [low, high], "words": words}
