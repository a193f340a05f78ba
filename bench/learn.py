"""How soon a model that is trained on page Learn parts the digits: from the press of Play to a 10-NN accuracy, in Chromium.

    python bench/learn.py                            the page's own settings on scikit-learn's 1,797 digits
    python bench/learn.py --data data --goal 0.65    on the digits of that folder, where MNIST is in it; up to another accuracy

Processor seconds are those of all of Chromium from the press on: on a busy machine they say what the clock does not.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from hand import chromium, served
from playwright.sync_api import sync_playwright


def processor() -> float:
    """Seconds that the Chromium of this process has had of the processor, in all its processes."""
    parents, names, ticks = {}, {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = stat.read_text().rpartition(") ")
        except OSError:
            continue  # it has ended
        pid, fields = int(stat.parent.name), rest.split()
        parents[pid], names[pid], ticks[pid] = int(fields[1]), head, sum(map(int, fields[11:13]))

    def ours(pid: int) -> bool:
        return pid == os.getpid() or (pid in parents and ours(parents[pid]))

    return sum(ticks[pid] for pid in ticks if "chrom" in names[pid] and ours(pid)) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--goal", type=float, default=0.7)
    parser.add_argument("--query", default="seed=0", help="settings, as the address has them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as nothing:
        os.environ["AELAB_DATA"] = str(options.data or nothing)
        with served("streamlit_app.py") as url, sync_playwright() as playwright:
            page = chromium(playwright).new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"{url}/learn?part=Train+here&{options.query}")
            page.locator("[data-testid=decoded-digit][data-drawn]").wait_for(timeout=60_000)
            began, before = time.perf_counter(), processor()
            page.get_by_test_id("train-play").click()
            near, epoch = page.get_by_test_id("train-near"), page.get_by_test_id("train-epoch")
            while float(near.inner_text().split()[1]) < options.goal:
                page.wait_for_timeout(50)
            seconds, spent = time.perf_counter() - began, processor() - before
            print(
                f"{near.inner_text()} after {seconds:.1f} s, {spent:.1f} s of processor, {epoch.inner_text()}; load {os.getloadavg()[0]:.1f}"
            )


if __name__ == "__main__":
    main()
