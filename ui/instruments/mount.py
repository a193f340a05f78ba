"""The app as the host of an instrument: its bytes are offered, its module is mounted, and its view is kept for the visit and in the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import link, pickers, turns
from ui.components import component, deliver
from ui.digit_offer import offer_mnist
from ui.face import Face

DIGIT = 0.25  # seconds in which a laptop draws an instrument and its first digit


def mount(face: Face, key: str | None = None, picker: str = "", beside: str = "") -> dict[str, Any]:
    """Show an instrument on the page; returns its view as the hand left it, which is kept for the visit and in the address.

    `key` is the instrument's, its name unless two pages have it. What was reported of another run than the one in whose terms the view is
    is not taken. `picker` is the key of the page's picker, which shows the models that a preset asks for;
    `beside` is a part of what is reported that no address holds, and of the returned view where it was reported.
    """
    key = key or face.name
    if face.offers:
        deliver(face.name, face.offers)
    if face.tied:
        link.tie(key, " ".join(card.name for card in face.cards), *face.tied)
    view = link.view(key, face.table)
    data = face.given(view) | ({"tied": tied} if (tied := link.tied(key)) else {})
    instance = link.instance(key)

    def changed() -> None:
        """Before the page is drawn anew, or another one where the hand went on at once: keep what the browser reported."""
        said = st.session_state[instance]["view"]
        if picker and (models := said.get("models")):
            pickers.show(picker, models)
        if said["of"] == face.of:
            link.remember(key, {parameter: said[parameter] for parameter in view})

    said = component(face.name)(data=data, key=instance, default={"view": None}, on_view_change=changed).view
    _wait_for_the_digit()
    if face.lacks:
        offer_mnist(face.lacks)
    if face.later:
        deliver(f"{face.name}, later", face.later)
    if beside and said and said["of"] == face.of:
        return view | {beside: said.get(beside)}
    return view


def _wait_for_the_digit() -> None:
    """Let a browser that opens the app draw its first digit before it has the rest of the page to draw, which takes it as long again, and
    before a server that was just started imports what that needs. Nothing is computed meanwhile, and who is no browser does not wait."""
    if st.context.timezone and "here" not in st.session_state:
        st.session_state["here"] = True
        turns.rest(DIGIT)
