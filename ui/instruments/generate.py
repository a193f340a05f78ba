"""One slider for each coordinate of a code, and samples of the prior."""

from __future__ import annotations

from aelab.card import Card
from ui import link
from ui.components import component
from ui.instruments import mount


def generate(card: Card, presets: list[dict], start: dict) -> dict:
    """One slider for each coordinate of a run's code, its traversal, samples of the prior.

    `start` and what comes back on release have ``z``, the numbers of the code (the principal coordinates of one of more than 32;
    None for a class mean), ``digit``, the label told to a conditional run, else None, ``order`` ("own", "weight" or "principal"),
    ``temperature`` in 0..2 and ``seed`` of the samples, ``sample``, the place, seed and temperature of the one that the code came
    from, or None. A preset is ``{"name", "question"}`` and some of ``mean`` (start from this
    digit's mean code), ``order``, ``hand`` (which slider in that order), ``at`` (its place in 0..1) and ``temperature``.
    """
    data = {"run": {"name": card.name, "spec": card.model.to_json()}, "presets": presets, "start": start}
    mount.offer("generate", [card], "decoder", "latents")
    view = component("generate")(data=data, key=link.instance("generate"), on_released_change=lambda: None).released
    if not view or view["run"] != card.name:
        return start
    shown = {name: view[name] for name in start}
    if shown != start:
        link.keep("generate", shown)
    return shown
