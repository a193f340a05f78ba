"""Generate: one slider for each coordinate of a code, and samples of the prior."""

import streamlit as st

from ui.frame import frame
from ui.instruments.generate import TAKE, generate
from ui.instruments.mount import mount
from ui.pickers import pick_run
from ui.prior_words import of_prior
from ui.prose import say
from ui.takeaway import take_away
from ui.words import write

cards = frame(__file__)
card = pick_run(cards, step=True)
view = mount(generate(card))

with st.expander("What you are seeing"):
    write(say("generate", prior=of_prior(card)))
take_away([card], cards, TAKE, view)
