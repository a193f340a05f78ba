"""The map of the codes of the test digits, and the digit that lives under the hand: Home and Latent space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from aelab import latent
from aelab.card import Card
from ui import link
from ui.components import component
from ui.instruments import mount

BEHIND = ("codes", "manifold", "density", "aggregate", "field", "metric")  # what may lie behind the ring of a map


class Preset(NamedTuple):
    """A view of the latent map to try: a name, the question it asks, and what it sets.

    ``between`` places the code halfway between the mean codes of two digits, ``away`` where no code is near; ``only`` isolates
    digits; ``background`` is "codes", "manifold" or "density", for two numbers "field" or "metric" too, of a variational run "aggregate".
    """

    name: str
    question: str
    between: tuple[int, int] | None = None
    away: bool = False
    only: tuple[int, ...] = ()
    background: str = "codes"


PRESETS = (
    Preset("Stop between a 0 and a 3", "Is there a digit on the way?", between=(0, 3)),
    Preset("Leave the cloud", "What is drawn where no dot is?", away=True),
    Preset("Show only 4 and 9", "Which digits share a place?", between=(4, 9), only=(4, 9)),
)


def latent_space(cards: list[Card], *, key: str, presets: Sequence[Preset] = PRESETS) -> dict:
    """The codes of the test digits as a map, and the digit that lives under the hand; one to three runs on one cursor.

    The first of the runs has the large map. Returns the view, as the hand left it: ``on``, the run it
    moved; ``z``, the code as `aelab.latent.describe` stores codes; ``digit``, the label told to conditional
    runs; ``only``, the digits isolated; ``behind``, one of `BEHIND`; ``plane``, "tsne" where that is chosen for
    codes of more than two numbers; ``posterior``, the test image whose posterior is shown; each None where it was not touched.
    The view is kept under `key` for the visit, and in the address. Nothing is sent to Python while the hand moves.
    """
    names = [card.name for card in cards]
    sizes = [card.model.latent_size for card in cards]
    code = [link.several(size if size <= latent.WHOLE else latent.PRINCIPAL, link.number(float, -1e4, 1e4)) for size in sizes]
    readers = {
        "on": link.one_of(names),
        "z": lambda text: code[names.index(st.query_params.get("on", names[0]))](text),
        "digit": link.number(int, 0, 9),
        "only": link.some(link.number(int, 0, 9)),
        "behind": link.one_of(BEHIND),
        "plane": link.one_of(("tsne",)),
        "posterior": link.number(int, 0, 9999),
        "try": link.number(int, 1, len(presets)),
    }
    view = link.view(key, dict.fromkeys(readers), readers)
    runs = [
        {
            "name": card.name,
            "kind": mount.kind(card),
            "spec": card.model.to_json(),
            "distance": mount.distance(card),
            "apart": card.metrics.aggregate_kl,
        }
        for card in cards
    ]
    data = {"runs": runs, "presets": [preset._asdict() for preset in presets], "start": view}
    mount.offer("latent_space", cards, "decoder", "encoder", "latents")
    placed = component("latent_space")(key=link.instance(key), data=data, on_view_change=lambda: None).view
    if placed and placed["on"] in names:  # else it was left by runs that are no longer shown
        view = dict(placed)
        link.keep(key, view)
    return view
