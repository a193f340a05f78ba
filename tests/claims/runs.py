"""Why each run is here, as the sidebar gives it."""

from __future__ import annotations

from tests.claims import Found, Shipped, claim


@claim
def the_largest_code_copies_best(shipped: Shipped) -> Found:
    errors = {size: shipped.figure(f"mlp-ae-{size}", "mse") for size in (2, 4, 8, 16, 32)}
    return min(errors, key=errors.get) == 32, {}


@claim
def no_unit_of_the_relu_code_has_died(shipped: Shipped) -> Found:
    codes = shipped.codes("mlp-ae-8-relu")["mean"].astype(float)
    return bool(((codes > 0).mean(0) > 0.01).all() and (codes.std(0) > 0.01 * codes.std()).all()), {}


@claim
def sixteen_numbers_are_used(shipped: Shipped) -> Found:
    """A coordinate in use has a divergence of its own, in nats."""
    own = shipped.figure("conv-vae-16", "kl_per_dimension")
    return sum(kl > 0.01 for kl in own) >= 14, {}


@claim
def thirty_two_numbers_are_not(shipped: Shipped) -> Found:
    """Fewer are in use, and the bound hardly moves from that of 16."""
    own = shipped.figure("conv-vae-32", "kl_per_dimension")
    wide, narrow = (shipped.figure(run, "negative_elbo") for run in ("conv-vae-32", "conv-vae-16"))
    return sum(kl > 0.01 for kl in own) < 32 and wide > narrow - 1, {}


@claim
def a_code_beside_its_label_hardly_tells_the_digit(shipped: Shipped) -> Found:
    near, plain = shipped.figure("conv-cvae-2", "knn_accuracy"), shipped.figure("conv-vae-2", "knn_accuracy")
    return near < 0.2 < plain, {}
