"""Inside: what every layer makes of one digit."""

import streamlit as st

from ui.digit_offer import deliver_digits
from ui.frame import frame
from ui.instruments.inside import TAKE, inside
from ui.instruments.mount import mount
from ui.pickers import pick_run
from ui.prose import say
from ui.takeaway import take_away
from ui.words import write

cards = frame(__file__)
card = pick_run(cards)
source = deliver_digits()
view = mount(inside(card, source))
with st.expander("What you are seeing"):
    if card.model.output == "linear":
        pixels, are = say("inside", "linear pixels"), say("inside", "what linear pixels are")
    else:
        pixels, are = say("inside", "pixels of logits"), say("inside", "what logits are")
    write(say("inside", digits=source.name, pixels=pixels, are=are))
    if card.model.output == "linear":
        write(say("inside", "pca"))
    if card.model.classes:
        write(say("inside", "conditional"))
take_away([card], cards, TAKE, view, source)
