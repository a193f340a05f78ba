"""The section of Compare on few labels: what codes that were learnt without labels save of them."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from aelab import ablations, probe
from aelab.ablations import Series
from aelab.card import Card, Probe
from ui import cache
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
        rows = [
            {"Model": cache.named(card).title} | _row(name, card.model.latent_size, _probe(card)) for name, card in known.items()
        ]
        rows.append({"Model": PIXELS} | _row("", 784, pixels))
        st.dataframe(sorted(rows, key=lambda row: -row[_title(FEW)]), hide_index=True, column_config=_formats(pixels), height=248)
    st.caption(say("few_labels", "below the table", draws=pixels.draws))


def words(runs: Series, pixels: Probe) -> str:
    """What the runs of one size of code say beside the pixels."""
    best = max(runs.cards, key=lambda card: at(_probe(card), FEW))
    found, name, own = _probe(best), best.name, at(_probe(best), FEW)
    others = [card for card in runs.cards if card is not best]
    if own <= at(pixels, FEW):
        most, near = pixels.labels_per_digit[-1], best.metrics.knn_accuracy
        last = at(found, most)
        return say(
            "few_labels",
            "pixels reach more than codes",
            numbers=best.model.latent_size,
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
        one=f"{at(found, 1):.3f}",
        one_pixels=f"{at(pixels, 1):.3f}",
    )
    if not others:
        return said
    rest = {card.name: at(_probe(card), FEW) for card in others}
    listed = ", ".join(f"{other} {rest[other]:.3f}" for other in sorted(rest, key=lambda other: -rest[other]))
    return f"{said} {say('few_labels', 'other codes', numbers=best.model.latent_size, few=FEW, listed=listed)}"


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
    for card in runs.cards:
        kind = "quiet" if card.recipe.family == "pca" else "dash" if card.recipe.noise == "none" else ""
        shown.append(Line(cache.named(card).short, places, _probe(card).accuracy, kind))
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


def _row(name: str, size: int, found: Probe) -> dict:
    titles = {_title(labels): value for labels, value in zip(found.labels_per_digit, found.accuracy, strict=True)}
    return {"Code": size} | titles | {"±": found.spread[found.labels_per_digit.index(FEW)], "Run": name}


def _title(size: int) -> str:
    return f"{size} label" + "s" * (size > 1)


def _formats(pixels: Probe) -> dict:
    formats = {_title(size): st.column_config.NumberColumn(format="%.3f") for size in pixels.labels_per_digit}
    formats["±"] = st.column_config.NumberColumn(f"± at {FEW}", format="%.3f", help="standard deviation over the draws")
    return formats | {"Run": st.column_config.TextColumn(width=158)}
