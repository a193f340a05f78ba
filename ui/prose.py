"""What pages say: the Markdown files of ui/text/, with named places for live numbers.

A formula in a paragraph of its own is either on one line, ``$$...$$``, and breaks where a phone is narrow, or between two lines
``$$``: then Streamlit centres it and sets its sums and fractions large, and a phone scrolls it.
"""

from __future__ import annotations

import re
from pathlib import Path

TEXT = Path(__file__).parent / "text"
PLACE = re.compile(r"\[\[(\w+)\]\]")
HEADING = re.compile(r"^# (.+)\n", re.MULTILINE)


def say(page: str, part: str = "", /, **values: object) -> str:
    """The Markdown of `ui/text/<page>.md` with `values` at its places, each of the form ``[[name]]``.

    A line ``# name`` begins a part of that name, which is said by itself, to those whom it concerns; without `part`, what
    stands above the first one. The file is read anew each time: who edits it reloads the page. Raises ValueError where
    there is no such part, a place has no value, or a value no place.
    """
    said = parts((TEXT / f"{page}.md").read_text("utf-8"))
    where = f"ui/text/{page}.md" + f", part {part!r}" * bool(part)
    if part not in said:
        raise ValueError(f"{where}: there is no such part, only {', '.join(map(repr, said))}")
    asked = places(said[part])
    if missing := asked - values.keys():
        raise ValueError(f"{where}: no value for {', '.join(sorted(missing))}")
    if spare := values.keys() - asked:
        raise ValueError(f"{where}: no place for {', '.join(sorted(spare))}")
    return PLACE.sub(lambda found: str(values[found[1]]), said[part])


def parts(text: str) -> dict[str, str]:
    """What each part of a file says, places and all; that of the name "" stands above the first heading."""
    first, *rest = HEADING.split(text)
    named = {name: said.strip() for name, said in zip(rest[::2], rest[1::2], strict=True)}
    return ({"": first.strip()} if first.strip() else {}) | named


def places(said: str) -> set[str]:
    return set(PLACE.findall(said))
