"""Denoise: what a model that was trained on noise makes of it, and what one makes that never saw any."""

import streamlit as st

from aelab import baselines
from ui.denoise_words import explain
from ui.digit_offer import deliver_digits
from ui.frame import frame
from ui.instruments.denoise import TAKE, denoise
from ui.instruments.mount import mount
from ui.pickers import pick_runs
from ui.takeaway import take_away

cards = frame(__file__)
picked = pick_runs(cards, "models", ["conv-dae-maps", "conv-dae-16", "conv-vae-2", "conv-ae-2"], most=4)
source = deliver_digits()
plain = baselines.stored("denoising")
view = mount(denoise(picked, source, plain["curves"]), picker="models", beside="hand")
with st.expander("What you are seeing"):
    explain(cards, plain)
take_away(picked, cards, TAKE, view, source)
