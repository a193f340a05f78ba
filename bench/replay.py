"""How the replay of page Learn plays: redraws a second and the work of one, of one run and of three.

    python bench/replay.py                                one and three runs, three times each
    python bench/replay.py --before d19ff9c --turns 5     beside a tree before, in turns, and the ratio of the two

A redraw is a frame of the page that plays; its work is what all processes of Chromium had of the processor for it, drawing, layout and
compositing together: on a busy machine that says what redraws a second do not. A turn is a whole play of ten seconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from drag import THREE
from hand import PROJECT, chromium, served
from playwright.sync_api import Browser, sync_playwright

PLAYED = 9.5  # seconds of a play that are counted
COUNT = "() => { globalThis.frames = 0; const next = () => (frames++, requestAnimationFrame(next)); next(); }"


def played(browser: Browser, url: str, runs: tuple[str, ...], density: float) -> tuple[float, float]:
    """Redraws a second, and milliseconds of processor for one."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, device_scale_factor=density)
    page, system = context.new_page(), browser.new_browser_cdp_session()

    def now() -> tuple[float, int, float]:
        processes = system.send("SystemInfo.getProcessInfo")["processInfo"]
        return time.perf_counter(), page.evaluate("globalThis.frames"), sum(process["cpuTime"] for process in processes)

    page.goto(f"{url}/learn?" + "&".join(f"runs={run}" for run in runs) + "&t=0")
    page.get_by_test_id("learn-test").nth(len(runs) - 1).wait_for(timeout=60_000)
    page.wait_for_timeout(2500)  # what a page does when it is new is over
    page.evaluate(COUNT)
    page.get_by_test_id("learn-play").click()
    began, first, before = now()
    page.wait_for_timeout(1000 * PLAYED)
    ended, last, after = now()
    context.close()
    return (last - first) / (ended - began), 1000 * (after - before) / (last - first)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", metavar="COMMIT", help="of this repository")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--density", type=float, default=1, help="pixels of the screen for one of the page (%(default)s)")
    options = parser.parse_args()
    with ExitStack() as stack:
        trees = {"now": PROJECT}
        if options.before:
            trees["before"] = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "tree"
            subprocess.run(
                ["git", "worktree", "add", "--quiet", "--detach", trees["before"], options.before], cwd=PROJECT, check=True
            )
            stack.callback(subprocess.run, ["git", "worktree", "remove", "--force", trees["before"]], cwd=PROJECT, check=True)
        urls = {name: stack.enter_context(served("streamlit_app.py", tree)) for name, tree in trees.items()}
        browser = chromium(stack.enter_context(sync_playwright()))
        stack.callback(browser.close)
        seen = defaultdict(list)
        for _ in range(options.turns):
            for runs in (THREE[:1], THREE):
                for name, url in urls.items():
                    seen[name, len(runs)].append(played(browser, url, runs, options.density))
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {options.turns} plays each, median\n")
        print("| runs | tree | redraws/s | ms of processor a redraw |\n| ---: | --- | ---: | ---: |")
        work = {key: statistics.median(each for _, each in turns) for key, turns in seen.items()}
        for name, count in seen:
            often = statistics.median(each for each, _ in seen[name, count])
            print(f"| {count} | {name} | {often:.0f} | {work[name, count]:.1f} |")
        for count in (1, len(THREE)) if options.before else ():
            print(f"\nwork of a redraw, runs: {count}; before / now: {work['before', count] / work['now', count]:.2f}")


if __name__ == "__main__":
    main()
