"""PyTorch without its compiler: an optimizer imports it, nothing here uses it, and to import it takes longer than a small training."""

from __future__ import annotations

import sys
import types

import torch


def without_compiler() -> None:
    """For a process of its own that a test starts; `torch.optim` calls two functions of the compiler, which do nothing outside of one."""
    compiler = types.ModuleType("torch._dynamo")
    compiler.disable = lambda function, *_, **__: function  # type: ignore[attr-defined]
    compiler.graph_break = lambda: None  # type: ignore[attr-defined]
    sys.modules["torch._dynamo"] = torch._dynamo = compiler
