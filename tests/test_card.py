"""Cards that lie: signed and whole as files, and yet no card of a run. Each is skipped by name, and the app lives on."""

from __future__ import annotations

import json

import numpy as np
import pytest

from aelab import checkpoints
from tests.conftest import card_content
from tests.pages import opened, words
from ui.frame import PAGES

LATENTS = {"mean": np.float16([[1, 2, 3]]), "labels": np.uint8([3])}
REPLAY = {"step": np.int64([0, 1])}
NOT = object()  # stands for: the field is taken out
BROKEN = {
    "recipe": NOT,
    "metrics": NOT,
    "reason": NOT,
    "history": NOT,
    "weights": NOT,
    "history ": [],
    "metrics.mse": None,
    "metrics.mse ": "0.1",
    "metrics.mse  ": -0.1,
    "metrics.psnr": float("nan"),
    "metrics.denoising_mse": NOT,
    "metrics.curves": NOT,
    "metrics.curves.gaussian": [0.1],
    "metrics.outliers": {},
    "metrics.outliers.auc": {"letters": 0.5},
    "metrics.kl": NOT,
    "metrics.kl_per_dimension": [1.0],
    "recipe.latent_size": 0,
    "recipe.beta": "1",
    "recipe.noise_levels": [0.5],
    "recipe.latent_size ": 4,
    "model.encoder": [],
    "model.decoder": NOT,
    "model.variational": "yes",
    "history.0.train": {"total": 1.0},
    "multiply_adds.encode": 1.5,
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A folder with a run for each of `BROKEN`, named after its place in the table."""
    import torch

    from aelab.models import Autoencoder, Spec

    root = tmp_path_factory.mktemp("checkpoints")
    linear = {"layer": "linear", "in": 784, "out": 6}, {"layer": "linear", "in": 13, "out": 784}
    label, image = {"layer": "label", "classes": 10}, {"layer": "reshape", "shape": [1, 28, 28]}
    torch.manual_seed(0)
    model = Autoencoder(Spec(3, ({"layer": "flatten"}, linear[0]), (label, linear[1], image), True, 10))
    for number, (place, value) in enumerate(BROKEN.items()):
        name = f"broken-{number}"
        checkpoints.save(card_content(name), model, LATENTS, REPLAY, root)
        card = json.loads((root / name / "run.json").read_text())
        *way, last = place.strip().split(".")
        at = card
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        at.pop(last) if value is NOT else at.update({last: value})
        card["checksum"] = checkpoints._checksum(card)
        (root / name / "run.json").write_text(json.dumps(card))
    return root


def test_each_is_skipped_with_a_sentence_that_names_the_field(broken):
    cards, problems = checkpoints.survey(broken)
    assert not cards
    assert len(problems) == len(BROKEN) > 20
    for place, problem in zip(BROKEN, problems, strict=True):
        said = str(problem)
        assert "run.json: " in said
        words = said.split("run.json: ")[1]
        field = place.strip().replace(".0.", "[0].")
        if place == "metrics.psnr":
            assert "NaN is no number" in words
        elif BROKEN[place] is NOT:
            assert field.split(".")[-1] in words, said
        else:
            assert words.startswith(field), said


@pytest.mark.skipif(not checkpoints.names(), reason="there are no trained runs in checkpoints/")
def test_every_page_is_up_with_all_of_them_in_the_folder(broken, tmp_path, monkeypatch):
    for folder in [*checkpoints.ROOT.iterdir(), *broken.iterdir()]:
        if folder.is_dir():
            (tmp_path / folder.name).symlink_to(folder)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    for path in PAGES:
        page = opened(path)
        assert not page.exception, path
        assert sum("Skipped a run" in warning.value for warning in page.warning) == len(BROKEN), path
        assert "conv-vae-2" in words(page), path


def test_a_figure_that_a_run_lacks_leaves_a_dash(tmp_path, monkeypatch):
    """A run of one's own from before a figure was kept: everything that lists runs shows it without."""
    optional = ("bce", "bce_per_pixel", "negative_elbo", "negative_elbo_se", "importance_bound", "bce_sampled", "active_units")
    optional += ("distance", "probe", "aggregate_kl", "outliers")
    for folder in checkpoints.ROOT.iterdir():
        if folder.is_dir() and folder.name != "conv-vae-8":
            (tmp_path / folder.name).symlink_to(folder)
    if not (tmp_path / "conv-vae-2").exists():
        pytest.skip("there are no trained runs in checkpoints/")
    source = checkpoints.ROOT / "conv-vae-8"
    (tmp_path / "conv-vae-8").mkdir()
    for part in checkpoints.PARTS:
        (tmp_path / "conv-vae-8" / part).symlink_to(source / part)
    card = json.loads((source / "run.json").read_text())
    for name in optional:
        card["metrics"].pop(name) if name in card["metrics"] else None
    card["checksum"] = checkpoints._checksum(card)
    (tmp_path / "conv-vae-8" / "run.json").write_text(json.dumps(card))
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    for path in PAGES:
        query = {"run": "conv-vae-8"} if path not in ("pages/compare.py",) else {"models": ["conv-vae-8"]}
        page = opened(path, **query)
        assert not page.exception, path
        assert not page.warning, path
