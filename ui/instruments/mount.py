"""What the faces of the instruments share: offering a run's bytes, mounting a component, and what a run is called."""

from __future__ import annotations

from collections.abc import Sequence

from aelab.card import Card
from ui import assets, cache, link
from ui.components import component, deliver


def shown(instrument: str, key: str, data: dict) -> dict:
    """The view of an instrument as the hand left it, kept under `key` for the visit and in the address, else `data["start"]`."""
    start = data["start"]
    made = component(instrument)(data=data, key=link.instance(key), default={"view": start}, on_view_change=lambda: None)
    if (view := dict(made.view)) != start:
        link.keep(key, view)
    return view


def offer(instrument: str, cards: Sequence[dict], *parts: str) -> None:
    deliver(instrument, [assets.of_run(card, part) for card in cards for part in parts])


def distance(card: Card) -> dict:
    """How the page compares a run's codes: `weights`, and from which distance on a place is in a gap or far."""
    return {part: getattr(cache.distance(card), part) for part in ("weights", "near", "far")}


def kind(card: Card) -> str:
    """AE or VAE, with a D before it where it was trained to remove noise and a C where it is told the digit; or PCA."""
    if card.recipe.family == "pca":
        return "PCA"
    noise, spec = card.recipe.noise != "none", card.model
    return "D" * noise + "C" * bool(spec.classes) + ("VAE" if spec.variational else "AE")
