"""Interpolate: what lies between two digits, in one model or in several side by side."""

import streamlit as st

from ui import between
from ui.frame import frame
from ui.instruments.interpolate import TAKE, interpolate
from ui.instruments.mount import mount
from ui.pickers import pick_runs
from ui.takeaway import take_away

cards = frame(__file__)
runs = pick_runs(cards, "runs", ["conv-vae-2", "conv-ae-2"], 3)
view = mount(interpolate(runs))

with st.expander("What you are seeing"):
    places = between.explain()
take_away(runs, cards, TAKE, view)
between.measure(places, runs, cards)
