"""Arrays to Plotly figures. The palette of the ten digits and the sizes live here."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

# One colour for each digit, apart for colour-blind eyes on a white page (Machado et al. 2009, CIEDE2000)
DIGITS = ["#3D8A49", "#D77273", "#644B28", "#9383EF", "#0B5C91", "#B25901", "#9C2DEA", "#8D025B", "#1CA3A7", "#AF9207"]
ACCENT = "#2746D8"


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


def loss_curves(history: list[dict], title: str = "") -> go.Figure:
    """Training (dashed) and test (solid) loss against the epoch, from a card's history; the KL has a line of its own."""
    figure = go.Figure()
    epochs = [entry["epoch"] for entry in history]
    for part, colour in (("reconstruction", "#14171A"), ("kl", "#8A929C")):
        if any(entry["test"][part] for entry in history):
            for side, dash in (("train", "dash"), ("test", "solid")):
                values = [entry[side][part] for entry in history]
                line = {"color": colour, "dash": dash, "width": 2}
                figure.add_scatter(x=epochs, y=values, mode="lines", line=line, name=f"{part}, {side}")
    figure.update_layout(
        title=title, xaxis_title="epoch", yaxis_title="per image", template="simple_white", hovermode="x unified"
    )
    return figure


def noise_curves(curves: dict, trained: tuple[float, float] | None, title: str = "") -> go.Figure:
    """Mean MSE against the noise level, one line a kind of noise; the levels trained on are shaded or marked."""
    figure = go.Figure()
    for kind, dash in (("gaussian", "solid"), ("salt-and-pepper", "dash"), ("masking", "dot"), ("occlusion", "dashdot")):
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
