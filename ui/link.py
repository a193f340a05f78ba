"""The view that the address asks for, so that a copied link reopens it; nonsense gives the page's own view and a notice."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

Reader = Callable[[str], object]  # raises ValueError for what makes no sense


def number(kind: type[int] | type[float], low: float, high: float) -> Reader:
    """Reads an integer or a float between two values."""

    def read(text: str) -> object:
        value = kind(text)
        if not low <= value <= high:  # nor is nan
            raise ValueError(text)
        return value

    return read


def one_of(names) -> Reader:
    """Reads one of some names."""

    def read(text: str) -> object:
        if text not in names:
            raise ValueError(text)
        return text

    return read


def several(count: int, part: Reader) -> Reader:
    """Reads a list of so many, parted by commas."""
    return lambda text: [part(piece) for piece, _ in zip(text.split(","), range(count), strict=True)]


def view(key: str, start: dict, readers: dict[str, Reader]) -> dict:
    """What to open an instrument with: what it showed last in this visit, else what the address says, else `start`.

    `key` is the instrument's; its face keeps what was shown by `keep`. Readers are by name of parameter.
    """
    if shown := st.session_state.get(f"{key} view"):
        return shown
    asked = dict(start)
    for name, read in readers.items():
        if text := st.query_params.get(name):
            try:
                asked[name] = read(text)
            except ValueError:
                st.info(f"The link asks for {name} = {text[:20]!r}, which this page does not have; it opens on its own choice.")
                del st.query_params[name]
    return asked


def keep(key: str, shown: dict) -> None:
    """Remember what an instrument shows for this visit, and write it into the address."""
    st.session_state[f"{key} view"] = shown
    st.query_params.update({name: _text(value) for name, value in shown.items() if value is not None})
    for name in [name for name, value in shown.items() if value is None]:
        st.query_params.pop(name, None)


def _text(value: object) -> str:
    return ",".join(f"{part:g}" for part in value) if isinstance(value, list) else str(value)
