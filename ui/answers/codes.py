"""Answers that are worked out from codes: the maps, Generate, Interpolate and Encode. In NumPy, in some tens of milliseconds a run at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from aelab import between, latent, seeded
from aelab.card import Card
from aelab.metrics import DEAD
from ui import cache
from ui.answers import Answer, listed, short
from ui.prose import say

SOME = 200  # digits of a class, or codes, that are looked at where all would take too long
NEAREST = 20
SAMPLES, SEED = 64, 1  # the draws that Generate opens on


def halfway(first: int, second: int) -> Answer:
    """A map: is it a digit, halfway between the mean codes of two?"""

    def answer(cards: Sequence[Card]) -> str:
        (card, *_), at = cards, {}
        for one in cards:
            at[one.name] = _means(one)[[first, second]].mean(0, keepdims=True)
        said = say(
            "answers",
            "halfway",
            mixes=listed(cards, lambda card: _mix(card, at[card.name])),
            first=first,
            second=second,
        )
        if card.model.classes:
            return f"{said} {say('answers', 'halfway: told')}"
        return f"{said} {say('answers', 'halfway: linear') if card.recipe.family == 'pca' else say('answers', 'halfway: look')}"

    return answer


def nobody_home(cards: Sequence[Card]) -> str:
    """A map: does the decoder know that nothing lives where no dot is?"""
    return say("answers", "nobody home", limits=listed(cards, lambda card: f"{cache.distance(card).far:.2f}"))


def sharing(first: int, second: int) -> Answer:
    """A map: do two digits share a place?"""

    def answer(cards: Sequence[Card]) -> str:
        shares = listed(
            cards, lambda card: " and ".join(f"{_taken(card, a, b):.0%}" for a, b in ((first, second), (second, first)))
        )
        return say("answers", "sharing", first=first, second=second, some=SOME, shares=shares)

    return answer


def arrows(cards: Sequence[Card]) -> str:
    """A map: where do decoder and encoder lead?"""
    return say(
        "answers",
        "arrows",
        limits=listed([card for card in cards if card.model.latent_size == 2], lambda card: f"{cache.distance(card).near:.2f}"),
    )


def metric(cards: Sequence[Card]) -> str:
    """A map: where does the digit change fast?"""
    return say("answers", "metric")


def last_weight(cards: Sequence[Card]) -> str:
    """Generate: what does the last coordinate by KL, or by variance, draw?"""
    (card,) = cards
    kl = card.metrics.kl_per_dimension
    if kl:
        used = sum(value >= DEAD for value in kl)
        if used < len(kl):
            return say("answers", "last by KL: dead", least=f"{min(kl):.3f}", used=used, size=len(kl))
        return say("answers", "last by KL", least=f"{min(kl):.2f}", size=len(kl))
    spread = cache.latents(card.name)["mean"].astype(float).var(0)
    shares = spread / spread.sum()
    return say("answers", "last by variance", least=f"{shares.min():.1%}", even=f"{1 / len(shares):.1%}")


def one_style(cards: Sequence[Card]) -> str:
    """Generate: what is left for z to say where the digit is told?"""
    (card,) = cards
    return say("answers", "one style", share=f"{card.metrics.knn_accuracy:.0%}", kl=f"{card.metrics.kl or 0:.1f}")


def last_axis(cards: Sequence[Card]) -> str:
    """Generate: does the last of the axes that are stored still show?"""
    (card,) = cards
    ratio = cache.latents(card.name)["pca_ratio"]
    return say(
        "answers", "last axis", last=f"{ratio[-1]:.1%}", axes=len(ratio), all=f"{ratio.sum():.0%}", size=card.model.latent_size
    )


def principal_axis(cards: Sequence[Card]) -> str:
    """Generate: what changes along the first principal axis?"""
    (card,) = cards
    arrays = cache.latents(card.name)
    share = f"{arrays['pca_ratio'][0]:.0%}"
    if card.model.classes:
        return say("answers", "principal axis: told", share=share)
    wide = arrays["mean"].shape[1] < len(arrays["pca_mean"])
    along = arrays["mean"][:, 0] if wide else latent.project(arrays["mean"], latent.stored_plane(arrays))[:, 0]
    order = np.argsort(along)
    ends = [Counter(arrays["labels"][some].tolist()).most_common(1)[0] for some in (order[:SOME], order[-SOME:])]
    (low, few), (high, many) = ends
    return say(
        "answers",
        "principal axis",
        share=share,
        some=SOME,
        low=low,
        high=high,
        few=f"{few / SOME:.0%}",
        many=f"{many / SOME:.0%}",
    )


def drawn(cards: Sequence[Card]) -> str:
    """Generate: how many of the 64 are digits?"""
    (card,) = cards
    gaps = {f"at_{tau}": _in_gaps(card, tau) for tau in (1, 2)}
    if card.model.variational:
        return say("answers", "drawn: prior", samples=SAMPLES, **gaps)
    said = say("answers", "drawn: no prior", samples=SAMPLES, at_1=gaps["at_1"])
    if (rule := card.metrics.distance) and rule.prior_digits and not card.model.classes:
        shares = rule.prior_digits
        a, b, c = sorted(sorted(range(10), key=lambda digit: -shares[digit])[:3])
        said += " " + say(
            "answers",
            "drawn: which",
            share=f"{shares[a] + shares[b] + shares[c]:.0%}",
            a=a,
            b=b,
            c=c,
            draws=f"{latent.PRIOR_DRAWS:,}",
        )
    return said


def gaps_on_the_way(first: int, second: int) -> Answer:
    """Interpolate: which model leaves its codes on the straight way between two test codes?"""

    def answer(cards: Sequence[Card]) -> str:
        def share(card: Card) -> float:
            ends, arrays, rule = _whole(card, [first, second]), cache.latents(card.name), cache.distance(card)
            way = latent.lerp(ends[0], ends[1], np.linspace(0, 1, 101))
            return float((between.to_codes(way, arrays, rule) > rule.near).mean())

        return say("answers", "gaps on the way", shares=listed(cards, lambda card: f"{share(card):.0%}"))

    return answer


def lengths(first: int, second: int) -> Answer:
    """Interpolate: does the length of z dip on the arc, as on the straight line?"""

    def answer(cards: Sequence[Card]) -> str:
        def four(card: Card) -> str:
            ends = _whole(card, [first, second])
            halves = [way(ends[0], ends[1], np.array([0.5]))[0] for way in (latent.lerp, latent.slerp)]
            a, b, line, arc = (float(np.linalg.norm(z)) for z in (*ends, *halves))
            return f"{a:.2f} and {b:.2f}, {line:.2f}, {arc:.2f}"

        return say("answers", "lengths", lengths=listed(cards, four))

    return answer


def four_corners(corners: Sequence[int]) -> Answer:
    """Interpolate: where does one digit become the next?"""

    def answer(cards: Sequence[Card]) -> str:
        def places(card: Card) -> str:
            (a, b, c, d), t = cache.latents(card.name)["mean"][list(corners)], np.linspace(0, 1, 15)
            square = np.concatenate(
                [latent.lerp(top, bottom, t) for top, bottom in zip(latent.lerp(a, b, t), latent.lerp(c, d, t), strict=True)]
            )
            _, mix = nearest(card, square, 10)
            return ", ".join(
                f"{digit} {count / len(square):.0%}" for digit, count in Counter(mix.argmax(1).tolist()).most_common(5)
            )

        return say("answers", "four corners", places=" | ".join(f"{short(card)}: {places(card)}" for card in cards))

    return answer


def sum_of(terms: Sequence[int | str], wanted: int, style: bool = False) -> Answer:
    """Interpolate: does the sum of three codes reach the digit? A term is a test image, or "m9", the mean code of the 9s."""

    def answer(cards: Sequence[Card]) -> str:
        def reached(card: Card) -> str:
            a, b, c = (
                _means(card)[int(term[1])] if isinstance(term, str) else cache.latents(card.name)["mean"][term] for term in terms
            )
            _, mix = nearest(card, (a - b + c)[None])
            return f"{mix[0, wanted]}"

        found = {"wanted": wanted, "counts": listed(cards, reached), "nearest": NEAREST}
        return say("answers", "sum: style", **found) if style else say("answers", "sum", **found)

    return answer


def _means(card: Card) -> np.ndarray:
    return cache.latents(card.name)["class_means"].astype(np.float32)


def nearest(card: Card, at: np.ndarray, k: int = NEAREST) -> tuple[np.ndarray, np.ndarray]:
    """As `aelab.between.nearest_digits`, from codes (M, d) as they are stored, compared as the run's are."""
    arrays, scale = cache.latents(card.name), np.sqrt(np.array(cache.distance(card).weights, np.float32))
    return between.nearest_digits(
        at.astype(np.float32) * scale, arrays["mean"].astype(np.float32) * scale, arrays["labels"].astype(int), k
    )


