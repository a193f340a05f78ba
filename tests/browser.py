"""What the tests in a real Chromium share: the devices, servers and pages behind the fixtures of conftest.py, and reading canvases.

Without Chromium or playwright such tests are skipped, or fail where AELAB_BROWSER=required says that they must run.
"""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=slight",  # type as wide as in a window, in the shell, too
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium-headless-shell", "chromium")  # the shell is the same engine without the window: a tenth less work
PATIENCE = 30  # seconds in which what a page is to show has come, on a machine that has much else to do
PAGES: dict = {}  # by browser and device: the page that `lent` gives
DESK = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# bytes as one string: playwright takes milliseconds for an array of 784 numbers
BASE64 = "const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));"
GREY = """const grey = (canvas) =>
  base64(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.filter((_, i) => i % 4 === 0));"""
GREYS = f"canvases => {{ {BASE64} {GREY} return canvases.map(grey); }}"
# what is copied is kept, and no clipboard needed
KEEP = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => (globalThis.copied = text) } });"
PIXELS = f"canvas => {{ {BASE64} return base64(new Uint8Array(Float32Array.from(canvas.pixels).buffer)); }}"


def _unavailable(reason: str) -> None:
    if os.environ.get("AELAB_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator:
    """A headless Chromium."""
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        _unavailable("playwright is not installed (requirements-dev.txt)")
    expect.set_options(timeout=1000 * PATIENCE)  # its own five seconds are too few for a busy machine
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        _unavailable("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        for lent_to in [key for key in PAGES if key[0] is launched]:
            del PAGES[lent_to]
        launched.close()


@contextmanager
def lent(browser, **device) -> Iterator:
    """A page on such a device that all tests share, each at an address it opens anew: Streamlit's modules stay compiled.

    `page.sent` has the websocket frames that it sends, `page.complaints` what its console calls errors. An exception in the
    page fails the test.
    """
    page = PAGES.get((browser, str(device)))
    if page is None:
        page = PAGES[browser, str(device)] = listening(browser.new_context(**device).new_page())
    page.evaluate("0")  # what it said since it was lent last is heard now
    for heard in (page.sent, page.problems, page.complaints):
        heard.clear()
    yield page
    page.mouse.up()
    page.mouse.move(0, 0)
    page.set_viewport_size(device["viewport"])
    page.emulate_media(color_scheme=device.get("color_scheme", "light"), reduced_motion="no-preference", forced_colors="none")
    if page.url != "about:blank":
        page.evaluate("() => [localStorage, sessionStorage].forEach((storage) => storage.clear())")
    assert not page.problems


ROOTS = """const roots = [...document.querySelectorAll("*")].map((host) => host.shadowRoot?.querySelector(".aelab"))
  .filter((root) => root?.querySelector("[data-testid=copy-link]"));"""
# Streamlit has run the page to its end; a page of ui/anywhere/ is run by nobody
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning], html[data-host]"
MAIN = "[data-testid=stMain], html[data-host] main"
RESTS = (  # and of what the instruments asked for nothing is under way (kit/rest.js)
    f"document.querySelector('{AT_REST}') && !document.querySelector('[data-testid=stSkeleton]') && !globalThis.__aelabBusy"
)
# of these addresses, that have no instrument, nothing tells that a page was turned to them
NO_INSTRUMENT = "/\\/(words|lessons)([?#]|$)|[?&]part=(One|All|Few|Training)/"
ELSEWHERE = f"""(url) => {{
  {ROOTS}
  const said = /[?&](theme|present|hide|lock)=/.test(location.search); // kept for the visit
  const odd = said || document.querySelector("[data-testid=stPopoverBody], [role=dialog]");
  return new URL(url).origin !== location.origin || !roots.length || Boolean(odd) || {NO_INSTRUMENT}.test(url);
}}"""
TURN = f"""(url) => {{
  {ROOTS}
  for (const root of roots) root.dataset.left = "";
  document.activeElement.blur();
  dispatchEvent(new Event("aelab-forget")); // what was drawn or uploaded outlives its page, and no address says so
  History.prototype.replaceState.call(history, {{}}, "", url);
  dispatchEvent(new PopStateEvent("popstate", {{ state: {{}} }}));
}}"""
TURNED = f"""() => {{
  {ROOTS}
  if (!({RESTS}) || !roots.length || roots.some((root) => "left" in root.dataset)) return false;
  document.querySelector("[data-testid=stMain]").scrollTop = 0;
  return true;
}}"""


def visit(page, url: str) -> None:
    """Open an address of the app: as Back and Forward do where the page is in the app already, a quarter of the work of loading it.

    The instruments are built anew from the address alone and nothing that was shown before counts (ui/link.py). A fresh load of
    every page is what tests/test_links.py does.
    """
    if page.evaluate(ELSEWHERE, url):
        page.goto(url)
        return
    page.wait_for_function(f"() => {RESTS}", polling=50, timeout=60_000)
    page.evaluate(TURN, url)
    page.wait_for_function(TURNED, polling=50, timeout=60_000)  # not at each frame, which the page would have to make


@contextmanager
def with_digits(browser, data: bytes) -> Iterator:
    """A page on a desk to which the app gives these digits, those of a host that has no MNIST, in the place of its own."""
    context = browser.new_context(**DESK)
    page = listening(context.new_page())
    page.route("**/@digits/digits", lambda route: route.fulfill(body=data, content_type="application/octet-stream"))
    yield page
    context.close()


def listening(page):
    page.sent, page.problems, page.complaints = [], [], []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: page.sent.append(frame)))
    page.on("pageerror", lambda error: page.problems.append(error))

    def hear(said) -> None:
        # on a page's own address Streamlit first asks for its server below that page, and is told 404
        if said.type == "error" and "/_stcore/" not in said.location["url"]:
            page.complaints.append(said.text)

    page.on("console", hear)
    return page


