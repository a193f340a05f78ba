"""Where draws of the prior land among a run's codes, in its own figures."""

from __future__ import annotations

from aelab import latent
from aelab.card import Card

MANY, FEW = 0.6, 0.005  # shares: three digits that take so many are named, and those that get fewer


def of_prior(card: Card) -> str:
    """A sentence or two on the draws that `aelab.latent.distance` counted; nothing for a card without them."""
    found = card.metrics.distance
    if found is None or found.prior_gap is None:
        return ""
    said = f"Of {latent.PRIOR_DRAWS:,} draws of N(0, I), {found.prior_gap:.1%} are in a gap between the codes of {card.name} and {found.prior_far:.1%} far from any."
    if card.metrics.aggregate_kl is not None:
        apart, rate = card.metrics.aggregate_kl, card.metrics.kl
        said += f" Taken together, its posteriors differ from the prior by KL(q(z) ‖ p) = {apart:.2f} nats; {rate - apart:.2f} of its rate of {rate:.2f} tell of the digit."
    if card.model.classes:  # which digit it is the label says
        return said
    shares = found.prior_digits
    most = sorted(sorted(range(10), key=lambda digit: -shares[digit])[:3])
    if (share := sum(shares[digit] for digit in most)) > MANY:
        said += f" By the 20 nearest codes {share:.0%} of them are a {most[0]}, {most[1]} or {most[2]}."
    if none := [str(digit) for digit in range(10) if shares[digit] < FEW]:
        listed = " or ".join(filter(None, (", ".join(none[:-1]), none[-1])))
        said += f" Fewer than one in {1 / FEW:.0f} is a {listed}."
    return said


def of_axes(card: Card, ratio) -> str:
    """What share of a wide code's variance its stored principal coordinates hold; nothing for a code stored whole."""
    if card.model.latent_size <= latent.WHOLE:
        return ""
    return f"Of {card.name}'s {card.model.latent_size} numbers the map and its distances know {len(ratio)} principal coordinates, {sum(ratio):.0%} of the variance."
