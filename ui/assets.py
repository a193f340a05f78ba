"""Bytes for the browser over HTTP: weights, codes, copies, digits and the instruments' code, each at an address of its own.

An address holds the sha256 of what it stands for, ``bytes/<sha256>/<run>/<part>``, so a browser may keep the answer for ever,
and a run that is trained again has another address. Only an `Offer` travels over Streamlit's websocket.
"""

from __future__ import annotations

import gzip
import hashlib
from typing import NamedTuple

import numpy as np
from safetensors.numpy import load, save
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aelab import checkpoints
from aelab.card import Card
from aelab.checkpoints import CheckpointError
from ui.once import once

ROUTE = "/bytes/{version}/{run}/{part}"
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
FOR_EVER = "public, max-age=31536000, immutable"
_made: dict[tuple[str, str, str], bytes] = {}  # what no run holds, by its address: digits, made-up images, code


class Offer(NamedTuple):
    """One part of a run for ui/browser/kit/shelf.js, which fetches it when an instrument asks."""

    run: str
    part: str
    version: str

    @property
    def address(self) -> str:
        """Where it is, from the root of the app."""
        return f"bytes/{self.version}/{self.run}/{self.part}"

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


def routes(base: str) -> list[Route]:
    """The routes for a server whose pages lie under `base`, as ``server.baseUrlPath`` has it; a proxy may have taken that off."""
    return [Route(prefix + ROUTE, answer) for prefix in prefixes(base)]


def prefixes(base: str) -> list[str]:
    """What an address of the app may begin with: nothing, and `base`."""
    return list(dict.fromkeys(("", base and f"/{base.strip('/')}")))


def answer(request: Request) -> Response:
    """What an address stands for, or a sentence and a 404. Nothing but the parts of whole runs is reached by it."""
    version, run, part = (request.path_params[name] for name in ("version", "run", "part"))
    headers = {"Cache-Control": FOR_EVER, "ETag": f'"{version}"', "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    try:
        data, encoding = packed(version, run, part)
    except LookupError as error:
        return PlainTextResponse(str(error), 404, {"Cache-Control": "no-store"})
    kind = "text/javascript" if run == CODE else "application/octet-stream"
    if encoding == "gzip" and "gzip" not in request.headers.get("accept-encoding", ""):
        data, encoding = gzip.decompress(data), "identity"
    # said in any case: Streamlit would pack it again for each who asks
    return Response(data, media_type=kind, headers=headers | {"Content-Encoding": encoding})


@once(64)
def packed(version: str, run: str, part: str) -> tuple[bytes, str]:
    """The bytes of an offer and their encoding, gzipped once for all who ask where that saves a tenth.

    Raises LookupError where there is no such offer.
    """
    data = _made.get((version, run, part))
    if data is None:
        data = _of_run(version, run, part)
    small = gzip.compress(data, 6, mtime=0) if part not in SIDES else data  # weights are as good as random
    return (small, "gzip") if len(small) < 0.9 * len(data) else (data, "identity")


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
