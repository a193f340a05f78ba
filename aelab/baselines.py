"""Figures that hang on no run, measured once and kept in baselines.json, each under the name of what was measured."""

from __future__ import annotations

import json
from pathlib import Path

FILE = Path(__file__).with_name("baselines.json")


def stored(name: str) -> dict:
    """What was kept under a name. Raises KeyError where nothing was."""
    return json.loads(FILE.read_text("utf-8"))[name]


def keep(name: str, figures: dict) -> None:
    """Put figures in the place of those under this name; what else stands in the file stays."""
    kept = json.loads(FILE.read_text("utf-8")) if FILE.is_file() else {}
    FILE.write_text(json.dumps({**kept, name: figures}, indent=1) + "\n", "utf-8")
