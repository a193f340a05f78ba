"""The pages as Streamlit runs them, without a browser."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from ui import components
from ui.anywhere.record import HOME, opened

__all__ = ["HOME", "opened"]

WORD = re.compile(r"\[([^\[\]]+)\]\(words#[\w-]+\)")


def given(test: AppTest) -> list:
    """What each component of a page was given."""
    return [components.given(part.proto) for part in test.main.get("bidi_component") if part.proto.WhichOneof("data") == "json"]


def start(test: AppTest) -> dict:
    """What the instruments of a page were told to begin with; the keys are the parameters of the page's address."""
    found = [data["start"] for data in given(test) if "start" in data]
    merged = {name: value for each in found for name, value in each.items()}
    assert found
    assert len(merged) == sum(map(len, found)), "two instruments share a parameter"
    return merged


def words(test: AppTest) -> str:
    """All that a page says, in order, its instruments' presets included; tables as their cells, marked words without their links."""
    said: list[str] = []

    def walk(block) -> None:
        for part in block.children.values():
            if getattr(part, "children", None):
                walk(part)
            elif part.type == "bidi_component":
                said.append(part.proto.json if part.proto.WhichOneof("data") == "json" else "")
            elif part.type in ("dataframe", "table"):
                said.extend(str(cell) for row in part.value.itertuples(index=False) for cell in row)
            elif isinstance(getattr(part, "value", None), str):
                said.append(part.value)

    walk(test.main)
    walk(test.sidebar)
    return plain(" ".join(said))


def plain(said: str) -> str:
    """Markdown as it was before `ui.words.mark`."""
    return WORD.sub(r"\1", said)
