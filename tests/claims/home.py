"""Home, and the README's table."""

from __future__ import annotations

from aelab.card import Metrics
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
