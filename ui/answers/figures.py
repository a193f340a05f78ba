"""Answers in figures of the cards: Denoise, Inside, Outliers and Compare."""

from __future__ import annotations

from collections.abc import Sequence

from aelab import ablations
from aelab.card import Card
from aelab.outliers import share_above, threshold_for
from ui.answers import listed, short
from ui.outlier_words import outliers
from ui.prior_words import MANY
from ui.prose import say

SIGMA = 0.5
FLAGS, RARE = 0.05, 0.001  # what the presets of Outliers set
UNCLIPPED = "gaussian-unclipped"


def haze(cards: Sequence[Card]) -> str:
    """Denoise: was it the noise, or the grey that clipping adds?"""
    both = [card for card in cards if UNCLIPPED in card.metrics.curves]
    if not both:
        return say("answers", "not measured")
    better = [card for card in both if _error(card, UNCLIPPED) < _error(card)]
    said = say("answers", "haze", errors=listed(both, lambda card: f"{_error(card):.4f} and {_error(card, UNCLIPPED):.4f}"))
    if better:
        said += " " + say("answers", "haze: better without", runs=_names(better))
    if len(better) < len(both):
        said += " " + say("answers", "haze: worse without", runs=_names([card for card in both if card not in better]))
    return said


def levels(cards: Sequence[Card]) -> str:
    """Denoise: which is better away from the level of its training, and which at it?"""
    cards = [card for card in cards if card.metrics.curves]
    if not cards:
        return say("answers", "not measured")
    errors = listed(cards, lambda card: ", ".join(f"{card.metrics.error('gaussian', level):.4f}" for level in (0.1, 0.5, 0.9)))
    return say("answers", "levels", errors=errors)


def clean_copies(cards: Sequence[Card]) -> str:
    """Denoise: what does each model lose without noise?"""
    best = min(cards, key=lambda card: card.metrics.mse)
    errors = listed(cards, lambda card: f"{card.metrics.mse:.4f}")
    if len(cards) == 1:
        return say("answers", "clean copy", errors=errors)
    return say("answers", "clean copies", errors=errors, best=short(best), size=best.model.latent_size)


def again(cards: Sequence[Card]) -> str:
    """Denoise: where does each model drift?"""
    linear = [card for card in cards if card.recipe.family == "pca"]
    others = [card for card in cards if card not in linear]
    said = []
    if others:
        said.append(say("answers", "again", errors=listed(others, lambda card: f"{card.metrics.mse:.4f}")))
    if linear:
        said.append(say("answers", "again: linear", runs=_names(linear)))
    return " ".join(said)


def first_layer(cards: Sequence[Card]) -> str:
    """Inside: which strokes does each picture of the first layer react to?"""
    layer = next(layer for layer in cards[0].model.encoder if layer["layer"] in ("conv2d", "linear"))
    if layer["layer"] == "linear":
        return say("answers", "first layer: linear", out=layer["out"], pixels=layer["in"])
    return say("answers", "first layer: maps", out=layer["out"], kernel=layer["kernel"])


def last_seen(cards: Sequence[Card]) -> str:
    """Inside: in which layer is the digit last to be seen?"""
    (card,) = cards
    if not card.metrics.curves:
        return say("answers", "not measured")
    maps = sum(layer["layer"] == "conv2d" for layer in card.model.encoder)
    loud, clean = f"{card.metrics.error('gaussian', 1.0):.4f}", f"{card.metrics.mse:.4f}"
    if maps:
        return say("answers", "last seen: maps", maps=maps, loud=loud, clean=clean)
    return say("answers", "last seen: vectors", loud=loud, clean=clean)


def moved_code(cards: Sequence[Card]) -> str:
    """Inside: how far is the code moved, and unclipped?"""
    (card,) = cards
    if UNCLIPPED not in card.metrics.curves:
        return say("answers", "not measured")
    clipped, unclipped = _error(card), _error(card, UNCLIPPED)
    errors = {"clean": f"{card.metrics.mse:.4f}", "clipped": f"{clipped:.4f}", "unclipped": f"{unclipped:.4f}"}
    if unclipped < clipped:
        return say("answers", "moved code: haze", **errors)
    return say("answers", "moved code: noise", **errors)


def letter(cards: Sequence[Card]) -> str:
    """Outliers: which model copies a letter like a digit?"""
    least = min(cards, key=lambda card: outliers(card).auc["letters"])
    caught = listed(cards, lambda card: f"{_caught(card):.0%}")
    if len(cards) == 1:
        return say("answers", "letter: one", caught=caught, area=f"{outliers(least).auc['letters']:.3f}")
    return say("answers", "letter", caught=caught, run=short(least), area=f"{outliers(least).auc['letters']:.3f}")


def odd_digit(cards: Sequence[Card]) -> str:
    """Outliers: why is a digit flagged by mistake?"""
    limits = listed(cards, lambda card: f"{_threshold(card):.4f}")
    return say("answers", "odd digit", limits=limits, flags=f"{FLAGS:.0%}", many=f"{FLAGS * 10_000:,.0f}")


def one_in_a_thousand(cards: Sequence[Card]) -> str:
    """Outliers: is what a model flags a letter?"""
    right = listed(cards, lambda card: f"{RARE * _caught(card) / (RARE * _caught(card) + (1 - RARE) * FLAGS):.1%}")
    return say("answers", "one in a thousand", right=right, flags=f"{FLAGS * 1000:.0f}")


