"""A page of the app, run once without a browser and written down: HTML, and the components that stand in it with what they are given.

Streamlit's AppTest runs the page, so nothing of it is written twice. Only for processes of their own: it puts a runtime of its own in
the place of a server's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import urlencode

import pandas
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from ui import components, digits
from ui.anywhere import prose

ROOT = Path(__file__).parent.parent.parent
HOME = "home.py"
# Streamlit looks for components in all packages that are installed, again for each AppTest: a quarter of a second
SCAN = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
APART = ("Take it away", "On the server")  # expanders and choices of what needs the server
SERVED = ("button", "download_button", "selectbox", "popover")  # what needs it, too


class Component(NamedTuple):
    """A component of a page: the name of its room, its data, and its place among those of its name."""

    name: str
    data: Any
    key: str


class Choice(NamedTuple):
    """A control of a page that is a parameter of its address: the parameter, what it may be, and what it is."""

    key: str
    options: list[str]
    value: str


class Picker(NamedTuple):
    """The picker of a page's models: its parameter in the address, how many it holds at most, and those it holds."""

    key: str
    most: int
    names: list[str]


@dataclass
class Recorded:
    """A page as it stands: its title, its HTML with a place for each of `components`, its `choices`, and its picker of models."""

    title: str = ""
    html: str = ""
    links: bool = True  # whether it leads to other pages
    components: list[Component] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    picker: Picker | None = None

    @property
    def offers(self) -> list[dict]:
        """What the page's components may ask for, each once: `ui.assets.Offer` as JSON."""
        found = {offer["address"]: offer for part in self.components if part.name == "delivery" for offer in part.data}
        return list(found.values())


def opened(page: str = HOME, holding: Mapping[str, object] | None = None, /, **query: str | list[str]) -> AppTest:
    """A page as the first one of a visit, at an address with these parameters; of a session that holds something already, if it does."""
    test = AppTest.from_file(str(ROOT / HOME), default_timeout=120)
    if page != HOME:
        test.switch_page(page)
    for name, value in query.items():
        test.query_params[name] = value
    for key, held in (holding or {}).items():
        test.session_state[key] = held
    with mock.patch(SCAN, return_value=[]):
        return test.run()


def record(page: str, query: Mapping[str, str | list[str]], links: bool = True) -> Recorded:
    """A page at an address, with its `links` to other pages or without; only `ui.digits.without_mnist`. Raises ValueError where it ends with an exception, or holds what cannot be written down."""
    if digits.source().mnist:
        raise ValueError("MNIST is within reach, and no image of it may be in what is written down")
    test = opened(page, **query)
    if test.exception:
        raise ValueError(f"{page}: {test.exception[0].message}")
    found = Recorded(links=links)
    found.html = _inside(test.main, found)
    if "picker" in test.session_state:
        found.picker = Picker(*test.session_state["picker"])
    return found


def _inside(block: Any, found: Recorded) -> str:
    return "".join(_written(part, found) for part in block.children.values())


def _written(part: Any, found: Recorded) -> str:
    kind, proto = part.type, part.proto
    if kind == "expander":
        if part.label in APART:
            return ""
        return f"<details><summary>{prose.inline(part.label)}</summary>{_inside(part, found)}</details>"
    if kind in ("flex_container", "column", "container"):
        return _box(part, found)
    if kind == "title":
        found.title = part.value
        return f"<h1>{escape(part.value)}</h1>"
    if kind in ("header", "subheader"):
        anchor = f' id="{escape(proto.anchor)}"' if getattr(proto, "anchor", "") else ""
        level = {"header": 2, "subheader": 3}[kind]
        return f"<h{level}{anchor}>{prose.inline(part.value)}</h{level}>"
    if kind == "html":
        return "" if "<style" in proto.body else proto.body  # sheets are of Streamlit's own elements
    if kind in ("markdown", "caption"):
        return f'<div class="said {kind}">{prose.html(part.value)}</div>'
    if kind in ("info", "warning"):
        return f'<div class="notice">{prose.html(part.value)}</div>'
    if kind == "bidi_component":
        return _component(proto, found)
    if kind == "page_link":
        asks = proto.query_string and f"?{escape(proto.query_string)}"
        return found.links * f'<a class="page-link" href="{escape(proto.page) or "."}/{asks}">{prose.inline(proto.label)}</a>'
    if kind in ("dataframe", "table"):
        return _table(part)
    if kind == "button_group":  # its key is its word in the address
        return found.links * _choice(part, found)
    if kind in SERVED:
        return ""
    raise ValueError(f"a page holds a {kind}, which is not written down")


def _box(part: Any, found: Recorded) -> str:
    inside = _inside(part, found)
    if not inside:
        return ""
    if part.type == "column":
        return f'<div class="column" style="flex-grow: {part.proto.weight:g}">{inside}</div>'
    across = part.proto.flex_container.direction == part.proto.flex_container.Direction.HORIZONTAL
    columns = any(each.type == "column" for each in part.children.values())
    return f'<div class="{"columns" if columns else "row" if across else "stack"}">{inside}</div>'


def _choice(part: Any, found: Recorded) -> str:
    choice = Choice(part.key, [option for option in part.options if option not in APART], part.value)
    found.choices.append(choice)
    links = "".join(
        f'<a href="?{escape(urlencode({choice.key: option}))}"{" aria-current=true" * (option == choice.value)}>{escape(option)}</a>'
        for option in choice.options
    )
    return f'<nav class="choices" aria-label="{escape(part.label)}" data-testid="{escape(choice.key)}">{links}</nav>'


def _component(proto: Any, found: Recorded) -> str:
    name = proto.component_name.removeprefix(components.NAMED)
    if name == "print":
        return '<button type="button" class="print">Print</button>'
    count = sum(part.name == name for part in found.components)
    key = f"{name} {count}"
    found.components.append(Component(name, components.given(proto), key))
    return f'<div class="component" data-component="{escape(key)}"></div>'


def _table(part: Any) -> str:
    frame: pandas.DataFrame = part.value
    settings = json.loads(getattr(part.proto, "columns", "") or "{}")
    heads = [(settings.get(name, {}).get("label") or name, settings.get(name, {}).get("help") or "") for name in frame.columns]
    forms = [settings.get(name, {}).get("type_config", {}).get("format") for name in frame.columns]
    rows = [[_cell(value, form) for value, form in zip(row, forms, strict=True)] for row in frame.itertuples(index=False)]
    arrow = getattr(part.proto, "arrow_data", None)
    if arrow is not None and arrow.styler.display_values:  # figures over seeds are written with their deviations
        said = convert_arrow_bytes_to_pandas_df(arrow.styler.display_values).itertuples(index=False)
        rows = [
            [(text if value else "", kind) for (value, kind), text in zip(*pair, strict=True)]
            for pair in zip(rows, said, strict=True)
        ]
    return prose.table(heads, rows)


def _cell(value: Any, form: str | None) -> tuple[str, str]:
    if value is None or value != value:  # NaN
        return "", ""
    if form and isinstance(value, int | float):
        return form % value, str(value)
    return str(value), str(value) if re.fullmatch(r"-?[\d.]+", str(value)) else ""
