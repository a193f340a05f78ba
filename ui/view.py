"""The parameters of an instrument's view, each described once: what it may be, how many decimals it keeps, what the address says.

A page reads its address by this table, and the browser gets it as data (`View.to_json`): it rounds and writes what the hand sets
by the same table, so that a link shows the same pixels (ui/browser/kit/view.js).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

# int() and float() take more than a link should say: spaces, underscores, digits of other scripts, inf
WHOLE = re.compile(r"-?[0-9]{1,20}")
NUMBER = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a view.

    ``read`` makes a value of its text in the address and raises ValueError for what makes no sense; ``start`` is what a page
    opens with, None for a parameter that need not be said; ``json`` is its line in the browser's table; ``old`` names it had
    in older links.
    """

    read: Callable[[str], Any]
    json: dict[str, Any]
    start: Any = None
    old: tuple[str, ...] = ()


def number(low: float, high: float, start: float | None = None, decimals: int | None = 3) -> Parameter:
    """A number between two values; the browser keeps so many `decimals` of it, all of them where that is None."""

    def read(text: str) -> float:
        if not NUMBER.fullmatch(text) or not low <= (value := float(text)) <= high:
            raise ValueError(text)
        return value

    return Parameter(read, {"kind": "number", "low": low, "high": high, "decimals": decimals}, start)


def whole(low: int, high: int, start: int | None = None, old: tuple[str, ...] = ()) -> Parameter:
    """A whole number between two values."""

    def read(text: str) -> int:
        if not WHOLE.fullmatch(text) or not low <= (value := int(text)) <= high:
            raise ValueError(text)
        return value

    return Parameter(read, {"kind": "whole", "low": low, "high": high}, start, old)


def image(start: int | None = None) -> Parameter:
    """A test image, by its place in the test set."""
    return whole(0, 9999, start)


def label(old: tuple[str, ...] = ()) -> Parameter:
    """The digit that a conditional run is told."""
    return whole(0, 9, old=old)


def one_of(names: Iterable[str], start: str | None = None) -> Parameter:
    """One of some names."""
    names = list(names)

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(text)
        return text

    return Parameter(read, {"kind": "one of", "names": names}, start)


def either(*choices: Parameter) -> Parameter:
    """What one of some parameters takes, the first that does."""

    def read(text: str) -> Any:
        for choice in choices[:-1]:
            try:
                return choice.read(text)
            except ValueError:
                pass
        return choices[-1].read(text)

    return Parameter(read, {"kind": "either", "choices": [choice.json for choice in choices]})


def several(count: int, part: Parameter, start: list | None = None) -> Parameter:
    """A list of so many, parted by commas."""
    return row(*[part] * count, start=start)


def row(*parts: Parameter, start: list | None = None) -> Parameter:
    """A list with a part by each of these, parted by commas."""

    def read(text: str) -> list:
        return [part.read(piece) for part, piece in zip(parts, text.split(","), strict=True)]

    return Parameter(read, {"kind": "row", "parts": [part.json for part in parts]}, start)


def some(part: Parameter) -> Parameter:
    """A list of one or more, each another, parted by commas."""

    def read(text: str) -> list:
        values = [part.read(piece) for piece in text.split(",")]
        if len(set(values)) < len(values):
            raise ValueError(text)
        return values

    return Parameter(read, {"kind": "some", "part": part.json})


class View:
    """The parameters of one instrument by name, in the order in which the address has them."""

    def __init__(self, **parameters: Parameter):
        self.parameters = parameters

    def __or__(self, more: dict[str, Parameter]) -> View:
        """With further parameters, or others in place of some: those that depend on the runs in view."""
        return View(**self.parameters | more)

    @property
    def start(self) -> dict[str, Any]:
        """What the page opens with."""
        return {name: parameter.start for name, parameter in self.parameters.items()}

    def fits(self, name: str, value: Any) -> bool:
        """Whether a value that was taken once is still one: the runs in view may be others."""
        try:
            return value is None or self.parameters[name].read(text(value)) is not None
        except (KeyError, ValueError):
            return False

    def to_json(self) -> dict[str, dict]:
        """The table for the browser."""
        return {name: parameter.json for name, parameter in self.parameters.items()}


def text(value: Any) -> str:
    """A value as the address has it."""
    if isinstance(value, list):
        return ",".join(f"{part:.9g}" if isinstance(part, float) else str(part) for part in value)
    return str(value)


def says(parameter: dict[str, Any]) -> str:
    """What a line of the browser's table may be, in words: "a number from 0 to 1"."""
    kind = parameter["kind"]
    if kind in ("number", "whole"):
        return f"a {'whole ' * (kind == 'whole')}number from {parameter['low']:g} to {parameter['high']:g}"
    if kind == "one of":
        return f"one of {', '.join(map(repr, parameter['names']))}"
    if kind == "either":
        return " or ".join(map(says, parameter["choices"]))
    if kind == "some":
        return f"a list, each part another, and {says(parameter['part'])}"
    each = list(map(says, parameter["parts"]))
    return f"a list of {len(each)}, {f'each {each[0]}' if len(set(each)) == 1 else ', '.join(each)}"


def moved(table: View, before: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A view with some parts as a program sets them: arrays, tuples and texts are taken as well. Raises ValueError with a sentence for a part that
    is no parameter of the table, or is what the table does not take."""
    after = dict(before)
    for name, value in part.items():
        if name not in table.parameters:
            raise ValueError(f"This view has no {name!r}; it has {', '.join(table.parameters)}.")
        value = value.tolist() if hasattr(value, "tolist") else list(value) if isinstance(value, tuple) else value
        if value == before.get(name):
            continue
        if not table.fits(name, value):
            raise ValueError(f"{name} is {says(table.parameters[name].json)}, and not {value!r}.")
        after[name] = table.parameters[name].read(value) if isinstance(value, str) else value
    return after
