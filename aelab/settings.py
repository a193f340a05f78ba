"""Runs that are alike but for their seed are one setting, of which a figure has a mean and a spread; settings that go over into each other
by one number at a time are a sweep. Rules over cards. Imports no torch."""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, stdev
from typing import Any, NamedTuple

from msgspec.structs import replace

from aelab.card import Card
from aelab.runs import RUNS, Recipe

Figure = float | int | None
# what a sweep may cross, each number by itself: a kind of noise comes with its levels
NUMBERS = [(key,) for key in Recipe.__struct_fields__ if key not in ("name", "seed", "noise")] + [("noise", "noise_levels")]


class Spread(NamedTuple):
    """A figure of a setting: its value for each seed that has one, in the order of the seeds."""

    values: list[float]

    @property
    def mean(self) -> float:
        """Of one value that value itself: what is a whole number stays one."""
        return self.values[0] if len(self.values) == 1 else fmean(self.values)

    @property
    def deviation(self) -> float | None:
        """The sample standard deviation, with n - 1; None for one value, which has none."""
        return stdev(self.values) if len(self.values) > 1 else None

    @property
    def range(self) -> tuple[float, float]:
        """The least and the greatest."""
        return min(self.values), max(self.values)

    def overlaps(self, other: Spread) -> bool:
        """Whether the two ranges have a value in common."""
        return self.range[0] <= other.range[1] and other.range[0] <= self.range[1]


class Setting(NamedTuple):
    """Runs that differ in their seed alone, one for each seed, in its order."""

    cards: list[Card]

    @property
    def recipe(self) -> Recipe:
        """Of its first seed."""
        return self.cards[0].recipe

    @property
    def seeds(self) -> list[int]:
        return [card.recipe.seed for card in self.cards]

    def of(self, seed: int) -> Card:
        """The run of this seed, or where it has none that of its first."""
        return next((card for card in self.cards if card.recipe.seed == seed), self.cards[0])

    def spread(self, figure: Callable[[Card], Figure]) -> Spread | None:
        """A figure over the seeds that have it, None where none has."""
        return Spread(found) if (found := [value for card in self.cards if (value := figure(card)) is not None]) else None

    def mean(self, figure: Callable[[Card], Figure]) -> Any:
        """Its mean, None where no seed has it."""
        return (found := self.spread(figure)) and found.mean


class Sweep(NamedTuple):
    """Settings that go over into each other by one number at a time, some of them one's own, and the name that their runs begin with."""

    name: str
    settings: list[Setting]

    @property
    def own(self) -> bool:
        """Whether none of its runs ships."""
        return not any(card.name in RUNS for setting in self.settings for card in setting.cards)

    def varied(self) -> list[str]:
        """The numbers of the recipe in which its settings differ; not the levels of noise that come with its kinds."""
        found = {key: {getattr(setting.recipe, key) for setting in self.settings} for number in NUMBERS for key in number}
        kinds = {(setting.recipe.noise, setting.recipe.noise_levels) for setting in self.settings}
        if len(kinds) == len(found["noise"]) > 1:
            del found["noise_levels"]
        return [key for key, values in found.items() if len(values) > 1]

    def lines(self, key: str) -> dict[tuple, list[Setting]]:
        """Its settings in lines along one of these numbers, in its order, by the values of the others; a line has two or more."""
        others = [other for other in self.varied() if other != key]
        found: dict[tuple, list[Setting]] = {}
        for setting in sorted(self.settings, key=lambda setting: _values(setting, [*others, key])):
            found.setdefault(_values(setting, others), []).append(setting)
        return {values: line for values, line in found.items() if len(line) > 1}


def settings(cards: Iterable[Card]) -> list[Setting]:
    """The settings of some runs, in the order of the first of each. Of two runs of one seed the first counts, and a shipped one before it:
    a recipe and its seed are one run."""
    groups: dict[tuple, list[list[Card]]] = {}
    for card in sorted(cards, key=lambda card: card.name not in RUNS):
        alike = groups.setdefault((replace(card.recipe, name="", seed=0), card.digits), [])
        own = next((group for group in alike if group[0].model == card.model), None)  # layers last: they are many
        if own is None:
            alike.append(own := [])
        own.append(card)
    found = []
    for group in (group for alike in groups.values() for group in alike):
        seeds = {card.recipe.seed: card for card in reversed(group)}
        found.append(Setting([seeds[seed] for seed in sorted(seeds)]))
    return found


def every(cards: Iterable[Card]) -> list[Setting]:
    """The settings of some runs, and what `settings` leaves out, each by itself, in the order of the runs: for lists of all that is here."""
    cards = list(cards)
    found = settings(cards)
    held = {card.name for setting in found for card in setting.cards}
    place = {card.name: place for place, card in enumerate(cards)}
    found += [Setting([card]) for card in cards if card.name not in held]
    return sorted(found, key=lambda setting: place[setting.cards[0].name])


def sweeps(cards: Iterable[Card]) -> list[Sweep]:
    """The sweeps that hold a run of one's own: of two settings or more, or of one with several seeds."""
    rest = settings(cards)
    near: dict[tuple, list[int]] = {}
    for place, setting in enumerate(rest):
        bare = replace(setting.recipe, name="", seed=0)
        for number in NUMBERS:
            near.setdefault((number, replace(bare, **dict.fromkeys(number, 0)), setting.cards[0].digits), []).append(place)
    joined = list(range(len(rest)))  # for each setting one that it goes over into, itself at the root

    def root(place: int) -> int:
        while joined[place] != place:
            joined[place] = place = joined[joined[place]]
        return place

    for places in near.values():
        for place in places[1:]:
            joined[root(place)] = root(places[0])
    found: dict[int, list[Setting]] = {}
    for place, setting in enumerate(rest):
        found.setdefault(root(place), []).append(setting)
    swept = [group for group in found.values() if len(group) > 1 or len(group[0].cards) > 1]
    named: dict[str, Sweep] = {}
    for group in swept:
        own = sorted(card.name for setting in group for card in setting.cards if card.name not in RUNS)
        if own:
            name = beginning(own) or os.path.commonprefix(own).rstrip("-.") or own[0]
            named[own[0] if name in named else name] = Sweep(own[0] if name in named else name, group)
    return list(named.values())


def _values(setting: Setting, keys: Sequence[str]) -> tuple:
    return tuple(getattr(setting.recipe, key) for key in keys)


def beginning(runs: Sequence[str]) -> str:
    """What the names of a sweep's runs begin with, before the options that it crosses (`aelab.asked`); "" where they are not of one."""
    common = os.path.commonprefix(runs)
    options = "|".join(key.replace("_", "-") for key in (*Recipe.__struct_fields__, "noise_level"))
    start, *rest = re.split(rf"-(?:{options})(?:-|$)", common)
    return start if rest else ""
