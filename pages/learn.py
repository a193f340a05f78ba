"""Learn: a model of one's own, trained in the browser from its first step on."""

import streamlit as st

from ui.digits import deliver_digits
from ui.frame import frame
from ui.instruments.train import train
from ui.prose import say
from ui.words import write

cards = frame(__file__)
source = deliver_digits()
train(list(cards.values()))
with st.expander("What you are seeing"):
    write(say("train", source=source.name))
