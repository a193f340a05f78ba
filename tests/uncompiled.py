"""What a process of its own that a test starts can do without: to import it takes longer than a small training."""

from __future__ import annotations

import sys
import types


def without_compiler() -> None:
    """PyTorch without its compiler: an optimizer imports it and calls two functions of it, which do nothing outside of one."""
    import torch

    compiler = types.ModuleType("torch._dynamo")
    compiler.disable = lambda function, *_, **__: function  # type: ignore[attr-defined]
    compiler.graph_break = lambda: None  # type: ignore[attr-defined]
    sys.modules["torch._dynamo"] = torch._dynamo = compiler


def without_measuring() -> None:
    """Runs have made-up figures, and what measures them is not imported."""
    measuring = types.ModuleType("aelab.measuring")
    measuring.measure = _made_up  # type: ignore[attr-defined]
    sys.modules[measuring.__name__] = measuring


def _made_up(*_):
    from tests.conftest import card_of

    return card_of("a VAE of three numbers").metrics
