"""The costs in nats against torch.distributions, a likelihood by quadrature, and what the shipped cards say."""

import math

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from aelab import checkpoints, elbo, losses, measuring
from aelab.card import Metrics
from aelab.models import Autoencoder, Spec, quicker
from tests.mnist import mnist

SHIPPED = "conv-vae-16"


def minus_log_likelihood(model, z, x, label):
    """Expected -log p(b | z) over binary images b whose pixels are on with probability x, from torch.distributions: (B,)."""
    pixels = Bernoulli(logits=model.decode_logits(z, label).double())
    off = pixels.log_prob(torch.zeros(()))
    return -(off + x * pixels.logits).sum((1, 2, 3))  # log p(on) is the log odds more than log p(off)


def distributions(model, x, label):
    mean, log_var = model.encode(x, label)
    posterior = Normal(mean.double(), log_var.double().mul(0.5).exp())
    return posterior, Normal(torch.zeros_like(posterior.loc), torch.ones_like(posterior.loc))


@pytest.fixture
def wide_vae(tiny_vae):
    """The tiny model with weights large enough that its codes tell digits apart and a draw's digit is far from the mean's."""
    with torch.no_grad():
        tiny_vae.encoder[-1].weight.mul_(5)
        for layer in tiny_vae.decoder:
            for weight in layer.parameters():
                weight.mul_(3)
    return tiny_vae


@torch.no_grad()
def test_costs_are_those_of_torch_distributions(wide_vae, test_digits):
    """From the same epsilons, and nothing else in common."""
    found = elbo.costs(wide_vae, test_digits, seed=5)
    x, label = test_digits.images / 255, test_digits.labels
    posterior, prior = distributions(wide_vae, x, label)
    generator = torch.Generator().manual_seed(5)

    def draws(count):
        for _ in range(count):
            yield (posterior.loc + posterior.scale * torch.randn(posterior.loc.shape, generator=generator)).float()

    errors = torch.stack([minus_log_likelihood(wide_vae, z, x, label) for z in draws(10)])
    kl = kl_divergence(posterior, prior).sum(1)
    assert np.allclose(found.kl, kl, rtol=1e-5, atol=1e-6)
    assert np.allclose(found.bce, errors.mean(0), rtol=1e-5)
    weights, errors = [], []
    for z in draws(64):
        errors.append(minus_log_likelihood(wide_vae, z, x, label))
        weights.append((prior.log_prob(z) - posterior.log_prob(z)).sum(1) - errors[-1])
    bound = -torch.stack(weights).exp().mean(0).log()  # the plain mean: double precision holds these weights
    assert np.allclose(found.bound, bound, rtol=1e-5)
    figures = found.figures()
    assert figures["negative_elbo"] == pytest.approx((found.bce + kl.numpy()).mean(), rel=1e-6)
    assert figures["negative_elbo_se"] == pytest.approx(np.std(found.bce + kl.numpy(), ddof=1) / math.sqrt(60), rel=1e-6)
    there = figures["importance_bound"]
    assert (there["k"], there["images"]) == (64, 60)
    assert there["negative_elbo"] == pytest.approx(float((torch.stack(errors).mean(0) + kl).mean()), rel=1e-5)
    assert there["value"] < there["negative_elbo"]


@torch.no_grad()
@pytest.mark.slow
def test_measure_is_what_many_other_draws_say_and_not_the_mean(wide_vae, test_digits, monkeypatch):
    monkeypatch.setattr(measuring.outliers, "measure", lambda *_: None)  # half a minute that is not the matter here
    monkeypatch.setattr(measuring.probe, "few_labels", lambda *_: None)
    figures = measuring.measure(wide_vae, test_digits)
    x, label = test_digits.images / 255, test_digits.labels
    posterior, prior = distributions(wide_vae, x, label)
    torch.manual_seed(11)
    many = torch.stack([minus_log_likelihood(wide_vae, posterior.sample().float(), x, label).mean() for _ in range(300)])
    kl = float(kl_divergence(posterior, prior).sum(1).mean())
    monkeypatch.setattr(elbo, "K", 1)
    seeds = [elbo.costs(wide_vae, test_digits, seed) for seed in range(30)]  # one alone has 10 draws of a digit
    assert figures.negative_elbo == pytest.approx(seeds[0].negative_elbo.mean(), rel=1e-9)
    assert np.mean([found.bce.mean() for found in seeds]) == pytest.approx(float(many.mean()), rel=3e-3)
    assert np.mean([found.negative_elbo.mean() for found in seeds]) == pytest.approx(float(many.mean()) + kl, rel=3e-3)
    of_the_mean = float(minus_log_likelihood(wide_vae, posterior.loc.float(), x, label).mean())
    assert figures.bce == pytest.approx(of_the_mean, rel=1e-5)
    assert abs(figures.bce_sampled - figures.bce) > 0.1 * figures.bce, "the example does not tell the two apart"


def line_vae() -> Autoencoder:
    """A VAE whose code is one number, so that its likelihood is an integral that a sum does."""
    torch.manual_seed(1)
    flat, shaped = {"layer": "flatten"}, {"layer": "reshape", "shape": [1, 28, 28]}
    spec = Spec(1, (flat, {"layer": "linear", "in": 784, "out": 2}), ({"layer": "linear", "in": 1, "out": 784}, shaped), True)
    model = Autoencoder(spec).eval()
    with torch.no_grad():
        model.decoder[0].weight.mul_(0.15)  # the true posterior stays wide, so few draws do
    return model


