"""The trainings that run on the server's machine, as they run; and one that the page starts, for those who may."""

from __future__ import annotations

from ui.face import Face, noise_kinds
from ui.page_training import FAMILIES, VARIATIONAL
from ui.view import View, some, whole

VIEW = View(only=some(whole(0, 9)))  # the digits isolated
COMMAND = "python train.py --family conv-vae --latent-size 2 --epochs 10 --name ours"


def live() -> Face:
    """The instrument, which hears of the trainings by a stream of its own (`ui.broadcast`)."""
    data = {"families": FAMILIES, "variational": VARIATIONAL, "kinds": noise_kinds(), "command": COMMAND}
    return Face("live", VIEW, data)
