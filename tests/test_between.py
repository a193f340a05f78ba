"""What is measured between codes, against scikit-learn, and the presets of Interpolate against what they promise."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from sklearn.neighbors import NearestNeighbors

from aelab import between, checkpoints, latent
from aelab.card import Distance
from tests.pages import given, opened
from ui import cache

RNG = np.random.default_rng(0)
LABELS = np.arange(600) % 10
PAIR = ["conv-vae-2", "conv-ae-2"]  # the page's own


def arrays_of(codes: np.ndarray) -> dict[str, np.ndarray]:
    """As `aelab.latent.describe` has them, but for the map by t-SNE, which nothing here looks at and which takes a second."""
    with mock.patch.object(latent, "_tsne", return_value=np.zeros((len(codes), 2))):
        return latent.describe(np.float32(codes), None, LABELS)


def ring(radius: float = 2) -> np.ndarray:
    """Codes on a circle, each digit an arc of it."""
    angle = 2 * np.pi * (LABELS / 10 + RNG.uniform(0, 0.1, len(LABELS)))
    return radius * np.stack([np.cos(angle), np.sin(angle)], 1)


def test_on_a_ring_of_codes_the_arc_keeps_length_and_company():
    found = between.halfway(arrays_of(ring()), Distance([1, 1], 0.2, 0.4))
    assert found["codes"] == pytest.approx(2, rel=1e-3)
    assert found["length_slerp"] == pytest.approx(2, rel=1e-3)
    assert found["length_lerp"] < 1.6
    assert found["away_slerp"] < 0.05
    assert found["away_lerp"] == pytest.approx(2 - found["length_lerp"], abs=0.05)
    assert found["gap_slerp"] == 0
    assert found["gap_lerp"] > 0.5
    assert found["arc_farther"] < 0.1


@pytest.mark.slow
def test_wide_codes_are_measured_whole():
    """Codes of 40 numbers in a plane of theirs give what the same codes of two numbers give."""
    flat = ring()
    axes = np.linalg.qr(RNG.normal(size=(40, 2)))[0].T
    rule = Distance([1, 1], 0.2, 0.4)
    narrow, wide = (
        between.halfway(arrays_of(codes), replace(rule, weights=[1] * k)) for codes, k in ((flat, 2), (flat @ axes, 16))
    )
    for key, value in narrow.items():
        assert wide[key] == pytest.approx(value, abs=0.02), key


@pytest.mark.parametrize("count", [600, 4321])  # with fewer stretches than neighbours, and with more
def test_nearest_digits_are_scikit_learns(count):
    codes, at = (RNG.normal(size=(n, 5)).astype(np.float32) for n in (count, 301))
    labels = np.arange(count) % 10
    away, mix = between.nearest_digits(at, codes, labels)
    distance, index = NearestNeighbors(n_neighbors=20).fit(codes).kneighbors(at)
    assert np.allclose(away, distance[:, 0], atol=1e-5)
    assert np.array_equal(mix, [np.bincount(labels[some], minlength=10) for some in index])


@pytest.mark.slow
def test_sums_land_where_steps_mean_the_same_and_not_where_they_do_not():
    rule = Distance([1, 1, 1], 1.0, 2.0)
    means = 10 * RNG.normal(size=(10, 3))
    hand = RNG.normal(size=(600, 3))
    found = between.sums(arrays_of(means[LABELS] + hand), rule)
    assert found["lands"] > 0.95
    assert found["stays"] < 0.02
    turned = [np.diag([0.1 + 3 * (digit % 2), 0.1 + 3 * (digit % 3 == 0), 0.1]) for digit in range(10)]
    crooked = arrays_of(means[LABELS] + np.einsum("nij,nj->ni", np.stack([turned[digit] for digit in LABELS]), 2 * hand))
    assert between.sums(crooked, rule)["gap"] > 0.3


# The presets, on the runs that the page opens on and those of 16 numbers that a question names


def presets() -> dict[str, dict]:
    page = opened("pages/interpolate.py")
    sent = given(page)
    (data,) = (each for each in sent if "presets" in each)
    return {preset["name"]: preset["set"] for preset in data["presets"]}


def view(run: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, Distance]:
    arrays = checkpoints.latents(run)
    return arrays["mean"], arrays["class_means"], arrays["labels"], cache.distance(checkpoints.card(run))


def away(run: str, at: np.ndarray) -> np.ndarray:
    codes, _, _, rule = view(run)
    scale = np.sqrt(rule.weights)
    return NearestNeighbors(n_neighbors=1).fit(codes * scale).kneighbors(at * scale)[0][:, 0] / rule.near


def summed(run: str, terms: list) -> tuple[np.ndarray, np.ndarray]:
    """The sum of terms as the page has them, and how many of its 20 nearest codes are of each digit."""
    codes, means, labels, rule = view(run)
    a, b, c = (means[int(each[1])] if isinstance(each, str) else codes[each] for each in terms)
    scale = np.sqrt(rule.weights)
    index = NearestNeighbors(n_neighbors=20).fit(codes * scale).kneighbors([(a - b + c) * scale])[1]
    return np.float32(a - b + c), np.bincount(labels[index[0]], minlength=10)


def test_from_a_1_to_a_5_one_model_leaves_its_codes():
    a, b = presets()["From a 1 to a 5"]["ends"]
    most = {run: away(run, latent.lerp(view(run)[0][a], view(run)[0][b], np.linspace(0, 1, 101))).max() for run in PAIR}
    assert most["conv-ae-2"] > 1.2
    assert most["conv-vae-2"] < 1
    assert [view(PAIR[0])[2][i] for i in (a, b)] == [1, 5]


def test_from_a_4_to_a_0_the_line_dips_and_the_arc_does_not():
    a, b = presets()["From a 4 round to a 0"]["ends"]
    assert [view(PAIR[0])[2][i] for i in (a, b)] == [4, 0]
    for run in PAIR:
        ends, t = view(run)[0][[a, b]], np.linspace(0, 1, 101)
        line, arc = (np.linalg.norm(way(*ends, t), axis=1) for way in (latent.lerp, latent.slerp))
        lower = np.linalg.norm(ends, axis=1).min()
        assert line.min() < 0.97 * lower, run
        assert arc.min() > 0.999 * lower, run


def test_a_9_made_a_0_lands_and_a_1_made_a_3_lands_with_16_numbers_alone():
    nine, one = presets()["Make a 9 a 0"]["terms"], presets()["Make a 1 a 3"]["terms"]
    labels = view(PAIR[0])[2]
    assert (labels[nine[0]], *nine[1:]) == (9, "m9", "m0")
    assert (labels[one[0]], *one[1:]) == (1, "m1", "m3")
    for run in [*PAIR, "conv-vae-16", "conv-ae-16"]:
        assert summed(run, nine)[1][0] > 15, run
        assert away(run, summed(run, nine)[0][None])[0] < 1, run
        assert summed(run, one)[1][3] in (range(5) if run in PAIR else range(15, 21)), run


def slant(image: np.ndarray) -> float:
    """How far right a stroke goes for each pixel up."""
    y, x = np.mgrid[0:28, 0:28]
    y, x = (part - (image * part).sum() / image.sum() for part in (y, x))
    return -(image * x * y).sum() / (image * y * y).sum()


def test_a_7_that_is_leaned_as_1s_lean_leans_and_is_no_7():
    terms = presets()["Lean a 7 as a 1 leans"]["terms"]
    labels = view(PAIR[0])[2]
    assert [labels[i] for i in terms] == [7, 1, 1]
    for run in PAIR:
        sum_, mix = summed(run, terms)
        with torch.no_grad():
            before, after = (
                checkpoints.load(run).decode(torch.from_numpy(z[None]))[0, 0].numpy() for z in (view(run)[0][terms[0]], sum_)
            )
        assert slant(after) > slant(before) + 0.2, run
        assert mix[7] < 5, run
