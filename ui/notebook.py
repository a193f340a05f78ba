"""Which instruments a program may ask for by the names of runs, with no page around them: what the widgets of ui/widget.py are made of.

Their digits are scikit-learn's, as in a file (docs/anywhere.md). Knows no Streamlit.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from aelab import baselines
from aelab.card import Card
from ui import assets, cache, digits, made_up
from ui.digits import BUNDLED, without_mnist
from ui.face import Face
from ui.instruments import compare, denoise, encode, generate, inside, interpolate, latent_space, outliers, replay
from ui.view import moved


class Kind(NamedTuple):
    """An instrument: the app's page of it and the parameter there that names its models, how many it takes, and its face for some and a view."""

    page: str
    key: str
    most: int
    face: Callable[[list[Card], dict[str, Any]], Face]


def _shows(face: Face, *more: assets.Offer) -> Face:
    """A face that shows digits."""
    return face._replace(later=[digits.chosen()[0], *more])


def _denoise(cards: list[Card], _: dict) -> Face:
    return _shows(denoise.denoise(cards, BUNDLED, baselines.stored("denoising")["curves"]))


def _outliers(cards: list[Card], _: dict) -> Face:
    measured = [name for name, card in cache.surveyed().items() if card.metrics.outliers]
    return _shows(outliers.outliers(cards, BUNDLED, measured), made_up.offer(BUNDLED.mnist))


KINDS = {
    "latent_map": Kind("latent_space", "runs", 3, lambda cards, view: latent_space.latent_space(cards, on=view.get("on"))),
    "generate": Kind("generate", "run", 1, lambda cards, _: generate.generate(cards[0])),
    "interpolate": Kind("interpolate", "runs", 3, lambda cards, _: interpolate.interpolate(cards)),
    "encode": Kind("encode", "run", 1, lambda cards, _: _shows(encode.encode(cards[0], BUNDLED))),
    "denoise": Kind("denoise", "models", 4, _denoise),
    "inside": Kind("inside", "run", 1, lambda cards, _: _shows(inside.inside(cards[0], BUNDLED))),
    "outliers": Kind("outliers", "models", 3, _outliers),
    "compare": Kind("compare", "models", 5, lambda cards, _: _shows(compare.compare(cards, BUNDLED))),
    "replay": Kind("learn", "runs", 3, lambda cards, _: replay.replay(cards)),
}


class Asked:
    """An instrument of `KINDS` for runs by their names. Raises ValueError, with a sentence, where there are no such, or too many."""

    def __init__(self, kind: str, names: tuple[str, ...]):
        self._kind, known = KINDS[kind], cache.survey()[0]
        if missing := [name for name in names if name not in known]:
            raise ValueError(f"There is no run {missing[0]!r}; there are {', '.join(known)}.")
        most = self._kind.most
        if not 1 <= len(set(names)) == len(names) <= most:
            raise ValueError(f"{kind} takes {'one run' if most == 1 else f'1 to {most} runs, each once'}.")
        self._cards = [known[name] for name in names]
        # where the same is in the app, and the call that made it, but for its view
        self.here = f"{self._kind.page}?{urlencode([(self._kind.key, name) for name in names])}"
        self.call = f"{kind}({', '.join(map(json.dumps, names))}"

    def face(self, view: dict[str, Any]) -> Face:
        """What a host shows; the view says of which run a code is. Presets that ask for other runs are left out. Only `without_mnist`."""
        face, names = self._kind.face(self._cards, view), {card.name for card in self._cards}
        return face._replace(presets=[preset for preset in face.presets if set(preset.models) <= names])

    def moved(self, before: dict[str, Any] | None, part: dict[str, Any]) -> dict[str, Any]:
        """A view with some parts set, the instrument's own where there was none: see `ui.view.moved`."""
        with without_mnist():
            table = self.face((before or {}) | part).table
            return moved(table, table.start if before is None else before, part)
