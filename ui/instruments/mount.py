"""What the faces of the instruments share: mounting one on its view, offering the bytes of runs, and what a run is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import streamlit as st

from aelab.card import Card
from aelab.noise import GAUSSIAN, KINDS
from ui import assets, cache, link, pickers
from ui.answers import Answer, answered
from ui.components import component, deliver
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


def mount(
    name: str,
    table: View,
    presets: Iterable[Preset],
    data: dict[str, Any],
    key: str | None = None,
    of: str | None = None,
    cards: Sequence[Card] = (),
    picker: str = "",
    beside: str = "",
) -> dict[str, Any]:
    """Mount the instrument of ui/browser/`name`; returns its view as the hand left it, which is kept for the visit and in the address.

    The browser gets `data`, and with it `table`, `presets`, answered for the runs of `cards`, and the view to start with. `key` is the
    instrument's, its name unless two pages have it; `of` names the run in whose terms the view is: what was reported of another one
    is not taken. `picker` is the key of the page's picker, which shows the models that a preset asks for;
    `beside` is a part of what is reported that no address holds, and of the returned view where it was reported.
    """
    key = key or name
    start = link.view(key, table)
    data = data | {"table": table.to_json(), "start": start, "presets": [preset.to_json(cards) for preset in presets], "of": of}
    data |= {"tied": tied} if (tied := link.tied(key)) else {}
    instance = link.instance(key)

    def changed() -> None:
        """Before the page is drawn anew, with what the browser reported."""
        if picker and (models := st.session_state[instance]["view"].get("models")):
            pickers.show(picker, models)

    said = component(name)(data=data, key=instance, default={"view": None}, on_view_change=changed).view
    if not said or said["of"] != of:
        return start
    view = {parameter: said[parameter] for parameter in start}
    if view != start:
        link.keep(key, view)
    return view | {beside: said.get(beside)} if beside else view


def offer(instrument: str, cards: Sequence[Card], *parts: str) -> None:
    """Offer parts of runs to the page, for an instrument that is mounted after it."""
    deliver(instrument, [assets.of_run(card, part) for card in cards for part in parts])


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
