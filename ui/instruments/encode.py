"""What a run writes down for a digit."""

from __future__ import annotations

from aelab.card import Card
from ui.instruments import mount


def encode(card: Card, source: dict, presets: list[dict], start: dict) -> dict:
    """What a run writes down for a digit: mean, sigma, a draw epsilon under the hand, the copy, and the terms of the ELBO.

    Needs `ui.digits.deliver_digits`, whose answer is `source`. `start` and what comes back on release
    have ``digit`` (its place in its source, None where it was drawn or uploaded) and ``epsilon`` (as many numbers as the code
    has; None for the first of the draws that the mean is over, and for a plain run). A preset is ``{"name", "question", "set"}``
    where `set` has some of ``epsilon`` (its first numbers, the others 0) and ``label`` (the first digit of that class).
    """
    run = {
        "name": card.name,
        "spec": card.model.to_json(),
        "beta": card.recipe.beta,
        "kl": card.metrics.kl_per_dimension if card.model.variational else None,
    }
    data = {"run": run, "one": source["one"], "presets": presets, "start": start}
    two = ["latents"] * (card.model.latent_size == 2)  # whose codes are the map's dots
    mount.offer("encode", [card], "decoder", "encoder", *two)
    return mount.shown("encode", "encode", data)
