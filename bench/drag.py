"""How the app answers a hand: it is dragged in Chromium, sixty moves a second, beside the two usual ways of Streamlit.

    python bench/drag.py                     everything, about six minutes
    python bench/drag.py speed baselines     a part: speed, baselines, switch, memory

Speed and baselines: redraws over moves (1.00 = every move was drawn, once), and the lag from a pointer event, as the page
gets it, to the end of the last draw call that answers it. A redraw is all the drawing of one task of the page, but for the
galleries of small digits around it, painted in idle time: the last column has how many of those a second. A stock slider reports
on release only, so its lag is counted from there; of a component that asks the server, those moves count that were
answered. Frames are those that the page sent to the server while the button was down.
Switch: bytes the page receives when one comes back to a page already seen. Memory: growth of the JavaScript heap, garbage
collected, over many moves on the map.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

from hand import after, chromium, clear, drag, opened, press, served
from playwright.sync_api import sync_playwright

ONE, THREE = "conv-vae-2", ("conv-vae-2", "conv-ae-2", "conv-vae-2-beta-4")
SPECIALISTS = ("conv-dae-maps", "conv-dae-16", "conv-vae-2")

# what is dragged: (name, page and query, test id, and what is pressed first)
GESTURES: list[tuple[str, ...]] = [
    ("map, 1 run", f"?run={ONE}", "latent-map"),
    *((f"map, {behind} behind it", f"?run={ONE}&behind={behind}", "latent-map") for behind in ("manifold", "field", "metric")),
    ("map, 3 runs linked", "latent_space?" + "&".join(f"runs={run}" for run in THREE), "latent-map"),
    ("latent slider", f"generate?run={ONE}", "latent-slider-0"),
    ("path position, 1 run", f"interpolate?runs={ONE}", "path-position"),
    ("path position, 3 runs", "interpolate?" + "&".join(f"runs={run}" for run in THREE), "path-position"),
    ("strength of a sum, 1 run", f"interpolate?view=arithmetic&runs={ONE}", "arithmetic-strength"),
    (
        "strength of a sum, 3 runs",
        "interpolate?view=arithmetic&" + "&".join(f"runs={run}" for run in THREE),
        "arithmetic-strength",
    ),
    ("noise level, 1 model", f"denoise?models={ONE}", "noise-level"),
    ("noise level, 3 models", "denoise?" + "&".join(f"models={run}" for run in SPECIALISTS), "noise-level"),
    ("noise level, every layer", f"inside?run={ONE}", "noise-level"),
    ("ring of Learn, at rest", "learn?part=Train+here&seed=0", "train-map"),
    ("ring of Learn, while it trains", "learn?part=Train+here&seed=0", "train-map", "train-play"),
    ("time of a training, 1 run", f"learn?runs={ONE}", "learn-time"),
    ("time of a training, 3 runs", "learn?" + "&".join(f"runs={run}" for run in THREE), "learn-time"),
]


def row(name: str, seen: dict, lags: list[float]) -> None:
    moves, redraws = seen["moves"], [redraw["from"] for redraw in seen["redraws"]]
    span = (moves[-1] - moves[0]) / 1000
    drawn = sum(moves[0] <= start <= moves[-1] + 100 for start in redraws)
    lags = sorted(lags) or [float("nan")]
    middle, high = statistics.median(lags), lags[int(0.95 * (len(lags) - 1))]
    print(
        f"| {name} | {len(moves) / span:.0f} | {drawn / span:.0f} | {drawn / len(moves):.2f} | {middle:.1f} | {high:.1f} | {seen['sent']} | {len(seen['gallery']) / span:.0f} |",
        flush=True,
    )


def head(title: str) -> None:
    print(f"\n{title}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(
        "| dragged | moves/s | redraws/s | redraws over moves | lag median, ms | lag p95, ms | frames sent | gallery digits/s |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")


def speed(browser, url: str, options) -> None:
    head("The app")
    for name, place, testid, *before in GESTURES:
        if options.only not in name:
            continue
        page, traffic = opened(browser, f"{url}/{place}")
        surface = page.get_by_test_id(testid).first
        surface.wait_for(timeout=60_000)
        traffic.settle(page)
        for first in before:
            page.get_by_test_id(first).click()
        drag(page, traffic, surface, 60, options.hz)  # the first second is the compiler's
        traffic.settle(page)
        seen = drag(page, traffic, surface, options.moves, options.hz)
        row(name, seen, after(seen["moves"], seen["redraws"]))
        page.close()


def baselines(browser, options) -> None:
    with served("bench/baselines.py") as url:
        head(f"The usual ways, over the decoder of {ONE}")
        page, traffic = opened(browser, f"{url}/?way=slider")
        track = page.locator("[data-testid=stSlider] [role=group] > [data-rac]").first
        lags, seen = [], {}
        for turn in range(6):
            seen = drag(page, traffic, track, options.moves // 2, options.hz, end=0.5 + 0.1 * (turn % 5))
            page.wait_for_function("probe.redraws.length > 0")
            released = page.evaluate("probe")
            lags += after(released["releases"], released["redraws"])
            traffic.settle(page)
        row("stock st.slider and st.image, lag from release", seen, lags[1:])  # the first waits for the model too
        page.close()
        page, traffic = opened(browser, f"{url}/?way=component")
        surface = page.get_by_test_id("surface")
        drag(page, traffic, surface, 60, options.hz)
        page.mouse.up()
        traffic.settle(page)
        seen = drag(page, traffic, surface, options.moves, options.hz)
        row("a component that asks the server at every move", seen, seen["lags"])
        page.close()


def switch(browser, url: str, options) -> None:
    """Every page twice in one visit, by the links of the sidebar; the second time is a switch back."""
    print(f"\nBytes received on opening a page, run {ONE}\n\n| page | first time | coming back |\n| --- | ---: | ---: |")
    page, traffic = opened(browser, f"{url}/?run={ONE}")
    page.get_by_test_id("latent-map").first.wait_for(timeout=60_000)
    traffic.settle(page)
    links = page.get_by_test_id("stSidebar").get_by_role("link")
    pages = links.all_inner_texts()
    received = {name: [] for name in pages}
    for name in [*pages[1:], *pages]:
        before, title = traffic.received, page.get_by_role("heading", level=1)
        question = title.inner_text()
        links.get_by_text(name, exact=True).click()
        title.filter(has_not_text=question).wait_for(timeout=60_000)
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
        traffic.settle(page, 3)
        received[name].append(traffic.received - before)
    for name, counts in received.items():
        first = f"{counts[0]:,}" if len(counts) > 1 else "with the app"
        print(f"| {name} | {first} | {counts[-1]:,} |")
    page.close()


def memory(browser, url: str, options) -> None:
    name, place, testid = GESTURES[0]
    page, traffic = opened(browser, f"{url}/{place}")
    surface = page.get_by_test_id(testid).first
    surface.wait_for(timeout=60_000)
    traffic.settle(page)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")

    def heap() -> float:
        clear(page)  # the probe's own notes
        cdp.send("HeapProfiler.collectGarbage")
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "JSHeapUsedSize") / 1e6

    at = press(page, surface)
    seen, drawn, before, began = 0, 0, None, time.perf_counter()
    while seen < options.heap_moves:
        for i in range(200):
            page.mouse.move(*at(1 - abs(2 * (i + 1) / 200 - 1)))
        if before is None:
            before = heap()  # once the first moves have made what is made once
            continue
        noted = page.evaluate("[probe.moves.length, probe.redraws.length]")
        seen, drawn = seen + noted[0], drawn + noted[1]
        clear(page)
    growth = heap() - before
    page.mouse.up()
    took = time.perf_counter() - began
    print(
        f"\nMemory, {name}: {growth:+.2f} MB of heap over {before:.1f} MB after {seen:,} moves and {drawn:,} redraws in {took:.0f} s"
    )
    page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = ["speed", "baselines", "switch", "memory"]
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(parts))
    parser.add_argument("--moves", type=int, default=240, help="of each drag (%(default)s)")
    parser.add_argument("--hz", type=float, default=60)
    parser.add_argument("--heap-moves", type=int, default=10_000, help="(%(default)s)")
    parser.add_argument("--only", default="", help="gestures whose name has this")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(parts):
        parser.error(f"no such part: {', '.join(unknown)}")
    chosen = options.parts or parts
    with sync_playwright() as playwright, served("streamlit_app.py") as url:
        browser = chromium(playwright)
        if "speed" in chosen:
            speed(browser, url, options)
        if "baselines" in chosen:
            baselines(browser, options)
        if "switch" in chosen:
            switch(browser, url, options)
        if "memory" in chosen:
            memory(browser, url, options)
        browser.close()


if __name__ == "__main__":
    main()
