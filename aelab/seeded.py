"""The random numbers of the app's pages in Python: a seed gives here what ui/browser/model/random.js draws in the browser.

PyTorch's own generator cannot be had there, so what a page shows is drawn from these; `aelab.noise.of_seed` has them as tensors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

SIDE = 28
FIELD, CODE = 0x9E3779B1, 0x85EBCA6B  # what sets the numbers for images and for codes apart
WORD = 0xFFFFFFFF


class Field(NamedTuple):
    """All random numbers that one image needs: ``normal`` and ``uniform`` (28, 28) float32, ``place`` (left, top) in [0, 1)."""

    normal: np.ndarray
    uniform: np.ndarray
    place: tuple[float, float]


def uniforms(seed: int) -> Iterator[float]:
    """Numbers in [0, 1) without end, from a 32-bit seed: the generator "mulberry32" (Tommy Ettinger, public domain)."""
    state = seed & WORD
    while True:
        state = (state + 0x6D2B79F5) & WORD
        t = ((state ^ (state >> 15)) * (state | 1)) & WORD
        t ^= (t + ((t ^ (t >> 7)) * (t | 61) & WORD)) & WORD
        yield (t ^ (t >> 14)) / 2**32


def normals(draw: Iterator[float], count: int) -> np.ndarray:
    """Standard normal numbers (count,) float32 (Box & Muller 1958)."""
    pairs = [(next(draw), next(draw)) for _ in range(count)]
    return np.array([math.sqrt(-2 * math.log(1 - u)) * math.cos(2 * math.pi * v) for u, v in pairs], np.float32)


def field(seed: int) -> Field:
    """The random numbers of a page's seed."""
    draw = uniforms((seed + 1) * FIELD)
    normal = normals(draw, SIDE * SIDE).reshape(SIDE, SIDE)
    uniform = np.array([next(draw) for _ in range(SIDE * SIDE)], np.float32).reshape(SIDE, SIDE)
    return Field(normal, uniform, (next(draw), next(draw)))


def sample(size: int, place: int, seed: int, temperature: float) -> np.ndarray:
    """The code (size,) behind one of the samples of the page Generate, `place` counted from 0."""
    return temperature * normals(uniforms(seed), (place + 1) * size)[-size:]


def code_noise(spread: np.ndarray, level: float, seed: int) -> np.ndarray:
    """What a page adds to a code (d,): `level` times the spread (d,) of each coordinate times a normal number."""
    draw = normals(uniforms((seed + 1) * CODE), len(spread))
    return (level * spread.astype(np.float64) * draw).astype(np.float32)
