"""How long a visitor waits for the first decoded digit: the published site beside VAE Explainer and beside the app, in turns.

    python bench/anywhere.py [--explainer DIR] [--site DIR] [--visits 5]

All are opened in headless Chromium on this machine by browsers that have kept nothing, once as fast as the machine is and once
over 10 Mbit/s with 40 ms there and back. VAE Explainer (Bertucci & Endert 2024, arXiv 2409.09011) is its own built site, the
branch gh-pages of github.com/xnought/vae-explainer: a copy in DIR, else it is cloned. It and the site come from the same server
of static files, which packs text as GitHub Pages does; the app from its own. What Chromium slows down is HTTP, so the app's websocket
is as fast as ever, and the fonts that VAE Explainer asks of Google are refused at once: both are in their favour. There is no graphics
card, which TensorFlow.js would use and our engine would not. The other rows
are the site's alone: a second visit with the network, and one for which no server answers any more.

Milliseconds from the start of the navigation to the first frame in which the decoded digit has ink; MB as they were sent until then.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hand import PROJECT, chromium, served
from playwright.sync_api import BrowserContext, sync_playwright

EXPLAINER = "https://github.com/xnought/vae-explainer"
SLOW = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
PROFILES, AGAIN = ("this machine", "10 Mbit/s"), ("a second visit", "one without a network")
PACKED = (".html", ".js", ".css", ".json", ".svg", ".webmanifest")
# the digit that is decoded: of ours by its name, of VAE Explainer the last canvas that it has
SEEN = """(() => {
  const all = (node) => [...node.querySelectorAll("*")].flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
  const look = () => {
    const canvases = all(document).filter((node) => node.localName === "canvas");
    const explainer = location.pathname.startsWith("/vae-explainer/");
    const canvas = explainer ? canvases.at(-1) : canvases.find((each) => each.dataset.testid === "decoded-digit");
    const row = canvas?.width && canvas.getContext("2d").getImageData(0, canvas.height >> 1, canvas.width, 1).data;
    if (row && row.some((grey, i) => i % 4 === 0 && Math.abs(grey - row[0]) > 100)) globalThis.digitAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
KEPT = "async (url) => Boolean(await caches.match(url))"


class Quiet(http.server.ThreadingHTTPServer):
    """Of connections that a page breaks off it says nothing."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


class Static(http.server.SimpleHTTPRequestHandler):
    """A server of static files that packs text once, and falls silent when it is told to."""

    silent = False
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if Static.silent:
            self.close_connection = True
            return
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data, packed = body(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@functools.cache
def body(path: Path) -> tuple[bytes, bool]:
    data = path.read_bytes()
    return (gzip.compress(data), True) if path.suffix in PACKED else (data, False)


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    server = Quiet(("127.0.0.1", 0), functools.partial(Static, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def visit(context: BrowserContext, url: str, slow: bool = False) -> tuple[float, float]:
    """Milliseconds to the digit, and MB until then."""
    page = context.new_page()
    page.add_init_script(SEEN)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sent = [0]
    session.on("Network.dataReceived", lambda event: sent.append(event["encodedDataLength"]))
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW)
    page.goto(url, wait_until="commit")
    page.wait_for_function("globalThis.digitAt", timeout=60_000)
    waited, heard = page.evaluate("digitAt"), sum(sent)
    page.wait_for_timeout(300)  # what still loads belongs to this visit, not to the next
    page.close()
    return waited, heard / 1e6


def keeps(context: BrowserContext, url: str, folder: Path) -> None:
    """Wait until the worker keeps the site."""
    last = json.loads(re.search(r"THEN = (\[.*?\]);", (folder / "sw.js").read_text("utf-8"))[1])[-1]
    page = context.new_page()
    page.goto(url)
    while not page.evaluate(KEPT, f"{url}{last}"):
        page.wait_for_timeout(100)
    page.close()


def explainer(given: Path | None, folder: Path) -> None:
    """VAE Explainer's built site at vae-explainer/ of the folder, where its own addresses have it."""
    there = folder / "vae-explainer"
    if given:
        there.symlink_to(given.resolve())
        return
    command = ["git", "clone", "--quiet", "--depth", "1", "--branch", "gh-pages", EXPLAINER, str(there)]
    if subprocess.run(command).returncode:
        sys.exit(f"VAE Explainer is not to be had: give a copy of the branch gh-pages of {EXPLAINER} with --explainer DIR")


def table(found: dict[tuple[str, str], list[tuple[float, float]]], names: list[str]) -> None:
    print("| until the digit | ms, median (fastest) | times the site's | MB |\n| --- | ---: | ---: | ---: |")
    for profile in (*PROFILES, *AGAIN):
        own = statistics.median(waited for waited, _ in found[profile, names[0]])
        for name in names:
            if not (visits := found.get((profile, name))):
                continue
            times, sizes = zip(*visits, strict=True)
            ratio = statistics.median(times) / own
            print(
                f"| {name}, {profile} | {statistics.median(times):.0f} ({min(times):.0f}) | {ratio:.2f} | {statistics.median(sizes):.2f} |"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--explainer", type=Path, metavar="DIR", help="VAE Explainer's built site")
    parser.add_argument("--site", type=Path, metavar="DIR", help="a published site, which is written anew otherwise")
    parser.add_argument("--visits", type=int, default=5, help="of each kind (%(default)s)")
    options = parser.parse_args()
    found = defaultdict(list)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        explainer(options.explainer, folder)
        if options.site:
            (folder / "site").symlink_to(options.site.resolve())
        else:
            subprocess.run([sys.executable, "-m", "ui.publish", str(folder / "site")], cwd=PROJECT, check=True)
        with hosted(folder) as host, served("streamlit_app.py") as app:
            site = f"{host}/site/"
            pages = {"the published site": site, "VAE Explainer": f"{host}/vae-explainer/", "the app": app}
            browser = chromium(playwright, "--host-resolver-rules=MAP *.googleapis.com ~NOTFOUND")
            for turn in range(options.visits + 1):
                for slow, profile in enumerate(PROFILES):
                    for name, url in pages.items():
                        context = browser.new_context(viewport={"width": 1366, "height": 768})
                        seen = [visit(context, url, bool(slow))]
                        if turn:  # the very first visit also warms the servers
                            found[profile, name] += seen
                        context.close()
                context = browser.new_context(viewport={"width": 1366, "height": 768})
                keeps(context, site, folder / "site")
                for silent, profile in enumerate(AGAIN):
                    Static.silent = bool(silent)
                    seen = [visit(context, site)]
                    found[profile, "the published site"] += seen * bool(turn)
                Static.silent = False
                context.close()
            browser.close()
    print(f"\n{options.visits} visits of each kind; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    table(found, list(pages))


if __name__ == "__main__":
    main()
