"""Bytes for the browser over HTTP: weights, codes, copies, digits and the instruments' code, each at an address of its own.

An address holds the sha256 of what it stands for, ``bytes/<sha256>/<run>/<part>``, so a browser may keep the answer for ever,
and a run that is trained again has another address. Only an `Offer` travels over Streamlit's websocket.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np
from safetensors.numpy import load, save

from aelab import checkpoints
from aelab.card import Card
from aelab.card_file import CheckpointError
from ui.once import once
from ui.ready import Ready, ready

ROOM = "bytes/"  # what every address begins with
# What is on offer of a run: the file that holds it, and how it is made of that file's bytes. The two sides of a model are apart
# because half of the pages only decode.
PARTS = {
    "decoder": ("model.safetensors", lambda data: _side(data, "decoder.")),
    "encoder": ("model.safetensors", lambda data: _side(data, "encoder.")),
    "latents": ("latents.safetensors", lambda data: data),
    "labels": ("latents.safetensors", lambda data: save({"labels": load(data)["labels"]})),
    "replay": ("replay.safetensors", lambda data: data),
    "copies": ("replay.safetensors", lambda data: _copies(data)),
}
SIDES = ("decoder", "encoder")
CODE = "@code"  # stands where a run's name stands in the address of an instrument's code
_made: dict[tuple[str, str, str], bytes] = {}  # what no run holds, by its address: digits, made-up images, code


class Offer(NamedTuple):
    """One part of a run for ui/browser/kit/shelf.js, which fetches it when an instrument asks."""

    run: str
    part: str
    version: str

    @property
    def address(self) -> str:
        """Where it is, from the root of the app."""
        return ROOM + self.place

    @property
    def place(self) -> str:
        return f"{self.version}/{self.run}/{self.part}"

    def to_json(self) -> dict:
        return {"run": self.run, "part": self.part, "version": self.version, "address": self.address}


def of_run(card: Card, part: str) -> Offer:
    """The offer of one of `PARTS` of a run. Costs nothing: no file is read."""
    return Offer(card.name, part, card.files[PARTS[part][0]])


def made(name: str, part: str, data: bytes) -> Offer:
    """An offer of bytes that no run holds, kept for as long as the server lives: for a few things only, each made once."""
    offer = Offer(name, part, hashlib.sha256(data).hexdigest())
    _made[offer.version, name, part] = data
    return offer


def prefixes(base: str) -> list[str]:
    """What an address of the app may begin with: nothing, and `base`, ``server.baseUrlPath``; a proxy may have taken that off."""
    return list(dict.fromkeys(("", base and f"/{base.strip('/')}")))


@once(64)
def packed(place: str) -> Ready:
    """What lies at an address, of which `place` is what follows `ROOM`: gzipped once for all who ask where that saves a tenth.

    Raises LookupError, with a sentence, where there is no such offer. Nothing but the parts of whole runs is reached by it.
    """
    version, run, part = place.split("/") if place.count("/") == 2 else ("", "", "")
    data = _made.get((version, run, part))
    if data is None:
        data = _of_run(version, run, part)
    kind = "text/javascript" if run == CODE else "application/octet-stream"
    return ready(data, kind, version, pack=part not in SIDES)  # weights are as good as random


def _of_run(version: str, run: str, part: str) -> bytes:
    if part not in PARTS:
        raise LookupError("There is nothing at this address.")
    file, make = PARTS[part]
    try:
        data = checkpoints.raw(run, file)
    except CheckpointError:  # its message names folders of the server
        raise LookupError("The run is damaged, or no longer here: reload the page.") from None
    if hashlib.sha256(data).hexdigest() != version:
        raise LookupError("The run was trained again since this page was opened: reload the page.")
    return make(data)


def _side(data: bytes, prefix: str) -> bytes:
    return save({name: array for name, array in load(data).items() if name.startswith(prefix)})


def _copies(data: bytes) -> bytes:
    """What a run makes of the first test digit of each class: `images` (10, 28, 28) uint8."""
    return save({"images": np.ascontiguousarray(load(data)["reconstructions"][-1])})
