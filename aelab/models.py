"""Autoencoders as data: a model is two lists of standard layers and the weights that go with them.

A layer is a plain dictionary such as ``{"layer": "conv2d", "in": 1, "out": 32, "kernel": 4, "stride": 2, "padding": 1}``.
A checkpoint stores the lists, PyTorch builds its modules from them, and the browser runs the same lists.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from copy import copy
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
    "tanh": lambda s: nn.Tanh(),
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

    def _run(self, layers: Iterable[nn.Module], h: Tensor, label: Tensor | None) -> Tensor:
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


class _Shuffled(nn.Module):
    """A transposed convolution of kernel 4, stride 2 and padding 1 as a convolution that makes the four pixels of each 2 x 2 block.

    The same sums (Shi et al. 2016, "Is the deconvolution layer the same as a convolutional layer?"), in half the time on a CPU.
    """

    def __init__(self, layer: nn.ConvTranspose2d):
        super().__init__()
        weight = layer.weight.detach()  # (in, out, 4, 4)
        into, out = weight.shape[:2]
        kernel = weight.new_zeros(out, 2, 2, into, 3, 3)
        # an output row 2y + a is reached from the input rows y - 1, y and y + 1 by the kernel's rows a + 3, a + 1 and a - 1
        reached = [
            (half, 1 - step, half + 1 + 2 * step) for half in (0, 1) for step in (-1, 0, 1) if 0 <= half + 1 + 2 * step < 4
        ]
        for a, row, k in reached:
            for b, column, j in reached:
                kernel[:, a, b, :, row, column] = weight[:, :, k, j].T
        self.kernel = kernel.reshape(4 * out, into, 3, 3)
        self.bias = None if layer.bias is None else layer.bias.detach().repeat_interleave(4)

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.pixel_shuffle(nn.functional.conv2d(x, self.kernel, self.bias, padding=1), 2)


def quicker(model: Autoencoder) -> Autoencoder:
    """The same model for many images: its outputs differ by rounding alone. It shares the weights, and is not to be trained."""
    twin = copy(model)
    twin._modules = dict(model._modules)
    for side in ("encoder", "decoder"):
        layers = [_Shuffled(layer) if _doubles(layer) else layer for layer in getattr(model, side)]
        setattr(twin, side, nn.ModuleList(layers))
    return twin


def _doubles(layer: nn.Module) -> bool:
    shape = (layer.kernel_size, layer.stride, layer.padding) if isinstance(layer, nn.ConvTranspose2d) else None
    return shape == ((4, 4), (2, 2), (1, 1))


@torch.no_grad()
def cost(layers: tuple[dict, ...], shape: tuple[int, ...]) -> int:
    """Multiply-adds of a layer list for one example of the given input shape (without the batch dimension)."""
    total, h = 0, torch.zeros(1, *shape)  # one real example: tensors of a shape alone would bring SymPy, which takes longer
    for layer in layers:
        kind = layer["layer"]
        if kind == "label":
            h = torch.zeros(1, h.shape[1] + layer["classes"])
            continue
        before, h = h, _build(layer)(h)
        if kind == "linear":
            total += layer["in"] * layer["out"]
        elif kind in ("conv2d", "conv_transpose2d"):
            # a convolution does its kernel once for each output pixel, a transposed one once for each input pixel
            pixels = math.prod((h if kind == "conv2d" else before).shape[2:])
            total += pixels * layer["in"] * layer["out"] * layer["kernel"] ** 2
    return total
