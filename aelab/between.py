"""What lies between codes, measured over many of them: halfway on the straight line and on the arc, and where sums of codes lead."""

from __future__ import annotations

import numpy as np

from aelab import latent
from aelab.card import Distance

PAIRS, STEPS, SUMS = 400, 9, 1000


def halfway(arrays: dict[str, np.ndarray], rule: Distance, pairs: int = PAIRS, seed: int = 0) -> dict[str, float]:
    """Of random pairs of test codes of unlike digits, on the straight line ("lerp") and on the arc ("slerp") between them.

    `arrays` are a run's stored latents, `rule` what `aelab.latent.distance` says of them. ``codes``: mean length of the ends;
    for each way ``length_`` and ``away_``, mean length of the code halfway and its mean distance to the nearest test code, and
    ``gap_``, the share of nine places of the way that are farther from any code than ``near``; ``arc_farther``: the share of
    pairs whose middle is farther from any code on the arc.
    """
    stored, labels = arrays["mean"], arrays["labels"]
    rng = np.random.default_rng(seed)
    a = rng.integers(len(stored), size=pairs)
    unlike = {digit: np.flatnonzero(labels != digit) for digit in np.unique(labels)}
    b = np.array([rng.choice(unlike[labels[i]]) for i in a])
    plane = latent.stored_plane(arrays)
    wide = stored.shape[1] < len(plane.mean)
    whole = latent.unproject(stored[np.concatenate([a, b])], plane) if wide else stored[np.concatenate([a, b])]
    t = np.linspace(0, 1, STEPS + 2)[1:-1]
    found: dict[str, float] = {"codes": float(np.linalg.norm(whole, axis=1).mean())}
    middles = {}
    for name, way in (("lerp", latent.lerp), ("slerp", latent.slerp)):
        paths = np.stack([way(whole[i], whole[pairs + i], t) for i in range(pairs)])  # (pairs, STEPS, d)
        away = to_codes(paths.reshape(-1, whole.shape[1]), arrays, rule).reshape(pairs, STEPS)
        middles[name] = away[:, STEPS // 2]
        found[f"length_{name}"] = float(np.linalg.norm(paths[:, STEPS // 2], axis=1).mean())
        found[f"away_{name}"] = float(middles[name].mean())
        found[f"gap_{name}"] = float((away > rule.near).mean())
    return found | {"arc_farther": float((middles["slerp"] > middles["lerp"]).mean())}


def to_codes(at: np.ndarray, arrays: dict[str, np.ndarray], rule: Distance) -> np.ndarray:
    """The distance from whole codes (M, d) to the nearest test code, as `rule` weighs it: (M,)."""
    stored, plane = arrays["mean"], latent.stored_plane(arrays)
    scale = np.sqrt(np.array(rule.weights, np.float32))
    if stored.shape[1] == at.shape[1]:
        return latent.to_nearest(at * scale, stored * scale)
    seen = latent.project(at, plane)
    outside = np.maximum(((at - plane.mean) ** 2).sum(1) - (seen**2).sum(1), 0)  # what leaves the axes that are stored
    return np.sqrt(latent.to_nearest(seen * scale, stored * scale) ** 2 + outside)


def sums(arrays: dict[str, np.ndarray], rule: Distance, count: int = SUMS, seed: int = 0) -> dict[str, float]:
    """Where a - b + c leads for random test codes a, b the mean of a's digit and c the mean of another.

    ``lands``: the share of sums of whose 20 nearest test codes more than half are of c's digit; ``stays``: of a's; ``gap``: the
    share that is farther from any code than ``near``.
    """
    stored, labels = arrays["mean"], arrays["labels"].astype(int)
    rng = np.random.default_rng(seed)
    a = rng.integers(len(stored), size=count)
    to = (labels[a] + rng.integers(1, 10, size=count)) % 10
    means = latent.class_means(stored, labels)
    reached = stored[a] - means[labels[a]] + means[to]  # of codes that are stored by principal coordinates it is theirs
    scale = np.sqrt(np.array(rule.weights, np.float32))
    away, mix = nearest_digits(reached * scale, stored * scale, labels)
    own, other = mix[np.arange(count), labels[a]], mix[np.arange(count), to]
    return {"lands": float((other > 10).mean()), "stays": float((own > 10).mean()), "gap": float((away > rule.near).mean())}


def nearest_digits(at: np.ndarray, codes: np.ndarray, labels: np.ndarray, k: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """The distance from each of at (M, d) to the nearest of codes (N, d), and of the k nearest how many are of each digit: (M, 10).

    Without scikit-learn, for the reason of `aelab.latent.to_nearest`.
    """
    away, mix = np.empty(len(at), np.float32), np.zeros((len(at), 10), int)
    for some, squares in latent.squares_to(at, codes):
        index = _least(squares, k)
        away[some] = np.linalg.norm(at[some, None] - codes[index], axis=2).min(1)
        mix[some] = (labels[index][:, :, None] == np.arange(10)).sum(1)
    return away, mix


def _least(rows: np.ndarray, k: int, stretch: int = 64) -> np.ndarray:
    """Where the k least of each row (M, N) stand: (M, k), in no order. A seventh of the time of `np.argpartition` on rows of 10,000."""
    whole = rows.shape[1] // stretch
    if whole < k:
        return np.argpartition(rows, k - 1, axis=1)[:, :k]
    # k stretches have their least at or below this, so the k least of all lie there, too
    bounds = np.partition(rows[:, : whole * stretch].reshape(len(rows), stretch, whole).min(1), k - 1, axis=1)[:, k - 1]
    index = np.empty((len(rows), k), int)
    for i, (row, bound) in enumerate(zip(rows, bounds, strict=True)):
        some = np.flatnonzero(row <= bound)
        index[i] = some[np.argpartition(row[some], k - 1)[:k]]
    return index
