"""The sweeps of the page Compare: settings of one's own against a number in which they differ, with their spread over seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from aelab.settings import Setting, Sweep
from ui import spread
from ui.choice import choose
from ui.instruments.copies import copies
from ui.instruments.lines import Chart, Line, lines
from ui.measured import COLUMNS, over
from ui.prose import say
from ui.words import write

ROWS = 12  # of copies: what one scrolls past and still knows the chart
LOG = 4  # from this ratio of the greatest to the least on, a number's axis is logarithmic


def sweep(sweeps: Mapping[str, Sweep], originals: bool) -> None:
    """A sweep, picked here: one figure of it against one of the numbers that it crosses, a line for each combination of the others.

    `originals` as in `ui.ablation.one_number`.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = sweeps[_box("Sweep", list(sweeps), 220) if len(sweeps) > 1 else next(iter(sweeps))]
        varied = one.varied()
        known = [key for key in COLUMNS if any(over(setting, key) for setting in one.settings)]
        titles = {COLUMNS[key][0]: key for key in known}
        start = "negative_elbo" if "negative_elbo" in known else "mse"
        shown = titles[_box("Figure", list(titles), 180, COLUMNS[start][0])]
        keys = {spread.axis(key): key for key in varied}
        against = _against(list(keys), spread.axis(_first(varied))) if varied else None
    found = one.lines(keys[against]) if against else {}
    ordered = [setting for line in found.values() for setting in line]
    rest = ordered + [setting for setting in one.settings if setting not in ordered]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if against and found:
            _chart(one, keys[against], shown, found)
        else:
            st.caption(say("spread", "one setting"))
    with right:
        seed = min(setting.recipe.seed for setting in one.settings)
        runs = [setting.of(seed) for setting in rest[:ROWS]]
        named = [spread.called(setting, varied) or one.name for setting in rest[:ROWS]]
        copies([(card, f"seed {card.recipe.seed}") for card in runs], originals, named)
        st.caption(say("ablation", "below the copies") + " " + say("spread", "more rows", rows=ROWS) * (len(rest) > ROWS))
    with st.expander("In figures", expanded=not found):
        write(say("spread", "table") + "\n\n" + say("spread", "seeds"))
        st.table([_row(setting, varied, known) for setting in rest], border="horizontal", width="content")
    st.caption(_held(one))


def _box(label: str, options: list[str], width: int, start: str = "") -> str:
    word = label.lower()
    return choose(word, options, lambda: st.selectbox(label, options, key=word, width=width), start=start)


def _against(axes: list[str], start: str) -> str:
    return choose("against", axes, lambda: st.segmented_control("Against", axes, key="against", required=True), start=start)


def _chart(swept: Sweep, key: str, shown: str, found: dict[tuple, list[Setting]]) -> None:
    """The lines, and what is said of them: what a point is, and which neighbours have ranges that overlap."""
    varied, (title, form) = swept.varied(), COLUMNS[shown]
    others = [other for other in varied if other != key]
    at = _places([setting for line in found.values() for setting in line], key)
    drawn: list[Line] = []
    met: dict[str, bool] = {}  # whether neighbours' ranges do
    for line in found.values():
        known = [(setting, values) for setting in line if (values := over(setting, shown))]
        name = spread.called(line[0], others) or title
        x = [at[getattr(setting.recipe, key)][0] for setting, _ in known]
        drawn.append(Line(name, x, [one.mean for _, one in known], seeds=[one.values for _, one in known]))
        pairs = spread.overlaps(known, lambda setting: spread.called(setting, [key]))
        met |= {f"{pair} ({name})" if others else pair: meet for pair, meet in pairs.items()}
    ticks, decimals = dict(at.values()), int(form[2:-1] or 0) if form != "%d" else 0
    about = f"{title} of the sweep {swept.name} against {spread.axis(key)}"
    lines(
        "sweep",
        [Chart(about, [line for line in drawn if line.x], (spread.axis(key), title), ticks, decimals=decimals, figures=True)],
    )
    settings = [setting for line in found.values() for setting in line]
    said = [spread.points(settings, lambda setting: spread.called(setting, varied))]
    if overlapping := [pair for pair, meet in met.items() if meet]:
        said.append(say("spread", "overlap", pairs=spread.listed(overlapping)))
    elif met:
        said.append(say("spread", "apart"))
    st.caption(" ".join(filter(None, said)))


def _held(one: Sweep) -> str:
    """Of how many runs it is, and what they have in common."""
    recipe, varied = one.settings[0].recipe, one.varied()
    words = {"family": recipe.family, "epochs": f"{recipe.epochs} epochs", "batch_size": f"batches of {recipe.batch_size}"}
    words |= {"learning_rate": f"a peak rate of {recipe.learning_rate:g}", "latent_size": f"{recipe.latent_size} numbers"}
    if one.settings[0].cards[0].model.variational:
        words["beta"] = f"β = {recipe.beta:g}"
    same = ", ".join(said for key, said in words.items() if key not in varied)
    runs, settings = sum(len(setting.cards) for setting in one.settings), len(one.settings)
    return say("spread", "held", name=one.name, runs=runs, settings=settings, same=same)


def _row(setting: Setting, varied: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    row = {spread.axis(key): spread.text(getattr(setting.recipe, key)) for key in varied} | {"n": str(len(setting.cards))}
    return row | {COLUMNS[key][0]: spread.cell(over(setting, key), COLUMNS[key][1]) for key in known}


def _first(varied: Sequence[str]) -> str:
    return next((key for key in ("beta", "latent_size") if key in varied), varied[0])


def _places(settings: Sequence[Setting], key: str) -> dict[Any, tuple[float, str]]:
    """Where each value of a number stands on its axis, and its text: to scale if it is a number, else in order."""
    values = sorted({getattr(setting.recipe, key) for setting in settings})
    if not isinstance(values[0], int | float):
        return {value: (float(place), spread.text(value)) for place, value in enumerate(values)}
    wide = values[0] > 0 and values[-1] / values[0] >= LOG
    return {value: (math.log2(value) if wide else float(value), spread.text(value)) for value in values}
