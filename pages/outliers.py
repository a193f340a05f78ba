"""Outliers: the error of reconstruction as a score of how little something is like a digit."""

import streamlit as st

from ui import instruments, link
from ui.components import deliver
from ui.digits import deliver_digits
from ui.frame import frame, pick_runs
from ui.made_up import deliver_made_up

FIRST = {"what": "letters", "index": 7}
READERS = {
    "what": link.one_of(("digits", "letters", "scribbles", "noise")),
    "index": link.number(int, 0, 9999),
    "flags": link.number(float, 0, 1),
}
PRESETS = [
    {"name": "A letter", "question": "Which model copies it as if it were a digit?", "set": {"what": "letters", "index": 7, "flags": 0.05}},
    {"name": "Catch half of the letters", "question": "How many digits does that cost?", "set": {"flags": 0.05}},
    {"name": "Noise", "question": "Does any model let it pass?", "set": {"what": "noise", "index": 0, "flags": 0.01}},
]

cards = frame("Does it know a digit when it sees one?", "Draw anything. What a model cannot copy, it has never seen.")
measured = {name: card for name, card in cards.items() if "outliers" in card["metrics"]}
picked = pick_runs(measured, "models", ["mlp-ae-8", "mlp-ae-32", "conv-dae-blind"])
start = link.view("outliers", FIRST | {"flags": 0.05, "on": None}, READERS | {"on": link.one_of(list(measured))})
source = deliver_digits()
deliver_made_up(source)
instruments.draw_pad(picked, source, PRESETS, start, FIRST)
for card in picked:
    deliver(card["name"])
