"""A digit, noise on it, and what models make of that."""

from __future__ import annotations

from typing import Any

from aelab.card import Card
from ui.digits import at_hand
from ui.instruments.mount import Preset, mount, offer
from ui.view import View, number, one_of, whole

NOISES = ("gaussian", "gaussian-unclipped", "salt-and-pepper", "masking", "occlusion")
ONCE = {"passes": 1, "code": 0}
PRESETS = [
    Preset(
        "σ = 0.5, not clipped",
        "Was it the noise, or the grey haze?",
        {"noise": "gaussian-unclipped", "level": 0.5, **ONCE},
    ),
    Preset("No noise at all", "What does each model lose?", {"level": 0, **ONCE}),
    Preset("Copy the copy, ten times", "Where does each model drift?", {"level": 0, **ONCE, "passes": 10}),
]
VIEW = View(
    digit=at_hand(84),  # None where it was drawn or uploaded
    noise=one_of(NOISES, "gaussian"),
    level=number(0, 1, 0.5),
    seed=whole(0, 999, 84),
    passes=whole(0, 20, 1),  # of iterated reconstruction
    code=number(0, 2, 0.0),  # noise in the code, in spreads of each coordinate
)


def denoise(cards: list[Card], source: dict, baselines: dict | None = None) -> dict[str, Any]:
    """A digit, noise on it, and what up to four runs make of that. Needs `ui.digits.deliver_digits`, whose answer is `source`.

    Returns the view as the hand left it. Levels measured at training come from the cards and are never computed here; `baselines`,
    the "curves" of `aelab.baselines.measure`, are drawn beside them.
    """
    runs = [
        {
            "name": card.name,
            "spec": card.model.to_json(),
            "trained": {"noise": card.recipe.noise, "levels": card.recipe.noise_levels},
            "curves": card.metrics.curves,
        }
        for card in cards
    ]
    offer("denoise", cards, "decoder", "encoder", "latents")
    return mount("denoise", VIEW, PRESETS, {"runs": runs, "one": source["one"], "baselines": baselines})
