"""Denoise: what a model that was trained on noise makes of it, and what one makes that never saw any."""

import streamlit as st

from ui import instruments, link
from ui.components import deliver
from ui.digits import at_hand, deliver_digits
from ui.frame import frame, pick_runs
from ui.takeaway import take_away

NOISES = ("gaussian", "salt-and-pepper", "masking", "occlusion")
START = {"digit": 84, "noise": "gaussian", "level": 0.5, "seed": 84, "passes": 1, "code": 0.0}
READERS = {
    "digit": at_hand,
    "noise": link.one_of(NOISES),
    "level": link.number(float, 0, 1),
    "seed": link.number(int, 0, 999),
    "passes": link.number(int, 0, 20),
    "code": link.number(float, 0, 2),
}
ONCE = {"passes": 1, "code": 0}
PRESETS = [
    {"name": "Drag to σ = 1", "question": "Which model fails first?", "set": {"noise": "gaussian", "level": 1, **ONCE}},
    {"name": "No noise at all", "question": "What does each model lose?", "set": {"level": 0, **ONCE}},
    {"name": "Copy the copy, ten times", "question": "Where does each model drift?", "set": {"level": 0, **ONCE, "passes": 10}},
]
FIGURES = {"denoising_mse": ("MSE", "%.4f"), "denoising_psnr": ("PSNR (dB)", "%.2f"), "denoising_ssim": ("SSIM", "%.3f")}
KINDS = {  # of training, for the table
    (True, False): "denoising autoencoder",
    (True, True): "denoising VAE",
    (False, False): "autoencoder, trained clean",
    (False, True): "VAE, trained clean",
}

cards = frame(
    "What survives the noise?", "Drag the level. Some models were trained to remove noise, the others have never seen any."
)
picked = pick_runs(cards, "models", ["conv-dae-maps", "conv-dae-16", "conv-vae-2", "conv-ae-2"], most=4)
picked.sort(key=lambda card: card["metrics"]["denoising_mse"])  # the best denoiser first
source = deliver_digits()
view = instruments.denoiser(picked, source, PRESETS, link.view("denoiser", START, READERS))
with st.expander("What you are seeing"):
    st.markdown("The clean digit $x$ gets noise. With Gaussian noise of level $\\sigma$ the noisy one is")
    st.latex(r"\tilde x = \min(1, \max(0, x + \sigma \varepsilon)), \qquad \varepsilon_i \sim \mathcal{N}(0, 1)")
    st.markdown(
        """
Salt and pepper turns each pixel black or white with probability $p$, masking turns it black with probability $p$, occlusion blackens one square of
the given share of the area. Each model encodes $\\tilde x$ and decodes the code (a VAE its mean): $\\hat x = D(E(\\tilde x))$. Under each picture stand its
distance from the **clean** digit, over the $n = 784$ pixels, and the same in decibels for pixels of at most 1:
"""
    )
    st.latex(r"\mathrm{MSE} = \frac{1}{n} \sum_{i=1}^{n} (\hat x_i - x_i)^2, \qquad \mathrm{PSNR} = -10 \log_{10} \mathrm{MSE}")
    st.markdown(
        "A **denoising autoencoder** (solid lines) is trained on pairs of noisy and clean digits. The best function for that is"
    )
    st.latex(r"\arg\min_f \; \mathbb{E}\,\lVert f(\tilde x) - x \rVert^2 \;=\; \mathbb{E}[\,x \mid \tilde x\,],")
    st.markdown(
        """
the average of all digits that could have become this noisy picture, and binary cross-entropy, which trains these models, has the same optimum. At a
low level few digits could, and the average is sharp; at a high level many could, and it blurs. A model trained at one $\\sigma$ (the mark "trained
here") knows the average for that level only: at others it removes too much or too little.

A model **trained clean** (dashed) was only ever asked to copy. It filters all the same, because the bottleneck cannot carry the noise: 784 independent
numbers do not fit into a code of 2 or 16, and the decoder can only draw what digits look like. But nothing taught the encoder where a noisy digit
belongs, so it lands on the wrong code, and a clear picture of the wrong digit may come out.

**Apply** feeds the output back in: $x_{k+1} = D(E(x_k))$, $x_0 = \\tilde x$; once is the ordinary reconstruction. **Noise in the code** spoils the code of the first
pass instead of the image: $z_j + s\\, s_j\\, \\varepsilon_j$, where $s$ is the slider and $s_j$ the standard deviation of coordinate $j$ over the test
digits' codes (for a code of more than 32 numbers, over the 200 digits at hand on this page), so that 1 is as strong for every coordinate and every model. The curves under the slider were measured at steps of 0.1, for one pass
without noise in the code; between the steps they are straight lines.
"""
    )
    st.markdown("Denoising and plain models on all 10,000 test digits, Gaussian noise of $\\sigma = 0.5$:")
    shown = sorted(cards.values(), key=lambda card: card["metrics"]["denoising_mse"])
    rows = [
        {"Run": card["name"], "Kind": KINDS[card["recipe"]["noise"] != "none", card["model"]["variational"]]}
        | {title: card["metrics"][key] for key, (title, _) in FIGURES.items()}
        for card in shown
    ]
    formats = {title: st.column_config.NumberColumn(format=form) for title, form in FIGURES.values()}
    st.dataframe(rows, hide_index=True, column_config=formats)
take_away(picked, cards, "denoiser", view, source)
for card in picked:
    deliver(card["name"])
