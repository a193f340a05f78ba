"""Lines of Python for the foot of a page: what the instruments' own lines are made of. A script ends with `digit`, (1, 1, 28, 28), and shows it."""

from __future__ import annotations

import re

from aelab import latent
from aelab.card import Card

IMPORTS = {"np": "import numpy as np", "torch": "import torch", "Image": "from PIL import Image"}
MODULES = ("checkpoints", "data", "export", "latent", "mnist_form", "noise", "replays", "seeded")


def code(card: Card, z: list[float] | None, start: str, sample: list[float] | None = None) -> list[str]:
    """Lines that make `z` of the numbers that a view has, or of the stored codes that an instrument opens on.

    `sample` names the sample that a view's code came from: of a wide one the numbers do not say all.
    """
    stored = f'checkpoints.latents("{card.name}")'
    if not wide(card):
        return [f"z = torch.tensor([{list(z)}])" if z else f"z = torch.from_numpy({stored}{start})"]
    numbers = f"np.float32([{list(z)}])" if z else f"arrays{start}"
    lines, through = [f"arrays = {stored}"], ""
    if z and sample:
        lines.append(f"start = seeded.sample({card.model.latent_size}, {', '.join(map(str, sample))})")
        through = ", start"
    return [*lines, f"z = torch.from_numpy(latent.unproject({numbers}, latent.stored_plane(arrays){through}))"]


def wide(card: Card) -> bool:
    """Whether only the principal coordinates of the codes are stored."""
    return card.model.latent_size > latent.WHOLE


def model(card: Card, name: str = "model") -> str:
    """The line that loads a run."""
    return f'{name} = checkpoints.load("{card.name}")'


def told(card: Card, digit: int) -> str:
    """The further argument of a call that tells the run a digit, where it takes one."""
    return f", torch.tensor([{digit}])" if card.model.classes else ""


def script(*lines: str) -> str:
    """The lines, below the imports that they need, and one that shows the digit."""
    lines = (*lines, "export.picture(digit).show()")
    used = set(re.findall(r"\b(\w+)\b", re.sub(r"#.*|\"[^\"]*\"", "", "\n".join(lines))))
    modules = ", ".join(name for name in MODULES if name in used)
    imports = [line for name, line in IMPORTS.items() if name in used]
    return "\n".join([*imports, f"from aelab import {modules}", "", *lines])
