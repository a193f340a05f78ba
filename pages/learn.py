"""Learn: a model of one's own, trained in the browser from its first step on."""

import streamlit as st

from ui.digits import deliver_digits
from ui.frame import frame
from ui.instruments.learn import learn
from ui.prose import say
from ui.words import write

cards = frame(__file__)
source = deliver_digits()
learn(list(cards.values()))
with st.expander("What you are seeing"):
    write(say("learn", source=source.name))
