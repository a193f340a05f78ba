"""Where draws of the prior land: the pages Generate and Latent space."""

from __future__ import annotations

import numpy as np
from scipy import stats
from sklearn.neighbors import NearestNeighbors

from aelab import latent
from aelab.card import Distance
from tests.claims import Found, Shipped, claim

DRAWS = 5_000


def _landed(shipped: Shipped, run: str) -> tuple[Distance, dict[str, float], np.ndarray]:
    """The card's figures, and gap, far and digits again: by scikit-learn, from other draws and more of them."""
    stored, arrays = shipped.figure(run, "distance"), shipped.codes(run)
    mean, random = arrays["mean"].astype(float), np.random.default_rng(11)
    weights, usual = np.ones(mean.shape[1]), mean
    if "log_var" in arrays:
        variance = np.exp(arrays["log_var"].astype(float))
        weights = mean.var(0) / (mean.var(0) + variance.mean(0))
        usual = mean + np.sqrt(variance) * random.standard_normal(mean.shape)
    scale = np.sqrt(weights)
    near = NearestNeighbors(n_neighbors=20).fit(mean * scale)
    itself = np.arange(len(mean))[:, None]
    away, index = near.kneighbors(usual * scale, 2)
    other = np.where(index == itself, np.inf, away).min(1)
    ends = np.percentile(other, [95, 99])
    np.testing.assert_allclose(ends, [stored.near, stored.far], rtol=0.06)
    drawn = random.standard_normal((DRAWS, mean.shape[1])) * scale
    reached, index = near.kneighbors(drawn)
    found = {"gap": float((reached[:, 0] > ends[0]).mean()), "far": float((reached[:, 0] > ends[1]).mean())}
    digits = stats.mode(arrays["labels"][index], axis=1).mode
    return stored, found, np.bincount(digits, minlength=10) / DRAWS


def _claimed(shipped: Shipped, run: str) -> Found:
    stored, found, digits = _landed(shipped, run)
    assert abs(stored.prior_gap - found["gap"]) < 0.04, (run, found)
    assert abs(stored.prior_far - found["far"]) < 0.04, (run, found)
    np.testing.assert_allclose(stored.prior_digits, digits, atol=0.04)
    return True, {"gap": f"{stored.prior_gap:.1%}", "far": f"{stored.prior_far:.1%}", "draws": f"{latent.PRIOR_DRAWS:,}"}


@claim
def draws_of_the_prior_in_a_plain_map(shipped: Shipped) -> Found:
    return _claimed(shipped, "conv-ae-2")


@claim
def draws_of_the_prior_in_a_variational_map(shipped: Shipped) -> Found:
    return _claimed(shipped, "conv-vae-2")


@claim
def draws_of_the_prior_in_sixteen_numbers(shipped: Shipped) -> Found:
    """A plain code of so many numbers is missed far oftener than a variational one."""
    holds, figures = _claimed(shipped, "conv-ae-16")
    return holds and shipped.figure("conv-ae-16", "distance").prior_gap > shipped.figure(
        "conv-vae-16", "distance"
    ).prior_gap, figures


@claim
def the_aggregated_posterior_and_the_prior(shipped: Shipped) -> Found:
    """By a sum over a lattice instead of draws; the gap shrinks as beta grows."""
    apart, rate = shipped.figure("conv-vae-2", "aggregate_kl"), shipped.figure("conv-vae-2", "kl")
    arrays, side, step = shipped.codes("conv-vae-2"), np.arange(-6, 6, 0.1), 0.1
    mean, sigma = arrays["mean"], np.exp(0.5 * arrays["log_var"])
    across, up = (stats.norm.pdf(side[:, None], mean[:, i], sigma[:, i]) for i in range(2))  # (places, codes)
    density = up @ across.T / len(mean)  # each posterior's is the product of its coordinates'
    prior = np.outer(stats.norm.pdf(side), stats.norm.pdf(side))
    seen = density > 1e-12
    summed = float((density[seen] * np.log(density[seen] / prior[seen])).sum() * step**2)
    assert abs(density.sum() * step**2 - 1) < 0.02
    assert abs(summed - apart) < 0.06, summed
    return apart < rate, {"apart": f"{apart:.2f}", "rest": f"{rate - apart:.2f}", "rate": f"{rate:.2f}"}


@claim
def few_draws_are_unlike_what_the_decoder_met(shipped: Shipped) -> Found:
    """Of a run's own draws, fresh ones, under 3 % are called far in every variational run that is stored whole."""
    for run, card in shipped.having("distance").items():
        arrays = shipped.codes(run)
        if not card.model.variational or len(arrays["pca_mean"]) != arrays["mean"].shape[1]:
            continue
        rule, random = card.metrics.distance, np.random.default_rng(5)
        mean, scale = arrays["mean"], np.sqrt(np.float32(rule.weights))
        some = random.choice(len(mean), 2000, replace=False)
        draws = mean[some] + np.exp(0.5 * arrays["log_var"][some]) * random.standard_normal((2000, mean.shape[1]))
        if (latent.to_nearest(np.float32(draws * scale), mean * scale) > rule.far).mean() > 0.03:
            return False, {"run": run}
    return True, {}


@claim
def variational_codes_crowd_about_the_origin(shipped: Shipped) -> Found:
    """As the prior does: a mean square of 1 a coordinate, the posterior's own width included, about a mean of 0."""
    held = []
    for run in ("conv-vae-2", "conv-vae-16"):
        codes = shipped.codes(run)
        square = (np.square(codes["mean"]) + np.exp(codes["log_var"])).mean(0)
        held.append(np.abs(square - 1).max() < 0.3 and np.abs(codes["mean"].mean(0)).max() < 0.3)
    return all(held), {}
