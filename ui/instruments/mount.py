"""What the faces of the instruments share: mounting one on its view, and offering the bytes of runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from aelab.card import Card
from ui import assets, link, pickers
from ui.components import component, deliver
from ui.face import Preset
from ui.view import View


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
