"""What is answered from memory before any other part of the server is asked: Streamlit's scripts, the bytes of runs, the pages' document.

A visit asks for some eighty files, a class arrives at once, and one interpreter answers. So nothing stands between a request and an
answer that is ready: no session, no compression anew, no thread.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from ui import assets, cache, components, modules, static
from ui.frame import BESIDE, PAGES
from ui.pickers import FIRST
from ui.ready import Ready, missing

# What is made once (ui/once.py) of the rest of an address, by what that begins with. They raise LookupError where there is nothing: with
# a sentence to answer, or without one where Streamlit is to be asked.
ROOMS: dict[str, Any] = {static.ROOM: static.packed, assets.ROOM: assets.packed}
NAMES = ["", *(Path(script).stem for script in PAGES | BESIDE if script != "home.py")]
ENTRIES = {name: modules.entry_of(name or "latent_space") for name in NAMES}
CODE = {
    name: Path(entry).stem for name, entry in ENTRIES.items() if (modules.BROWSER / entry).is_file()
}  # the instruments of pages

_asked = 0.0  # when something was asked of the server last, seconds


def wait_for_quiet(seconds: float = 2) -> None:
    """Until nobody has asked for anything that long: what is made ahead is not to be in the way of a visitor who has come already."""
    while (left := _asked + seconds - time.monotonic()) > 0:
        time.sleep(left)


class FromMemory:
    """ASGI middleware: answers what is ready or can be made so, and hands all else on. `base` is ``server.baseUrlPath``; a proxy may
    have taken that off the address of a file."""

    def __init__(self, app: ASGIApp, base: str = ""):
        self.app, prefixes = app, assets.prefixes(base)
        self.pages = {f"{prefixes[-1]}/{name}": name for name in NAMES}
        self.rooms = [(f"{prefix}/{room}", make) for room, make in ROOMS.items() for prefix in prefixes]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        global _asked
        _asked = time.monotonic()
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and (answer := await self.find(scope["path"])):
            await answer.send(scope, send)
        else:
            await self.app(scope, receive, send)

    async def find(self, path: str) -> Ready | None:
        if (page := self.pages.get(path)) is not None:
            return static.document(ahead(page))
        for room, make in self.rooms:
            if path.startswith(room):
                rest = path[len(room) :]
                try:
                    return make.ready(rest) or await run_in_threadpool(make, rest)
                except LookupError as error:
                    return missing(error.args[0]) if error.args else None
        return None


def ahead(page: str) -> str:
    """What a page's document has the browser do while Streamlit connects: fetch the instrument's code, and for home make the model ready
    that it opens on."""
    if page not in CODE:
        return ""
    module = f"./{components.code(CODE[page]).address}"
    if page or not (card := cache.alone(FIRST)):
        return f'<link rel="modulepreload" href="{module}">\n'
    offers = [assets.of_run(card, part).to_json() for part in ("decoder", "latents", "encoder")]
    given = json.dumps([FIRST, card.model.to_json(), offers]).replace("</", "<\\/")[1:-1]
    return f'<script type="module" async>import {{ prepare }} from "{module}"; prepare({given});</script>\n'
