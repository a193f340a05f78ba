"""One slider for each coordinate of a code, and samples of the prior."""

from __future__ import annotations

import numpy as np

from aelab import checkpoints, export, latent, seeded
from aelab.card import Card
from ui import cache, snippets
from ui.answers import codes
from ui.face import Face, Preset, called, parts
from ui.take import Animation, Take, of_wide_codes, whole_codes
from ui.view import View, label, number, one_of, row, several, whole

SEED, TEMPERATURE = whole(1, 10**6, 1), number(0, 2, 1)
FIRST_MEAN = 6  # the digit whose mean code the sliders open on
VIEW = View(
    z=several(0, number(-1e4, 1e4)),  # the numbers of the code, or its principal coordinates; None for a class mean
    label=label(old=("digit",)),
    order=one_of(("own", "weight", "principal"), "own"),
    temperature=TEMPERATURE,  # of the samples
    seed=SEED,
    sample=row(whole(0, 63), SEED, TEMPERATURE),  # the one that the code came from
)


def generate(card: Card) -> Face:
    """One slider for each coordinate of a run's code, its traversal, samples of the prior."""
    size = card.model.latent_size if card.model.latent_size <= latent.WHOLE else latent.PRINCIPAL
    table = VIEW | {"z": several(size, number(-1e4, 1e4, decimals=None))}
    data = {"run": called(card) | {"spec": card.model.to_json()}}
    tied = ("z", "label", "sample")  # another run's code says nothing here
    return Face("generate", table, data, parts([card], "decoder", "latents"), _presets(card), [card], of=card.name, tied=tied)


def _presets(card: Card) -> list[Preset]:
    """``mean``: start from this digit's mean code; ``hand``: which slider, in the order set; ``at``: its place in 0..1."""
    weight, prior = ("KL", "Heat the prior") if card.model.variational else ("variance", "Sample without a prior")
    presets = [
        Preset(f"Sort by {weight}", "What does the last one draw?", {"order": "weight", "hand": -1}, codes.last_weight),
        Preset(
            "Walk a principal axis",
            "What changes from end to end?",
            {"order": "principal", "hand": 0, "at": 0},
            codes.principal_axis,
        ),
        Preset(prior, "How many of the 64 are digits?", {"temperature": 2 if card.model.variational else 1}, codes.drawn),
    ]
    if card.model.classes:
        presets[0] = Preset(
            "Move one style", "What do its two numbers still decide?", {"mean": 4, "hand": 0, "at": 0.95}, codes.one_style
        )
    if card.model.latent_size > latent.WHOLE:
        presets[0] = Preset("The last axis", "Can you still see so small a share?", {"hand": -1, "at": 1}, codes.last_axis)
    return presets


def _python(card: Card, view: dict, picked: list[Card], _: dict | None) -> str:
    """The digit of the sliders."""
    digit = FIRST_MEAN if view["label"] is None else view["label"]
    z = snippets.code(card, view["z"], f'["class_means"][[{FIRST_MEAN}]]', view["sample"])
    return snippets.script(snippets.model(card), *z, f"digit = model.decode(z{snippets.told(card, digit)})")


def _animation(card: Card, view: dict, _: dict | None) -> Animation:
    """A traversal, of the coordinate or the principal axis that the reader picks."""
    import streamlit as st  # late: only an app takes things away

    size = card.model.latent_size
    own = [] if size > latent.WHOLE else [f"z {k + 1}" for k in range(size)]
    names = own + [f"PC {k + 1}" for k in range(min(size, latent.PRINCIPAL))]
    axis = st.selectbox("Traversal of", names, key="take away axis", width=300)
    return Animation("of that", lambda: _traversal(card, view, axis), {"axis": axis})


def _traversal(card: Card, view: dict, axis: str) -> np.ndarray:
    arrays = cache.latents(card.name)
    z = np.array([view["z"]], np.float32) if view["z"] else arrays["class_means"][[FIRST_MEAN]]
    label = FIRST_MEAN if view["label"] is None else view["label"]
    kind, number = axis.split()
    start = seeded.sample(card.model.latent_size, *view["sample"]) if view["z"] and view["sample"] else None
    codes = export.traversal_codes(whole_codes(card, z, arrays, start)[0], arrays, int(number) - 1, principal=kind == "PC")
    return export.decoded(checkpoints.load(card.name), codes, label)


TAKE = Take("generate", _python, of_wide_codes, _animation)