@torch.no_grad()
@pytest.mark.slow
def test_the_bound_tightens_to_the_likelihood_by_quadrature(test_digits):
    model, digits = line_vae(), test_digits.first(20)
    x = digits.images / 255
    z = torch.linspace(-9, 9, 1001)[:, None]
    joint = (
        torch.stack([-minus_log_likelihood(model, z, one[None], None) for one in x], 1) + Normal(0.0, 1.0).log_prob(z).double()
    )
    exact = -(joint.logsumexp(0) + math.log(18 / 1000))
    found = elbo.costs(model, digits)
    posterior, prior = distributions(model, x, None)
    kl = kl_divergence(posterior, prior).sum(1)
    assert np.all(exact.numpy() < found.bce + kl.numpy() + 0.5)
    gap = [float((found.bce_of_k + kl.numpy() - exact.numpy()).mean()), float((found.bound - exact.numpy()).mean())]
    assert gap[0] > 0.3, "the example has too tight an ELBO to tell the two bounds apart"
    assert abs(gap[1]) < 0.2 * gap[0]


@torch.no_grad()
def test_the_bound_never_rises_with_k():
    """In expectation: means over 4,000 repetitions of heavy-tailed weights, and k = 1 is the ELBO's estimate."""
    log_weights = 2 * torch.randn(64, 4000, generator=torch.Generator().manual_seed(2), dtype=torch.float64) - 100
    means = [float(losses.importance_bound(log_weights[:k]).mean()) for k in (1, 2, 4, 8, 16, 32, 64)]
    assert torch.allclose(losses.importance_bound(log_weights[:1]), -log_weights[0])
    assert means == sorted(means, reverse=True)
    assert means[0] == pytest.approx(100, abs=0.1)
    assert 98 < means[-1] < 98.3  # the likelihood is -log E w = 100 - 2^2 / 2


def test_the_same_epsilons_for_two_models_of_one_size(wide_vae, test_digits):
    a, b = (elbo.costs(wide_vae, test_digits) for _ in range(2))
    assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def shipped() -> tuple[Metrics, Autoencoder, torch.Tensor, torch.Tensor]:
    metrics = checkpoints.card(SHIPPED).metrics
    if metrics.bce_sampled is None:
        pytest.skip(f"{SHIPPED} has no sampled figures yet: `python train.py --evaluate --keep` measures them")
    digits = mnist()
    return metrics, checkpoints.load(SHIPPED), digits.images / 255, digits.labels


@torch.no_grad()
@pytest.mark.slow
def test_a_shipped_elbo_again_by_other_draws():
    """Within three standard errors of the draws, which are far less than that over the digits: those are the same."""
    metrics, model, images, labels = shipped()
    model = quicker(model)
    torch.manual_seed(23)
    twice, kl = [], 0.0
    for x, label in zip(images.split(500), labels.split(500), strict=True):
        posterior, prior = distributions(model, x, label)
        kl += float(kl_divergence(posterior, prior).sum()) / len(images)
        twice.append(torch.stack([minus_log_likelihood(model, posterior.sample().float(), x, label) for _ in range(2)]))
    twice = torch.cat(twice, 1)
    spread = float((twice[0] - twice[1]).std()) / math.sqrt(2 * len(images))  # of one draw a digit, averaged
    found = float(twice.mean())
    error = spread * math.sqrt(1 / 2 + 1 / 10)
    assert error < 0.1
    assert abs(metrics.bce_sampled - found) < 3 * error
    assert metrics.kl == pytest.approx(kl, rel=1e-3)
    assert metrics.negative_elbo == pytest.approx(found + kl, rel=1e-3, abs=3 * error)
    assert metrics.negative_elbo == pytest.approx(metrics.bce_sampled + metrics.kl)
    assert metrics.bce_sampled - metrics.bce > 10 * error


@torch.no_grad()
@pytest.mark.slow
def test_a_shipped_importance_bound_again_by_other_draws():
    metrics, model, images, labels = shipped()
    model, stored = quicker(model), metrics.importance_bound
    torch.manual_seed(29)
    drawn, kl = [], 0.0
    x, label = images[: stored.images], labels[: stored.images]
    for some in zip(x.split(100), label.split(100), strict=True):  # as many as the processor's cache holds
        posterior, prior = distributions(model, *some)
        kl += float(kl_divergence(posterior, prior).sum()) / len(x)
        for _ in range(stored.k):
            z = posterior.sample()
            error = minus_log_likelihood(model, z.float(), *some)
            drawn.append(torch.stack([error, (prior.log_prob(z) - posterior.log_prob(z)).sum(1) - error]))
    errors, weights = torch.cat([torch.stack(drawn[at : at + stored.k], 1) for at in range(0, len(drawn), stored.k)], 2)
    bound = math.log(stored.k) - weights.logsumexp(0)
    shares = weights.softmax(0)
    error = float((shares.square().sum(0)).sum().sqrt()) / len(x)  # of a log of a mean, by its first derivative
    assert abs(stored.value - float(bound.mean())) < 3 * math.sqrt(2) * error
    assert stored.se == pytest.approx(float(bound.std()) / math.sqrt(len(x)), rel=0.05)
    elbo_there = float(errors.mean()) + kl
    assert stored.negative_elbo == pytest.approx(elbo_there, rel=1e-3)
    assert stored.value < stored.negative_elbo
