"""Mean pictures of the test digits whose codes are nearest to the places of a lattice over a run's map of two numbers.

``python -m aelab.near_means`` works them out for `RUNS` and keeps them in near_means.safetensors: what the pages show beside a decoded
digit where MNIST is not on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

from aelab import checkpoints, latent

FILE = Path(__file__).with_name("near_means.safetensors")
RUNS = ("conv-vae-2", "conv-ae-2")
SIDE, NEAREST = 16, 20
OUTSIDE = 0.005  # share of the codes beyond the lattice, at each end of an axis: as the page frames its map


def lattice(codes: np.ndarray, images: np.ndarray, weights: Sequence[float] = (1, 1)) -> dict[str, np.ndarray]:
    """The lattice over codes (N, 2) of uint8 images (N, ..., 28, 28); `weights` (2,) of a distance as `aelab.latent.distance` has them.

    ``extent`` (4,) float32: xmin, xmax, ymin, ymax; ``means`` (16, 16, 28, 28) uint8, rows from ymax down.
    """
    low, high = np.quantile(codes, [OUTSIDE, 1 - OUTSIDE], axis=0)
    middle, half = (low + high) / 2, 0.55 * (high - low).max()
    scale, places = np.sqrt(weights), latent.grid(middle - half, middle + half, SIDE)
    _, nearest = latent.neighbours(codes * scale, places * scale, NEAREST)
    means = images.reshape(-1, 28, 28)[nearest].mean(axis=1).round().astype(np.uint8)
    (xmin, ymin), (xmax, ymax) = middle - half, middle + half
    return {"extent": np.array([xmin, xmax, ymin, ymax], np.float32), "means": means.reshape(SIDE, SIDE, 28, 28)}


def stored(run: str, version: str) -> dict[str, np.ndarray] | None:
    """The lattice of a run as it was kept, or None. `version`: the sha256 of the run's codes, which may be others by now."""
    if not FILE.is_file():
        return None
    with safe_open(FILE, "np") as file:
        if (file.metadata() or {}).get(run) != version:
            return None
        return {part: file.get_tensor(f"{run}.{part}") for part in ("extent", "means")}


def main() -> None:
    from aelab import digit_arrays

    images, _ = digit_arrays.mnist(train=False)
    arrays: dict[str, np.ndarray] = {}
    versions: dict[str, str] = {}
    for run in RUNS:
        arrays_of, card = checkpoints.latents(run), checkpoints.card(run)
        weights = latent.distance(arrays_of["mean"], arrays_of.get("log_var"))["weights"]
        found = lattice(arrays_of["mean"], images, weights)
        arrays |= {f"{run}.{part}": np.ascontiguousarray(array) for part, array in found.items()}
        versions[run] = card.files["latents.safetensors"]
    save_file(arrays, FILE, metadata=versions)


if __name__ == "__main__":
    main()
