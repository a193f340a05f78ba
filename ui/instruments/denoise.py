"""A digit, noise on it, and what models make of that."""

from __future__ import annotations

from aelab.card import Card
from ui.instruments import mount


def denoise(cards: list[Card], source: dict, presets: list[dict], start: dict, baselines: dict | None = None) -> dict:
    """A digit, noise on it, and what up to four runs make of that. Needs `ui.digits.deliver_digits`.

    `source` is what `deliver_digits` returns. `start` and what comes back on release have ``digit`` (its place in its source,
    None where it was drawn or uploaded), ``noise`` (a kind of `aelab.noise.KINDS`), ``level``, ``seed``, ``passes`` (of iterated
    reconstruction) and ``code`` (noise in the code, in spreads of each coordinate). A preset is ``{"name", "question", "set"}``
    where `set` has some of them. Levels measured at training come from the cards and are never computed here; `baselines`, the
    "curves" of `aelab.baselines.measure`, are drawn beside them.
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
    data = {"runs": runs, "one": source["one"], "presets": presets, "start": start, "baselines": baselines}
    mount.offer("denoise", cards, "decoder", "encoder", "latents")
    return mount.shown("denoise", "denoise", data)
