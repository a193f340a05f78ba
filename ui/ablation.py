"""The ablations of the page Compare: runs that differ in one number, as a plot, in words, as a table, and their copies."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from aelab.ablations import Series
from aelab.card import Card
from aelab.settings import Setting
from ui import cache, spread
from ui.ablation_kinds import ABLATIONS
from ui.choice import choose
from ui.instruments.copies import copies
from ui.measured import COLUMNS, over
from ui.prose import say
from ui.sweeps import sweep
from ui.words import write

SWEEPS = "Sweeps"  # of one's own, where there are any


def one_number(cards: dict[str, Card], originals: bool) -> None:
    """The runs that differ in one number: what was measured of them, as a plot, in words and as a table, and their copies.

    `originals`: whether the digits delivered to the page are MNIST's, of which the stored copies are.
    """
    swept = cache.sweeps()
    kinds = [*ABLATIONS, *[SWEEPS] * bool(swept)]
    look = {"required": True, "label_visibility": "collapsed"}
    choice = choose("ablation", kinds, lambda: st.segmented_control("Ablation", kinds, key="ablation", **look))
    if choice == SWEEPS:
        sweep(swept, originals)
        return
    find, number, keys, short, words, plot = ABLATIONS[choice]
    series = cache.made(_found, find)
    if not series:
        st.info("There are no two runs here that differ in this number alone.")
        return
    st.markdown(short(series))
    runs = [card for one in series for card in one.cards]
    settings = [setting for one in series for setting in one.settings]
    line_of = {setting.cards[0].name: f"{one.name}, " * (len(series) > 1) for one in series for setting in one.settings}
    seeded = spread.points(
        settings, lambda setting: f"{line_of[setting.cards[0].name]}{number[1]} = {getattr(setting.recipe, number[0]):g}"
    )
    left, right = st.columns([2, 3], gap="medium") if plot else (None, st.container())
    if plot and left is not None:
        with left:
            plot(series)
            if seeded:
                st.caption(seeded)
    with right:
        copies([(card, f"{number[1]} = {getattr(card.recipe, number[0]):g}") for card in runs], originals)
        st.caption(say("ablation", "below the copies"))
    with st.expander("In figures"):
        st.markdown(words(series, cards))
        if seeded:
            write(say("spread", "table") + "\n\n" + say("spread", "seeds"))
        rows = [_row(card, setting, number, keys, bool(seeded)) for card, setting in zip(runs, settings, strict=True)]
        st.table(rows, border="horizontal", width="content")
        write(say("compare", "bottleneck"))
    st.caption(_held(series, number[0]))


def _found(find: Callable[[list[Card]], list[Series]]) -> list[Series]:
    return find(cache.not_swept())


def _held(series: list[Series], key: str) -> str:
    """What the runs of a comparison have in common, in words: `ablations` joins no others."""
    said = []
    for one in series:
        recipe = one.cards[0].recipe
        parts = [f"{recipe.epochs} epochs, batches of {recipe.batch_size}", f"a peak rate of {recipe.learning_rate:g}"]
        parts += [f"Muon's {recipe.muon_rate:g}"] * bool(recipe.muon_rate)
        seeds = sorted({seed for setting in one.settings for seed in setting.seeds})
        parts += [f"seed{'s' * (len(seeds) > 1)} {spread.listed(list(map(str, seeds)))}"]
        if one.cards[0].metrics.kl is not None:
            parts += [f"β = {recipe.beta:g}"] * (key != "beta")
            parts += [f"β rising in the first {recipe.warm_up:.0%} of the steps"] * bool(recipe.warm_up)
        said.append(", ".join(parts))
    same = [said[0]] if len(set(said)) == 1 else [f"{one.name}: {text}" for one, text in zip(series, said, strict=True)]
    sides = " but for the two sides that face the code" if key == "latent_size" else ""
    return f"Held fixed in each comparison: the layers{sides}, and every other number of the recipe. {'; '.join(same)}."


def _row(card: Card, setting: Setting, number: tuple[str, str], keys: tuple[str, ...], seeded: bool) -> dict[str, str]:
    row = {"Model": cache.named(card).title, "Code": str(card.recipe.latent_size)}
    if number[0] != "latent_size":
        row[number[1]] = f"{getattr(card.recipe, number[0]):g}"
    row |= {"n": str(len(setting.cards))} if seeded else {}
    for key in keys:
        title, form = COLUMNS[key]
        row[title] = spread.cell(over(setting, key), form)
    return row | {"Run": card.name.replace("-", "\N{NON-BREAKING HYPHEN}")}
