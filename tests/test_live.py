"""A training tells of itself while it runs: whole, without PyTorch in who reads it, and nothing of it is left."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.numpy import load

from aelab import checkpoints, held, live, pipeline, telling, training
from aelab.runs import Recipe
from aelab.training import Moment, TrainingError
from tests.conftest import card_of

RECIPE = Recipe("tiny", "mlp-ae", 3, epochs=2, batch_size=16)


@pytest.fixture
def events(digits, test_digits, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "measure", lambda *_: card_of("tiny").metrics)  # seconds that are not the matter here
    return pipeline.train(RECIPE, "a test", (digits, test_digits), torch.device("cpu"), tmp_path)


def test_what_is_told_is_what_is_recorded(events, tmp_path, test_digits):
    heard, seen = [], []
    for event in events:
        heard.append(event)
        (now,) = live.trainings(tmp_path)
        assert now["moments"] == sum(isinstance(event, Moment) for event in heard)
        seen.append(load(live.moments(now["key"], 0, now["moments"], tmp_path)))
    assert (now["name"], now["page"], now["epoch"]) == ("tiny", False, 2)
    assert live.trainings(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
    kept = checkpoints.replay("tiny", tmp_path)
    told = seen[-1]
    assert told.keys() == kept.keys() | {"labels", "digits"}
    for key in kept.keys() - {"codes"}:
        np.testing.assert_array_equal(told[key], kept[key])
    np.testing.assert_array_equal(told["labels"], test_digits.labels)
    for label, digit in enumerate(told["digits"]):
        np.testing.assert_array_equal(digit, test_digits.images[list(test_digits.labels).index(label), 0])


def test_a_part_of_the_moments(events, tmp_path):
    for _ in range(4):
        next(events)
    (now,) = live.trainings(tmp_path)
    whole = load(live.moments(now["key"], 0, now["moments"], tmp_path))
    part = load(live.moments(now["key"], 1, now["moments"], tmp_path))
    np.testing.assert_array_equal(part["codes"], whole["codes"][1:])
    for key, first, end in ((now["key"], 0, 99), (now["key"], 2, 2), ("tiny.none", 0, 1), ("../tiny.x", 0, 1), ("", 0, 1)):
        with pytest.raises(LookupError):
            live.moments(key, first, end, tmp_path)
    events.close()
    assert list(tmp_path.iterdir()) == []


def test_the_plane_that_is_shown_turns_as_little_as_it_can():
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(200, 5)) * [3, 2, 1, 0.5, 0.1]
    shown = telling.in_plane(codes, None)
    assert abs(np.corrcoef(shown[:, 0], codes[:, 0])[0, 1]) > 0.99
    turned, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    np.testing.assert_allclose(telling.in_plane(codes @ turned, shown), shown, atol=1e-4)
    np.testing.assert_array_equal(telling.in_plane(codes[:, :2], shown), codes[:, :2])
    assert telling.in_plane(codes[:, :1], None).tolist() == [[z, 0] for z in codes[:, 0]]


def test_it_stops_when_it_is_asked_to(events, tmp_path):
    next(events)
    (now,) = live.trainings(tmp_path)
    live.stop(now["key"], tmp_path)
    with pytest.raises(TrainingError, match="stopped from the page"):
        list(events)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(LookupError):
        live.stop(now["key"], tmp_path)


def test_who_cannot_tell_trains_all_the_same(digits, test_digits, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(telling.os, "replace", full)
    with telling.telling(RECIPE, test_digits, tmp_path) as told:
        for event in training.fit(pipeline.build(RECIPE), digits, test_digits, RECIPE, torch.device("cpu")):
            told.hear(event)
        assert live.trainings(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_one_that_was_killed_is_not_shown_and_cleared_away(events, tmp_path):
    next(events)
    (now,) = live.trainings(tmp_path)
    folder = tmp_path / f".{now['key']}.training"
    other = folder.with_name(".tiny.killed.training")
    other.mkdir()
    (other / live.NOW).write_bytes((folder / live.NOW).read_bytes())
    assert len(live.trainings(tmp_path)) == 1
    checkpoints.tidy(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert not held.clear(folder)
    events.close()
