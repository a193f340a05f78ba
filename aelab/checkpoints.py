"""Checkpoints on disk: save, load, list. The only code that touches checkpoints/.

A run is a folder ``checkpoints/<run>/`` with

    run.json              the card: layer lists, recipe, history, metrics, and the sha256 of the other three
    model.safetensors     the weights, half precision (single where the output is linear)
    latents.safetensors   codes of the test set and what was computed from them
    replay.safetensors    the training, moment by moment

Only safetensors and JSON are read: nothing in a checkpoint can run code. Reading the cards never imports torch.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from aelab import held, install
from aelab.card import Card, Metrics
from aelab.card_file import FORMAT, PARTS, CheckpointError, bytes_of, card_bytes, read_card

if TYPE_CHECKING:
    from aelab.models import Autoencoder

ROOT = Path(os.environ.get("AELAB_CHECKPOINTS") or Path(__file__).resolve().parent.parent / "checkpoints")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)  # Windows has no such folders
TRAINING = ".training"  # ends the folder in which a training tells of itself (`aelab.live`)


def check_name(name: str) -> str:
    """Return `name` if a run can have it, else raise `CheckpointError`."""
    if not NAME.fullmatch(name):
        raise CheckpointError(
            f"{name!r} cannot be a run's name: use 1 to 64 letters, digits, dots, hyphens or underscores, starting with a letter or digit"
        )
    if RESERVED.fullmatch(name) or name.endswith("."):
        raise CheckpointError(f"{name!r} cannot be a run's name: Windows has no folder of that name")
    return name


def check_new_name(name: str, root: str | Path | None = None) -> str:
    """Return `name` if a new run can have it beside those in `root`, else raise `CheckpointError`.

    On macOS and Windows two names that differ in capitals alone are one folder.
    """
    check_name(name)
    root = _root(root)
    folders = [entry.name for entry in root.iterdir()] if root.is_dir() else []
    for other in folders:
        if other != name and other.lower() == name.lower():
            raise CheckpointError(f"{name!r} differs from the run {other!r} in capitals alone: choose another name")
    return name


def names(root: str | Path | None = None) -> list[str]:
    """Names of the runs that are whole, in alphabetical order with numbers in numerical order."""
    return list(survey(root)[0])


def survey(root: str | Path | None = None) -> tuple[dict[str, Card], list[CheckpointError]]:
    """The cards of all whole runs by name, and an error for each folder that is no whole run."""
    root = _root(root)
    if not root.is_dir():
        return {}, []
    found = {entry.name for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith(".")}
    found |= {entry.name[1:-4] for entry in root.glob(".*.old")}
    cards, problems = {}, []
    for name in sorted(found, key=_natural):
        try:
            cards[name] = card(name, root)
        except CheckpointError as error:
            problems.append(error)
    return cards, problems


def card(name: str, root: str | Path | None = None) -> Card:
    """A run's card, once every file of the run has been found whole.

    Raises `CheckpointError` when a file is missing, cut short or changed since it was saved, or is not one of ours.
    """
    return _whole(_folder(name, root), name)[0]


def _whole(folder: Path, name: str) -> tuple[Card, dict[str, bytes]]:
    """A run's card, and what its other files hold."""
    card, found = read_card(folder / "run.json", name), {}
    for part, sha256 in card.files.items():
        found[part] = bytes_of(folder / part)
        if hashlib.sha256(found[part]).hexdigest() != sha256:
            raise CheckpointError(
                f"{folder / part}: damaged or changed since it was saved (its sha256 is not the one in run.json)"
            )
    return card, found


def load(name: str, root: str | Path | None = None) -> Autoencoder:
    """The model of a run, on the CPU in eval mode, with its weights fixed. Raises `CheckpointError` as `card` does, when weights do not fit or PyTorch is not installed."""
    if missing := install.lacking("torch"):
        raise CheckpointError(missing)
    import torch
    from safetensors.torch import load as load_tensors

    from aelab.models import Autoencoder

    folder = _folder(name, root)
    card, found = _whole(folder, name)
    try:
        model = Autoencoder(card.model)
        model.load_state_dict({key: tensor.to(torch.float32) for key, tensor in load_tensors(found[PARTS[0]]).items()})
    except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointError(f"{folder / PARTS[0]}: the weights do not fit the layer list in run.json: {error}") from None
    return model.eval().requires_grad_(False)


def raw(name: str, part: str, root: str | Path | None = None) -> bytes:
    """One of a run's `PARTS` as it is on disk, for whoever reads it elsewhere. Raises `CheckpointError` as `card` does."""
    return _whole(_folder(name, root), name)[1][part]


def latents(name: str, root: str | Path | None = None) -> dict[str, np.ndarray]:
    """latents.safetensors as float32 arrays (labels uint8): the keys are those of `aelab.latent.describe`."""
    return _arrays(name, PARTS[1], root)


def replay(name: str, root: str | Path | None = None) -> dict[str, np.ndarray]:
    """replay.safetensors as arrays: the keys are those of `aelab.pipeline.record`."""
    return _arrays(name, PARTS[2], root)


