"""Outliers: the error of reconstruction as a score of how little something is like a digit."""

from ui.frame import frame, pick_runs

cards = frame("Does it know a digit when it sees one?", "Draw anything. What a model cannot copy, it has never seen.")
picked = pick_runs(cards, "models", ["conv-vae-16", "conv-ae-16", "mlp-ae-8"])
