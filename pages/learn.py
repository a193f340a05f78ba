"""Learn, in modes of one look: a model of one's own, trained in the browser from its first step on."""

import streamlit as st

from aelab.card import Card
from ui.digits import deliver_digits
from ui.frame import frame
from ui.instruments.train import VIEW, train
from ui.pickers import pick_part
from ui.prose import say
from ui.words import write


def train_here(cards: dict[str, Card]) -> None:
    source = deliver_digits()
    train(list(cards.values()), source)
    with st.expander("What you are seeing"):
        write(say("train", source=source.name))


# a mode by its name, the page's own first; and the views of those whose older links name no mode
MODES, OLDER = {"Train here": train_here}, {"Train here": VIEW}

cards = frame(__file__)
MODES[pick_part(list(MODES), OLDER)](cards)
