"""The view that a step of a lesson opens, checked by the tables of the pages: an address as "Copy link" gives it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from aelab import latent
from aelab.card import Card
from ui import pickers
from ui.instruments import (
    compare,
    denoise,
    encode,
    generate,
    inside,
    interpolate,
    latent_space,
    outliers,
    present,
    rate_distortion,
    replay,
    train,
)
from ui.meant import there_are
from ui.parts import CHOICES
from ui.view import Parameter, View, number, says, several, whole

TABLES: dict[str, View] = {
    "home.py": latent_space.VIEW,
    "pages/latent_space.py": latent_space.VIEW,
    "pages/generate.py": generate.VIEW,
    "pages/interpolate.py": interpolate.VIEW,
    "pages/denoise.py": denoise.VIEW,
    "pages/inside.py": inside.VIEW,
    "pages/encode.py": encode.VIEW,
    "pages/outliers.py": outliers.VIEW,
    "pages/compare.py": compare.VIEW | rate_distortion.VIEW.parameters,
    "pages/learn.py": train.VIEW | replay.VIEW.parameters,
}
RUNS = {  # the parameter of each page's picker
    **dict.fromkeys(("home.py", "pages/generate.py", "pages/inside.py", "pages/encode.py"), "run"),
    **dict.fromkeys(("pages/latent_space.py", "pages/interpolate.py", "pages/learn.py"), "runs"),
    **dict.fromkeys(("pages/denoise.py", "pages/outliers.py", "pages/compare.py"), "models"),
}
NAMES = ("on", "point")  # the run in the hand
MAPS = ("home.py", "pages/latent_space.py")
CODES = {"z": (*MAPS, "pages/generate.py"), "epsilon": ("pages/encode.py",)}  # of a length that the run decides
HOME = "home"
LED = ("lesson", "step")  # of a link that was copied while a lesson was open


class Opened(NamedTuple):
    """A page by its script, and the parameters of its view as the address has them."""

    script: str
    query: dict[str, list[str]]


def opened(address: str, cards: Mapping[str, Card]) -> Opened:
    """The page and the view of an address: ``generate?run=conv-vae-16``, or a copied link. Raises ValueError."""
    parts = urlsplit(address)
    name = PurePosixPath(parts.path).name or HOME
    scripts = {PurePosixPath(script).stem: script for script in TABLES}
    if name not in scripts:
        raise ValueError(f"there is no page {name!r}{there_are(name, scripts)}")
    query = {name: said for name, said in parse_qs(parts.query, keep_blank_values=True).items() if name not in LED}
    if models := pickers.named_by(RUNS[scripts[name]], query):  # said by the word that the page writes itself
        query = {RUNS[scripts[name]]: query[models]} | {name: said for name, said in query.items() if name not in pickers.KEYS}
    for parameter, texts in query.items():
        for text in texts:
            _check(scripts[name], parameter, text, query, cards)
    return Opened(scripts[name], query)


def run_of(query: Mapping[str, list[str]], cards: Mapping[str, Card]) -> str:
    """The run in the hand of a view."""
    return next(
        (query[key][0] for key in ("on", *pickers.KEYS) if query.get(key) and query[key][0] in cards),
        pickers.FIRST,
    )


def _check(script: str, parameter: str, text: str, query: dict[str, list[str]], cards: Mapping[str, Card]) -> None:
    table, page = TABLES[script].parameters, PurePosixPath(script).stem
    if parameter == RUNS[script]:
        if text not in cards:
            raise ValueError(f"there is no model {text!r}{there_are(text, cards)}")
        return
    if parameter in NAMES and text in cards or parameter == "zoom" and text.isdecimal():
        return
    if parameter == "try" and script in MAPS:
        _read(parameter, text, whole(1, 9))
    elif parameter == "part" and script in CHOICES:
        if text not in CHOICES[script]:
            raise ValueError(f"{page} has no part {text!r}{there_are(text, CHOICES[script])}")
    elif parameter in present.VIEW.parameters:
        _read(parameter, text, present.VIEW.parameters[parameter])
    elif parameter not in table:
        raise ValueError(f"{page} has no parameter {parameter!r}{there_are(parameter, [RUNS[script], *table])}")
    elif script in CODES.get(parameter, ()):
        run = run_of(query, cards)
        size = cards[run].model.latent_size if run in cards else 2
        _read(parameter, text, several(size if size <= latent.WHOLE else latent.PRINCIPAL, number(-1e4, 1e4)))
    else:
        _read(parameter, text, table[parameter])


def _read(name: str, text: str, parameter: Parameter) -> None:
    try:
        parameter.read(text)
    except ValueError:
        raise ValueError(f"{name} is {says(parameter.json)}, and not {text!r}") from None
