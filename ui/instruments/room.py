"""The room's button, in the sidebar of every page; all else of a room is between the browsers and ui/hall.py."""

from __future__ import annotations

import streamlit as st

from ui.components import component

ASKED, KEPT = "room", "room asked"  # the parameter of an address that names a room, and where a visit keeps it


def room() -> None:
    """The button, which joins the room that the address names. The parameter is taken out of it: a copied link is one to the page."""
    if code := st.query_params.get(ASKED):
        st.session_state[KEPT] = code[:12]
        del st.query_params[ASKED]
    component("room")(data={"asked": st.session_state.get(KEPT, "")}, key="room")
