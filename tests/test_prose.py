"""The Markdown files of ui/text/: every part is said by someone, with a value for each of its places."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from ui import prose

PROJECT = Path(__file__).parent.parent
SOURCES = [PROJECT / "home.py", *sorted((PROJECT / "pages").glob("*.py")), *sorted((PROJECT / "ui").rglob("*.py"))]
PARTS = {
    (file.stem, name): said
    for file in sorted(prose.TEXT.glob("*.md"))
    if file.stem != "glossary"  # ui/words.py reads it
    for name, said in prose.parts(file.read_text("utf-8")).items()
}


@cache
def said() -> dict[tuple[str, str], list[tuple[set[str], bool]]]:
    """By file and part, the calls of `say`: the places that each has a value for, and whether it passes more by ``**``."""
    found: dict[tuple[str, str], list[tuple[set[str], bool]]] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                page, part = [*(ast.literal_eval(argument) for argument in node.args), ""][:2]
                names = {keyword.arg for keyword in node.keywords}
                found.setdefault((page, part), []).append((names - {None}, None in names))
    return found


@pytest.mark.parametrize(("page", "part"), PARTS, ids=lambda name: name or "first")
def test_each_part_is_said_with_a_value_for_each_place(page, part):
    asked = prose.places(PARTS[page, part])
    assert PARTS[page, part]
    assert "[[" not in prose.PLACE.sub("", PARTS[page, part]), "a place is [[name]]"
    calls = said().get((page, part), [])
    assert calls, "nobody says it"
    for names, more in calls:  # what comes by ** is checked where pages are opened
        assert names <= asked if more else names == asked


def test_nobody_says_what_is_not_there():
    assert said().keys() <= PARTS.keys()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_formulas_stand_in_markdown(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not (isinstance(node, ast.Attribute) and node.attr == "latex")
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\$[^$]*\\[a-zA-Z]+|\\(sigma|mathrm|frac|beta)\b", node.value), node.value


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.setattr(prose, "TEXT", tmp_path)
    (tmp_path / "page.md").write_text(
        "Of $[0, 1]$ σ it is [[best]], [[best]]; $x_{[[k]]}$.\n\n# some runs\n\nNo more.\n", "utf-8"
    )


def test_values_stand_at_their_places(page):
    assert prose.say("page", best=r"\1 [[k]]", k=2) == r"Of $[0, 1]$ σ it is \1 [[k]], \1 [[k]]; $x_{2}$."
    assert prose.say("page", "some runs") == "No more."


@pytest.mark.parametrize(
    ("part", "values", "message"),
    [
        ("", {"best": 1}, r"ui/text/page\.md: no value for k"),
        ("some runs", {"best": 1, "k": 2}, r"ui/text/page\.md, part 'some runs': no place for best, k"),
        ("other", {}, r"ui/text/page\.md, part 'other': there is no such part, only '', 'some runs'"),
    ],
)
def test_a_place_without_a_value_and_a_value_without_a_place_are_named(page, part, values, message):
    with pytest.raises(ValueError, match=message):
        prose.say("page", part, **values)
