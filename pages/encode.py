"""Encode: what a variational model writes down for one digit, and what it pays for it."""

import streamlit as st

from ui.digit_offer import deliver_digits
from ui.frame import frame
from ui.instruments.encode import encode
from ui.instruments.mount import mount
from ui.pickers import pick_run
from ui.prose import say
from ui.takeaway import take_away
from ui.words import write

cards = frame(__file__)
card = pick_run(cards, step=True)
mount(encode(card, deliver_digits()))
with st.expander("What you are seeing"):
    write(say("encode"))
    if card.model.variational and card.recipe.beta != 1:
        write(say("encode", "beta", beta=f"{card.recipe.beta:g}"))
    if card.model.classes:
        write(say("encode", "conditional"))
take_away([card], cards)
