"""Digits as tensors, for training and measuring: MNIST, and the digits bundled with scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from aelab import digit_arrays


class Digits(NamedTuple):
    """``images`` (N, 1, 28, 28) uint8 and ``labels`` (N,) int64, both whole in memory."""

    images: Tensor
    labels: Tensor

    def to(self, device: str | torch.device) -> Digits:
        return Digits(self.images.to(device), self.labels.to(device))

    def first(self, n: int) -> Digits:
        return Digits(self.images[:n], self.labels[:n])

    def held_out(self) -> tuple[Digits, Digits]:
        """All but the last twelfth, and that: 55,000 of MNIST's training digits to train on and 5,000 to choose recipes by."""
        n = len(self.images) - len(self.images) // 12
        return self.first(n), Digits(self.images[n:], self.labels[n:])

    def few(self, each: int = 20) -> Tensor:
        """Where the first so many of each digit stand, in order: what the app's pages have at hand."""
        return torch.from_numpy(digit_arrays.few(self.labels.numpy(), each))


def as_float(images: Tensor) -> Tensor:
    """uint8 grey levels -> float32 in [0, 1]."""
    return images.float().div_(255)


def mnist(train: bool, download: bool = True) -> Digits:
    """The 60,000 training or the 10,000 test digits; downloads and raises as `aelab.digit_arrays.mnist` does."""
    return _tensors(digit_arrays.mnist(train, download))


def bundled() -> Digits:
    """scikit-learn's 1,797 digits in MNIST form."""
    return _tensors(digit_arrays.bundled())


def _tensors(arrays: Iterable[np.ndarray]) -> Digits:
    images, labels = map(torch.from_numpy, arrays)
    return Digits(images, labels.long())
