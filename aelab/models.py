"""Autoencoders as data: a model is two lists of standard layers and the weights that go with them.

A layer is a plain dictionary such as ``{"layer": "conv2d", "in": 1, "out": 32, "kernel": 4, "stride": 2, "padding": 1}``.
A checkpoint stores the lists, PyTorch builds its modules from them, and the browser runs the same lists.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn

from aelab.spec import Spec


class Code(NamedTuple):
    """What an encoder says of an image: ``mean`` (B, d) and ``log_var`` (B, d), or None for a deterministic model."""

    mean: Tensor
    log_var: Tensor | None


class Pass(NamedTuple):
    """One training pass: decoder ``logits`` (B, 1, 28, 28), ``mean`` and ``log_var`` as in `Code`."""

    logits: Tensor
    mean: Tensor
    log_var: Tensor | None


class Label(nn.Module):
    """Append the label as a one-hot vector: (B, n) -> (B, n + classes)."""

    def __init__(self, classes: int):
        super().__init__()
        self.classes = classes

    def forward(self, x: Tensor, label: Tensor) -> Tensor:
        return torch.cat([x, nn.functional.one_hot(label, self.classes).to(x.dtype)], dim=1)


LAYERS = {  # how PyTorch builds each of the kinds in aelab.spec
    "linear": lambda s: nn.Linear(s["in"], s["out"]),
    "conv2d": lambda s: nn.Conv2d(s["in"], s["out"], s["kernel"], s["stride"], s["padding"]),
    "conv_transpose2d": lambda s: nn.ConvTranspose2d(s["in"], s["out"], s["kernel"], s["stride"], s["padding"]),
    "relu": lambda s: nn.ReLU(),
    "silu": lambda s: nn.SiLU(),
    "sigmoid": lambda s: nn.Sigmoid(),
    "flatten": lambda s: nn.Flatten(),
    "reshape": lambda s: nn.Unflatten(1, tuple(s["shape"])),
    "upsample": lambda s: nn.Upsample(scale_factor=s["scale"], mode="nearest"),
    "label": lambda s: Label(s["classes"]),
}


class Autoencoder(nn.Module):
    """An encoder and a decoder built from a `Spec`. Images are (B, 1, 28, 28) float32 in [0, 1], codes (B, d) float32.

    Models without labels ignore `label`; a conditional one needs it: integers in 0..classes - 1, shape (B,).
    """

    def __init__(self, spec: Spec):
        super().__init__()
        self.spec = spec
        self.encoder = nn.ModuleList(_build(layer) for layer in spec.encoder)
        self.decoder = nn.ModuleList(_build(layer) for layer in spec.decoder)

    def encode(self, x: Tensor, label: Tensor | None = None) -> Code:
        """Images (B, 1, 28, 28) -> `Code`. Raises ValueError when a conditional model gets no usable label."""
        h = self._run(self.encoder, x, label)
        return Code(*h.chunk(2, dim=1)) if self.spec.variational else Code(h, None)  # (B, 2d) -> 2 x (B, d)

    def decode_logits(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """Codes (B, d) -> what the decoder ends in (B, 1, 28, 28): logits, or the pixels of a linear output.

        Losses take logits, exact where a sigmoid would round to 0 or 1.
        """
        return self._run(self.decoder, z, label)

    def decode(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """Codes (B, d) -> images (B, 1, 28, 28) in [0, 1], which those of a linear output may leave a little."""
        ends = self.decode_logits(z, label)
        return torch.sigmoid(ends) if self.spec.output == "sigmoid" else ends

    def reconstruct(self, x: Tensor, label: Tensor | None = None) -> Tensor:
        """Images -> the images their codes decode to; the posterior mean is the code, nothing is sampled."""
        return self.decode(self.encode(x, label).mean, label)

    def forward(self, x: Tensor, label: Tensor | None = None, generator: torch.Generator | None = None) -> Pass:
        """The pass that training uses: a variational model draws z = mean + sigma * epsilon (Kingma & Welling 2014)."""
        mean, log_var = self.encode(x, label)
        z = mean = mean.float()  # under autocast the encoder answers in half precision; the loss wants it whole
        if log_var is not None:
            log_var = log_var.float()
            z = mean + torch.exp(0.5 * log_var) * torch.randn(mean.shape, generator=generator, device=mean.device)
        return Pass(self.decode_logits(z, label), mean, log_var)

    def activations(self, x: Tensor, label: Tensor | None = None) -> list[tuple[str, Tensor]]:
        """Every layer's output for images x, encoder then decoder (from the mean), as (name, tensor) pairs."""
        seen: list[tuple[str, Tensor]] = []
        code = self.encode(x, label)
        for side, start in (("encoder", x), ("decoder", code.mean)):
            h = start
            for i, layer in enumerate(getattr(self, side)):
                h = self._run([layer], h, label)
                seen.append((f"{side}.{i}.{getattr(self.spec, side)[i]['layer']}", h))
        return seen

    def _run(self, layers, h: Tensor, label: Tensor | None) -> Tensor:
        for layer in layers:
            h = layer(h, self._checked(label, len(h))) if isinstance(layer, Label) else layer(h)
        return h

    def _checked(self, label: Tensor | None, batch: int) -> Tensor:
        classes = self.spec.classes
        if label is None:
            raise ValueError(f"this model is conditioned on the digit: pass label=, integers in 0..{classes - 1}")
        if label.shape != (batch,) or label.is_floating_point():
            raise ValueError(f"label must be integers of shape ({batch},), got {label.dtype} {tuple(label.shape)}")
        if batch and not 0 <= int(label.min()) <= int(label.max()) < classes:
            raise ValueError(f"label must lie in 0..{classes - 1}, got {int(label.min())}..{int(label.max())}")
        return label.long()


