"""The frame around every page: the table of pages, navigation, the model picker, and the state in the URL."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from aelab.card import Card
from ui import cache, link
from ui.components import component

PAGES = {
    "home.py": "Home",
    "pages/latent_space.py": "Latent space",
    "pages/generate.py": "Generate",
    "pages/interpolate.py": "Interpolate",
    "pages/denoise.py": "Denoise",
    "pages/inside.py": "Inside",
    "pages/encode.py": "Encode",
    "pages/outliers.py": "Outliers",
    "pages/compare.py": "Compare",
}
WORDMARK, ICON = Path(__file__).with_name("wordmark.svg"), Path(__file__).with_name("icon.svg")
FIRST = "conv-vae-2"  # the run that a visit opens on


def frame(question: str, lede: str) -> dict[str, Card]:
    """Open a page: its title and lede, the navigation, and notices. Returns the cards of all runs; stops where there are none."""
    st.set_page_config(page_title=f"{question} · aelab", page_icon=ICON, layout="wide", initial_sidebar_state=232)
    st.logo(WORDMARK, size="medium")
    with st.sidebar:
        for path, name in PAGES.items():
            st.page_link(path, label=name, width="stretch")
        component("drawer")(data=question, key="drawer")
    st.title(question, anchor=False)
    st.markdown(f":gray[{lede}]")
    cards, problems = cache.survey()
    for problem in problems:
        st.warning(f"Skipped a run: {problem}")
    if not cards:
        st.info("There are no trained models in checkpoints/ yet. Run `python train.py`, then reload this page.")
        st.stop()
    return cards


def pick_run(cards: dict[str, Card]) -> Card:
    """The model picker in the sidebar; kept across pages and in the URL as ?run=. Returns the card of the run picked."""
    start = FIRST if FIRST in cards else next(iter(cards))
    _set_choice("run", list(cards), [start], several=False)
    with st.sidebar:
        name = st.selectbox("Model", list(cards), key="run")
        card = cards[name]
        kind = "Variational" if card.model.variational else "Linear" if card.recipe.family == "pca" else "Plain"
        st.caption(f"{kind}, {card.model.latent_size}-D code: {card.reason}.")
    _keep_choice("run", [name], [start])
    return card


def pick_runs(cards: dict[str, Card], key: str, start: list[str], most: int = 3) -> list[Card]:
    """The picker of several models, in the sidebar and in the URL under `key`. Returns 1 to `most` cards in the order of the table.

    `start` names the runs picked at first, and those shown where none is picked; those that are not here are left out. Of more than
    `most`, the one that was picked first goes.
    """
    start = [name for name in start if name in cards] or list(cards)[:1]
    _set_choice(key, list(cards), start)
    st.session_state[key] = st.session_state[key][-most:]  # in the order in which they were picked
    with st.sidebar:
        shown = st.container(gap="xsmall")
        # two dozen names would fill the sidebar, and those picked be out of sight
        with st.popover("Pick models", width="stretch"):
            names = st.pills(f"Models, up to {most}", list(cards), selection_mode="multi", key=key)
    _keep_choice(key, names, start)
    picked = [name for name in cards if name in (names or start)]
    shown.markdown("  \n".join(f":small[{line}]" for line in ["**Models**", *picked]))
    if not names:
        shown.caption("None is picked: these are the page's own.")
    return [cards[name] for name in picked[:most]]


def _set_choice(key: str, names: list[str], start: list[str], several: bool = True) -> None:
    """What a picker holds before it is drawn: what was picked last in this visit; at first, and after Back and Forward, what the
    address says, else `start`. What the address names that is no run is taken out of it, with a notice."""
    said = st.query_params.get_all(key)
    known = [name for name in dict.fromkeys(said) if name in names]
    if any(name not in names for name in said if name or not several):
        st.info("The link names a model that is not here. The page opens on its own choice.")
        st.query_params[key] = known
    kept = st.session_state.get(f"{key} picked")
    if kept is None or link.turned():
        kept = known or ([] if said == [""] and several else start)
    elif key in st.session_state:
        now = st.session_state[key]
        kept = now if several else [now]
    kept = [name for name in kept if name in names] or start * bool(kept)  # a run may have gone
    st.session_state[key] = (
        kept if several else (kept or start)[-1]
    )  # even if it is there: the picker of another page is another one


def _keep_choice(key: str, picked: list[str], start: list[str]) -> None:
    st.session_state[f"{key} picked"] = picked
    said = [] if sorted(picked) == sorted(start) else picked or [""]  # an empty one where none is picked
    if sorted(st.query_params.get_all(key)) != sorted(said):
        st.query_params[key] = said
