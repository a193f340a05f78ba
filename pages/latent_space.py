"""Latent space: up to three models' maps on one cursor."""

import streamlit as st

from ui.answers import codes, figures
from ui.cache import latents, named
from ui.face import Preset
from ui.frame import frame
from ui.instruments.latent_space import PRESETS, TAKE, in_order, latent_space
from ui.instruments.mount import mount
from ui.pickers import pick_runs
from ui.prior_words import of_axes, of_prior
from ui.prose import say
from ui.takeaway import take_away
from ui.words import meaning, write

cards = frame(__file__)
picked = in_order(pick_runs(cards, "runs", ["conv-vae-2", "conv-ae-2"], step=True))
presets = list(PRESETS)
if any(card.model.latent_size == 2 for card in picked):
    presets[1] = Preset("Follow the arrows", "Decode, then encode again: where does it lead?", {"behind": "field"}, codes.arrows)
    presets[2] = Preset("Tint by the metric", "Where does the digit change fast?", {"behind": "metric"}, codes.metric)
presets.append(
    Preset("Draw from the prior", "Which model makes digits from random numbers?", {"behind": "draws"}, figures.chance)
)
view = mount(latent_space(picked, presets, st.query_params.get("on")), key="latent space")
with st.expander("What you are seeing"):
    prior = " ".join(filter(None, map(of_prior, picked)))
    axes = " ".join(of_axes(card, latents(card.name)["pca_ratio"]) for card in picked)
    write(say("latent_space", prior=prior, axes=axes))
st.header("How well do the digits keep apart?", anchor=False)
rows = [
    {
        "Model": named(c).title,
        "Code": c.model.latent_size,
        "10-NN accuracy": c.metrics.knn_accuracy,
        "Active units": c.metrics.active_units,
        "Run": name,
    }
    for name, c in cards.items()
]
columns = {
    title: st.column_config.NumberColumn(format=form, help=meaning(title))
    for title, form in {"Code": "%d", "10-NN accuracy": "%.3f", "Active units": "%d"}.items()
}
st.dataframe(rows, hide_index=True, column_config=columns, placeholder="–")
st.caption(say("latent_space", "keeping apart"))
take_away(picked, cards, TAKE, view)
