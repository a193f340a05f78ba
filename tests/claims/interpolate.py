"""The page Interpolate."""

from __future__ import annotations

from unittest import mock

import numpy as np
from sklearn.neighbors import NearestNeighbors

from aelab import between
from aelab.card import Distance
from tests.claims import Found, Shipped, claim
from ui import cache


def _rule(shipped: Shipped, run: str) -> Distance:
    return cache.distance(shipped.cards[run])


def _halfway(shipped: Shipped, run: str) -> dict[str, float]:
    return between.halfway(shipped.codes(run), _rule(shipped, run))


@claim
def the_arc_is_farther_from_the_codes(shipped: Shipped) -> Found:
    with mock.patch.object(between, "STEPS", 1):  # halfway alone, and not nine places of each way
        return all(_halfway(shipped, run)["arc_farther"] > 0.5 for run in shipped.cards), {}


@claim
def means_are_shorter_than_draws(shipped: Shipped) -> Found:
    """On average over all test codes, whatever the pairs."""
    lengths = {
        run: np.linalg.norm(shipped.codes(run)["mean"], axis=1).mean() / np.sqrt(card.model.latent_size)
        for run, card in shipped.cards.items()
        if card.model.variational
    }
    return max(lengths.values()) < 1, {}


@claim
def holes_on_straight_lines(shipped: Shipped) -> Found:
    """The page's shares, each again within two points by scikit-learn over other pairs."""
    runs = {"ae_2": "conv-ae-2", "vae_2": "conv-vae-2", "ae_16": "conv-ae-16", "vae_16": "conv-vae-16"}
    shares = {}
    for name, run in runs.items():
        shares[name] = _halfway(shipped, run)["gap_lerp"]
        codes, labels, rule = shipped.codes(run)["mean"], shipped.codes(run)["labels"], _rule(shipped, run)
        scale = np.sqrt(rule.weights)
        a, b = np.random.default_rng(1).permutation(len(codes))[:1200].reshape(2, -1)
        a, b = a[labels[a] != labels[b]], b[labels[a] != labels[b]]
        line = np.concatenate([codes[a] + t * (codes[b] - codes[a]) for t in np.arange(1, 10) / 10]) * scale
        away = NearestNeighbors(n_neighbors=1).fit(codes * scale).kneighbors(line)[0]
        assert abs((away > rule.near).mean() - shares[name]) < 0.02, run
    return True, {name: f"{share:.1%}" for name, share in shares.items()}
