"""The trainings that run on the server's machine, told to all who watch by one stream of server-sent events each.

One task reads what the trainings tell of themselves (`aelab.live`) for as long as somebody watches. A stream sends the
newest state and nothing that lies between: one that is slow leaves states out, and nothing piles up.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from aelab import checkpoints, install, live
from ui import assets, permission
from ui.once import once
from ui.page_training import PageTraining, RefusedError, asked
from ui.ready import FOR_EVER

EVERY = 0.3  # seconds between two looks
HEARTBEAT = 15  # seconds after which a stream with no news says so: proxies cut what is silent
RECENT = 900  # seconds for which it is said what came of the last one
MOST = 64  # moments in an answer; a replay has half as many
LARGEST = 4096  # bytes of a press
NEVER = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def routes(base: str, root: Path | None = None) -> list[Route]:
    """The routes for a server whose pages lie under `base`, as those of `ui.assets` are."""
    broadcast = Broadcast(root)
    paths = {
        "stream": Route("/training/stream", broadcast.stream),
        "moments": Route("/training/moments/{key}/{first:int}/{end:int}", broadcast.moments),
        "start": Route("/training/start", broadcast.start, methods=["POST"]),
        "stop": Route("/training/stop", broadcast.stop, methods=["POST"]),
    }
    return [
        Route(prefix + route.path, route.endpoint, methods=route.methods)
        for prefix in assets.prefixes(base)
        for route in paths.values()
    ]


class Broadcast:
    """What runs now and what came of the last one, for all who watch."""

    def __init__(self, root: Path | None = None):
        self._root = root
        self._page = PageTraining(self._page_ended, root)
        self._running: dict[str, dict[str, Any]] = {}  # by key, as they were seen last
        self._last: dict[str, Any] | None = None  # what came of the one that ended last
        self._text, self._closing, self._watching = "", False, 0
        self._changed = asyncio.Event()
        self._reader: asyncio.Task | None = None

    async def stream(self, request: Request) -> Response:
        """Server-sent events: ``hello`` once, what this visitor may do; ``now`` whenever the state changes."""
        may = permission.refusal(request) or install.lacking()
        hello = {"may": not may, "why": may, "token": "" if may else permission.TOKEN}
        headers = NEVER | {"X-Accel-Buffering": "no"}  # nginx would keep events back
        return StreamingResponse(self._events(hello), media_type="text/event-stream", headers=headers)

    def moments(self, request: Request) -> Response:
        """Moments of a training as safetensors: those of a key never change."""
        key, first, end = (request.path_params[name] for name in ("key", "first", "end"))
        if end - first > MOST:
            return PlainTextResponse("There are not so many moments.", 404, NEVER)
        try:
            data, encoding = _packed(key, first, end, self._root), "gzip"
        except LookupError as error:
            return PlainTextResponse(str(error.args[0]), 404, NEVER)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            data, encoding = gzip.decompress(data), "identity"
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding", "Content-Encoding": encoding}
        return Response(data, media_type="application/octet-stream", headers=headers)

    async def start(self, request: Request) -> Response:
        """Start a training as the body asks, for those who may."""
        return await self._pressed(request, lambda body: self._page.start(asked(body)))

    async def stop(self, request: Request) -> Response:
        """End the training that the page started, for those who may start one."""
        return await self._pressed(request, lambda _: self._page.stop())

    async def _pressed(self, request: Request, do: Callable[[bytes], str]) -> Response:
        if why := permission.refusal(request) or permission.forged(request):
            return JSONResponse({"error": why}, 403, NEVER)
        body = await body_of(request, LARGEST)
        if body is None:
            return JSONResponse({"error": "That is too much for a press."}, 413, NEVER)
        try:
            return JSONResponse({"name": await run_in_threadpool(do, body)}, headers=NEVER)
        except RefusedError as error:
            return JSONResponse({"error": str(error)}, headers=NEVER)  # an answer, and no error of the page's

    async def _events(self, hello: dict[str, Any]) -> AsyncIterator[str]:
        self._watching += 1
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read())
        sent = ""
        try:
            yield f"retry: 1000\nevent: hello\ndata: {json.dumps(hello)}\n\n"
            while not self._closing:
                changed, text = self._changed, self._text
                if text != sent:
                    sent = text
                    yield f"event: now\ndata: {text}\n\n"
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._watching -= 1

    async def _read(self) -> None:
        """Look and tell for as long as somebody watches and the server is not told to end: it waits for its streams."""
        while self._watching and not self._closing:
            await self._look()
            await asyncio.sleep(EVERY)
            self._closing = ending()
        self._text = ""  # whoever comes next is not told what was
        self._news()

    async def _look(self) -> None:
        with suppress(OSError):
            found = await run_in_threadpool(live.trainings, self._root)
            now = {training["key"]: training for training in found}
            gone = [training for key, training in self._running.items() if key not in now]
            self._running = now
            for training in gone:
                await run_in_threadpool(self._gone, training)
        starting = self._page.name if self._page.running and not any(each["page"] for each in self._running.values()) else ""
        if self._last and time.time() - self._last["at"] > RECENT:
            self._last = None
        text = json.dumps({"trainings": list(self._running.values()), "starting": starting, "last": self._last})
        if text != self._text:
            self._text = text
            self._news()

    def _news(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _gone(self, training: dict[str, Any]) -> None:
        """What came of a training that tells no more. Of the page's own its process says it."""
        if training["page"] and self._page.name == training["name"]:
            return
        root, words = self._root or checkpoints.ROOT, ""
        card = root / training["name"] / "run.json"
        saved = card.is_file() and card.stat().st_mtime >= training["began"]
        if not saved:
            checkpoints.tidy(root)
            why = "" if training["page"] else ": the terminal in which it was started says why"
            words = f"It ended too early{why}."
        self._last = {"name": training["name"], "saved": saved, "words": words, "at": time.time()}

    def _page_ended(self, outcome: dict[str, Any]) -> None:
        self._last = outcome | {"at": time.time()}


@once(32)
def _packed(key: str, first: int, end: int, root: Path | None) -> bytes:
    return gzip.compress(live.moments(key, first, end, root), 6, mtime=0)


async def body_of(request: Request, most: int) -> bytes | None:
    """What a request carries; None where that is more than `most` bytes, of which no more are read."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return body


def ending() -> bool:
    """Whether Uvicorn, which runs us and hears the signals, has been told to end."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return bool(getattr(server, "should_exit", False))
