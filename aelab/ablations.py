"""Which runs make an ablation: those that differ in one number of their recipe. Rules over cards, so any run can take its place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import NamedTuple

from msgspec.structs import replace

from aelab.card import Card
from aelab.runs import Recipe
from aelab.spec import Spec

HIGHER = ("ssim", "knn_accuracy")  # metrics of which more is better
PLANE = ("kl", "bce_sampled")  # rate and distortion
LOWER = ("bce", "negative_elbo", "mse", "denoising_mse")


class Series(NamedTuple):
    """Runs that one line of a plot joins: what they have in common, and their cards in order of what differs."""

    name: str
    cards: list[Card]

    def recipes(self, key: str) -> list:
        """A number of each run's recipe."""
        return [getattr(card.recipe, key) for card in self.cards]

    def metrics(self, key: str) -> list[float]:
        """A figure of each run, None where it has none."""
        return [getattr(card.metrics, key) for card in self.cards]

    def noise(self, level: float, kind: str = "gaussian") -> list[float]:
        """Mean MSE of each run at a measured level of a kind of noise. Raises ValueError for a level that was not measured."""
        return [card.metrics.error(kind, level) for card in self.cards]

    def best(self, key: str) -> Card:
        """The card of the run with the lowest value of a metric."""
        return min(self.cards, key=lambda card: getattr(card.metrics, key))


class Chord(NamedTuple):
    """The straight line between two runs of neighbouring betas on the plane of rate (KL) and distortion (BCE of draws)."""

    cards: tuple[Card, Card]
    slope: float

    @property
    def betas(self) -> tuple[float, float]:
        first, second = self.cards
        return first.recipe.beta, second.recipe.beta

    @property
    def between(self) -> bool:
        """Whether its slope lies between minus the two betas, as where both runs minimise D + beta R over one convex curve."""
        low, high = self.betas
        return -high <= self.slope <= -low


def chords(series: Series) -> list[Chord]:
    """Those of a series by beta whose runs were all measured with draws; none for two runs of one beta or of one rate."""
    found = []
    for pair in pairwise(series.cards):
        (low, high), (kl, bce) = (card.recipe.beta for card in pair), ([getattr(c.metrics, k) for c in pair] for k in PLANE)
        if low < high and kl[0] != kl[1]:
            found.append(Chord(pair, (bce[1] - bce[0]) / (kl[1] - kl[0])))
    return found


def on_plane(cards: Iterable[Card]) -> list[Card]:
    """Variational runs whose distortion was measured with draws of the posterior."""
    return [card for card in cards if all(getattr(card.metrics, key) is not None for key in PLANE)]


def bottleneck(cards: Iterable[Card]) -> list[Series]:
    """Plain MLP autoencoders by the size of their code: one series of two runs or more, or none."""
    return _with_two([Series("MLP autoencoder", _alike(_clean(cards, "mlp-ae"), "latent_size"))], "latent_size")


def beta(cards: Iterable[Card]) -> list[Series]:
    """VAEs by beta: a series for each size of code that was trained with more than one."""
    runs = _by("latent_size", _clean(cards, "conv-vae"))
    sizes = groupby(runs, key=lambda card: card.recipe.latent_size)
    return _with_two([Series(f"Code of {size} numbers", _alike(list(group), "beta")) for size, group in sizes], "beta")


def latent_size(cards: Iterable[Card]) -> list[Series]:
    """VAEs of beta 1, and plain autoencoders with the same body, by the size of their code."""
    cards = list(cards)
    variational = [card for card in _clean(cards, "conv-vae") if card.recipe.beta == 1]
    found = [Series(name, _alike(runs, "latent_size")) for name, runs in (("VAE", variational), ("AE", _clean(cards, "conv-ae")))]
    return _with_two(found, "latent_size")


def seeds(cards: Iterable[Card]) -> list[list[Card]]:
    """Runs that differ in their seed alone, in its order: groups of two or more."""
    groups: dict[tuple, list[Card]] = {}
    for card in cards:
        groups.setdefault((replace(card.recipe, name="", seed=0), repr(card.model), card.digits), []).append(card)
    return [_by("seed", group) for group in groups.values() if len(group) > 1]


