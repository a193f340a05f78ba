"""Home, and the README's table."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.neighbors import NearestNeighbors

from aelab.card import Metrics
from aelab.data import as_float
from tests.claims import Found, Shipped, claim


def _drawn(shipped: Shipped) -> dict[str, Metrics]:
    return {name: card.metrics for name, card in shipped.having("bce_sampled").items()}


@claim
def lowest_sampled_elbo(shipped: Shipped) -> Found:
    """Of the runs that are not told the digit."""
    sums = {name: m.bce_sampled + m.kl for name, m in _drawn(shipped).items() if not shipped.cards[name].model.classes}
    name = min(sums, key=sums.get)
    return True, {"run": name, "elbo": f"{sums[name]:.2f}"}  # which of them it is is the page's to say


@claim
def draws_cost_more_than_copies(shipped: Shipped) -> Found:
    return all(m.bce < m.bce_sampled for m in _drawn(shipped).values()), {}


def _nearer_to_the_mean(shipped: Shipped, sizes: range) -> list[bool]:
    """Of runs with so many numbers, by 300 test digits: whether what is decoded is nearer to the mean of the 20 nearest than to the digit."""
    x = as_float(shipped.digits().images).flatten(1).numpy()
    found = []
    for name, card in shipped.cards.items():
        if card.model.latent_size not in sizes or card.model.classes:
            continue
        codes = shipped.codes(name)
        scale = np.sqrt(card.metrics.distance.weights)
        near = NearestNeighbors(n_neighbors=20).fit(codes["mean"] * scale)
        means = x[near.kneighbors(codes["mean"][:300] * scale)[1]].mean(1)
        with torch.no_grad():
            decoded = shipped.model(name).decode(torch.from_numpy(codes["mean"][:300])).flatten(1).numpy()
        found.append(np.square(decoded - means).mean() < np.square(decoded - x[:300]).mean())
    return found


@claim
def few_numbers_draw_the_mean_of_neighbours(shipped: Shipped) -> Found:
    found = _nearer_to_the_mean(shipped, range(1, 5))
    return len(found) > 5 and all(found), {}


@claim
def many_numbers_draw_the_digit(shipped: Shipped) -> Found:
    found = _nearer_to_the_mean(shipped, range(5, 33))
    return len(found) > 5 and not any(found), {}
