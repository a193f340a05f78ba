"""Which runs make an ablation: those that differ in one number of their recipe. Rules over cards, so any run can take its place."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

HIGHER = ("ssim", "knn_accuracy")  # metrics of which more is better
LOWER = ("bce", "negative_elbo", "mse", "denoising_mse")


class Series(NamedTuple):
    """Runs that one line of a plot joins: what they have in common, and their cards in order of what differs."""

    name: str
    cards: list[dict]

    def recipes(self, key: str) -> list:
        """A number of each run's recipe."""
        return [card["recipe"][key] for card in self.cards]

    def metrics(self, key: str) -> list[float]:
        """A figure of each run, None where it has none."""
        return [card["metrics"].get(key) for card in self.cards]

    def noise(self, level: float) -> list[float]:
        """Mean MSE of each run at a measured level of Gaussian noise. Raises ValueError for a level that was not measured."""
        curves = [card["metrics"]["curves"] for card in self.cards]
        return [curve["gaussian"][curve["levels"].index(level)] for curve in curves]

    def best(self, key: str) -> dict:
        """The card of the run with the lowest value of a metric."""
        return min(self.cards, key=lambda card: card["metrics"][key])


def bottleneck(cards: Iterable[dict]) -> list[Series]:
    """Plain MLP autoencoders by the size of their code: one series of two runs or more, or none."""
    return _with_two([Series("MLP autoencoder", _by("latent_size", _clean(cards, "mlp-ae")))], "latent_size")


def beta(cards: Iterable[dict]) -> list[Series]:
    """VAEs by beta: a series for each size of code that was trained with more than one."""
    runs = _by("latent_size", _by("beta", _clean(cards, "conv-vae")))
    sizes = groupby(runs, key=lambda card: card["recipe"]["latent_size"])
    return _with_two([Series(f"Code of {size} numbers", list(group)) for size, group in sizes], "beta")


def latent_size(cards: Iterable[dict]) -> list[Series]:
    """VAEs of beta 1, and plain autoencoders with the same body, by the size of their code."""
    cards = list(cards)
    variational = [card for card in _clean(cards, "conv-vae") if card["recipe"]["beta"] == 1]
    found = [Series("VAE", _by("latent_size", variational)), Series("AE", _by("latent_size", _clean(cards, "conv-ae")))]
    return _with_two(found, "latent_size")


def probed(cards: Iterable[dict]) -> list[Series]:
    """Runs to compare by their few-label curves: of beta 1 and never told the digit, by size of code, for the sizes that PCA has,
    or where there is no such run, those of the convolutional autoencoders."""
    cards = [
        card for card in cards if card["recipe"]["beta"] == 1 and "probe" in card["metrics"] and not card["model"]["classes"]
    ]
    sizes = {
        family: {card["recipe"]["latent_size"] for card in cards if card["recipe"]["family"] == family}
        for family in ("pca", "conv-ae")
    }
    runs = [card for card in cards if card["recipe"]["latent_size"] in (sizes["pca"] or sizes["conv-ae"])]
    by_size = groupby(_by("latent_size", runs), key=lambda card: card["recipe"]["latent_size"])
    return [Series(f"Code of {size} numbers", list(group)) for size, group in by_size]


def winners(cards: Iterable[dict]) -> dict[str, list[str]]:
    """For each run's name the metrics in which no other run is better, of those in which more or less is better."""
    cards = list(cards)
    best = {}
    for key, pick in [(key, min) for key in LOWER] + [(key, max) for key in HIGHER]:
        values = {card["name"]: card["metrics"][key] for card in cards if key in card["metrics"]}
        best[key] = pick(values.values(), default=None), values
    return {card["name"]: [key for key, (top, values) in best.items() if values.get(card["name"], ...) == top] for card in cards}


def _clean(cards: Iterable[dict], family: str) -> list[dict]:
    """Runs of a family that never saw noise and were trained on the same loss as the shipped ones."""
    return [card for card in cards if _plain(card["recipe"]) and card["recipe"]["family"] == family]


def _plain(recipe: dict) -> bool:
    return recipe["noise"] == "none" and recipe["reconstruction"] == "bce"


def _by(key: str, cards: list[dict]) -> list[dict]:
    return sorted(cards, key=lambda card: card["recipe"][key])


def _with_two(series: list[Series], key: str) -> list[Series]:
    return [one for one in series if len(set(one.recipes(key))) > 1]
