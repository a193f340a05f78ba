"""What a lecturer sets for the room, on every page: presenting, light or dark, and the view as a QR code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import streamlit as st
from streamlit import net_util

from ui import link
from ui.components import component
from ui.instruments.room import room
from ui.view import View, one_of

VIEW = View(
    present=one_of(("1",)),  # sidebar and explanations away, type half as large again
    theme=one_of(("light", "dark")),  # None for the system's
)
KEY = "presenting"  # of the element that ui/presenting.css keeps in sight
HERE = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")  # addresses that another machine takes for itself


def begin() -> tuple[dict[str, Any], bool]:
    """What the controls are to begin with, and whether the page is presented: as they said last. Once in a run, before `present`."""
    start = link.view(KEY, VIEW)
    return start, start["present"] is not None


def present(start: dict[str, Any], pages: Iterable[str], page: str, parts: str) -> None:
    """The controls, to be put into the sidebar, with what `begin` said. `pages` are the names of all, `page` of this; `parts` is where
    its parts lie, for a link for a class."""
    data = {"table": VIEW.to_json(), "start": start, "pages": list(pages), "page": page, "parts": parts}
    instance = link.instance(KEY)

    def changed() -> None:
        """Before the page is drawn anew, or another one where the hand went on at once."""
        link.remember(KEY, {name: st.session_state[instance]["view"][name] for name in start})

    with st.container(key=KEY):
        said = component("present")(
            data=data, key=instance, default={"view": None}, on_view_change=changed, on_code_change=lambda: None
        )
        room()
    if said.code:
        _show(said.code)


@st.dialog("This page on another screen", width="medium")
def _show(address: str) -> None:
    reached, note = reach(address)
    st.html(
        f'<img alt="QR code of the link below" src="{picture(reached)}" style="display: block; width: min(100%, 55vh); margin: auto">'
    )
    st.text(reached)
    if note:
        st.caption(note)


def reach(address: str) -> tuple[str, str]:
    """An address as another machine of the network knows it, and what is to be said of that."""
    reached, heard = elsewhere(address), st.get_option("server.address")
    if reached == address and urlsplit(address).hostname in HERE:
        return reached, "This machine has no network: no other one reaches this address."
    if heard in HERE and heard != "0.0.0.0":
        return (
            reached,
            f"The server listens to {heard} alone. Start it with `--server.address=0.0.0.0`, and other machines reach it.",
        )
    if reached != address:
        return (
            reached,
            f"Phones in the same network reach this machine at {urlsplit(reached).hostname}; `{urlsplit(address).hostname}` is the phone itself.",
        )
    return reached, ""


def elsewhere(address: str) -> str:
    """An address as another machine of the network knows it: this machine's own name for itself is replaced by its number."""
    parts = urlsplit(address)
    number = net_util.get_internal_ip()
    if f"[{parts.hostname}]" not in HERE and parts.hostname not in HERE or not number:
        return address
    return urlunsplit(parts._replace(netloc=f"{number}:{parts.port}" if parts.port else number))


def picture(address: str) -> str:
    """The QR code of an address as the address of an SVG: black on white, with the quiet zone of four modules (ISO/IEC 18004)."""
    import segno  # not before a server answers

    return segno.make(address, error="m", micro=False).svg_data_uri(border=4, omitsize=True, light="white")
