"""The frame around every page: the table of pages, navigation, the model picker, and the state in the URL."""

from __future__ import annotations

import streamlit as st

from ui import cache

PAGES = {
    "streamlit_app.py": "Home",
    "pages/compare.py": "Compare",
}
FIRST = "conv-vae-2"  # the run that a visit opens on


def frame(question: str, lede: str) -> dict[str, dict]:
    """Open a page: its title and lede, the navigation, and notices. Returns the cards of all runs; stops where there are none."""
    st.set_page_config(page_title=f"{question} · aelab", layout="wide", initial_sidebar_state=232)
    with st.sidebar:
        st.markdown("### aelab")
        for path, name in PAGES.items():
            st.page_link(path, label=name, width="stretch")
    st.title(question, anchor=False)
    st.markdown(f":gray[{lede}]")
    cards, problems = cache.survey()
    for problem in problems:
        st.warning(f"Skipped a run: {problem}")
    if not cards:
        st.info("There are no trained models in checkpoints/ yet. Run `python train.py`, then reload this page.")
        st.stop()
    return cards


def pick_run(cards: dict[str, dict]) -> dict:
    """The model picker in the sidebar; kept across pages and in the URL as ?run=. Returns the card of the run picked."""
    wanted = st.query_params.get("run")
    if wanted is not None and wanted not in cards:
        del st.query_params["run"]
        st.info("The link names a model that is not here; this is the one the page opens on.")
    names = list(cards)
    start = names.index(FIRST) if FIRST in names else 0
    with st.sidebar:
        name = st.selectbox("Model", names, start, key="run", bind="query-params", persist_state="session")
        card = cards[name]
        kind = "Variational" if card["model"]["variational"] else "Plain"
        st.caption(f"{kind}, {card['model']['latent_size']}-D code: {card['reason']}.")
    return card
