"""The linear autoencoder against scikit-learn, from its weights to the disk and back."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

import train
from aelab import checkpoints, data, report
from aelab.data import as_float
from aelab.events import TrainingError
from aelab.families import FAMILIES
from aelab.models import Autoencoder, Spec
from aelab.pca import fit, solve
from tests.mnist import mnist
from tests.shipped import NAMES

PER_PIXEL = 1e-4


def oracle(images: torch.Tensor, size: int) -> PCA:
    return PCA(size, svd_solver="full").fit(as_float(images).flatten(1).numpy().astype(np.float64))


def same_up_to_sign(codes: np.ndarray, expected: np.ndarray) -> None:
    signs = np.sign((codes * expected).sum(0))
    np.testing.assert_allclose(codes * signs, expected, atol=PER_PIXEL)


@pytest.mark.parametrize("size", [1, 4])
def test_codes_and_reconstructions_are_those_of_scikit_learn(size, digits, test_digits):
    model = Autoencoder(FAMILIES["pca"](size)).eval()
    solve(model, digits.images)
    expected, x = oracle(digits.images, size), as_float(test_digits.images)
    with torch.no_grad():
        codes, copies = model.encode(x).mean, model.reconstruct(x)
    theirs = expected.transform(x.flatten(1).numpy())
    same_up_to_sign(codes.numpy(), theirs)
    np.testing.assert_allclose(copies.flatten(1).numpy(), expected.inverse_transform(theirs), atol=PER_PIXEL)
    assert float(copies.min()) < 0  # a linear output is left as it is


def test_no_step_of_descent_makes_it_better(digits):
    """Its weights are a least squared error: every small change of them makes the copies worse, or leaves them."""
    model = Autoencoder(FAMILIES["pca"](3)).eval()
    solve(model, digits.images)
    x = as_float(digits.images)
    error = (model.reconstruct(x) - x).square().sum()
    error.backward()
    assert all(float(weight.grad.abs().max()) < 1e-3 for weight in model.parameters())


def test_a_run_of_it_goes_through_the_command_and_comes_back_whole(digits, test_digits, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data, "mnist", lambda train, download=True: digits if train else test_digits)
    words = ["--family", "pca", "--latent-size", "4", "--name", "flat", "--checkpoints", str(tmp_path)]
    assert train.main(words) == 0
    assert "flat: saved (1 of 1); MSE 0." in capsys.readouterr().out
    card, model = checkpoints.card("flat", tmp_path), checkpoints.load("flat", tmp_path)
    same_up_to_sign(model.encode(as_float(test_digits.images)).mean.detach().numpy(),
                    oracle(digits.images, 4).transform(as_float(test_digits.images).flatten(1).numpy()))  # fmt: skip
    assert card.model.output == "linear"
    assert card.metrics.bce is card.metrics.bce_per_pixel is card.metrics.negative_elbo is None
    assert "| `flat` | 4 | – | – | – | – |" in report.table({"flat": card})
    replay = checkpoints.replay("flat", tmp_path)
    assert replay["test"][-1, 0] < replay["test"][0, 0]
    assert train.main(["flat", "--evaluate", "--checkpoints", str(tmp_path)]) == 0


def test_more_axes_than_digits_are_refused(digits, test_digits):
    with pytest.raises(TrainingError, match="64 digits have no 100 principal axes"):
        list(fit(Autoencoder(FAMILIES["pca"](100)), digits, test_digits))


def test_an_older_spec_has_a_sigmoid_and_another_output_is_refused(tiny_vae):
    spec = json.loads(json.dumps(tiny_vae.spec.to_json()))
    assert spec.pop("output") == "sigmoid"
    assert Spec.from_json(spec) == tiny_vae.spec
    with pytest.raises(ValueError, match="unknown output 'tanh'"):
        Spec.from_json({**spec, "output": "tanh"})


@pytest.mark.slow
def test_the_shipped_runs_are_the_pca_of_the_training_digits():
    digits = mnist(train=True)
    models = [checkpoints.load(run) for run in ("pca-2", "pca-16") if run in NAMES]
    x = as_float(digits.images).flatten(1).numpy().astype(np.float64)
    expected = PCA(16, svd_solver="covariance_eigh").fit(x)
    for model in models:
        axes = expected.components_[: model.spec.latent_size]
        with torch.no_grad():
            copies = model.reconstruct(as_float(digits.images[:500])).flatten(1).numpy()
        theirs = expected.mean_ + (x[:500] - expected.mean_) @ axes.T @ axes
        np.testing.assert_allclose(copies, theirs, atol=PER_PIXEL)
