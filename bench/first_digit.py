"""How long a visitor waits for the first digit: home beside the least that Streamlit itself can do, in turns.

    python bench/first_digit.py [--visits 9]

All three are opened in headless Chromium on this machine, from a warm server: a page of one `st.write` (until its text is on the
page), a page with one component that draws a pixel at once (until it has), and home (until `decoded-digit` is drawn).
A first visit has an empty browser cache, a second one the cache of the first. Milliseconds from the start of the navigation;
"between" is from connected to shown, the part that a page can do something about.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

from hand import chromium, served
from playwright.sync_api import sync_playwright

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=9, help="of each kind (%(default)s)")
    options = parser.parse_args()
    waits = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder, "empty.py")
        script.write_text(EMPTY)
        with served(str(script)) as empty, served("streamlit_app.py") as app:
            pages = {
                "`st.write`, its text": (empty, "text"),
                "a component, its pixel": (f"{empty}/?show=pixel", "drawn"),
                "home, its digit": (app, "drawn"),
            }
            browser = chromium(playwright)
            for turn in range(options.visits + 1):
                for name, (url, moment) in pages.items():
                    context = browser.new_context(viewport={"width": 1366, "height": 768})
                    for which in ("first", "second"):
                        seen = visit(context, url, moment)
                        if turn:  # the very first visit also warms the server
                            waits[name, which].append(seen)
                    context.close()
            browser.close()
    print(f"Median (fastest) of {options.visits} visits, ms; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    heads = [f"{moment}, {which} visit" for which in ("first", "second") for moment in ("connected", "shown", "between")]
    print(f"| until | {' | '.join(heads)} |\n| --- {'| ---: ' * len(heads)}|")
    for name in pages:
        cells = []
        for which in ("first", "second"):
            for moment in ("connected", "shown", "between"):
                times = [seen[moment] for seen in waits[name, which]]
                cells.append(f"{statistics.median(times):.0f} ({min(times):.0f})")
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
