"""What is read of runs, kept for all visitors and bounded. A run trained again while the app is open is read again. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

from aelab import ablations, checkpoints, latent, names, settings
from aelab.card import Card, Distance
from aelab.card_file import CheckpointError
from aelab.names import Name
from aelab.settings import Sweep
from ui.once import once

Made = TypeVar("Made")


def survey() -> tuple[dict[str, Card], list[str]]:
    """Cards of all whole runs in the one order of `aelab.names.in_order`, and a sentence for each folder that is no whole run.

    All visitors share them: never change one.
    """
    global _surveyed
    _surveyed = _stamp()
    return _survey(_surveyed)[:2]


_surveyed: tuple = ()  # the stamp of the last survey, with which every page begins: what follows in a page costs no look at the disk


def surveyed() -> dict[str, Card]:
    """The cards of the last survey."""
    return _survey(_surveyed or _stamp())[0]


def alone(name: str) -> Card | None:
    """The card of a run without a look at the others, or None where there is no such run or it is not whole."""
    return _alone(name, _own(name))


def named(card: Card) -> Name:
    """What a run is called among all that are here. One that is read no more keeps the name that it would have alone."""
    return _survey(_surveyed or _stamp())[2].get(card.name) or names.names([card])[card.name]


def latents(name: str) -> dict[str, np.ndarray]:
    return _latents(name, _own(name))


def distance(card: Card) -> Distance:
    """What `aelab.latent.distance` says of a run's codes: its card's, or of an older card's run worked out here."""
    return card.metrics.distance or _distance(card.name, _own(card.name))


def between(card: Card) -> dict[str, float]:
    """What `aelab.between` measures of a run: of paths (`halfway`) and of sums (`sums`, whose ``gap`` is its own)."""
    return _between(card.name, _own(card.name))


def made(make: Callable[..., Made], *given: Hashable) -> Made:
    """What a function makes of this and of what is read here of the last survey's runs: once, until a run changes. Never change it."""
    return _made(_surveyed or _stamp(), make, *given)


def siblings(card: Card, key: str) -> list[Card]:
    """`aelab.ablations.siblings` among the runs of the last survey."""
    return _siblings(_surveyed, card.name, key)


def sweeps() -> dict[str, Sweep]:
    """`aelab.settings.sweeps` of the runs of the last survey, by name."""
    return made(_sweeps)


def not_swept() -> list[Card]:
    """All but the runs of sweeps that are all one's own: pages show those as such, and not among the shipped ones."""
    return made(_not_swept)


def _sweeps() -> dict[str, Sweep]:
    return {sweep.name: sweep for sweep in settings.sweeps(surveyed().values())}


def _not_swept() -> list[Card]:
    apart = {card.name for sweep in sweeps().values() if sweep.own for setting in sweep.settings for card in setting.cards}
    return [card for name, card in surveyed().items() if name not in apart]


def drawn(name: str) -> list[int]:
    """Of 1,000 draws of N(0, I), how many have each digit for their nearest test code."""
    return _drawn(name, _own(name))


def _stamp() -> tuple:
    """Changes whenever a run appears, goes or is trained again."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(checkpoints.ROOT.glob("*/run.json")))


def _own(name: str) -> tuple:
    """Changes whenever this run is trained again; one that is linked into another folder is the same."""
    try:
        card = checkpoints.ROOT.joinpath(name, "run.json").stat()
    except OSError:
        return ()
    return card.st_dev, card.st_ino, card.st_mtime_ns


@once(2)  # the same cards for all, and no key that takes longer to hash than a page to draw
def _survey(stamp: tuple) -> tuple[dict[str, Card], list[str], dict[str, Name]]:
    found, problems = checkpoints.survey()
    cards = {card.name: card for card in names.in_order(found.values())}
    return cards, [str(problem) for problem in problems], names.names(cards.values())


@once(32)
def _alone(name: str, stamp: tuple) -> Card | None:
    try:
        return checkpoints.card(name)
    except CheckpointError:
        return None


@once(256)
def _siblings(stamp: tuple, name: str, key: str) -> list[Card]:
    cards = _survey(stamp)[0]
    return ablations.siblings(cards[name], cards.values(), key)


@once(32)
def _made(stamp: tuple, make: Callable, *given: Hashable) -> Any:
    return make(*given)


@once(32)
def _latents(name: str, stamp: tuple) -> dict[str, np.ndarray]:
    return checkpoints.latents(name)


@once(64)
def _distance(name: str, stamp: tuple) -> Distance:
    arrays = latents(name)
    mean, log_var = arrays["mean"], arrays.get("log_var")
    if log_var is not None and log_var.shape != mean.shape:
        log_var = latent.along_axes(log_var, latent.stored_plane(arrays))
    return Distance(**latent.distance(mean, log_var))


@once(64)
def _between(name: str, stamp: tuple) -> dict[str, float]:
    from aelab import between

    arrays, rule = latents(name), distance(checkpoints.card(name))
    return between.halfway(arrays, rule) | between.sums(arrays, rule)


@once(8)
def _drawn(name: str, stamp: tuple) -> list[int]:
    arrays = latents(name)
    codes = arrays["mean"]
    draws = np.random.default_rng(0).standard_normal((1000, codes.shape[1]), np.float32)
    nearest = [squares.argmin(1) for _, squares in latent.squares_to(draws, codes)]
    return np.bincount(arrays["labels"][np.concatenate(nearest)], minlength=10).tolist()
