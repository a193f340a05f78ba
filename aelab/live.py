"""What the trainings that run now tell of themselves, read without PyTorch. `aelab.telling` writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from aelab import checkpoints, held

NOW, MOMENT, STOP = "now.json", "moment-{:03}.safetensors", "stop"
FROM_PAGE = "AELAB_FROM_PAGE"  # set in the environment of a training that was started from the page
SAME = "labels"  # what every moment has alike


def trainings(root: Path | None = None) -> list[dict[str, Any]]:
    """What each training that runs now says of itself, the oldest first: the keys are those of `aelab.telling.Telling`, and
    ``key``, by which it is asked for. One whose process is gone is not among them.
    """
    found = []
    for folder in (root or checkpoints.ROOT).glob(f".*{checkpoints.TRAINING}"):
        try:
            now = json.loads((folder / NOW).read_bytes())
        except (OSError, ValueError):  # about to begin, or to end
            continue
        if held.in_use(folder):
            found.append(now | {"key": folder.name.removeprefix(".").removesuffix(checkpoints.TRAINING)})
    return sorted(found, key=lambda now: now["began"])


def moments(key: str, first: int, end: int, root: Path | None = None) -> bytes:
    """The moments `first` to `end` - 1 of a training as safetensors: the keys are those of `aelab.pipeline.record`, and ``labels``
    (N,) uint8. Raises LookupError where they are not, or no longer, here.

    ``codes`` are those of `aelab.telling.in_plane`.
    """
    folder = _folder(key, root)
    try:
        read = [load((folder / MOMENT.format(number)).read_bytes()) for number in range(first, end)]
    except (OSError, SafetensorError):
        raise LookupError("That training is over.") from None
    if not read:
        raise LookupError("There is no such moment.")
    arrays = {name: read[0][name] if name == SAME else np.stack([moment[name] for moment in read]) for name in read[0]}
    return save(arrays)


def stop(key: str, root: Path | None = None) -> None:
    """Ask a training to end with nothing kept: it does so within a moment. Raises LookupError where it runs no more."""
    try:
        (_folder(key, root) / STOP).touch()
    except OSError:
        raise LookupError("That training is over.") from None


def _folder(key: str, root: Path | None) -> Path:
    name, _, _ = key.rpartition(".")
    if not checkpoints.NAME.fullmatch(name) or "/" in key or "\\" in key:
        raise LookupError("There is no such training.")
    return (root or checkpoints.ROOT) / f".{key}{checkpoints.TRAINING}"
