"""The words of the field: the glossary of ui/text/glossary.md, and its words in what pages say.

A word is marked by a link to its place on the page Words, in prose here and on labels by ui/browser/kit/word.js. In the browser
ui/browser/kit/glossary.js opens its sentence in place; without that, it is a link.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from ui import assets, prose
from ui.once import once

ENTRY = re.compile(r"also: (.+)\nsee: (.+)\n\n(.+)", re.DOTALL)
# what is no prose: formulas, code, links, headings and rows of tables
APART = re.compile(r"\$\$.*?\$\$|\$[^$]+\$|`[^`]+`|!?\[[^\[\]]*\]\([^)]*\)|^#.*$|^\|.*$", re.DOTALL | re.MULTILINE)


class Word(NamedTuple):
    """A word, what stands for it in prose, the name of the page where it is seen, and what it means."""

    name: str
    also: tuple[str, ...]
    see: str
    says: str


@once()
def glossary() -> dict[str, Word]:
    """All words in the order of the file, by their anchors on the page Words. Raises ValueError where an entry is not of the form."""
    found = {}
    for name, said in prose.parts((prose.TEXT / "glossary.md").read_text("utf-8")).items():
        if not (entry := ENTRY.fullmatch(said)):
            raise ValueError(f"ui/text/glossary.md: {name!r} has no lines also:, see:, and what it means")
        also, see, says = entry.groups()
        found[anchor(name)] = Word(name, tuple(also.split(", ")), see, " ".join(says.split()))
    return found


def anchor(name: str) -> str:
    """Where a word stands on the page Words: "10-NN" at 10-nn, "log p(z)" at log-p-z."""
    return "-".join(re.findall(r"\w+", name.lower()))


def meaning(heading: str) -> str | None:
    """What the first word in the heading of a column means; None where it has none."""
    found = _pattern().search(heading)
    return glossary()[_anchors()[_plain(found[0])]].says if found else None


@once(512)
def mark(said: str) -> str:
    """Markdown with a link at the first place of each word; formulas, code, links, headings and tables are left as they are."""
    seen: set[str] = set()

    def link(found: re.Match) -> str:
        word = _anchors()[_plain(found[0])]
        if word in seen:
            return found[0]
        seen.add(word)
        return f"[{found[0]}](words#{word})"

    done, at = [], 0
    for apart in [*APART.finditer(said), None]:
        done.append(_pattern().sub(link, said[at : apart.start() if apart else None]))
        if apart:
            done.append(apart[0])
            at = apart.end()
    return "".join(done)


def write(said: str) -> None:
    """Prose on a page of the app, its words marked."""
    import streamlit as st  # late: notebooks have words, too, and no Streamlit

    st.markdown(mark(said))


@once()
def offer() -> assets.Offer:
    """The glossary for the browser, by anchors: name, page and what it means."""
    told = {key: [word.name, word.see, word.says] for key, word in glossary().items()}
    return assets.made("@words", "glossary.json", json.dumps(told, ensure_ascii=False).encode())


@once()
def _anchors() -> dict[str, str]:
    """The anchor of each spelling."""
    return {_plain(text): key for key, word in glossary().items() for text in word.also}


def _plain(spelling: str) -> str:
    """A spelling as it stands in the middle of a sentence and of a line."""
    text = " ".join(spelling.split())
    return text[0].lower() + text[1:] if text[1:2].islower() else text


@once()
def _pattern() -> re.Pattern:
    """Any spelling as a whole word, the longest first; the first letter of a word may be a capital."""
    texts = sorted(_anchors(), key=len, reverse=True)
    each = (f"[{text[0]}{text[0].upper()}]{re.escape(text[1:])}" if text[1:2].islower() else re.escape(text) for text in texts)
    return re.compile(rf"(?<![\w−-])(?:{'|'.join(each)})(?![\w-])".replace(r"\ ", r"\s+"))
