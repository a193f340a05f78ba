"""The command: `python -m ui.publish DIR`."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from aelab import checkpoints
from ui.digits import without_mnist
from ui.frame import BESIDE, PAGES, address

KNOWN = {address(path) or "home": address(path) for path in PAGES | BESIDE}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ui.publish", description="The app as a site of static files.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the site is written: a new folder, or an empty one")
    parser.add_argument("--pages", nargs="+", choices=KNOWN, default=list(KNOWN), help="all, unless some are named")
    parser.add_argument("--runs", nargs="+", metavar="RUN", help="all of checkpoints/, unless some are named")
    asked = parser.parse_args()
    folder: Path = asked.folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        parser.error(f"{asked.folder} is not empty: the site is written into a folder of its own")
    if missing := set(asked.runs or ()) - set(checkpoints.names()):
        parser.error(f"no run of checkpoints/ is called {', '.join(sorted(missing))}")
    for logger in ("streamlit.runtime.caching.cache_data_api", "streamlit.runtime.scriptrunner_utils.script_run_context"):
        logging.getLogger(logger).disabled = True  # they say on every page that no server runs it
    with without_mnist() as nothing:
        _write(folder, [KNOWN[page] for page in asked.pages], asked.runs, nothing)


def _write(path: Path, pages: list[str], runs: list[str] | None, links: Path) -> None:
    from ui.publish import pages as site  # late, too

    try:
        left = site.only(runs, pages, links)
        folder = site.publish(path, pages)
    except ValueError as error:
        sys.exit(f"{error}")
    models = folder.kept(at for at in folder.sizes if at.startswith("bytes/") and not at.split("/")[2].startswith("@"))
    whole = folder.kept(folder.sizes)
    print(f"{path}: {len(pages)} pages, {len(folder.cards)} models, {len(folder.sizes)} files, {whole / 1e6:.1f} MB")
    print(f"of these the models' bytes {models / 1e6:.1f} MB, pages and code {(whole - models) / 1e6:.1f} MB")
    print(f"a browser keeps {folder.kept([*folder.first, *folder.then]) / 1e6:.1f} MB for when there is no network")
    for each in left:
        print(f"left out: {each}")
    print(f"see it with: python -m http.server --directory {path}")


if __name__ == "__main__":
    main()
