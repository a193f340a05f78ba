"""How the app answers a hand: it is dragged in Chromium, sixty moves a second, beside the two usual ways of Streamlit.

    python bench/drag.py                     everything, about six minutes
    python bench/drag.py speed baselines     a part: speed, baselines, switch, memory

Speed and baselines: redraws over moves (1.00 = every move was drawn, once), and the lag from a pointer event, as the page gets it, to
the end of the last draw call that answers it. A redraw is all the drawing of one task of the page. A stock slider reports on
release only, so its lag is counted from there. Frames are those that the page sent to the server while the button was down.
Switch: bytes the page receives when one comes back to a page already seen. Memory: growth of the JavaScript heap, garbage
collected, over many moves on the map.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from ui.frame import PAGES  # noqa: E402

ARGUMENTS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
ONE, THREE = "conv-vae-2", ("conv-vae-2", "conv-ae-2", "conv-vae-2-beta-4")
SPECIALISTS = ("conv-dae-maps", "conv-dae-16", "conv-vae-2")

# what is dragged: (name, page and query, test id)
GESTURES = [
    ("map, 1 run", f"?run={ONE}", "latent-map"),
    ("map, 3 runs linked", "latent_space?" + "&".join(f"runs={run}" for run in THREE), "latent-map"),
    ("latent slider", f"generate?run={ONE}", "latent-slider-0"),
    ("path position, 1 run", f"interpolate?runs={ONE}", "path-position"),
    ("path position, 3 runs", "interpolate?" + "&".join(f"runs={run}" for run in THREE), "path-position"),
    ("noise level, 1 model", f"denoise?runs={ONE}", "noise-level"),
    ("noise level, 3 models", "denoise?" + "&".join(f"runs={run}" for run in SPECIALISTS), "noise-level"),
    ("noise level, every layer", f"inside?run={ONE}", "noise-level"),
]

PROBE = """(() => {
  const probe = (globalThis.probe = { redraws: [], moves: [], releases: [] });
  const idle = new MessageChannel();
  let open = null;
  idle.port1.onmessage = () => (open = null);
  const drawn = () => {
    if (!open) {
      probe.redraws.push((open = { from: performance.now() }));
      idle.port2.postMessage(0); // comes once the task that draws has ended
    }
    open.to = performance.now();
  };
  const { prototype } = CanvasRenderingContext2D;
  for (const call of ["putImageData", "drawImage", "clearRect", "fillRect", "fill", "stroke", "fillText"]) {
    const plain = prototype[call];
    prototype[call] = function (...given) {
      plain.apply(this, given);
      drawn();
    };
  }
  document.addEventListener("load", (event) => event.target.tagName === "IMG" && drawn(), true);
  addEventListener("pointermove", (event) => probe.moves.push(performance.now()), true);
  addEventListener("pointerup", (event) => probe.releases.push(performance.now()), true);
})()"""


@contextmanager
def served(script: str):
    """The address of a Streamlit app in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", "--server.address=127.0.0.1"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([*command, f"--server.port={port}"], cwd=PROJECT, **quiet)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait()


class Traffic:
    """What a page sends and receives, counted: websocket frames sent; bytes received by websocket and HTTP."""

    def __init__(self, page: Page):
        self.sent = self.received = 0
        self.last = time.monotonic()
        page.on("websocket", self._socket)
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.on("Network.loadingFinished", lambda event: self._got(int(event["encodedDataLength"])))

    def _socket(self, socket) -> None:
        socket.on("framesent", lambda frame: self._sent())
        socket.on("framereceived", lambda frame: self._got(len(frame)))

    def _sent(self) -> None:
        self.sent += 1

    def _got(self, count: int) -> None:
        self.received += count
        self.last = time.monotonic()

    def settle(self, page: Page, quiet: float = 1.0) -> None:
        """Wait until nothing has come for a while."""
        self.last = time.monotonic()
        while time.monotonic() - self.last < quiet:
            page.wait_for_timeout(100)


def opened(browser, url: str) -> tuple[Page, Traffic]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.add_init_script(PROBE)
    traffic = Traffic(page)
    page.goto(url)
    return page, traffic


def hand(page: Page, surface, share_from: float = 0.1, share_to: float = 0.9):
    """Put the mouse on a surface and press; returns (x, y) at a share of the way across. A slider is held on its track."""
    surface.wait_for(timeout=60_000)
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    flat = box["height"] < 80

    def at(share: float) -> tuple[float, float]:
        along = share_from + (share_to - share_from) * share
        return box["x"] + along * box["width"], box["y"] + (0.5 if flat else 0.3 + 0.4 * share) * box["height"]

    page.mouse.move(*at(0))
    page.mouse.down()
    return at


def drag(page: Page, traffic: Traffic, surface, moves: int, hz: float) -> dict:
    """One drag over a surface, there and back; what the probe saw of it."""
    at = hand(page, surface)
    traffic.settle(page, 0.5)
    page.evaluate("Object.values(probe).forEach(list => (list.length = 0))")
    sent, began = traffic.sent, time.perf_counter()
    for i in range(1, moves + 1):
        time.sleep(max(0, began + i / hz - time.perf_counter()))
        page.mouse.move(*at(1 - abs(2 * i / moves - 1)))
    page.wait_for_timeout(500)
    during, held = page.evaluate("probe"), traffic.sent - sent
    page.mouse.up()
    return {**during, "sent": held}


def row(name: str, seen: dict, lags: list[float]) -> None:
    moves, redraws = seen["moves"], [redraw["from"] for redraw in seen["redraws"]]
    span = (moves[-1] - moves[0]) / 1000
    drawn = sum(moves[0] <= start <= moves[-1] + 100 for start in redraws)
    lags = sorted(lags) or [float("nan")]
    middle, high = statistics.median(lags), lags[int(0.95 * (len(lags) - 1))]
    print(
        f"| {name} | {len(moves) / span:.0f} | {drawn / span:.0f} | {drawn / len(moves):.2f} | {middle:.1f} | {high:.1f} | {seen['sent']} |",
        flush=True,
    )


def after(events: list[float], redraws: list[dict]) -> list[float]:
    """For each event the milliseconds to the end of the first redraw that begins after it."""
    ends = [next((redraw["to"] for redraw in redraws if redraw["from"] >= event), None) for event in events]
    return [end - event for event, end in zip(events, ends, strict=True) if end is not None]


def head(title: str) -> None:
    print(f"\n{title}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| dragged | moves/s | redraws/s | redraws over moves | lag median, ms | lag p95, ms | frames sent |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")


def speed(browser, url: str, options) -> None:
    head("The app")
    for name, place, testid in GESTURES:
        page, traffic = opened(browser, f"{url}/{place}")
        surface = page.get_by_test_id(testid).first
        surface.wait_for(timeout=60_000)
        traffic.settle(page)
        drag(page, traffic, surface, 60, options.hz)  # the first second is the compiler's
        traffic.settle(page)
        seen = drag(page, traffic, surface, options.moves, options.hz)
        row(name, seen, after(seen["moves"], seen["redraws"]))
        page.close()


def baselines(browser, options) -> None:
    with served("bench/baselines.py") as url:
        head("The usual ways, over the decoder of " + ONE)
        page, traffic = opened(browser, f"{url}/?way=slider")
        slider = page.get_by_test_id("stSlider").first
        slider.wait_for(timeout=60_000)
        traffic.settle(page)
        lags = []
        for _ in range(5):
            thumb = slider.get_by_role("slider").bounding_box()
            page.mouse.move(thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2)
            page.mouse.down()
        page.close()
