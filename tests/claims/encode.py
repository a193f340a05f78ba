"""The page Encode."""

from __future__ import annotations

import numpy as np

from tests.claims import Found, Shipped, claim


@claim
def circles_of_one_and_two_sigma(shipped: Shipped) -> Found:
    """By drawing."""
    radius = np.hypot(*np.random.default_rng(0).standard_normal((2, 1_000_000)))
    one, two = (round(float((radius < sigmas).mean()), 2) for sigmas in (1, 2))
    return (one, two) == (0.39, 0.86), {"one": f"{one:.0%}".replace("%", " %"), "two": f"{two:.0%}".replace("%", " %")}
