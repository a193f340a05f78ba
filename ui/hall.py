"""The rooms of this server over HTTP: a lectern's moves come in by POST, and go out by one stream of server-sent events to each who follows.

What is told is encoded once and the same bytes are written to all. A stream sends the newest of each kind and skips what it is too slow for.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ui import assets
from ui.broadcast import HEARTBEAT, NEVER, body_of, ending
from ui.instruments.present import picture, reach
from ui.lessons import together
from ui.news import News
from ui.rooms import Refused, Room, Rooms

ROOT = re.compile(r"https?://([\w.-]{1,253}|\[[0-9a-f:]+\])(:\d{1,5})?(/[\w.~/-]{0,200})?", re.ASCII)
LARGEST = 8192  # bytes of a request
TICK = 0.5  # seconds between two looks at what has changed but for the lectern's moves
KEY = "x-aelab-key"  # the header that says who has the lectern: no form of another page can send it


def routes(base: str, hall: Hall | None = None) -> list[Route]:
    """The routes for a server whose pages lie under `base`, as those of `ui.assets` are."""
    hall = hall or Hall()
    posts: dict[str, Callable[[Room, Request, dict], Awaitable[dict]]] = {
        "join": hall.join,
        "move": hall.move,
        "answer": hall.answer,
        "answers": hall.answers,
        "reveal": hall.reveal,
        "picture": hall.picture,
        "close": hall.close,
    }
    found = []
    for prefix in assets.prefixes(base):
        found.append(Route(f"{prefix}/room", hall.open, methods=["POST"]))
        found.append(Route(f"{prefix}/room/address", hall.address, methods=["POST"]))
        found.append(Route(f"{prefix}/room/{{code}}/events", hall.events))
        found += [Route(f"{prefix}/room/{{code}}/{name}", hall.posted(do), methods=["POST"]) for name, do in posts.items()]
    return found


class Hall:
    """The rooms, and what each of them is told."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.rooms, self._news = Rooms(clock), dict[str, News]()
        self._ticking: asyncio.Task | None = None

    async def open(self, request: Request) -> Response:
        """A new room: its code, and the key of its lectern."""
        try:
            await _body(request)
            room = self.rooms.open(_address(request))
        except Refused as no:
            return _no(no)
        self._news[room.code] = News()
        if self._ticking is None or self._ticking.done():
            self._ticking = asyncio.create_task(self._tick())
        return JSONResponse({"code": room.code, "key": room.key}, headers=NEVER)

    async def address(self, request: Request) -> Response:
        """An address of this server, as other machines reach it: for a link that somebody sends to a class."""
        try:
            reached, note = _reached(await _body(request))
        except Refused as no:
            return _no(no)
        return JSONResponse({"root": reached, "note": note}, headers=NEVER)

    async def events(self, request: Request) -> Response:
        """The stream of a seat: ``state`` as the lectern shows it, ``room``: who is here and what is asked, ``spread``: what all
        answered and what is right, once it is revealed, ``beat`` where there is no news for long, and ``closed``."""
        seat = request.query_params.get("seat", "")
        try:
            room = self._found(request, seat)
            room.come(seat)
        except Refused as no:
            return _no(no)
        news = self._news[room.code]
        news.stale = True

        async def followed() -> AsyncIterator[bytes]:
            try:
                async for frame in news.follow():
                    yield frame
            finally:
                room.go(seat)
                news.stale = True

        headers = NEVER | {"X-Accel-Buffering": "no"}  # nginx would keep events back
        return StreamingResponse(followed(), media_type="text/event-stream", headers=headers)

    def posted(self, do: Callable[[Room, Request, dict], Awaitable[dict]]) -> Callable[[Request], Awaitable[Response]]:
        """What answers a POST to a room."""

        async def answered(request: Request) -> Response:
            try:
                said = await _body(request)
                return JSONResponse(await do(self._found(request, said.get("seat")), request, said), headers=NEVER)
            except Refused as no:
                return _no(no)

        return answered

    async def join(self, room: Room, request: Request, said: dict) -> dict:
        return {"code": room.code, "seat": room.sit(_text(said, "seat"))}

    async def move(self, room: Room, request: Request, said: dict) -> dict:
        """What the lectern shows, or only that it is there; it hears how the room stands."""
        room.leads(request.headers.get(KEY, ""))
        if room.move(said, self.rooms.clock()):
            self._news[room.code].tell("state", room.state)
        name = together.question_of(room.state.get("query", ""))
        if name != room.step or name and not room.asked and not said:  # at each beat: a lesson's file may be mended meanwhile
            ask = await run_in_threadpool(together.ask, name) if name else None
            still = not room.closed and together.question_of(room.state["query"]) == name  # it may have moved on meanwhile
            if still and (name != room.step or ask):
                room.ask(name, ask)
                await self._tell(room)
        return self._stands(room)

    async def answer(self, room: Room, request: Request, said: dict) -> dict:
        room.answer(_text(said, "seat") or "", said.get("question"), said.get("value"))
        self._news[room.code].stale = True
        return {}

    async def answers(self, room: Room, request: Request, said: dict) -> dict:
        """The predictions so far, for the lectern alone; and what is right, once it is revealed."""
        room.leads(request.headers.get(KEY, ""))
        return await self._spread(room)

    async def reveal(self, room: Room, request: Request, said: dict) -> dict:
        room.leads(request.headers.get(KEY, ""))
        room.reveal()
        await self._tell(room)
        return self._stands(room)

    async def picture(self, room: Room, request: Request, said: dict) -> dict:
        """The link to the room at an address of this server, as other machines reach it, and its QR code."""
        room.leads(request.headers.get(KEY, ""))
        reached, note = _reached(said)
        address = f"{reached}?room={room.code}"
        return {"root": reached, "address": address, "note": note, "picture": picture(address)}

    async def close(self, room: Room, request: Request, said: dict) -> dict:
        room.leads(request.headers.get(KEY, ""))
        self.rooms.close(room)
        self._end(room)
        return {}

    def _found(self, request: Request, seat: Any) -> Room:
        proof = seat if isinstance(seat, str) else request.headers.get(KEY, "")
        return self.rooms.find(request.path_params["code"], _address(request), proof)

    def _stands(self, room: Room) -> dict[str, Any]:
        asked = room.asked[0] if room.asked else None
        answered = len(room.answered())
        return {"followers": len(room.here), "question": asked, "answered": answered, "revealed": asked in room.revealed}

    async def _tell(self, room: Room) -> None:
        """How the room stands; with what is right and what all answered, where that is revealed. To work that out takes a while, in which
        the lectern may have gone on: how the room stands is told as it does afterwards."""
        spread = await self._spread(room) if self._stands(room)["revealed"] else None
        if room.closed:
            return
        news, stands = self._news[room.code], self._stands(room)
        news.stale = False
        if spread and spread["question"] == stands["question"]:
            news.tell("spread", spread)
        news.tell("room", stands)

    async def _spread(self, room: Room) -> dict[str, Any]:
        stands, answers = self._stands(room), room.answered()
        right = await run_in_threadpool(together.right, stands["question"]) if stands["revealed"] else {}
        return {"question": stands["question"], "answers": answers, **right}

    def _end(self, room: Room) -> None:
        news = self._news.pop(room.code)
        news.over = True
        news.frames.clear()
        news.tell("closed", {})

    async def _tick(self) -> None:
        """While there are rooms: tell what has changed, end those whose lectern is away, and all streams when Uvicorn is told to end."""
        beat = 0.0
        while self._news:
            await asyncio.sleep(TICK)
            for room in self.rooms.sweep():
                self._end(room)
            now = time.monotonic()
            due, beat = now - beat > HEARTBEAT, now if now - beat > HEARTBEAT else beat
            for code, news in self._news.items():
                if news.stale:
                    news.stale = False
                    with suppress(Refused):  # its time was over just now: the next look ends it
                        news.tell("room", self._stands(self.rooms.find(code, None)))
                if due:
                    news.tell("beat", {})
                if ending():
                    news.over = True
                    news.wake()


