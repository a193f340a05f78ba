"""Interpolate: what lies between two digits, in one model or in several side by side."""

from collections.abc import Callable

import streamlit as st

from ui.frame import frame, pick_runs
from ui.instruments import deliver, interpolator


def choice(*names: str) -> Callable[[str], str]:
    return lambda text: names[names.index(text)]


def number(low: float, high: float, kind: type = float) -> Callable[[str], float]:
    def read(text: str) -> float:
        if not low <= (value := kind(text)) <= high:
            raise ValueError(f"{text} is not within {low} to {high}")
        return value

    return read


def several(count: int, part: Callable[[str], float]) -> Callable[[str], list]:
    return lambda text: [part(piece) for piece, _ in zip(text.split(","), range(count), strict=True)]


image = number(0, 9999, int)
VIEW = {  # what the address may say: the view that opens without it, and how each part is read
    "view": ("path", choice("path", "corners")),
    "ends": ([2, 8], several(2, image)),
    "corners": ([3, 5, 4, 0], several(4, image)),
    "path": ("lerp", choice("lerp", "slerp")),
    "at": (0.5, number(0, 1)),
    "place": ([0.5, 0.5], several(2, number(0, 1))),
    "frames": (11, number(3, 21, int)),
    "label": (None, lambda text: int(image(text) if text in "0123456789" else "no digit") if text else None),
}


def linked_view() -> dict:
    """The view that the address asks for; what makes no sense there is left out with a notice."""
    view, wrong = {name: start for name, (start, _) in VIEW.items()}, []
    for name in VIEW.keys() & set(st.query_params):
        try:
            view[name] = VIEW[name][1](st.query_params[name])
        except ValueError:
            wrong.append(name)
            del st.query_params[name]
    if wrong:
        st.info(f"The link asks for something that is not there ({', '.join(sorted(wrong))}); the page opens on its own choice instead.")
    return view


def as_text(value: object) -> str:
    return ",".join(f"{part:g}" for part in value) if isinstance(value, list) else "" if value is None else str(value)
