"""Python faces of the browser instruments: what goes in, and what comes back when the hand lets go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from aelab import ablations, latent
from aelab.card import Card
from ui import assets, cache, link
from ui.components import component, deliver

BEHIND = ("codes", "manifold", "density", "aggregate", "field", "metric")  # what may lie behind the ring of a map


class Preset(NamedTuple):
    """A view of the latent map to try: a name, the question it asks, and what it sets.

    ``between`` places the code halfway between the mean codes of two digits, ``away`` where no code is near; ``only`` isolates
    digits; ``background`` is "codes", "manifold" or "density", for two numbers "field" or "metric" too, of a variational run "aggregate".
    """

    name: str
    question: str
    between: tuple[int, int] | None = None
    away: bool = False
    only: tuple[int, ...] = ()
    background: str = "codes"


PRESETS = (
    Preset("Stop between a 0 and a 3", "Is there a digit on the way?", between=(0, 3)),
    Preset("Leave the cloud", "What is drawn where no dot is?", away=True),
    Preset("Show only 4 and 9", "Which digits share a place?", between=(4, 9), only=(4, 9)),
)


def latent_map(cards: list[Card], *, key: str, presets: Sequence[Preset] = PRESETS) -> dict:
    """The codes of the test digits as a map, and the digit that lives under the hand; one to three runs on one cursor.

    The first of the runs has the large map. Returns the view, as the hand left it: ``on``, the run it
    moved; ``z``, the code as `aelab.latent.describe` stores codes; ``digit``, the label told to conditional
    runs; ``only``, the digits isolated; ``behind``, one of `BEHIND`; ``plane``, "tsne" where that is chosen for
    codes of more than two numbers; ``posterior``, the test image whose posterior is shown; each None where it was not touched.
    The view is kept under `key` for the visit, and in the address. Nothing is sent to Python while the hand moves.
    """
    names = [card.name for card in cards]
    sizes = [card.model.latent_size for card in cards]
    code = [link.several(size if size <= latent.WHOLE else latent.PRINCIPAL, link.number(float, -1e4, 1e4)) for size in sizes]
    readers = {
        "on": link.one_of(names),
        "z": lambda text: code[names.index(st.query_params.get("on", names[0]))](text),
        "digit": link.number(int, 0, 9),
        "only": link.some(link.number(int, 0, 9)),
        "behind": link.one_of(BEHIND),
        "plane": link.one_of(("tsne",)),
        "posterior": link.number(int, 0, 9999),
        "try": link.number(int, 1, len(presets)),
    }
    view = link.view(key, dict.fromkeys(readers), readers)
    runs = [
        {
            "name": card.name,
            "kind": _kind(card),
            "spec": card.model.to_json(),
            "distance": _distance(card),
            "apart": card.metrics.aggregate_kl,
        }
        for card in cards
    ]
    data = {"runs": runs, "presets": [preset._asdict() for preset in presets], "start": view}
    _deliver("map", cards, "decoder", "encoder", "latents")
    placed = component("latent_map")(key=link.instance(key), data=data, on_view_change=lambda: None).view
    if placed and placed["on"] in names:  # else it was left by runs that are no longer shown
        view = dict(placed)
        link.keep(key, view)
    return view


def _shown(instrument: str, key: str, data: dict) -> dict:
    """The view of an instrument as the hand left it, kept under `key` for the visit and in the address, else `data["start"]`."""
    start = data["start"]
    made = component(instrument)(data=data, key=link.instance(key), default={"view": start}, on_view_change=lambda: None)
    if (shown := dict(made.view)) != start:
        link.keep(key, shown)
    return shown


def _deliver(instrument: str, cards: Sequence[dict], *parts: str) -> None:
    deliver(instrument, [assets.of_run(card, part) for card in cards for part in parts])


def _distance(card: Card) -> dict:
    """How the page compares a run's codes: `weights`, and from which distance on a place is in a gap or far."""
    return {part: getattr(cache.distance(card), part) for part in ("weights", "near", "far")}


def _kind(card: Card) -> str:
    """AE or VAE, with a D before it where it was trained to remove noise and a C where it is told the digit; or PCA."""
    if card.recipe.family == "pca":
        return "PCA"
    noise, spec = card.recipe.noise != "none", card.model
    return "D" * noise + "C" * bool(spec.classes) + ("VAE" if spec.variational else "AE")


