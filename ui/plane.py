"""Rate against distortion on the page Compare: which runs stand on the plane, and what is said of them."""

from __future__ import annotations

import streamlit as st

from aelab import ablations, settings
from aelab.ablations import Chord, Series
from aelab.card import Card
from aelab.settings import Setting, Sweep
from ui import cache, spread
from ui.choice import choose
from ui.instruments.mount import mount
from ui.instruments.rate_distortion import VIEW, rate_distortion
from ui.prose import say
from ui.spread import called
from ui.words import write

OTHERS = "Runs of no sweep"


def plane() -> None:
    """The section with the plane: of the shipped runs, or of a sweep of one's own where there is one and it is picked."""
    sweep = _picked()
    variational = [card for card in (_of(sweep) if sweep else cache.not_swept()) if card.model.variational]
    shown = ablations.on_plane(variational)
    if late := [card.name for card in variational if card not in shown and not card.digits]:
        st.caption(
            f"Not measured with draws yet: {', '.join(late)}. `python train.py --evaluate --keep` measures what is missing."
        )
    if not shown:
        return
    seen, series = cache.made(_placed, sweep.name if sweep else "")
    st.markdown(say("rate_distortion"))
    best = min(seen, key=lambda setting: (bool(setting.cards[0].model.classes), setting.mean(_sum)))
    sizes = [one.cards[0].recipe.latent_size for one in series]
    zooms = [str(size) if sizes.count(size) == 1 else f"{size}-{place}" for place, size in enumerate(sizes)]
    joined = [_joined(one, zoom) for one, zoom in zip(series, zooms, strict=True)]
    # a sweep's view is another: what is kept of either names its own runs
    mount(rate_distortion(seen, joined, best.cards[0].name, sweep), f"rate_distortion {sweep.name}" if sweep else None)
    with st.expander("What you are seeing"):
        seeds = say("spread", "seeds") + "\n\n" if spread.several(seen) else ""
        write(f"{_words(series)}\n\n{seeds}{say('compare', 'elbo')}\n\n{say('compare', 'rate and distortion')}")


def _placed(sweep: str) -> tuple[list[Setting], list[Series]]:
    """The settings on the plane, and those that a line joins: of a sweep, or where there is none of that name of the other runs."""
    swept = cache.sweeps().get(sweep)
    shown = ablations.on_plane(card for card in (_of(swept) if swept else cache.not_swept()) if card.model.variational)
    return settings.settings(shown), _swept(swept) if swept else ablations.beta(shown)


def _picked() -> Sweep | None:
    """The sweep that is picked here, None where there is none, or where it is none."""
    sweeps = {name: sweep for name, sweep in cache.sweeps().items() if ablations.on_plane(_of(sweep))}
    if not sweeps:
        return None
    others = [OTHERS] * any(card.model.variational for card in cache.not_swept())
    runs = [*others, *sweeps]

    def draw() -> str:
        with st.session_state["beside the title"]:
            return st.selectbox("Runs", runs, key="plane", width=220, label_visibility="collapsed", on_change=_other_runs)

    return sweeps.get(choose("plane", runs, draw))


def _other_runs() -> None:
    """What the address says is of the runs that were shown before."""
    for name in VIEW.parameters:
        st.query_params.pop(name, None)


def _of(sweep: Sweep) -> list[Card]:
    return [card for setting in sweep.settings for card in setting.cards]


def _swept(sweep: Sweep) -> list[Series]:
    """A sweep's settings in lines along beta."""
    others = [key for key in sweep.varied() if key != "beta"]
    series = []
    for line in sweep.lines("beta").values():
        known = [Setting(found) for setting in line if (found := ablations.on_plane(setting.cards))]
        named = called(line[0], others) or sweep.name
        series += [Series(named, [setting.cards[0] for setting in known], known)] * (len(known) > 1)
    return series


def slope_words(chord: Chord) -> str:
    """What theory says of the slope between two betas, and whether it holds: "between −1 and −2"."""
    low, high = chord.betas
    return f"{'' if chord.between else 'not '}between −{low:g} and −{high:g}"


def _words(series: list[Series]) -> str:
    said = []
    for one in series:
        slopes, best = ablations.chords(one), min(one.settings, key=lambda setting: setting.mean(_sum))
        over = best.spread(_sum)
        error = over.deviation if over and len(best.cards) > 1 else best.cards[0].metrics.negative_elbo_se
        inside = sum(chord.between for chord in slopes)
        said.append(
            f"**{one.name}**: least at β = {best.recipe.beta:g}, {best.mean(_sum):.2f}{f' ± {error:.2f}' if error else ''} nats; "
            f"{inside} of {len(slopes)} slopes between neighbours lie between their two −β."
        )
    return " ".join(said)


def _sum(card: Card) -> float:
    return sum(getattr(card.metrics, key) for key in ablations.PLANE)


def _joined(series: Series, zoom: str) -> dict:
    size = series.cards[0].recipe.latent_size
    runs = {card.name: setting.cards[0].name for setting in series.settings for card in setting.cards}
    chords = [
        {
            "from": runs[chord.cards[0].name],
            "to": runs[chord.cards[1].name],
            "slope": chord.slope,
            "between": chord.between,
            "says": slope_words(chord),
        }
        for chord in ablations.chords(series)
    ]
    name = f"{size} numbers" if series.name == f"Code of {size} numbers" else series.name
    return {"name": name, "zoom": zoom, "runs": [runs[card.name] for card in series.cards], "chords": chords}
