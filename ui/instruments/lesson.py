"""The panel of a lesson beside the page: what its step says and asks, what it points at, and the way to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from aelab.card import Card
from ui import cache, link, parts, words
from ui.components import component
from ui.lessons import figures, questions, reading
from ui.lessons.place import GOING, KEY, Place
from ui.lessons.questions import Question
from ui.lessons.reading import Lesson


def lesson(found: Place) -> None:
    """The panel of a step, to be put on its page or on another one."""
    cards, _ = cache.survey()
    predicted = st.session_state.setdefault("lesson predictions", {})
    now, at, step, instance = found.lesson, found.at, found.step, link.instance(KEY)

    def said() -> None:
        """Before the page is drawn anew, with what was pressed."""
        told = st.session_state[instance]
        if (to := told.get("go")) is not None:
            st.session_state[GOING] = int(to)
            if not to:
                link.keep(KEY, {"lesson": None, "step": None})
        if told.get("following") and (following := _following(found)):
            link.keep(KEY, {"lesson": following.key, "step": 1})
            st.session_state[GOING] = 1
        if told.get("check") is not None:
            predicted[now.key, at] = told["check"]
        if told.get("again"):
            predicted.pop((now.key, at), None)

    with st.container(key=KEY):
        st.caption(f"{now.title} · {now.minutes} minutes")
        st.subheader(step.name, anchor=False)
        words.write(step.text)
        data = panel(found, predicted.get((now.key, at)), cards)
        if following := _following(found):
            data["following"] = following.title
        hears = {f"on_{name}_change": said for name in ("go", "check", "again", "following")}
        component("lesson")(data=data, key=instance, **hears)


def _following(found: Place) -> Lesson | None:
    """The lesson after this one, at its last step."""
    lessons = list(reading.survey()[0].values())
    after = [each.key for each in lessons].index(found.lesson.key) + 1
    return lessons[after] if found.at == len(found.lesson.steps) and after < len(lessons) else None


def panel(found: Place, prediction: Any, cards: Mapping[str, Card]) -> dict[str, Any]:
    """A step for the browser, answered where there is a prediction."""
    now, step = found.lesson, found.step
    return {
        "lesson": now.key,
        "at": found.at,
        "steps": [each.name for each in now.steps],
        "after": now.after if found.at == len(now.steps) else "",
        "here": found.here,
        "point": step.point,
        "hide": step.hide,
        "away": [part.where for name in step.hide if (part := parts.of(step.view.script)[name]).where],
        "show": step.show,
        "question": step.question and asked(step.question, prediction, cards),
    }


def asked(question: Question, prediction: Any, cards: Mapping[str, Card]) -> dict[str, Any]:
    """A question for the browser; with what is right once there is a prediction, and never before."""
    data: dict[str, Any] = {"kind": question.kind, "ask": question.ask, "unit": question.unit}
    if question.kind == "choose":
        data["options"] = [option for option, _ in question.options]
    elif question.kind == "place":
        z, data["dots"], data["far"] = figures.place(question.answer, cards)
    else:
        data |= {"low": question.low, "high": question.high}
    if question.kind == "curve":
        line = figures.line(question.answer, cards)
        data |= {"x": line.x, "across": line.across, "up": line.up, "bars": line.bars}
    if prediction is None:
        return data
    right: Any
    if question.kind == "choose":
        right = questions.right(question.options, cards)
    elif question.kind == "number":
        right = figures.number(question.answer, cards)._asdict()
    else:
        right = z if question.kind == "place" else line.y
    return data | {"predicted": prediction, "right": right, "why": question.why}
