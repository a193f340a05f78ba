"""What a run writes down for a digit."""

from __future__ import annotations

from typing import Any

from aelab.card import Card
from ui.answers import encoding
from ui.digits import Source, at_hand
from ui.face import Face, Preset, called, parts
from ui.view import View, number, several

VIEW = View(
    digit=at_hand(18),  # None where it was drawn or uploaded
    epsilon=several(0, number(-9, 9)),  # as many numbers as the code has; None for the first of the draws, and for a plain run
)
PRESETS = [
    Preset("Two sigmas out", "ε = (2, 0, …): is it still the same digit?", {"epsilon": [2]}, encoding.two_sigmas),
    Preset("The mean only", "ε = 0: which term changes? Which cannot?", {"epsilon": [0]}, encoding.mean_only),
    Preset("Take a 1", "Is it cheaper? By which term?", {"label": 1}, encoding.cheaper_one),
]
PLAIN = [  # a point has no draw to set
    Preset("Take a 1", "How far is its copy above the floor?", {"label": 1}, encoding.above_the_floor),
    Preset("Take an 8", "Does it cost more than a 1?", {"label": 8}, encoding.dearer_than_a_one(8, "an 8")),
    Preset("Take a 0", "Is its floor higher than that of a 1?", {"label": 0}, encoding.dearer_than_a_one(0, "a 0")),
]
MISSED = (  # of PCA, which has no nats to ask of
    ("Which strokes does its copy miss?", encoding.linear_copy),
    ("Is its copy worse than that of a 1?", encoding.linear_worse),
    ("Where is its copy grey?", encoding.linear_grey),
)
LINEAR = [preset._replace(question=question, answer=answer) for preset, (question, answer) in zip(PLAIN, MISSED, strict=True)]


def encode(card: Card, source: Source) -> Face:
    """What a run writes down for a digit: mean, sigma, a draw epsilon under the hand, the copy, and the terms of the ELBO.

    Needs `ui.digit_offer.deliver_digits`, whose answer is `source`. A preset may set ``epsilon``
    (its first numbers, the others 0) and ``label`` (the first digit of that class).
    """
    spec = card.model
    run: dict[str, Any] = called(card) | {"spec": spec.to_json(), "beta": card.recipe.beta}
    run["kl"] = card.metrics.kl_per_dimension if spec.variational else None
    two = ["latents"] * (spec.latent_size == 2)  # whose codes are the map's dots
    table = VIEW | {"epsilon": several(spec.latent_size, number(-9, 9))}
    presets = PRESETS if spec.variational else LINEAR if card.recipe.family == "pca" else PLAIN
    offers = parts([card], "decoder", "encoder", *two)
    tied = ("epsilon",)  # a draw of another model's code says nothing here
    return Face("encode", table, {"run": run, "one": source.one}, offers, presets, [card], tied=tied)