def siblings(card: Card, cards: Iterable[Card], key: str) -> list[Card]:
    """A run and those that differ from it in this number of their recipe alone, in its order; of several alike, one."""

    def rest(other: Card) -> Recipe:
        return replace(other.recipe, **{"name": "", key: 0})

    own, body = rest(card), _body(card.model)
    alike = [other for other in cards if rest(other) == own and _body(other.model) == body]  # layers last: they are many
    found = {getattr(other.recipe, key): other for other in alike} | {getattr(card.recipe, key): card}
    return [found[value] for value in sorted(found)]


def probed(cards: Iterable[Card]) -> list[Series]:
    """Runs to compare by their few-label curves: of beta 1 and never told the digit, by size of code, for the sizes that PCA has,
    or where there is no such run, those of the convolutional autoencoders."""
    cards = [card for card in cards if card.recipe.beta == 1 and card.metrics.probe is not None and not card.model.classes]
    sizes = {family: {card.recipe.latent_size for card in cards if card.recipe.family == family} for family in ("pca", "conv-ae")}
    runs = [card for card in cards if card.recipe.latent_size in (sizes["pca"] or sizes["conv-ae"])]
    by_size = groupby(_by("latent_size", runs), key=lambda card: card.recipe.latent_size)
    return [Series(f"Code of {size} numbers", list(group)) for size, group in by_size]


def rival(card: Card, key: str) -> float | None:
    """A run's figure where it can stand beside the others', else None.

    A negative ELBO can if its codes were drawn, as a card without ``bce_sampled`` does not have it, and if the run is not told
    the digit, for what it bounds then is -log p(x | y). No figure does of a run that was measured on other digits.
    """
    if card.digits is not None:
        return None
    if key == "negative_elbo" and (card.metrics.bce_sampled is None or card.model.classes):
        return None
    return getattr(card.metrics, key)


def best(cards: Iterable[Card], key: str) -> tuple[str, float] | None:
    """The name of the run with the lowest figure of those that can be compared, and the figure; None where no run has one."""
    found = [(value, card.name) for card in cards if (value := rival(card, key)) is not None]
    return min(found)[::-1] if found else None


def winners(cards: Iterable[Card]) -> dict[str, list[str]]:
    """For each run's name the metrics in which no other run is better, of those in which more or less is better."""
    cards = list(cards)
    best = {}
    for key, pick in [(key, min) for key in LOWER] + [(key, max) for key in HIGHER]:
        values = {card.name: value for card in cards if (value := rival(card, key)) is not None}
        best[key] = pick(values.values(), default=None), values
    return {card.name: [key for key, (top, values) in best.items() if values.get(card.name, ...) == top] for card in cards}


def _clean(cards: Iterable[Card], family: str) -> list[Card]:
    """Runs of a family that never saw noise and were trained on the same loss as the shipped ones."""
    return [card for card in cards if _plain(card.recipe) and card.recipe.family == family]


def _plain(recipe: Recipe) -> bool:
    return recipe.noise == "none" and recipe.reconstruction == "bce"


def _alike(cards: list[Card], key: str) -> list[Card]:
    """The most runs that differ in this number of their recipe alone, in its order: their bodies and all other numbers are equal."""
    groups: list[tuple[tuple, list[Card]]] = []
    for card in cards:
        rest = replace(card.recipe, **{"name": "", key: 0}), _body(card.model)
        own = next((group for other, group in groups if other == rest), None)
        if own is None:
            groups.append((rest, own := []))
        own.append(card)
    found = max((group for _, group in groups), key=lambda group: len({getattr(card.recipe, key) for card in group}), default=[])
    return _by(key, found)


def _body(spec: Spec) -> list:
    """The layers of a model but for the two sides that face the code."""
    ends = {id(_linear(reversed(spec.encoder))): "out", id(_linear(spec.decoder)): "in"}
    return [
        [{name: value for name, value in layer.items() if name != ends.get(id(layer))} for layer in getattr(spec, part)]
        for part in ("encoder", "decoder")
    ]


def _linear(layers: Iterable[dict]) -> dict | None:
    return next((layer for layer in layers if layer["layer"] == "linear"), None)


def _by(key: str, cards: list[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: getattr(card.recipe, key))


def _with_two(series: list[Series], key: str) -> list[Series]:
    return [one for one in series if len(set(one.recipes(key))) > 1]
