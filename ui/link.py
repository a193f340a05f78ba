"""The view that the address asks for, so that a copied link reopens it; nonsense gives the page's own view and a notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.view import View, text


@dataclass
class _Kept:
    """What a visit keeps of one instrument."""

    shown: dict[str, Any] | None = None  # the view it showed last
    turn: int = 0  # how often Back or Forward led here
    of: str | None = None  # the run that parts of the view are tied to,
    tied: tuple[str, ...] = ()  # and those parts


def view(key: str, table: View) -> dict[str, Any]:
    """What to open an instrument with: what it showed last in this visit, else what the address says, else the table's start.

    `key` is the instrument's; what it reports is kept by `remember`. What the table no longer takes
    of what was shown (another model was picked) is left out. What was shown last is written into the address again: leaving
    the page has emptied it. Back and Forward show what the address says, in another instrument: see `instance`.
    """
    kept, went = _kept(key), turned()
    asks = _asks(table)
    arriving = instance(key) not in st.session_state
    if kept.shown and not went and not (arriving and asks):
        shown = {name: value if table.fits(name, value) else table.start.get(name) for name, value in kept.shown.items()}
        keep(key, shown)
        return shown
    asked = table.start | _asked(asks, table)
    if went:
        kept.turn += 1
        say_again()
    kept.shown = asked if asks else None
    return asked


def say_again() -> None:
    """Tell the browser the address that the server has: a late run of the page that was left may have written its own over it."""
    st.query_params.update()


def instance(key: str) -> str:
    """The key to give an instrument's component: another one after each Back and Forward, so that it is built anew."""
    return f"{key} {_kept(key).turn}"


def remember(key: str, shown: dict[str, Any]) -> None:
    """Remember what an instrument shows for this visit."""
    _kept(key).shown = shown


def keep(key: str, shown: dict[str, Any]) -> None:
    """Remember what an instrument shows for this visit, and write it into the address."""
    remember(key, shown)
    texts = {name: text(value) for name, value in shown.items() if value is not None}
    if any(st.query_params.get_all(name) != [said] for name, said in texts.items()):
        st.query_params.update(texts)
    for name in [name for name, value in shown.items() if value is None]:
        st.query_params.pop(name, None)


def tie(key: str, run: str, *names: str) -> None:
    """Drop parts of what an instrument showed when another run is picked, of which they say nothing. Call it before `view`.

    After Back and Forward the address has them as well as the run.
    """
    kept = _kept(key)
    if kept.of not in (None, run) and not turned():
        if kept.shown:
            kept.shown = kept.shown | dict.fromkeys(names)
        for name in names:
            st.query_params.pop(name, None)
    kept.of, kept.tied = run, names


def tied(key: str) -> tuple[str, ...]:
    """The parts of a view that say nothing of another run than the one they were made with."""
    return _kept(key).tied


def _kept(key: str) -> _Kept:
    return st.session_state.setdefault(f"{key} view", _Kept())


def _asks(table: View) -> dict[str, str]:
    """The parameters that the address has, by the name that they have in it: an older link may say another."""
    asks: dict[str, str] = {}
    for name, parameter in table.parameters.items():
        for said in (name, *parameter.old):
            if said in st.query_params and name not in asks.values():
                asks[said] = name
    return asks


def _asked(asks: dict[str, str], table: View) -> dict[str, Any]:
    """What the address says of these, less what makes no sense: that is taken out of it, with a notice."""
    asked, wrong = {}, []
    for said, name in asks.items():
        texts = st.query_params.get_all(said)
        try:
            asked[name] = table.parameters[name].read(texts[-1])
        except ValueError:
            wrong.append(said)
            del st.query_params[said]
            continue
        if said != name:
            del st.query_params[said]
        if said != name or len(texts) > 1:  # the last one counts
            st.query_params[name] = texts[-1]
    if wrong:
        unknown(wrong)
    return asked


def unknown(words: list[str], near: str = "") -> None:
    """Say by which words the address asks for what is not here, and what there is `near` it. What it said is not repeated: Streamlit would
    read it as Markdown."""
    st.info(f"The link asks for something that this page does not have ({', '.join(words)}). It opens on its own choice.{near}")


def opened(now: bool) -> None:
    """Say whether this run of the page is to open what the address says, as after Back and Forward: a lesson wrote it there."""
    st.session_state["opened"] = now


def turned() -> bool:
    """Whether this run shows what the address says: it was asked for by the browser's Back or Forward, or a lesson's step is opened."""
    context = get_script_run_ctx()
    return getattr(context, "is_history_navigation", False) or st.session_state.get("opened", False)


def arrive(page: str) -> None:
    """A page is run, by its address: at first, again, or come to from another one."""
    left = st.session_state.get("page")
    if left == page:
        return
    st.session_state["page"], st.session_state["stay"] = page, stay() + 1
    if left is not None:
        say_again()


def stay() -> int:
    """Which stay on a page it is in this visit, counted from 1. What the address says of a choice counts when a stay begins: later a browser may
    still say what stood there before the last choice."""
    return st.session_state.get("stay", 0)
