"""The instruments of ui/browser in Streamlit's page: each registered once, and the page told where their bytes lie."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st
from streamlit.proto.BidiComponent_pb2 import BidiComponent

from ui import assets, modules
from ui.assets import Offer
from ui.once import once

NAMED = "aelab_"  # how the names begin that Streamlit knows them by


def deliver(instrument: str, offers: Iterable[Offer]) -> None:
    """Tell the page where the parts of runs lie that an instrument asks for, before the instrument and on every rerun.

    The browser fetches what it does not have when the instrument asks, so this costs a rerun a few hundred bytes.
    """
    component("delivery")(data=[offer.to_json() for offer in offers], key=f"deliver {instrument}")


def reload() -> None:
    """Have the browser open the page anew, at the address it has."""
    st.components.v2.component("aelab_reload", js="export default () => location.reload();")(key="reload")


def print_page() -> None:
    """A button that opens the browser's own dialog for printing."""
    js = "export default ({parentElement}) => { parentElement.querySelector('button').onclick = () => window.print(); }"
    css = "button { font: inherit; padding: 0.4em 1em; color: inherit; background: none; border: 1px solid; border-radius: 6px; }"
    st.components.v2.component("aelab_print", html="<button type='button'>Print</button>", css=css, js=js)(key="print")


def given(message: BidiComponent) -> Any:
    """What a component was given, by Streamlit's message to the browser; None where that is nothing."""
    said = json.loads(message.json or "null")
    return said if message.component_name.removeprefix(NAMED) in modules.HIDDEN else said and said[0]


@once()
def code(instrument: str) -> Offer:
    """An instrument's module, which the browser keeps from visit to visit."""
    return assets.made(assets.CODE, f"{instrument}.js", modules.bundle(modules.entry_of(instrument)).encode())


@once()
def component(name: str) -> Callable:
    """The instrument of ui/browser/<name>/<name>.js as a Streamlit component, in the common look and the sheets beside its modules.

    Over the websocket goes the small module that fetches its code; what shows nothing is small enough to go itself. What an instrument is
    given is the one item of a list, which that module opens: in each part of a dict Streamlit looks for a table, and imports pandas and
    PyArrow for that, half a second of a server's first page.
    """
    entry = modules.entry_of(name)
    js = modules.bundle(entry)
    if name not in modules.HIDDEN:
        js = f"const ADDRESS = {json.dumps(code(name).address)};\n{modules.bundle('loader.js')}"
    css = modules.sheet(entry) if name != "drawer" else ""  # which never shows anything
    made = st.components.v2.component(f"{NAMED}{name}", css=css, js=modules.short(js))
    return made if name in modules.HIDDEN else lambda data, **more: made(data=[data], **more)
