"""Arrays to Plotly figures. The palette of the ten digits and the sizes live here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from aelab import noise

if TYPE_CHECKING:
    from aelab.card import Epoch

# One colour for each digit, apart for colour-blind eyes on a white page (Machado et al. 2009, CIEDE2000)
DIGITS = ["#3D8A49", "#D77273", "#644B28", "#9383EF", "#0B5C91", "#B25901", "#9C2DEA", "#8D025B", "#1CA3A7", "#AF9207"]
ACCENT = "#2746D8"
INK = {"light": "#14171A", "dark": "#ECEEF0"}  # of lines and names, on a page of that theme
SECOND = {"light": "#555C66", "dark": "#A3AAB3"}  # of ticks
GRID = {"light": "#ECEFF2", "dark": "#212529"}
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


class Line(NamedTuple):
    """A line of a plot: its name, its points, "solid", "dash" or "dot", and what is written at each point.

    That stands outside the line's bends, and at its ends on `side`, "top" or "bottom". A `quiet` line is a baseline: thin, dotted
    and in second ink.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    dash: str = "solid"
    texts: Sequence[str] = ()
    side: str = "top"
    quiet: bool = False

    def ink(self, theme: str) -> str:
        """Its colour on a page of that theme."""
        return (SECOND if self.quiet else INK)[theme]


def lines(
    shown: Sequence[Line],
    axes: tuple[str, str],
    ticks: dict[float, str] | None = None,
    theme: str = "light",
    height: int = 340,
    reach: tuple[float, float] | None = None,
) -> go.Figure:
    """Lines in ink with their names at their ends, on a page of that theme ("light" or "dark").

    `ticks` names places of the x axis; without it Plotly chooses them. `reach` is the range of the y axis, for plots side by side.
    """
    figure = go.Figure()
    for line in shown:
        _add_line(figure, line, theme)
    _name_ends(figure, shown, height - 70, theme, span=reach and reach[1] - reach[0], top=reach[1] if reach else np.inf)
    longest = max((len(line.name) for line in shown), default=0)
    _dress(figure, theme, height, right=16 + 8 * longest)
    figure.update_xaxes(title_text=axes[0])
    figure.update_yaxes(title_text=axes[1])
    if reach:  # else the names at the ends, which are far from the last point, would widen both axes
        ends = [value for line in shown for value in line.x]
        margin = 0.02 * (max(ends) - min(ends))
        figure.update_yaxes(range=reach)
        figure.update_xaxes(range=[min(ends) - margin, max(ends) + margin])
    if ticks:
        figure.update_xaxes(tickvals=list(ticks), ticktext=list(ticks.values()))
    return figure


def loss_curves(history: Sequence[Epoch], title: str = "", theme: str = "light") -> go.Figure:
    """Training (dashed) and test (solid) loss against the epoch, from a card's history, one panel a part of it.

    A loss with a KL has three parts: the whole, the reconstruction, and the KL before beta multiplies it. Its reconstruction is
    that of one draw of each posterior on both sides. The axes leave out the first epoch, which is far above all others.
    """
    parts = {"reconstruction": "loss: reconstruction, per image"}
    if any(entry.test.kl for entry in history):
        parts = {
            "total": "loss, per image: a draw of each code",
            "reconstruction": "reconstruction, per image: of that draw",
            "kl": "KL, nats per image",
        }
    heights = 200 if len(parts) > 1 else 300
    figure = make_subplots(len(parts), 1, shared_xaxes=True, vertical_spacing=0.1, subplot_titles=list(parts.values()))
    epochs = [entry.epoch for entry in history]
    for row, part in enumerate(parts, 1):
        sides = [Line(side, epochs, [getattr(getattr(entry, side), part) for entry in history], dash) for side, dash in SIDES]
        for line in sides:
            _add_line(figure, line, theme, row=row, col=1)
        settled = [value for line in sides for value in line.y[1:] or line.y]
        low, high = min(settled), max(settled)
        reach = [low - 0.05 * (high - low), high + 0.05 * (high - low)] if high > low else None
        figure.update_yaxes(range=reach, row=row, col=1)
        _name_ends(figure, sides, heights - 60, theme, span=high - low, row=row, col=1)
    figure.update_annotations(
        selector={"showarrow": False, "xanchor": "center"}, x=0, xanchor="left", font={"size": 14, "color": INK[theme]}
    )
    _dress(figure, theme, heights * len(parts), right=48)
    figure.update_xaxes(title_text="epoch", row=len(parts), col=1)
    figure.update_layout(title=title or None, margin={"t": 56 if title else 28}, hovermode="x")
    return figure