def _build(layer: dict) -> nn.Module:
    return LAYERS[layer["layer"]](layer)


def cost(layers: tuple[dict, ...], shape: tuple[int, ...]) -> int:
    """Multiply-adds of a layer list for one example of the given input shape (without the batch dimension)."""
    total, h = 0, torch.empty(1, *shape, device="meta")
    for layer in layers:
        kind = layer["layer"]
        if kind == "label":
            h = torch.empty(1, h.shape[1] + layer["classes"], device="meta")
            continue
        before, h = h, _build(layer).to("meta")(h)
        if kind == "linear":
            total += layer["in"] * layer["out"]
        elif kind in ("conv2d", "conv_transpose2d"):
            # a convolution does its kernel once for each output pixel, a transposed one once for each input pixel
            pixels = math.prod((h if kind == "conv2d" else before).shape[2:])
            total += pixels * layer["in"] * layer["out"] * layer["kernel"] ** 2
    return total


# The families. Each returns the `Spec` of a model for codes of `latent_size` numbers.


def mlp_ae(latent_size: int, relu: bool = False) -> Spec:
    """784-392-N-392-784 with ReLU between; `relu` puts one on the bottleneck too, where units then can die."""
    encoder = [*_dense(784, 392), _linear(392, latent_size)] + [{"layer": "relu"}] * relu
    decoder = [*_dense(latent_size, 392), _linear(392, 784), {"layer": "reshape", "shape": [1, 28, 28]}]
    return Spec(latent_size, ({"layer": "flatten"}, *encoder), tuple(decoder))


def conv_ae(latent_size: int, variational: bool = False, classes: int = 0) -> Spec:
    """Two thin strided convolutions, then dense layers down to the code, and the same mirrored.

    A dense weight costs one multiply-add and a convolution's many, so for the same training time this beats wider
    convolutions. Two numbers can only carry digits through a deep dense part, which bends the plane as it must; sixteen
    go through the same one where it starts near the identity. Both are measured in docs/lab-notes.md.
    With `classes` both halves see the label.
    """
    label = [{"layer": "label", "classes": classes}] if classes else []
    widths = [192] * 5
    down, up = [1568 + classes, *widths], [latent_size + classes, *reversed(widths), 1568]
    encoder = [
        *_conv("conv2d", 1, 16),  # (B, 1, 28, 28) -> (B, 16, 14, 14)
        *_conv("conv2d", 16, 32),  # -> (B, 32, 7, 7)
        {"layer": "flatten"},  # -> (B, 1568)
        *label,
        *(layer for pair in pairwise(down) for layer in _dense(*pair, "silu")),
        _linear(widths[-1], latent_size * (2 if variational else 1)),
    ]
    decoder = [
        *label,
        *(layer for pair in pairwise(up) for layer in _dense(*pair, "silu")),
        {"layer": "reshape", "shape": [32, 7, 7]},
        *_conv("conv_transpose2d", 32, 16),  # -> (B, 16, 14, 14)
        *_conv("conv_transpose2d", 16, 1)[:1],  # -> (B, 1, 28, 28), logits
    ]
    return Spec(latent_size, tuple(encoder), tuple(decoder), variational, classes)


def conv_denoiser(latent_size: int = 392) -> Spec:
    """Fully convolutional: the code is eight maps of 7x7, so every place keeps its place. The code travels flat, (B, 392)."""
    if latent_size != 392:
        raise ValueError(f"the fully convolutional denoiser has a code of 392 numbers (8 maps of 7x7), not {latent_size}")
    encoder = [
        *_conv("conv2d", 1, 24),  # (B, 1, 28, 28) -> (B, 24, 14, 14)
        *_conv("conv2d", 24, 88),  # -> (B, 88, 7, 7)
        *_conv("conv2d", 88, 88, 3, 1),
        *_conv("conv2d", 88, 8, 3, 1)[:1],  # -> (B, 8, 7, 7)
        {"layer": "flatten"},
    ]
    decoder = [
        {"layer": "reshape", "shape": [8, 7, 7]},
        *_conv("conv2d", 8, 88, 3, 1),
        *_conv("conv2d", 88, 88, 3, 1),
        *_conv("conv_transpose2d", 88, 24),
        *_conv("conv_transpose2d", 24, 1)[:1],
    ]
    return Spec(latent_size, tuple(encoder), tuple(decoder))


def pca(latent_size: int) -> Spec:
    """A linear encoder, a linear decoder, a linear output: principal component analysis, its weights from an SVD."""
    encoder = ({"layer": "flatten"}, _linear(784, latent_size))
    decoder = (_linear(latent_size, 784), {"layer": "reshape", "shape": [1, 28, 28]})
    return Spec(latent_size, encoder, decoder, output="linear")


FAMILIES = {
    "mlp-ae": mlp_ae,
    "mlp-ae-relu": lambda latent_size: mlp_ae(latent_size, relu=True),
    "conv-ae": conv_ae,
    "conv-vae": lambda latent_size: conv_ae(latent_size, variational=True),
    "conv-cvae": lambda latent_size: conv_ae(latent_size, variational=True, classes=10),
    "conv-denoiser": conv_denoiser,
    "pca": pca,
}


def _linear(inputs: int, outputs: int) -> dict:
    return {"layer": "linear", "in": inputs, "out": outputs}


def _dense(inputs: int, outputs: int, activation: str = "relu") -> list[dict]:
    return [_linear(inputs, outputs), {"layer": activation}]


def _conv(kind: str, inputs: int, outputs: int, kernel: int = 4, stride: int = 2) -> list[dict]:
    layer = {"layer": kind, "in": inputs, "out": outputs, "kernel": kernel, "stride": stride, "padding": 1}
    return [layer, {"layer": "silu"}]
