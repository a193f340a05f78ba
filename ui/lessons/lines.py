"""The lines of a lesson's file: paragraphs, settings ``key: value``, figures in their places; and what is wrong in one, by its number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aelab.card import Card
from ui.lessons import figures

LINE = re.compile(r"([a-z]+): *(.+)")
PLACE = re.compile(r"\[\[([^\[\]]+)\]\]")


class Mistake(ValueError):
    """Something in a lesson's file that makes no sense: `line` counts from 1."""

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


def settings_of(lines: list[tuple[int, str]], known: set[str], needs: set[str]) -> dict[str, tuple[int, str]]:
    """The lines ``key: value``, each with its number."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in lines:
        if not (said := LINE.fullmatch(line.strip())) or said[1] not in known:
            raise Mistake(number, f"here stand lines {', '.join(f'{key}:' for key in sorted(known))}, and not {line.strip()!r}")
        if said[1] in found:
            raise Mistake(number, f"a second line '{said[1]}:'")
        found[said[1]] = number, said[2].strip()
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

    return PLACE.sub(figure, line[1])
