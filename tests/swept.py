"""Runs of a sweep without a training: shipped runs' files under the recipes and with the figures of one."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np

from aelab import card_file, checkpoints
from aelab.runs import Recipe

FIGURES = ("bce", "bce_sampled", "kl", "negative_elbo", "mse", "knn_accuracy", "denoising_mse")


def write(root: Path, sizes=(2, 4), betas=(0.5, 1, 4), seeds=(0, 1, 2), lacking=(), base: str = "swept", **recipe) -> None:
    """Write runs of conv-vae-2 and conv-vae-4 crossed with these betas and seeds, with figures some parts in a hundred off theirs, to a
    folder; `lacking` are the combinations that a sweep has not come to yet. `recipe` is what they have in common."""
    for size, beta, seed in product(sizes, betas, seeds):
        if (size, beta, seed) in lacking:
            continue
        source, name = f"conv-vae-{size}", f"{base}-latent-size-{size}-beta-{beta:g}-seed-{seed}"
        files = checkpoints.files(source)
        content = json.loads(files["run.json"]) | {"name": name, "reason": "of a sweep of latent size and beta and seed"}
        content["recipe"] = Recipe(name, "conv-vae", size, beta=beta, seed=seed, epochs=10, **recipe).to_json()
        content["metrics"] = figures(content["metrics"], beta, seed)
        checkpoints.receive(name, files | {"run.json": card_file.card_bytes(content, root)}, root)


def figures(metrics: dict, beta: float, seed: int) -> dict:
    """Those of a run as another beta and another seed might have them: rate falls and distortion rises."""
    chance = dict(zip(FIGURES, np.random.default_rng((seed, int(10 * beta))).normal(1, 0.03, len(FIGURES)), strict=True))
    made = metrics | {key: metrics[key] * chance[key] for key in FIGURES}
    made["knn_accuracy"] = min(made["knn_accuracy"], 1.0)
    made["kl"] *= beta**-0.35
    made["bce_sampled"] *= beta**0.1
    made["negative_elbo"] = made["kl"] + made["bce_sampled"]
    return made
