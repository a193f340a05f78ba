"""The recipe of a run, and the table of the runs that ship: only what differs between them, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aelab.spec import Count, Natural, Positive, Record, Share, Text


class Recipe(Record, frozen=True, forbid_unknown_fields=True):
    """Every number that a run needs to be repeated on the same device. A card may lack those with a default: it is older.

    `noise` is a kind of `aelab.noise.KINDS` or "none"; `noise_levels` the interval from which each training image's level
    is drawn. `learning_rate` is the peak of a one-cycle schedule (Smith & Topin 2018) over AdamW (Loshchilov & Hutter 2019), or with
    the `schedule` "constant" the rate of every step, and Adam's memories are those of Kingma & Ba 2015. `widths` of the hidden layers
    and their `activation` are those of the families "dense-ae" and "dense-vae", from the image to the code.
    Above 0, `muon_rate` is the peak of the same schedule over Muon (Jordan et al. 2024), which then moves the matrices of the
    hidden linear layers instead, with `muon_decay` as its weight decay. `warm_up` is the share of the steps in which beta rises
    from 0 to its value. With `branch` above 0 it rises to 1 instead, stays there up to that share of the steps, and
    has gone on to its value half-way from there to the end: runs that differ in beta alone begin as one and the same. `binarised` is the
    share of each batch that the encoder sees with every pixel drawn black or white (the decoder is still asked for the greys), and `initialisation` a key of `aelab.initialisation.INITIALISATIONS`.
    """

    name: str
    family: Text
    latent_size: Natural
    beta: Positive = 1.0
    noise: Text = "none"
    noise_levels: tuple[float, float] = (0.0, 0.0)
    reconstruction: Text = "bce"
    epochs: Natural = 30
    batch_size: Natural = 128
    learning_rate: Positive = 3e-3
    weight_decay: Positive = 0.01
    muon_rate: Positive = 0.0
    muon_decay: Positive = 0.0
    warm_up: Share = 0.0
    branch: Share = 0.0
    binarised: Share = 0.0
    initialisation: Text = "torch"
    widths: tuple[Natural, ...] = ()
    activation: Text = "silu"
    schedule: Text = "one-cycle"
    seed: Count = 0

    @classmethod
    def pca(cls, name: str, latent_size: int, seed: int = 0) -> Recipe:
        """The family "pca" has one solution: nothing of the training is to be chosen. The seed is that of the t-SNE."""
        none: dict[str, Any] = {"epochs": 1, "batch_size": 60_000, "learning_rate": 0.0, "weight_decay": 0.0}
        return cls(name, "pca", latent_size, reconstruction="mse", **none, seed=seed)


@dataclass(frozen=True)
class Target:
    """What a run must reach and what it aims at, for one key of its metrics; lower is better."""

    metric: str
    must: float
    aim: float | None = None


@dataclass(frozen=True)
class Run:
    """A shipped run: its recipe, why it is here, and what it has to reach."""

    recipe: Recipe
    reason: str
    target: Target | None = field(default=None)


def _mlp(name: str, latent_size: int, reason: str, target: Target | None = None, family: str = "mlp-ae") -> Run:
    # an epoch takes two seconds, so there can be many
    return Run(Recipe(name, family, latent_size, epochs=60, learning_rate=5e-3), reason, target)


# One recipe for every convolutional run with a bottleneck, so that any two of them differ in what their names say. It was
# chosen on 5,000 held-out training digits (docs/lab-notes.md); beta warms up because at once it leaves coordinates unused.
_DEEP: dict[str, Any] = dict(
    epochs=32, batch_size=256, learning_rate=4e-3, muon_rate=0.02, muon_decay=0.06, warm_up=0.2, branch=0.6, binarised=0.1
)
_DEEP |= dict(initialisation="near-identity")


def _conv(name: str, family: str, latent_size: int, reason: str, target: Target | None = None, **changes: Any) -> Run:
    return Run(Recipe(name, family, latent_size, **(_DEEP | changes)), reason, target)


def _vae(name: str, latent_size: int, reason: str, target: Target | None = None, beta: float = 1.0) -> Run:
    return _conv(name, "conv-vae", latent_size, reason, target, beta=beta)


def _denoiser(name: str, family: str, reason: str, target: Target | None = None, levels: tuple[float, float] = (0.5, 0.5)) -> Run:
    noise: dict[str, Any] = dict(noise="gaussian", noise_levels=levels)
    if family == "conv-denoiser":
        return Run(Recipe(name, family, 392, epochs=22, **noise), reason, target)
    return _conv(name, family, 16, reason, target, **noise, binarised=0.0)  # no two of its inputs are alike as it is


_ALL = [  # in the order of `aelab.names.in_order`
    _mlp("mlp-ae-2", 2, "the smallest code of its series"),
    _mlp("mlp-ae-4", 4, "4 numbers for 784 pixels"),
    _mlp("mlp-ae-8", 8, "98 to 1: the middle of its series", Target("mse", 0.0170, 0.0145)),
    _mlp("mlp-ae-8-relu", 8, "ReLU at the bottleneck too, where units can die: here all eight live", family="mlp-ae-relu"),
    _mlp("mlp-ae-16", 16, "16 numbers for 784 pixels"),
    _mlp("mlp-ae-32", 32, "the largest code of its series, and its best copies"),
    _conv(
        "conv-ae-2",
        "conv-ae",
        2,
        "the plain autoencoder beside the 2-D VAE: same body, no prior",
        Target("bce_per_pixel", 0.170, 0.160),
    ),
    _conv("conv-ae-16", "conv-ae", 16, "the plain autoencoder beside the 16-D VAE"),
    _vae("conv-vae-2-beta-0.5", 2, "the beta ablation in two numbers", beta=0.5),
    _vae("conv-vae-2", 2, "a map of the digits that can be drawn whole", Target("negative_elbo", 131.5, 129.0)),
    _vae("conv-vae-2-beta-2", 2, "the beta ablation in two numbers", beta=2),
    _vae("conv-vae-2-beta-4", 2, "the beta ablation in two numbers", beta=4),
    _vae("conv-vae-4", 4, "twice the numbers of a map"),
    _vae("conv-vae-8", 8, "between a map and a good model"),
    _vae("conv-vae-16-beta-0.5", 16, "the beta ablation in sixteen numbers", beta=0.5),
    _vae("conv-vae-16", 16, "a VAE with as many numbers as it can use", Target("negative_elbo", 92.0, 89.5)),
    _vae("conv-vae-16-beta-2", 16, "the beta ablation in sixteen numbers", beta=2),
    _vae("conv-vae-16-beta-4", 16, "the beta ablation in sixteen numbers", beta=4),
    _vae("conv-vae-32", 32, "more numbers than it uses: the series levels off"),
    _conv("conv-cvae-2", "conv-cvae", 2, "told which digit it sees, it keeps its two numbers for style: ten digits in one hand"),
    _denoiser("conv-dae-16", "conv-ae", "a denoiser through a 16-number bottleneck", Target("denoising_mse", 0.0140, 0.0115)),
    _denoiser("conv-dvae-16", "conv-vae", "a VAE trained from noisy to clean", Target("denoising_mse", 0.0170, 0.0130)),
    _denoiser(
        "conv-dae-maps",
        "conv-denoiser",
        "the specialist: a denoiser whose code is eight 7x7 maps",
        Target("denoising_mse", 0.0095, 0.0080),
    ),
    _denoiser("conv-dae-blind", "conv-denoiser", "the generalist: trained on every sigma from 0 to 1", levels=(0.0, 1.0)),
    Run(Recipe.pca("pca-2", 2), "the best that a linear model of 2 numbers can do"),
    Run(Recipe.pca("pca-16", 16), "the best that a linear model of 16 numbers can do"),
]

RUNS: dict[str, Run] = {run.recipe.name: run for run in _ALL}
