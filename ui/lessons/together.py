"""What a room is asked: the question of the step that its lectern shows, what may be answered to it, and what is right."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from ui import cache
from ui.instruments.lesson import asked
from ui.lessons import figures, reading
from ui.lessons.questions import Question
from ui.rooms import Ask


def question_of(query: str) -> str:
    """How a room calls the step that an address's query opens, "a-map-of-digits 3", or nothing where it opens none."""
    said = parse_qs(query)
    return " ".join(said[name][-1] for name in ("lesson", "step")) if {"lesson", "step"} <= said.keys() else ""


def ask(name: str) -> Ask | None:
    """What may be answered to the question of a step, or None where it has none."""
    cards = cache.surveyed()
    question = _question(name)
    if question is None:
        return None
    if question.kind == "choose":
        return Ask("choose", options=len(question.options))
    if question.kind == "number":
        return Ask("number", low=question.low, high=question.high)
    if question.kind == "place":
        return Ask("place", high=figures.place(question.answer, cards).far)
    return Ask("curve", low=question.low, high=question.high, points=len(figures.line(question.answer, cards).x))


def right(name: str) -> dict[str, Any]:
    """What is right, and why, for those who have answered."""
    question = _question(name)
    said = asked(question, 0, cache.surveyed()) if question else {}
    return {key: said.get(key) for key in ("right", "why")}


def _question(name: str) -> Question | None:
    key, _, step = name.rpartition(" ")
    lesson = reading.survey(cache.surveyed())[0].get(key)
    if lesson is None or not step.isdecimal() or not 1 <= int(step) <= len(lesson.steps):
        return None
    return lesson.steps[int(step) - 1].question
