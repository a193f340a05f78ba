"""The frame around every page: the table of pages, navigation, question and lede, notices."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aelab.card import Card
from ui import cache, class_link, link, parts, turns, words
from ui.components import component
from ui.instruments.lesson import lesson
from ui.instruments.present import begin, present
from ui.lessons import place, reading
from ui.once import When, at_once, once


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
        "How do models arrange the digits?",
        "Drag the ring on one map. The other models read the digit that is drawn there, and their rings go where their encoder puts it.",
    ),
    "pages/generate.py": Page(
        "Generate",
        "What does each number of a code change?",
        "Each slider is one number of the code. Drag it: the decoder draws the digit as you move.",
    ),
    "pages/interpolate.py": Page(
        "Interpolate",
        "What lies between two digits?",
        "Drag the position from one test digit to another. Every digit on the way is decoded as you move.",
    ),
    "pages/denoise.py": Page(
        "Denoise",
        "Which models can remove noise?",
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
        "A mean and a spread for each number of the code, which is drawn from them at random. Drag the draw.",
    ),
    "pages/outliers.py": Page(
        "Outliers",
        "Does a model notice what is no digit?",
        "Draw anything. A model may copy badly what is unlike the digits that it was trained on.",
    ),
    "pages/compare.py": Page(
        "Compare",
        "Which model is better at what, and why?",
        "The same ten digits through every model, or the same ten draws. Drag the slider; the other parts have the figures.",
    ),
    "pages/learn.py": Page(
        "Learn",
        "What happens while a model learns?",
        "Each dot is a test digit, and goes where the model puts it as it learns. Drag the time, or train a model of your own here.",
    ),
}
LESSONS, WORDS = "pages/lessons.py", "pages/words.py"
BESIDE = {
    LESSONS: Page(
        "Lessons",
        "Where does one begin?",
        "A lesson leads through the pages step by step: it sets what they show, and asks what you expect before they show it.",
    ),
    WORDS: Page(
        "Words",
        "What does each word mean?",
        "The words of the field as this app uses them. On every page, a word with a dotted line opens what stands here.",
    ),
}
WORDMARK, ICON = Path(__file__).with_name("wordmark.svg"), Path(__file__).with_name("icon.svg")
STYLE, PRESENTING, EMBEDDED, LESSON = (
    Path(__file__).with_name(f"{name}.css").read_text("utf-8") for name in ("page", "presenting", "embedded", "lesson")
)


def frame(script: str, when: When = at_once) -> dict[str, Card]:
    """Open the page of a script, its ``__file__``: question and lede, the navigation, and notices.

    Returns the cards of all runs; stops where there are none. `when` is handed what draws the navigation, which may wait.
    """
    turns.take()
    path, page = next((path, page) for path, page in (PAGES | BESIDE).items() if Path(path).name == Path(script).name)
    link.arrive(address(script))
    st.set_page_config(page_title=f"{page.question} · aelab", page_icon=ICON, layout="wide", initial_sidebar_state=232)
    link.opened(False)
    start, presented = begin()  # before a lesson may go to another page: it is kept for the visit
    st.session_state["presented"] = presented
    chosen = class_link.begin()  # as that is
    step = place.place(path)
    st.logo(WORDMARK, size="medium")
    with st.sidebar:
        navigation = st.container(key="pages")
    also = LESSON * (step is not None) + PRESENTING * presented + EMBEDDED * bool(st.context.is_embedded)
    also += class_link.style(chosen, path)
    st.html(f"<style>{_accent()}{STYLE}{also}</style>")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(page.question, anchor=False, width="content")
        st.session_state["beside the title"] = st.container(width="content")
    cards, problems = cache.survey()
    if step:
        lesson(step)
    else:
        _lede(page, cards, when)
    for problem in problems:
        st.warning(f"Skipped a run: {problem}")
    if not cards:
        st.info("There are no trained models in checkpoints/ yet. Run `python train.py`, then reload this page.")
        _links(navigation, path, start)
        st.stop()
    when(lambda: _links(navigation, path, start))
    return cards


def _links(where: DeltaGenerator, script: str, start: dict) -> None:
    here = (PAGES | BESIDE)[script]
    with where:
        for path, page in (PAGES | BESIDE).items():
            st.page_link(target(path), label=page.name, width="stretch")
        component("drawer")(data={"page": here.name, "words": words.offer().address}, key="drawer")
    with st.sidebar:
        present(start, [page.name for page in (PAGES | BESIDE).values()], here.name, parts.offer(script).address)


@once()
def target(path: str) -> st.Page:
    """A page as what a link leads to: of its path alone Streamlit resolves the file anew for each link."""
    return st.Page(path, default=path == "home.py")


def address(script: str) -> str:
    """What a page is called in addresses: "generate", and "" for home."""
    name = Path(script).stem
    return "" if name == "home" else name


def _lede(page: Page, cards: dict[str, Card], when: When) -> None:
    """The sentence below the question; on Home with a door beside it for those who never met a model."""
    if page is not PAGES["home.py"]:
        with st.container(key="lede"):
            words.write(f":gray[{page.lede}]")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="lede"):
        with st.container(width="stretch"):
            words.write(f":gray[{page.lede}]")
        door = st.container(width="content", key="door")
    when(lambda: _first_lesson(door, cards))


def _first_lesson(door: DeltaGenerator, cards: dict[str, Card]) -> None:
    if first := next(iter(reading.survey(cards)[0].values()), None):
        label = f"**Start with the basics** :small[:gray[{first.minutes} minutes]]"
        door.page_link(target(first.script), label=label, query_params={"lesson": first.key})


def _accent() -> str:
    """The theme's accent for the page's own sheet; Streamlit gives it to components alone."""
    light, dark = (st.get_option(f"theme.{name}.primaryColor") for name in ("light", "dark"))
    both = f"light-dark({light}, {dark})"
    return f":root {{--focus: currentColor}} @supports (color: {both}) {{:root {{--focus: {both}}}}}"
