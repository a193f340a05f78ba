"""A room with many who follow: `python bench/room.py --followers 200`. A lectern in Chromium drags the ring of home's map to and fro.

Those who follow read the room's stream by protocol, in processes of their own, and one or two are real browsers. A lag is from the pointer
event in the lectern's window that brings the ring across a line of the map to the moment at which a follower has a view beyond that line: in
a browser, to the frame in which its digit is drawn there. A tenth leave and join again every few seconds; in the middle the lectern reloads.
At last all go to another page, at once and spread as the room spreads them. Everything shares this machine's cores.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import re
import time
from queue import Empty

import numpy as np
from hand import chromium
from playwright.sync_api import Browser, Page, sync_playwright
from visitors import Crowd, Visitor, stream

SWEEP = 2.5  # seconds from one side of the map to the other
LINES = 15  # of the map, that a sweep crosses
STAYS = 6  # seconds after which one of those who come and go does
PROCESSES = 3
Z = re.compile(rb"z=(-?[\d.]+(?:e-?\d+)?)")
# what a window shows, by the wall clock that all processes have: the code under the ring whenever a frame draws another, and the pointer
NOTES = """globalThis.notes = { drawn: [], moves: [], frames: [] };
addEventListener("pointermove", ({ timeStamp, clientX }) => notes.moves.push([performance.timeOrigin + timeStamp, clientX]), true);
let [canvas, last, before] = [null, null, 0];
const look = (now) => {
  requestAnimationFrame(look);
  notes.frames.push(now - before);
  before = now;
  if (!canvas?.isConnected) {
    const hosts = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    canvas = hosts.map((root) => root.querySelector("[data-testid=decoded-digit]")).find(Boolean);
  }
  const z = canvas?.z?.[0] ?? null;
  if (z === null || z === last) return;
  last = z;
  notes.drawn.push([performance.timeOrigin + performance.now(), z]);
};
requestAnimationFrame(look);"""
CLEAR = "() => { for (const list of Object.values(notes)) list.length = 0; }"

Notes = list[tuple[float, float]]  # milliseconds of the wall clock, and the first number of the code


def follow(port: int, code: str, count: int, restless: float, over, told) -> None:
    """So many who follow, in this process, until `over` is set: what each was told, and how long those took who joined again."""

    async def one(restless: bool) -> tuple[Notes, list[float]]:
        heard: Notes = []
        back: list[float] = []
        await asyncio.sleep(random.uniform(0, 2))
        while not over.is_set():
            began = time.time()
            body = b"{}"
            head = f"POST /room/{code}/join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"}")
            seat = json.loads(answer[answer.index(b"\r\n\r\n") :])["seat"]
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET /room/{code}/events?seat={seat} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            until = began + random.uniform(0.5, 1.5) * STAYS if restless else float("inf")
            first = True
            while not over.is_set() and time.time() < until:
                try:
                    line = await asyncio.wait_for(reader.readline(), 1)
                except TimeoutError:
                    continue
                if found := Z.search(line):
                    heard.append((time.time() * 1000, float(found[1])))
                    if first and restless:
                        back.append((time.time() - began) * 1000)
                    first = False
            writer.close()
        return heard, back

    async def all_of_them() -> list:
        return await asyncio.gather(*(one(n < restless * count) for n in range(count)))

    told.put(asyncio.run(all_of_them()))


def lags(moves: Notes, seen: Notes) -> list[float]:
    """For each line that a sweep of the hand crosses, how much later a follower was beyond it; none of one that was away meanwhile."""
    if not seen:
        return []
    found = []
    times, places = np.array(seen).T
    hand = np.array(moves)
    low, high = hand[:, 1].min(), hand[:, 1].max()
    way = np.sign(np.gradient(hand[:, 1]))
    for line in np.linspace(low, high, LINES + 2)[1:-1]:
        side = hand[:, 1] > line
        for at in np.flatnonzero(side[1:] != side[:-1]) + 1:
            if hand[at, 0] - hand[at - 1, 0] > 100 or way[at] == 0:
                continue  # the hand was elsewhere: the lectern was opened again
            after = np.flatnonzero(
                (times >= hand[at, 0]) & (times < hand[at, 0] + 1000 * SWEEP / 2) & ((places > line) == side[at])
            )
            near = np.flatnonzero((times > hand[at, 0] - 400) & (times < hand[at, 0]))
            if len(after) and len(near):
                found.append(times[after[0]] - hand[at, 0])
    return found


class Lectern:
    """A window that leads a room, and the hand in it."""

    def __init__(self, browser: Browser, url: str):
        self.page = window(browser, url)
        self.moves: Notes = []
        self.frames: list[float] = []
        self.page.get_by_test_id("decoded-digit").wait_for()

    def open(self) -> str:
        self.page.get_by_test_id("room-button").click()
        self.page.get_by_test_id("room-open").click()
        code = self.page.get_by_test_id("room-letters")
        code.filter(has_text=re.compile(r"\w{6}")).wait_for()
        self.page.keyboard.press("Escape")
        return code.text_content() or ""

    def drag(self, seconds: float) -> float:
        """To and fro, sixty moves a second; what the pointer did is kept as places on the map. Returns the seconds that it took."""
        page, map_ = self.page, self.page.get_by_test_id("latent-map")
        map_.wait_for()
        page.wait_for_timeout(1500)
        box = map_.bounding_box()
        left, right, y = box["x"] + 0.2 * box["width"], box["x"] + 0.8 * box["width"], box["y"] + 0.45 * box["height"]
        digit, ends = page.get_by_test_id("decoded-digit"), []
        page.mouse.move(left, y)
        page.mouse.down()
        for x in (right, left):
            page.mouse.move(x, y)
            page.wait_for_timeout(300)
            ends.append(digit.evaluate("canvas => canvas.z[0]"))
        page.wait_for_timeout(700)
        page.evaluate(CLEAR)
        began, moves = time.perf_counter(), int(60 * seconds)
        for n in range(moves):
            time.sleep(max(0, began + n / 60 - time.perf_counter()))
            share = 1 - abs((n / 60 / SWEEP) % 2 - 1)
            page.mouse.move(left + share * (right - left), y)
        took = time.perf_counter() - began
        page.wait_for_timeout(400)
        notes = page.evaluate("notes")
        page.mouse.up()
        across = (ends[0] - ends[1]) / (right - left)
        self.moves += [(at, ends[1] + (x - left) * across) for at, x in notes["moves"]]
        self.frames += notes["frames"]
        return took


def window(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.add_init_script(NOTES)
    page.goto(url)
    return page


def led(url: str, count: int, browsers: int, seconds: float, spent) -> None:
    """A lecture: the lags of all, what it costs the server, and whether the lectern's own hand is held up. `spent` says what the server has
    computed."""
    port = int(url.rsplit(":", 1)[1])
    context = multiprocessing.get_context("spawn")
    over, told = context.Event(), context.Queue()
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        lectern = Lectern(browser, url)
        lectern.drag(2 * SWEEP)
        alone, lectern.moves, lectern.frames = lectern.frames, [], []
        code = lectern.open()
        parts = [count // PROCESSES + (n < count % PROCESSES) for n in range(PROCESSES)]
        crowd = [context.Process(target=follow, args=(port, code, part, 0.1, over, told)) for part in parts]
        for process in crowd:
            process.start()
        windows = [window(browser, f"{url}/?room={code}") for _ in range(browsers)]
        for page in windows:
            page.get_by_test_id("room-follow").or_(page.get_by_test_id("room-alone")).wait_for()
        while int((lectern.page.get_by_test_id("room-count").text_content() or "0").split()[0]) < 0.9 * count:
            lectern.page.wait_for_timeout(200)
        before = spent()
        took = lectern.drag(seconds / 2)
        busy = (spent() - before) / took
        lectern.page.reload()
        lectern.page.get_by_test_id("room-count").wait_for()
        lectern.drag(seconds / 2)
        over.set()
        heard, back = [], []
        for _ in crowd:
            for each, again in gathered(told):
                heard.append(each)
                back += again[1:]
        drawn = [page.evaluate("notes.drawn") for page in windows]
        browser.close()
    streams = [lag for each in heard for lag in lags(lectern.moves, each)]
    seen = [lag for each in drawn for lag in lags(lectern.moves, each)]
    hand = np.array(lectern.moves)[:, 0]
    held = [sum(hand[min(np.searchsorted(hand, at), len(hand) - 1)] - at < 100 for at, _ in each) for each in heard]
    rate = np.median(held) / np.diff(hand)[np.diff(hand) < 100].sum() * 1000
    print(f"{count} streams, {browsers} browsers, {rate:.0f} views a second; ms, median / p95 / max\n")
    print(
        "| hand to a stream | hand to a browser's digit | joined again, to the first view | server, cores | lectern's frames alone | and leading |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    print(
        f"| {three(streams)} | {three(seen)} | {three(back)} | {busy:.2f} | {three(alone)} | {three(lectern.frames)} |",
        flush=True,
    )
    print(f"\n{len(streams)} and {len(seen)} crossings; {sum(not each for each in heard)} streams were told nothing", flush=True)


def gathered(told) -> list:
    try:
        return told.get(timeout=30)
    except Empty:
        raise RuntimeError("those who follow did not end") from None


def three(times: list[float]) -> str:
    if not times:
        return "none"
    return f"{np.median(times):.0f} / {np.quantile(times, 0.95):.0f} / {max(times):.0f}"


async def turned(url: str, count: int, spread: float) -> list[float]:
    """All go to another page, each after a wait by chance of up to so many seconds: when each has it, in ms from the lectern's turn."""
    port = int(url.rsplit(":", 1)[1])
    visitors = [Visitor(Crowd(port), n) for n in range(count)]
    sockets = []
    for some in range(0, count, 20):
        sockets += await asyncio.gather(*(stream(port) for _ in visitors[some : some + 20]))
        await asyncio.gather(*(visitors[n].open(sockets[n], "") for n in range(some, min(some + 20, count))))
    page = sorted(hash for hash, home in visitors[0].pages.items() if not home)[0]
    began = time.perf_counter()

    async def turn(n: int) -> float:
        await asyncio.sleep(random.uniform(0, spread))
        await visitors[n].open(sockets[n], page)
        return (time.perf_counter() - began) * 1000

    times = await asyncio.gather(*(turn(n) for n in range(count)))
    for socket in sockets:
        await socket.close()
    return times
