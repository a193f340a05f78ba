"""The digits of the pages, offered to a page on every rerun; and MNIST, offered where it is not on the machine."""

from __future__ import annotations

import streamlit as st

from aelab import digit_arrays
from ui import components, digits, made_up
from ui.digits import Source


def deliver_digits() -> Source:
    """Offer 20 digits of each class to the page, on every rerun.

    They are MNIST test digits where MNIST is on the machine, else scikit-learn's, with what `offer_mnist` shows. In the browser the
    tensors are `images` (200, 28, 28) uint8, `labels` (200,) and `index` (200,), their places in their source. Returns which they are.
    """
    source = offer_mnist("These are scikit-learn's 8×8 digits, enlarged.")
    components.deliver(digits.RUN, [digits.chosen()[0]])
    return source


def offer_mnist(says: str) -> Source:
    """Which digits the pages have. While they are not MNIST's the sidebar `says` what is shown in their place, above a button that
    fetches MNIST; a page that is open when it has come is opened anew."""
    source = digits.source()
    if st.session_state.setdefault("digits", source.name) != source.name:
        components.reload()  # instruments are built over the digits they met first; the view is in the address
        st.stop()
    if not source.mnist:
        with st.sidebar:
            running = digits.MNIST.running
            st.fragment(_offer, run_every=0.5 if running else None)(says, running)
    return source


def deliver_made_up(source: Source) -> None:
    """Offer the first 24 images of each kind of `aelab.outliers.made_up` to the page, on every rerun.

    `source` is what `deliver_digits` returns: noise is made of those digits. In the browser the tensors are
    `letters`, `scribbles` and `noise`, each (24, 28, 28) uint8.
    """
    components.deliver(made_up.RUN, [made_up.offer(source.mnist)])


def _offer(says: str, running: bool) -> None:
    """The notice and the button, or how far the download is; `running` is how it stood when the page ran."""
    if running != digits.MNIST.running:
        st.rerun()  # it has begun or ended: the page has other digits, or another notice
    st.caption(says)
    if running:
        st.progress(digits.MNIST.share, f"Getting MNIST: {digits.MNIST.share:.0%}")
        return
    if digits.MNIST.problem:
        st.caption(digits.MNIST.problem)
    if st.button(f"Get MNIST ({digit_arrays.DOWNLOAD} MB)"):
        digits.MNIST.start()
        st.rerun()
