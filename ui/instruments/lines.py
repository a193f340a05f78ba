"""Charts of lines: figures of runs against a number, or against the epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ui.components import component


class Line(NamedTuple):
    """A line: its name, which stands at its end, its points, and how it is drawn where that says something: "", "dash", "dot", or
    "quiet" for a baseline. `seeds` are the values of which each point is the mean, drawn about it where they are several."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    kind: str = ""
    seeds: Sequence[Sequence[float]] = ()


@dataclass(frozen=True)
class Chart:
    """Lines in a frame.

    `about` says what they are to those who hear the page. `ticks` names places of the x axis, `reach` is what is shown of the y
    axis, all there is unless it says so. `decimals` are those of the values written, which stand at the points from the start if
    `figures` asks for it.
    """

    about: str
    lines: Sequence[Line]
    axes: tuple[str, str]
    ticks: Mapping[float, str] | None = None
    reach: tuple[float, float] | None = None
    decimals: int = 2
    figures: bool = False

    def to_json(self) -> dict[str, Any]:
        ticks = self.ticks and [{"at": at, "text": text} for at, text in self.ticks.items()]
        return {
            "about": self.about,
            "lines": [
                {"name": name, "x": list(x), "y": _short(y), "kind": kind}
                | ({"seeds": [_short(values) for values in seeds]} if any(len(values) > 1 for values in seeds) else {})
                for name, x, y, kind, seeds in self.lines
            ],
            "x": {"title": self.axes[0], "ticks": ticks or None},
            "y": {"title": self.axes[1], "range": self.reach, "decimals": self.decimals},
            "figures": self.figures,
        }


def _short(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


def lines(key: str, charts: Sequence[Chart], across: int = 1) -> None:
    """Charts of lines, so many `across` where there is room; nothing comes back."""
    component("lines")(data={"charts": [chart.to_json() for chart in charts], "across": across}, key=f"lines {key}")
