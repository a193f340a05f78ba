"""The map of the codes of the test digits, and the digit that lives under the hand: Home and Latent space."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aelab import latent
from aelab.card import Card
from ui import cache, snippets, test_digits
from ui.answers import codes
from ui.assets import Offer
from ui.face import Face, Preset, called, distance, parts
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


def latent_space(cards: list[Card], presets: Sequence[Preset] = PRESETS, on: str | None = None) -> Face:
    """The codes of the test digits as a map, and the digit that lives under the hand; one to three runs on one cursor.

    The first of the runs has the large map. Each parameter of the view is None where it was not touched; `on` names the run whose code
    it begins with, the first unless it says so. ``try`` is the number of a preset to begin with, from 1.
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
    table = VIEW | {"on": one_of(names), "z": _code(cards, on), "try": whole(1, len(presets))}
    inputs, pictures = _inputs(cards[0]) if len(cards) == 1 else (None, [])
    data, offers = {"runs": runs, "inputs": inputs}, parts(cards, "decoder", "encoder", "latents")
    tied = ("z",)  # another run's code says nothing here; the browser goes on with its digit
    lacks = "MNIST is not on this machine: the test digit stands here as a model copied it." if pictures else ""
    return Face("latent_space", table, data, offers, presets, cards, " ".join(names), tied, pictures, lacks)


def _inputs(card: Card) -> tuple[dict[str, str], list[Offer]]:
    """Where the pictures lie that the drawing of one run shows beside what it decodes, and their offers."""
    cards = cache.surveyed()
    pictures, copier = test_digits.to_put_in(cards)
    means = test_digits.to_average(card)
    said = {"run": pictures.run, "copier": copier and cache.named(cards[copier]).short, "means": means.run if means else ""}
    return said, [pictures, means] if means else [pictures]


def _code(cards: list[Card], on: str | None) -> Parameter:
    """The code of the run that was moved: it says how many numbers there are."""
    sizes = {card.name: min(card.model.latent_size, latent.PRINCIPAL) for card in cards}
    sizes |= {card.name: card.model.latent_size for card in cards if card.model.latent_size <= latent.WHOLE}
    return several(sizes.get(on or "", sizes[cards[0].name]), number(-1e4, 1e4, decimals=None))


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
