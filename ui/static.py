"""Streamlit's own scripts and sheets, gzipped once for all visitors and answered from memory.

Streamlit reads them from disk for each who asks, and sends them as they are: some 7 MB to a first visitor, which a class that
arrives at once waits for. It says itself that a proxy should do this; a classroom has none.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from pathlib import Path
from typing import NamedTuple

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui import assets
from ui.once import once

HOME = Path(streamlit.__file__).parent / "static"
ROOT = HOME / "static"
TEXT = (".js", ".css", ".json", ".svg", ".txt", ".wasm")  # fonts and pictures are packed already


_ready: dict[str, Packed] = {}  # what has been packed, by its path


class Packed(NamedTuple):
    """A file as it is sent."""

    data: bytes
    kind: str
    gzipped: bool
    tag: str


class Static:
    """ASGI middleware: answers for Streamlit's static files, whose routes an app may not take, and hands all else on."""

    def __init__(self, app: ASGIApp, base: str = ""):
        self.app = app
        self.prefixes = [f"{prefix}/static/" for prefix in assets.prefixes(base)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else ""
        prefix = next((prefix for prefix in self.prefixes if path.startswith(prefix)), None)
        response = prefix and await answer(path.removeprefix(prefix), Request(scope))
        await (response or self.app)(scope, receive, send)


async def answer(path: str, request: Request) -> Response | None:
    """A file, or None where Streamlit is to say that there is none."""
    try:
        packed = _ready.get(path) or await run_in_threadpool(pack, path)
    except LookupError:
        return None
    headers = {
        "Cache-Control": assets.FOR_EVER,
        "ETag": packed.tag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("if-none-match") == packed.tag:
        return Response(status_code=304, headers=headers)
    gzipped = packed.gzipped and "gzip" in request.headers.get("accept-encoding", "")
    data = packed.data if gzipped or not packed.gzipped else gzip.decompress(packed.data)
    return Response(data, media_type=packed.kind, headers=headers | {"Content-Encoding": "gzip"} if gzipped else headers)


@once()
def pack(path: str) -> Packed:
    """A file below ROOT, ready to be sent. Raises LookupError where there is none of this very path: what is packed is kept, and a
    file has one path, where requests could name it in any number of ways."""
    try:
        file = (ROOT / path).resolve()
    except ValueError:  # a null byte
        raise LookupError(path) from None
    home = ROOT.resolve()
    if not file.is_relative_to(home) or file.relative_to(home).as_posix() != path or not file.is_file():
        raise LookupError(path)
    data = file.read_bytes()
    gzipped = file.suffix in TEXT
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    _ready[path] = Packed(
        gzip.compress(data, 6, mtime=0) if gzipped else data, "text/javascript" if file.suffix == ".js" else kind, gzipped, tag
    )
    return _ready[path]


def pack_first() -> None:
    """What a first visitor's browser asks for before all else."""
    page = (HOME / "index.html").read_text("utf-8")
    for path in re.findall(r'(?:src|href)="\./static/([^"]+)"', page):
        pack(path)
