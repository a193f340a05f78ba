"""What a step of a lesson does to its page: the parts that it points at and hides, and what it shows when the reader asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ui import parts
from ui.lessons.lines import Mistake

TESTID = r"[\w-]+"
SHOW = re.compile(rf"press ({TESTID})(?: (\d+) times)?|slide ({TESTID})(?: from (-?[\d.]+))? to (-?[\d.]+)")


def names_of(settings: dict[str, tuple[int, str]], key: str, script: str) -> tuple[str, ...]:
    """Parts of the page of a script."""
    if key not in settings:
        return ()
    number, said = settings[key]
    names = tuple(said.split(", "))
    _check(number, names, script)
    return names


def _check(number: int, names: Iterable[str], script: str) -> None:
    try:
        parts.check(names, script)
    except ValueError as problem:
        raise Mistake(number, str(problem)) from None


def acts_of(number: int, said: str, script: str) -> Iterator[dict]:
    for each in said.split(", then "):
        if not (found := SHOW.fullmatch(each.strip())):
            raise Mistake(
                number, f"{each.strip()!r} shows nothing: write 'press step-beta-more 3 times' or 'slide noise-level from 0 to 1'"
            )
        press, times, slide, low, high = found.groups()
        _check(number, [press or slide], script)
        if press:
            yield {"press": press, "times": int(times or 1)}
        else:
            yield {"slide": slide, "from": None if low is None else float(low), "to": float(high)}
