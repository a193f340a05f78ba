"""Generate: one slider for each coordinate of a code, and samples of the prior."""

import streamlit as st

from ui.frame import frame, pick_run
from ui.instruments.generate import TAKE, generate
from ui.prior_words import of_prior
from ui.takeaway import take_away

cards = frame(
    "What does each latent coordinate do?",
    "Each slider is one number of the code. Drag it: the decoder draws the digit as you move.",
)
card = pick_run(cards)
view = generate(card)

with st.expander("What you are seeing"):
    st.markdown(
        "The digit is what the decoder makes of the code $z$ that the sliders hold, with the label $y$ where the model takes one:"
    )
    st.latex(r"\hat x = \mathrm{decode}(z) \in [0, 1]^{28 \times 28}, \qquad z = (z_1, \dots, z_d)")
    st.markdown(
        "Each slider runs from the 0.5 to the 99.5 percentile of the codes of the 10,000 test digits; a typed number may go "
        "as far again beyond, and a dead coordinate, which hardly varies, gets a wider range. **Traversal**: eleven values across that range, every other coordinate as it is:"
    )
    st.latex(r"z^{(k)} = z + \left(\ell_i + \tfrac{k}{10} (h_i - \ell_i) - z_i\right) e_i, \qquad k = 0, \dots, 10")
    st.markdown(
        "**KL per coordinate** (variational models). The encoder gives each image a mean $\\mu_i$ and a variance $\\sigma_i^2$ for each "
        "coordinate. What the coordinate costs, in nats, is its divergence from the prior, and the bar is the mean of it over "
        "the $N$ = 10,000 test digits. What it tells of the image is its mutual information $I(x; z_i)$, which is at most that:"
    )
    st.latex(
        r"\mathrm{KL}_i = \frac{1}{N} \sum_{n=1}^{N} \tfrac12 \left(\mu_{ni}^2 + \sigma_{ni}^2 - 1 - \log \sigma_{ni}^2\right)"
        r"= I(x; z_i) + \mathrm{KL}(q(z_i) \,\Vert\, p(z_i)) \ge I(x; z_i)"
    )
    st.markdown(
        "A coordinate with $\\mathrm{KL}_i < 0.01$, or whose mean varies by less than 0.01, is called dead and drawn grey: the encoder leaves "
        "it at the prior, so the decoder has learnt to ignore it. Plain models have no KL; their bars show the share of the variance of "
        "the codes. **Principal axes** are the orthonormal directions $u_k$ of most variance, through the mean $\\bar z$ of the codes. Slider $k$ "
        "holds $c_k = u_k \\cdot (z - \\bar z)$ and moves the code along $u_k$ alone; all together, $z = \\bar z + \\sum_k c_k u_k$."
    )
    st.markdown(
        "**Prior.** A VAE is trained so that its codes, taken together, look like draws from $p(z)$. A new digit is then a new draw:"
    )
    st.latex(
        r"z = \tau \varepsilon, \quad \varepsilon \sim \mathcal N(0, I), \qquad "
        r"\log p(z) = -\tfrac12 \sum_{i=1}^{d} \left(z_i^2 + \log 2\pi\right)"
    )
    st.markdown(
        "The temperature $\\tau$ = 1 is the prior itself: below it the samples grow alike, above it they leave the places that the decoder "
        "knows. The seed fixes the 64 $\\varepsilon$, so moving $\\tau$ only scales them. A plain autoencoder's loss never mentions "
        "$p(z)$: its codes lie where they fell, and draws of it may all land in one place of their map, or far from all of them. Only a VAE's "
        f"loss asks for codes to draw new digits from. {of_prior(card)}"
    )
take_away([card], cards, TAKE, view)
