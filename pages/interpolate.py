"""Interpolate: what lies between two digits, in one model or in several side by side."""

import streamlit as st

from ui import between, link
from ui.frame import frame, pick_runs
from ui.instruments.interpolate import interpolate
from ui.takeaway import take_away

PATH = {"view": "path", "ends": [46, 45], "path": "lerp", "at": 0.5, "frames": 11}
CORNERS = {"corners": [3, 5, 4, 0], "place": [0.5, 0.5]}
SUM = {"terms": [58, "m9", "m0"], "strength": 1}
START = PATH | CORNERS | SUM | {"label": None, "only": None}
SHARE, IMAGE = link.number(float, 0, 1), link.number(int, 0, 9999)
READERS = {
    "view": link.one_of(("path", "corners", "arithmetic")),
    "ends": link.several(2, IMAGE),
    "corners": link.several(4, IMAGE),
    "path": link.one_of(("lerp", "slerp")),
    "at": SHARE,
    "place": link.several(2, SHARE),
    "terms": link.several(3, link.either(IMAGE, link.one_of([f"m{digit}" for digit in range(10)]))),
    "strength": SHARE,
    "frames": link.number(int, 3, 21),
    "label": link.number(int, 0, 9),
    "only": link.some(link.number(int, 0, 9)),
}
PRESETS = [
    {
        "name": "From a 1 to a 5",
        "question": "Which model leaves its codes on the way?",
        "set": {"view": "path", "path": "lerp", "ends": [46, 45], "at": 0.5},
    },
    {
        "name": "From a 4 round to a 0",
        "question": "Does ‖z‖ dip, as on the straight line?",
        "set": {"view": "path", "path": "slerp", "ends": [121, 3], "at": 0.5},
    },
    {
        "name": "Between four digits",
        "question": "Where does one digit become the next?",
        "set": {"view": "corners"} | CORNERS,
    },
    {
        "name": "Make a 9 a 0",
        "question": "Is it a 0 in the hand of that 9?",
        "set": {"view": "arithmetic"} | SUM,
    },
    {
        "name": "Make a 1 a 3",
        "question": "Is it a 3, with two numbers? With 16?",
        "set": {"view": "arithmetic", "terms": [2, "m1", "m3"], "strength": 1},
    },
    {
        "name": "Lean a 7 as a 1 leans",
        "question": "Does it lean? Is it still a 7?",
        "set": {"view": "arithmetic", "terms": [122, 2, 29], "strength": 1},
    },
]

cards = frame(
    "What lies between two digits?",
    "Drag the position from one test digit to another. Every digit on the way is decoded as you move.",
)
runs = pick_runs(cards, "runs", ["conv-vae-2", "conv-ae-2"], 3)
view = interpolate(runs, link.view("interpolate", START, READERS), PRESETS)

with st.expander("What you are seeing"):
    places = between.explain()
take_away(runs, cards, "interpolate", view)
between.measure(places, runs, cards)