def layers(card: Card, source: dict, presets: list[dict], start: dict) -> dict:
    """Every layer's activations of one run for a digit with noise, live. Needs `ui.digits.deliver_digits`.

    `source` is what `deliver_digits` returns. `start` and what comes back on release are the view: ``digit``, its place in its
    source, ``noise``, "gaussian" or "gaussian-unclipped", ``level`` in 0..1, its sigma, and its ``seed``. A preset is
    ``{"name", "question", "level", "open"}``, where `open` names the layer to open large, or is None.
    """
    data = {"run": card.name, "spec": card.model.to_json(), "one": source["one"], "presets": presets, "start": start}
    _deliver("inside", [card], "decoder", "encoder")
    return _shown("inside", "layers", data)


def interpolator(cards: list[Card], start: dict, presets: Sequence[dict]) -> dict:
    """What lies between two test codes, or four, and where sums of three lead; one to three runs, the same test images in each.

    `start` and what comes back on release are the view: ``view`` "path", "corners" or "arithmetic"; ``ends`` and ``corners``, two
    and four indices of test images; ``path`` "lerp" or "slerp"; ``at``, the position in 0..1; ``place``, (u, v) between the corners;
    ``terms`` a, b and c, each an index or "m4", the mean code of the 4s, and ``strength`` t in 0..1 of a + t (c - b);
    ``frames`` of the film strip, 3..21; ``label``, the digit told to conditional runs, None for that of the first end; ``only``, the
    digits isolated on the maps, or None.
    A preset has a ``name``, a ``question`` and the parts of the view that it sets, ``set``.
    """
    runs = [{"name": card.name, "spec": card.model.to_json(), "distance": _distance(card)} for card in cards]
    data = {"runs": runs, "presets": list(presets), "start": start}
    _deliver("interpolator", cards, "decoder", "encoder", "latents")
    return _shown("interpolator", "interpolator", data)


def denoiser(cards: list[Card], source: dict, presets: list[dict], start: dict, baselines: dict | None = None) -> dict:
    """A digit, noise on it, and what up to four runs make of that. Needs `ui.digits.deliver_digits`.

    `source` is what `deliver_digits` returns. `start` and what comes back on release have ``digit`` (its place in its source,
    None where it was drawn or uploaded), ``noise`` (a kind of `aelab.noise.KINDS`), ``level``, ``seed``, ``passes`` (of iterated
    reconstruction) and ``code`` (noise in the code, in spreads of each coordinate). A preset is ``{"name", "question", "set"}``
    where `set` has some of them. Levels measured at training come from the cards and are never computed here; `baselines`, the
    "curves" of `aelab.baselines.measure`, are drawn beside them.
    """
    runs = [
        {
            "name": card.name,
            "spec": card.model.to_json(),
            "trained": {"noise": card.recipe.noise, "levels": card.recipe.noise_levels},
            "curves": card.metrics.curves,
        }
        for card in cards
    ]
    data = {"runs": runs, "one": source["one"], "presets": presets, "start": start, "baselines": baselines}
    _deliver("denoiser", cards, "decoder", "encoder", "latents")
    return _shown("denoiser", "denoiser", data)


def latent_sliders(card: Card, presets: list[dict], start: dict) -> dict:
    """One slider for each coordinate of a run's code, its traversal, samples of the prior.

    `start` and what comes back on release have ``z``, the numbers of the code (the principal coordinates of one of more than 32;
    None for a class mean), ``digit``, the label told to a conditional run, else None, ``order`` ("own", "weight" or "principal"),
    ``temperature`` in 0..2 and ``seed`` of the samples, ``sample``, the place, seed and temperature of the one that the code came
    from, or None. A preset is ``{"name", "question"}`` and some of ``mean`` (start from this
    digit's mean code), ``order``, ``hand`` (which slider in that order), ``at`` (its place in 0..1) and ``temperature``.
    """
    data = {"run": {"name": card.name, "spec": card.model.to_json()}, "presets": presets, "start": start}
    _deliver("sliders", [card], "decoder", "latents")
    view = component("latent_sliders")(data=data, key=link.instance("sliders"), on_released_change=lambda: None).released
    if not view or view["run"] != card.name:
        return start
    shown = {name: view[name] for name in start}
    if shown != start:
        link.keep("sliders", shown)
    return shown


