"""The app as a site of static files: `python -m ui.publish DIR`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from aelab import checkpoints
from ui.digits import without_mnist
from ui.frame import BESIDE, LESSONS, PAGES, address

KNOWN = {address(path) or "home": address(path) for path in PAGES | BESIDE if path != LESSONS}  # which a server leads through


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ui.publish", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the site is written: a new folder, or an empty one")
    parser.add_argument("--pages", nargs="+", choices=KNOWN, default=list(KNOWN), help="all, unless some are named")
    parser.add_argument("--runs", nargs="+", metavar="RUN", help="all of checkpoints/, unless some are named")
    asked = parser.parse_args()
    folder: Path = asked.folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        parser.error(f"{asked.folder} is not empty: the site is written into a folder of its own")
    if missing := set(asked.runs or ()) - set(checkpoints.names()):
        parser.error(f"no run of checkpoints/ is called {', '.join(sorted(missing))}")
    with without_mnist() as nothing:
        only(asked.runs, nothing)
        _write(folder, [KNOWN[page] for page in asked.pages])


def only(runs: list[str] | None, folder: Path) -> None:
    """Know these runs alone, by links in a folder; all where none are named."""
    if runs:
        for run in runs:
            (folder / run).symlink_to(checkpoints.ROOT.resolve() / run)
        checkpoints.ROOT = folder


def _write(folder: Path, pages: list[str]) -> None:
    from ui.anywhere.site import publish  # late, too

    try:
        site = publish(folder, pages)
    except ValueError as error:
        sys.exit(f"{error}")
    kinds: Counter[str] = Counter()
    for at, size in site.sizes.items():
        kinds["models" if at.startswith("bytes/") and not at.startswith("bytes/" + at.split("/")[1] + "/@") else "pages"] += size
    print(f"{folder}: {len(pages)} pages, {len(site.cards)} models, {len(site.sizes)} files, {sum(kinds.values()) / 1e6:.1f} MB")
    print(f"of these the models' bytes {kinds['models'] / 1e6:.1f} MB, pages and code {kinds['pages'] / 1e6:.1f} MB")
    print(
        f"a browser keeps {sum(site.sizes.get(at, 0) for at in {*site.first, *site.then}) / 1e6:.1f} MB for when there is no network"
    )
    print(f"see it with: python -m http.server --directory {folder}")


if __name__ == "__main__":
    main()
