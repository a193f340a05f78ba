"""What Interpolate says of what it shows: the formulas, and what was measured over many pairs and sums in the runs in view."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aelab import between
from aelab.card import Card
from ui import cache
from ui.prose import say
from ui.words import write

COMPARED = (("conv-ae-2", "conv-vae-2"), ("conv-ae-16", "conv-vae-16"))  # plain and variational, of one body and size


class Places(NamedTuple):
    """Where in the explanation what is measured will stand."""

    paths: DeltaGenerator
    holes: DeltaGenerator
    sums: DeltaGenerator


def explain() -> Places:
    """Write the explanation, without what is measured: see `measure`."""
    write(say("interpolate"))
    paths = st.container()
    write(say("interpolate", "holes"))
    holes = st.container()
    write(say("interpolate", "corners and sums"))
    return Places(paths, holes, st.container())


def measure(places: Places, cards: list[Card], shipped: dict[str, Card]) -> None:
    """Write what is measured of the runs in view, at its places. Call it last: the digits do not wait for it."""
    found = {card.name: cache.between(card) for card in cards}
    places.paths.markdown(_of_paths(found))
    if all(name in shipped for pair in COMPARED for name in pair):
        ae_2, vae_2, ae_16, vae_16 = (f"{cache.between(shipped[name])['gap_lerp']:.1%}" for pair in COMPARED for name in pair)
        places.holes.markdown(say("interpolate", "measured: holes", ae_2=ae_2, vae_2=vae_2, ae_16=ae_16, vae_16=vae_16))
    places.sums.markdown(_of_sums(found))


def _of_paths(found: dict[str, dict]) -> str:
    head = [
        "",
        "‖z‖ of the codes",
        "halfway: line",
        "arc",
        "to the nearest code: line",
        "arc",
        "arc farther",
        "in a gap: line",
        "arc",
    ]
    rows = [
        [
            name,
            *(_number(each[key]) for key in ("codes", "length_lerp", "length_slerp", "away_lerp", "away_slerp")),
            *(f"{each[key]:.0%}" for key in ("arc_farther",)),
            *(f"{each[key]:.1%}" for key in ("gap_lerp", "gap_slerp")),
        ]
        for name, each in found.items()
    ]
    return say("interpolate", "measured: paths", pairs=between.PAIRS, steps=between.STEPS, table=_table(head, rows))


def _of_sums(found: dict[str, dict]) -> str:
    head = ["", "most of the 20 nearest are of C's digit", "of A's", "in a gap"]
    rows = [[name, *(f"{each[key]:.0%}" for key in ("lands", "stays", "gap"))] for name, each in found.items()]
    return say("interpolate", "measured: sums", sums=f"{between.SUMS:,}", table=_table(head, rows))


def _number(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
