"""What lies between test codes, and where sums of them lead."""

from __future__ import annotations

from typing import Any

import numpy as np

from aelab import checkpoints, export
from aelab.card import Card
from ui import cache, snippets
from ui.answers import codes
from ui.face import Face, Preset, called, distance, parts
from ui.take import Animation, Take, whole_codes
from ui.view import View, either, image, label, number, one_of, several, some, whole

PARTS = {"path": "ends", "corners": "corners", "arithmetic": "terms"}  # what a view is made of
DRAWN = "Your drawings stay in the browser: of one that is an end or a term, the lines take what stood there before."
CORNERS: dict[str, Any] = {"corners": [3, 5, 4, 0], "place": [0.5, 0.5]}
SUM: dict[str, Any] = {"terms": [58, "m9", "m0"], "strength": 1}
SHARE = number(0, 1, decimals=4)
TERM = either(image(), one_of(f"m{digit}" for digit in range(10)))  # a test image, or "m4", the mean code of the 4s
VIEW = View(
    view=one_of(("path", "corners", "arithmetic"), "path"),
    ends=several(2, image(), start=[46, 45]),
    path=one_of(("lerp", "slerp"), "lerp"),
    at=number(0, 1, 0.5, decimals=4),  # the position
    frames=whole(3, 21, 11),  # of the film strip
    corners=several(4, image(), start=CORNERS["corners"]),
    place=several(2, SHARE, start=CORNERS["place"]),  # (u, v) between the corners
    terms=several(3, TERM, start=SUM["terms"]),  # a, b and c
    strength=number(0, 1, SUM["strength"], decimals=4),  # t of a + t (c - b)
    label=label(),  # told to conditional runs; None for that of the first end
    only=some(whole(0, 9)),  # the digits isolated on the maps
)
PRESETS = [
    Preset(
        "From a 1 to a 5",
        "Which model's way crosses a gap between codes?",
        {"view": "path", "path": "lerp", "ends": [46, 45], "at": 0.5},
        codes.gaps_on_the_way(46, 45),
    ),
    Preset(
        "From a 4 round to a 0",
        "Does the code get shorter, as on the straight line?",
        {"view": "path", "path": "slerp", "ends": [121, 3], "at": 0.5},
        codes.lengths(121, 3),
    ),
    Preset(
        "Between four digits",
        "Where does one digit become the next?",
        {"view": "corners"} | CORNERS,
        codes.four_corners(CORNERS["corners"]),
    ),
    Preset("Make a 9 a 0", "Is it a 0 in the same handwriting?", {"view": "arithmetic"} | SUM, codes.sum_of(SUM["terms"], 0)),
    Preset(
        "Make a 1 a 3",
        "Is it a 3, with two numbers? With 16?",
        {"view": "arithmetic", "terms": [2, "m1", "m3"], "strength": 1},
        codes.sum_of([2, "m1", "m3"], 3),
    ),
    Preset(
        "Lean a 7 as a 1 leans",
        "Does it lean? Is it still a 7?",
        {"view": "arithmetic", "terms": [122, 2, 29], "strength": 1},
        codes.sum_of([122, 2, 29], 7, style=True),
    ),
]


def interpolate(cards: list[Card]) -> Face:
    """What lies between two test codes, or four, and where sums of three lead; one to three runs, the same test images in each.

    Of an end that is drawn the view has the last test image that stood there.
    """
    runs = [called(card) | {"spec": card.model.to_json(), "distance": distance(card)} for card in cards]
    return Face("interpolate", VIEW, {"runs": runs}, parts(cards, "decoder", "encoder", "latents"), PRESETS, cards)


def _python(card: Card, view: dict, picked: list[Card], _: dict | None) -> str:
    """The digit at the position of a path, at the place between four corners, or of a sum."""
    stored = f'checkpoints.latents("{card.name}")'
    parts = PARTS[view["view"]]
    picked = view[parts]
    means = any(isinstance(code, str) for code in picked)
    lines = [snippets.model(card)]
    if snippets.wide(card) or means:
        lines.append(f"arrays = {stored}")
    for name, of, used in (("codes", "mean", True), ("means", "class_means", means)):
        kept = f'arrays["{of}"]' if snippets.wide(card) or means else f'{stored}["{of}"]'
        if used:
            lines.append(
                f"{name} = latent.unproject({kept}, latent.stored_plane(arrays))" if snippets.wide(card) else f"{name} = {kept}"
            )
    ends = [f"means[{code[1]}]" if isinstance(code, str) else f"codes[{code}]" for code in picked]
    if parts == "ends":
        lines.append(f"z = latent.{view['path']}({', '.join(ends)}, [{view['at']}])")
    elif parts == "terms":
        lines.append(f"z = latent.analogy({', '.join(ends)}, [{view['strength']}])")
    else:
        u, v = view["place"]
        a, b, c, d = ends
        lines.append(f"top, bottom = latent.lerp({a}, {b}, [{u}]), latent.lerp({c}, {d}, [{u}])")
        lines.append(f"z = latent.lerp(top[0], bottom[0], [{v}])")
    told = ""
    if card.model.classes:
        first = picked[0]
        own = f"torch.tensor([{first[1]}])" if isinstance(first, str) else f'torch.from_numpy({stored}["labels"][[{first}]])'
        told = f", {own}" if view["label"] is None else snippets.told(card, view["label"])
    return snippets.script(*lines, f"digit = model.decode(torch.from_numpy(z){told})")


def _animation(card: Card, view: dict, _: dict | None) -> Animation:
    return Animation("along the step" if view["view"] == "arithmetic" else "along the path", lambda: _frames(card, view))


def _frames(card: Card, view: dict) -> np.ndarray:
    arrays = cache.latents(card.name)
    picked = view[PARTS[view["view"]]]
    means = [isinstance(code, str) for code in picked]
    stored = [
        arrays["class_means"][int(code[1])] if mean else arrays["mean"][code] for code, mean in zip(picked, means, strict=True)
    ]
    ends = whole_codes(card, np.stack(stored), arrays)
    own = int(picked[0][1]) if means[0] else int(arrays["labels"][picked[0]])
    label = own if view["label"] is None else view["label"]
    return export.decoded(checkpoints.load(card.name), export.path_codes(ends, view["path"]), label)


TAKE = Take("interpolate", _python, lambda _: DRAWN, _animation)
