"""How long a visitor waits for the first digit: home beside the least that Streamlit itself can do, in turns.

    python bench/first_digit.py [--visits 9] [--cold]

All three are opened in headless Chromium on this machine, from a warm server: a page of one `st.write` (until its text is on the
page), a page with one component that draws a pixel at once (until it has), and home (until `decoded-digit` is drawn).
A first visit has an empty browser cache, a second one the cache of the first. Milliseconds from the start of the navigation;
"between" is from connected to shown, the part that a page can do something about.

With --cold every visit has a server that was just started for it, and the first time is from the start of that process: of the text, of home,
and of every other page until its instrument has drawn its first digit. The browser asks as soon as the server answers.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from hand import PROJECT, chromium, served
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(PROJECT))
from ui.frame import PAGES, address

WINDOW = {"width": 1366, "height": 768}
EMPTY = """
import streamlit as st

if st.query_params.get("show") == "pixel":
    js = '''export default ({ parentElement }) => {
      const canvas = document.createElement("canvas");
      parentElement.append(canvas);
      canvas.getContext("2d").putImageData(new ImageData(28, 28), 0, 0);
    }'''
    st.components.v2.component("pixel", js=js)()
else:
    st.write("text")
"""
PROBE = """(() => {
  const seen = (globalThis.seen = {});
  const { prototype } = CanvasRenderingContext2D;
  const plain = prototype.putImageData;
  prototype.putImageData = function (...given) {
    plain.apply(this, given);
    seen.drawn ??= performance.now();
  };
  const WebSocket = globalThis.WebSocket;
  globalThis.WebSocket = function (...given) {
    const socket = new WebSocket(...given);
    socket.addEventListener("open", () => (seen.connected ??= performance.now()));
    return socket;
  };
  Object.setPrototypeOf(globalThis.WebSocket, WebSocket);
  globalThis.WebSocket.prototype = WebSocket.prototype;
  new MutationObserver(() => {
    if (document.querySelector("[data-testid=stMarkdown]")) seen.text ??= performance.now();
  }).observe(document, { childList: true, subtree: true });
})()"""


def visit(context, url: str, moment: str) -> dict[str, float]:
    page = context.new_page()
    page.add_init_script(PROBE)
    page.goto(url)
    page.wait_for_function(f"seen.{moment}", timeout=60_000)
    seen = page.evaluate("seen")
    page.wait_for_timeout(300)  # what still loads belongs to this visit, not to the next
    page.close()
    return {"connected": seen["connected"], "shown": seen[moment], "between": seen[moment] - seen["connected"]}


def first(browser, script: str, path: str, moment: str) -> dict[str, float]:
    """Of the first visitor of a server that is started for it: until it answers, and until something is shown."""
    began = time.perf_counter()
    with served(script) as url:
        answers = 1000 * (time.perf_counter() - began)
        context = browser.new_context(viewport=WINDOW)
        shown = visit(context, f"{url}/{path}", moment)["shown"]
        context.close()
    return {"answers": answers, "shown": shown, "in all": answers + shown}


def cold(browser, empty: str, visits: int) -> None:
    kinds = {"`st.write`, its text": (empty, "", "text"), "a component, its pixel": (empty, "?show=pixel", "drawn")}
    kinds |= {f"{page.name}, its digit": ("streamlit_app.py", address(script), "drawn") for script, page in PAGES.items()}
    waits = defaultdict(list)
    for _ in range(visits):
        for name, kind in kinds.items():
            waits[name].append(first(browser, *kind))
    print(table(("answers", "shown", "in all"), "in all", {name: [each] for name, each in waits.items()}))


def warm(browser, empty: str, visits: int) -> None:
    waits = {}
    with served(empty) as plain, served("streamlit_app.py") as app:
        kinds = {
            "`st.write`, its text": (plain, "text"),
            "a component, its pixel": (f"{plain}/?show=pixel", "drawn"),
            "home, its digit": (app, "drawn"),
        }
        for turn in range(visits + 1):
            for name, (url, moment) in kinds.items():
                context = browser.new_context(viewport=WINDOW)
                seen = [visit(context, url, moment) for _ in ("first", "second")]
                context.close()
                if turn:  # the very first visit also warms the server
                    for which, each in zip(waits.setdefault(name, ([], [])), seen, strict=True):
                        which.append(each)
    print(table(("connected", "shown", "between"), "shown", waits))


def table(moments: Sequence[str], compared: str, waits: dict[str, Sequence[list[dict[str, float]]]]) -> str:
    """Median (fastest) of each moment of the first visits, and of the second ones if there are any; the moment that is `compared` against the first row's."""
    rows, least = [], None
    for name, visits in waits.items():
        cells = []
        for which in visits:
            for moment in moments:
                times = [seen[moment] for seen in which]
                cells.append(f"{statistics.median(times):.0f} ({min(times):.0f})")
        own = [statistics.median(seen[compared] for seen in which) for which in visits]
        least = least or own
        rows.append([name, *cells, " / ".join(f"{one / other:.2f}" for one, other in zip(own, least, strict=True))])
    heads = [f"{moment}, {which} visit" for which in ("first", "second")[: len(visits)] for moment in moments]
    lines = [["until", *heads, "times the first row's"], ["---", *["---:"] * (len(heads) + 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=9, help="of each kind (%(default)s)")
    parser.add_argument("--cold", action="store_true", help="a server that was just started for each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder, "empty.py")
        script.write_text(EMPTY)
        print(f"Median (fastest) of {options.visits} visits, ms; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
        browser = chromium(playwright)
        (cold if options.cold else warm)(browser, str(script), options.visits)
        browser.close()


if __name__ == "__main__":
    main()
