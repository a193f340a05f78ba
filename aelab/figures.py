"""Arrays to Plotly figures. Their sizes live here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from aelab import loss_history, noise
from aelab.palette import ACCENT, DIGITS, INK

if TYPE_CHECKING:
    from aelab.card import Epoch
    from aelab.loss_history import Part

SIDES = (("train", "dash"), ("test", "solid"))
DASHES = ("solid", "longdash", "dash", "dot", "dashdot")  # of the kinds of noise, in turn
APART = 16  # pixels between the names of two lines, at the least


def scatter(points: np.ndarray, labels: np.ndarray, axes: tuple[str, str]) -> go.Figure:
    """Codes (N, 2) as dots coloured by digit, one legend entry for each digit."""
    figure = go.Figure()
    for digit, colour in enumerate(DIGITS):
        own = np.flatnonzero(labels == digit)
        style = {"color": colour, "size": 3.6}
        x, y = points[own].T
        figure.add_scattergl(x=x, y=y, mode="markers", marker=style, name=str(digit), hoverinfo="skip")
    figure.update_layout(legend={"itemsizing": "constant", "title": None}, margin={"l": 0, "r": 0, "t": 8, "b": 0}, height=440)
    figure.update_xaxes(title=axes[0], range=_middle(points[:, 0]), zeroline=True)
    figure.update_yaxes(title=axes[1], range=_middle(points[:, 1]), zeroline=True)
    return figure


def loss_curves(history: Sequence[Epoch], title: str = "") -> go.Figure:
    """Training (dashed) and test (solid) loss against the epoch, one panel a part of `aelab.loss_history.parts`."""
    shown = loss_history.parts(history)
    height = 200 if len(shown) > 1 else 300
    figure = make_subplots(len(shown), 1, shared_xaxes=True, vertical_spacing=0.1, subplot_titles=[part.title for part in shown])
    epochs = [entry.epoch for entry in history]
    for row, part in enumerate(shown, 1):
        for (side, dash), values in zip(SIDES, (part.train, part.test), strict=True):
            style = {"color": INK, "dash": dash, "width": 2}
            hover = f"{side} %{{y:.4~f}}<extra></extra>"
            figure.add_scatter(x=epochs, y=values, mode="lines", line=style, name=side, hovertemplate=hover, row=row, col=1)
        _name_ends(figure, epochs[-1], part, height - 60, row)
        figure.update_yaxes(range=part.reach, row=row, col=1)
    figure.update_annotations(selector={"showarrow": False, "xanchor": "center"}, x=0, xanchor="left", font={"size": 14})
    margin = {"l": 0, "r": 48, "t": 56 if title else 28, "b": 0}
    figure.update_layout(template="simple_white", showlegend=False, height=height * len(shown), margin=margin, hovermode="x")
    figure.update_layout(title=title or None, font={"size": 13, "color": INK})
    figure.update_yaxes(showgrid=True, showline=False, ticks="")
    figure.update_xaxes(title_text="epoch", row=len(shown), col=1)
    return figure


def _name_ends(figure: go.Figure, last: float, part: Part, height: float, row: int) -> None:
    """The two names at the lines' ends, at least `APART` from each other on `height` pixels."""
    ends = {"train": part.train[-1], "test": part.test[-1]}
    low, high = part.reach or (0, 1)
    apart = abs(ends["train"] - ends["test"]) / (high - low) * height
    upper = max(ends, key=lambda side: ends[side])
    for side, end in ends.items():
        shift = max(APART - apart, 0) / 2 * (1 if side == upper else -1)
        figure.add_annotation(x=last, y=end, text=side, showarrow=False, xanchor="left", xshift=8, yshift=shift, row=row, col=1)


def noise_curves(curves: dict, trained: tuple[float, float] | None, title: str = "") -> go.Figure:
    """Mean MSE against the noise level, one line a kind of noise; the levels trained on are shaded or marked."""
    figure = go.Figure()
    for kind, dash in zip(noise.KINDS, itertools.cycle(DASHES), strict=False):
        if kind not in curves:  # measured before there was that kind
            continue
        figure.add_scatter(x=curves["levels"], y=curves[kind], mode="lines", line={"color": INK, "dash": dash}, name=kind)
    if trained is not None:
        figure.add_vrect(x0=trained[0], x1=trained[1], line={"color": ACCENT, "width": 1}, annotation_text="trained here")
    figure.update_layout(title=title, xaxis_title="level", yaxis_title="MSE", template="simple_white")
    return figure


def _middle(values: np.ndarray) -> list[float]:
    """The range that holds all but the outermost hundredth at each end, with a margin: a few far codes do not shrink the rest."""
    low, high = np.percentile(values, [1, 99])
    margin = 0.15 * (high - low)
    return [float(low - margin), float(high + margin)]
