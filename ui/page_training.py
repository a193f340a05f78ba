"""The one training that the page can start: a `train.py` of its own, so that no PyTorch is in the server and nothing of it ends with a visitor's tab."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec
from msgspec import Meta, Struct

from aelab import checkpoints, families, install, live
from aelab.card_file import CheckpointError
from aelab.noise import KINDS
from aelab.runs import RUNS

PROJECT = Path(__file__).resolve().parent.parent
TRAIN = PROJECT / "train.py"
FAMILIES = {
    "dense-ae": "Dense AE",
    "dense-vae": "Dense VAE",
    "conv-ae": "Conv AE",
    "conv-vae": "Conv VAE",
    "conv-cvae": "Conv VAE told the digit",
}
VARIATIONAL = [name for name in families.FAMILIES if name.endswith("vae")]
POLITE = 10  # niceness: pages come first


class RefusedError(Exception):
    """What cannot be started or stopped, in a sentence for the page."""


class Asked(Struct, forbid_unknown_fields=True, frozen=True):
    """What the page can ask for: a few of the options of `train.py`, each within bounds. Nothing else reaches its command line."""

    family: str
    latent_size: Annotated[int, Meta(ge=1, le=64)] = 2
    beta: Annotated[float, Meta(ge=0, le=20)] = 1.0
    noise: str = "none"
    noise_level: Annotated[float, Meta(ge=0, le=1)] = 0.5
    epochs: Annotated[int, Meta(ge=1, le=100)] = 10
    seed: Annotated[int, Meta(ge=0, lt=2**32)] = 0
    name: Annotated[str, Meta(max_length=64)] = ""

    def called(self, root: Path) -> str:
        """The name that was asked for, or one that says what it is of. Raises `RefusedError` where no new run can have it."""
        name = self.name or self._description()
        try:
            taken = {entry.name.lower() for entry in root.iterdir()} if root.is_dir() else set()
            if not self.name:
                choices = (name, *(f"{name}-no-{number}" for number in range(2, 1000)))
                name = next(choice for choice in choices if choice.lower() not in taken)
            checkpoints.check_new_name(name, root)
        except (OSError, CheckpointError) as error:
            raise RefusedError(str(error)) from None
        if name.lower() in taken or name.lower() in {run.lower() for run in RUNS}:
            raise RefusedError(f"There is a run {name} already: choose another name.")
        return name

    def options(self, name: str) -> list[str]:
        """Of `train.py`, each of its own: no shell reads them."""
        given: dict[str, Any] = {"family": self.family, "latent-size": self.latent_size, "epochs": self.epochs, "seed": self.seed}
        if self.family in VARIATIONAL:
            given["beta"] = self.beta
        if self.noise != "none":
            given |= {"noise": self.noise, "noise-level": self.noise_level}
        return [f"--{option}={value}" for option, value in (given | {"name": name}).items()]

    def _description(self) -> str:
        parts = ["my", self.family, str(self.latent_size)]
        parts += [f"beta-{self.beta:g}"] * (self.beta != 1 and self.family in VARIATIONAL) + [self.noise] * (self.noise != "none")
        return "-".join([*parts, *[f"seed-{self.seed}"] * (self.seed != 0)])


def asked(body: bytes) -> Asked:
    """What a press asks for. Raises `RefusedError` with the field that is wrong."""
    try:
        wanted = msgspec.json.decode(body, type=Asked)
    except msgspec.DecodeError as error:
        raise RefusedError(f"That cannot be trained: {error}") from None
    if wanted.family not in FAMILIES:
        raise RefusedError(f"That cannot be trained: the families are {', '.join(FAMILIES)}")
    if wanted.noise not in ("none", *KINDS):
        raise RefusedError(f"That cannot be trained: the kinds of noise are none, {', '.join(KINDS)}")
    return wanted


class PageTraining:
    """At most one training of the page's at a time; `ended` hears what came of each, from a thread of its own."""

    def __init__(self, ended: Callable[[dict[str, Any]], None], root: Path | None = None):
        self._root, self._ended, self._lock = root or checkpoints.ROOT, ended, threading.Lock()
        self._process: subprocess.Popen | None = None
        self._stopped = False
        self.name = ""  # of the one that runs, or runs no longer

    @property
    def running(self) -> bool:
        """Whether one that this server started runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, wanted: Asked) -> str:
        """Start it; returns the name of the run to be. Raises `RefusedError`."""
        if missing := install.lacking():
            raise RefusedError(f"Training needs more than the app. {missing}.")
        with self._lock:
            others = [now["name"] for now in live.trainings(self._root) if now["page"]]  # started by a server that is no more
            if self.running or others:
                raise RefusedError(f"{self.name if self.running else others[0]} is being trained: one at a time.")
            name = wanted.called(self._root)
            self._launch([*wanted.options(name), f"--checkpoints={self._root}"], name)
        return name

    def stop(self) -> str:
        """End it; nothing of it is kept. Returns its name. Raises `RefusedError` where none runs."""
        with self._lock:
            if self.running and self._process:
                self._stopped = True
                self._process.terminate()
                return self.name
        others = [now for now in live.trainings(self._root) if now["page"]]
        if not others:
            raise RefusedError("No training that was started from the page runs now.")
        with suppress(LookupError):
            live.stop(others[0]["key"], self._root)
        return others[0]["name"]

    def _launch(self, options: list[str], name: str) -> None:
        # without a name: nothing is left of it, and no pipe breaks when the server goes
        said = tempfile.TemporaryFile()  # noqa: SIM115  `_wait` closes it
        environment = {**os.environ, live.FROM_PAGE: "1", "TQDM_DISABLE": "1"}
        try:
            # apart from the server: a Ctrl-C in its terminal is not meant for the training
            self._process = subprocess.Popen(
                [sys.executable, str(TRAIN), *options],
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=os.name != "nt",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise RefusedError(f"The training could not be started: {error.strerror}.") from None
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, POLITE)
        self.name, self._stopped = name, False
        threading.Thread(target=self._wait, args=(self._process, name, said), daemon=True).start()

    def _wait(self, process: subprocess.Popen, name: str, said: IO[bytes]) -> None:
        status = process.wait()
        with suppress(OSError):
            checkpoints.tidy(self._root)
        saved = (self._root / name / "run.json").is_file()  # a stop may come after the save, and before the process has ended
        self._ended({"name": name, "saved": saved, "words": "" if saved else self._why(status, _last_line(said))})

    def _why(self, status: int, line: str) -> str:
        if self._stopped or "stopped from the page" in line:  # by a server that began after it
            return "It was stopped."
        if status < 0:
            return f"It was killed ({signal.Signals(-status).name}): perhaps the machine has too little memory."
        line = line.removeprefix("train.py: ").replace(f"{self._root.parent}{os.sep}", "").replace(f"{PROJECT}{os.sep}", "")
        return f"It ended with an error: {line}" if line else "It ended with an error."


def _last_line(said: IO[bytes]) -> str:
    with said:
        said.seek(0)
        lines = said.read()[-4000:].decode(errors="replace").splitlines()
    return next((line for line in reversed(lines) if line.strip()), "").strip()
