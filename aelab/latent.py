"""The geometry of codes: encode a set, PCA and back, paths, traversals, grids, neighbours. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

    from aelab.models import Autoencoder

PRINCIPAL = 16  # at most so many principal coordinates are stored; a code of more than 32 numbers is stood for by them
WHOLE = 32  # codes of at most so many numbers are stored as they are
PRIOR_DRAWS = 2000  # by which a run's codes are compared with N(0, I)


class Plane(NamedTuple):
    """Principal axes of a set of codes: ``mean`` (d,), ``components`` (k, d) orthonormal, ``variance`` and ``ratio`` (k,).

    ``variance`` is that of the codes along each axis, ``ratio`` its share of the whole.
    """

    mean: np.ndarray
    components: np.ndarray
    variance: np.ndarray
    ratio: np.ndarray


def encode(model: Autoencoder, images: Tensor, labels: Tensor, batch: int = 500) -> tuple[np.ndarray, np.ndarray | None]:
    """Codes of uint8 images (N, 1, 28, 28): means (N, d) and log-variances (N, d) or None, float32."""
    import torch

    means, log_vars = [], []
    with torch.no_grad():
        for x, label in zip(images.split(batch), labels.split(batch), strict=True):
            code = model.encode(x.float() / 255, label)
            means.append(code.mean)
            if code.log_var is not None:
                log_vars.append(code.log_var)
    return torch.cat(means).numpy(), torch.cat(log_vars).numpy() if log_vars else None


def principal_plane(codes: np.ndarray, k: int = 2) -> Plane:
    """PCA of codes (N, d) to at most k axes, signs fixed so that the largest entry of each component is positive."""
    from sklearn.decomposition import PCA

    with np.errstate(invalid="ignore"):
        pca = PCA(min(k, codes.shape[1]), svd_solver="full").fit(codes.astype(np.float64))
    sign = np.sign(pca.components_[np.arange(len(pca.components_)), np.abs(pca.components_).argmax(1)])
    ratio = np.nan_to_num(pca.explained_variance_ratio_)  # codes that are all one have no variance to share
    parts = (pca.mean_, pca.components_ * sign[:, None], pca.explained_variance_, ratio)
    return Plane(*(part.astype(np.float32) for part in parts))


def stored_plane(arrays: dict[str, np.ndarray]) -> Plane:
    """The principal axes that `describe` put among a run's stored arrays."""
    return Plane(*(arrays[f"pca_{part}"] for part in ("mean", "components", "variance", "ratio")))


def project(codes: np.ndarray, plane: Plane) -> np.ndarray:
    """Codes (N, d) -> principal coordinates (N, k)."""
    return (codes - plane.mean) @ plane.components.T


def unproject(coordinates: np.ndarray, plane: Plane, start: np.ndarray | None = None) -> np.ndarray:
    """Principal coordinates (N, k) -> codes (N, d) in the plane through the mean; exact inverse only for k = d.

    With `start`, a code (d,), in the plane through it instead: what lies off the axes is that code's.
    """
    through = plane.mean if start is None else start - (start - plane.mean) @ plane.components.T @ plane.components
    return coordinates @ plane.components + through


