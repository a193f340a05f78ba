import numpy as np
import pytest
import torch
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity
from sklearn.neighbors import KNeighborsClassifier
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

from aelab import metrics

RNG = np.random.default_rng(1)
A, B = (RNG.random((6, 1, 28, 28)).astype(np.float32) for _ in range(2))


def test_mse_and_psnr_are_scikit_images():
    assert metrics.mse(A, B) == pytest.approx([mean_squared_error(a, b) for a, b in zip(A, B, strict=True)], rel=1e-5)
    oracle = [peak_signal_noise_ratio(a, b, data_range=1) for a, b in zip(A, B, strict=True)]
    assert metrics.psnr(B, A) == pytest.approx(oracle, rel=1e-5)
    assert np.isinf(metrics.psnr(A, A)).all()


def test_ssim_is_one_for_itself_and_scikit_images_otherwise(monkeypatch):
    """Of many at once as of each by itself, whatever lies beside it."""
    monkeypatch.setattr(metrics, "BATCH", 4)
    assert metrics.ssim(A, A) == pytest.approx(1)
    options = dict(data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
    pairs = zip(A[:, 0].astype(float), B[:, 0].astype(float), strict=True)
    oracle = [structural_similarity(a, b, **options) for a, b in pairs]
    assert metrics.ssim(A, B) == pytest.approx(oracle, abs=1e-6)
    assert np.ptp(oracle) > 1e-3


def test_active_units_counts_coordinates_that_vary():
    codes = RNG.normal(size=(1000, 3)) * [1, 0.2, 0.05]
    assert metrics.active_units(codes) == 2  # variances 1, 0.04, 0.0025


def test_the_density_of_the_aggregated_posterior_is_that_of_torchs_mixture():
    mean, log_var = RNG.normal(size=(300, 2)), RNG.normal(size=(300, 2)) - 2
    at = 2 * RNG.normal(size=(70, 2))
    parts = Independent(Normal(torch.from_numpy(mean), torch.from_numpy(np.exp(0.5 * log_var))), 1)
    mixture = MixtureSameFamily(Categorical(torch.ones(300)), parts)
    oracle = mixture.log_prob(torch.from_numpy(at)).numpy()
    assert metrics.aggregate_log_density(at, mean, log_var, batch=32) == pytest.approx(oracle, rel=1e-6)


def test_the_aggregated_posterior_differs_from_the_prior_by_what_is_known_of_it():
    same = np.zeros((500, 2)), np.zeros((500, 2))
    assert metrics.aggregate_kl(*same) == pytest.approx(0, abs=1e-9)
    narrow = np.full((4000, 2), 0.5), np.full((4000, 2), np.log(0.25))  # one Gaussian: a closed form
    closed = 0.5 * 2 * (0.25 + 0.25 - 1 - np.log(0.25))
    assert metrics.aggregate_kl(*narrow) == pytest.approx(closed, abs=0.05)
    mean = RNG.normal(size=(4000, 2)) * np.sqrt(0.9)  # as many narrow ones as make up the prior
    assert metrics.aggregate_kl(mean, np.full((4000, 2), np.log(0.1))) == pytest.approx(0, abs=0.03)


def test_knn_accuracy_leaves_the_code_itself_out():
    codes, labels = RNG.normal(size=(200, 2)), RNG.integers(0, 10, 200)
    codes[:100] = codes[100:]  # exact doubles
    right = 0
    for i in range(200):
        others = np.arange(200) != i
        near = KNeighborsClassifier(10, algorithm="brute").fit(codes[others], labels[others])
        right += near.predict(codes[i : i + 1])[0] == labels[i]
    # where doubles tie at the edge of the ten, either may be taken
    assert metrics.knn_accuracy(codes, labels) == pytest.approx(right / 200, abs=0.03)


def test_knn_accuracy_of_clusters_is_one():
    labels = np.arange(100) % 5
    assert metrics.knn_accuracy(labels[:, None] * 10 + RNG.normal(size=(100, 2)), labels) == 1
