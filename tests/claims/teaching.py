"""The six worksheet questions of docs/teaching.md, in the figures that their pages show."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.neighbors import NearestNeighbors

from aelab import outliers
from tests.claims import Found, Shipped, claim
from ui.test_digits import FIRST_OF_EACH

SIZES = (2, 4, 8, 16, 32)
FIRST, THREE = FIRST_OF_EACH[0], 18  # the digits that Home and Encode open on


def _listed(values: list[str]) -> str:
    return f"{', '.join(values[:-1])} and {values[-1]}"


@claim
def draws_of_two_numbers_by_digit(shipped: Shipped) -> Found:
    """At the three digits that most draws have the nearest code of."""
    vae, ae = (sum(sorted(shipped.figure(f"conv-{kind}-2", "distance").prior_digits)[-3:]) for kind in ("vae", "ae"))
    return ae > vae + 0.1, {"vae": f"{vae:.0%}", "ae": f"{ae:.0%}"}


@claim
def draws_of_16_numbers_in_gaps(shipped: Shipped) -> Found:
    vae, ae = (shipped.figure(f"conv-{kind}-16", "distance").prior_gap for kind in ("vae", "ae"))
    return ae > 5 * vae, {"vae": f"{vae:.0%}", "ae": f"{ae:.0%}"}


@claim
def beta_shrinks_the_code_of_16_numbers(shipped: Shipped) -> Found:
    (before, one), (after, four) = (
        [shipped.figure(f"conv-vae-16{end}", key) for key in ("kl", "bce_sampled")] for end in ("", "-beta-4")
    )
    holds = after < before and four > one
    return holds, {"before": f"{before:.2f}", "after": f"{after:.2f}", "more": f"{four - one:.2f}"}


@claim
def beta_widens_the_place_of_a_digit(shipped: Shipped) -> Found:
    codes = [shipped.codes(f"conv-vae-2{end}") for end in ("", "-beta-4")]
    sigmas = [np.exp(0.5 * each["log_var"].astype(float)) for each in codes]
    (before, after), (narrow, wide) = (each[THREE] for each in sigmas), (each.mean() for each in sigmas)
    said = {key: _listed([f"{sigma:.3f}" for sigma in pair]) for key, pair in (("before", before), ("after", after))}
    return wide > 2 * narrow and bool((after > before).all()), said


@claim
def sixteen_numbers_are_enough(shipped: Shipped) -> Found:
    sums, used = ([shipped.figure(f"conv-vae-{size}", key) for size in SIZES] for key in ("negative_elbo", "active_units"))
    error = shipped.figure("conv-vae-16", "negative_elbo_se")
    holds = sums[:4] == sorted(sums[:4], reverse=True) and abs(sums[4] - sums[3]) < error and used[4] <= used[3] < 16
    return holds, {"sums": _listed([f"{value:.2f}" for value in sums]), "used": _listed([str(value) for value in used])}


@claim
def the_first_digit_of_home_is_drawn_as_a_mean(shipped: Shipped) -> Found:
    """By scikit-learn and PyTorch; the page has the browser's numbers."""
    x, codes = shipped.pixels(), shipped.codes("conv-vae-2")["mean"]
    scaled = codes * np.sqrt(shipped.figure("conv-vae-2", "distance").weights)
    near = NearestNeighbors(n_neighbors=20).fit(scaled).kneighbors(scaled[[FIRST]])[1][0]
    with torch.no_grad():
        decoded = shipped.model("conv-vae-2").decode(torch.from_numpy(codes[[FIRST]])).flatten().numpy()
    mean, digit = (float(np.square(decoded - other).mean()) for other in (x[near].mean(0), x[FIRST]))
    return mean < digit / 5, {"mean": f"{mean:.4f}", "digit": f"{digit:.4f}"}


@claim
def one_level_or_all_levels(shipped: Shipped) -> Found:
    one, every = (
        [shipped.cards[run].metrics.error("gaussian", level) for level in (0.1, 0.5, 0.9)]
        for run in ("conv-dae-maps", "conv-dae-blind")
    )
    holds = one[0] > every[0] and one[1] < every[1] < 1.1 * one[1] and one[2] > every[2]
    return holds, {"one": _listed([f"{error:.4f}" for error in one]), "all": _listed([f"{error:.4f}" for error in every])}


@claim
def larger_codes_flag_fewer_letters(shipped: Shipped) -> Found:
    measured = [shipped.figure(run, "outliers") for run in ("mlp-ae-8", "mlp-ae-32", "conv-dae-blind")]
    caught = [
        outliers.share_above(each.quantiles["letters"], outliers.threshold_for(0.05, each.quantiles["digits"]))
        for each in measured
    ]
    return caught == sorted(caught, reverse=True), dict(
        zip(("eight", "more", "most"), (f"{share:.0%}" for share in caught), strict=True)
    )
