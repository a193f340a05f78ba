"""A run that was trained in the browser and kept: its zip is a run of checkpoints/ like any other, and says the truth."""

from __future__ import annotations

import hashlib
import io
import json
import shlex
import subprocess
import zipfile
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import train
from aelab import ablations, asked, card_file, checkpoints, digit_arrays, families, latent, metrics, report
from tests.pages import opened, words
from tests.shipped import NAMES
from tests.test_node import NODE
from ui import cache
from ui.frame import PAGES

COUNT = 400
RATES = {"learningRate": 0.003, "beta": 1, "warmUp": 0, "noise": "none", "level": 0.5}
BODY = {"variational": True, "widths": [24, 12], "latentSize": 2, "activation": "silu", "batch": 32, "seed": 3}
RUNS = [
    (BODY, RATES, None),
    (
        BODY | {"latentSize": 4, "seed": 0, "widths": [20]},
        RATES | {"beta": 0.25, "warmUp": 1, "noise": "masking", "level": 0.3},
        {"beta": 2.5},
    ),
    (BODY | {"variational": False, "latentSize": 1, "activation": "tanh"}, RATES, None),
]
# what a card is signed by is text: numbers on both sides of each change of form, letters, and the length of a block
VALUES: list[Any] = [
    1,
    -0.5,
    0.0001,
    0.00009999,
    1.5e-7,
    1e-12,
    123456789.5,
    1e15,
    1e16,
    2.5e22,
    0.1 + 0.2,
    True,
    [],
    [1, [2]],
    {},
]
VALUES += ['\u03b2 "\\\n\x7f', {"b": 1, "a": {"c": [0.25]}, "B": "x"}, *("y" * size for size in (53, 54, 61, 62, 200))]


@pytest.fixture(scope="module")
def digits():
    images, labels = digit_arrays.bundled()
    return images[:COUNT, 0], labels[:COUNT]


@pytest.fixture(scope="module", params=range(len(RUNS)), ids=["VAE", "denoising VAE of four", "AE of one"])
def kept(request, digits, tmp_path_factory):
    """What was kept: the folder of runs, what the browser's side says of it, and its settings."""
    root = tmp_path_factory.mktemp("checkpoints")
    body, rates, later = RUNS[request.param]
    said = keep(root, digits, body, rates, later)
    return root, said, (body, rates | (later or {}))


def keep(root: Path, digits, body: dict, rates: dict, later: dict | None = None) -> dict:
    images, labels = digits
    asked = {"images": b64encode(images.tobytes()).decode(), "labels": labels.tolist()}
    asked |= {"model": body, "rates": rates, "later": later, "steps": 25, "values": VALUES}
    asked["format"] = {
        "format": card_file.FORMAT,
        "parts": card_file.PARTS,
        "source": "scikit-learn's digits",
        "testSet": False,
    }
    command = [NODE, Path(__file__).parent / "node" / "write_kept.js"]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    with zipfile.ZipFile(io.BytesIO(b64decode(said.pop("zip")))) as folder:
        assert folder.testzip() is None
        folder.extractall(root)
    return said


def test_it_is_a_run_like_any_other(kept, digits):
    root, said, (body, rates) = kept
    cards, problems = checkpoints.survey(root)
    assert not problems
    card = cards[said["name"]]
    assert card.digits.trained + card.digits.tested == COUNT
    assert card.digits.tested == len(said["tested"]) == COUNT / 5
    assert card.recipe.beta == (rates["beta"] if body["variational"] else 1)
    assert ("changed on the way: beta" in card.reason) == (card.recipe.beta == 2.5)
    model = checkpoints.load(card.name, root)
    with torch.no_grad():
        decoded = model.decode(torch.tensor([said["code"]])).numpy().ravel()
    assert np.abs(decoded - said["decoded"]).max() < 1e-5
    assert sum(weight.numel() for weight in model.parameters()) == card.weights
    assert [len(card.history), card.history[0].epoch] == [int(said["epoch"]), 1]


def test_a_card_is_signed_as_python_signs_it(kept):
    _, said, _ = kept
    expected = [json.dumps(json.loads(json.dumps(value)), sort_keys=True) for value in VALUES]
    # a whole number has no point in the browser, and Python reads it as one
    assert [json.dumps(json.loads(text), sort_keys=True) for text in said["written"]] == said["written"]
    assert [json.loads(text) for text in said["written"]] == [json.loads(text) for text in expected]
    assert said["sums"] == [hashlib.sha256(text.encode()).hexdigest() for text in said["written"]]


