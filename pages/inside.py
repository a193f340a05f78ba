"""Inside: what every layer makes of one digit."""

import streamlit as st

from ui import link
from ui.digits import at_hand, deliver_digits
from ui.frame import frame, pick_run
from ui.instruments.inside import inside
from ui.takeaway import take_away

ACTIVATIONS = ("relu", "silu", "sigmoid")
START = {"digit": 84, "noise": "gaussian", "level": 0.25, "seed": 1}
READERS = {
    "digit": at_hand,
    "noise": link.one_of(("gaussian", "gaussian-unclipped")),
    "level": link.number(float, 0, 1),
    "seed": link.number(int, 0, 999),
}

cards = frame(
    "What does each layer see?", "One digit on its way through a model. Drag the noise; press a picture to see it large."
)
card = pick_run(cards)
names = [f"encoder.{i}.{layer['layer']}" for i, layer in enumerate(card.model.encoder)]
first = next((name for name in names if name.endswith(ACTIVATIONS)), names[0])
presets = [
    {"name": "The first layer, no noise", "question": "What does each part of it answer to?", "level": 0, "open": first},
    {"name": "Drag to σ = 1", "question": "In which layer is the digit last to be seen?", "level": 1, "open": None},
    {"name": "The code at σ = 0.5", "question": "How far is it moved? And unclipped?", "level": 0.5, "open": names[-1]},
]
source = deliver_digits()
view = inside(card, source, presets, link.view("inside", START, READERS))
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
take_away([card], cards, "inside", view, source)
