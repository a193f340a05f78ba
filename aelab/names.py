"""What runs are called in plain words, the families they belong to, and the one order in which they are listed. Imports no torch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from aelab.card import Card
from aelab.noise import GAUSSIAN, KINDS
from aelab.runs import RUNS

FAMILIES = {  # in their order, with the reason for each
    "MLP autoencoders": "dense layers alone, trained to copy",
    "Autoencoders": "convolutions, too; trained to copy, wherever the codes may lie",
    "VAEs": "a digit is a Gaussian in the code, drawn towards one prior; beta says how hard",
    "VAEs told the digit": "both halves see the label, so the code is left with the style",
    "Denoisers": "trained to give back the clean digit of a noisy one",
    "PCA": "the linear autoencoder: the code is a place along principal axes",
    "Others told the digit": "autoencoders of which both halves see the label",
}
CODES = ("linear", "flatten")  # how an encoder ends whose code is not bent by an activation


class Name(NamedTuple):
    """What a run is called: by what it is, and in short, where a line ends or a column is narrow. Both are unique."""

    title: str
    short: str


def names(cards: Iterable[Card]) -> dict[str, Name]:
    """By the name of its folder, what each run is called among these: "VAE, 2 numbers, beta 4" and "VAE 2-D, β 4".

    Of two that would be called the same the shipped one is, else the first; another one says its seed or, last, its folder.
    """
    cards = list(cards)
    said: dict[str, Name] = {}
    for card in sorted(cards, key=lambda card: (card.name not in RUNS, _place(card))):
        own = _name(card)
        seed = f"seed {card.recipe.seed}"
        more = ["", *([seed] if card.recipe.seed else []), card.name, f"{card.name}, {seed}"]
        taken = {name.title for name in said.values()}, {name.short for name in said.values()}
        tried = (Name(*(", ".join(filter(None, (text, word))) for text in own)) for word in more)
        said[card.name] = next(name for name in tried if name.title not in taken[0] and name.short not in taken[1])
    return {card.name: said[card.name] for card in cards}


def family(card: Card) -> str:
    """Which of `FAMILIES` a run belongs to: what it was asked to do comes before its layers."""
    spec = card.model
    if card.recipe.noise != "none":
        return "Denoisers"
    if spec.classes:
        return "VAEs told the digit" if spec.variational else "Others told the digit"
    if card.recipe.family == "pca":
        return "PCA"
    return "VAEs" if spec.variational else "MLP autoencoders" if _dense(card) else "Autoencoders"


def in_order(cards: Iterable[Card]) -> list[Card]:
    """Runs by family, then by the size of their code, then by beta, and so on: the order of every list, table and picker."""
    return sorted(cards, key=_place)


def _place(card: Card) -> tuple:
    recipe = card.recipe
    bent = (list(FAMILIES).index(family(card)), recipe.latent_size, recipe.beta, card.model.variational, bool(_bent(card)))
    return (*bent, recipe.noise, recipe.noise_levels[1], recipe.seed, card.name)


def _name(card: Card) -> Name:
    size = card.model.latent_size
    kind, short = _kind(card)
    said, brief = [kind, f"{size} number{'s' * (size != 1)}"], [f"{short} {size}-D"]
    if card.model.variational and card.recipe.beta != 1:
        said.append(f"beta {card.recipe.beta:g}")
        brief.append(f"β {card.recipe.beta:g}")
    if bent := _bent(card):
        said.append(f"{bent} at the code")
        brief.append(bent)
    if card.recipe.noise != "none" and (level := _level(card)) != "σ 0.5":
        brief.append(level.replace(" to ", "–"))
    return Name(", ".join(said), ", ".join(brief))


def _kind(card: Card) -> tuple[str, str]:
    """What it is, with what it was trained to do and what it is told; and in short."""
    recipe, spec = card.recipe, card.model
    if recipe.family == "pca":
        return "PCA", "PCA"
    noisy = recipe.noise != "none"
    kind = "denoising " * noisy + "VAE" if spec.variational else "denoiser" if noisy else "autoencoder"
    short = "AE" if kind == "autoencoder" else kind
    if _dense(card):
        kind, short = f"MLP {kind}", "MLP" if short == "AE" else f"MLP {short}"
    if noisy:
        kind += f" trained at {_level(card).replace('σ', 'sigma')}"
    if spec.classes:
        kind, short = f"{kind} told the digit", f"C{short}"
    return _capital(kind), _capital(short)


def _level(card: Card) -> str:
    """The levels of the noise that it was trained with: "σ 0.5", "σ 0 to 1"."""
    name, (low, high) = card.recipe.noise, card.recipe.noise_levels
    levels = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    if name == "gaussian" or name not in KINDS:
        return f"{'σ' if name == 'gaussian' else name} {levels}"
    return f"σ {levels} not clipped" if name in GAUSSIAN else f"{KINDS[name].label.lower()} {levels}"


def _dense(card: Card) -> bool:
    """Whether it has no convolution; a linear model has none either, and is called PCA."""
    return card.recipe.family != "pca" and not any(layer["layer"].startswith("conv") for layer in card.model.encoder)


def _bent(card: Card) -> str:
    """The activation at the end of its encoder, if there is one."""
    last = card.model.encoder[-1]["layer"]
    if last in CODES or last.startswith("conv"):
        return ""
    return {"relu": "ReLU", "silu": "SiLU"}.get(last, last)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
