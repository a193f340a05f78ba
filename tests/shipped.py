"""The runs that the repository ships: read once for all tests, since to find one whole is to hash its files."""

from __future__ import annotations

from aelab import checkpoints

CARDS = checkpoints.survey()[0]
NAMES = list(CARDS)
