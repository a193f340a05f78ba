"""What tests, and processes that they start, can do without: to import it takes longer than a small training."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING

from msgspec.structs import replace

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
    """Runs have made-up figures, and what measures them is not imported."""
    measuring = types.ModuleType("aelab.measuring")
    measuring.measure = made_up  # type: ignore[attr-defined]
    sys.modules[measuring.__name__] = measuring


def made_up(model: Autoencoder, *_) -> Metrics:
    """Figures of a model that nobody measured: those of a VAE."""
    from tests.conftest import card_of

    return replace(card_of("any").metrics, kl_per_dimension=[1.0] * model.spec.latent_size)
