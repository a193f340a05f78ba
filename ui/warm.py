"""What the first visitors would wait for, made while the server starts."""

from __future__ import annotations

import gc
import inspect
from contextlib import suppress

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from aelab.card import Card
from aelab.card_file import CheckpointError
from ui import assets, cache, components, digits, memory, modules, static, words
from ui.instruments.latent_space import latent_space
from ui.once import once
from ui.pickers import FIRST

ON_HOME = ("delivery", "latent_space", "steps", "drawer", "present", "room")  # the components that it shows


def theme_once() -> None:
    """Have Streamlit read its theme once: it looks through all its options, six times for each page that is drawn, a tenth of what the
    page costs. The options stay as they are while a server runs, as no file is watched. No setting or public function of Streamlit's
    does this; to keep what `config.get_options_for_section` gives would save only a part."""
    read = getattr(app_session, "_populate_theme_msg", None)
    if read is None:  # another Streamlit, which may do better
        return

    @once()
    def theme(*section: str) -> CustomThemeConfig:
        message = CustomThemeConfig()
        read(message, *section)
        return message

    def populate(message: CustomThemeConfig, *section: str) -> None:
        if (made := theme(*section)).ByteSize():  # a section without options is not there
            message.MergeFrom(made)

    app_session._populate_theme_msg = populate


def warm_up() -> None:
    """First what Home needs. Then, when no visitor is waiting, what other pages would make, measure or import in front of their first
    one: pandas, too, which Streamlit imports for tables."""
    try:
        cards = _first_page()
    finally:
        gc.freeze()  # what is made stays: to look through it again and again would halt all visitors
        gc.enable()
    memory.wait_for_quiet()
    for entry in modules.entries():
        modules.bundle(entry)
    for instrument in memory.CODE.values():
        components.code(instrument)
    _other_pages(cards)
    gc.collect()
    gc.freeze()


def _first_page() -> dict[str, Card]:
    """While the first visitor's browser reads Streamlit's scripts; what its document has it do meanwhile (ui/memory.py) before all else."""
    static.document(memory.ahead(""))
    static.pack_first()
    cards, _ = cache.survey()
    if FIRST in cards:  # another run is first otherwise, or none
        _home(cards[FIRST])
    inspect.stack()  # Streamlit looks at its own before it sends anything; which module lies in which file is known from here on
    for component in ON_HOME:
        components.component(component)
    words.mark("")
    return cards


def _home(card: Card) -> None:
    """Its instrument, with the answers of what to try, and the bytes that it asks for."""
    with suppress(CheckpointError, LookupError):  # damaged since it was listed: the page says so
        face = latent_space([card])
        face.given(face.table.start)
        for offer in face.offers:
            assets.packed(offer.place)


def _other_pages(cards: dict[str, Card]) -> None:
    import pandas  # noqa: F401

    from ui import between, made_up, measured
    from ui.instruments import train

    train.worker()
    digits.chosen()
    digits.whole()
    made_up.offer(digits.source().mnist)
    for name in dict.fromkeys(name for pair in between.COMPARED for name in pair if name in cards):
        with suppress(CheckpointError):  # damaged since it was listed: the page says so
            cache.between(cards[name])
    with suppress(CheckpointError):
        measured.speck_words(cards)
