"""The foot of a page: what may be taken away from it, as files and as the lines of Python that draw its digit again."""

from __future__ import annotations

import sys
from typing import Any

import streamlit as st

from aelab import checkpoints, export, install
from aelab.card import Card
from ui import cache
from ui.anywhere.take import web_page
from ui.digits import Source
from ui.take import Animation, Take


def take_away(
    picked: list[Card], cards: dict[str, Card], take: Take | None = None, view: dict | None = None, source: Source | None = None
) -> None:
    """An expander with the weights, codes and figures of the runs picked and, for an instrument, a GIF and Python.

    `take` is the instrument's; `view` is what its face returned, `source` what `ui.digit_offer.deliver_digits` did. `cards` are those of
    all runs. Nothing is made before it is asked for.
    """
    st.fragment(_foot)(picked, cards, take, view, source)


def _foot(*shown: Any) -> None:
    # closed, it sends nothing: the lines of Python alone bring 1.5 MB of highlighter, and the first digit would wait for it
    foot = st.expander("Take it away", key="take away", on_change="rerun")
    if foot.open:
        with foot:
            _inside(*shown)


def _inside(picked: list[Card], cards: dict[str, Card], take: Take | None, view: dict, source: Source | None) -> None:
    names = [card.name for card in picked]
    name = names[0]
    if len(names) > 1:
        lead = names.index(view["on"]) if take and view.get("on") in names else 0
        name = st.selectbox(
            "Model",
            names,
            lead,
            lambda name: cache.named(cards[name]).title,
            key=f"take away {take.name if take else ''}",
            width=300,
        )
    card = cards[name]
    _files(name, cards)
    _web_page(cards)
    if not take:
        return
    st.markdown(f"The digit of **{name}** on this page, in Python, from the project's folder:")
    st.code(take.python(card, view, picked, source), "python")
    if missing := take.torch and install.lacking("torch"):
        st.caption(f"PyTorch runs these lines, and makes the GIFs of this page. {missing}.")
    if note := take.note(card):
        st.caption(note)
    if not missing and (animation := take.animation(card, view, source)):
        _gif(card, take, view, animation)


def _files(name: str, cards: dict[str, Card]) -> None:
    files = [
        ("Weights (safetensors)", f"{name}.safetensors", lambda: checkpoints.raw(name, "model.safetensors")),
        ("Codes of the test digits (CSV)", f"{name}-codes.csv", lambda: export.codes_csv(name)),
        ("Figures of all runs (CSV)", "aelab-figures.csv", lambda: export.metrics_csv(cards)),
    ]
    with st.container(horizontal=True):
        for label, file, read in files:
            st.download_button(label, read, file, on_click="ignore", key=f"take {file}")


def _web_page(cards: dict[str, Card]) -> None:
    """The page as it stands as one file that opens without the app."""
    page = st.session_state["page"]
    asked = [(key, value) for key in sorted(st.query_params) for value in st.query_params.get_all(key)]
    if st.button("Make a web page of this view"):
        with st.spinner("Writing the models and the text into one file"):
            try:
                made = web_page(page, asked, tuple(card.checksum for card in cards.values()))
            except ValueError as error:
                st.caption(f"The web page could not be made: {error}.")
                return
        st.session_state["web page"] = page, asked, made
    shown = st.session_state.get("web page")
    if shown and shown[:2] == (page, asked):  # of another view otherwise
        size = f"{len(shown[2]) / 1e6:.1f} MB"
        st.download_button(
            f"Save the web page ({size})", shown[2], f"aelab-{page or 'home'}.html", "text/html", on_click="ignore"
        )
        st.caption(
            "One file that opens in any browser, from a disk and without a network. The digits in it are scikit-learn's: no image of "
            "MNIST leaves this machine."
        )


def _gif(card: Card, take: Take, view: dict, animation: Animation) -> None:
    settings = {"run": card.name} | animation.settings | view
    words = "; ".join(f"{key} = {value}" for key, value in settings.items() if value is not None) + "; aelab"
    if st.button(f"Make a GIF {animation.along}"):
        loads = take.torch and "torch" not in sys.modules
        with st.spinner("Loading PyTorch, for which the first GIF waits, and decoding" if loads else "Drawing it"):
            st.session_state["gif"] = words, export.gif(animation.frames(), words)
    asked, made = st.session_state.get("gif", (None, b""))
    if asked == words:  # of another view otherwise
        st.image(made)
        st.download_button("Save the GIF", made, f"aelab-{card.name}-{take.name}.gif", "image/gif", on_click="ignore")
