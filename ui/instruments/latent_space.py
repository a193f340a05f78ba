"""The map of the codes of the test digits, and the digit that lives under the hand: Home and Latent space."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from aelab import latent
from aelab.card import Card
from ui import cache, link, snippets, test_digits
from ui.answers import codes
from ui.assets import Offer
from ui.components import deliver
from ui.digit_offer import offer_mnist
from ui.face import Preset, called, distance
from ui.instruments.mount import mount, offer
from ui.take import Take, of_wide_codes
from ui.view import Parameter, View, image, label, number, one_of, several, some, whole

FIRST = 3  # the test image whose code a map opens on
BEHIND = ("codes", "manifold", "density", "aggregate", "field", "metric", "draws")  # what may lie behind the ring of a map
VIEW = View(
    on=one_of([]),  # the run that the hand moved
    z=several(0, number(-1e4, 1e4)),  # the code, as `aelab.latent.describe` stores codes
    label=label(old=("digit",)),  # told to conditional runs
    only=some(whole(0, 9)),  # the digits isolated
    behind=one_of(BEHIND),
    plane=one_of(("tsne",)),  # for codes of more than two numbers
    posterior=image(),  # the test image whose posterior is shown
    input=image(),  # the test image that goes into the encoder, where one run is drawn; None for the first
)
# a preset places the code halfway ``between`` the mean codes of two digits, or ``away`` where no code is near
PRESETS = (
    Preset("Stop between a 2 and a 4", "Is it a digit?", {"between": (2, 4)}, codes.halfway(2, 4)),
    Preset("Go where no dot is", "Does the decoder know that nothing lives here?", {"away": True}, codes.nobody_home),
    Preset("Show only 4 and 9", "Which digits share a place?", {"between": (4, 9), "only": (4, 9)}, codes.sharing(4, 9)),
)


def in_order(cards: Iterable[Card]) -> list[Card]:
    """As maps stand side by side: what has a prior first, which has the large map."""
    return sorted(cards, key=lambda card: not card.model.variational)


def latent_space(cards: list[Card], *, key: str, presets: Sequence[Preset] = PRESETS) -> dict[str, Any]:
    """The codes of the test digits as a map, and the digit that lives under the hand; one to three runs on one cursor.

    The first of the runs has the large map. Returns the view as the hand left it, each parameter None where it was not touched;
    it is kept under `key`. ``try`` in the address is the number of a preset to begin with, from 1.
    """
    names = [card.name for card in cards]
    runs = [
        {
            **called(card),
            "spec": card.model.to_json(),
            "distance": distance(card),
            "apart": card.metrics.aggregate_kl,
        }
        for card in cards
    ]
    offer("latent_space", cards, "decoder", "encoder", "latents")
    link.tie(key, " ".join(names), "z")  # another run's code says nothing here; the browser goes on with its digit
    table = VIEW | {"on": one_of(names), "z": _code(cards), "try": whole(1, len(presets))}
    inputs, pictures = _inputs(cards[0]) if len(cards) == 1 else (None, [])
    view = mount("latent_space", table, presets, {"runs": runs, "inputs": inputs}, key, of=" ".join(names), cards=cards)
    if pictures:
        offer_mnist("MNIST is not on this machine: the test digit stands here as a model copied it.")
        deliver("inputs", pictures)  # after the instrument: it draws its first digit without them
    return view


def _inputs(card: Card) -> tuple[dict[str, str], list[Offer]]:
    """Where the pictures lie that the drawing of one run shows beside what it decodes, and their offers."""
    cards = cache.surveyed()
    pictures, copier = test_digits.to_put_in(cards)
    means = test_digits.to_average(card)
    said = {"run": pictures.run, "copier": copier and cache.named(cards[copier]).short, "means": means.run if means else ""}
    return said, [pictures, means] if means else [pictures]


def _code(cards: list[Card]) -> Parameter:
    """The code of the run that the address names as moved: it says how many numbers there are."""
    sizes = {card.name: min(card.model.latent_size, latent.PRINCIPAL) for card in cards}
    sizes |= {card.name: card.model.latent_size for card in cards if card.model.latent_size <= latent.WHOLE}
    on = st.query_params.get("on", cards[0].name)
    return several(sizes.get(on, sizes[cards[0].name]), number(-1e4, 1e4, decimals=None))


def _python(card: Card, view: dict, picked: list[Card], _: dict | None) -> str:
    """The digit of one run of a latent map. One that follows the cursor of another reconstructs what that one draws."""
    leading = next((each for each in picked if each.name == view["on"]), None)
    lead = leading or picked[0]
    z = snippets.code(lead, view["z"] if leading else None, f'["mean"][[{FIRST}]]')
    digit = view["label"] or 0
    if lead is card:
        return snippets.script(snippets.model(card), *z, f"digit = model.decode(z{snippets.told(card, digit)})")
    drawn = f"lead.decode(z{snippets.told(lead, digit)})"
    return snippets.script(
        snippets.model(lead, "lead"),
        *z,
        snippets.model(card),
        f"digit = model.reconstruct({drawn}{snippets.told(card, digit)})  # the map that follows",
    )


TAKE = Take("latent_space", _python, note=of_wide_codes)
