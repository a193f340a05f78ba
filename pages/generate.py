"""Generate: one slider for each coordinate of a code, and samples of the prior."""

import streamlit as st

from aelab import latent
from ui.address import Part, choice, keep_view, linked_view, number, optional, several
from ui.frame import frame, pick_run
from ui.instruments import deliver, latent_sliders

cards = frame(
    "What does each latent coordinate do?", "Each slider is one number of the code. Drag it: the decoder draws the digit as you move."
)
card = pick_run(cards)
run, spec = card["name"], card["model"]
size = spec["latent_size"] if spec["latent_size"] <= latent.WHOLE else latent.PRINCIPAL
VIEW = {
    "z": Part(None, optional(several(size, number(-1e4, 1e4)))),
    "digit": Part(None, optional(number(0, 9, int))),
    "order": Part("own", choice("own", "weight", "principal")),
    "temperature": Part(1, number(0, 2)),
    "seed": Part(1, number(1, 10**6, int)),
}
weight, prior = ("KL", "Heat the prior") if spec["variational"] else ("variance", "Sample without a prior")
PRESETS = [
    {"name": f"Sort by {weight}", "question": "What does the last one draw?", "order": "weight", "hand": 0},
    {"name": "Walk a principal axis", "question": "What changes from end to end?", "order": "principal", "hand": 0, "at": 0},
    {"name": prior, "question": "How many of the 64 are digits?", "temperature": 2 if spec["variational"] else 1},
]
if spec["classes"]:
    PRESETS[0] = {"name": "Slant all ten", "question": "What is left for z to say?", "mean": 4, "hand": 0, "at": 0.95}

if st.session_state.get("sliders run", run) != run:  # the code of another model says nothing here
    st.session_state.get("sliders", {}).update(z=None, digit=None)
    for name in ("z", "digit"):
        st.query_params.pop(name, None)
st.session_state["sliders run"] = run
view = latent_sliders(card, key="sliders view", presets=PRESETS, start=linked_view(VIEW, "sliders"))
if view and view["run"] == run:
    keep_view({name: view[name] for name in VIEW}, "sliders")

with st.expander("What you are seeing"):
    st.markdown("TODO")
deliver(run)
