"""The sliders that a step of a lesson may drag, and between which numbers each of them goes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from aelab import export, latent
from aelab.card import Card
from ui import cache, parts
from ui.instruments import outliers
from ui.lessons import views
from ui.lessons.views import Opened
from ui.meant import there_are

HELD = {  # by the parts that they are in: the parameters of the views that they hold, which have the bounds
    "path-position": "at",
    "arithmetic-strength": "strength",
    "noise-level": "level",
    "passes": "passes",
    "code-noise": "code",
    "temperature": "temperature",
    "prevalence": "prevalence",
    "learn-time": "t",
    "train-setting-beta": "beta",
    "train-setting-rate": "rate",
}


def check(part: str, ends: Iterable[float | None], opened: Opened, cards: Mapping[str, Card]) -> None:
    """Raises ValueError for a part that is no slider, and for an end that is not on it."""
    if part in HELD:
        bounds = views.TABLES[opened.script].parameters[HELD[part]].json
        low, high = bounds["low"], bounds["high"]
    elif part in OF_RUNS:
        low, high = OF_RUNS[part](opened.query, cards)
    else:
        there = [name for name in parts.of(opened.script) if name in HELD or name in OF_RUNS]
        raise ValueError(f"{part} is no slider{', but ' * bool(there)}{' and '.join(there)}{' of this page' * bool(there)}")
    for end in ends:
        if end is not None and not low <= end <= high:
            raise ValueError(f"{part} goes from {low:g} to {high:g}, and not to {end:g}")


def _first_axis(query: Mapping[str, list[str]], cards: Mapping[str, Card]) -> tuple[float, float]:
    """Of the first coordinate, or principal axis, of a run's codes: outwards to the two decimals that the slider shows."""
    run = views.run_of(query, cards)
    if run not in cards:
        raise ValueError(f"there is no model {run!r}{there_are(run, cards)}")
    arrays = cache.latents(run)
    codes = arrays["mean"]
    if codes.shape[1] == cards[run].model.latent_size and query.get("order", [""])[-1] == "principal":
        codes = latent.project(codes, latent.stored_plane(arrays))
    low, high = export.reach(codes[:, 0], export.PRIOR_REACH if cards[run].model.variational else 1.0)
    return math.floor(100 * low) / 100, math.ceil(100 * high) / 100


def _scores(query: Mapping[str, list[str]], cards: Mapping[str, Card]) -> tuple[float, float]:
    """Of the errors of the runs in view, as ui/browser/outliers/score_axis.js has them."""
    picked = [cards[name] for name in query.get("models", outliers.START) if name in cards]
    measured = [card.metrics.outliers for card in picked if card.metrics.outliers]
    if not measured:
        raise ValueError("no run of this view was measured on outliers")
    powers = [math.log10(score) for each in measured for scores in each.quantiles.values() for score in scores]
    return 10 ** (math.floor(10 * min(powers)) / 10), 10 ** (math.ceil(10 * max(powers)) / 10)


OF_RUNS = {"latent-slider-0": _first_axis, "score-strip": _scores}
