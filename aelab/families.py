"""The families of models, as data: each returns the `Spec` of a model for codes of `latent_size` numbers. Imports no torch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from aelab.spec import Spec


def mlp_ae(latent_size: int, relu: bool = False) -> Spec:
    """784-392-N-392-784 with ReLU between; `relu` puts one on the bottleneck too, where units then can die."""
    encoder = [*_dense(784, 392), _linear(392, latent_size)] + [{"layer": "relu"}] * relu
    decoder = [*_dense(latent_size, 392), _linear(392, 784), {"layer": "reshape", "shape": [1, 28, 28]}]
    return Spec(latent_size, ({"layer": "flatten"}, *encoder), tuple(decoder))


def dense(latent_size: int, variational: bool = False, widths: Sequence[int] = (256, 128), activation: str = "silu") -> Spec:
    """Linear layers of the widths from the image to the code, and the same backwards, with an activation between any two."""
    down, up = [784, *widths, latent_size * (2 if variational else 1)], [latent_size, *reversed(widths), 784]
    encoder, decoder = ([layer for pair in pairwise(side) for layer in _dense(*pair, activation)][:-1] for side in (down, up))
    return Spec(
        latent_size, ({"layer": "flatten"}, *encoder), (*decoder, {"layer": "reshape", "shape": [1, 28, 28]}), variational
    )


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
    "dense-ae": dense,
    "dense-vae": lambda latent_size: dense(latent_size, variational=True),
    "conv-ae": conv_ae,
    "conv-vae": lambda latent_size: conv_ae(latent_size, variational=True),
    "conv-cvae": lambda latent_size: conv_ae(latent_size, variational=True, classes=10),
    "conv-denoiser": conv_denoiser,
    "pca": pca,
}


def spec(family: str, latent_size: int, widths: Sequence[int] = (), activation: str = "silu") -> Spec:
    """The model of a family. Raises ValueError for widths or an activation where the family has its own."""
    if family.startswith("dense-"):
        return dense(latent_size, family == "dense-vae", widths or (256, 128), activation)
    if widths or activation != "silu":
        raise ValueError(f"{family} has layers of its own; the widths and the activation of dense-ae and dense-vae may be chosen")
    return FAMILIES[family](latent_size)


def _linear(inputs: int, outputs: int) -> dict:
    return {"layer": "linear", "in": inputs, "out": outputs}


def _dense(inputs: int, outputs: int, activation: str = "relu") -> list[dict]:
    return [_linear(inputs, outputs), {"layer": activation}]


def _conv(kind: str, inputs: int, outputs: int, kernel: int = 4, stride: int = 2) -> list[dict]:
    layer = {"layer": kind, "in": inputs, "out": outputs, "kernel": kernel, "stride": stride, "padding": 1}
    return [layer, {"layer": "silu"}]