def lineup(cards: list[Card], source: dict, presets: list[dict], start: dict) -> dict:
    """Ten digits, or ten draws of the prior, and what each run makes of them, row under row.

    Needs `ui.digits.deliver_digits`, whose answer is `source`.

    `start` and what comes back on release have ``view``, "reconstructed" or "sampled"; ``noise``, "gaussian" or "gaussian-unclipped", ``level`` in 0..1, its
    sigma; ``temperature`` in 0..2 of the draws; ``seed`` of both; ``digits``, ten places in the source in order of class, None
    for the first of each. A preset is ``{"name", "question", "set"}`` where `set` has some of them.
    """
    runs = [
        {
            "name": card.name,
            "kind": _kind(card),
            "spec": card.model.to_json(),
            "beta": card.recipe.beta,
            "trained": {"noise": card.recipe.noise, "levels": card.recipe.noise_levels},
        }
        for card in cards
    ]
    data = {"runs": runs, "one": source["one"], "presets": presets, "start": start}
    _deliver("lineup", cards, "decoder", "encoder")
    return _shown("lineup", "lineup", data)


def posterior(card: Card, source: dict, presets: list[dict], start: dict) -> dict:
    """What a run writes down for a digit: mean, sigma, a draw epsilon under the hand, the copy, and the terms of the ELBO.

    Needs `ui.digits.deliver_digits`, whose answer is `source`. `start` and what comes back on release
    have ``digit`` (its place in its source, None where it was drawn or uploaded) and ``epsilon`` (as many numbers as the code
    has; None for the first of the draws that the mean is over, and for a plain run). A preset is ``{"name", "question", "set"}``
    where `set` has some of ``epsilon`` (its first numbers, the others 0) and ``label`` (the first digit of that class).
    """
    run = {
        "name": card.name,
        "spec": card.model.to_json(),
        "beta": card.recipe.beta,
        "kl": card.metrics.kl_per_dimension if card.model.variational else None,
    }
    data = {"run": run, "one": source["one"], "presets": presets, "start": start}
    two = ["latents"] * (card.model.latent_size == 2)  # whose codes are the map's dots
    _deliver("posterior", [card], "decoder", "encoder", *two)
    return _shown("posterior", "posterior", data)


def copies(rows: list[tuple[Card, str]], originals: bool) -> None:
    """What runs made of the first test digit of each class when they were trained, row under row; nothing comes back.

    `rows` are the runs' cards and what to write at the end of each row. `originals`: whether the digits of `ui.digits.deliver_digits` are those that were copied, to be shown above.
    """
    data = {"rows": [{"name": card.name, "says": says} for card, says in rows], "originals": originals}
    _deliver("copies", [card for card, _ in rows], "copies")
    component("copies")(data=data, key="copies")


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
        points.append({"name": card.name, "kind": _kind(card), "size": spec.latent_size, "beta": card.recipe.beta})
        points[-1] |= {
            "rate": rate,
            "distortion": distortion,
            "elbo": rate + distortion,
            "error": metrics.negative_elbo_se,
        }
        points[-1] |= {"bound": bound and bound.to_json(), "copy": metrics.bce}
        points[-1] |= {"given": bool(spec.classes), "joined": card.name in joined}
    data = {"points": points, "series": series, "presets": presets, "start": start}
    _deliver("plane", cards, "copies")
    return _shown("rate_distortion", "plane", data)


def draw_pad(cards: list[Card], source: dict, presets: list[dict], start: dict, fallback: dict) -> dict:
    """Draw anything: up to three runs' copies of it, and their error as a score of how little it is like a digit.

    Needs `ui.digits.deliver_digits`, whose answer is `source`, and `ui.made_up.deliver_made_up`. `start`
    and what comes back on release have ``what``, "digits" or a kind of `aelab.outliers.made_up`, and ``index``, its place there,
    both None where it was drawn or uploaded; ``flags``, the share of the test digits that the threshold flags; ``prevalence``, the
    share of all images that are no digit; ``on``, the run whose ROC is shown. `fallback` has a ``what`` and an ``index`` to show for a drawing that is lost. A preset is
    ``{"name", "question", "set"}`` where `set` has some of them. Rates come from the cards' ``metrics.outliers``.
    """
    runs = [
        {"name": card.name, "kind": _kind(card), "spec": card.model.to_json(), "measured": card.metrics.outliers.to_json()}
        for card in cards
    ]
    data = {"runs": runs, "one": source["one"], "presets": presets, "start": start, "fallback": fallback}
    _deliver("outliers", cards, "decoder", "encoder")
    return _shown("draw_pad", "outliers", data)
