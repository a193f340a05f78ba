"""What tests, and processes that they start, can do without: to import it takes longer than a small training."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from aelab import latent

if TYPE_CHECKING:
    from aelab.card import Metrics
    from aelab.models import Autoencoder


def without_compiler() -> None:
    """PyTorch without its compiler: an optimizer imports it and calls two functions of it, which do nothing outside of one, and torchvision
    asks whether there is one."""
    import torch

    compiler, utils = types.ModuleType("torch._dynamo"), types.ModuleType("torch._dynamo.utils")
    compiler.disable = lambda function, *_, **__: function  # type: ignore[attr-defined]
    compiler.graph_break = lambda: None  # type: ignore[attr-defined]
    utils.is_compile_supported = lambda device: False  # type: ignore[attr-defined]
    sys.modules |= {"torch._dynamo": compiler, "torch._dynamo.utils": utils}
    torch._dynamo = compiler


def without_measuring() -> None:
    """Runs have made-up figures and axes, and scikit-learn, which works them out, is not imported."""
    latent.principal_plane = _own_axes
    latent._tsne = lambda codes, *_: np.zeros((len(codes), 2), np.float32)  # type: ignore[assignment]
    measuring = types.ModuleType("aelab.measuring")
    measuring.measure = made_up  # type: ignore[attr-defined]
    sys.modules[measuring.__name__] = measuring


def _own_axes(codes: np.ndarray, k: int = 2) -> latent.Plane:
    size = codes.shape[1]
    parts = codes.mean(0), np.eye(min(k, size), size), codes.var(0)[:k], np.full(size, 1 / size)[:k]
    return latent.Plane(*(part.astype(np.float32) for part in parts))


def made_up(model: Autoencoder, *_) -> Metrics:
    """Figures of a model that nobody measured: those of a VAE."""
    from tests.conftest import card_of

    return replace(card_of("any").metrics, kl_per_dimension=[1.0] * model.spec.latent_size)