def noise_curves(curves: dict, trained: tuple[float, float] | None, title: str = "") -> go.Figure:
    """Mean MSE against the noise level, one line a kind of noise; the levels trained on are shaded or marked."""
    figure = go.Figure()
    for kind, dash in zip(noise.KINDS, itertools.cycle(DASHES), strict=False):
        if kind not in curves:  # measured before there was that kind
            continue
        figure.add_scatter(x=curves["levels"], y=curves[kind], mode="lines", line={"color": "#14171A", "dash": dash}, name=kind)
    if trained is not None:
        figure.add_vrect(x0=trained[0], x1=trained[1], line={"color": ACCENT, "width": 1}, annotation_text="trained here")
    figure.update_layout(title=title, xaxis_title="level", yaxis_title="MSE", template="simple_white")
    return figure


def _middle(values: np.ndarray) -> list[float]:
    """The range that holds all but the outermost hundredth at each end, with a margin: a few far codes do not shrink the rest."""
    low, high = np.percentile(values, [1, 99])
    margin = 0.15 * (high - low)
    return [float(low - margin), float(high + margin)]


def _add_line(figure: go.Figure, line: Line, theme: str, **place: Any) -> None:
    style = {"color": line.ink(theme), "dash": "dot" if line.quiet else line.dash, "width": 1 if line.quiet else 2}
    mode, hover = "lines", "%{y:.4~f}"
    if line.texts:
        mode, hover = "lines+markers+text", "%{text}"
    figure.add_scatter(
        x=line.x,
        y=line.y,
        mode=mode,
        line=style,
        marker={"color": INK[theme], "size": 7},
        text=line.texts or None,
        textposition=_sides(line),
        textfont={"color": INK[theme], "size": 13},
        cliponaxis=not line.texts,
        name=line.name,
        hovertemplate=f"{line.name} {hover}<extra></extra>",
        **place,
    )


def _sides(line: Line) -> list[str]:
    bends = np.diff(line.y, 2)  # above zero in a dip
    return [f"{side} center" for side in (line.side, *np.where(bends > 0, "bottom", "top"), line.side)][: len(line.y)]


def _name_ends(
    figure: go.Figure,
    shown: Sequence[Line],
    height: float,
    theme: str,
    span: float | None = None,
    top: float = np.inf,
    **place: Any,
) -> None:
    """Write each line's name at its last point, pushed apart where lines end together on `height` pixels of `span`.

    None stands above `top`, a value of the y axis.
    """
    values = [value for line in shown for value in line.y]
    span = span or (max(values) - min(values) if values else 0) or 1
    ending = sorted((line for line in shown if len(line.y)), key=lambda line: line.y[-1])
    own = [line.y[-1] / span * height for line in ending]
    for line, at, there in zip(ending, own, _apart(own, top / span * height), strict=True):
        figure.add_annotation(
            x=line.x[-1],
            y=line.y[-1],
            text=line.name,
            showarrow=False,
            xanchor="left",
            xshift=8,
            yshift=there - at,
            font={"color": line.ink(theme), "size": 14},
            **place,
        )


def _apart(places: Sequence[float], top: float) -> list[float]:
    """Rising places moved up until they are `APART` from each other, then down as far as `top` asks."""
    found, last = [], -np.inf
    for place in places:
        last = max(place, last + APART)
        found.append(last)
    for i in reversed(range(len(found))):
        found[i] = top = min(found[i], top)
        top -= APART
    return found


def _dress(figure: go.Figure, theme: str, height: int, right: int) -> None:
    margin = {"l": 0, "r": right, "t": 16, "b": 0}
    figure.update_layout(template="simple_white", showlegend=False, height=height, margin=margin, dragmode=False)
    axis = {"color": SECOND[theme], "gridcolor": GRID[theme], "linecolor": SECOND[theme], "automargin": True}
    font = {"size": 13, "color": SECOND[theme]}
    axis |= {"tickfont": font, "title": {"font": font}}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis, showgrid=True, showline=False, ticks="")
