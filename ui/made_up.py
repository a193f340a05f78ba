"""Made-up images that are no digits for the browser instruments, fetched the way digits are."""

from __future__ import annotations

import numpy as np
from safetensors.numpy import save

from aelab import digit_arrays, outliers
from ui import assets, components
from ui.digits import Source
from ui.once import once

RUN, PART = "@outliers", "outliers"  # where instruments find them in the browser's store
EACH = 24


def deliver_made_up(source: Source) -> None:
    """Offer the first 24 images of each kind of `aelab.outliers.made_up` to the page, on every rerun.

    `source` is what `ui.digits.deliver_digits` returns: noise is made of those digits. In the browser the tensors are
    `letters`, `scribbles` and `noise`, each (24, 28, 28) uint8.
    """
    components.deliver(RUN, [offer(source.mnist)])


@once(2)
def offer(mnist: bool) -> assets.Offer:
    """The made-up images, noise of MNIST's test digits or of scikit-learn's."""
    images, _ = digit_arrays.mnist(train=False, download=False) if mnist else digit_arrays.bundled()
    made = outliers.made_up(images, EACH)
    packed = save({kind: (images[:, 0] * 255).round().astype(np.uint8) for kind, images in made.items()})
    return assets.made(RUN, PART, packed)
