"""A class arrives: visits by Streamlit's own protocol with real HTTP fetches, and how long each page of each takes.

    python bench/room.py [--visits 60 ...] [--seconds 10] [--warm]
    python bench/room.py --followers 200 [--browsers 1] [--seconds 20]      a lecture that is followed: bench/followers.py

Each visitor opens home and two other pages, 2 to 6 s apart, on one websocket, as a browser does: the document and Streamlit's own
files, then the page's messages, then what its instruments are offered; nothing that a browser would still have is fetched twice.
A page has taken as long as all of that took. A cold server has just answered for the first time, a warm one has shown every page
to somebody. Visitors and server share this machine's cores. At the end the server is told to stop while all are still connected.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

import websockets
from hand import served
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STATIC = re.compile(rb'(?:src=|href=|from )"\./((?:static|bytes)/[^"]+)"')  # scripts, sheets and fonts, and an instrument's code
CODE = re.compile(r'const ADDRESS = "(bytes/[^"]+)"')
PATIENCE = 120  # seconds after which a page counts as an error


@dataclass
class Room:
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

    def __init__(self, room: Room, seed: int):
        self.room, self.random, self.cache, self.pages = room, random.Random(seed), set(), {}
        self.connections: list = []  # to the server, not in use now

    async def visit(self, begins: float, stay: asyncio.Event) -> None:
        await asyncio.sleep(begins)
        try:
            began = time.perf_counter()
            document = await self.fetch("", keep=False)
            await self.fetch_all(path.decode() for path in STATIC.findall(document))
            where = f"ws://127.0.0.1:{self.room.port}/_stcore/stream"
            async with websockets.connect(
                where,
                subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],
                max_size=None,
                open_timeout=PATIENCE,
                ping_interval=None,
            ) as socket:
                await self.open(socket, "")
                self.room.home.append(time.perf_counter() - began)
                for page in self.random.sample([hash for hash, home in self.pages.items() if not home], 2):
                    await asyncio.sleep(self.random.uniform(2, 6))
                    began = time.perf_counter()
                    await self.open(socket, page)
                    self.room.others.append(time.perf_counter() - began)
                await stay.wait()
        except Exception as error:
            self.room.errors.append(f"{type(error).__name__}: {error}"[:120])

    async def open(self, socket, page: str) -> None:
        """Have a page run, by the hash of its script, and fetch what it offers."""
        message = BackMsg()
        message.rerun_script.page_script_hash = page
        message.rerun_script.context_info.timezone = "UTC"  # as browsers say
        await socket.send(message.SerializeToString())
        wanted = []
        while True:
            data = await asyncio.wait_for(socket.recv(), PATIENCE)
            self.room.socket += len(data)
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
        self.room.http += len(body)
        if keep:
            self.cache.add(path)
        return body

    def connect(self):
        return asyncio.open_connection("127.0.0.1", self.room.port, limit=1 << 24)


def addresses(component) -> list[str]:
    """What a component has the browser fetch: its code, and the parts of runs that it offers."""
    found = CODE.findall(component.js_content)
    if component.WhichOneof("data") == "json":
        data = json.loads(component.json)
        if isinstance(data, list):
            found += [offer["address"] for offer in data if isinstance(offer, dict) and "address" in offer]
    return found


def memory(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1000


def processor(pid: int) -> float:
    """The seconds that a process has computed."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lecture(options: argparse.Namespace) -> None:
    """A room that is followed, and then a page that all turn to."""
    import followers

    with served(options.app) as url:
        pid = of_port(url)
        asyncio.run(everybody_once(int(url.rsplit(":", 1)[1])))
        followers.led(url, options.followers, options.browsers, options.seconds or 20, lambda: processor(pid))
        print("\n| all turn to another page | until each has it, ms, median / p95 / max |\n| --- | ---: |")
        for spread in (0, min(0.03 * options.followers, 6)):  # as ui/browser/room/follower.js
            times = asyncio.run(followers.turned(url, options.followers, spread))
            print(f"| within {spread:.1f} s | {followers.three(times)} |", flush=True)


def of_port(url: str) -> int:
    """The server's process."""
    return int(subprocess.check_output(["pgrep", "-f", f"server.port={url.rsplit(':', 1)[1]}"], text=True).split()[0])


async def crowd(port: int, pid: int, visits: int, seconds: float) -> tuple[Room, float, float]:
    """So many visits begun within so many seconds. Returns what they came to, the server's memory and how long it took to stop."""
    room, stay, before = Room(port), asyncio.Event(), processor(pid)
    chance = random.Random(0)
    tasks = [asyncio.create_task(Visitor(room, n).visit(chance.uniform(0, seconds), stay)) for n in range(visits)]
    while len(room.others) + 2 * len(room.errors) < 2 * visits and not all(task.done() for task in tasks):
        await asyncio.sleep(0.2)
    most = memory(pid)
    room.processor = processor(pid) - before
    began = time.perf_counter()
    os.kill(pid, signal.SIGTERM)
    while alive(pid) and time.perf_counter() - began < 30:
        await asyncio.sleep(0.05)
    stopped = time.perf_counter() - began
    broken = len(room.errors)
    stay.set()
    await asyncio.gather(*tasks)
    del room.errors[broken:]  # what the end of the server did to the last connections
    return room, most, stopped


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def everybody_once(port: int) -> None:
    """Show every page to one visitor."""
    visitor = Visitor(Room(port), 0)
    async with websockets.connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"], max_size=None
    ) as socket:
        await visitor.open(socket, "")
        for page in [hash for hash, home in visitor.pages.items() if not home]:
            await visitor.open(socket, page)


def two(times: list[float]) -> str:
    """Median and 95th percentile, in seconds."""
    if not times:
        return "none"
    return f"{statistics.median(times):.2f} / {sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--visits", type=int, nargs="+", default=[60], help="one crowd each, on a server of its own (%(default)s)"
    )
    parser.add_argument("--seconds", type=float, help="in which all arrive (10), or for which a lectern drags (20)")
    parser.add_argument("--followers", type=int, help="so many follow a lectern, in place of the visits")
    parser.add_argument("--browsers", type=int, default=1, help="that follow beside them (%(default)s)")
    parser.add_argument("--warm", action="store_true", help="show every page to somebody beforehand")
    parser.add_argument("--app", default="streamlit_app.py", help="(%(default)s)")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    if options.followers:
        lecture(options)
        return
    print(
        "| server | visits | home, median / p95 s | others, median / p95 s | errors | server's processor, ms a visit | websocket kB a visit | HTTP kB a visit | MB | stopped in s |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for visits in options.visits:
        with served(options.app) as url:
            port, pid = int(url.rsplit(":", 1)[1]), of_port(url)
            if options.warm:
                asyncio.run(everybody_once(port))
            room, most, stopped = asyncio.run(crowd(port, pid, visits, options.seconds or 10))
        each = f"{room.processor / visits * 1000:.0f} | {room.socket / visits / 1000:.0f} | {room.http / visits / 1000:.0f}"
        print(
            f"| {'warm' if options.warm else 'cold'} | {visits} | {two(room.home)} | {two(room.others)} | {len(room.errors)} | {each} | {most:.0f} | {stopped:.1f} |",
            flush=True,
        )
        for error in sorted(set(room.errors)):
            print(f"  {room.errors.count(error)} × {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
