"""Where draws of the prior land among a run's codes, in its own figures."""

from __future__ import annotations

from collections.abc import Sequence

from aelab import latent
from aelab.card import Card
from ui.prose import say

MANY, FEW = 0.6, 0.005  # shares: three digits that take so many are named, and those that get fewer


def of_prior(card: Card) -> str:
    """A sentence or two on the draws that `aelab.latent.distance` counted; nothing for a card without them."""
    found = card.metrics.distance
    if found is None or found.prior_gap is None or found.prior_far is None or found.prior_digits is None:
        return ""
    gap, far = f"{found.prior_gap:.1%}", f"{found.prior_far:.1%}"
    said = [say("prior", "draws", draws=f"{latent.PRIOR_DRAWS:,}", gap=gap, run=card.name, far=far)]
    apart, rate = card.metrics.aggregate_kl, card.metrics.kl
    if apart is not None and rate is not None:
        rest = f"{rate - apart:.2f}"
        said.append(say("prior", "posteriors taken together", apart=f"{apart:.2f}", rest=rest, rate=f"{rate:.2f}"))
    if card.model.classes:  # which digit it is the label says
        return " ".join(said)
    shares = found.prior_digits
    a, b, c = most = sorted(sorted(range(10), key=lambda digit: -shares[digit])[:3])
    if (share := sum(shares[digit] for digit in most)) > MANY:
        said.append(say("prior", "mostly three digits", share=f"{share:.0%}", a=a, b=b, c=c))
    if none := [str(digit) for digit in range(10) if shares[digit] < FEW]:
        listed = " or ".join(filter(None, (", ".join(none[:-1]), none[-1])))
        said.append(say("prior", "hardly ever", one_in=f"{1 / FEW:.0f}", digits=listed))
    return " ".join(said)


def of_axes(card: Card, ratio: Sequence[float]) -> str:
    """What share of a wide code's variance its stored principal coordinates hold; nothing for a code stored whole."""
    if card.model.latent_size <= latent.WHOLE:
        return ""
    share = f"{sum(ratio):.0%}"
    return say("prior", "principal axes", run=card.name, numbers=card.model.latent_size, axes=len(ratio), share=share)
