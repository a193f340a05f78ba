"""Denoise: what a model that was trained on noise makes of it, and what one makes that never saw any."""

import streamlit as st

from aelab import baselines
from ui import link
from ui.denoise_words import explain
from ui.digits import at_hand, deliver_digits
from ui.frame import frame, pick_runs
from ui.instruments.denoise import denoise
from ui.takeaway import take_away

NOISES = ("gaussian", "gaussian-unclipped", "salt-and-pepper", "masking", "occlusion")
START = {"digit": 84, "noise": "gaussian", "level": 0.5, "seed": 84, "passes": 1, "code": 0.0}
READERS = {
    "digit": at_hand,
    "noise": link.one_of(NOISES),
    "level": link.number(float, 0, 1),
    "seed": link.number(int, 0, 999),
    "passes": link.number(int, 0, 20),
    "code": link.number(float, 0, 2),
}
ONCE = {"passes": 1, "code": 0}
PRESETS = [
    {
        "name": "σ = 0.5, not clipped",
        "question": "Was it the noise, or the grey haze?",
        "set": {"noise": "gaussian-unclipped", "level": 0.5, **ONCE},
    },
    {"name": "No noise at all", "question": "What does each model lose?", "set": {"level": 0, **ONCE}},
    {"name": "Copy the copy, ten times", "question": "Where does each model drift?", "set": {"level": 0, **ONCE, "passes": 10}},
]

cards = frame(
    "What survives the noise?", "Drag the level. Some models were trained to remove noise, the others have never seen any."
)
picked = pick_runs(cards, "models", ["conv-dae-maps", "conv-dae-16", "conv-vae-2", "conv-ae-2"], most=4)
picked.sort(key=lambda card: card.metrics.denoising_mse)  # the best denoiser first
source = deliver_digits()
plain = baselines.stored("denoising")
view = denoise(picked, source, PRESETS, link.view("denoise", START, READERS), plain["curves"])
with st.expander("What you are seeing"):
    explain(cards, plain)
take_away(picked, cards, "denoise", view, source)
