"""The ten digit colours, for every kind of eye: they stay apart, they stand out from the page, and each place has the same ten.

The check is CIEDE2000 between every two colours, as scikit-image computes it, in normal sight and under the simulations of
Machado, Oliveira and Fernandes (2009) at severity 1: their matrices act on linear RGB.
"""

from __future__ import annotations

import re
import tomllib
from itertools import combinations

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from aelab import palette
from tests.browser import ROOT

EYES = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
APART = {"normal": 19, "protan": 11, "deutan": 11, "tritan": 11}  # the palette of Matplotlib comes to 16.2, 1.3, 3.3 and 9.5


def _themes() -> dict[str, dict[str, str]]:
    """Colours by theme and name: look.css's own, and those of Streamlit's theme that it takes over."""
    text = (ROOT / "ui/browser/kit/look.css").read_text("utf-8")
    blocks = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in text.split("}")]
    sheets = [block for block in blocks if "digit-9" in block]
    given = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]
    taken = {"page": "backgroundColor", "ink": "textColor", "accent": "primaryColor", "charts": "chartCategoricalColors"}
    return {
        theme: sheet | {name: given[theme][key] for name, key in taken.items()}
        for theme, sheet in zip(("light", "dark"), sheets, strict=True)
    }


def _linear(colours: list[str]) -> np.ndarray:
    """sRGB to linear RGB, (n, 3) in [0, 1]."""
    rgb = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _seen(colours: list[str], eye: str) -> np.ndarray:
    """What an eye makes of colours: sRGB in [0, 1]."""
    linear = np.clip(_linear(colours) @ np.transpose(EYES[eye]), 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _contrast(one: str, other: str) -> float:
    """The ratio of the Web Content Accessibility Guidelines."""
    high, low = sorted(_linear([one, other]) @ [0.2126, 0.7152, 0.0722], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_digit_colours_stay_apart_for_every_eye(theme, capsys):
    sheet = _themes()[theme]
    colours = [sheet[f"digit-{digit}"] for digit in range(10)]
    least = {}
    for eye in EYES:
        lab = rgb2lab(_seen(colours, eye))
        least[eye] = min(float(deltaE_ciede2000(lab[a], lab[b])) for a, b in combinations(range(10), 2))
    with capsys.disabled():
        print(f"\n{theme}: smallest CIEDE2000 of two digits: " + ", ".join(f"{eye} {value:.1f}" for eye, value in least.items()))
    assert all(least[eye] >= APART[eye] for eye in EYES)
    assert min(_contrast(colour, sheet["page"]) for colour in colours) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read(theme):
    sheet = _themes()[theme]
    for text in ("ink", "ink-2", "accent"):
        assert _contrast(sheet[text], sheet["page"]) >= 4.5, text
    assert _contrast(sheet["accent"], sheet["tint"]) >= 4.5


def test_every_place_has_the_same_ten():
    themes = _themes()
    for sheet in themes.values():
        assert [colour.lower() for colour in sheet["charts"]] == [sheet[f"digit-{digit}"] for digit in range(10)]
    assert themes["light"]["charts"] == palette.DIGITS