def test_its_figures_are_those_of_the_digits_it_was_not_shown(kept, digits):
    root, said, _ = kept
    (images, labels), tested = digits, said["tested"]
    card, model = checkpoints.card(said["name"], root), checkpoints.load(said["name"], root)
    x = torch.from_numpy(images[tested, None]).float() / 255
    with torch.no_grad():
        code = model.encode(x)
        logits = model.decode_logits(code.mean)
    copies = logits.sigmoid().numpy()
    found = card.metrics
    assert found.mse == pytest.approx(metrics.mse(copies, x.numpy()).mean(), rel=1e-4)
    assert found.psnr == pytest.approx(metrics.psnr(copies, x.numpy()).mean(), rel=1e-4)
    bce = torch.nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none").sum((1, 2, 3)).mean()
    assert found.bce == pytest.approx(float(bce), rel=1e-4)
    assert found.knn_accuracy == pytest.approx(metrics.knn_accuracy(code.mean.numpy(), labels[tested]), abs=0.013)
    assert [found.ssim, found.denoising_mse, found.negative_elbo, found.curves] == [None, None, None, {}]
    if code.log_var is None:
        assert found.kl is None
        return
    prior = torch.distributions.Normal(torch.zeros(()), torch.ones(()))
    kl = torch.distributions.kl_divergence(torch.distributions.Normal(code.mean, (0.5 * code.log_var).exp()), prior).mean(0)
    assert np.allclose(found.kl_per_dimension, kl.numpy(), rtol=1e-3, atol=1e-4)
    assert found.active_units == metrics.active_units(code.mean.numpy())


def test_its_codes_and_its_replay_are_those_of_the_format(kept, digits, monkeypatch):
    monkeypatch.setattr(latent, "_tsne", lambda codes, order, seed: codes)  # it has none, and a real one takes seconds
    root, said, (body, _) = kept
    (images, labels), size = digits, body["latentSize"]
    model, arrays, replay = (read(said["name"], root) for read in (checkpoints.load, checkpoints.latents, checkpoints.replay))
    mean, log_var = latent.encode(model, torch.from_numpy(images[:, None]), torch.from_numpy(labels))
    expected = latent.describe(mean, log_var, labels)
    assert arrays.keys() == expected.keys() - {"tsne"}
    for name, array in arrays.items():
        assert np.allclose(array, expected[name].astype(np.float32), rtol=2e-3, atol=2e-3), name
        assert array.shape == expected[name].shape
    steps = replay["step"]
    assert steps[0] == 0
    assert steps[-1] == 25
    assert (np.diff(steps) > 0).all()
    plane = latent.stored_plane(arrays)
    last = mean if size == 2 else np.pad(mean, ((0, 0), (0, 1))) if size == 1 else latent.project(mean, plane)[:, :2]
    assert np.allclose(replay["codes"][-1], last, atol=1e-3)
    firsts = [int((labels == digit).argmax()) for digit in range(10)]
    with torch.no_grad():
        copies = model.reconstruct(torch.from_numpy(images[firsts, None]).float() / 255)[:, 0].numpy() * 255
    assert np.abs(replay["reconstructions"][-1] - copies).max() < 1.01
    assert replay["test"].shape == replay["train"].shape == (len(steps), 3)
    assert replay["test"][-1, 0] < replay["test"][0, 0]
    assert ("kl_per_dimension" in replay) == body["variational"]


def test_the_command_trains_the_same_recipe(kept):
    root, said, (body, _) = kept
    python, script, *arguments = shlex.split(said["command"])
    assert (python, script) == ("python", "train.py")
    (run,) = asked.wanted(train._parser().parse_args([*arguments, "--checkpoints", str(root)]))
    recipe = checkpoints.card(said["name"], root).recipe
    assert run.recipe.to_json() | {"name": ""} == recipe.to_json() | {"name": ""}
    assert run.recipe.name != recipe.name
    spec = families.spec(recipe.family, recipe.latent_size, recipe.widths, recipe.activation)
    assert spec == checkpoints.card(said["name"], root).model
    assert recipe.batch_size == body["batch"]


@pytest.mark.slow
@pytest.mark.skipif(not NAMES, reason="there are no trained runs in checkpoints/")
def test_every_page_is_up_with_it(kept, tmp_path, monkeypatch):
    root, said, _ = kept
    name = said["name"]
    for folder in [*checkpoints.ROOT.iterdir(), root / name]:
        if folder.is_dir():
            (tmp_path / folder.name).symlink_to(folder)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    told = 0
    for path in PAGES:
        page = opened(path, run=name, runs=[name], models=[name])
        assert not page.exception, path
        assert not page.warning, path
        told += "learnt in a browser from" in words(page)
        assert "Not measured" not in words(page), path  # "--evaluate" would refuse it
    assert told >= 6, "where it is in view, a page says what it learnt from"
    for part in ("One number changed", "Rate and distortion", "All figures", "Few labels", "Training"):
        page = opened("pages/compare.py", models=[name], part=part)
        assert not page.exception, part
        assert "Not measured with draws yet" not in words(page)
        if part == "All figures":
            assert f"{name} on {COUNT // 5} of scikit-learn's digits" in words(page)
    cards, _ = cache.survey()
    assert ablations.winners(cards.values())[name] == []
    assert name in report.table(cards)


def test_to_measure_it_on_mnist_is_refused(kept, capsys):
    root, said, _ = kept
    assert train.main(["--evaluate", said["name"], "--checkpoints", str(root)]) == 2
    assert "not trained on MNIST's training digits" in capsys.readouterr().err
