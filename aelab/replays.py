"""The recorded training of a run at any time, and as a moving picture. A replay is what `aelab.checkpoints.replay` returns.

Time goes from 0 to 1 with the cube root of the share of the steps: most happens at the start, and moments are recorded so
(`PLACES` of aelab/training.py). The page Learn shows the same (ui/browser/model/moments.js).
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from scipy.interpolate import PchipInterpolator

from aelab import palette

OUTSIDE = 0.005  # share of the finished codes left out of sight at each end of an axis
MAP, DIGIT, FINE = 420, 84, 2  # pixels of a map, of a digit beside it, and lines of a pixel while it is drawn
RADIUS = 2.4  # of a dot


def times(replay: dict[str, np.ndarray]) -> np.ndarray:
    """The times (T,) of the recorded moments, 0 to 1."""
    return np.cbrt(replay["step"] / max(replay["step"][-1], 1))


def codes(replay: dict[str, np.ndarray], t: float) -> np.ndarray:
    """Where the codes are on the map at a time: (N, 2), between two moments on the monotone cubic through all of them
    (Fritsch & Butland 1984)."""
    return PchipInterpolator(times(replay), replay["codes"], axis=0)(t)


def pictures(replay: dict[str, np.ndarray], t: float) -> np.ndarray:
    """What ten test digits, the first of each class, come back as at a time: (10, 28, 28) in [0, 1], between two moments blended."""
    at = times(replay)
    k = min(int(np.searchsorted(at, t, side="right")) - 1, len(at) - 2)
    share = (t - at[k]) / (at[k + 1] - at[k])
    before, after = replay["reconstructions"][k : k + 2] / 255
    return before + share * (after - before)


def half(replay: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The middle (2,) of a map that shows all moments, and half its side (T,) at each: the finished map's, or more while codes are
    farther out."""
    finished = np.sort(replay["codes"][-1].astype(np.float64), axis=0)
    last = len(finished) - 1
    low, high = finished[round(OUTSIDE * last)], finished[round((1 - OUTSIDE) * last)]
    middle = (low + high) / 2
    away = np.sort(np.abs(replay["codes"] - middle).max(2), axis=1)
    return middle, np.maximum(0.55 * max((high - low).max(), 1e-6), 1.05 * away[:, round((1 - 2 * OUTSIDE) * last)])


def frames(replay: dict[str, np.ndarray], labels: np.ndarray, only: list[int] | None = None, count: int = 60) -> np.ndarray:
    """A training as `count` pictures (T, H, W, 3) uint8: the map, ten digits beside it, and below them how far it is.

    `labels` (N,) colour the dots; with `only` the other digits are grey.
    """
    moments = np.linspace(0, 1, count)
    (x, y), halves = half(replay)
    points = PchipInterpolator(times(replay), replay["codes"], axis=0)(moments)
    reach = np.interp(moments, times(replay), halves)
    shown = np.isin(labels, only) if only else np.ones(len(labels), bool)
    order = np.argsort(shown, kind="stable")
    return np.stack(
        [
            _frame((points[k] - (x, y)) / reach[k], pictures(replay, t), [(i, int(labels[i]), bool(shown[i])) for i in order], t)
            for k, t in enumerate(moments)
        ]
    )


def _frame(places: np.ndarray, digits: np.ndarray, dots: list[tuple[int, int, bool]], t: float) -> np.ndarray:
    """One of them; `places` (N, 2) are in [-1, 1] on the map, and beyond."""
    side = MAP * FINE
    picture = Image.new("RGB", (side, side), palette.PAGE)
    draw = ImageDraw.Draw(picture)
    for i, digit, shown in dots:
        x, y = (1 + places[i, 0]) * side / 2, (1 - places[i, 1]) * side / 2
        r = RADIUS * FINE
        draw.ellipse((x - r, y - r, x + r, y + r), palette.DIGITS[digit] if shown else palette.MUTED)
    whole = Image.new("RGB", (MAP + 2 * DIGIT, MAP + 8), palette.PAGE)
    whole.paste(picture.resize((MAP, MAP), Image.Resampling.BOX))
    for digit, pixels in enumerate(digits):
        grey = Image.fromarray(np.round(255 * pixels).astype(np.uint8)).resize((DIGIT, DIGIT), Image.Resampling.NEAREST)
        whole.paste(grey.convert("RGB"), (MAP + DIGIT * (digit % 2), DIGIT * (digit // 2)))
    ImageDraw.Draw(whole).rectangle((0, MAP + 4, round(t * (whole.width - 1)), MAP + 7), palette.ACCENT)
    return np.asarray(whole)
