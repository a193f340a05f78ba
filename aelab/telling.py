"""A training tells of itself while it runs, so that the app can show it: what `aelab.live` reads, and how it is asked to stop.

In a folder of its own beside the runs, ``checkpoints/.<run>.<something>.training/``, gone when the training ends:

    now.json                   how far it is, replaced whole a few times a second
    moment-000.safetensors ..  each moment of the replay as soon as it is recorded
    stop                       made by whoever wants it to stop; nothing is kept then

Who cannot tell (a full disk) trains all the same.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save

from aelab import checkpoints, held
from aelab.data import Digits
from aelab.events import WATCHED, Epoch, Moment, Step, TrainingError
from aelab.live import FROM_PAGE, MOMENT, NOW, STOP
from aelab.runs import Recipe

EVERY = 0.25  # seconds between two reports: the page is to show a step within a second
FAR = 1e15  # a coordinate that only a training that diverges has


@contextmanager
def telling(recipe: Recipe, test: Digits, root: Path | None = None) -> Iterator[Telling]:
    """Tell of a training beside the runs of `root` for as long as the block lasts. Raises `CheckpointError` for a name that no run can have."""
    root, name = root or checkpoints.ROOT, checkpoints.check_name(recipe.name)
    with ExitStack() as stack:
        folder = None
        with suppress(OSError):
            root.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(held.folder(root, name, checkpoints.TRAINING))
        yield Telling(folder, recipe, test.first(WATCHED))


class Telling:
    """What is told of one training: hand it all that `aelab.training.fit` yields."""

    def __init__(self, folder: Path | None, recipe: Recipe, watched: Digits):
        self._folder, self._moments, self._told = folder, 0, 0.0
        self._flat: np.ndarray | None = None
        self._labels = watched.labels.cpu().numpy().astype(np.uint8)
        self._now: dict[str, Any] = {
            "name": recipe.name,
            "recipe": recipe.to_json(),
            "page": bool(os.environ.get(FROM_PAGE)),
            "began": time.time(),
            "doing": "training",
            "step": 0,
            "steps": 0,
            "epoch": 0.0,
            "eta": None,
            "images_per_second": None,
            "train": None,
            "test": None,
            "moments": 0,
        }

    def hear(self, event: Step | Epoch | Moment) -> None:
        """Raises `TrainingError` where somebody has asked for an end."""
        self._heed()
        now = self._now
        if isinstance(event, Step):
            now |= {"step": event.step, "steps": event.steps, "epoch": event.step / event.steps * now["recipe"]["epochs"]}
            now |= {"eta": event.eta, "images_per_second": event.images_per_second, "train": event.train._asdict()}
            self._tell(soon=False)
        elif isinstance(event, Epoch):
            now |= {"epoch": event.epoch, "train": event.train._asdict(), "test": event.test._asdict()}
            self._tell()
        else:
            self._record(event)
            now |= {"step": event.step, "epoch": event.epoch, "moments": self._moments}
            self._tell()

    def say(self, doing: str) -> None:
        """What goes on after the last step. Raises `TrainingError` as `hear` does."""
        self._heed()
        self._now |= {"doing": doing, "eta": None}
        self._tell()

    def _heed(self) -> None:
        if self._folder is not None and (self._folder / STOP).exists():
            raise TrainingError("it was stopped from the page. Nothing was saved")

    def _record(self, moment: Moment) -> None:
        self._flat = flat = in_plane(moment.codes.numpy(), self._flat)
        arrays = {
            "step": np.array(moment.step, np.int64),
            "epoch": np.array(moment.epoch, np.float32),
            "codes": flat.astype(np.float32),  # at first they are nearer together than half precision tells apart
            "reconstructions": moment.reconstructions.numpy(),
            "train": np.array(moment.train, np.float32),
            "test": np.array(moment.test, np.float32),
            "labels": self._labels,
        }
        if moment.kl_per_dimension is not None:
            arrays["kl_per_dimension"] = moment.kl_per_dimension.float().numpy()
        if self._write(MOMENT.format(self._moments), save({key: np.array(a, order="C") for key, a in arrays.items()})):
            self._moments += 1

    def _tell(self, soon: bool = True) -> None:
        if soon or time.monotonic() - self._told > EVERY:
            self._told = time.monotonic()
            self._write(NOW, json.dumps(self._now).encode())

    def _write(self, name: str, data: bytes) -> bool:
        """Whole or not at all; not flushed to the disk, for nobody reads it after a crash. Returns whether it was written."""
        if self._folder is None:
            return False
        try:
            (self._folder / "next").write_bytes(data)
            os.replace(self._folder / "next", self._folder / name)
        except OSError:
            return False
        return True


def in_plane(codes: np.ndarray, before: np.ndarray | None) -> np.ndarray:
    """Codes (N, d) as they are shown while the final plane is not known: (N, 2) float32.

    As they are for d = 2, with a 0 beside them for d = 1; of more numbers the plane of the two principal axes as they are now, turned so as
    to lie on `before` (N, 2), what was shown last, as well as can be (orthogonal Procrustes, Schoenemann 1966).
    """
    if codes.shape[1] < 3:
        return np.pad(codes, ((0, 0), (0, 2 - codes.shape[1])))
    if not (np.abs(codes) < FAR).all():  # the training diverges and is about to end with a sentence of its own
        return np.zeros((len(codes), 2), np.float32)
    centred = codes.astype(np.float64) - codes.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    shown = centred @ axes[:, :-3:-1]
    if before is not None:
        u, _, v = np.linalg.svd(shown.T @ before.astype(np.float64))
        shown = shown @ u @ v
    return shown.astype(np.float32)
