"""Compare: the same ten digits through several models; ablations, all figures, and how each run was trained."""

import streamlit as st

from ui import ablation, measured
from ui.digits import deliver_digits
from ui.few_labels import few_labels
from ui.frame import frame, pick_runs
from ui.instruments.compare import compare
from ui.plane import plane
from ui.prose import say
from ui.takeaway import take_away
from ui.words import write

cards = frame(__file__)
picked = pick_runs(cards, "models", ["conv-ae-2", "conv-vae-2", "conv-ae-16", "conv-vae-16", "conv-dae-16"], most=5)
source = deliver_digits()
compare(picked, source)
with st.expander("What you are seeing"):
    write(say("compare", speck=measured.speck_words(cards)))
plane(cards)
ablation.one_number(cards, source.mnist)
measured.all_runs(cards)
few_labels(cards, st.context.theme.type or "light")
measured.training(cards, picked[0].name)
take_away(picked, cards)