class Traffic:
    """What a page receives: bytes over its websocket, and the addresses of ours that came over the network."""

    def __init__(self, page):
        self.page, self.socket, self.fetched, self.addresses = page, 0, [], {}
        page.on("websocket", self._listen)
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.responseReceived", self._begin)
        self.session.on("Network.loadingFinished", self._end)

    def close(self) -> None:
        self.page.remove_listener("websocket", self._listen)
        self.session.detach()

    def _listen(self, socket) -> None:
        socket.on("framereceived", lambda frame: self._add(len(frame)))

    def _add(self, count: int) -> None:
        self.socket += count

    def _begin(self, event: dict) -> None:
        response = event["response"]
        if "/bytes/" in response["url"] and not response["fromDiskCache"]:
            self.addresses[event["requestId"]] = response["url"].split("/bytes/")[1]

    def _end(self, event: dict) -> None:
        if event["requestId"] in self.addresses and event["encodedDataLength"]:
            self.fetched.append(self.addresses[event["requestId"]])


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def serve(script: Path, *options: str, wait: bool = True) -> Iterator[str]:
    """The address of a Streamlit script that runs with the project's own settings, and more, until the block ends.

    Without `wait` it may not be `up` yet.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    under = next((option.partition("=")[2] for option in options if option.startswith("--server.baseUrlPath")), "")
    try:
        if wait:
            up(f"{url}{under}", server)
        yield url
    finally:
        for page in PAGES.values():
            if page.url.startswith(url):
                page.goto("about:blank")  # a page without its server asks for it for ever
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def serve_page(folder: Path, page: str) -> AbstractContextManager[str]:
    """A page of a test's own, its text written into an empty folder, served with what the app answers from memory."""
    (folder / "page.py").write_text(page)
    (folder / "app.py").write_text(
        "import streamlit as st\nfrom starlette.middleware import Middleware\nfrom ui.memory import FromMemory\n"
        "app = st.App('page.py', middleware=[Middleware(FromMemory)])\n"
    )
    return serve(folder / "app.py")


def up(url: str, server: subprocess.Popen | None = None, seconds: float = 60) -> None:
    """Wait until the app at an address answers; that of a `server` process may have ended instead."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server and server.poll() is not None:
            raise RuntimeError(f"the app ended with status {server.returncode} before it was up")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the app was not up after {seconds:.0f} seconds")


def unpacked(text: str, kind: type = np.uint8) -> np.ndarray:
    """The numbers that GREYS or PIXELS gives of one canvas."""
    return np.frombuffer(base64.b64decode(text), kind).copy()


def greys(canvases) -> np.ndarray:
    """The grey levels 0..255 on each canvas of a locator, all read at one moment: (N, width times height)."""
    return np.array([unpacked(text) for text in canvases.evaluate_all(GREYS)])


def pixels_of(canvas) -> np.ndarray:
    """The exact numbers behind a digit: (784,) float32."""
    return unpacked(canvas.evaluate(PIXELS), np.float32)


def until(page, holds, what: str = "it did not come to hold", seconds: float = PATIENCE):
    """Wait for `holds()` to give something, and return it; there is no sleep long enough for a busy machine."""
    end, pause = time.monotonic() + seconds, 30
    while not (found := holds()):
        assert time.monotonic() < end, what
        page.wait_for_timeout(pause)
        pause = min(2 * pause, 120)  # what takes its time is asked for less often: to ask is work, too
    return found


def two_frames(page) -> None:
    """Whatever was asked for before has been drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def set_slider(page, testid: str, value: float) -> None:
    """Put a slider of the page at a value, as if it were let go there."""
    page.get_by_test_id(testid).evaluate(
        "(input, value) => { input.value = value; for (const e of ['input', 'change']) input.dispatchEvent(new Event(e)); }",
        value,
    )
