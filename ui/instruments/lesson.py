"""The panel of a lesson beside the page: what its step says and asks, what it points at, and the way to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from aelab.card import Card
from ui import cache, link, words
from ui.components import component
from ui.lessons import figures, questions
from ui.lessons.place import GOING, KEY, Place
from ui.lessons.questions import Question


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
        if told.get("check") is not None:
            predicted[now.key, at] = told["check"]
        if told.get("again"):
            predicted.pop((now.key, at), None)

    with st.container(key=KEY):
        st.caption(f"{now.title} · {now.minutes} minutes")
        st.subheader(step.name, anchor=False)
        words.write(step.text)
        data = panel(found, predicted.get((now.key, at)), cards)
        component("lesson")(data=data, key=instance, on_go_change=said, on_check_change=said, on_again_change=said)


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
