"""A view in the address of a page: one table says what it may hold, reads a link and writes one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st


class Part(NamedTuple):
    """One part of a view: its value where the address says nothing, and how it is read (ValueError for nonsense)."""

    start: Any
    read: Callable[[str], Any]


def choice(*names: str) -> Callable[[str], str]:
    return lambda text: names[names.index(text)]


def number(low: float, high: float, kind: type = float) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if not low <= (value := kind(text)) <= high:
            raise ValueError(f"{text} is not within {low} to {high}")
        return value

    return read


def several(count: int, part: Callable[[str], Any]) -> Callable[[str], list]:
    return lambda text: [part(piece) for piece, _ in zip(text.split(","), range(count), strict=True)]


def optional(part: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: part(text) if text else None


def linked_view(table: dict[str, Part], key: str) -> dict[str, Any]:
    """The view a page opens on: the one left in this visit, kept under `key`, else what the address asks for.

    What makes no sense in the address gives its start value and one notice.
    """
    if key in st.session_state:
        return st.session_state[key]
    view, wrong = {name: part.start for name, part in table.items()}, []
    for name in sorted(table.keys() & set(st.query_params)):
        try:
            view[name] = table[name].read(st.query_params[name])
        except ValueError:
            wrong.append(name)
            del st.query_params[name]
    if wrong:
        st.info(f"The link asks for something that is not there ({', '.join(wrong)}); the page opens on its own choice instead.")
    return view


def keep_view(view: dict[str, Any], key: str) -> None:
    """Keep a view for the visit under `key`, and put it into the address."""
    st.session_state[key] = view
    st.query_params.update({name: _text(value) for name, value in view.items()})


def _text(value: Any) -> str:
    return ",".join(f"{part:g}" for part in value) if isinstance(value, list) else "" if value is None else str(value)
