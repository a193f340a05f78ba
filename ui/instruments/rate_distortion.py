"""Variational runs on the plane of rate and distortion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aelab import ablations
from aelab.card import Card
from aelab.settings import Figure, Setting, Sweep
from ui import spread
from ui.answers import figures
from ui.face import Face, Preset, called, parts
from ui.view import View, one_of

VIEW = View(
    point=one_of([]),  # the run in the hand
    zoom=one_of(["all"], "all"),  # or the size of a series
)
FIGURES: dict[str, Callable[[Card], Figure]] = {  # of a point
    "rate": lambda card: getattr(card.metrics, ablations.PLANE[0]),
    "distortion": lambda card: getattr(card.metrics, ablations.PLANE[1]),
    "elbo": lambda card: sum(getattr(card.metrics, key) for key in ablations.PLANE),
    "copy": lambda card: card.metrics.bce,
    "bound": lambda card: bound.value if (bound := card.metrics.importance_bound) else None,
}
PRESETS = (
    Preset("β = 1", "Which grey line does its tangent follow?", {"point": "conv-vae-16", "zoom": "16"}, figures.beta_one),
    Preset(
        "β = 4", "Which copies are worse for the cheaper code?", {"point": "conv-vae-16-beta-4", "zoom": "16"}, figures.beta_four
    ),
    Preset("Two numbers", "Why is the whole curve so high?", {"point": "conv-vae-2", "zoom": "all"}, figures.two_numbers),
)


def rate_distortion(settings: list[Setting], series: list[dict], best: str, sweep: Sweep | None = None) -> Face:
    """Variational runs on the plane of rate and distortion, in nats, one of them in the hand with its copies and figures.

    A setting is a point, at its means over seeds and under the name of its first run, of which the copies are. A series joins them:
    ``name``, ``zoom`` by which the view calls it, their names, ``runs``, in order of beta, and ``chords`` with ``from``, ``to``, ``slope``,
    ``between`` and what is said of that, ``says``. `best` is the run to begin with, `sweep` is that of one's own by whose numbers its
    settings are called. No weights are fetched.
    """
    joined = {name for one in series for name in one["runs"]}
    cards = [setting.cards[0] for setting in settings]
    varied = sweep.varied() if sweep else []
    points = [
        _point(setting, spread.called(setting, varied)) | {"joined": setting.cards[0].name in joined} for setting in settings
    ]
    names, zooms = [card.name for card in cards], ["all", *(one["zoom"] for one in series)]
    presets = [preset for preset in PRESETS if preset.set["point"] in names and preset.set["zoom"] in zooms]
    table = VIEW | {"point": one_of(names, best), "zoom": one_of(zooms, "all")}
    data = {"points": points, "series": series}
    return Face("rate_distortion", table, data, parts(cards, "copies"), presets, cards)


def _point(setting: Setting, name: str) -> dict[str, Any]:
    """A setting, of a sweep under the `name` that it has there. Of several seeds each figure has its sample standard deviation, and the
    plane each seed's own place."""
    card, several = setting.cards[0], len(setting.cards) > 1
    found = {name: setting.spread(of) for name, of in FIGURES.items()}
    bound = card.metrics.importance_bound
    point = dict[str, Any](called(card)) | {"size": card.model.latent_size, "beta": card.recipe.beta}
    point |= {"title": name, "short": name} if name else {}
    point |= {name: over and over.mean for name, over in found.items() if name != "bound"}
    point |= {"error": None if several else card.metrics.negative_elbo_se, "given": bool(card.model.classes)}
    point["bound"] = bound and bound.to_json()
    if several:
        point["deviation"] = {name: over and over.deviation for name, over in found.items()}
        point["seeds"] = list(zip(*(over.values if over else () for over in (found["rate"], found["distortion"])), strict=True))
        if over := found["bound"]:
            point["bound"] = {"value": over.mean, "k": bound.k, "images": bound.images} if bound else None
    return point
