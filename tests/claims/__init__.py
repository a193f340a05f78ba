"""What shows that the sentences of docs/claims.md are true: one function for each, in one file for each page.

A function is given the runs as they ship and returns whether the claim holds, and the figures that the sentence prints, each as
it must stand there. It works them out from codes, weights and digits where that takes seconds, and else from the cards.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from aelab import data, mnist_form
from aelab.card import Card
from tests import shipped

Found = tuple[bool, dict[str, str]]
CLAIMS: dict[str, Callable[[Shipped], Found]] = {}


class Shipped:
    """The runs in checkpoints/, and MNIST where it is on this machine."""

    @property
    def cards(self) -> dict[str, Card]:
        return shipped.CARDS

    def figure(self, run: str, key: str):
        """A metric of a run; the claim is skipped where the run or the metric has not been made yet."""
        card = self.cards.get(run)
        if card is None or getattr(card.metrics, key) is None:
            pytest.skip(f"{run} has no {key} yet: `python train.py --evaluate --keep` measures what is missing")
        return getattr(card.metrics, key)

    def having(self, key: str) -> dict[str, Card]:
        """The cards that have a metric; the claim is skipped where none has it."""
        found = {name: card for name, card in self.cards.items() if getattr(card.metrics, key) is not None}
        if not found:
            pytest.skip(f"no run has {key} yet: `python train.py --evaluate --keep` measures what is missing")
        return found

    def codes(self, run: str) -> dict[str, np.ndarray]:
        """What latents.safetensors holds: see `aelab.latent.describe`."""
        return shipped.codes(run)

    def model(self, run: str):
        return shipped.model(run)

    def pixels(self) -> np.ndarray:
        """MNIST's test digits as float32 in [0, 1]: (10000, 784). Never change them."""
        return _pixels(self.digits().images)

    def digits(self, train: bool = False) -> data.Digits:
        """MNIST's test or training digits; the claim is skipped where they are not on this machine."""
        try:
            return _digits(train)
        except mnist_form.DataError:
            pytest.skip("MNIST is not on this machine")


def claim(function: Callable[[Shipped], Found]) -> Callable[[Shipped], Found]:
    """Makes a function one of those that docs/claims.md may name."""
    if function.__name__ in CLAIMS:
        raise ValueError(f"two claims are called {function.__name__}")
    CLAIMS[function.__name__] = cache(function)  # several sentences may have one
    return function


@cache
def _pixels(images) -> np.ndarray:
    return data.as_float(images).flatten(1).numpy()


@cache
def _digits(train: bool) -> data.Digits:
    return data.mnist(train, download=False)
