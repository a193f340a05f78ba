"""A training tells of itself while it runs: whole, without PyTorch in who reads it, and nothing of it is left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from safetensors.numpy import load

from aelab import checkpoints, data, digit_arrays, held, live, measuring, pipeline, telling, training
from aelab.events import Moment, TrainingError
from aelab.runs import Recipe
from tests.accessible import unspoken, violations
from tests.browser import ROOT, greys, until
from tests.conftest import card_of
from tests.gestures import idle

RECIPE = Recipe("tiny", "mlp-ae", 3, epochs=2, batch_size=16)


@pytest.fixture
def events(digits, test_digits, tmp_path, monkeypatch):
    monkeypatch.setattr(measuring, "measure", lambda *_: card_of("tiny").metrics)  # seconds that are not the matter here
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
    assert told.keys() == kept.keys() | {"labels"}
    for key in kept.keys() - {"codes"}:
        np.testing.assert_array_equal(told[key], kept[key])
    np.testing.assert_array_equal(told["labels"], test_digits.labels)


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


@pytest.mark.skipif(not digit_arrays.root().joinpath("MNIST/raw").is_dir(), reason="MNIST is not here")
def test_a_training_beside_the_app_is_seen_by_two_visitors(page, phone, app):
    name = f"seen-{os.getpid()}"
    for visitor in (page, phone):
        visitor.goto(f"{app}/learn?part=On+the+server")
        expect(visitor.get_by_test_id("live-start")).to_be_visible(timeout=60_000)  # whoever is on the machine may
    idle(page)
    sent = len(page.sent)
    command = [sys.executable, "train.py", "--family=mlp-ae", "--latent-size=2", "--epochs=30", f"--name={name}"]
    training = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for visitor in (page, phone):
            expect(visitor.get_by_test_id("live-state")).to_contain_text(
                re.compile(rf"^{name} epoch [\d.]+ of 30"),
                timeout=180_000,  # a process that starts, where many run
            )
            expect(visitor.locator(f"[data-testid=learn-map][data-run={name}]")).to_be_visible()
            copies = visitor.get_by_test_id("learn-reconstruction")
            expect(copies).to_have_count(10)
            until(visitor, lambda copies=copies: np.ptp(greys(copies), axis=1).min() > 60, "it learnt nothing")
        if hasattr(signal, "SIGSTOP"):  # what it does further is not the matter here
            training.send_signal(signal.SIGSTOP)
        # of several that run side by side one is shown, and there is a choice
        with telling.telling(Recipe(f"{name}-b", "mlp-ae", 2), data.bundled().first(100)) as told:
            told.say("training")
            expect(page.get_by_test_id("live-choice").locator("option")).to_have_text([name, f"{name}-b"])
        expect(page.get_by_test_id("live-choice")).to_have_count(0)
        expect(page.get_by_test_id("live-stop")).to_be_hidden()  # whoever started it stops it
        assert violations(page) == []
        until(page, lambda: not unspoken(page), "charts get their words when the last moment is shown")
    finally:
        training.kill()
        training.wait()
    for visitor in (page, phone):
        expect(visitor.get_by_test_id("live-state")).to_contain_text(f"{name} was not saved. It ended too early: the terminal")
        expect(visitor.get_by_test_id("live-start")).to_be_visible()
    assert len(page.sent) == sent, "it came by the stream, and not by reruns"
    until(page, lambda: not list(checkpoints.ROOT.glob(f"*{name}*")), "debris")