def _mix(card: Card, at: np.ndarray) -> str:
    """The digits of the codes nearest to a place: "11 8s, 6 3s"."""
    _, mix = nearest(card, at)
    return ", ".join(f"{mix[0, digit]} {digit}s" for digit in np.argsort(-mix[0], kind="stable") if mix[0, digit])


def _taken(card: Card, digit: int, other: int) -> float:
    """The share of the first digits of a class that have more codes of another near them than of their own, themselves left out."""
    arrays = cache.latents(card.name)
    own = np.flatnonzero(arrays["labels"] == digit)[:SOME]
    _, mix = nearest(card, arrays["mean"][own], 11)
    return float((mix[:, other] > mix[:, digit] - 1).mean())


def _whole(card: Card, images: Sequence[int]) -> np.ndarray:
    """The codes (N, d) of some test images; of a wide run's, what its stored axes have."""
    arrays = cache.latents(card.name)
    stored, plane = arrays["mean"][list(images)].astype(np.float32), latent.stored_plane(arrays)
    return latent.unproject(stored, plane) if stored.shape[1] < len(plane.mean) else stored


def _in_gaps(card: Card, temperature: float) -> int:
    """How many of Generate's 64 draws lie farther from any test code than is usual in the run."""
    size, rule = card.model.latent_size, cache.distance(card)
    codes = temperature * seeded.normals(seeded.uniforms(SEED), SAMPLES * size).reshape(SAMPLES, size)
    return int((between.to_codes(codes.astype(np.float32), cache.latents(card.name), rule) > rule.near).sum())
