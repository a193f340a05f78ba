"""What the first visitors would wait for, made while the server starts."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aelab import checkpoints
from aelab.checkpoints import CheckpointError
from ui import assets, components, digits
from ui.frame import FIRST


@asynccontextmanager
async def lifespan(app) -> AsyncIterator[None]:
    """For `st.App`: the server answers at once, and a thread of its own makes the rest."""
    threading.Thread(target=warm_up, daemon=True).start()
    yield


def warm_up() -> None:
    """Join the instruments' code, read the digits, and have the first page's bytes at hand."""
    for file in sorted(components.BROWSER.glob("*.js")):
        components.bundle(file.name)
    digits.chosen()
    try:
        card = checkpoints.card(FIRST)
        for part in ("decoder", "latents", "encoder"):
            assets.packed(card["files"][assets.PARTS[part][0]], FIRST, part)
    except CheckpointError:
        pass  # another run is first then, or none
