"""Every formula of every page, as KaTeX sets it in a real Chromium: one that it cannot read stands there in red, and no exception says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from tests.browser import serve_page, until
from tests.pages import opened
from tests.shipped import NAMES
from ui import between
from ui.frame import PAGES

TEX = re.compile(r"\$|\\[a-zA-Z(\[]")
# KaTeX gives up on a whole formula (.katex-error) or colours the command that it does not know; the pages colour nothing themselves
SEEN = r"""() => [...document.querySelectorAll('[class*=st-key-text-]')].map((text) => {
  const set = [...text.querySelectorAll('.katex')];
  const bad = set.filter((formula) => formula.querySelector('[style*="color"]')).concat([...text.querySelectorAll('.katex-error')]);
  const words = text.cloneNode(true);
  words.querySelectorAll('.katex, pre, code, [data-testid=stElementToolbar]').forEach((part) => part.remove());
  return { formulas: set.length, bad: bad.map((formula) => formula.textContent), left: words.textContent.match(/.{0,30}(\$|\\[a-zA-Z(\[]).{0,30}/g) ?? [] };
})"""
# besides each page as it opens, the runs for which it has formulas of their own
MORE = [("pages/encode.py", name) for name in ("conv-vae-16-beta-2", "conv-cvae-2", "conv-ae-2")] + [
    ("pages/inside.py", "conv-cvae-2")
]
WRONG = [r"$\frac{1}$", r"$\nosuch x$", r"a \frac{1}{2} alone"]  # to see that it is found
NONE = {("pages/learn.py", "On the server"), ("pages/compare.py", "Training")}  # which have no formulas


def shown(monkeypatch) -> Iterator[tuple[str, str, AppTest]]:
    """Every page and its every part, and pages of other runs, as Streamlit runs them."""
    monkeypatch.setattr(between, "measure", lambda *_: None)  # it takes seconds, and its figures are no formulas
    for path in PAGES:
        test = opened(path)
        yield path, "", test
        for group in test.get("button_group"):
            if group.label == "Part of the page":
                for part in [option.content for option in group.proto.options][1:]:
                    yield path, part, opened(path, part=part)
    for path, run in MORE:
        if run in NAMES:
            yield path, run, opened(path, run=run)


def written(block) -> Iterator[tuple[str, str]]:
    """The kind of each element within that has TeX in it, and each such text; instruments, lines of Python and cells of figures excepted, which set none."""
    if block.type in ("bidi_component", "code", "dataframe"):
        return
    if getattr(block, "proto", None) is not None:
        for text in strings(MessageToDict(block.proto)):
            if TEX.search(text):
                yield block.type, text
    for part in getattr(block, "children", {}).values():
        yield from written(part)


def strings(proto) -> Iterator[str]:
    if isinstance(proto, str):
        yield proto
    elif isinstance(proto, dict):
        for name, value in proto.items():
            if name != "id":
                yield from strings(value)
    elif isinstance(proto, list):
        for value in proto:
            yield from strings(value)


def test_katex_reads_every_formula(page, tmp_path, monkeypatch):
    """All that the pages give Streamlit with TeX in it, on one page."""
    texts: dict[str, str] = {}  # each once, and where it stands
    for path, more, test in shown(monkeypatch):
        assert not test.exception, (path, more)
        found = list(written(test.main))
        assert {kind for kind, _ in found} <= {"markdown", "caption"}, "what else sets Markdown is to be shown below"
        assert bool(found) == ((path, more) not in NONE), (path, more)
        texts |= {text: f"{path} {more}" for _, text in found}
    assert len(texts) > len(PAGES)
    lines = [*texts, *WRONG]
    script = f"import streamlit as st\nfor i, text in enumerate({lines!r}):\n    st.container(key=f'text-{{i}}').markdown(text)\n"
    with serve_page(tmp_path, script) as url:
        page.goto(url)
        until(
            page,
            lambda: (
                len(found := page.evaluate(SEEN)) == len(lines)
                and all(one["formulas"] or one["bad"] or one["left"] for one in found)
            ),
        )
        found, last = page.evaluate(SEEN), None
        while found != last:
            page.wait_for_timeout(100)
            found, last = page.evaluate(SEEN), found
    assert all(one["bad"] or one["left"] for one in found[len(texts) :]), "what is wrong is not found"
    for (text, place), one in zip(texts.items(), found[: len(texts)], strict=True):
        assert one["formulas"], (place, text)
        assert not one["bad"], (place, one["bad"])
        assert not one["left"], (place, one["left"])
