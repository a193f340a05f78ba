"""One run from recipe to saved checkpoint."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch

from aelab import checkpoints, latent
from aelab.data import Digits
from aelab.events import Epoch, Moment, Step
from aelab.families import spec
from aelab.initialisation import INITIALISATIONS
from aelab.models import Autoencoder, cost
from aelab.runs import Recipe
from aelab.telling import Telling, telling
from aelab.training import fit, pick_precision

LIBRARIES = ("torch", "torchvision", "numpy", "scikit-learn")

Say = Callable[[str], None]


def build(recipe: Recipe) -> Autoencoder:
    """A fresh model of the recipe's family, its weights drawn with the recipe's seed in the recipe's way."""
    torch.manual_seed(recipe.seed)
    model = Autoencoder(spec(recipe.family, recipe.latent_size, recipe.widths, recipe.activation))
    INITIALISATIONS[recipe.initialisation](model)
    return model


def train(
    recipe: Recipe,
    reason: str,
    digits: tuple[Digits, Digits],
    device: torch.device,
    root: Path | None = None,
    say: Say = lambda line: None,
) -> Iterator[Step | Epoch | Moment]:
    """Train, measure and save one run, yielding `fit`'s events; when the last has been taken the run is on disk.

    `say` hears what goes on after training. Raises `TrainingError` or `CheckpointError`, and then nothing was saved.
    Meanwhile it tells of itself beside the runs of `root` (`aelab.telling`).
    """
    with telling(recipe, digits[1], root) as told:
        yield from _train(recipe, reason, digits, device, root, say, told)


def _train(
    recipe: Recipe,
    reason: str,
    digits: tuple[Digits, Digits],
    device: torch.device,
    root: Path | None,
    say: Say,
    told: Telling,
) -> Iterator[Step | Epoch | Moment]:
    training, test = digits
    began, moments, history = time.time(), [], []
    model = build(recipe)
    for event in fit(model, training, test, recipe, device):
        if isinstance(event, Moment):
            moments.append(event)
        elif isinstance(event, Epoch):
            parts = {"train": event.train._asdict(), "test": event.test._asdict()}
            history.append({"epoch": event.epoch, **parts})
        told.hear(event)
        yield event
    seconds = time.time() - began

    def doing(what: str) -> None:
        told.say(what)
        say(what)

    doing("measuring on the test digits")
    from aelab import measuring  # late: a training waits for none of its libraries

    figures = measuring.measure(model, test)
    doing("describing the codes")
    codes = latent.describe(*latent.encode(model, test.images, test.labels), test.labels.numpy(), recipe.seed)
    content = {
        "name": recipe.name,
        "reason": reason,
        "recipe": recipe.to_json(),
        "weights": sum(weight.numel() for weight in model.parameters()),
        "multiply_adds": {
            "encode": cost(model.spec.encoder, (1, 28, 28)),
            "decode": cost(model.spec.decoder, (model.spec.latent_size,)),
        },
        "metrics": figures.to_json(),
        "history": history,
        "seconds": round(seconds, 1),
        "device": _device_name(device),
        "threads": torch.get_num_threads(),
        "precision": str(pick_precision(device)).removeprefix("torch."),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
    }
    doing("saving")
    checkpoints.save(content, model, codes, record(moments, codes), root)


def record(moments: list[Moment], codes: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What replay.safetensors holds of T moments, the last being the finished model.

    ``step`` (T,) int64 (int32 of a run trained in the browser), ``epoch`` (T,) float32; ``codes`` (T, 2000, 2) half precision, the first 2,000 test digits: as they
    are for d = 2, with a 0 beside them for d = 1, else in the plane of the finished model's first two principal axes, the same for all moments;
    ``reconstructions`` (T, 10, 28, 28) uint8, what the first test digit of each class comes back as; ``train`` and ``test``
    (T, 3) float32, loss, reconstruction (of one draw of each posterior) and KL; for variational models ``kl_per_dimension`` (T, d) float32.
    """
    plane = latent.stored_plane(codes)

    def flat(moment: Moment) -> np.ndarray:
        z = moment.codes.numpy()
        if z.shape[1] == 1:
            return np.pad(z, ((0, 0), (0, 1)))
        return z if z.shape[1] == 2 else latent.project(z, plane)[:, :2]

    arrays: dict[str, np.ndarray] = {
        "step": np.array([moment.step for moment in moments], np.int64),
        "epoch": np.array([moment.epoch for moment in moments], np.float32),
        "codes": np.stack([flat(moment) for moment in moments]).astype(np.float16),
        "reconstructions": np.stack([moment.reconstructions.numpy() for moment in moments]),
        "train": np.array([moment.train for moment in moments], np.float32),
        "test": np.array([moment.test for moment in moments], np.float32),
    }
    costs = [moment.kl_per_dimension for moment in moments if moment.kl_per_dimension is not None]
    if costs:
        arrays["kl_per_dimension"] = np.stack([cost.numpy() for cost in costs])
    return arrays


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return f"cuda: {torch.cuda.get_device_name(device)}"
    processor = torch.cpu.get_capabilities().get("cpu_name", "") if device.type == "cpu" else ""
    return f"{device.type}: {platform.machine()} {processor}".strip()
