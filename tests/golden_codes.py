"""Golden numbers for the browser's arithmetic on codes and images: made with scikit-learn, SciPy, scikit-image, Pillow and PyTorch."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from scipy import interpolate, stats
from skimage import measure, metrics
from sklearn.decomposition import PCA
from sklearn.isotonic import IsotonicRegression
from sklearn.neighbors import NearestNeighbors

from aelab import export, replays, seeded

COUNT, NEAR = 400, 20


def codes(random: np.random.Generator, size: int, kept: int | None = None, weighted: bool = False) -> dict:
    """A set of codes as a run stores it, all of a code or `kept` principal coordinates of it, and what is known of it."""
    mean = random.normal(size=(COUNT, size)) @ random.normal(size=(size, size)) + 3 * random.normal(size=size)
    mean, log_var = mean.astype(np.float32), random.normal(-2, 1, (COUNT, size)).astype(np.float32)
    mean[:, 0] *= 1e-3  # a coordinate that carries nothing
    log_var[:, 0] = 0
    labels = random.integers(0, 10, COUNT)
    pca = PCA(min(size, 16), svd_solver="full").fit(mean.astype(np.float64))
    stored = pca.transform(mean)[:, :kept] if kept else mean
    arrays = {"mean": stored, "labels": labels, "pca_mean": pca.mean_, "pca_components": pca.components_[:kept]}
    arrays |= {"pca_variance": pca.explained_variance_[:kept], "pca_ratio": pca.explained_variance_ratio_[:kept]}
    arrays |= {"class_means": np.stack([stored[labels == c].mean(0) for c in range(10)])} | ({} if kept else {"log_var": log_var})
    latents = {name: {"shape": array.shape, "data": array.ravel()} for name, array in arrays.items()}
    weights = random.uniform(0.2, 3, stored.shape[1]) if weighted else np.ones(stored.shape[1])
    at = mean[:8] + random.normal(0, 0.3, (8, size)).astype(np.float32)
    made = {
        "size": size,
        "latents": latents,
        "weights": weights if weighted else [],
        "at": at,
        "onAxes": pca.transform(at)[:, :kept],
    }
    return (
        made
        | ({} if kept else {"draws": draws(made)})
        | _nearest(stored, labels, pca.transform(at)[:, :kept] if kept else at, weights)
        | _axes(mean, log_var, pca, kept, random)
    )


def _nearest(stored, labels, at, weights) -> dict:
    distances, found = NearestNeighbors(n_neighbors=NEAR).fit(stored * weights**0.5).kneighbors(at * weights**0.5)
    mix = [np.bincount(labels[row], minlength=10) for row in found]
    return {"nearest": [{"distance": d[0], "index": i[0], "mix": m} for d, i, m in zip(distances, found, mix, strict=True)]}


def _axes(mean, log_var, pca, kept, random) -> dict:
    """Along each axis: the middle 99% of the codes, variance and share; KL to the prior; a code moved to a place of the map."""
    along = pca.transform(mean)[:, :kept]
    q, prior = (
        torch.distributions.Normal(m, s) for m, s in ((torch.tensor(mean), torch.tensor(log_var).mul(0.5).exp()), (0.0, 1.0))
    )
    place = random.normal(size=2)
    moved = mean[0] + (place - pca.transform(mean[:1])[0, :2]) @ pca.components_[:2]
    plane = [pca.components_[:2] @ np.diag(np.exp(row)) @ pca.components_[:2].T for row in log_var[:3].astype(np.float64)]
    return {
        "gif": [export.reach(column, export.PRIOR_REACH) for column in mean.T],
        "coordinates": {**_spread(mean), "kl": torch.distributions.kl_divergence(q, prior).mean(0)},
        "principal": {**_spread(along), "share": pca.explained_variance_ratio_[:kept]},
        "place": place,
        "moved": moved,
        "posteriors": [[c[0, 0], c[0, 1], c[1, 1]] for c in plane],
    }


def _spread(values) -> dict:
    low, high = np.quantile(values, [0.005, 0.995], axis=0, method="nearest")
    return {"low": low, "high": high, "variance": values.var(0, dtype=np.float64)}


def lattice(random: np.random.Generator) -> list[dict]:
    """A decoder D(z) = sigmoid(a z + b), an encoder E(x) = c x, and at some codes E(D(z)) - z and sqrt(det J'J) of D."""
    a, b, c = (torch.tensor(random.normal(0, scale, shape)) for scale, shape in ((1, (784, 2)), (1, 784), (0.05, (2, 784))))

    def decode(z: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(a @ z + b)

    places = []
    for z in torch.tensor(random.normal(size=(6, 2))):
        J = torch.autograd.functional.jacobian(decode, z)
        places.append({"z": z, "step": c @ decode(z) - z, "stretch": torch.linalg.det(J.T @ J).sqrt()})
    return {"a": a, "b": b, "c": c, "places": places}


def aggregate(random: np.random.Generator) -> dict:
    """Posteriors on a lattice of cells: what of their mixture lies in each, by the distribution function; two levels and their contours."""
    side, count, shares = 80, 60, [0.5, 0.9]
    middle, sigma = random.uniform(25, 55, (count, 2)), random.uniform(1.5, 6, (count, 2))
    edges = np.arange(side + 1)[:, None]
    across, down = (np.diff(stats.norm.cdf(edges, middle[:, j], sigma[:, j]), axis=0) for j in (0, 1))
    density = down @ across.T
    outward = np.sort(density.ravel())[::-1]
    levels = [outward[np.searchsorted(outward.cumsum(), share * count)] for share in shares]
    lines = [measure.find_contours(density, level) for level in levels]
    points = [np.unique(np.concatenate(found).round(6), axis=0)[:, ::-1] + 0.5 for found in lines]
    return {
        "side": side,
        "middle": middle,
        "sigma": sigma,
        "density": density.ravel(),
        "shares": shares,
        "levels": levels,
        "contours": points,
    }


def passes(random: np.random.Generator) -> dict:
    """D(E(x) + noise) again and again for a linear E and D, the errors of two images, and the spread of codes."""
    encoder, decoder = random.normal(0, 0.03, (3, 784)), random.normal(0, 1, (784, 3))
    image, spread, level = random.random(784), random.uniform(0.5, 2, 3), 0.4
    images = [image]
    for i in range(4):
        noise = level * spread if i == 0 else 0
        images.append(decoder @ (encoder @ images[-1] + noise))
    many = random.normal(size=(50, 3))
    error = {
        "mse": metrics.mean_squared_error(image, images[1]),
        "psnr": metrics.peak_signal_noise_ratio(image, images[1], data_range=1),
    }
    return {
        "encoder": encoder,
        "decoder": decoder,
        "spread": spread,
        "level": level,
        "images": images,
        "many": many,
        "deviations": many.std(0),
        **error,
    }


def resampled(random: np.random.Generator, of: tuple[int, int], to: tuple[int, int]) -> dict:
    """A grey picture of floats, scaled by Pillow; sizes are (width, height)."""
    pixels = random.random(of[::-1]).astype(np.float32)
    scaled = np.asarray(Image.fromarray(pixels).resize(to, Image.Resampling.BICUBIC))
    return {"pixels": pixels.ravel(), "from": of, "to": to, "scaled": scaled.ravel()}


def estimate(random: np.random.Generator) -> dict:
    """Means of growing numbers of draws and their standard errors."""
    costs = 100 + 5 * random.normal(size=12)
    return {"costs": costs, "means": [costs[:k].mean() for k in (1, 2, 12)], "errors": [stats.sem(costs[:k]) for k in (2, 12)]}


def curves(random: np.random.Generator) -> dict:
    """Errors between measured levels, and heights moved apart: an isotonic regression of what is left of them without the gaps."""
    levels, errors, at = [0, 0.1, 0.25, 0.5, 1], random.random(5), random.random(20)
    apart, heights = 22, [np.sort(random.uniform(20, 160, count)) for count in (1, 3, 6)]
    free = [
        IsotonicRegression().fit_transform(range(len(h)), h - apart * np.arange(len(h))) + apart * np.arange(len(h))
        for h in heights
    ]
    lines = [np.column_stack([np.sort(random.uniform(0, 300, 6)), random.uniform(0, 150, 6)]) for _ in range(4)]
    places = random.uniform((0, 0), (300, 150), (12, 2))
    x, y = np.r_[0, np.sort(random.random(8)), 1], np.r_[0, np.sort(random.random(8)) ** 0.3, 1]
    return {
        "lines": lines,
        "places": places,
        "away": [[_away(line, place) for line in lines] for place in places],
        "climbs": {"x": x * 100, "y": y * 100},
        "crossing": 100 * np.interp(1, x + y, x),
        "levels": levels,
        "errors": errors,
        "at": at,
        "between": np.interp(at, levels, errors),
        "apart": apart,
        "heights": heights,
        "free": free,
    }


def _away(line: np.ndarray, place: np.ndarray) -> float:
    """How far a place is from a line, by the least of many points of it."""
    along = np.linspace(0, len(line) - 1, 20_001)
    points = np.column_stack([np.interp(along, range(len(line)), part) for part in line.T])
    return np.linalg.norm(points - place, axis=1).min()


def means(random: np.random.Generator) -> dict:
    """Pictures on a lattice of 3 x 3 places, rows from the top, and what lies between them; the mean of some of them."""
    side, (xmin, xmax, ymin, ymax) = 3, (-1.0, 3.0, -2.0, 2.0)
    images = random.integers(0, 256, (side * side, 784))
    rows = images.reshape(side, side, 784)[::-1] / 255  # as SciPy wants them: from ymin up
    axes = np.linspace(ymin, ymax, side), np.linspace(xmin, xmax, side)
    at = [*random.uniform((xmin, ymin), (xmax, ymax), (6, 2)), np.array([xmax + 1, 0.3]), np.array([xmin, ymax])]
    inside = np.clip(at, (xmin, ymin), (xmax, ymax))
    between = interpolate.RegularGridInterpolator(axes, rows)(inside[:, ::-1])
    places = [{"at": place, "between": picture} for place, picture in zip(at, between, strict=True)]
    chosen = [1, 4, 8]
    return {
        "images": images.ravel(),
        "side": side,
        "extent": [xmin, xmax, ymin, ymax],
        "places": places,
        "chosen": chosen,
        "mean": images[chosen].mean(0) / 255,
    }


def draws(codes: dict) -> dict:
    """Where 200 draws of N(0, I) fall among a set made by `codes`, by scikit-learn's neighbours."""
    size, latents = codes["size"], codes["latents"]
    stored = latents["mean"]["data"].reshape(latents["mean"]["shape"])
    scale = np.sqrt(codes["weights"]) if len(codes["weights"]) else np.ones(size)
    at = seeded.normals(seeded.uniforms(1), 200 * size).reshape(200, size)
    distances, found = NearestNeighbors(n_neighbors=NEAR).fit(stored * scale).kneighbors(at * scale)
    near, far = np.quantile(distances[:, 0], [0.5, 0.8]) * 1.0001
    digits = [np.bincount(row, minlength=10).argmax() for row in latents["labels"]["data"][found]]
    gap = int(((distances[:, 0] > near) & (distances[:, 0] <= far)).sum())
    return {"near": near, "far": far, "digits": digits, "gap": gap, "beyond": int((distances[:, 0] > far).sum())}


def replay(random: np.random.Generator, moments: int, count: int = 40) -> dict:
    """A recorded training whose codes turn back now and then, and what SciPy's monotone cubic makes of it between the moments."""
    steps = np.sort(random.choice(np.arange(1, 5000), moments - 2, replace=False)) if moments > 2 else np.zeros(0, np.int64)
    recorded = {
        "step": np.array([0, *steps, 5000]),
        "codes": np.cumsum(random.normal(size=(moments, count, 2)), 0).astype(np.float32),
        "reconstructions": random.integers(0, 256, (moments, 10, 28, 28)).astype(np.uint8),
        "train": random.uniform(80, 500, (moments, 3)).astype(np.float32),
        "test": random.uniform(80, 500, (moments, 3)).astype(np.float32),
        "kl_per_dimension": random.uniform(0, 4, (moments, 2)).astype(np.float32),
    }
    at = [*replays.times(recorded), 0.013, 0.2, 0.5, 0.72, 0.9, 0.999]
    points = interpolate.PchipInterpolator(np.cbrt(recorded["step"] / 5000), recorded["codes"], axis=0)(at)
    middle, halves = replays.half(recorded)
    labels = random.integers(0, 10, count)
    return {
        "tensors": {name: {"shape": array.shape, "data": array.ravel()} for name, array in recorded.items()},
        "labels": labels,
        "at": at,
        "points": points.reshape(len(at), -1),
        "means": [[p[labels == digit].mean(0) if (labels == digit).any() else [0, 0] for digit in range(10)] for p in points],
        "loss": np.interp(at, np.cbrt(recorded["step"] / 5000), recorded["test"][:, 0]),
        "pictures": [replays.pictures(recorded, t)[3].ravel() for t in at],
        "middle": middle,
        "halves": halves,
    }
