"""Home, and the README's table."""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from sklearn.neighbors import NearestNeighbors

from aelab.card import Metrics
from aelab.names import names
from tests.claims import Found, Shipped, claim


def _drawn(shipped: Shipped) -> dict[str, Metrics]:
    return {name: card.metrics for name, card in shipped.having("bce_sampled").items()}


@claim
def lowest_sampled_elbo(shipped: Shipped) -> Found:
    """Of the runs that are not told the digit."""
    sums = {name: m.bce_sampled + m.kl for name, m in _drawn(shipped).items() if not shipped.cards[name].model.classes}
    name = min(sums, key=sums.get)
    return True, {
        "run": names(shipped.cards.values())[name].title,
        "elbo": f"{sums[name]:.2f}",
    }  # which of them it is is the page's to say


@claim
def draws_cost_more_than_copies(shipped: Shipped) -> Found:
    return all(m.bce < m.bce_sampled for m in _drawn(shipped).values()), {}


@claim
def all_trainings_take_hours(shipped: Shipped) -> Found:
    cards = shipped.having("mse").values()
    hours = sum(card.seconds for card in cards) / 3600
    return all(card.device.startswith("cpu") and card.threads in (1, 2) for card in cards), {"hours": f"{hours:.1f}"}


@cache
def _apart(shipped: Shipped, name: str) -> tuple[float, float]:
    """By 300 test digits: the MSE of what is decoded to the mean of the 20 nearest, and to the digit itself."""
    x, codes = shipped.pixels(), shipped.codes(name)["mean"]
    scaled = codes * np.sqrt(shipped.cards[name].metrics.distance.weights)
    near = NearestNeighbors(n_neighbors=20).fit(scaled).kneighbors(scaled[:300])[1]
    with torch.no_grad():
        decoded = shipped.model(name).decode(torch.from_numpy(codes[:300])).flatten(1).numpy()
    return float(np.square(decoded - x[near].mean(1)).mean()), float(np.square(decoded - x[:300]).mean())


@claim
def few_numbers_draw_the_mean_of_neighbours(shipped: Shipped) -> Found:
    few = [name for name, card in shipped.cards.items() if card.model.latent_size <= 4 and not card.model.classes]
    found = [_apart(shipped, name) for name in few]
    return len(found) > 5 and all(mean < digit for mean, digit in found), {}


@claim
def more_numbers_leave_the_mean_of_neighbours(shipped: Shipped) -> Found:
    """In the two series of sizes, up to where the larger VAE uses no more of its numbers."""
    series = [[f"conv-vae-{size}" for size in (2, 4, 8, 16)], [f"mlp-ae-{size}" for size in (2, 4, 8, 16, 32)]]
    for runs in series:
        means, digits = zip(*(_apart(shipped, name) for name in runs), strict=True)
        if list(means) != sorted(means) or list(digits) != sorted(digits, reverse=True):
            return False, {}
    return True, {}
