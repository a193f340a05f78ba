"""What a reader takes away: codes and figures as CSV, a moving digit as GIF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from aelab import checkpoints, latent, metrics
from aelab.card import Card
from aelab.spec import Record

if TYPE_CHECKING:
    from torch import Tensor

    from aelab.models import Autoencoder

SCALE = 5  # a pixel of a digit becomes 5 x 5: sharp at any zoom
FRAME = 80  # milliseconds
STEPS = 41
PRIOR_REACH = 2.58  # the 0.5 and 99.5 percentiles of N(0, 1): what the decoder met of a dead coordinate in training


def codes_csv(name: str) -> str:
    """A run's codes of the 10,000 test digits in order: label, then z_0, z_1, ... or, where those are stored, pc_0, pc_1, ..."""
    arrays = checkpoints.latents(name)
    axis = "pc" if arrays["mean"].shape[1] < len(arrays["pca_mean"]) else "z"
    rows = ([int(label), *map(_short, code)] for label, code in zip(arrays["labels"], arrays["mean"], strict=True))
    return _csv(["label", *(f"{axis}_{k}" for k in range(arrays["mean"].shape[1]))], rows)


def metrics_csv(cards: dict[str, Card]) -> str:
    """The recipe and every single figure of all runs, a row each; empty where a run has no such figure."""
    rows = [
        {"run": name, **_figures(card.recipe), "weights": card.weights, **_figures(card.metrics)} for name, card in cards.items()
    ]
    columns = list(dict.fromkeys(column for row in rows for column in row if column != "name"))
    return _csv(columns, ([row.get(column, "") for column in columns] for row in rows))


def _figures(values: Record) -> dict:
    return {key: value for key, value in values.to_json().items() if isinstance(value, str | int | float)}


def _short(value: np.float32) -> str:
    return f"{value:.6g}"


def _csv(columns: list[str], rows: Iterable[list]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def gif(frames: np.ndarray, comment: str) -> bytes:
    """Frames as a GIF that runs for ever, with a comment in it: greys (T, H, W) in [0, 1], every pixel a square, or colours
    (T, H, W, 3) uint8 as they are."""
    if frames.ndim == 4:
        colours = Image.fromarray(frames[-1]).quantize(128)  # the same in all frames: none of them flickers
        pictures = [Image.fromarray(frame).quantize(palette=colours, dither=Image.Dither.NONE) for frame in frames]
    else:
        greys = np.round(255 * np.clip(frames, 0, 1)).astype(np.uint8)
        pictures = [Image.fromarray(grey.repeat(SCALE, 0).repeat(SCALE, 1)) for grey in greys]
    file = io.BytesIO()
    first, *rest = pictures
    first.save(file, "GIF", save_all=True, append_images=rest, duration=FRAME, loop=0, comment=comment.encode("ascii", "replace"))
    return file.getvalue()


def picture(digit: np.ndarray | Tensor) -> Image.Image:
    """A digit (..., 28, 28) in [0, 1], tensor or array, as a picture large enough to be seen."""
    pixels = np.asarray(digit, np.float32).reshape(28, 28)
    grey = np.round(255 * np.clip(pixels, 0, 1)).astype(np.uint8)
    return Image.fromarray(grey.repeat(2 * SCALE, 0).repeat(2 * SCALE, 1))


def path_codes(ends: np.ndarray, path: str = "lerp") -> np.ndarray:
    """Codes (T, d) from one end to the other and back, "lerp" or "slerp"; of three (3, d), from a to a - b + c and back; of four, round
    the edges of their surface."""
    t = np.linspace(0, 1, STEPS)
    if len(ends) < 4:
        there = (
            latent.analogy(ends[0], ends[1], ends[2], t)
            if len(ends) == 3
            else {"lerp": latent.lerp, "slerp": latent.slerp}[path](ends[0], ends[1], t)
        )
        return np.concatenate([there, there[-2:0:-1]])
    a, b, c, d = ends  # top left, top right, bottom left, bottom right
    return np.concatenate([latent.lerp(p, q, t[::2])[:-1] for p, q in ((a, b), (b, d), (d, c), (c, a))])


def traversal_codes(code: np.ndarray, arrays: dict[str, np.ndarray], axis: int, principal: bool) -> np.ndarray:
    """Code (d,) with one coordinate, or its place on one principal axis, from one end of `reach` to the other and back, all else
    held: (T, d). `arrays` are the run's latents."""
    stored, plane = arrays["mean"], latent.stored_plane(arrays)
    wide = stored.shape[1] < len(code)
    if principal:
        own = stored[:, axis] if wide else latent.project(stored, plane)[:, axis]
        step = np.linspace(*reach(own), STEPS) - latent.project(code[None], plane)[0, axis]
        there = (code + step[:, None] * plane.components[axis]).astype(np.float32)
    else:
        ends = reach(stored[:, axis], PRIOR_REACH if "log_var" in arrays else 1.0)
        there = latent.traversal(code, axis, np.linspace(*ends, STEPS))
    return np.concatenate([there, there[-2:0:-1]])


def reach(values: np.ndarray, dead: float = 1.0) -> tuple[float, float]:
    """The 0.5 and 99.5 percentiles (nearest rank) of the test codes' coordinates (N,) along an axis; where these hardly vary they say
    nothing of it, and it is +- `dead`. The same as in ui/browser/model/axes.js.
    """
    values = values.astype(np.float64)
    if values.var() < metrics.ACTIVE:
        return -dead, dead
    low, high = np.percentile(values, [0.5, 99.5], method="nearest")
    return float(low), float(high)


def decoded(model: Autoencoder, codes: np.ndarray, label: int | None = None) -> np.ndarray:
    """What a model draws of codes (T, d): (T, 28, 28)."""
    import torch

    labels = None if label is None else torch.full((len(codes),), label)
    with torch.no_grad():
        return model.decode(torch.from_numpy(np.ascontiguousarray(codes, np.float32)), labels)[:, 0].numpy()
