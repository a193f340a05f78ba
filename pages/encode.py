"""Encode: what a variational model writes down for one digit, and what it pays for it."""

import streamlit as st

from ui import instruments, link
from ui.components import deliver
from ui.digits import deliver_digits
from ui.frame import frame, pick_run

DRAWN = [
    {"name": "Two sigmas out", "question": "ε = (2, 0, …): is it still the same digit?", "set": {"epsilon": [2]}},
    {"name": "The mean only", "question": "ε = 0: which term changes? Which cannot?", "set": {"epsilon": [0]}},
    {"name": "Take a 1", "question": "Is it cheaper than an 8? By which term?", "set": {"label": 1}},
]
PLAIN = [
    {"name": f"Take {a}", "question": question, "set": {"label": label}}
    for label, a, question in ((1, "a 1", "How far is its copy above the floor?"), (8, "an 8", "Does it cost more than a 1?"), (0, "a 0", "Does a wide digit cost more?"))
]

cards = frame(
    "What does a VAE write down for a digit?", "A mean and a spread for each coordinate; the code is a draw. Drag the draw."
)
card = pick_run(cards)
spec = card["model"]
readers = {"digit": link.number(int, 0, 9999), "epsilon": link.several(spec["latent_size"], link.number(float, -9, 9))}
if st.session_state.get("posterior of", card["name"]) != card["name"]:  # a draw of another model's code says nothing here
    st.query_params.pop("epsilon", None)
st.session_state["posterior of"] = card["name"]
start = link.view("posterior", {"digit": 84, "epsilon": None}, readers)
instruments.posterior(card, deliver_digits(), DRAWN if spec["variational"] else PLAIN, start)
with st.expander("What you are seeing"):
    st.markdown("todo")
deliver(card["name"])
