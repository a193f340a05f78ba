"""One slider for each coordinate of a code, and samples of the prior."""

from __future__ import annotations

from typing import Any

from aelab import latent
from aelab.card import Card
from ui import link
from ui.instruments.mount import Preset, mount, offer
from ui.view import View, label, number, one_of, row, several, whole

SEED, TEMPERATURE = whole(1, 10**6, 1), number(0, 2, 1)
VIEW = View(
    z=several(0, number(-1e4, 1e4)),  # the numbers of the code, or its principal coordinates; None for a class mean
    label=label(old=("digit",)),
    order=one_of(("own", "weight", "principal"), "own"),
    temperature=TEMPERATURE,  # of the samples
    seed=SEED,
    sample=row(whole(0, 63), SEED, TEMPERATURE),  # the one that the code came from
)


def generate(card: Card) -> dict[str, Any]:
    """One slider for each coordinate of a run's code, its traversal, samples of the prior.

    Returns the view as the hand left it.
    """
    size = card.model.latent_size if card.model.latent_size <= latent.WHOLE else latent.PRINCIPAL
    table = VIEW | {"z": several(size, number(-1e4, 1e4, decimals=None))}
    link.tie("generate", card.name, "z", "label", "sample")  # another run's code says nothing here
    data = {"run": {"name": card.name, "spec": card.model.to_json()}}
    offer("generate", [card], "decoder", "latents")
    return mount("generate", table, _presets(card), data, of=card.name)


def _presets(card: Card) -> list[Preset]:
    """``mean``: start from this digit's mean code; ``hand``: which slider, in the order set; ``at``: its place in 0..1."""
    weight, prior = ("KL", "Heat the prior") if card.model.variational else ("variance", "Sample without a prior")
    presets = [
        Preset(f"Sort by {weight}", "What does the last one draw?", {"order": "weight", "hand": -1}),
        Preset("Walk a principal axis", "What changes from end to end?", {"order": "principal", "hand": 0, "at": 0}),
        Preset(prior, "How many of the 64 are digits?", {"temperature": 2 if card.model.variational else 1}),
    ]
    if card.model.classes:
        presets[0] = Preset("Move one style", "What is left for z to say?", {"mean": 4, "hand": 0, "at": 0.95})
    if card.model.latent_size > latent.WHOLE:
        presets[0] = Preset("The last axis", "Does so small a share still show?", {"hand": -1, "at": 1})
    return presets
