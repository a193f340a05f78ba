"""What pages say, from Streamlit's Markdown to HTML that needs no script: formulas are MathML."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from html import escape, unescape
from typing import Any
from xml.etree import ElementTree

from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin

from ui.once import once

DIRECTIVES = ("gray", "small")  # of Streamlit's own, ``:gray[text]``: those that the pages use
REFERENCE = re.compile(r"&#x[0-9A-Fa-f]+;")  # by which latex2mathml's elements name characters
# what latex2mathml writes as it stands
VARIANT = re.compile(r'<mi mathvariant="(script|double-struck)">([A-Z])</mi>')
FUNCTION = re.compile(r"(<mi>(?:log|sin|cos|exp|max|min)</mi>)(?=<m(?:i|n|sub|sup|subsup|frac|over)>)")  # before what it is of
RAISED = [kind for kind in vars(exceptions).values() if isinstance(kind, type) and issubclass(kind, Exception)]
BROKEN: tuple[type[Exception], ...] = (IndexError, *RAISED)
UNKNOWN = {r"\arg": r"\operatorname{arg}"}


@lru_cache(1024)  # a page says most of it again for each of its models
def html(said: str) -> str:
    """Markdown as the app has it, as HTML. Elements that stand in the Markdown are text."""
    return _parser().render(said)


def inline(said: str) -> str:
    """A line of Markdown, such as a label."""
    return _parser().renderInline(said)


@once()
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(dollarmath_plugin, double_inline=True, allow_digits=False, renderer=_formula)
    parser.inline.ruler.before("link", "directive", _directive)
    return parser


def formulas(said: str) -> Iterator[str]:
    """The TeX of each formula in Markdown."""
    for token in _parser().parse(said):
        yield from (each.content.strip() for each in token.children or [token] if each.type.startswith("math"))


def formula(tex: str) -> str:
    """TeX as MathML; a command that is not known stands in it as it is. Raises ValueError for what is no formula."""
    try:
        return _formula(tex, {"display_mode": False})
    except BROKEN as problem:
        raise ValueError(tex) from problem


def _formula(tex: str, options: dict[str, Any]) -> str:
    for unknown, known in UNKNOWN.items():
        tex = tex.replace(unknown, known)
    made = convert_to_element(tex.strip(), display="block" if options["display_mode"] else "inline")
    for each in made.iter():
        each.text = REFERENCE.sub(lambda found: unescape(found[0]), each.text or "")
    return FUNCTION.sub(r'\1<mspace width="0.167em"/>', VARIANT.sub(_letter, ElementTree.tostring(made, "unicode")))


def _letter(found: re.Match) -> str:
    """A letter of an alphabet as a character of its own: MathML Core knows no other way."""
    alphabet, letter = found[1].upper(), found[2]
    for name in (f"MATHEMATICAL {alphabet} CAPITAL {letter}", f"{alphabet} CAPITAL {letter}"):
        with suppress(KeyError):
            return f"<mi>{unicodedata.lookup(name)}</mi>"
    return found[0]


def _directive(state: StateInline, silent: bool) -> bool:
    """``:gray[text]`` as a span of that class, the text parsed."""
    for name in DIRECTIVES:
        opening = f":{name}["
        if not state.src.startswith(opening, state.pos):
            continue
        start = state.pos + len(opening)
        end = state.md.helpers.parseLinkLabel(state, start - 1)
        if end < 0:
            return False
        if not silent:
            state.push("directive_open", "span", 1).attrSet("class", name)
            last, state.pos, state.posMax = state.posMax, start, end
            state.md.inline.tokenize(state)
            state.posMax = last
            state.push("directive_close", "span", -1)
        state.pos = end + 1
        return True
    return False


def table(heads: list[tuple[str, str]], rows: list[list[tuple[str, str]]]) -> str:
    """A table: `heads` are titles and what they mean, "" for none; `rows` are cells as they are shown, and what they are sorted by."""
    figures = [" class=figures" * any(by for _, by in column) for column in zip(*rows, strict=True)] or [""] * len(heads)
    head = "".join(
        f"<th scope=col{kind}{f' title={_quoted(means)}' if means else ''}>{escape(title)}"
        for (title, means), kind in zip(heads, figures, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind} data-by={_quoted(by)}>{escape(shown)}" for (shown, by), kind in zip(row, figures, strict=True))
        for row in rows
    )
    return f'<div class="table" tabindex="0" role="group" aria-label="Table"><table><thead><tr>{head}<tbody>{body}</table></div>'


def json_in_html(value: Any) -> str:
    """JSON for a script element, which no text in it ends or comments out."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'
