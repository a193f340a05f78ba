"""What Interpolate says of what it shows: the formulas, and what was measured over many pairs and sums in the runs in view."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aelab import between
from aelab.card import Card
from ui import cache

COMPARED = (("conv-ae-2", "conv-vae-2"), ("conv-ae-16", "conv-vae-16"))  # plain and variational, of one body and size


class Places(NamedTuple):
    """Where in the explanation what is measured will stand."""

    paths: DeltaGenerator
    holes: DeltaGenerator
    sums: DeltaGenerator


def explain() -> Places:
    """Write the explanation, without what is measured: see `measure`."""
    st.markdown(
        "Each row is one model. Its encoder gives the test images their codes, **A** and **B** the codes $a$ and $b$; its decoder draws "
        "every code between them. The position $t$ is the slider's, and the film strip shows $t = k / (n - 1)$ for $n$ frames. **Draw** "
        "makes an end of your own digit, centred as MNIST is: each model's encoder is given the same drawing, and its code (a VAE's mean) "
        "is that end. A conditional model is told the digit you choose, or else the one under which it copies the drawing best."
    )
    _paths()
    paths = st.container()
    st.markdown(
        "**Why holes?** Nothing in a plain autoencoder's loss says where codes should lie, so the path between two of them may cross "
        "places that the decoder was never trained on. The curve is the distance to the nearest of the 10,000 test codes. A place is "
        "*in a gap* where it is farther away than 95% of a VAE's own draws are, or of a plain model's codes from their nearest "
        "neighbour, and *far* beyond 99%: each run has thresholds of its own, on the scale of its own map."
    )
    holes = st.container()
    st.markdown("**Four corners** weigh four codes by where the ring is, $u$ to the right and $v$ down:")
    st.latex(r"z(u, v) = (1 - v)\,\bigl[(1 - u)\,a + u\,b\bigr] + v\,\bigl[(1 - u)\,c + u\,d\bigr]")
    _sums()
    return Places(paths, holes, st.container())


def _paths() -> None:
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
        r"themselves in the place of the directions: for two of one length that is the same path; the less alike their lengths, the more of the turn "
        r"is made beside the shorter one. Where $a$ and $b$ are parallel, opposite or zero, $\omega$ leaves no one arc and the straight "
        r"line is taken. On the map the path you are on is drawn solid, the other one dashed."
        "\n\n"
        r"**Why an arc?** A draw from $\mathcal{N}(0, I)$ in $d$ dimensions has a length close to $\sqrt d$, and two of them are nearly "
        r"at right angles: in many dimensions a much shorter code is rare. Halfway along the straight line $\lVert z\rVert$ is less than "
        r"the mean of the ends' lengths; on the arc it is that mean. But a rare length is not a lonely place: the curve shows the "
        r"distance to the nearest code, and that is another question. (A VAE's test codes are the means of its posteriors, which in "
        r"every VAE here are shorter than $\sqrt d$ on average: that is the length of draws.)"
    )


def _sums() -> None:
    st.markdown("**Arithmetic** adds to one code the step between two others; the strength $t$ says how much of it:")
    st.latex(r"z(t) = a + t\,(c - b), \qquad z(1) = a - b + c")
    st.markdown(
        "A term is a test image's code, a drawing's, or the *mean code* of all test images of a digit. Each model has its own codes "
        "of the same terms. On the map the step from B to C is dashed, the same step from A solid. A conditional model is told each "
        "term's own digit and, for the sum, A's or the one you choose."
        "\n\n"
        "**What it assumes.** That a step means the same wherever it starts: that a code is, near enough, a part for which digit it is "
        "plus a part for the hand that wrote it, and that the two do not depend on each other. Then a 9 minus the mean 9 plus the mean 0 "
        "is a 0 in the hand of that 9. Sums of words' vectors are read so (Mikolov, Yih & Zweig 2013), and those of images' (Larsen et al. "
        "2016, White 2016), but nothing in the loss of any model here asks for it; where $a = b$ the sum is $c$ and shows nothing. The "
        "columns below count where sums land. Whether the hand is kept, no figure here says: look."
    )


def measure(places: Places, cards: list[Card], shipped: dict[str, Card]) -> None:
    """Write what is measured of the runs in view, at its places. Call it last: the digits do not wait for it."""
    found = {card.name: cache.between(card) for card in cards}
    places.paths.markdown(_of_paths(found))
    if all(name in shipped for pair in COMPARED for name in pair):
        plain, variational = zip(*([cache.between(shipped[name])["gap_lerp"] for name in pair] for pair in COMPARED), strict=True)
        places.holes.markdown(
            f"Of the straight lines between random pairs of unlike digits {plain[0]:.1%} lies in a gap in `conv-ae-2` and {variational[0]:.1%} in "
            f"`conv-vae-2`; in `conv-ae-16` it is {plain[1]:.1%}, in `conv-vae-16` {variational[1]:.1%}."
        )
    places.sums.markdown(_of_sums(found))


def _of_paths(found: dict[str, dict]) -> str:
    head = [
        "",
        "‖z‖ of the codes",
        "halfway: line",
        "arc",
        "to the nearest code: line",
        "arc",
        "arc farther",
        "in a gap: line",
        "arc",
    ]
    rows = [
        [
            name,
            *(_number(each[key]) for key in ("codes", "length_lerp", "length_slerp", "away_lerp", "away_slerp")),
            *(f"{each[key]:.0%}" for key in ("arc_farther",)),
            *(f"{each[key]:.1%}" for key in ("gap_lerp", "gap_slerp")),
        ]
        for name, each in found.items()
    ]
    return (
        f"Of {between.PAIRS} random pairs of unlike test digits, on average; *in a gap* over {between.STEPS} places of each way:\n\n"
        f"{_table(head, rows)}\n\nIn every run here the arc's middle is farther from any code than the line's in most pairs."
    )


def _of_sums(found: dict[str, dict]) -> str:
    head = ["", "most of the 20 nearest are of C's digit", "of A's", "in a gap"]
    rows = [[name, *(f"{each[key]:.0%}" for key in ("lands", "stays", "gap"))] for name, each in found.items()]
    return (
        f"{between.SUMS:,} sums of a random test image, less the mean code of its digit, plus that of another digit:\n\n"
        f"{_table(head, rows)}"
    )


def _number(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
