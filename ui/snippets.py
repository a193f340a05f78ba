"""Python that draws the digit of a page again, from the page's exact view. It ends with `digit`, (1, 1, 28, 28) in [0, 1]."""

from __future__ import annotations

import re

from aelab import latent
from aelab.card import Card

FIRST_IMAGE, FIRST_MEAN = 3, 6  # what the map and the sliders open on: a test image, the mean code of a digit
PARTS = {"path": "ends", "corners": "corners", "arithmetic": "terms"}  # what a view of Interpolate is made of
IMPORTS = {"np": "import numpy as np", "torch": "import torch", "Image": "from PIL import Image"}
MODULES = ("checkpoints", "data", "latent", "mnist_form", "seeded")


def of_map(card: Card, view: dict, picked: list[Card]) -> str:
    """The digit of one run of a latent map. One that follows the cursor of another reconstructs what that one draws."""
    leading = next((each for each in picked if each.name == view["on"]), None)
    lead = leading or picked[0]
    z = _code(lead, view["z"] if leading else None, f'["mean"][[{FIRST_IMAGE}]]')
    digit = view["label"] or 0
    if lead is card:
        return _script(_model(card), *z, f"digit = model.decode(z{_told(card, digit)})")
    drawn = f"lead.decode(z{_told(lead, digit)})"
    return _script(
        _model(lead, "lead"), *z, _model(card), f"digit = model.reconstruct({drawn}{_told(card, digit)})  # the map that follows"
    )


def of_sliders(card: Card, view: dict) -> str:
    """The digit of the latent sliders."""
    digit = FIRST_MEAN if view["label"] is None else view["label"]
    z = _code(card, view["z"], f'["class_means"][[{FIRST_MEAN}]]', view["sample"])
    return _script(_model(card), *z, f"digit = model.decode(z{_told(card, digit)})")


def of_path(card: Card, view: dict) -> str:
    """The digit at the position of a path, at the place between four corners, or of a sum."""
    stored = f'checkpoints.latents("{card.name}")'
    parts = PARTS[view["view"]]
    picked = view[parts]
    means = any(isinstance(code, str) for code in picked)
    lines = [_model(card)]
    if _wide(card) or means:
        lines.append(f"arrays = {stored}")
    for name, of, used in (("codes", "mean", True), ("means", "class_means", means)):
        kept = f'arrays["{of}"]' if _wide(card) or means else f'{stored}["{of}"]'
        if used:
            lines.append(f"{name} = latent.unproject({kept}, latent.stored_plane(arrays))" if _wide(card) else f"{name} = {kept}")
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
        told = f", {own}" if view["label"] is None else _told(card, view["label"])
    return _script(*lines, f"digit = model.decode(torch.from_numpy(z){told})")


def of_denoise(card: Card, view: dict, source: dict) -> str:
    """What a run makes of the noisy digit, after the passes of the view. `source` is what `ui.digits.deliver_digits` returns."""
    lines, told = [_model(card)], ""
    if view["digit"] is None:
        lines.append('picture = Image.open("digit.png")  # yours: it has not left the browser')
        lines.append("clean = torch.from_numpy(mnist_form.to_mnist_form(picture).image[None])")
        told = ", torch.tensor([0])" * bool(card.model.classes)
        lines += ["# the 0 below says which digit yours is"] * bool(told)
    else:
        at = f"[{view['digit']}:{view['digit'] + 1}]"
        mnist = source["one"] == "test image"
        lines.append(f"digits = data.{'mnist(train=False)' if mnist else 'bundled()'}")
        lines.append(f"clean = data.as_float(digits.images{at})")
        told = f", digits.labels{at}" * bool(card.model.classes)
    lines.append(f'noisy = seeded.noisy(clean, "{view["noise"]}", {view["level"]}, seed={view["seed"]})')
    return _script(*lines, *_passes(card, view, told))


def _passes(card: Card, view: dict, told: str) -> list[str]:
    count, again = view["passes"], f"    digit = model.reconstruct(digit{told})"
    if not count:
        return ["digit = noisy"]
    if not view["code"]:
        return (
            [f"digit = model.reconstruct(noisy{told})"] if count == 1 else ["digit = noisy", f"for _ in range({count}):", again]
        )
    spread = f'checkpoints.latents("{card.name}")["mean"].std(0)'
    lines = []
    if _wide(card):
        lines.append("near = digits.few()  # the spread is measured over the digits at hand on the page")
        labels = ", digits.labels[near]" * bool(told)
        spread = f"model.encode(data.as_float(digits.images[near]){labels}).mean.detach().numpy().std(0)"
    lines += [
        f"spread = {spread}",
        f"moved = torch.from_numpy(seeded.code_noise(spread, {view['code']}, seed={view['seed']}))",
        f"digit = model.decode(model.encode(noisy{told}).mean + moved{told})",
    ]
    return lines if count == 1 else [*lines, f"for _ in range({count - 1}):", again]


def _code(card: Card, z: list[float] | None, start: str, sample: list[float] | None = None) -> list[str]:
    """Lines that make `z` of the numbers that a view has, or of the stored codes that an instrument opens on.

    `sample` names the sample that a view's code came from: of a wide one the numbers do not say all.
    """
    stored = f'checkpoints.latents("{card.name}")'
    if not _wide(card):
        return [f"z = torch.tensor([{list(z)}])" if z else f"z = torch.from_numpy({stored}{start})"]
    numbers = f"np.float32([{list(z)}])" if z else f"arrays{start}"
    lines, through = [f"arrays = {stored}"], ""
    if z and sample:
        lines.append(f"start = seeded.sample({card.model.latent_size}, {', '.join(map(str, sample))})")
        through = ", start"
    return [*lines, f"z = torch.from_numpy(latent.unproject({numbers}, latent.stored_plane(arrays){through}))"]


def _wide(card: Card) -> bool:
    return card.model.latent_size > latent.WHOLE


def _model(card: Card, name: str = "model") -> str:
    return f'{name} = checkpoints.load("{card.name}")'


def _told(card: Card, digit: int) -> str:
    return f", torch.tensor([{digit}])" if card.model.classes else ""


def _script(*lines: str) -> str:
    used = set(re.findall(r"\b(\w+)\b", re.sub(r"#.*|\"[^\"]*\"", "", "\n".join(lines))))
    modules = ", ".join(name for name in MODULES if name in used)
    imports = [line for name, line in IMPORTS.items() if name in used]
    return "\n".join([*imports, f"from aelab import {modules}", "", *lines])
