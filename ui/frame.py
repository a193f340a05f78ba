"""The frame around every page: the table of pages, navigation, the model picker, and the state in the URL."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aelab.card import Card
from ui import cache, link, words
from ui.components import component


class Page(NamedTuple):
    """A page as the navigation and home name it, the question it asks, and the sentence below that."""

    name: str
    question: str
    lede: str


PAGES = {  # with an instrument each, by their scripts, in the order of the navigation
    "home.py": Page(
        "Home",
        "Where do the digits live?",
        "An autoencoder writes a picture down as a few numbers, and draws it again from them. Each dot is a test digit at its numbers: drag anywhere, and see what is drawn there.",
    ),
    "pages/latent_space.py": Page(
        "Latent space",
        "What holds a map of digits together?",
        "One cursor, several models. Drag one ring: the others go where their encoder puts the digit.",
    ),
    "pages/generate.py": Page(
        "Generate",
        "What does each latent coordinate do?",
        "Each slider is one number of the code. Drag it: the decoder draws the digit as you move.",
    ),
    "pages/interpolate.py": Page(
        "Interpolate",
        "What lies between two digits?",
        "Drag the position from one test digit to another. Every digit on the way is decoded as you move.",
    ),
    "pages/denoise.py": Page(
        "Denoise",
        "What survives the noise?",
        "Drag the level. Some models were trained to remove noise, the others have never seen any.",
    ),
    "pages/inside.py": Page(
        "Inside",
        "What does each layer see?",
        "One digit on its way through a model. Drag the noise; press a picture to see it large.",
    ),
    "pages/encode.py": Page(
        "Encode",
        "What does a VAE write down for a digit?",
        "A mean and a spread for each coordinate; the code is a draw. Drag the draw.",
    ),
    "pages/outliers.py": Page(
        "Outliers", "Does it know a digit when it sees one?", "Draw anything. What is unlike its digits, a model may copy badly."
    ),
    "pages/compare.py": Page(
        "Compare",
        "Which model is better at what, and why?",
        "The same ten digits through every model, or the same ten draws. Drag the slider; figures below.",
    ),
}
WORDS = "pages/words.py"
BESIDE = {
    WORDS: Page(
        "Words",
        "What does each word mean?",
        "The words of the field as this app uses them. On every page, a word with a dotted line opens what stands here.",
    )
}
WORDMARK, ICON = Path(__file__).with_name("wordmark.svg"), Path(__file__).with_name("icon.svg")
FIRST = "conv-vae-2"  # the run that a visit opens on


def frame(script: str) -> dict[str, Card]:
    """Open the page of a script, its ``__file__``: question and lede, the navigation, and notices.

    Returns the cards of all runs; stops where there are none.
    """
    page = next(page for path, page in (PAGES | BESIDE).items() if Path(path).name == Path(script).name)
    st.set_page_config(page_title=f"{page.question} · aelab", page_icon=ICON, layout="wide", initial_sidebar_state=232)
    st.logo(WORDMARK, size="medium")
    with st.sidebar:
        for path, other in (PAGES | BESIDE).items():
            st.page_link(path, label=other.name, width="stretch")
        component("drawer")(data={"page": page.name, "words": words.offer().address}, key="drawer")
    st.title(page.question, anchor=False)
    words.write(f":gray[{page.lede}]")
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
    held = _set_choice("run", list(cards), [start], most=1, several=False)
    with st.sidebar:
        name = st.selectbox("Model", list(cards), list(cards).index(held[0]) if held else 0, key="run")
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
    held = _set_choice(key, list(cards), start, most)  # in the order in which they were picked
    with st.sidebar:
        shown = st.container(gap="xsmall")
        # two dozen names would fill the sidebar, and those picked be out of sight
        with st.popover("Pick models", width="stretch"):
            names = st.pills(f"Models, up to {most}", list(cards), selection_mode="multi", default=held, key=key)
    _keep_choice(key, names, start)
    picked = [name for name in cards if name in (names or start)]
    shown.markdown("  \n".join(f":small[{line}]" for line in ["**Models**", *picked]))
    if not names:
        shown.caption("None is picked: these are the page's own.")
    return [cards[name] for name in picked[:most]]


def _set_choice(key: str, names: list[str], start: list[str], most: int, several: bool = True) -> list[str] | None:
    """What a picker holds before it is drawn: what was picked last in this visit; at first, and after Back and Forward, what the
    address says, else `start`. What the address names that is no run is taken out of it, with a notice.

    Returns what the picker is to be given as its default, or None where its value was set.
    """
    said = st.query_params.get_all(key)
    known = [name for name in dict.fromkeys(said) if name in names]
    if any(name not in names for name in said if name or not several):
        st.info("The link names a model that is not here. The page opens on its own choice.")
        st.query_params[key] = known
    kept, here = st.session_state.get(f"{key} picked"), _page()
    arriving = st.session_state.get(f"{key} page") != here  # the picker of another page is another one
    st.session_state[f"{key} page"] = here
    if kept is None or link.turned():
        kept = known or ([] if said == [""] and several else start)
    elif not arriving and key in st.session_state:
        # a value is set where it must be alone: the browser would take it for the choice, over one that was made meanwhile; it is
        # the default all the same, for a browser that builds the picker only now, when its popover is opened
        kept = st.session_state[key] if several else [st.session_state[key]]
        if len(kept) <= most and all(name in names for name in kept):
            return kept
    kept = [name for name in kept if name in names][-most:] or start * bool(kept)  # a run may have gone
    st.session_state[key] = kept if several else (kept or start)[-1]
    return None


def _page() -> str:
    context = get_script_run_ctx()
    return context.page_script_hash if context else ""


def _keep_choice(key: str, picked: list[str], start: list[str]) -> None:
    st.session_state[f"{key} picked"] = picked
    said = [] if sorted(picked) == sorted(start) else picked or [""]  # an empty one where none is picked
    if sorted(st.query_params.get_all(key)) != sorted(said):
        st.query_params[key] = said
