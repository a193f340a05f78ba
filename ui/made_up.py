"""Made-up images that are no digits for the browser instruments, fetched the way digits are."""

from __future__ import annotations

import numpy as np
from safetensors.numpy import save

from aelab import digit_arrays, outliers
from ui import assets
from ui.once import once

RUN, PART = "@outliers", "outliers"  # where instruments find them in the browser's store
EACH = 24


@once(2)
def offer(mnist: bool) -> assets.Offer:
    """The made-up images, noise of MNIST's test digits or of scikit-learn's."""
    images, _ = digit_arrays.mnist(train=False, download=False) if mnist else digit_arrays.bundled()
    made = outliers.made_up(images, EACH)
    packed = save({kind: (images[:, 0] * 255).round().astype(np.uint8) for kind, images in made.items()})
    return assets.made(RUN, PART, packed)
