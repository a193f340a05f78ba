"""Learn, in modes of one look: the recorded training of runs, a model of one's own, and what trains on the server's machine."""

import streamlit as st

from aelab.card import Card
from ui import replay_words
from ui.digit_offer import deliver_digits
from ui.frame import frame
from ui.instruments import replay, train
from ui.instruments.live import live
from ui.instruments.mount import mount
from ui.parts import CHOICES
from ui.pickers import pick_part, pick_runs
from ui.prose import say
from ui.takeaway import take_away
from ui.words import write


def replayed(cards: dict[str, Card]) -> None:
    runs = pick_runs(cards, "runs", ["conv-ae-2", "conv-vae-2"])
    view = mount(replay.replay(runs), picker="runs")
    with st.expander("What you are seeing"):
        write(replay_words.told(runs))
    take_away(runs, cards, replay.TAKE, view)


def train_here(cards: dict[str, Card]) -> None:
    source = deliver_digits()
    mount(train.train(list(cards.values()), source))
    with st.expander("What you are seeing"):
        write(say("train", source=source.name))


def on_the_server(_: dict[str, Card]) -> None:
    mount(live())
    with st.expander("What you are seeing"):
        write(say("live"))


# a mode by its name; and the views of those whose older links name no mode
MODES = dict(zip(CHOICES["pages/learn.py"], (replayed, train_here, on_the_server), strict=True))
OLDER = {"Train here": train.VIEW}

cards = frame(__file__)
MODES[pick_part(list(MODES), OLDER)](cards)
