"""A choice of one that stands in the page's address under a word of its own: a part of the page, an ablation, a sweep.

Streamlit can bind a control to the address itself. It takes its word out of it as soon as the control is gone, also where Back has led to another page
whose address has that word, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from ui import link
from ui.meant import near


def choose(word: str, options: Sequence[str], draw: Callable[[], str], *, start: str = "", opens: str = "") -> str:
    """What `draw` gives: it draws a control of these options with `word` as its key, and the address has what is chosen there.

    The control shows what the address says where a link, Back or a lesson's step leads to it, and from then on what the hand chose. The
    address leaves out `start`, which is the first option unless it is given; `opens` is shown where it says nothing, which may be another.
    """
    start = start or options[0]
    said, now = st.query_params.get(word), st.session_state.get(word)
    if link.turned() or now not in options or st.session_state.get(f"{word} stay") != link.stay():
        if said is not None and said not in options:
            link.unknown([word], near(said, options))
        st.session_state[word] = said if said in options else opens or start
        if link.turned():
            link.say_again()
    st.session_state[f"{word} stay"] = link.stay()
    chosen = draw()
    if chosen == start:
        st.query_params.pop(word, None)
    elif said != chosen:
        st.query_params[word] = chosen
    return chosen
