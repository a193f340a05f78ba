"""Compare: all runs in one table, and how each was trained."""

import streamlit as st

from aelab import figures
from ui.frame import frame, pick_run

COLUMNS = {
    "bce": ("BCE (nats)", "%.2f"),
    "kl": ("KL (nats)", "%.2f"),
    "negative_elbo": ("−ELBO (nats)", "%.2f"),
    "mse": ("MSE", "%.4f"),
    "ssim": ("SSIM", "%.3f"),
    "active_units": ("Active units", "%d"),
    "knn_accuracy": ("10-NN accuracy", "%.3f"),
    "denoising_mse": ("MSE at σ 0.5", "%.4f"),
}

cards = frame("Which model is better at what?", "Measured on the 10,000 MNIST test digits, the posterior mean as the code.")
card = pick_run(cards)
rows = [{"Run": name} | {title: c["metrics"].get(key) for key, (title, _) in COLUMNS.items()} for name, c in cards.items()]
formats = {title: st.column_config.NumberColumn(format=form) for title, form in COLUMNS.values()}
formats["Run"] = st.column_config.TextColumn(width=170)
st.dataframe(rows, hide_index=True, column_config=formats, height=38 + 35 * len(rows), placeholder="")
st.markdown(f"### How {card['name']} was trained")
st.plotly_chart(figures.loss_curves(card["history"]), key="losses", config={"displayModeBar": False})
