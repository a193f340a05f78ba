"""The recorded training of one to three runs, on one axis of time."""

from __future__ import annotations

from typing import Any

from aelab import checkpoints
from aelab.card import Card
from ui import cache, snippets
from ui.answers import recordings
from ui.face import Face, Preset, called, parts
from ui.take import Animation, Take
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
        recordings.reaches,
        ("conv-ae-2", "conv-vae-2"),
    ),
    Preset(
        "β 0.5 beside β 4",
        "What goes when the code gets dearer?",
        FIRST | {"t": 0.8},  # a little before beta turns
        recordings.turns,
        ("conv-vae-16-beta-0.5", "conv-vae-16-beta-4"),
    ),
    Preset(
        "32 numbers beside 16",
        "Which of them die, and when?",
        FIRST,
        recordings.deaths,
        ("conv-vae-16", "conv-vae-32"),
    ),
    Preset(
        "Only 4 and 9",
        "When do they part?",
        FIRST | {"only": [4, 9]},
        recordings.parted,
        ("conv-ae-2", "conv-vae-2"),
    ),
]
UNITS = {"bce": "nats", "mse": "squared error"}  # of a loss


def replay(cards: list[Card]) -> Face:
    """The training of one to three runs as their replays have it."""
    data = {"runs": [_run(card) for card in cards]}
    return Face("replay", VIEW, data, parts(cards, "replay", "labels"), PRESETS, cards)


def _run(card: Card) -> dict[str, Any]:
    size, recipe = card.model.latent_size, card.recipe
    axes, plane = ["PC 1", "PC 2"], f"{size} numbers, on the plane of the finished model's first two principal axes"
    if size == 1:
        axes, plane = ["z₁", "a line for each digit"], "One number, on a line for each digit"
    elif size == 2:
        axes, plane = ["z₁", "z₂"], ""
    return called(card) | {
        "size": size,
        "variational": card.model.variational,
        "epochs": recipe.epochs,
        "unit": UNITS[recipe.reconstruction],
        "recipe": "on its final plane, " * (size > 2) + _words(card),
        "axes": axes,
        "plane": plane,
    }


def _words(card: Card) -> str:
    recipe = card.recipe
    if recipe.family == "pca":
        return "solved at once, no steps between"
    return f"{recipe.epochs} epochs" + f", β = {recipe.beta:g}" * card.model.variational


def _python(card: Card, view: dict, picked: list[Card], _: Any) -> str:
    """Where the dots are, and one of the ten copies: of the digit isolated, else of the 2, which is hard to learn."""
    t, digit = view["t"], (view["only"] or [2])[0]
    return snippets.script(
        f'replay = checkpoints.replay("{card.name}")',
        f"codes = replays.codes(replay, {t})  # (2000, 2), as on the map",
        f"digit = replays.pictures(replay, {t})[{digit}]",
    )


def _animation(card: Card, view: dict, _: Any) -> Animation:
    from aelab import replays  # late: SciPy and what draws

    recorded, labels = checkpoints.replay(card.name), cache.latents(card.name)["labels"]
    shown = labels[: recorded["codes"].shape[1]]
    return Animation("of the training", lambda: replays.frames(recorded, shown, view["only"]))


TAKE = Take("replay", _python, animation=_animation, torch=False)
