import numpy as np
import pytest
from sklearn.decomposition import PCA

from aelab import checkpoints, latent
from aelab.card import Distance
from tests.shipped import NAMES

RNG = np.random.default_rng(0)
CODES = (RNG.normal(size=(400, 5)) @ np.diag([3, 2, 1, 0.5, 0.1]) + 1).astype(np.float32)
LABELS = np.arange(400) % 10


def test_pca_is_scikit_learns():
    plane, oracle = latent.principal_plane(CODES, 3), PCA(3).fit(CODES)
    assert np.allclose(np.abs(plane.components), np.abs(oracle.components_), atol=1e-4)
    assert np.allclose(plane.ratio, oracle.explained_variance_ratio_, rtol=1e-4)
    assert np.allclose(np.abs(latent.project(CODES, plane)), np.abs(oracle.transform(CODES)), atol=1e-3)


def test_pca_and_back():
    whole, flat = latent.principal_plane(CODES, 5), latent.principal_plane(CODES, 2)
    assert np.allclose(latent.unproject(latent.project(CODES, whole), whole), CODES, atol=1e-4)
    in_plane = latent.unproject(np.float32([[1, -2]]), flat)
    assert np.allclose(latent.project(in_plane, flat), [[1, -2]], atol=1e-5)


def test_a_move_along_the_axes_keeps_what_lies_off_them():
    flat, start = latent.principal_plane(CODES, 2), CODES[3]
    moved = latent.unproject(np.float32([[1, -2]]), flat, start)
    assert np.allclose(latent.project(moved, flat), [[1, -2]], atol=1e-4)
    rest = PCA(5).fit(CODES).components_[2:]
    assert np.allclose(moved @ rest.T, start @ rest.T, atol=1e-4)


def test_lerp_and_slerp_keep_their_ends():
    for path in (latent.lerp, latent.slerp):
        z = path(CODES[0], CODES[1], np.linspace(0, 1, 11))
        assert z.shape == (11, 5)
        assert np.allclose(z[[0, -1]], CODES[:2], atol=1e-5)


