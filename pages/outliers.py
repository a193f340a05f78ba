"""Outliers: the error of reconstruction as a score of how little something is like a digit."""

import streamlit as st

from ui import outlier_words
from ui.cache import named
from ui.digit_offer import deliver_digits, deliver_made_up
from ui.frame import frame
from ui.instruments.mount import mount
from ui.instruments.outliers import START, outliers
from ui.pickers import pick_runs
from ui.prose import say
from ui.takeaway import take_away
from ui.words import meaning, write

cards = frame(__file__)
measured = {name: card for name, card in cards.items() if card.metrics.outliers}
if late := {name for name, card in cards.items() if not card.digits} - measured.keys():
    st.info(f"Not measured on outliers yet: {', '.join(sorted(late))}. `python train.py --evaluate --keep` does it.")
if not measured:
    st.stop()
picked = pick_runs(measured, "models", START)
source = deliver_digits()
deliver_made_up(source)
mount(outliers(picked, source, measured))
areas = {name: card.metrics.outliers.auc for name, card in measured.items()}
with st.expander("What you are seeing"):
    first = picked[0].metrics.outliers
    on_letters = outlier_words.on_letters(measured)
    write(say("outliers", quantiles=len(first.levels), base_rate=outlier_words.base_rate(picked[0]), on_letters=on_letters))
    rows = [
        {"Model": named(measured[name]).title, "Numbers in the code": measured[name].model.latent_size, **area, "Run": name}
        for name, area in sorted(areas.items(), key=lambda item: -item[1]["letters"])
    ]
    columns = {
        kind: st.column_config.NumberColumn(f"AUC, {kind}", format="%.3f", help=meaning("AUC")) for kind in areas[picked[0].name]
    }
    st.dataframe(rows, hide_index=True, column_config=columns)
take_away(picked, cards)
