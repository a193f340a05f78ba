"""What is written of figures over seeds: a mean with its deviation, of how many, and whether two ranges overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from aelab.settings import Setting, Spread
from ui.prose import say

Named = Callable[[Setting], str]
OPTIONS = {"beta": ("β", "β = {}"), "latent_size": ("Numbers in the code", "{} numbers")}  # as an axis, and one value of it

FEW = 3  # single runs that are named; of more it is said of how many seeds the others are


def axis(key: str) -> str:
    """What a number of a recipe is called."""
    return OPTIONS[key][0] if key in OPTIONS else key.replace("_", " ").capitalize()


def called(setting: Setting, keys: Sequence[str]) -> str:
    """A setting by some numbers of its recipe: "2 numbers, β = 0.5"."""
    forms = [OPTIONS[key][1] if key in OPTIONS else f"{key.replace('_', ' ')} {{}}" for key in keys]
    return ", ".join(form.format(text(getattr(setting.recipe, key))) for form, key in zip(forms, keys, strict=True))


def text(value: Any) -> str:
    """A value of such a number; of an interval or of widths all of them."""
    if isinstance(value, tuple):
        return "–".join(map(text, dict.fromkeys(value)))
    return value if isinstance(value, str) else f"{value:g}"


def cell(spread: Spread | None, form: str) -> str:
    """A figure in a table: "101.32 ± 0.41", of a single run the figure alone. `form` is that of one value; means are not whole."""
    if spread is None:
        return ""
    if spread.deviation is None:
        return form % spread.mean
    form = "%.1f" if form == "%d" else form
    return f"{form % spread.mean} ± {form % spread.deviation}"


def table(rows: Sequence[Mapping[str, Any]], forms: Mapping[str, str]) -> Any:
    """Rows for `st.dataframe`, in which figures over seeds are numbers, so that a press on a title sorts them: their means. Where any has
    a deviation each figure is written as `cell` has it, in these forms; else the columns' own formats are for it."""
    means = [{title: value.mean if isinstance(value, Spread) else value for title, value in row.items()} for row in rows]
    wide = [
        (place, title, value)
        for place, row in enumerate(rows)
        for title, value in row.items()
        if isinstance(value, Spread) and value.deviation is not None
    ]
    if not wide:
        return means
    import pandas  # late: instruments say with what stands here what a figure is, and hold no table

    shown = pandas.DataFrame(means).style.format(
        {title: form.__mod__ for title, form in forms.items() if title in means[0]}, na_rep=""
    )
    for place, title, value in wide:
        shown.format(_writes(cell(value, forms[title])), subset=([place], [title]))
    return shown


def _writes(text: str) -> Callable[[object], str]:
    return lambda value: text


def several(settings: Sequence[Setting]) -> bool:
    """Whether any of these was trained from more than one seed."""
    return any(len(setting.cards) > 1 for setting in settings)


def points(settings: Sequence[Setting], named: Named) -> str:
    """What a point of a chart is, of how many seeds, and which have fewer than most; nothing where each is a single run."""
    if not several(settings):
        return ""
    counts = Counter(len(setting.cards) for setting in settings)
    usual = max((count for count in counts if count > 1), key=lambda count: (counts[count], count))
    fewer = [
        say("spread", "another number of seeds", setting=named(setting), seeds=len(setting.cards))
        for setting in settings
        if len(setting.cards) not in (1, usual)
    ]
    single = [named(setting) for setting in settings if len(setting.cards) == 1]
    said = [say("spread", "points", seeds=usual), *fewer]
    if len(single) > FEW:
        said.append(say("spread", "the others"))
    elif single:
        said.append(say("spread", "single runs", settings=listed(single)))
    return " ".join(said)


def overlaps(line: Sequence[tuple[Setting, Spread | None]], named: Named) -> dict[str, bool]:
    """Whether the ranges of neighbours on a line overlap, by pairs of those that have a range: "β = 0.5 and β = 1"."""
    return {
        f"{named(one)} and {named(other)}": a.overlaps(b)
        for (one, a), (other, b) in pairwise(line)
        if a and b and a.deviation is not None and b.deviation is not None
    }


def listed(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " and " * (len(words) > 1) + words[-1] if words else ""