def hands(cards: Sequence[Card]) -> str:
    """Compare: which rows keep the writer's hand?"""
    best = min(cards, key=lambda card: card.metrics.mse)
    errors = listed(cards, lambda card: f"{card.metrics.mse:.4f}")
    return say("answers", "hands", errors=errors, best=short(best), size=best.model.latent_size)


def noisy_rows(cards: Sequence[Card]) -> str:
    """Compare: which rows keep the digit?"""
    cards = [card for card in cards if card.metrics.denoising_mse is not None]
    if not cards:
        return say("answers", "not measured")
    best = min(cards, key=_filtered)
    errors = listed(cards, lambda card: f"{_filtered(card):.4f}")
    said = say("answers", "noisy rows", errors=errors, best=short(best))
    how = say("answers", "noisy rows: clean") if best.recipe.noise == "none" else say("answers", "noisy rows: trained")
    return f"{said} {how}"


def drawn_rows(cards: Sequence[Card]) -> str:
    """Compare: which rows still draw digits?"""
    found = {card.name: rule.prior_gap for card in cards if (rule := card.metrics.distance) and rule.prior_gap is not None}
    if not found:
        return say("answers", "drawn rows: wide")
    gaps = listed([card for card in cards if card.name in found], lambda card: f"{found[card.name]:.0%}")
    said = say("answers", "drawn rows", gaps=gaps)
    for card in cards:
        shares = (card.metrics.distance and card.metrics.distance.prior_digits) or []
        a, b, c = sorted(sorted(range(10), key=lambda digit: -shares[digit])[:3]) if shares else (0, 0, 0)
        if shares and not card.model.classes and (share := shares[a] + shares[b] + shares[c]) > MANY and found[card.name] < MANY:
            said += " " + say("answers", "drawn rows: speck", run=short(card), share=f"{share:.0%}", a=a, b=b, c=c)
            break
    if not any(card.model.variational for card in cards):
        said += " " + say("answers", "drawn rows: pick")
    return said


def chance(cards: Sequence[Card]) -> str:
    """A map: which model makes digits from random numbers?"""
    found = {card.name: rule for card in cards if (rule := card.metrics.distance) and rule.prior_digits}
    if not found:
        return say("answers", "drawn rows: wide")
    counted = [card for card in cards if card.name in found]
    gaps = listed(counted, lambda card: f"{found[card.name].prior_gap or 0:.0%}")
    three = listed(counted, lambda card: f"{sum(sorted(found[card.name].prior_digits or [])[-3:]):.0%}")
    return say("answers", "chance", gaps=gaps, three=three)


def beta_one(cards: Sequence[Card]) -> str:
    """Compare, the plane: which grey line does the tangent at beta 1 follow?"""
    one, rest = _betas(cards)
    sums = "; ".join(f"{_elbo(card):.2f} at β = {card.recipe.beta:g}" for card in rest)
    return say("answers", "beta one", elbo=f"{_elbo(one):.2f}", sums=sums)


def beta_four(cards: Sequence[Card]) -> str:
    """Compare, the plane: which copies did the cheaper code cost?"""
    one, rest = _betas(cards)
    most = max(rest, key=lambda card: card.recipe.beta)
    rates = {"before": one.metrics.kl, "after": most.metrics.kl}
    more = (most.metrics.bce_sampled or 0) - (one.metrics.bce_sampled or 0)
    return say(
        "answers",
        "beta four",
        beta=f"{most.recipe.beta:g}",
        more=f"{more:.2f}",
        sum=f"{_elbo(most) - _elbo(one):.2f}",
        **{key: f"{rate:.2f}" for key, rate in rates.items()},
    )


def two_numbers(cards: Sequence[Card]) -> str:
    """Compare, the plane: why is the whole curve of two numbers so high?"""
    named = {card.name: card for card in cards}
    two, many = named["conv-vae-2"], named.get("conv-vae-16")
    said = say("answers", "two numbers", rate=f"{two.metrics.kl:.2f}", distortion=f"{two.metrics.bce_sampled:.2f}")
    if many:
        said += " " + say(
            "answers", "two numbers: sixteen", rate=f"{many.metrics.kl:.2f}", distortion=f"{many.metrics.bce_sampled:.2f}"
        )
    return said


def _betas(cards: Sequence[Card]) -> tuple[Card, list[Card]]:
    """Of the series by beta with 16 numbers: the run of beta 1, and the others."""
    series = next((one for one in ablations.beta(cards) if one.cards[0].recipe.latent_size == 16), None)
    joined = series.cards if series else [card for card in cards if card.recipe.latent_size == 16]
    one = min(joined, key=lambda card: abs(card.recipe.beta - 1))
    return one, [card for card in joined if card is not one]


def _elbo(card: Card) -> float:
    return sum(getattr(card.metrics, key) for key in ablations.PLANE)


def _error(card: Card, kind: str = "gaussian") -> float:
    return card.metrics.error(kind, SIGMA)


def _filtered(card: Card) -> float:
    """The error after noise of a run of which it was measured."""
    return card.metrics.denoising_mse or 0.0


def _names(cards: Sequence[Card]) -> str:
    return ", ".join(map(short, cards))


def _threshold(card: Card) -> float:
    measured = outliers(card)
    return threshold_for(FLAGS, measured.quantiles["digits"], measured.levels)


def _caught(card: Card) -> float:
    """The share of letters that are flagged where `FLAGS` of the digits are."""
    measured = outliers(card)
    return share_above(measured.quantiles["letters"], _threshold(card), measured.levels)
