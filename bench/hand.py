"""A hand for the benches: a Streamlit app served, a page opened in Chromium and dragged, and what the page made of it, noted.

A redraw is all the drawing of one task of the page; a lag is counted from a pointer event, as the page gets it, to the end of
the redraw that answers it. The galleries around a digit (traversals, styles, samples) are painted in idle time, one by one, and
noted apart.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Playwright

PROJECT = Path(__file__).resolve().parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROBE = """(() => {
  const probe = (globalThis.probe = { redraws: [], moves: [], releases: [], lags: [], gallery: [] });
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
      if (this.canvas.closest?.(".gallery")) probe.gallery.push(performance.now());
      else drawn();
    };
  }
  document.addEventListener("load", (event) => event.target.tagName === "IMG" && drawn(), true);
  addEventListener("pointermove", (event) => probe.moves.push(performance.now()), true);
  addEventListener("pointerup", (event) => probe.releases.push(performance.now()), true);
})()"""


@contextmanager
def served(script: str, tree: Path = PROJECT):
    """The address of a Streamlit app in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", "--server.address=127.0.0.1"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([*command, f"--server.port={port}"], cwd=tree, **quiet)
    try:
        for _ in range(3000):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield url
    finally:
        server.terminate()
        server.wait()


def chromium(playwright: Playwright, *more: str) -> Browser:
    """With `more` arguments than all benches give it."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=[*ARGUMENTS, *more])


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


def opened(browser: Browser, url: str) -> tuple[Page, Traffic]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.add_init_script(PROBE)
    traffic = Traffic(page)
    page.goto(url)
    return page, traffic


def press(page: Page, surface: Locator):
    """Put the mouse on a surface and press; returns the function from a share of the way across to (x, y). A slider is held on its track."""
    surface.wait_for(timeout=60_000)
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    flat = box["height"] < 80

    def at(share: float) -> tuple[float, float]:
        return box["x"] + (0.1 + 0.8 * share) * box["width"], box["y"] + (0.5 if flat else 0.3 + 0.4 * share) * box["height"]

    page.mouse.move(*at(0))
    page.mouse.down()
    return at


def clear(page: Page) -> None:
    """Forget what the probe has noted so far."""
    page.evaluate("Object.values(probe).forEach(list => (list.length = 0))")


def drag(page: Page, traffic: Traffic, surface: Locator, moves: int, hz: float, end: float | None = None) -> dict:
    """One drag over a surface, there and back or to a share of the way; what the probe saw of it until the release."""
    at = press(page, surface)
    traffic.settle(page, 0.5)
    clear(page)
    sent, began = traffic.sent, time.perf_counter()
    for i in range(1, moves + 1):
        time.sleep(max(0, began + i / hz - time.perf_counter()))
        page.mouse.move(*at(1 - abs(2 * i / moves - 1) if end is None else end * i / moves))
    page.wait_for_timeout(500)
    during, held = page.evaluate("probe"), traffic.sent - sent
    page.mouse.up()
    return {**during, "sent": held}


def after(events: list[float], redraws: list[dict]) -> list[float]:
    """For each event the milliseconds to the end of the first redraw that begins after it."""
    ends = [next((redraw["to"] for redraw in redraws if redraw["from"] >= event), None) for event in events]
    return [end - event for event, end in zip(events, ends, strict=True) if end is not None]
