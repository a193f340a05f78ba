"""MNIST itself, for tests that need it: they are skipped where it is not on the machine."""

from __future__ import annotations

import pytest

from aelab import data, mnist_form


def mnist(train: bool = False) -> data.Digits:
    """The test digits, or those to train on."""
    try:
        return data.mnist(train=train, download=False)
    except mnist_form.DataError:
        pytest.skip("MNIST is not on this machine: set AELAB_DATA, or run train.py once")
