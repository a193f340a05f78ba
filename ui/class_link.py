"""A link for a class: what of a page its students do not see, and what they see and cannot change.

The browser does both by the address (ui/browser/kit/marked.js, ui/browser/kit/locked.js); here it is checked, and kept for the visit.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from ui import parts


class Chosen(NamedTuple):
    """Names of parts, as the parameters of the address have them, parted by commas."""

    hide: tuple[str, ...]
    lock: tuple[str, ...]


KEYS = Chosen._fields


def begin() -> Chosen:
    """What the visit's link says of the parts of all pages. The address of each page keeps all of it, so that a reload there loses nothing of what it
    says of others. What names no part is taken out of the address, with a notice."""
    kept = st.session_state.setdefault("class", {key: () for key in KEYS})
    known = {name: part for page in parts.OF for name, part in parts.of(page).items()}
    unknown = False
    for key in KEYS:
        said = st.query_params.get(key)
        if said is None:
            continue
        asked = dict.fromkeys(filter(None, said.split(",")))
        kept[key] = tuple(name for name in asked if name in known and (key == "hide" or known[name].control))
        unknown = unknown or len(kept[key]) < len(asked)
    if unknown:
        st.info("The link hides or locks something that no page has. The rest of it holds.")
    chosen = Chosen(**kept)
    for key, names in chosen._asdict().items():
        if names and st.query_params.get_all(key) != [",".join(names)]:
            st.query_params[key] = ",".join(names)
        elif not names and key in st.query_params:
            del st.query_params[key]
    return chosen


def style(chosen: Chosen, script: str) -> str:
    """A sheet that hides parts of the page itself; instruments hide their own."""
    of = parts.of(script)
    hidden = [of[name].where for name in chosen.hide if name in of and of[name].where]
    return f"{', '.join(hidden)} {{display: none !important}}" if hidden else ""
