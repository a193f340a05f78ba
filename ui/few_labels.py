"""The section of Compare on few labels: what codes that were learnt without labels save of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from aelab import ablations, probe
from aelab.ablations import Series
from aelab.card import Card, Probe
from aelab.settings import Setting, Spread, every
from ui import cache, spread
from ui.instruments.lines import Chart, Line, lines
from ui.prose import say

FEW = 10  # labels of each digit that the words speak of
PIXELS = "pixels"


def few_labels(cards: dict[str, Card]) -> None:
    """Accuracy of a linear probe against the number of labels: plots by size of code, words, and a table of all runs."""
    pixels = probe.of_pixels()
    known = {name: card for name, card in cards.items() if _has(card, pixels)}
    if not known:
        st.caption("No run has been measured with few labels yet: `python train.py --evaluate --keep` does it.")
        return
    st.markdown(say("few_labels", "in short"))
    series = ablations.probed(known.values())
    if series:
        lowest = min(value for runs in series for card in runs.cards for value in _probe(card).accuracy)
        reach = (math.floor(10 * lowest) / 10, 1.0)
        lines("few labels", [_chart(runs, pixels, reach) for runs in series], across=len(series))
    with st.expander("In figures"):
        st.markdown(say("few_labels"))
        st.markdown(" ".join(said for runs in reversed(series) if (said := words(runs, pixels))))
        found = every(known.values())
        several = spread.several(found)
        rows = [_row(setting, several) for setting in found] + [_figures(PIXELS, 784, [pixels])]
        rows.sort(key=lambda row: -row[_title(FEW)].mean)
        shown = spread.table(rows, dict.fromkeys([*map(_title, pixels.labels_per_digit), "±"], "%.3f") | {"Seeds": "%d"})
        st.dataframe(shown, hide_index=True, column_config=_formats(pixels, several), height=248, placeholder="")
        if several:
            st.caption(say("spread", "a row a setting"))
    st.caption(say("few_labels", "below the table", draws=pixels.draws))
    settings = [setting for runs in series for setting in runs.settings]
    if said := spread.points(settings, lambda setting: cache.named(setting.cards[0]).short):
        st.caption(said)


def words(runs: Series, pixels: Probe) -> str:
    """What the runs of one size of code say beside the pixels."""
    settings = runs.settings
    best = max(settings, key=lambda setting: _mean(setting, FEW))
    name, own = _called(best), _mean(best, FEW)
    others = [setting for setting in settings if setting is not best]
    if own <= at(pixels, FEW):
        most, near = pixels.labels_per_digit[-1], best.mean(lambda card: card.metrics.knn_accuracy)
        last = _mean(best, most)
        return say(
            "few_labels",
            "pixels reach more than codes",
            numbers=best.cards[0].model.latent_size,
            run=name,
            codes=f"{own:.3f}",
            few=FEW,
            last=f"{last:.3f}",
            most=most,
            though=say("few_labels", "not on two sides of lines", near=f"{near:.3f}") if near > last else "",
        )
    said = say(
        "few_labels",
        "codes reach more than pixels",
        few=FEW,
        run=name,
        codes=f"{own:.3f}",
        pixels=f"{at(pixels, FEW):.3f}",
        needed=needed(pixels, own),
        one=f"{_mean(best, 1):.3f}",
        one_pixels=f"{at(pixels, 1):.3f}",
    )
    if not others:
        return said
    rest = {_called(setting): _mean(setting, FEW) for setting in others}
    listed = ", ".join(f"{other} {rest[other]:.3f}" for other in sorted(rest, key=lambda other: -rest[other]))
    numbers = best.cards[0].model.latent_size
    return f"{said} {say('few_labels', 'other codes', numbers=numbers, few=FEW, listed=listed)}"


def _called(setting: Setting) -> str:
    """By its first run, and how many more it is the mean of."""
    name, more = setting.cards[0].name, len(setting.cards) - 1
    return f"{name} and {more} more seed{'s' * (more > 1)}" if more else name


def _mean(setting: Setting, size: int) -> float:
    return setting.mean(lambda card: at(_probe(card), size))


def at(found: Probe, size: int) -> float:
    """The accuracy with so many labels of each digit."""
    return found.accuracy[found.labels_per_digit.index(size)]


def needed(found: Probe, accuracy: float) -> str:
    """How many labels of each digit reach an accuracy, straight in their logarithm between those measured."""
    if accuracy > found.accuracy[-1]:
        return f"more than {found.labels_per_digit[-1]}"
    count = math.exp(np.interp(accuracy, found.accuracy, np.log(found.labels_per_digit)))
    return f"about {float(f'{count:.2g}'):.0f}"


def _chart(runs: Series, pixels: Probe, reach: tuple[float, float]) -> Chart:
    places = [math.log10(size) for size in pixels.labels_per_digit]
    shown = [Line(PIXELS, places, pixels.accuracy, "quiet")]
    for setting in runs.settings:
        recipe, name = setting.recipe, cache.named(setting.cards[0]).short
        kind = "quiet" if recipe.family == "pca" else "dash" if recipe.noise == "none" else ""
        found = _accuracy([_probe(card) for card in setting.cards])
        shown.append(Line(name, places, [one.mean for one in found], kind, [one.values for one in found]))
    ticks = {place: str(size) for place, size in zip(places, pixels.labels_per_digit, strict=True)}
    axes = ("labels of each digit (log scale)", f"{runs.name}: accuracy")
    return Chart(f"{runs.name}: accuracy against the labels of each digit", shown, axes, ticks, reach, decimals=3)


def _probe(card: Card) -> Probe:
    if card.metrics.probe is None:
        raise ValueError(f"{card.name} has not been measured with few labels")
    return card.metrics.probe


def _has(card: Card, pixels: Probe) -> bool:
    found = card.metrics.probe
    return found is not None and found.labels_per_digit == pixels.labels_per_digit and not card.model.classes


def _row(setting: Setting, several: bool) -> dict[str, Any]:
    card = setting.cards[0]
    row = _figures(cache.named(card).title, card.model.latent_size, [_probe(card) for card in setting.cards])
    return row | ({"Seeds": len(setting.cards)} if several else {}) | {"Run": ", ".join(card.name for card in setting.cards)}


def _figures(title: str, size: int, found: Sequence[Probe]) -> dict[str, Any]:
    labels = found[0].labels_per_digit
    drawn = Spread([probe.spread[labels.index(FEW)] for probe in found])
    return {"Model": title, "Code": size} | dict(zip(map(_title, labels), _accuracy(found), strict=True)) | {"±": drawn.mean}


def _accuracy(found: Sequence[Probe]) -> list[Spread]:
    """With each number of labels, over seeds."""
    return [Spread(list(values)) for values in zip(*(probe.accuracy for probe in found), strict=True)]


def _title(size: int) -> str:
    return f"{size} label" + "s" * (size > 1)


def _formats(pixels: Probe, several: bool) -> dict:
    form = None if several else "%.3f"
    formats = {_title(size): st.column_config.NumberColumn(format=form) for size in pixels.labels_per_digit}
    formats["±"] = st.column_config.NumberColumn(f"± at {FEW}", format=form, help="standard deviation over the draws")
    return formats | {"Run": st.column_config.TextColumn(width=158)}
