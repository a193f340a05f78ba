"""Outliers: the error of reconstruction as a score of how little something is like a digit."""

import streamlit as st

from ui import outlier_words
from ui.digits import deliver_digits
from ui.frame import frame, pick_runs
from ui.instruments.outliers import outliers
from ui.made_up import deliver_made_up
from ui.takeaway import take_away

cards = frame("Does it know a digit when it sees one?", "Draw anything. What is unlike its digits, a model may copy badly.")
measured = {name: card for name, card in cards.items() if card.metrics.outliers}
if late := cards.keys() - measured.keys():
    st.info(f"Not measured on outliers yet: {', '.join(sorted(late))}. `python train.py --evaluate --keep` does it.")
if not measured:
    st.stop()
picked = pick_runs(measured, "models", ["mlp-ae-8", "mlp-ae-32", "conv-dae-blind"])
source = deliver_digits()
deliver_made_up(source)
outliers(picked, source, measured)
areas = {name: card.metrics.outliers.auc for name, card in measured.items()}
with st.expander("What you are seeing"):
    st.markdown("The **score** of an image $x$ is the mean squared error of its copy, over the 784 pixels:")
    st.latex(r"s(x) = \frac{1}{784} \sum_{i=1}^{784} \bigl(\hat x_i - x_i\bigr)^2, \qquad \hat x = D(E(x))")
    st.markdown(
        """
A VAE decodes the mean of its code. A model that is told the digit is asked with all ten labels, and its lowest error counts. Training asked for
a small error on digits and on nothing else, so an image with a large error is unlike the digits of the training set. The grey hill is the score of the 10,000 test
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
{len(next(iter(measured.values())).metrics.outliers.levels)} stored quantiles of each kind, straight in $\\log s$ between them; the AUC from all scores.

**Flagged is not yet no digit.** How many of the flagged images are none depends on their share $\\pi$ of all images, the base rate. By Bayes' rule the **precision** is
$$
P(\\text{{no digit}} \\mid s > t) = \\frac{{\\pi \\, \\mathrm{{TPR}}(t)}}{{\\pi \\, \\mathrm{{TPR}}(t) + (1 - \\pi) \\, \\mathrm{{FPR}}(t)}}
$$

{outlier_words.base_rate(picked[0])}

**What the AUC for letters says** (every run was trained once, from one seed).

{outlier_words.on_letters(measured)}

**How the outliers were made.** Letters: one typeface, with a random size, turn and stroke, without those that look like a digit (such as O, I, Z, S,
b, B, g). Scribbles: smooth random lines. Both are brought to the form of MNIST as your drawing is, with about as much ink as digits have. Noise: test
digits with their pixels shuffled. Other outliers would give other AUCs.

**Be careful:** the score also depends on the amount of ink. A thin line has few pixels to get wrong and scores low, whatever it shows; a bold digit
scores high. A low error says "I can copy this", not "this is a digit".

All models, the best detector of letters first:
"""
    )
    rows = [
        {"Run": name, "Numbers in the code": measured[name].model.latent_size, **area}
        for name, area in sorted(areas.items(), key=lambda item: -item[1]["letters"])
    ]
    columns = {kind: st.column_config.NumberColumn(f"AUC, {kind}", format="%.3f") for kind in areas[picked[0].name]}
    st.dataframe(rows, hide_index=True, column_config=columns)
take_away(picked, cards)
