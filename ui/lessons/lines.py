"""The lines of a lesson's file: paragraphs, settings ``key: value``, figures in their places; and what is wrong in one, by its number."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping

from aelab.card import Card
from ui.lessons import figures

LINE = re.compile(r"([A-Za-z]+)\s*:\s*(.*)")
PLACE = re.compile(r"\[\[([^\[\]]+)\]\]")


class Mistake(ValueError):
    """Something in a lesson's file that makes no sense: `line` counts from 1, and is 0 for the whole of it."""

    def __init__(self, line: int, reason: str):
        super().__init__(reason)
        self.line = line


def paragraphs_of(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    paragraph: list[tuple[int, str]] = []
    for line in [*lines, (0, "")]:
        if line[1].strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []


def setting_of(line: str) -> tuple[str, str] | None:
    """What a line ``key: value`` says; an editor may have written a capital, a tab or a blank."""
    said = LINE.fullmatch(line.strip())
    return (said[1].lower(), said[2].strip()) if said else None


def settings_of(lines: list[tuple[int, str]], known: set[str], needs: set[str], instead: str) -> dict[str, tuple[int, str]]:
    """The lines ``key: value``, each with its number. `instead` says what may have been meant by a line that is none."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in lines:
        key, value = setting_of(line) or ("", "")
        if key not in known:
            keys, what = ", ".join(f"{key}:" for key in sorted(known)), textwrap.shorten(line, 40, placeholder="…")
            raise Mistake(number, f"here stand lines {keys}, and not '{what}': {instead}")
        if not value:
            raise Mistake(number, f"behind '{key}:' stands nothing")
        if key in found:
            raise Mistake(number, f"a second line '{key}:'")
        found[key] = number, value
    if missing := needs - found.keys():
        raise Mistake(lines[0][0] if lines else 1, f"there is no line {', '.join(f'{key!r}' for key in sorted(missing))}")
    return found


def filled(line: tuple[int, str], cards: Mapping[str, Card]) -> str:
    """A line with its figures in place."""

    def figure(found: re.Match) -> str:
        try:
            return figures.number(found[1], cards).text
        except ValueError as problem:
            raise Mistake(line[0], str(problem)) from None

    text = PLACE.sub(figure, line[1])
    if "[[" in text or "]]" in text:
        raise Mistake(line[0], "a figure stands between [[ and ]], both on one line")
    return text
