"""Visitors of the app by Streamlit's own protocol: what a browser sends and fetches, without the drawing."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import re
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STATIC = re.compile(rb'(?:src=|href=|from )"\./((?:static|bytes)/[^"]+)"')  # scripts, sheets and fonts, and an instrument's code
CODE = re.compile(r'const ADDRESS = "(bytes/[^"]+)"')
GZIPPED = b"\x1f\x8b"
PATIENCE = 120  # seconds after which a page counts as an error


@dataclass
class Crowd:
    """What a crowd of visits came to: seconds of each page, home's apart, errors, and bytes that were received."""

    port: int
    home: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    socket: int = 0
    http: int = 0
    processor: float = 0  # seconds that the server computed


class Visitor:
    """A browser of one visitor, without the drawing."""

    def __init__(self, crowd: Crowd, seed: int):
        self.crowd, self.random, self.cache, self.pages = crowd, random.Random(seed), set(), {}
        self.connections: list = []  # to the server, not in use now

    async def visit(self, begins: float, stay: asyncio.Event) -> None:
        await asyncio.sleep(begins)
        try:
            began = time.perf_counter()
            document = await self.fetch("", keep=False)
            if document.startswith(GZIPPED):
                document = gzip.decompress(document)
            await self.fetch_all(path.decode() for path in STATIC.findall(document))
            async with stream(self.crowd.port) as socket:
                await self.open(socket, "")
                self.crowd.home.append(time.perf_counter() - began)
                for page in self.random.sample([hash for hash, home in self.pages.items() if not home], 2):
                    await asyncio.sleep(self.random.uniform(2, 6))
                    began = time.perf_counter()
                    await self.open(socket, page)
                    self.crowd.others.append(time.perf_counter() - began)
                await stay.wait()
        except Exception as error:
            self.crowd.errors.append(f"{type(error).__name__}: {error}"[:120])

    async def open(self, socket, page: str) -> None:
        """Have a page run, by the hash of its script, and fetch what it offers."""
        message = BackMsg()
        message.rerun_script.page_script_hash = page
        message.rerun_script.context_info.timezone = "UTC"  # as browsers say
        await socket.send(message.SerializeToString())
        wanted = []
        while True:
            data = await asyncio.wait_for(socket.recv(), PATIENCE)
            self.crowd.socket += len(data)
            answer = ForwardMsg.FromString(data)
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.pages = {each.page_script_hash: each.is_default for each in answer.new_session.app_pages} or self.pages
            elif kind == "navigation":
                self.pages = {each.page_script_hash: each.is_default for each in answer.navigation.app_pages}
            elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "bidi_component":
                wanted += addresses(answer.delta.new_element.bidi_component)
            elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(answer.delta.new_element.exception.message)
            elif kind == "script_finished":
                break
        await self.fetch_all(wanted)

    async def fetch_all(self, paths) -> None:
        """As many at once as a browser fetches from one place."""
        free = asyncio.Semaphore(6)

        async def one(path: str) -> None:
            async with free:
                await self.fetch(path)

        await asyncio.gather(*(one(path) for path in dict.fromkeys(paths) if path not in self.cache))

    async def fetch(self, path: str, keep: bool = True) -> bytes:
        """Over a connection that is open still, as a browser does, or a new one."""
        request = f"GET /{path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        while True:
            used = bool(self.connections)
            reader, writer = self.connections.pop() if used else await asyncio.wait_for(self.connect(), PATIENCE)
            try:
                writer.write(request)
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
                length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
                body = await asyncio.wait_for(reader.readexactly(int(length[1])), PATIENCE)
            except (ConnectionError, asyncio.IncompleteReadError):
                if used:  # the server has closed it meanwhile
                    continue
                raise
            self.connections.append((reader, writer))
            break
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(f"{path}: {head.split(bytes([13]), 1)[0].decode()}")
        self.crowd.http += len(body)
        if keep:
            self.cache.add(path)
        return body

    def connect(self):
        return asyncio.open_connection("127.0.0.1", self.crowd.port, limit=1 << 24)


def stream(port: int) -> websockets.connect:
    """The websocket of a visit, as Streamlit's page opens it."""
    where, protocols = f"ws://127.0.0.1:{port}/_stcore/stream", ["streamlit", "PLACEHOLDER_AUTH_TOKEN"]
    return websockets.connect(where, subprotocols=protocols, max_size=None, open_timeout=PATIENCE, ping_interval=None)


def addresses(component) -> list[str]:
    """What a component has the browser fetch: its code, and the parts of runs that it offers."""
    found = CODE.findall(component.js_content)
    if component.WhichOneof("data") == "json":
        data = json.loads(component.json)
        if isinstance(data, list):
            found += [offer["address"] for offer in data if isinstance(offer, dict) and "address" in offer]
    return found
