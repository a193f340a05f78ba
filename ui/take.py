"""What the view of an instrument may be taken away as: lines of Python, and a GIF. ui/takeaway.py shows it; this knows no Streamlit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from aelab import latent
from aelab.card import Card

WIDE = (
    "This code has more than 32 numbers, and the page tells Python the 16 principal coordinates of it. Where more of it was in play, "
    "a code dragged from an encoder's own or a decoded draw, the digit below differs a little."
)


class Animation(NamedTuple):
    """A GIF that may be made of a view: along what, its frames (T, H, W) in [0, 1], and what it was made of besides the view."""

    along: str
    frames: Callable[[], np.ndarray]
    settings: dict[str, Any] = {}


class Take(NamedTuple):
    """What an instrument's view may be taken away as.

    ``python(card, view, picked, source)`` are lines that draw the digit of one run of those picked; ``note(card)`` is what a reader
    should know of them; ``animation(card, view, source)`` is the GIF, None where there is none. Both need PyTorch unless ``torch`` is false.
    """

    name: str
    python: Callable[[Card, dict, list[Card], Any], str]
    note: Callable[[Card], str] = lambda card: ""
    animation: Callable[[Card, dict, Any], Animation | None] = lambda card, view, source: None
    torch: bool = True


def of_wide_codes(card: Card) -> str:
    """The note on a code of which the view has principal coordinates alone."""
    return WIDE if card.model.latent_size > latent.WHOLE else ""


def whole_codes(card: Card, stored: np.ndarray, arrays: dict[str, np.ndarray], start: np.ndarray | None = None) -> np.ndarray:
    """Codes (N, d) of what is stored of them, and of the code that they came from."""
    return latent.unproject(stored, latent.stored_plane(arrays), start) if card.model.latent_size > latent.WHOLE else stored
