"""Outliers: the error of reconstruction as a score of how little something is like a digit."""

import streamlit as st

from ui import instruments, link
from ui.components import deliver
from ui.digits import deliver_digits
from ui.frame import frame, pick_runs
from ui.made_up import deliver_made_up
from ui.takeaway import take_away

FIRST = {"what": "letters", "index": 7}
READERS = {
    "what": link.one_of(("digits", "letters", "scribbles", "noise")),
    "index": link.number(int, 0, 9999),
    "flags": link.number(float, 0, 1),
}
ODD = {"what": "digits", "index": 151}  # a 9 that most models copy badly
PRESETS = [
    {"name": "A letter", "question": "Which model copies it like a digit?", "set": FIRST | {"flags": 0.05}},
    {"name": "An odd 9", "question": "Why is a digit flagged by mistake?", "set": ODD | {"flags": 0.05}},
    {"name": "Flag one digit in five", "question": "Does that catch every letter?", "set": {"flags": 0.2}},
]

cards = frame(
    "Does it know a digit when it sees one?", "Draw anything. A model can copy what it was trained on; the rest betrays itself."
)
measured = {name: card for name, card in cards.items() if "outliers" in card["metrics"]}
if late := cards.keys() - measured.keys():
    st.info(
        f"Not measured on outliers yet: {', '.join(sorted(late))}. `python train.py --evaluate --keep` measures what is missing."
    )
if not measured:
    st.stop()
picked = pick_runs(measured, "models", ["mlp-ae-8", "mlp-ae-32", "conv-dae-blind"])
start = link.view("outliers", FIRST | {"flags": 0.05, "on": None}, READERS | {"on": link.one_of(list(measured))})
source = deliver_digits()
deliver_made_up(source)
instruments.draw_pad(picked, source, PRESETS, start, FIRST)
areas = {name: card["metrics"]["outliers"]["auc"] for name, card in measured.items()}
letters = {name: f"{area['letters']:.3f}" for name, area in areas.items()}.get
with st.expander("What you are seeing"):
    st.markdown("The **score** of an image $x$ is the mean squared error of its copy, over the 784 pixels:")
    st.latex(r"s(x) = \frac{1}{784} \sum_{i=1}^{784} \bigl(\hat x_i - x_i\bigr)^2, \qquad \hat x = D(E(x))")
    st.markdown(
        """
A VAE decodes the mean of its code. A model that is told the digit is asked with all ten labels, and its lowest error counts. Training asked for
a small error on digits and on nothing else, so an image with a large error is probably no digit. The grey hill is the score of the 10,000 test
digits, the lines that of 1,000 images of each made-up kind, every outline drawn to the same height; the black mark is the image in hand.

A **threshold** $t$ flags every image with $s(x) > t$. One slider sets all the models to flag the same share of test digits. Two rates describe it:
"""
    )
    st.latex(
        r"\mathrm{FPR}(t) = P\bigl(s(x_\text{digit}) > t\bigr), \qquad \mathrm{TPR}(t) = P\bigl(s(x_\text{outlier}) > t\bigr)"
    )
    st.markdown(
        f"""
The **ROC curve** is all the points (FPR, TPR) that a threshold can reach. The area under it, the **AUC**, is the probability that a random outlier has
a higher score than a random digit: 1 is perfect, 0.5 is guessing, and below 0.5 the model copies outliers *better* than digits. The rates come from
{len(next(iter(measured.values()))["metrics"]["outliers"]["levels"])} stored quantiles of each kind, straight in $\\log s$ between them; the AUC from all scores.

**What the AUC for letters says.**
- *A code can be too small or too large.* Plain models with 2, 4, 8, 16 and 32 numbers: {", ".join(letters(f"mlp-ae-{size}", "?") for size in (2, 4, 8, 16, 32))}. With too few, digits are copied badly as
  well; with too many, letters are copied, too, and the better autoencoder is the worse detector.
- *Maps copy strokes, not digits.* The denoisers with 8 maps of 7 × 7 as their code: {letters("conv-dae-maps", "?")}, {letters("conv-dae-blind", "?")}.
- *A price on the code helps.* A VAE with 16 numbers and β = 0.5, 1, 2, 4: {", ".join(letters(f"conv-vae-16{beta}", "?") for beta in ("-beta-0.5", "", "-beta-2", "-beta-4"))}.
- *Noise is easy.* The lowest AUC for noise of any model here is {min(area["noise"] for area in areas.values()):.3f}.

**How the outliers were made.** Letters: one typeface, with a random size, turn and stroke, without those that look like a digit (such as O, I, Z, S,
b, B, g). Scribbles: smooth random lines. Both are brought to the form of MNIST as your drawing is, with about as much ink as digits have. Noise: test
digits with their pixels shuffled. Other outliers would give other AUCs.

**Be careful:** the score also depends on the amount of ink. A thin line has few pixels to get wrong and scores low, whatever it shows; a bold digit
scores high. A low error says "I can copy this", not "this is a digit".
"""
    )
    st.markdown("All models, the best detector of letters first:")
    rows = [
        {"Run": name, "Numbers in the code": measured[name]["model"]["latent_size"], **area}
        for name, area in sorted(areas.items(), key=lambda item: -item[1]["letters"])
    ]
    columns = {kind: st.column_config.NumberColumn(f"AUC, {kind}", format="%.3f") for kind in areas[picked[0]["name"]]}
    st.dataframe(rows, hide_index=True, column_config=columns)
take_away(picked, cards)
for card in picked:
    deliver(card["name"])
