"""Interpolate: what lies between two digits, in one model or in several side by side."""

import streamlit as st

from ui import link
from ui.components import deliver
from ui.frame import frame, pick_runs
from ui.instruments import interpolator
from ui.takeaway import take_away

PATH = {"view": "path", "ends": [14, 59], "path": "lerp", "at": 0.5, "frames": 11}
START = PATH | {"corners": [3, 5, 4, 0], "place": [0.5, 0.5], "label": None, "only": None}
SHARE, IMAGE = link.number(float, 0, 1), link.number(int, 0, 9999)
READERS = {
    "view": link.one_of(("path", "corners")),
    "ends": link.several(2, IMAGE),
    "corners": link.several(4, IMAGE),
    "path": link.one_of(("lerp", "slerp")),
    "at": SHARE,
    "place": link.several(2, SHARE),
    "frames": link.number(int, 3, 21),
    "label": link.number(int, 0, 9),
    "only": link.some(link.number(int, 0, 9)),
}
PRESETS = [
    {
        "name": "From a 1 to a 5",
        "question": "Which model leaves its codes on the way?",
        "set": {"view": "path", "path": "lerp", "ends": [14, 59], "at": 0.5},
    },
    {
        "name": "From a 4 round to a 0",
        "question": "Does ‖z‖ go straight from end to end?",
        "set": {"view": "path", "path": "slerp", "ends": [6, 25], "at": 0.5},
    },
    {
        "name": "Between four digits",
        "question": "Where does one digit become the next?",
        "set": {"view": "corners", "corners": [3, 5, 4, 0], "place": [0.5, 0.5]},
    },
]

cards = frame(
    "What lies between two digits?",
    "Drag the position from one test digit to another. Every digit on the way is decoded as you move.",
)
runs = pick_runs(cards, "runs", ["conv-vae-2", "conv-ae-2"], 3)
view = interpolator(runs, link.view("interpolator", START, READERS), PRESETS)

with st.expander("What you are seeing"):
    st.markdown(
        "Each row is one model. Its encoder gives the two test images, **A** and **B**, their codes $a$ and $b$; its decoder draws "
        "every code between them. The position $t$ is the slider's, and the film strip shows $t = k / (n - 1)$ for $n$ frames. **Draw** "
        "makes an end of your own digit, centred as MNIST is: each model's encoder is given the same drawing, and its code (a VAE's mean) "
        "is that end. A conditional model is told the digit you choose, or else the one under which it copies the drawing best."
    )
    st.markdown("**Straight line** (lerp). Every coordinate moves at its own constant rate:")
    st.latex(r"z(t) = (1 - t)\,a + t\,b")
    st.markdown(
        r"**Slerp** turns from one direction to the other at a constant rate about the origin, while the length $\lVert z\rVert$ goes "
        r"straight from that of $a$ to that of $b$:"
    )
    st.latex(
        r"z(t) = \bigl[(1 - t)\lVert a\rVert + t\lVert b\rVert\bigr] \left[\frac{\sin((1 - t)\,\omega)}{\sin\omega}\,"
        r"\frac{a}{\lVert a\rVert} + \frac{\sin(t\,\omega)}{\sin\omega}\,\frac{b}{\lVert b\rVert}\right], "
        r"\qquad \cos\omega = \frac{a \cdot b}{\lVert a\rVert\,\lVert b\rVert}"
    )
    st.markdown(
        r"The second bracket is the arc between two directions on the unit sphere (Shoemake 1985). White (2016) put the codes "
        r"themselves in the place of the directions: for two of one length that is the same path, for others it turns nearly all of "
        r"its way beside the shorter end. Where $a$ and $b$ are parallel, opposite or zero, $\omega$ leaves no one arc and the straight "
        r"line is taken. On the map the path you are on is drawn solid, the other one dashed."
        "\n\n"
        r"**Why an arc?** The middle of a straight line lies nearer the origin than its ends. Draws from $\mathcal{N}(0, I)$ in $d$ "
        r"dimensions have a length $\lVert z\rVert$ close to $\sqrt d$, so in many dimensions such a length is rare; the arc passes "
        r"through none that its ends do not span. That is a statement of lengths, not of neighbours: what is nearest to each path, "
        r"and how far, is what the curve shows. Watch $\lVert z\rVert$ above the digit, and the curve, with a 16-dimensional model."
        "\n\n"
        "**Why holes?** Nothing in a plain autoencoder's loss says where codes should lie, so the path between two of them may cross "
        "places that the decoder was never trained on. The curve is the distance to the nearest of the 10,000 test codes. A place is called "
        "*in a gap* where it is farther away than 95% of the test codes are from their own nearest neighbour, and *far* beyond 99%."
        "\n\n"
        "**Four corners** weigh four codes by where the ring is, $u$ to the right and $v$ down:"
    )
    st.latex(r"z(u, v) = (1 - v)\,\bigl[(1 - u)\,a + u\,b\bigr] + v\,\bigl[(1 - u)\,c + u\,d\bigr]")
take_away(runs, cards, "path", view)
for card in runs:
    deliver(card["name"])