def turned(z: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The angle between each of z (T, d) and start (d,), exact for small ones and near pi too (Kahan 2006)."""
    z, start = (v / np.linalg.norm(v, axis=-1, keepdims=True) for v in (np.float64(z), np.float64(start)))
    return 2 * np.arctan2(np.linalg.norm(z - start, axis=1), np.linalg.norm(z + start, axis=1))


@pytest.mark.parametrize("size", [2, 3, 16, 392])
@pytest.mark.parametrize("kind", ["any", "unequal", "nearly opposite", "nearly parallel"])
def test_slerp_turns_at_a_constant_rate_and_its_length_goes_straight(size, kind):
    rng, t = np.random.default_rng(size), np.linspace(0, 1, 21)
    for _ in range(20):
        a, b = rng.normal(size=(2, size))
        if kind == "unequal":
            b = b / rng.uniform(30, 300)
        elif kind.startswith("nearly"):
            b = {"nearly opposite": -3, "nearly parallel": 2}[kind] * a + 1e-2 * b
        a, b = np.float32(a), np.float32(b)
        z = latent.slerp(a, b, t)
        assert np.array_equal(z[[0, -1]], [a, b])
        whole = turned(b[None], a)[0]
        assert np.abs(turned(z, a) - t * whole).max() < 1e-5 * np.pi
        assert np.allclose(turned(z, a) + turned(z, b), whole, atol=1e-5)  # in the plane of the two, the short way round
        length = np.linalg.norm(z, axis=1)
        assert np.allclose(length, (1 - t) * np.linalg.norm(a) + t * np.linalg.norm(b), rtol=1e-5)


@pytest.mark.parametrize("b", [[0, 0], [2, 0], [-1, 0]])
def test_slerp_without_a_unique_path_is_the_straight_line(b):
    a, b, t = np.float32([1, 0]), np.float32(b), np.linspace(0, 1, 5)
    assert np.allclose(latent.slerp(a, b, t), latent.lerp(a, b, t))


def test_an_analogy_goes_from_a_to_a_minus_b_plus_c():
    a, b, c = CODES[:3]
    z = latent.analogy(a, b, c, np.array([0, 0.25, 1]))
    assert z.dtype == np.float32
    assert np.array_equal(z[0], a)
    assert np.allclose(z[1], 0.75 * a + 0.25 * (a - b + c), atol=1e-5)
    assert np.allclose(z[2], a - b + c, atol=1e-5)
    assert np.allclose(latent.analogy(b, b, c, [1.0]), c, atol=1e-5)


def test_traversal_moves_one_coordinate():
    z = latent.traversal(CODES[0], 2, np.array([-1, 0, 1]))
    assert np.array_equal(z[:, 2], [-1, 0, 1])
    assert np.array_equal(np.delete(z, 2, 1), np.delete(np.repeat(CODES[:1], 3, 0), 2, 1))


def test_grid_reads_like_a_page():
    z = latent.grid(np.array([0, 0]), np.array([1, 2]), 3)
    assert z[0].tolist() == [0, 2]
    assert z[2].tolist() == [1, 2]
    assert z[-1].tolist() == [1, 0]


def test_neighbours_are_the_nearest():
    distance, index = latent.neighbours(CODES, CODES[7], 5)
    oracle = np.linalg.norm(CODES - CODES[7], axis=1)
    assert np.array_equal(index[0], np.argsort(oracle)[:5])
    assert np.allclose(distance[0], np.sort(oracle)[:5], atol=1e-5)


def test_class_means():
    means = latent.class_means(CODES, LABELS)
    assert np.allclose(means[3], CODES[3::10].mean(0), atol=1e-5)
    assert np.isnan(latent.class_means(CODES[:5], LABELS[:5])[9]).all()


def test_wide_codes_are_described_by_their_principal_coordinates():
    wide = RNG.normal(size=(60, 40)).astype(np.float32)
    arrays = latent.describe(wide, None, np.arange(60) % 10)
    assert arrays["mean"].shape == (60, 16)
    assert arrays["pca_components"].shape == (16, 40)
    assert arrays["class_means"].shape == (10, 16)
    assert arrays["tsne"].shape == (60, 2)
    assert "log_var" not in arrays


def test_tsne_puts_each_code_beside_its_like():
    heap = np.arange(60) % 3  # not in the order of the labels
    codes = RNG.normal(size=(60, 3)).astype(np.float32) + 100 * heap[:, None] * np.array([1, -1, 1], np.float32)
    places = latent.describe(codes, None, np.arange(60) // 6)["tsne"].astype(np.float32)
    apart = np.linalg.norm(places[:, None] - places, axis=-1) + 1e6 * np.eye(60)
    assert (heap[apart.argmin(1)] == heap).all()


def test_what_describe_says_is_true_of_the_codes():
    arrays = latent.describe(CODES[:, :2], CODES[:, :2] * 0.1, LABELS)
    assert np.allclose(arrays["mean"], CODES[:, :2], rtol=1e-3)
    assert arrays["log_var"].dtype == np.float16
    assert np.array_equal(arrays["labels"], LABELS)
    assert arrays["pca_ratio"].sum() == pytest.approx(1)
    assert "tsne" not in arrays


def test_the_distance_to_the_nearest_is_scikit_learns():
    codes, at = (np.random.default_rng(seed).normal(size=(1201, 3)).astype(np.float32) for seed in (0, 1))
    assert np.allclose(latent.to_nearest(at, codes), latent.neighbours(codes, at, 1)[0][:, 0], rtol=1e-5)
    other = latent.to_nearest(codes, codes, np.arange(len(codes)))
    assert np.allclose(other, latent.neighbours(codes, codes, 2)[0][:, 1], rtol=1e-5)


@pytest.fixture
def posteriors():
    """Means and log-variances of a model with two coordinates in use, and the digits: one at each half of the first."""
    mean = np.random.default_rng(3).normal(size=(2000, 2)).astype(np.float32)
    return mean, np.full_like(mean, np.log(0.1)), np.where(mean[:, 0] > 0, 7, 3)


def test_a_dead_coordinate_does_not_count(posteriors):
    """Means stand still in it, draws are the prior's: with or without it, the same places are far."""
    mean, log_var, labels = posteriors
    dead = np.zeros((2000, 3), np.float32)
    with_dead = latent.distance(np.hstack([mean, dead]), np.hstack([log_var, dead]), labels)
    without = latent.distance(mean, log_var, labels)
    assert with_dead["weights"][2:] == [0, 0, 0]
    assert np.allclose(with_dead["weights"][:2], mean.var(0) / (mean.var(0) + 0.1), rtol=1e-4)
    for figure in ("near", "far", "prior_gap", "prior_far"):
        assert with_dead[figure] == pytest.approx(without[figure], rel=0.3, abs=0.02), figure


def test_far_is_one_draw_of_a_posterior_in_a_hundred(posteriors):
    mean, log_var, _ = posteriors
    found = latent.distance(mean, log_var)
    assert set(found) == {"weights", "near", "far"}
    scale = np.sqrt(found["weights"])
    draws = mean + np.exp(log_var / 2) * np.random.default_rng(7).normal(size=mean.shape)
    away = np.sort(np.linalg.norm((draws[:, None] - mean) * scale, axis=2), 1)
    for limit, share in ((found["near"], 0.05), (found["far"], 0.01)):
        assert (away[:, 0] > limit).mean() <= share + 0.005  # the own mean counts on the page, and is often nearer
        other = np.where(away[:, 0] == np.linalg.norm((draws - mean) * scale, axis=1), away[:, 1], away[:, 0])
        assert (other > limit).mean() == pytest.approx(share, abs=0.01)


def test_plain_codes_weigh_alike_and_meet_the_prior_where_they_lie(posteriors):
    mean, _, labels = posteriors
    found, moved = latent.distance(mean, None, labels), latent.distance(mean + 100, None, labels)
    assert found["weights"] == [1, 1]
    assert found["near"] == pytest.approx(np.percentile(latent.neighbours(mean, mean, 2)[0][:, 1], 95), rel=1e-4)
    assert found["prior_gap"] < 0.1
    assert found["prior_digits"][3] + found["prior_digits"][7] == 1
    assert found["prior_digits"][7] == pytest.approx(0.5, abs=0.05)
    assert moved["prior_far"] == 1


def test_wide_codes_are_compared_by_their_principal_coordinates():
    wide = RNG.normal(size=(300, 40)).astype(np.float32)
    log_var = RNG.normal(size=(300, 40)).astype(np.float32)
    found = latent.distance(wide, log_var, np.arange(300) % 10)
    assert len(found["weights"]) == 16
    assert "prior_gap" not in found
    plane = latent.principal_plane(wide, 16)
    whole = np.stack([plane.components @ np.diag(np.exp(row)) @ plane.components.T for row in log_var])
    assert np.allclose(np.exp(latent.along_axes(log_var, plane)), whole[:, np.arange(16), np.arange(16)], rtol=1e-4)


RUNS = NAMES


@pytest.mark.parametrize("run", RUNS)
def test_draws_of_a_runs_own_posteriors_are_not_far_from_it(run):
    """Of every shipped run fewer than 3 % of them, by draws that the limits were not taken from; of a plain one, of its codes."""
    arrays = checkpoints.latents(run)
    mean, log_var = arrays["mean"], arrays.get("log_var")
    rule = checkpoints.card(run).metrics.distance or Distance(**latent.distance(mean, log_var))
    draws, own = mean, np.arange(len(mean))
    if log_var is not None:
        draws, own = mean + np.exp(log_var / 2) * np.random.default_rng(1).normal(size=mean.shape), None
    scale = np.sqrt(np.float32(rule.weights))
    away = latent.to_nearest(np.float32(draws * scale), mean * scale, own)
    assert (away > rule.far).mean() < 0.03
    assert (away > rule.near).mean() < 0.1
