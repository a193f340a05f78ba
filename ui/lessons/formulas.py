"""What of the TeX in a lesson's sentences no page can set: KaTeX would show it in red, a site not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree import ElementTree

from ui.lessons.lines import Mistake

COMMAND = re.compile(r"\\[A-Za-z]+|\\.")

MISSING = "something is missing in it: what a command is of, what stands behind ^ or _, or one of a pair"
# how many parts these elements of MathML have
PARTS = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2) | {"msubsup": 3, "munderover": 3}


def check(paragraph: list[tuple[int, str]]) -> None:
    """Raises Mistake for a formula that makes no sense, by the line on which it begins."""
    if found := _broken("\n".join(line for _, line in paragraph)):
        tex, wrong = found
        start = tex.split("\n")[0]
        number = next((number for number, line in paragraph if start in line), paragraph[0][0])
        raise Mistake(number, f"the formula '{tex}' cannot be set: {wrong}")


@lru_cache(2048)  # lessons are read again whenever a run changes, and their formulas are what they were
def _broken(said: str) -> tuple[str, str] | None:
    """The first formula that makes no sense, and why."""
    from ui.anywhere import prose  # what reads Markdown is imported with the first lesson, not before a server answers

    return next(((tex, wrong) for tex in prose.formulas(said) if (wrong := _wrong(tex, prose.formula))), None)


def _wrong(tex: str, formula: Callable[[str], str]) -> str:
    bare = COMMAND.sub("", tex)
    if bare.count("{") != bare.count("}"):
        return f"it has {bare.count('{')} of {{ and {bare.count('}')} of }}"
    try:
        made = formula(tex)
    except ValueError:
        return MISSING
    if any(len(each) != PARTS.get(_name(each), len(each)) for each in ElementTree.fromstring(made).iter()):
        return MISSING
    unknown = COMMAND.search(made)
    return f"there is no {unknown[0]}" if unknown else ""


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
