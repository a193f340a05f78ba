"""What the error curves are held against, against scikit-learn and the definitions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge

from aelab import baselines, denoisers, noise
from aelab.data import as_float
from aelab.noise import KINDS
from tests.mnist import mnist


def test_the_linear_denoiser_is_ridge_regression(digits):
    clean = as_float(digits.images)
    noisy = noise.add("gaussian-unclipped", clean, 0.5, noise.Drawn(clean, torch.Generator().manual_seed(3)))
    weight, bias = denoisers.linear_denoiser(clean, noisy)
    oracle = Ridge(alpha=denoisers.PENALTY).fit(noisy.flatten(1).double().numpy(), clean.flatten(1).double().numpy())
    np.testing.assert_allclose(weight.numpy(), oracle.coef_, atol=1e-4)
    np.testing.assert_allclose(bias.numpy(), oracle.intercept_, atol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_errors_are_those_of_the_three_answers(kind, digits, test_digits):
    train, test = as_float(digits.images), as_float(test_digits.images)
    found = denoisers.errors(train, test, kind, 0.4)
    noisy = noise.add(kind, test, 0.4, noise.Drawn(test, torch.Generator().manual_seed(0)))
    assert found["noisy"] == pytest.approx(float(((noisy - test) ** 2).mean()), abs=1e-5)
    assert found["average"] == pytest.approx(float(((train.mean(0) - test) ** 2).mean()), abs=1e-5)
    assert found["linear"] < found["noisy"]


def test_without_noise_the_picture_is_right_and_the_linear_denoiser_nearly(digits, test_digits):
    found = denoisers.errors(as_float(digits.images), as_float(digits.images), "gaussian", 0.0)
    assert found["noisy"] == 0
    assert found["linear"] < 0.01


def test_what_is_stored_is_what_is_measured():
    """One number of each line again, by other means; the linear one to what half the training digits change."""
    train, test = mnist(train=True), mnist()
    stored, x, some = baselines.stored("denoising"), as_float(train.images[::6]), as_float(test.images[::5])
    at = stored["curves"]["levels"].index(0.5)
    lines = stored["curves"]["gaussian-unclipped"]
    assert lines["noisy"][at] == pytest.approx(0.25, rel=0.01)  # sigma squared
    average = np.mean((as_float(train.images).mean(0) - some).numpy() ** 2)
    assert lines["average"] == pytest.approx([average] * len(lines["average"]), abs=2e-5)
    noisy = [
        noise.add("gaussian-unclipped", part, 0.5, noise.Drawn(part, torch.Generator().manual_seed(seed)))
        for part, seed in ((x, 5), (some, 0))
    ]
    ridge = Ridge(alpha=denoisers.PENALTY).fit(noisy[0].flatten(1).numpy(), x.flatten(1).numpy())
    error = np.square(ridge.predict(noisy[1].flatten(1).numpy()) - some.flatten(1).numpy()).mean()
    assert lines["linear"][at] == pytest.approx(error, rel=0.1)
    assert lines["linear"][at] < error  # six times the digits to learn from
