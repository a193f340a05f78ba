"""The stored means of neighbours: of the runs as they ship, and means, never a digit; and what a page without MNIST puts in."""

from __future__ import annotations

import numpy as np
import pytest

from aelab import checkpoints, digit_arrays, near_means
from tests.mnist import mnist
from tests.shipped import CARDS
from ui import digits, test_digits

pytestmark = pytest.mark.skipif(not set(near_means.RUNS) <= set(CARDS), reason="the runs are not there")


@pytest.mark.parametrize("run", near_means.RUNS)
def test_the_stored_lattice_is_of_the_run_as_it_ships(run):
    stored = near_means.stored(run, CARDS[run].files["latents.safetensors"])
    assert stored["means"].shape == (near_means.SIDE, near_means.SIDE, 28, 28)
    assert near_means.stored(run, "another") is None


@pytest.mark.parametrize("run", near_means.RUNS)
def test_it_holds_means_of_neighbours_and_no_digit(run):
    images = mnist().images.numpy()[:, 0]
    stored = near_means.stored(run, CARDS[run].files["latents.safetensors"])
    codes, (xmin, xmax, ymin, ymax) = checkpoints.latents(run)["mean"], stored["extent"]
    weights = np.array(CARDS[run].metrics.distance.weights)
    for row, column in ((0, 0), (5, 9), (8, 8), (15, 3)):
        step = np.array([column, row]) / (near_means.SIDE - 1)
        place = np.array([xmin + step[0] * (xmax - xmin), ymax - step[1] * (ymax - ymin)])
        nearest = np.argsort((weights * (codes - place) ** 2).sum(1))[:20]
        assert np.abs(stored["means"][row, column] - images[nearest].mean(0)).max() <= 0.5
    flat = stored["means"].reshape(-1, 784).astype(np.float32)
    all_of_them = images.reshape(-1, 784).astype(np.float32)
    squares = (flat**2).sum(1)[:, None] - 2 * flat @ all_of_them.T + (all_of_them**2).sum(1)
    assert squares.min() / 784 / 255**2 > 0.0005, "one of them is a digit"


def test_without_mnist_copies_of_the_first_test_digits_stand_for_them(monkeypatch, tmp_path):
    monkeypatch.setenv("AELAB_DATA", str(tmp_path))
    offer, copier = test_digits.to_put_in(CARDS)
    assert offer.run == "@copies"
    assert CARDS[copier].metrics.mse == min(card.metrics.mse for card in CARDS.values())
    labels = checkpoints.latents(copier)["labels"]
    assert [int(np.flatnonzero(labels == digit)[0]) for digit in range(10)] == test_digits.FIRST_OF_EACH
    assert test_digits.to_average(CARDS["conv-vae-2"]).part == "means"
    assert test_digits.to_average(CARDS["conv-vae-16"]) is None
    assert not digits.chosen()[1].mnist
    assert digit_arrays.root() == tmp_path
