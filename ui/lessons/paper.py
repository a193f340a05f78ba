"""A lesson as a sheet of paper: its text, its questions, and room to write."""

from __future__ import annotations

import streamlit as st

from ui.components import print_page
from ui.lessons.questions import SHARE, Question
from ui.lessons.reading import Lesson

STYLE = """<style>
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], .st-key-not-printed, :has(~ * > .st-key-not-printed), [data-testid="stMain"] h1 { display: none !important; }
  [data-testid="stApp"], [data-testid="stMain"], [data-testid="stAppViewContainer"] { position: static !important; overflow: visible !important; height: auto !important; }
  [data-testid="stApp"] * { color: #000 !important; background: none !important; }
  .lesson-room, h3 { break-inside: avoid; }
}
.lesson-room { border-bottom: 1px solid currentColor; height: 2.25rem; max-width: 42rem; opacity: 0.5; }
</style>"""
LINES = {"choose": 1, "number": 1, "curve": 8, "place": 8}  # to write on, or to draw


def sheet(lesson: Lesson) -> None:
    """The page of a lesson that is to be printed."""
    st.html(STYLE)
    with st.container(horizontal=True, key="not-printed"):
        print_page()
        st.page_link("pages/lessons.py", label="All lessons")
    st.header(lesson.title, anchor=False)
    st.caption(f"{lesson.audience} {lesson.minutes} minutes. Afterwards you can {lesson.after}")
    for number, step in enumerate(lesson.steps, 1):
        st.subheader(f"{number}. {step.name}", anchor=False)
        st.markdown(step.text, width=680)
        if step.question:
            _room(step.question)


def _room(question: Question) -> None:
    st.markdown(f"**{question.ask}**{_between(question)}", width=680)
    for option, _ in question.options:
        st.markdown(f"☐ {option}", width=680)
    st.html('<div class="lesson-room"></div>' * (LINES[question.kind] + 1))


def _between(question: Question) -> str:
    """What a number may be: " (0 to 30 nats)"."""
    if question.kind != "number":
        return f" ({question.unit})" if question.unit else ""
    if question.unit == SHARE:
        return f" ({question.low:.0%} to {question.high:.0%})"
    return f" ({f'{question.low:g} to {question.high:g} {question.unit}'.rstrip()})"
