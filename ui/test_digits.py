"""Pictures of MNIST's test digits for the maps of codes: a few to put into an encoder, and all of them for means of neighbours."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from safetensors.numpy import save

from aelab import checkpoints, digit_arrays, latent, near_means
from aelab.card import Card
from ui import assets, digits
from ui.once import once

MEANS = "means"  # the part that instruments ask for
FIRST_OF_EACH = [3, 2, 1, 18, 4, 8, 11, 0, 61, 7]  # where the first test digit of each class stands: what a run's replay copies


def to_put_in(cards: Mapping[str, Card]) -> tuple[assets.Offer, str]:
    """Test digits that a page puts into encoders, and the run whose copies stand for them, "" where they are MNIST's own.

    In the browser `images` (N, 28, 28) uint8, `labels` and `index` (N,), their places in the test set: the 200 digits of the other
    pages where MNIST is on the machine; else the first of each class, as the best copier among `cards` copied it.
    """
    ours = [card for card in cards.values() if card.digits is None]  # a replay's copies are of the test digits, which others lack
    if digits.source().mnist or not ours:
        return digits.chosen()[0], ""
    best = min(ours, key=lambda card: card.metrics.mse)
    return _copied(best.name, best.files["replay.safetensors"]), best.name


def to_average(card: Card) -> assets.Offer | None:
    """What a page makes the mean of a run's nearest test digits of, or None.

    In the browser all test digits, `images` (10000, 28, 28) uint8, where MNIST is on the machine; else the run's lattice of means as
    `aelab.near_means.lattice` has it, where one was kept. A conditional run has none: its neighbours are of any digit.
    """
    other = card.digits is not None and not card.digits.test_set
    if card.model.classes or card.model.latent_size > latent.WHOLE or other:
        return None
    if digits.source().mnist:
        return _all(digits.stamp())
    return _lattice(card.name, card.files["latents.safetensors"])


@once(1)
def _all(_: tuple) -> assets.Offer:
    images, _labels = digit_arrays.mnist(train=False, download=False)
    return assets.made("@test", MEANS, save({"images": np.ascontiguousarray(images[:, 0])}))


@once(8)
def _lattice(run: str, version: str) -> assets.Offer | None:
    stored = near_means.stored(run, version)
    return assets.made(run, MEANS, save(stored)) if stored else None


@once(4)
def _copied(run: str, version: str) -> assets.Offer:
    images = np.ascontiguousarray(checkpoints.replay(run)["reconstructions"][-1])
    labels, index = np.arange(10, dtype=np.int64), np.array(FIRST_OF_EACH, np.int64)
    return assets.made("@copies", digits.PART, save({"images": images, "labels": labels, "index": index}))
