"""Encode: what a variational model writes down for one digit, and what it pays for it."""

from ui.frame import frame, pick_run

cards = frame(
    "What does a VAE write down for a digit?", "A mean and a spread for each coordinate; the code is a draw. Drag the draw."
)
card = pick_run(cards)