def save(content: dict, model: Autoencoder, latents: dict, replay: dict, root: str | Path | None = None) -> Path:
    """Write a run whole or not at all; a run of the same name stays until the new one is complete on disk.

    `content` is the card; its "format", "model", "files" and "checksum" are made here. Raises `CheckpointError` when it is not
    what a card must be, or when the folder cannot be written.
    """
    from safetensors.torch import save as save_tensors

    root, name = _root(root), check_name(content["name"])
    # what a linear output rounds is seen in the pixels as it is: no sigmoid flattens it
    kept = "float" if model.spec.output == "linear" else "half"
    state = {key: getattr(tensor.detach().cpu(), kept)().contiguous() for key, tensor in model.state_dict().items()}
    files = dict(zip(PARTS, (save_tensors(state), save_arrays(latents), save_arrays(replay)), strict=True))
    content = {"format": FORMAT, **content, "model": model.spec.to_json(), "checksum": ""}
    content["files"] = {part: hashlib.sha256(data).hexdigest() for part, data in files.items()}
    files["run.json"] = card_bytes(content, root)
    return receive(name, files, root)


def files(name: str, root: str | Path | None = None) -> dict[str, bytes]:
    """All files of a run as they are on disk, for `receive` elsewhere. Raises `CheckpointError` as `card` does."""
    folder = _folder(name, root)
    return {"run.json": bytes_of(folder / "run.json")} | _whole(folder, name)[1]


def receive(name: str, files: dict[str, bytes], root: str | Path | None = None) -> Path:
    """Write the files of a run as `save` does, whole or not at all. Raises `CheckpointError` where they are no whole run of that name."""
    root = _root(root)
    if files.keys() != {"run.json", *PARTS}:
        raise CheckpointError(f"{name}: {', '.join(sorted(files))} are not the files of a run")
    with _partial(check_name(name), root) as partial:
        for part, data in files.items():
            _write(partial / part, data)
        _whole(partial, name)
        return _put_in_place(partial, root / name)


def remeasured(name: str, metrics: Metrics, root: str | Path | None = None, reason: str | None = None) -> None:
    """Put new metrics, and a new reason if there is one, into a run's card, whole or not at all; its other files stay as they are.

    Raises `CheckpointError` as `card` does, or when the folder cannot be written.
    """
    root, content = _root(root), card(name, root).to_json() | {"metrics": metrics.to_json()}
    content |= {"reason": reason} if reason else {}
    data = card_bytes(content, root)
    with _partial(name, root) as partial:
        _write(partial / "run.json", data)
        os.replace(partial / "run.json", _folder(name, root) / "run.json")


def tidy(root: str | Path | None = None) -> None:
    """Finish or clear away what interrupted saves left behind. Safe while another process is saving."""
    root = _root(root)
    for old in root.glob(".*.old"):
        target = root / old.name[1:-4]
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(old, target)
    for left in (*root.glob(".*.partial"), *root.glob(f".*{TRAINING}")):
        held.clear(left)
    for probe in root.glob(".writable-*"):  # of `aelab.commands`, which does not miss it
        probe.unlink(missing_ok=True)


@contextmanager
def _partial(name: str, root: Path) -> Iterator[Path]:
    """A folder beside the runs for what is not whole yet, gone at the end. OSError becomes `CheckpointError`."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        with held.folder(root, name, ".partial") as partial:
            yield partial
    except OSError as error:
        raise CheckpointError(f"{root}: cannot be written: {error.strerror}") from None


def _write(path: Path, data: bytes) -> None:
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(partial: Path, target: Path) -> Path:
    # Folders cannot be swapped in one step everywhere. Between the two renames the old run stands as .<name>.old, where
    # `_folder` finds it and `tidy` puts it back.
    old = _old(target)
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
        os.replace(target, old)
    os.replace(partial, target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def _root(root: str | Path | None) -> Path:
    return ROOT if root is None else Path(root)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _folder(name: str, root: str | Path | None) -> Path:
    target = _root(root) / check_name(name)
    if not target.is_dir():
        if _old(target).is_dir():
            return _old(target)
        raise CheckpointError(f"{target}: there is no such run; `python train.py {name}` trains one of the shipped runs")
    return target


def _arrays(name: str, part: str, root: str | Path | None) -> dict[str, np.ndarray]:
    folder = _folder(name, root)
    try:
        arrays = load_arrays(_whole(folder, name)[1][part])
    except SafetensorError as error:
        raise CheckpointError(f"{folder / part}: not a safetensors file: {error}") from None
    return {key: a.astype(np.float32) if a.dtype == np.float16 else a for key, a in arrays.items()}


def _natural(name: str) -> list:
    # in ASCII: there are digits that float() refuses
    parts = re.split(r"([0-9]+(?:\.[0-9]+)?)", name)
    return [(0, float(part), "") if place % 2 else (1, 0.0, part) for place, part in enumerate(parts)]
