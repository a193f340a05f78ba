"""What PyTorch makes of fifty steps of training, for tests/node/trainer.test.js: the same start, batches and draws on both sides."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch

from aelab import seeded
from aelab.losses import objective
from aelab.models import Autoencoder
from aelab.spec import Spec

BATCH, STEPS, RATE = 12, 50, 0.003
SETTINGS = [  # AE, VAE and denoising; every activation and both errors; widths that are and are not multiples of eight
    {"latentSize": 2, "widths": [11], "activation": "relu", "variational": False, "reconstruction": "bce", "beta": 1},
    {"latentSize": 3, "widths": [13, 8], "activation": "silu", "variational": True, "reconstruction": "bce", "beta": 1},
    {"latentSize": 8, "widths": [16, 9, 5], "activation": "tanh", "variational": True, "reconstruction": "mse", "beta": 0.5},
    {
        "latentSize": 1,
        "widths": [10],
        "activation": "sigmoid",
        "variational": False,
        "reconstruction": "mse",
        "beta": 1,
        "noise": True,
    },
]


def training() -> list[dict]:
    """One entry a setting: the gradients of the first step, the losses of all, and the weights after them."""
    return [_trained(seed, settings) for seed, settings in enumerate(SETTINGS)]


def _trained(seed: int, settings: dict) -> dict:
    model = _model(settings)
    _start(model, seed)
    adam = torch.optim.Adam(model.parameters(), RATE)
    draw = seeded.uniforms(1000 + seed)
    images = _uniform(draw, 2 * BATCH * 784).reshape(2, BATCH, 1, 28, 28)
    gradients, losses = {}, []
    for step in range(STEPS):
        targets = images[step % 2] if not settings.get("noise") else images[1]
        epsilon = torch.from_numpy(seeded.normals(draw, BATCH * settings["latentSize"])).reshape(BATCH, -1)
        code = model.encode(images[step % 2])
        z = code.mean if code.log_var is None else code.mean + torch.exp(0.5 * code.log_var) * epsilon
        loss = objective(model.decode_logits(z), targets, *code, settings["beta"], settings["reconstruction"])
        adam.zero_grad()
        loss.total.backward()
        gradients = gradients or {name: _short(weight.grad) for name, weight in model.named_parameters()}
        adam.step()
        losses.append([0.0 if part is None else float(part.detach()) for part in loss[:3]])
    weights = {name: _short(weight.detach()) for name, weight in model.named_parameters()}
    rates = {"batch": BATCH, "learningRate": RATE, "seed": seed}
    return settings | rates | {"gradients": gradients, "losses": losses, "weights": weights}


def _model(settings: dict) -> Autoencoder:
    hidden, size = settings["widths"], settings["latentSize"]
    ends = size * (2 if settings["variational"] else 1)
    encoder = [{"layer": "flatten"}, *_dense([784, *hidden, ends], settings["activation"])]
    decoder = [*_dense([size, *reversed(hidden), 784], settings["activation"]), {"layer": "reshape", "shape": [1, 28, 28]}]
    return Autoencoder(Spec(size, tuple(encoder), tuple(decoder), settings["variational"]))


def _dense(widths: list[int], activation: str) -> list[dict]:
    layers = []
    for ins, outs in pairwise(widths):
        layers += [{"layer": "linear", "in": ins, "out": outs}, {"layer": activation}]
    return layers[:-1]


@torch.no_grad()
def _start(model: Autoencoder, seed: int) -> None:
    """Uniform within 1 / sqrt(inputs), weight and then bias, layer by layer, with the numbers of the seed."""
    draw = seeded.uniforms(seed)
    for layer in (*model.encoder, *model.decoder):
        if isinstance(layer, torch.nn.Linear):
            for part in (layer.weight, layer.bias):
                part.copy_(((2 * _uniform(draw, part.numel(), np.float64) - 1) / layer.in_features**0.5).reshape(part.shape))


def _uniform(draw, count: int, kind: type = np.float32) -> torch.Tensor:
    return torch.from_numpy(np.array([next(draw) for _ in range(count)], kind))


def _short(tensor: torch.Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in tensor.flatten().tolist()]
