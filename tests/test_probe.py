"""The few-label curve: against a classifier written here, on codes of which the answer is known, and on the codes that ship."""

import numpy as np
import pytest
import torch

from aelab import checkpoints, probe
from tests.shipped import NAMES

RNG = np.random.default_rng(5)
LABELS = RNG.permutation(np.arange(2000) % 10)


def clusters(apart: float, size: int = 6) -> np.ndarray:
    return RNG.normal(size=(10, size))[LABELS] * apart + RNG.normal(size=(len(LABELS), size))


def softmax_regression(x: np.ndarray, y: np.ndarray, penalty: float) -> torch.nn.Linear:
    """The minimum of the summed cross-entropy and half the squared weights over the penalty, by Newton's cousin in torch."""
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    model = torch.nn.Linear(x.shape[1], 10).double()
    descent = torch.optim.LBFGS(model.parameters(), max_iter=500, tolerance_grad=1e-9, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        descent.zero_grad()
        cost = torch.nn.functional.cross_entropy(model(x), y, reduction="sum") + model.weight.square().sum() / (2 * penalty)
        cost.backward()
        return cost

    descent.step(loss)
    return model


def test_accuracy_is_that_of_softmax_regression_in_torch():
    features = clusters(0.8)
    found = probe.few_labels(features, LABELS, sizes=(3, 10), draws=4, seed=2)
    x = features - features.mean(0)
    x /= np.sqrt(x.var(0).mean())
    pools, tested = probe.split(LABELS)
    for i, size in enumerate((3, 10)):
        right = []
        for draw in range(4):
            random = np.random.default_rng([2, draw])
            drawn = np.concatenate([random.permutation(own)[:size] for own in pools])
            model = softmax_regression(x[drawn], LABELS[drawn], probe.PENALTY)
            with torch.no_grad():
                right.append(float((model(torch.from_numpy(x[tested])).argmax(1).numpy() == LABELS[tested]).mean()))
        assert found["accuracy"][i] == pytest.approx(np.mean(right), abs=2e-3)
        assert found["spread"][i] == pytest.approx(np.std(right), abs=2e-3)


def test_whoever_lends_a_label_is_not_tested_and_every_digit_lends_half():
    pools, tested = probe.split(LABELS)
    lent = np.concatenate(pools)
    assert sorted([*lent, *tested]) == list(range(len(LABELS)))
    assert [set(LABELS[own]) for own in pools] == [{digit} for digit in range(10)]
    assert np.bincount(LABELS[tested]).tolist() == [100] * 10


def test_labels_without_a_pattern_teach_nothing():
    """That a tested digit's own label is never seen: each code here is unlike all others, and learnt by heart at once."""
    found = probe.few_labels(np.eye(len(LABELS)), LABELS, sizes=(30,), draws=3)
    assert found["accuracy"][0] == pytest.approx(0.1, abs=0.03)


def test_one_label_is_enough_for_codes_that_lie_apart():
    found = probe.few_labels(clusters(60), LABELS, sizes=(1, 10), draws=5)
    assert found["accuracy"] == [1, 1]
    assert found["spread"] == [0, 0]


def test_turning_scaling_or_moving_the_codes_changes_nothing_and_dead_coordinates_count_for_nothing():
    features = clusters(0.8)
    turn = np.linalg.qr(RNG.normal(size=(6, 6)))[0]
    dead = np.concatenate([features, 1e-3 * RNG.normal(size=(len(LABELS), 1))], 1)
    kept = probe.few_labels(features, LABELS, sizes=(10,), draws=4)["accuracy"]
    for other in (7 * features @ turn + 3, dead):
        assert probe.few_labels(other, LABELS, sizes=(10,), draws=4)["accuracy"] == pytest.approx(kept, abs=0.01)


def test_sizes_for_which_there_are_too_few_digits_are_left_out():
    found = probe.few_labels(clusters(1), LABELS, sizes=(1, 100, 101), draws=2)
    assert found["labels_per_digit"] == [1, 100]
    assert probe.few_labels(np.zeros((10, 2)), np.arange(10) % 5 * 2)["labels_per_digit"] == [1]
    assert probe.few_labels(np.zeros((4, 2)), np.arange(4))["accuracy"] == []


@pytest.mark.parametrize("name", [n for n in ("conv-ae-16", "conv-vae-2") if n in NAMES])
def test_the_shipped_figures_are_those_of_the_shipped_codes(name):
    stored = checkpoints.card(name).metrics.probe
    if stored is None:
        pytest.skip("not measured yet: `python train.py --evaluate --keep`")
    arrays = checkpoints.latents(name)  # half precision
    again = probe.few_labels(arrays["mean"], arrays["labels"].astype(int), sizes=(1, 10))
    places = [stored.labels_per_digit.index(size) for size in (1, 10)]
    assert again["accuracy"] == pytest.approx([stored.accuracy[i] for i in places], abs=3e-3)
