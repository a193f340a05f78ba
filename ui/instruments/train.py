"""A model of one's own, trained in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aelab import card_file, noise
from aelab.card import Card
from ui import assets, digits
from ui.answers.training import dear_codes, free_codes, used_numbers
from ui.digits import Source
from ui.face import Face, Preset, noise_kinds
from ui.modules import bundle
from ui.once import once
from ui.view import View, number, one_of, several, whole

# of the encoder's hidden layers
WIDTHS = ("64", "128", "256", "512", "128-64", "256-128", "512-256", "256-128-64", "512-256-128")
START: dict[str, Any] = {"model": "vae", "widths": "256-128", "size": 2, "beta": 1.0, "warmup": 0, "noise": "none", "rate": 0.003}
PRESETS = [
    Preset("A plain autoencoder", "Where do its codes go, with nothing to hold them?", START | {"model": "ae"}, free_codes),
    Preset(
        "Beta 4", "What does a higher price for the code do to the map, and to the copies?", START | {"beta": 4.0}, dear_codes
    ),
    Preset("Eight numbers", "How many of the eight are used in the end?", START | {"size": 8}, used_numbers),
]
VIEW = View(
    # what needs a fresh start
    model=one_of(["ae", "vae"], START["model"]),
    widths=one_of(WIDTHS, START["widths"]),
    size=whole(1, 8, START["size"]),
    activation=one_of(["relu", "silu", "tanh", "sigmoid"], "silu"),
    batch=one_of(["16", "32", "64", "128", "256"], "64"),
    seed=whole(0, 999, 0),
    # what acts at once
    rate=number(0.0001, 0.1, START["rate"], decimals=4),
    beta=number(0, 8, START["beta"], decimals=2),
    warmup=whole(0, 20, START["warmup"]),  # epochs in which beta rises
    noise=one_of(["none", *noise.KINDS], START["noise"]),
    level=number(0, 1, 0.5, decimals=2),
    # where the ring is, in the two coordinates that are shown
    z=several(2, number(-100, 100), [0.0, 0.0]),
)


def train(cards: Sequence[Card], source: Source) -> Face:
    """The instrument; `cards` are of runs that its answers may speak of. Needs `ui.digit_offer.deliver_digits`, whose answer is `source`.

    It trains on all digits of that source. What is learnt stays in the browser, which saves it as a folder of checkpoints/ when asked.
    """
    run = {"format": card_file.FORMAT, "parts": card_file.PARTS, "source": source.name, "testSet": source.mnist}
    data = {"worker": worker().address, "kinds": noise_kinds(), "format": run}
    return Face("train", VIEW, data, [digits.whole()], PRESETS, cards)


@once()
def worker() -> assets.Offer:
    """The code that trains in the background: no part of the instrument's own."""
    return assets.made(assets.CODE, "train_worker.js", bundle("train/worker.js").encode())
