"""Variational runs on the plane of rate and distortion."""

from __future__ import annotations

from typing import Any

from aelab import ablations
from aelab.card import Card
from ui.answers import figures
from ui.face import Face, Preset, called, parts
from ui.view import View, one_of

VIEW = View(
    point=one_of([]),  # the run in the hand
    zoom=one_of(["all"], "all"),  # or the size of a series
)
PRESETS = (
    Preset("β = 1", "Which grey line does its tangent follow?", {"point": "conv-vae-16", "zoom": "16"}, figures.beta_one),
    Preset(
        "β = 4", "Which copies are worse for the cheaper code?", {"point": "conv-vae-16-beta-4", "zoom": "16"}, figures.beta_four
    ),
    Preset("Two numbers", "Why is the whole curve so high?", {"point": "conv-vae-2", "zoom": "all"}, figures.two_numbers),
)


def rate_distortion(cards: list[Card], series: list[dict], best: str) -> Face:
    """Variational runs on the plane of rate and distortion, in nats, one of them in the hand with its copies and figures.

    A series joins runs: ``name``, ``size`` of their codes, their names, ``runs``, in order of beta, and ``chords`` with ``from``,
    ``to``, ``slope``, ``between`` and what is said of that, ``says``. `best` is the run to begin with. No weights are fetched.
    """
    joined = {name for one in series for name in one["runs"]}
    points = []
    for card in cards:
        metrics, spec, bound = card.metrics, card.model, card.metrics.importance_bound
        rate, distortion = (getattr(metrics, key) for key in ablations.PLANE)
        points.append(dict[str, Any](called(card)) | {"size": spec.latent_size, "beta": card.recipe.beta})
        points[-1] |= {
            "rate": rate,
            "distortion": distortion,
            "elbo": rate + distortion,
            "error": metrics.negative_elbo_se,
        }
        points[-1] |= {"bound": bound and bound.to_json(), "copy": metrics.bce}
        points[-1] |= {"given": bool(spec.classes), "joined": card.name in joined}
    names, zooms = [card.name for card in cards], ["all", *(str(one["size"]) for one in series)]
    presets = [preset for preset in PRESETS if preset.set["point"] in names and preset.set["zoom"] in zooms]
    table = VIEW | {"point": one_of(names, best), "zoom": one_of(zooms, "all")}
    return Face("rate_distortion", table, {"points": points, "series": series}, parts(cards, "copies"), presets, cards)
