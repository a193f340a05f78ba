"""docs/claims.md: each of its sentences stands where the table says, and is true of the runs as they ship."""

from __future__ import annotations

import pkgutil
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from aelab.runs import RUNS
from tests import claims
from tests.pages import opened, words

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| (.+?) \| (\S+) \| `(\w+)` \|$", re.MULTILINE)
for module in pkgutil.iter_modules(claims.__path__, "tests.claims."):
    import_module(module.name)
ROWS = [(sentence.replace(r"\|", "|"), *rest) for sentence, *rest in ROW.findall((ROOT / "docs/claims.md").read_text())]
SHIPPED = claims.Shipped()


@cache
def text(place: str) -> str:
    """What a place says: a page as Streamlit runs it, at the address's parameters, or any other file as it is."""
    path, _, query = place.partition("?")
    if path == "home.py" or path.startswith("pages/"):
        page = opened(path, **parse_qs(query))
        assert not page.exception, place
        return plain(words(page))
    return plain((ROOT / path).read_text())


def plain(said: str) -> str:
    """Without the marks of emphasis and code, and with single spaces."""
    return " ".join(re.sub(r"[*`]", "", said).split())


def pattern(sentence: str, figures: dict[str, str]) -> re.Pattern:
    """What the sentence must look like: [name] is that figure, […] is anything short."""
    parts = re.split(r"\[(\w+|…)\]", plain(sentence))
    missing = {name for name in parts[1::2] if name != "…"} - figures.keys()
    assert not missing, f"the function gives no {missing}"
    found = [
        re.escape(part) if i % 2 == 0 else ".{1,100}?" if part == "…" else re.escape(plain(figures[part]))
        for i, part in enumerate(parts)
    ]
    return re.compile("".join(found))


@pytest.mark.parametrize(("sentence", "place", "name"), ROWS, ids=[f"{name}-{place.split('/')[-1]}" for _, place, name in ROWS])
@pytest.mark.slow
def test_a_claim_is_true_and_stands_where_the_table_says(sentence, place, name):
    holds, figures = claims.CLAIMS[name](SHIPPED)
    assert holds, (sentence, figures)
    asked = pattern(sentence, figures)
    assert asked.search(text(place)), f"{place} does not say: {asked.pattern}"


def test_the_table_and_the_functions_are_one_list():
    lines = [line for line in (ROOT / "docs/claims.md").read_text().splitlines() if line.startswith("|")]
    assert len(ROWS) == sum(1 for line in lines if "`" in line.split("|")[-2]), "a row is not of the form of the others"
    assert {name for *_, name in ROWS} == set(claims.CLAIMS)


def test_every_card_gives_the_reason_of_the_table():
    cards = SHIPPED.having("probe")  # measured again since the reasons were
    told = {name: card.reason for name, card in cards.items() if name in RUNS}
    assert told == {name: RUNS[name].reason for name in told}


def test_a_sentence_that_is_not_there_is_found_out():
    said = plain("With **N = 8** the error is\n0.0757.")
    assert pattern("N = [size] the error is [error].", {"size": "8", "error": "0.0757"}).search(said)
    assert not pattern("N = [size] the error is [error].", {"size": "8", "error": "0.0758"}).search(said)
    assert pattern("N = 8 […] 0.0757", {}).search(said)