def lerp(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """The straight line from a (d,) to b (d,) at positions t (T,): (T, d)."""
    t = np.asarray(t, dtype=np.float64)[:, None]
    return ((1 - t) * a + t * b).astype(np.float32)


def slerp(a: np.ndarray, b: np.ndarray, t: np.ndarray) -> np.ndarray:
    """The path from a to b that turns at a constant rate about the origin, its length going straight from |a| to |b|: (T, d).

    ((1 - t)|a| + t|b|) times the arc between the directions of a and b on the unit sphere (Shoemake 1985). White 2016 puts
    ends of unequal length into the formula of that arc as they are: such a path turns as 1 / |z|^2, nearly all of it beside the
    shorter end, and between nearly opposite ends it swings out far beyond both. Where the two are parallel, opposite or zero
    there is no one arc, and the straight line is taken.
    """
    a64, b64 = np.asarray(a, np.float64), np.asarray(b, np.float64)
    from_length, to_length = np.linalg.norm(a64), np.linalg.norm(b64)
    lengths = from_length * to_length
    cosine = float(a64 @ b64 / lengths) if lengths else 1.0
    if abs(cosine) > 1 - 1e-9:
        return lerp(a, b, t)
    angle = np.arccos(cosine)
    t = np.asarray(t, dtype=np.float64)[:, None]
    arc = np.sin((1 - t) * angle) * (a64 / from_length) + np.sin(t * angle) * (b64 / to_length)
    return (((1 - t) * from_length + t * to_length) / np.sin(angle) * arc).astype(np.float32)


def analogy(a: np.ndarray, b: np.ndarray, c: np.ndarray, t: np.ndarray) -> np.ndarray:
    """a moved by t (T,) of the step from b to c, all (d,): (T, d); a - b + c at t = 1 (Mikolov, Yih & Zweig 2013, for words)."""
    a, b, c = (np.asarray(term, np.float64) for term in (a, b, c))
    return (a + np.asarray(t, np.float64)[:, None] * (c - b)).astype(np.float32)


def traversal(code: np.ndarray, coordinate: int, values: np.ndarray) -> np.ndarray:
    """Copies of code (d,) with one coordinate set to each of the values (T,): (T, d)."""
    codes = np.repeat(np.asarray(code, np.float32)[None], len(values), 0)
    codes[:, coordinate] = values
    return codes


def grid(low: np.ndarray, high: np.ndarray, n: int) -> np.ndarray:
    """An n x n lattice over the rectangle from low (2,) to high (2,), first row on top: (n * n, 2)."""
    x, y = np.linspace(low[0], high[0], n), np.linspace(high[1], low[1], n)
    return np.stack(np.meshgrid(x, y), -1).reshape(-1, 2).astype(np.float32)


def neighbours(codes: np.ndarray, at: np.ndarray, k: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """The k codes (N, d) nearest to each of at (M, d): distances (M, k) ascending and indices (M, k)."""
    from sklearn.neighbors import NearestNeighbors

    return NearestNeighbors(n_neighbors=k).fit(codes).kneighbors(np.atleast_2d(at))


def to_nearest(at: np.ndarray, codes: np.ndarray, but: np.ndarray | None = None) -> np.ndarray:
    """The distance from each of at (M, d) to the nearest of codes (N, d): (M,) float32. `but` (M,) names one that does not count.

    Without scikit-learn, whose import alone takes longer than these products do for 10,000 codes: a visit may wait for it.
    """
    nearest = np.empty(len(at), np.float32)
    for some, squares in squares_to(at, codes):
        if but is not None:
            squares[np.arange(len(squares)), but[some]] = np.inf
        nearest[some] = np.linalg.norm(at[some] - codes[squares.argmin(1)], axis=1)  # exact, no cancellation
    return nearest


def squares_to(at: np.ndarray, codes: np.ndarray, batch: int = 50) -> Iterator[tuple[slice, np.ndarray]]:
    """The squared distances from at (M, d) to codes (N, d), each row less what it has in common: some rows at a time, and which."""
    # as one product: a pass over the distances takes longer than that, and so does a batch that the processor's cache does not hold
    factors = np.concatenate([-2 * codes, (codes * codes).sum(1, keepdims=True)], 1).T.copy()
    longer = np.concatenate([at, np.ones_like(at[:, :1])], 1)
    for start in range(0, len(at), batch):
        some = slice(start, start + batch)
        yield some, longer[some] @ factors


def distance(mean: np.ndarray, log_var: np.ndarray | None = None, labels: np.ndarray | None = None, seed: int = 0) -> dict:
    """How far a code is from those of the test set, and when that is much: what a page calls "in a gap" and "far".

    From means (N, d) and, for variational models, log-variances (N, d). A dict of plain numbers:

    ``weights`` (k,): the distance of two codes is sqrt(sum_i w_i (a_i - b_i)^2). For a variational model w_i = Var(mean_i) /
    (Var(mean_i) + E sigma_i^2), the share of a draw's variance that tells digits apart: 0 for a dead coordinate, in which means
    stand still and draws do not. For a plain one, 1.
    ``near``, ``far``: the 95th and 99th percentile of the distance from a draw mean + sigma * epsilon of each posterior, which is
    what the decoder was trained on, or from each code of a plain model, to the nearest code but its own.
    ``prior_gap``, ``prior_far``, ``prior_digits`` (10,), with `labels` (N,): of 2,000 draws of N(0, I) the shares past the
    two, and the share of each digit by majority of the 20 nearest codes.

    Codes of more than 32 numbers are compared by the 16 principal coordinates that stand for them, and draws of the prior are
    left out. The draws are those of `seed`.
    """
    if wide := mean.shape[1] > WHOLE:
        plane = principal_plane(mean, PRINCIPAL)
        mean, log_var = project(mean, plane), None if log_var is None else along_axes(log_var, plane)
    draws, weights, random = mean, np.ones(mean.shape[1]), np.random.default_rng(seed)
    if log_var is not None:
        sigma = np.exp(0.5 * log_var.astype(np.float64))
        draws = mean + sigma * random.standard_normal(mean.shape)
        weights = mean.var(0, dtype=np.float64) / (mean.var(0, dtype=np.float64) + (sigma**2).mean(0))
    scale = np.sqrt(weights).astype(np.float32)
    codes = (mean * scale).astype(np.float32)
    near, far = np.percentile(to_nearest((draws * scale).astype(np.float32), codes, np.arange(len(codes))), [95, 99])
    figures = {"weights": weights.tolist(), "near": float(near), "far": float(far)}
    if labels is None or wide:
        return figures
    prior = (random.standard_normal((PRIOR_DRAWS, mean.shape[1])) * scale).astype(np.float32)
    away, index = neighbours(codes, prior, min(20, len(codes)))
    digits = np.array([np.bincount(some, minlength=10).argmax() for some in labels[index]])
    figures |= {"prior_gap": float((away[:, 0] > near).mean()), "prior_far": float((away[:, 0] > far).mean())}
    return figures | {"prior_digits": (np.bincount(digits, minlength=10) / PRIOR_DRAWS).tolist()}


def _tsne(codes: np.ndarray, order: np.ndarray, seed: int) -> np.ndarray:
    """t-SNE of codes (N, d) in the plane: (N, 2) (van der Maaten & Hinton 2008). Codes that are all one are one point.

    It is given them in `order` (N,), which is to bring those that lie together together in memory: a sixth of its time.
    """
    if np.ptp(codes, axis=0).max() <= 1e-6 * max(1.0, np.abs(codes).max()):
        return np.zeros((len(codes), 2), np.float32)  # scikit-learn's start divides by their spread
    from sklearn.manifold import TSNE

    places = np.empty((len(codes), 2), np.float32)
    places[order] = TSNE(random_state=seed, perplexity=min(30, (len(codes) - 1) / 3)).fit_transform(codes[order])
    return places


def along_axes(log_var: np.ndarray, plane: Plane) -> np.ndarray:
    """Log-variances (N, d) of codes -> those of their principal coordinates (N, k), whose correlations are left out."""
    return np.log(np.exp(log_var.astype(np.float64)) @ plane.components.T.astype(np.float64) ** 2)


def class_means(codes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The mean code of each digit: (10, d); NaN for a digit that is not there."""
    return np.stack([codes[labels == c].mean(0) if (labels == c).any() else np.full(codes.shape[1], np.nan) for c in range(10)])


def describe(mean: np.ndarray, log_var: np.ndarray | None, labels: np.ndarray, seed: int = 0) -> dict[str, np.ndarray]:
    """What latents.safetensors holds, from the codes (N, d) of the test set in order.

    ``mean`` (N, d) and, for variational models, ``log_var`` (N, d), half precision; ``labels`` (N,) uint8; ``pca_mean``
    (d,), ``pca_components`` (k, d), ``pca_variance`` and ``pca_ratio`` (k,) with k = min(d, 16); ``class_means`` (10, d);
    for d > 2 ``tsne`` (2000, 2), the first 2,000 codes by t-SNE (van der Maaten & Hinton 2008). For d > 32 ``mean`` and
    ``class_means`` hold the 16 principal coordinates instead of the code.
    """
    plane = principal_plane(mean, PRINCIPAL)
    wide = mean.shape[1] > WHOLE
    kept = project(mean, plane) if wide else mean
    arrays = {
        "mean": kept.astype(np.float16),
        "labels": np.asarray(labels, np.uint8),
        "pca_mean": plane.mean,
        "pca_components": plane.components,
        "pca_variance": plane.variance,
        "pca_ratio": plane.ratio,
        "class_means": class_means(kept, labels).astype(np.float32),
    }
    if log_var is not None:
        arrays["log_var"] = log_var.astype(np.float16)
    if mean.shape[1] > 2:
        along = project(mean[:2000], plane)[:, 0]
        arrays["tsne"] = _tsne(kept[:2000], np.lexsort((along, labels[:2000])), seed).astype(np.float16)
    return {key: np.ascontiguousarray(array) for key, array in arrays.items()}
