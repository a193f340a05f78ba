"""Ten digits, or ten draws of the prior, and what each run makes of them."""

from __future__ import annotations

from aelab.card import Card
from ui.instruments import mount


def compare(cards: list[Card], source: dict, presets: list[dict], start: dict) -> dict:
    """Ten digits, or ten draws of the prior, and what each run makes of them, row under row.

    Needs `ui.digits.deliver_digits`, whose answer is `source`.

    `start` and what comes back on release have ``view``, "reconstructed" or "sampled"; ``noise``, "gaussian" or "gaussian-unclipped", ``level`` in 0..1, its
    sigma; ``temperature`` in 0..2 of the draws; ``seed`` of both; ``digits``, ten places in the source in order of class, None
    for the first of each. A preset is ``{"name", "question", "set"}`` where `set` has some of them.
    """
    runs = [
        {
            "name": card.name,
            "kind": mount.kind(card),
            "spec": card.model.to_json(),
            "beta": card.recipe.beta,
            "trained": {"noise": card.recipe.noise, "levels": card.recipe.noise_levels},
        }
        for card in cards
    ]
    data = {"runs": runs, "one": source["one"], "presets": presets, "start": start}
    mount.offer("compare", cards, "decoder", "encoder")
    return mount.shown("compare", "compare", data)
