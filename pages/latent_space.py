"""Latent space: up to three models' maps on one cursor."""

import streamlit as st

from ui.cache import latents
from ui.frame import frame, pick_runs
from ui.instruments.latent_space import PRESETS, TAKE, latent_space
from ui.instruments.mount import Preset
from ui.prior_words import of_axes, of_prior
from ui.takeaway import take_away

cards = frame(
    "What holds a map of digits together?",
    "One cursor, several models. Drag one ring: the others go where their encoder puts the digit.",
)
picked = sorted(pick_runs(cards, "runs", ["conv-vae-2", "conv-ae-2"]), key=lambda card: not card.model.variational)
presets = list(PRESETS)
if any(card.model.latent_size == 2 for card in picked):
    presets[1] = Preset("Follow the arrows", "Where do decoder and encoder lead?", {"behind": "field"})
    presets[2] = Preset("Tint by the metric", "Where does the digit change fast?", {"behind": "metric"})
view = latent_space(picked, key="latent space", presets=presets)
with st.expander("What you are seeing"):
    st.markdown(
        """
Each dot is the code of one of the 10,000 test digits: the number or numbers the encoder writes for it. A plain autoencoder
is asked for one thing, a good copy, and leaves its codes wherever that is easiest. A variational one answers with a Gaussian for each digit,
"""
    )
    st.latex(r"q(z \mid x) = \mathcal{N}\big(\mu(x), \operatorname{diag} \sigma^2(x)\big),")
    st.markdown("is decoded from a draw of it, and pays for every nat by which that Gaussian differs from the prior:")
    st.latex(
        r"\mathcal{L}_\beta(x) = -\mathbb{E}_{q(z \mid x)} \log p(x \mid z) + \beta\, \mathrm{KL}\big(q(z \mid x) \,\|\, \mathcal{N}(0, I)\big),"
        r"\quad \mathrm{KL} = \tfrac12 \sum_i \big(\mu_i^2 + \sigma_i^2 - 1 - \log \sigma_i^2\big)"
    )
    st.markdown(
        rf"""
For $\beta = 1$ this is the negative ELBO; $-\log p(x \mid z)$ is binary cross-entropy, its mean over black and white images drawn from the grey one (Encode says how). So
its posteriors crowd about the origin. Its decoder has met draws of them and nothing else: between two codes it has learnt to draw as far as the posteriors reach.
{" ".join(filter(None, map(of_prior, picked)))} The ellipses are one and two $\sigma$ of the posterior of the test digit nearest to the ring, which hold 39 % and 86 % of a posterior of two numbers.

**q(z)**, a choice below the map, is the aggregated posterior $q(z) = \frac1N \sum_n q(z \mid x_n)$ of a variational run of two numbers, over the $N$ = 10,000 test digits. Its lines go round the densest
places that hold half and nine tenths of it, the dotted circles those of the prior. The mean of $\mathrm{{KL}}(q(z \mid x) \,\Vert\, p)$ is $I(x; z) + \mathrm{{KL}}(q(z) \,\Vert\, p)$ (Hoffman & Johnson 2016).

**Arrows**, for two numbers, lead from $z$ to $E(D(z))$, where the encoder puts the digit that is decoded there: short where the two undo each other. **Metric** is $\sqrt{{\det J^\top J}}$ with
$J = \partial \hat x / \partial z$, 784 by 2, by central differences: the area in the space of pixels that a unit of area of the map becomes. Where there is much ink, the digit changes fast.

**How far is far?** The distance of two codes is $\sqrt{{\sum_i w_i (a_i - b_i)^2}}$. "In a gap" and "far from any code" are places farther from the nearest code than 95 % and 99 % of what is
usual in the run. In a variational one that is the way from a draw of each posterior, on which the decoder was trained, to the nearest other code; and
$w_i = \mathrm{{Var}}(\mu_i) / (\mathrm{{Var}}(\mu_i) + \mathbb E\, \sigma_i^2)$, so that a dead coordinate, in which means stand still while draws do not, counts for nothing. In a plain one it is the
way from each code to its nearest neighbour, and $w_i = 1$. {" ".join(of_axes(card, latents(card.name)["pca_ratio"]) for card in picked)}

A code of more than two numbers is shown by its two principal coordinates, those along which the codes vary most, or by t-SNE: places $y_i$ for 2,000
test codes, such that the neighbours of each code stay its neighbours. With $p_{{ij}}$ the probability that two codes are neighbours, from Gaussians about each code, it lowers
"""
    )
    st.latex(
        r"\mathrm{KL}(P \,\|\, Q) = \sum_{i \ne j} p_{ij} \log \frac{p_{ij}}{q_{ij}}, \qquad "
        r"q_{ij} = \frac{(1 + \lVert y_i - y_j \rVert^2)^{-1}}{\sum_{k \ne l} (1 + \lVert y_k - y_l \rVert^2)^{-1}}."
    )
    st.markdown(
        "Sizes of clusters and the distances between them mean nothing there, and no formula leads from a place back to a code."
    )
st.markdown("### How well do the digits keep apart?")
rows = [
    {
        "Run": name,
        "Code": c.model.latent_size,
        "10-NN accuracy": c.metrics.knn_accuracy,
        "Active units": c.metrics.active_units,
    }
    for name, c in cards.items()
]
st.dataframe(rows, hide_index=True, column_config={"10-NN accuracy": st.column_config.NumberColumn(format="%.3f")})
st.caption(
    "10,000 test digits: the share whose digit is that of most of their ten nearest other codes; coordinates whose mean varies."
)
take_away(picked, cards, TAKE, view)
