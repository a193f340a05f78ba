"""What lies between test codes, and where sums of them lead."""

from __future__ import annotations

from collections.abc import Sequence

from aelab.card import Card
from ui.instruments import mount


def interpolate(cards: list[Card], start: dict, presets: Sequence[dict]) -> dict:
    """What lies between two test codes, or four, and where sums of three lead; one to three runs, the same test images in each.

    `start` and what comes back on release are the view: ``view`` "path", "corners" or "arithmetic"; ``ends`` and ``corners``, two
    and four indices of test images; ``path`` "lerp" or "slerp"; ``at``, the position in 0..1; ``place``, (u, v) between the corners;
    ``terms`` a, b and c, each an index or "m4", the mean code of the 4s, and ``strength`` t in 0..1 of a + t (c - b);
    ``frames`` of the film strip, 3..21; ``label``, the digit told to conditional runs, None for that of the first end; ``only``, the
    digits isolated on the maps, or None.
    A preset has a ``name``, a ``question`` and the parts of the view that it sets, ``set``.
    """
    runs = [{"name": card.name, "spec": card.model.to_json(), "distance": mount.distance(card)} for card in cards]
    data = {"runs": runs, "presets": list(presets), "start": start}
    mount.offer("interpolate", cards, "decoder", "encoder", "latents")
    return mount.shown("interpolate", "interpolate", data)
