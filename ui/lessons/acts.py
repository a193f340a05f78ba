"""What a step of a lesson does to its page: the parts that it points at and hides, and what it shows when the reader asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from aelab.card import Card
from ui import parts
from ui.lessons import figures, sliders, views
from ui.lessons.lines import Mistake
from ui.lessons.views import Opened

PRESS = re.compile(r"press ([\w-]+)(?: (\d+) times)?")
NUMBER = r"-?(?:\d+\.?\d*|\.\d+)"
SLIDE = re.compile(rf"slide ([\w-]+)(?: from ({NUMBER}))? to ({NUMBER})", re.ASCII)
SWEEP = re.compile(r"sweep ([\w-]+) from (.+)")
WAYS = ("'press step-beta-more 3 times'", "'slide noise-level from 0 to 1'", "'sweep latent-map from the 4s to the 9s'")
RINGS = {"latent-map": "z", "epsilon-pad": "epsilon"}  # parts with a ring, and the parameter of the view that it stands for


def names_of(settings: dict[str, tuple[int, str]], key: str, script: str) -> tuple[str, ...]:
    """Parts of the page of a script."""
    if key not in settings:
        return ()
    number, said = settings[key]
    names = tuple(said.split(", "))
    _check(number, names, script)
    return names


def _check(number: int, names: Iterable[str], script: str) -> None:
    try:
        parts.check(names, script)
    except ValueError as problem:
        raise Mistake(number, str(problem)) from None


def acts_of(number: int, said: str, opened: Opened, cards: Mapping[str, Card]) -> Iterator[dict]:
    """What is done to the view of a step, one thing after another, for ui/browser/lesson/perform.js. Raises Mistake."""
    for each in map(str.strip, said.split(", then ")):
        if found := PRESS.fullmatch(each):
            act: dict = {"press": found[1], "times": int(found[2] or 1)}
        elif found := SLIDE.fullmatch(each):
            act = {"slide": found[1], "from": None if found[2] is None else float(found[2]), "to": float(found[3])}
        elif found := SWEEP.fullmatch(each):
            act = {"sweep": found[1]}
        else:
            raise Mistake(number, f"{each!r} shows nothing: write {', '.join(WAYS)}")
        _check(number, [found[1]], opened.script)
        try:
            if "sweep" in act:
                act |= _path(found[1], found[2].split(" to "), opened, cards)
            elif "slide" in act:
                sliders.check(found[1], [act["from"], act["to"]], opened, cards)
        except ValueError as problem:
            raise Mistake(number, str(problem)) from None
        yield act


def _path(part: str, stops: list[str], opened: Opened, cards: Mapping[str, Card]) -> dict:
    """The way of a ring through some places of a map: of the run `on`, by a parameter of the view."""
    run = views.run_of(opened.query, cards)
    if part not in RINGS:
        raise ValueError(f"{part!r} has no ring to sweep, but {', '.join(RINGS)}")
    if len(stops) < 2:
        raise ValueError("a sweep goes from somewhere to somewhere")
    return {
        "of": RINGS[part],
        "on": run if part == "latent-map" else None,
        "path": [figures.stop(stop, run, cards) for stop in stops],
    }
