"""Every layer of a model for one digit."""

from __future__ import annotations

from aelab.card import Card
from ui.instruments import mount


def inside(card: Card, source: dict, presets: list[dict], start: dict) -> dict:
    """Every layer's activations of one run for a digit with noise, live. Needs `ui.digits.deliver_digits`.

    `source` is what `deliver_digits` returns. `start` and what comes back on release are the view: ``digit``, its place in its
    source, ``noise``, "gaussian" or "gaussian-unclipped", ``level`` in 0..1, its sigma, and its ``seed``. A preset is
    ``{"name", "question", "level", "open"}``, where `open` names the layer to open large, or is None.
    """
    data = {"run": card.name, "spec": card.model.to_json(), "one": source["one"], "presets": presets, "start": start}
    mount.offer("inside", [card], "decoder", "encoder")
    return mount.shown("inside", "inside", data)
