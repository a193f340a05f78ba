"""The view that the address asks for, so that a copied link reopens it; nonsense gives the page's own view and a notice."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Reader = Callable[[str], object]  # raises ValueError for what makes no sense
# int() and float() take more than a link should say: spaces, underscores, digits of other scripts, inf
NUMBERS = {int: re.compile(r"-?[0-9]{1,20}"), float: re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)}


def number(kind: type[int] | type[float], low: float, high: float) -> Reader:
    """Reads an integer or a float between two values."""

    def read(text: str) -> object:
        if not NUMBERS[kind].fullmatch(text) or not low <= (value := kind(text)) <= high:
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


def either(*readers: Reader) -> Reader:
    """Reads what one of some readers takes, the first that does."""

    def read(text: str) -> object:
        for reader in readers[:-1]:
            try:
                return reader(text)
            except ValueError:
                pass
        return readers[-1](text)

    return read


def several(count: int, part: Reader) -> Reader:
    """Reads a list of so many, parted by commas."""
    return row(*[part] * count)


def row(*parts: Reader) -> Reader:
    """Reads a list of parts by a reader each, parted by commas."""
    return lambda text: [read(piece) for read, piece in zip(parts, text.split(","), strict=True)]


def some(part: Reader) -> Reader:
    """Reads a list of one or more, each another, parted by commas."""

    def read(text: str) -> object:
        values = [part(piece) for piece in text.split(",")]
        if len(set(values)) < len(values):
            raise ValueError(text)
        return values

    return read


def view(key: str, start: dict, readers: dict[str, Reader]) -> dict:
    """What to open an instrument with: what it showed last in this visit, else what the address says, else `start`.

    `key` is the instrument's; its face keeps what was shown by `keep`. Readers are by name of parameter; what they no longer take
    of what was shown (another model was picked) is left out. What was shown last is written into the address again: leaving
    the page has emptied it. Back and Forward show what the address says, in another instrument: see `instance`.
    """
    shown, turned = st.session_state.get(f"{key} view"), _turned()
    asks = [name for name in readers if name in st.query_params]
    arriving = instance(key) not in st.session_state
    if shown and not turned and not (arriving and asks):
        shown = {name: value if _fits(value, readers.get(name)) else start.get(name) for name, value in shown.items()}
        keep(key, shown)
        return shown
    asked = start | _asked(asks, readers)
    if turned:
        st.session_state[f"{key} turn"] = st.session_state.get(f"{key} turn", 0) + 1
    st.session_state[f"{key} view"] = asked if asks else None
    return asked


def instance(key: str) -> str:
    """The key to give an instrument's component: another one after each Back and Forward, so that it is built anew."""
    return f"{key} {st.session_state.get(f'{key} turn', 0)}"


def keep(key: str, shown: dict) -> None:
    """Remember what an instrument shows for this visit, and write it into the address."""
    st.session_state[f"{key} view"] = shown
    texts = {name: _text(value) for name, value in shown.items() if value is not None}
    if any(st.query_params.get_all(name) != [text] for name, text in texts.items()):
        st.query_params.update(texts)
    for name in [name for name, value in shown.items() if value is None]:
        st.query_params.pop(name, None)


def tie(key: str, run: str, *names: str) -> None:
    """Drop parts of what an instrument showed when another run is picked, of which they say nothing. Call it before `view`.

    After Back and Forward the address has them as well as the run.
    """
    if st.session_state.get(f"{key} of", run) != run and not _turned():
        if shown := st.session_state.get(f"{key} view"):
            st.session_state[f"{key} view"] = shown | dict.fromkeys(names)
        for name in names:
            st.query_params.pop(name, None)
    st.session_state[f"{key} of"] = run


def _asked(names: list[str], readers: dict[str, Reader]) -> dict:
    """What the address says of these, less what makes no sense: that is taken out of it, with a notice."""
    asked, wrong = {}, []
    for name in names:
        said = st.query_params.get_all(name)
        try:
            asked[name] = readers[name](said[-1])
        except ValueError:
            wrong.append(name)
            del st.query_params[name]
        else:
            if len(said) > 1:  # the last one counts
                st.query_params[name] = said[-1]
    if wrong:
        # what it said is not repeated: Streamlit would read it as Markdown
        st.info(f"The link asks for something that this page does not have ({', '.join(wrong)}). It opens on its own choice.")
    return asked


def _fits(value: object, read: Reader | None) -> bool:
    try:
        return value is None or read is None or read(_text(value)) is not None
    except ValueError:
        return False


def _turned() -> bool:
    """Whether this run was asked for by the browser's Back or Forward."""
    context = get_script_run_ctx()
    return getattr(context, "is_history_navigation", False)


def _text(value: object) -> str:
    return (
        ",".join(f"{part:.9g}" if isinstance(part, float) else str(part) for part in value)
        if isinstance(value, list)
        else str(value)
    )
