"""Denoise: what a model that was trained on noise makes of it, and what one makes that never saw any."""

import streamlit as st

from ui import instruments, link
from ui.digits import deliver_digits
from ui.frame import frame, pick_runs

NOISES = ("gaussian", "salt-and-pepper", "masking", "occlusion")
START = {"digit": 84, "noise": "gaussian", "level": 0.5, "seed": 84, "passes": 1, "code": 0.0}
READERS = {
    "digit": link.number(int, 0, 9999),
    "noise": link.one_of(NOISES),
    "level": link.number(float, 0, 1),
    "seed": link.number(int, 0, 999),
    "passes": link.number(int, 0, 20),
    "code": link.number(float, 0, 2),
}
ONCE = {"passes": 1, "code": 0}
PRESETS = [
    {"name": "Drag to σ = 1", "question": "Which model fails first?", "set": {"noise": "gaussian", "level": 1, **ONCE}},
    {"name": "No noise at all", "question": "What does each model lose?", "set": {"level": 0, **ONCE}},
    {"name": "Copy the copy, ten times", "question": "Where does each model drift?", "set": {"level": 0, "passes": 10, "code": 0}},
]
TABLE = {"denoising_mse": ("MSE", "%.4f"), "denoising_psnr": ("PSNR (dB)", "%.2f"), "denoising_ssim": ("SSIM", "%.3f")}

cards = frame("What survives the noise?", "Drag the level. Some models were trained to remove noise, the others have never seen any.")
picked = pick_runs(cards, "runs", ["conv-dae-maps", "conv-dae-16", "conv-vae-2", "conv-ae-2"], most=4)
instruments.denoiser(picked, deliver_digits(), PRESETS, link.view("denoiser", START, READERS))
for card in picked:
    instruments.deliver(card["name"])
