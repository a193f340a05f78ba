"""A page as one file, for who presses a button in the app: made by a process of its own, since what runs the page there would run it
in the place of all visitors' server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

from ui import digits
from ui.once import once

ROOT = Path(__file__).parent.parent.parent
PLACES = ("digit", "digits")  # of views: images by their places in the source of the digits, which is another one in the file
SECONDS = 120


def web_page(page: str, view: list[tuple[str, str]], version: tuple[str, ...]) -> bytes:
    """The file of a page ("" is home) at an address with these parameters, without any image of MNIST. `version` tells the runs of now
    from those trained later. Raises ValueError with a sentence where it cannot be made."""
    kept = [(name, value) for name, value in view if name not in PLACES or not digits.source().mnist]
    return _made(page, urlencode(kept), version)


@once(8)  # of 2 to 13 MB; and one process at a time
def _made(page: str, query: str, version: tuple[str, ...]) -> bytes:
    command = [sys.executable, "-m", "ui.anywhere.file", page, query]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise ValueError(f"it took more than {SECONDS} seconds: the machine is busy") from None
    if done.returncode:
        raise ValueError(done.stderr.decode(errors="replace").strip().splitlines()[-1])
    return done.stdout
