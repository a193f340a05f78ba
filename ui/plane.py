"""Rate against distortion on the page Compare: which runs stand on the plane, and what is said of them."""

from __future__ import annotations

import streamlit as st

from aelab import ablations
from aelab.ablations import Chord, Series
from aelab.card import Card
from ui.instruments.mount import mount
from ui.instruments.rate_distortion import rate_distortion
from ui.prose import say
from ui.words import write


def plane(cards: dict[str, Card]) -> None:
    """The section with the plane."""
    variational = [card for card in cards.values() if card.model.variational]
    shown = ablations.on_plane(variational)
    if late := [card.name for card in variational if card not in shown and not card.digits]:
        st.caption(
            f"Not measured with draws yet: {', '.join(late)}. `python train.py --evaluate --keep` measures what is missing."
        )
    if not shown:
        return
    series = ablations.beta(shown)
    st.markdown(say("rate_distortion"))
    best = min(shown, key=lambda card: (bool(card.model.classes), _sum(card))).name
    mount(rate_distortion(shown, [_joined(one) for one in series], best))
    with st.expander("What you are seeing"):
        write(f"{_words(series)}\n\n{say('compare', 'elbo')}\n\n{say('compare', 'rate and distortion')}")


def slope_words(chord: Chord) -> str:
    """What theory says of the slope between two betas, and whether it holds: "between −1 and −2"."""
    low, high = chord.betas
    return f"{'' if chord.between else 'not '}between −{low:g} and −{high:g}"


def _words(series: list[Series]) -> str:
    said = []
    for one in series:
        slopes, best = ablations.chords(one), min(one.cards, key=_sum)
        error = best.metrics.negative_elbo_se
        inside = sum(chord.between for chord in slopes)
        said.append(
            f"**{one.name}**: least at β = {best.recipe.beta:g}, {_sum(best):.2f}{f' ± {error:.2f}' if error else ''} nats; "
            f"{inside} of {len(slopes)} slopes between neighbours lie between their two −β."
        )
    return " ".join(said)


def _sum(card: Card) -> float:
    return sum(getattr(card.metrics, key) for key in ablations.PLANE)


def _joined(series: Series) -> dict:
    size = series.cards[0].recipe.latent_size
    chords = [
        {
            "from": chord.cards[0].name,
            "to": chord.cards[1].name,
            "slope": chord.slope,
            "between": chord.between,
            "says": slope_words(chord),
        }
        for chord in ablations.chords(series)
    ]
    return {"name": f"{size} numbers", "size": size, "runs": [card.name for card in series.cards], "chords": chords}
