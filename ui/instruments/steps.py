"""From run to run by one number of their recipe, all else the same."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from aelab.card import Card
from ui import cache
from ui.components import component

NUMBERS = {"beta": "beta", "latent_size": "size"}  # of a recipe that is stepped through, and what it is called


def steps(card: Card, cards: dict[str, Card], picked: Callable[[str], None]) -> None:
    """What steps from a run to those that differ from it in beta alone, and in the size of the code alone, where there are any.

    `picked` is called with the name of one that the hand chose, before the page is drawn anew.
    """
    shown = []
    for key, word in NUMBERS.items():
        if (key != "beta" or card.model.variational) and len(runs := cache.siblings(card, key)) > 1:
            choices = [
                cache.named(each)._asdict() | {"name": each.name, "value": f"{getattr(each.recipe, key):g}"} for each in runs
            ]
            shown.append({"word": word, "now": card.name, "choices": choices})

    def step() -> None:
        name = st.session_state["steps"].get("run")
        if name in cards:
            picked(name)

    if shown:
        component("steps")(data=shown, key="steps", on_run_change=step, width="content")
