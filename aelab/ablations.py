"""Which runs make an ablation: those that differ in one number of their recipe. Rules over cards, so any run can take its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import NamedTuple

from msgspec.structs import replace

from aelab.card import Card
from aelab.runs import Recipe
from aelab.settings import Figure, Setting, Spread, every, settings
from aelab.spec import Spec

HIGHER = ("ssim", "knn_accuracy")  # metrics of which more is better
PLANE = ("kl", "bce_sampled")  # rate and distortion
LOWER = ("bce", "negative_elbo", "mse", "denoising_mse")


class Series(NamedTuple):
    """Settings that one line of a plot joins: what they have in common, a card of each in order of what differs, and with `seeds` for each
    of them all the runs that differ from it in their seed alone; without, there is that one."""

    name: str
    cards: list[Card]
    seeds: Sequence[Setting] = ()

    @property
    def settings(self) -> Sequence[Setting]:
        return self.seeds or [Setting([card]) for card in self.cards]

    def recipes(self, key: str) -> list:
        """A number of each setting's recipe."""
        return [getattr(card.recipe, key) for card in self.cards]

    def spreads(self, figure: Callable[[Card], Figure]) -> list[Spread | None]:
        """A figure of each setting over its seeds, None where it has none."""
        return [setting.spread(figure) for setting in self.settings]

    def means(self, figure: Callable[[Card], Figure]) -> list:
        """A figure of each setting, over its seeds; None where it has none."""
        return [setting.mean(figure) for setting in self.settings]

    def metrics(self, key: str) -> list[float]:
        """A metric of each setting, over its seeds; None where it has none."""
        return self.means(lambda card: getattr(card.metrics, key))

    def noise(self, level: float, kind: str = "gaussian") -> list[float]:
        """Mean MSE of each setting at a measured level of a kind of noise. Raises ValueError for a level that was not measured."""
        return self.means(lambda card: card.metrics.error(kind, level))

    def best(self, key: str) -> Card:
        """The card of the run with the lowest value of a metric."""
        return min(self.cards, key=lambda card: getattr(card.metrics, key))


class Chord(NamedTuple):
    """The straight line between two settings of neighbouring betas on the plane of rate (KL) and distortion (BCE of draws)."""

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
    """Those of a series by beta whose runs were all measured with draws, through the means over seeds; none for two of one beta or rate."""
    places = list(zip(series.cards, *(series.metrics(key) for key in PLANE), strict=True))
    return [
        Chord((one, other), (end - start) / (right - left))
        for (one, left, start), (other, right, end) in pairwise(places)
        if one.recipe.beta < other.recipe.beta and left != right
    ]


def on_plane(cards: Iterable[Card]) -> list[Card]:
    """Variational runs whose distortion was measured with draws of the posterior."""
    return [card for card in cards if all(getattr(card.metrics, key) is not None for key in PLANE)]


def bottleneck(cards: Iterable[Card]) -> list[Series]:
    """Plain MLP autoencoders by the size of their code: one series of two runs or more, or none."""
    return _with_two([_alike("MLP autoencoder", _clean(cards, "mlp-ae"), "latent_size")], "latent_size")


def beta(cards: Iterable[Card]) -> list[Series]:
    """VAEs by beta: a series for each size of code that was trained with more than one."""
    runs = _by("latent_size", _clean(cards, "conv-vae"))
    sizes = groupby(runs, key=lambda card: card.recipe.latent_size)
    return _with_two([_alike(f"Code of {size} numbers", list(group), "beta") for size, group in sizes], "beta")


def latent_size(cards: Iterable[Card]) -> list[Series]:
    """VAEs of beta 1, and plain autoencoders with the same body, by the size of their code."""
    cards = list(cards)
    variational = [card for card in _clean(cards, "conv-vae") if card.recipe.beta == 1]
    found = [_alike(name, runs, "latent_size") for name, runs in (("VAE", variational), ("AE", _clean(cards, "conv-ae")))]
    return _with_two(found, "latent_size")


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
    found = [(size, settings(group)) for size, group in by_size]
    return [Series(f"Code of {size} numbers", [setting.cards[0] for setting in own], own) for size, own in found]


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
    """For each run's name the metrics in which no other setting is better in the mean over its seeds, of those in which more or less
    is better."""
    found = every(cards)
    won: dict[str, list[str]] = {card.name: [] for setting in found for card in setting.cards}
    for key, pick in [(key, min) for key in LOWER] + [(key, max) for key in HIGHER]:
        means = [setting.mean(partial(rival, key=key)) for setting in found]
        top = pick((mean for mean in means if mean is not None), default=None)
        for setting in (setting for setting, mean in zip(found, means, strict=True) if mean is not None and mean == top):
            for card in setting.cards:
                won[card.name].append(key)
    return won


def _clean(cards: Iterable[Card], family: str) -> list[Card]:
    """Runs of a family that never saw noise and were trained on the same loss as the shipped ones."""
    return [card for card in cards if _plain(card.recipe) and card.recipe.family == family]


def _plain(recipe: Recipe) -> bool:
    return recipe.noise == "none" and recipe.reconstruction == "bce"


def _alike(name: str, cards: list[Card], key: str) -> Series:
    """The most settings that differ in this number of their recipe alone, in its order: their bodies and all other numbers are equal."""
    groups: list[tuple[tuple, list[Setting]]] = []
    for setting in settings(cards):
        rest = replace(setting.recipe, **{"name": "", "seed": 0, key: 0}), _body(setting.cards[0].model)
        own = next((group for other, group in groups if other == rest), None)
        if own is None:
            groups.append((rest, own := []))
        own.append(setting)
    found = [of_one_seed(group) for _, group in groups]
    most = max(found, key=lambda group: len({getattr(card.recipe, key) for card, _ in group}), default=[])
    joined = sorted(most, key=lambda pair: getattr(pair[0].recipe, key))
    return Series(name, [card for card, _ in joined], [setting for _, setting in joined])


def of_one_seed(group: list[Setting]) -> list[tuple[Card, Setting]]:
    """Those settings that may stand on one line, each with its run of the seed that most of them have: a single run of another seed differs
    from the others in two numbers, and several seeds have their spread to show."""
    counted = Counter(seed for setting in group for seed in setting.seeds)
    seed = min(counted, key=lambda seed: (-counted[seed], seed), default=0)
    return [(setting.of(seed), setting) for setting in group if seed in setting.seeds or len(setting.cards) > 1]


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
