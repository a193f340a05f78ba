"""The step of a lesson that is under way: it is kept for the visit and stands in the address, and opens its page and view."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from ui import link
from ui.lessons import reading
from ui.lessons.reading import Lesson, Step
from ui.meant import like
from ui.view import View, one_of, whole

KEY = "lesson"  # of the panel, which ui/lesson.css puts beside the page
MOST = 99  # steps of a lesson
KEPT = ("lesson", "step", "theme", "present", "hide", "lock")  # of the address, from step to step
NAME = re.compile(r"[\w.-]{1,60}")
GOING = "lesson goes"  # the step that is to be opened, in the session until it is


def under_way() -> bool:
    """Whether a lesson is asked for or was left open in this visit: then its files are read."""
    kept = st.session_state.get(f"{KEY} view")
    return "lesson" in st.query_params or bool(kept and kept.shown and kept.shown["lesson"])


class Place(NamedTuple):
    """A step of a lesson, and whether the page is its own."""

    lesson: Lesson
    at: int
    here: bool

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.at - 1]


def place(script: str) -> Place | None:
    """The step that is under way while the page of `script` is shown. Where it is to be opened, its view is put into the address, for
    what the page mounts after this; or another page is gone to that has it.

    What the reader moves stays theirs: a step's view is opened when the reader goes to the step, and when an address names the step
    and nothing else.
    """
    if not under_way():
        return None
    lessons, problems = reading.survey()
    asked = st.query_params.get(KEY)
    wrong = [problem for problem in problems if asked and re.match(rf"lessons/(\d+-)?{re.escape(asked)}\.", problem)]
    for problem in wrong:
        st.warning(f"Skipped a lesson: {problem}")
    if wrong and asked not in lessons:
        return None  # the address keeps the step: once the file is mended, a reload is back at it
    if asked is not None and asked not in lessons:
        missing(asked, lessons, KEY)
        for name in (KEY, "step"):
            st.query_params.pop(name, None)
    bare = set(st.query_params) <= set(KEPT) and _elsewhere()
    view = link.view(KEY, View(lesson=one_of(lessons), step=whole(1, MOST)))
    going = st.session_state.pop(GOING, None)
    if view["lesson"] is None:
        return None
    now = lessons[view["lesson"]]
    at = min(going or view["step"] or 1, len(now.steps))
    found = Place(now, at, now.steps[at - 1].view.script == script)
    if going or bare:
        _open(found, script)
    return found


def missing(asked: str, lessons: Mapping[str, Lesson], key: str, page: str = "") -> None:
    """Say that there is no lesson of a name, and offer those of a name like it: links to `page`, else to that on which each begins,
    whose parameter `key` names a lesson."""
    near = like(asked, lessons)
    named = f" `{asked}`" if NAME.fullmatch(asked) else " of this name"  # Streamlit reads Markdown
    st.info(f"There is no lesson{named}. {'A name like it has:' if near else 'The page Lessons has those that there are.'}")
    for each in near:
        st.page_link(page or lessons[each].script, label=lessons[each].title, query_params={key: each})


def _elsewhere() -> bool:
    """Whether the address names another step than the visit's."""
    kept = st.session_state.get(f"{KEY} view")
    shown = kept and kept.shown or {}
    return any(st.query_params.get(name, str(shown.get(name))) != str(shown.get(name)) for name in ("lesson", "step"))


def _open(found: Place, script: str) -> None:
    """Show a step's own view, on its page."""
    opened = found.step.view
    if opened.script != script:
        st.session_state[GOING] = found.at  # there: with no word of it here, the address of this page stays that of its own step
        st.switch_page(opened.script, query_params={})
    link.keep(KEY, {"lesson": found.lesson.key, "step": found.at})
    for name in [name for name in st.query_params if name not in (*KEPT, *opened.query)]:
        del st.query_params[name]
    st.query_params.update(opened.query)
    link.opened(True)
