"""The runs that the repository ships: read once for all tests, since to find one whole is to hash its files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from aelab import checkpoints

if TYPE_CHECKING:
    from aelab.models import Autoencoder

CARDS = checkpoints.survey()[0]
NAMES = list(CARDS)


@cache
def codes(run: str) -> dict[str, np.ndarray]:
    """What latents.safetensors holds (`aelab.latent.describe`): never change one."""
    return checkpoints.latents(run)


@cache
def model(run: str) -> Autoencoder:
    """A run's model: never change one."""
    return checkpoints.load(run)
