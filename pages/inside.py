"""Inside: what every layer makes of one digit."""

import streamlit as st

from ui.digits import deliver_digits
from ui.frame import frame, pick_run
from ui.instruments.inside import TAKE, inside
from ui.takeaway import take_away

cards = frame(
    "What does each layer see?", "One digit on its way through a model. Drag the noise; press a picture to see it large."
)
card = pick_run(cards)
source = deliver_digits()
view = inside(card, source)
with st.expander("What you are seeing"):
    st.markdown(
        f"""
The digit is one of the {source["source"]}. Its pixels $x$ get Gaussian noise of standard deviation $\\sigma$ and are clipped:
"""
    )
    st.latex(r"\tilde x = \min(1, \max(0, x + \sigma \varepsilon)), \qquad \varepsilon_i \sim \mathcal{N}(0, 1)")
    st.markdown(
        """
Clipping lifts black by $\\sigma / \\sqrt{2 \\pi} \\approx 0.4\\, \\sigma$ on average: a grey haze that no clean digit has. With **Clip** off the model gets
$\\tilde x = x + \\sigma \\varepsilon$ as it is; only the picture of it is clipped. The seed fixes $\\varepsilon$, so dragging only scales the same noise. Each layer takes the picture before it, $h_0 = \\tilde x$:
"""
    )
    linear = card.model.output == "linear"
    ends = r"h_L" if linear else r"\frac{1}{1 + e^{-h_L}}"
    st.latex(rf"h_{{k}} = f_k(h_{{k-1}}), \qquad z = h_K, \qquad \hat x = {ends}")
    pixels = "are the pixels $\\hat x$ themselves" if linear else "are logits, and the sigmoid makes pixels $\\hat x$ of them"
    st.markdown(
        f"""
- **conv2d** and **conv_transpose2d** give maps: 16 × 14 × 14 is sixteen maps of 14 by 14, each the answer of one small filter at
  every place. They keep where something is.
- **linear** gives a vector, shown row by row (up to 32 numbers as bars): each number looks at the whole layer before it.
  Neighbours in this picture have nothing to do with each other.
- **relu** and **silu** come after either and flatten what is negative (darker than mid-grey) towards 0.
- **flatten** and **reshape** change no number, only its place.

$K$ is the last layer of the encoder. What it gives is the code $z$, the only thing that the decoder is told; in a variational model the
code's mean comes first and its log-variance after it, and the mean is passed on. What the decoder's last layer gives
{pixels}. The MSE is the mean of $(\\hat x_i - x_i)^2$ over the 784 pixels, $x$ being the clean digit.
"""
    )
    if linear:
        st.markdown(
            "This model is **PCA**: the rows of its encoder's matrix are the principal axes of the training digits, and the decoder adds as much "
            "of each axis to the mean digit as the code says. Its pixels may leave [0, 1]; only their picture is clipped."
        )
    if card.model.classes:
        st.markdown(
            "This model is conditioned on the digit: its **label** layers append the digit's class, a 1 among ten numbers."
        )
take_away([card], cards, TAKE, view, source)
