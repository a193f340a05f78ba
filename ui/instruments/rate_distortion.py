"""Variational runs on the plane of rate and distortion."""

from __future__ import annotations

from aelab import ablations
from aelab.card import Card
from ui.instruments import mount


def rate_distortion(cards: list[Card], series: list[dict], presets: list[dict], start: dict) -> dict:
    """Variational runs on the plane of rate and distortion, in nats, one of them in the hand with its copies and figures.

    A series joins runs: ``name``, ``size`` of their codes, their names, ``runs``, in order of beta, and ``chords`` with ``from``,
    ``to``, ``slope``, ``between`` and what is said of that, ``says``. `start` and what comes back on release have ``point``, the
    run in the hand, and ``zoom``, "all" or the size of a series; a preset's ``set`` has both. No weights
    are fetched.
    """
    joined = {name for one in series for name in one["runs"]}
    points = []
    for card in cards:
        metrics, spec, bound = card.metrics, card.model, card.metrics.importance_bound
        rate, distortion = (getattr(metrics, key) for key in ablations.PLANE)
        points.append({"name": card.name, "kind": mount.kind(card), "size": spec.latent_size, "beta": card.recipe.beta})
        points[-1] |= {
            "rate": rate,
            "distortion": distortion,
            "elbo": rate + distortion,
            "error": metrics.negative_elbo_se,
        }
        points[-1] |= {"bound": bound and bound.to_json(), "copy": metrics.bce}
        points[-1] |= {"given": bool(spec.classes), "joined": card.name in joined}
    data = {"points": points, "series": series, "presets": presets, "start": start}
    mount.offer("rate_distortion", cards, "copies")
    return mount.shown("rate_distortion", "rate_distortion", data)
