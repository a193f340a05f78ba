"""Compare, in parts of one screen each: ten digits through several models; rate and distortion; ablations; all figures; training."""

import streamlit as st

from ui import ablation, measured
from ui.digit_offer import deliver_digits
from ui.few_labels import few_labels
from ui.frame import frame
from ui.instruments.compare import compare
from ui.instruments.mount import mount
from ui.parts import CHOICES
from ui.pickers import pick_part, pick_runs
from ui.plane import plane
from ui.prose import say
from ui.takeaway import take_away
from ui.words import write

_, PLANE, ONE_NUMBER, FIGURES, FEW_LABELS, TRAINING = PARTS = CHOICES["pages/compare.py"]

cards = frame(__file__)
picked = pick_runs(cards, "models", ["conv-ae-2", "conv-vae-2", "conv-ae-16", "conv-vae-16", "conv-dae-16"], most=5)
source = deliver_digits()
part = pick_part(PARTS, beside=False)
if part == PLANE:
    plane()
elif part == ONE_NUMBER:
    ablation.one_number(cards, source.mnist)
elif part == FIGURES:
    measured.all_runs(cards)
elif part == FEW_LABELS:
    few_labels(cards)
elif part == TRAINING:
    measured.training(cards, picked[0].name)
else:
    mount(compare(picked, source))
    with st.expander("What you are seeing"):
        write(say("compare", speck=measured.speck_words(cards)))
take_away(picked, cards)
