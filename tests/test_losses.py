import torch
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

from aelab import losses


def _example():
    generator = torch.Generator().manual_seed(3)
    logits, x = torch.randn(5, 1, 28, 28, generator=generator), torch.rand(5, 1, 28, 28, generator=generator)
    mean, log_var = torch.randn(5, 4, generator=generator), torch.randn(5, 4, generator=generator)
    return logits, x, mean, log_var


def test_kl_is_that_of_torch_distributions():
    _, _, mean, log_var = _example()
    oracle = kl_divergence(Normal(mean, torch.exp(0.5 * log_var)), Normal(0.0, 1.0))
    assert torch.allclose(losses.kl(mean, log_var), oracle, atol=1e-6)


def test_bce_is_the_bernoulli_log_likelihood():
    logits, x, _, _ = _example()
    bits = (x > 0.5).float()
    oracle = -Independent(Bernoulli(logits=logits), 3).log_prob(bits)
    assert torch.allclose(losses.bce(logits, bits), oracle, rtol=1e-5)


def test_bce_of_grey_levels_is_the_expected_bernoulli_loss():
    logits, x, _, _ = _example()
    bernoulli = Bernoulli(logits=logits)
    oracle = -(x * bernoulli.log_prob(torch.ones(())) + (1 - x) * bernoulli.log_prob(torch.zeros(()))).sum((1, 2, 3))
    assert torch.allclose(losses.bce(logits, x), oracle, rtol=1e-5)


def test_squared_error_sums_over_pixels():
    logits, x, _, _ = _example()
    assert torch.allclose(losses.squared_error(logits, x), ((logits.sigmoid() - x) ** 2).sum((1, 2, 3)), rtol=1e-5)


def test_objective_is_the_negative_elbo_of_torch_distributions():
    """With the sampled code's logits, beta 1: -E log p(x|z) + KL, each from torch.distributions."""
    logits, x, mean, log_var = _example()
    bits = (x > 0.5).float()
    likelihood = Independent(Bernoulli(logits=logits), 3).log_prob(bits).mean()
    divergence = kl_divergence(
        Independent(Normal(mean, torch.exp(0.5 * log_var)), 1), Independent(Normal(torch.zeros(4), torch.ones(4)), 1)
    )
    loss = losses.objective(logits, bits, mean, log_var)
    assert torch.allclose(loss.total, -likelihood + divergence.mean(), rtol=1e-5)
    assert torch.allclose(loss.kl, divergence.mean(), rtol=1e-5)
    assert torch.allclose(loss.kl_per_dimension.sum(), loss.kl, rtol=1e-5)


def test_beta_weighs_the_kl_alone():
    logits, x, mean, log_var = _example()
    one, four = (losses.objective(logits, x, mean, log_var, beta) for beta in (1.0, 4.0))
    assert one.reconstruction == four.reconstruction
    assert torch.allclose(four.total - one.total, 3 * one.kl, rtol=1e-4)


def test_deterministic_models_have_no_kl():
    logits, x, mean, _ = _example()
    loss = losses.objective(logits, x, mean, None, beta=4, reconstruction="mse")
    assert loss.kl is None
    assert loss.total == loss.reconstruction
