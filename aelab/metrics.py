"""Measures of images and codes. Images are (N, 1, 28, 28) float32 in [0, 1], codes (N, d); NumPy or torch in, numbers out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import DTypeLike

SIGMA = 1.5  # of the Gaussian window of SSIM, in pixels
REACH = 5  # pixels of that window to either side of its middle: scikit-image cuts it off at 3.5 sigma
BATCH = 50  # images at a time: in double precision they stay in a core's cache
ACTIVE = 0.01  # variance of the mean above which a unit counts as active (Burda, Grosse & Salakhutdinov 2016)
DEAD = 0.01  # nats of KL below which a coordinate says nothing of the image


def mse(images: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Mean squared error over the pixels of each image: (N,)."""
    return np.concatenate([np.square(a - b).mean((1, 2)) for a, b in _batches(images, reference)])


def psnr(images: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Peak signal-to-noise ratio of each image for a peak of 1, in dB: `decibels` of the MSE, infinite for equal images."""
    return decibels(mse(images, reference))


def decibels(errors: np.ndarray) -> np.ndarray:
    """-10 log10 of mean squared errors."""
    with np.errstate(divide="ignore"):
        return -10 * np.log10(errors)


def ssim(images: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Structural similarity of each image: (N,). scikit-image's, with the Gaussian window of Wang et al. 2004.

    It is worked out of many images at once, one below the other: windows that reach past an image's edge do not count (as in
    scikit-image), so that none that counts sees two of them.
    """
    from skimage.metrics import structural_similarity

    options = dict(data_range=1.0, gaussian_weights=True, sigma=SIGMA, use_sample_covariance=False)
    found = []
    for a, b in _batches(images, reference, np.float32):
        _, local = structural_similarity(np.concatenate(a), np.concatenate(b), full=True, **options)
        inside = local.reshape(a.shape)[:, REACH:-REACH, REACH:-REACH]
        found.append(inside.mean((1, 2), dtype=np.float64))
    return np.concatenate(found)


def _batches(images: np.ndarray, reference: np.ndarray, kind: DTypeLike = np.float64) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of (n, H, W) of images (N, 1, H, W) and what they are held against."""
    for start in range(0, len(images), BATCH):
        a, b = (np.asarray(each[start : start + BATCH], kind)[:, 0] for each in (images, reference))
        yield a, b


def active_units(mean: np.ndarray) -> int:
    """How many coordinates of the code vary over the data: variance of the mean above `ACTIVE`."""
    return int((np.var(np.asarray(mean, np.float64), axis=0) > ACTIVE).sum())


def standard_error(values: np.ndarray) -> float:
    """Of the mean of values (N,): their standard deviation over the root of N."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))


def aggregate_log_density(at: np.ndarray, mean: np.ndarray, log_var: np.ndarray, batch: int = 25) -> np.ndarray:
    """log q(z) of the aggregated posterior, the mixture of all N posteriors N(mean, sigma^2) (N, d), at (M, d): (M,), in nats."""
    precision = np.exp(-np.asarray(log_var, np.float64))
    constant = -0.5 * (np.asarray(log_var, np.float64) + np.log(2 * np.pi)).sum(1) - np.log(len(mean))
    densities = []
    for start in range(0, len(at), batch):
        some = np.asarray(at[start : start + batch], np.float64)
        squares = sum((some[:, i, None] - mean[:, i]) ** 2 * precision[:, i] for i in range(mean.shape[1]))
        terms = constant - 0.5 * squares
        most = terms.max(1, keepdims=True)
        densities.append(most[:, 0] + np.log(np.exp(terms - most).sum(1)))
    return np.concatenate(densities)


def aggregate_kl(mean: np.ndarray, log_var: np.ndarray, seed: int = 0) -> float:
    """KL(q(z) || N(0, I)) of the aggregated posterior, in nats, by one draw from each of its N parts (N, d).

    The mean of KL(q(z | x) || p) splits into it and the mutual information of x and z (Hoffman & Johnson 2016).
    """
    draws = mean + np.exp(0.5 * log_var) * np.random.default_rng(seed).standard_normal(mean.shape)
    prior = -0.5 * (draws**2 + np.log(2 * np.pi)).sum(1)
    return float((aggregate_log_density(draws, mean, log_var) - prior).mean())


def knn_accuracy(codes: np.ndarray, labels: np.ndarray, k: int = 10) -> float:
    """Share of codes whose digit is that of most of the k nearest other codes (Euclidean; ties go to the smaller digit)."""
    from sklearn.neighbors import NearestNeighbors

    near = NearestNeighbors(n_neighbors=k + 1).fit(codes).kneighbors(codes, return_distance=False)
    rows = np.arange(len(codes))[:, None]
    # a code is its own nearest neighbour, except among exact doubles, where any of them may come first
    itself = near == rows
    itself[~itself.any(1), -1] = True
    votes = np.asarray(labels)[near[~itself].reshape(len(codes), k)]
    counts = np.zeros((len(codes), int(np.max(labels)) + 1), int)
    np.add.at(counts, (rows, votes), 1)
    return float((counts.argmax(1) == labels).mean())