async def _body(request: Request) -> dict:
    """What a request says: one JSON object, and no more than a room needs. Raises Refused."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind != "application/json":  # which a form of another page cannot send
        raise Refused(415, "A room is asked in JSON.")
    body = await body_of(request, LARGEST)
    if body is None:
        raise Refused(413, "That is too much at once.")
    try:
        said = json.loads(body, parse_constant=lambda name: float(name))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refused(400, "That is no JSON object.")
    return said


def _text(said: dict, name: str) -> str | None:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(400, f"What is said of {name} is no text.")
    return value


def _reached(said: dict) -> tuple[str, str]:
    """The address of this server that is asked for, as other machines reach it, and what is to be said of that. Raises Refused."""
    root = _text(said, "root") or ""
    if not ROOT.fullmatch(whole := root if "://" in root else f"http://{root}"):
        raise Refused(400, "That is no address of a server: write http://192.168.1.7:8501/")
    return reach(whole.rstrip("/") + "/")


def _no(refused: Refused) -> Response:
    return JSONResponse({"error": str(refused)}, refused.status, NEVER)


def _address(request: Request) -> str:
    """Where a request comes from; of IPv6 the network, of which a machine may take any number."""
    host = request.client.host if request.client else ""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return host
    if number.version == 6 and not number.ipv4_mapped:
        return str(ipaddress.ip_network((host, 64), strict=False))
    return host
