"""The recorded training of one to three runs, on one axis of time."""

from __future__ import annotations

from typing import Any

from aelab.card import Card
from ui.answers import replays
from ui.instruments.mount import Preset, called, mount, offer
from ui.view import View, number, some, whole

VIEW = View(
    t=number(0, 1, 0.55, decimals=4),  # the cube root of the share of the steps
    only=some(whole(0, 9)),  # the digits isolated
)
FIRST = {"t": 0, "only": None}
PRESETS = [
    Preset(
        "AE beside VAE",
        "Where do the codes go, with a prior and without?",
        FIRST,
        replays.reaches,
        ("conv-ae-2", "conv-vae-2"),
    ),
    Preset(
        "β 0.5 beside β 4",
        "What goes when the code gets dearer?",
        FIRST | {"t": 0.8},  # a little before beta turns
        replays.turns,
        ("conv-vae-16-beta-0.5", "conv-vae-16-beta-4"),
    ),
    Preset(
        "32 numbers beside 16",
        "Which of them die, and when?",
        FIRST,
        replays.deaths,
        ("conv-vae-16", "conv-vae-32"),
    ),
    Preset(
        "Only 4 and 9",
        "When do they part?",
        FIRST | {"only": [4, 9]},
        replays.parted,
        ("conv-ae-2", "conv-vae-2"),
    ),
]
UNITS = {"bce": "nats", "mse": "squared error"}  # of a loss


def replay(cards: list[Card]) -> dict[str, Any]:
    """The training of one to three runs as their replays have it. Returns the view as the hand left it."""
    offer("replay", cards, "replay", "labels")
    return mount("replay", VIEW, PRESETS, {"runs": [_run(card) for card in cards]}, cards=cards, picker="runs")


def _run(card: Card) -> dict[str, Any]:
    size, recipe = card.model.latent_size, card.recipe
    axes, plane = ["PC 1", "PC 2"], f"{size} numbers: the plane of the finished model's first two principal axes"
    if size == 1:
        axes, plane = ["z₁", "a line for each digit"], "One number, on a line for each digit"
    elif size == 2:
        axes, plane = ["z₁", "z₂"], ""
    return called(card) | {
        "size": size,
        "variational": card.model.variational,
        "epochs": recipe.epochs,
        "unit": UNITS[recipe.reconstruction],
        "recipe": _words(card),
        "axes": axes,
        "plane": plane,
    }


def _words(card: Card) -> str:
    recipe = card.recipe
    if recipe.family == "pca":
        return "solved at once: no steps between its two moments"
    return f"{recipe.epochs} epochs in batches of {recipe.batch_size}" + f", β = {recipe.beta:g}" * card.model.variational
