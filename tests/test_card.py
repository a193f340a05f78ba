"""Cards that lie: signed and whole as files, and yet no card of a run. Each is skipped by name, and the app lives on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from aelab import card_file, checkpoints, models, report, spec
from aelab.models import Autoencoder, Spec
from tests.conftest import card_content
from tests.pages import opened, words
from tests.shipped import NAMES
from ui import cache
from ui.frame import PAGES

LATENTS = {"mean": np.float16([[1, 2, 3]]), "labels": np.uint8([3])}
REPLAY = {"step": np.int64([0, 1])}
NOT = object()  # stands for: the field is taken out
BROKEN = [  # what is changed, to what, and what is said after the field
    ("recipe", NOT, "missing"),
    ("metrics", NOT, "missing"),
    ("reason", NOT, "missing"),
    ("history", NOT, "missing"),
    ("weights", NOT, "missing"),
    ("files", 7, "expected `object`"),
    ("history", [], "length >= 1"),
    ("history", "long", "expected `array`"),
    ("history[0].epoch", -1, ">= 1"),
    ("history[0].epoch", True, "expected `int`"),
    ("history[0].train.kl", NOT, "missing"),
    ("history[0].test.total", None, "null"),
    ("metrics", None, "null"),
    ("metrics", [1], "expected `object`"),
    ("metrics.mse", None, "null"),
    ("metrics.mse", "0.1", "expected `float"),
    ("metrics.mse", -0.1, ">= 0"),
    ("metrics.psnr", float("nan"), "not a finite number"),
    ("metrics.psnr", float("inf"), "not a finite number"),
    ("metrics.ssim", 10**400, "number out of range"),
    ("metrics.denoising_mse", NOT, "missing"),
    ("metrics.curves", NOT, "missing"),
    ("metrics.curves.levels", NOT, "missing"),
    ("metrics.curves.levels", [0.0, 0.5, 0.9], "without 0.5 or 1"),
    ("metrics.curves", {"levels": [[0.0], 0.5, 1.0]}, "expected `float`"),
    ("metrics.curves.gaussian", [0.1], "not a number for each level"),
    ("metrics.outliers.auc", NOT, "missing"),
    ("metrics.outliers.auc.noise", NOT, "missing"),
    ("metrics.outliers.quantiles.letters", [0.1], "not a number for each level"),
    ("metrics.distance", {"weights": [1.0], "near": 1.0, "far": 2.0}, "3 belong"),
    ("metrics.probe", {"labels_per_digit": [1, 3], "accuracy": [0.5], "spread": [0.1], "draws": 2}, "for each"),
    ("metrics.kl", NOT, "missing"),
    ("metrics.kl_per_dimension", [1.0], "not a number for each"),
    ("recipe.family", NOT, "missing"),
    ("recipe.latent_size", 0, ">= 1"),
    ("recipe.latent_size", 4, "not the latent_size of the model"),
    ("recipe.beta", "1", "expected `float`"),
    ("recipe.noise_levels", [0.5], "length 2"),
    ("recipe.surprise", 1, "no such field"),
    ("model.encoder", [], "length >= 1"),
    ("model.encoder[1].layer", "pickle", "unknown layer 'pickle'"),
    ("model.encoder[1].out", NOT, "a linear layer has in, out, not in"),
    ("model.encoder[1].out", 1.5, "out is not a whole number"),
    ("model.encoder[1]", {"layer": ["linear"]}, "unknown layer"),
    ("model.encoder[1].out", "six", "out is not a whole number"),
    ("model.variational", "yes", "expected `bool`"),
    ("model.output", "tanh", "unknown output 'tanh'"),
    ("multiply_adds.encode", 1.5, "expected `int`"),
]


def put(content: dict, place: str, value: object) -> None:
    *way, last = (int(step) if step.isdigit() else step for step in place.replace("[", ".").replace("]", "").split("."))
    for step in way:
        content = content[step]
    if value is NOT:
        del content[last]
    else:
        content[last] = value


def sign(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content | {"checksum": card_file.checksum_of(content)}))


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A folder with a run for each of `BROKEN`, named after its place in the table."""
    root = tmp_path_factory.mktemp("checkpoints")
    linear = {"layer": "linear", "in": 784, "out": 6}, {"layer": "linear", "in": 13, "out": 784}
    label, image = {"layer": "label", "classes": 10}, {"layer": "reshape", "shape": [1, 28, 28]}
    torch.manual_seed(0)
    model = Autoencoder(Spec(3, ({"layer": "flatten"}, linear[0]), (label, linear[1], image), True, 10))
    for number, (place, value, _) in enumerate(BROKEN):
        path = checkpoints.save(card_content(f"broken-{number}"), model, LATENTS, REPLAY, root) / "run.json"
        content = json.loads(path.read_text())
        put(content, place, value)
        sign(path, content)
    return root


def test_each_is_skipped_with_a_sentence_that_names_the_field(broken):
    cards, problems = checkpoints.survey(broken)
    assert not cards
    assert len(problems) == len(BROKEN) > 20
    for number, ((place, _, said), problem) in enumerate(zip(BROKEN, problems, strict=True)):
        file, _, sentence = str(problem).partition("run.json: ")
        assert Path(file).name == f"broken-{number}"
        field = place.split("].")[0] if "encoder" in place else place  # a layer is one thing
        assert sentence.startswith(field), sentence
        assert said in sentence


@pytest.mark.slow
@pytest.mark.skipif(not NAMES, reason="there are no trained runs in checkpoints/")
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


OPTIONAL = ("bce", "bce_per_pixel", "negative_elbo", "negative_elbo_se", "importance_bound", "bce_sampled", "active_units")
OPTIONAL += ("distance", "probe", "aggregate_kl", "outliers")


def older(root: Path, names: list[str], without: tuple[str, ...]) -> None:
    """The shipped runs in another folder, and those named without some of their figures."""
    for source in checkpoints.ROOT.iterdir():
        if source.name not in names:
            (root / source.name).symlink_to(source)
            continue
        (root / source.name).mkdir()
        for part in card_file.PARTS:
            (root / source.name / part).symlink_to(source / part)
        content = json.loads((source / "run.json").read_text())
        content["metrics"] = {key: value for key, value in content["metrics"].items() if key not in without}
        sign(root / source.name / "run.json", content)


@pytest.mark.slow
@pytest.mark.skipif("conv-vae-8" not in NAMES, reason="there are no trained runs in checkpoints/")
def test_a_figure_that_a_run_lacks_leaves_a_dash(tmp_path, monkeypatch):
    """A run of one's own from before a figure was kept: everything that lists runs shows it without."""
    older(tmp_path, ["conv-vae-8"], OPTIONAL)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    for path in PAGES:
        page = opened(path, **({"models": ["conv-vae-8"]} if path == "pages/compare.py" else {"run": "conv-vae-8"}))
        assert not page.exception, path
        assert not page.warning, path


@pytest.mark.slow
@pytest.mark.parametrize("without", [OPTIONAL, ("negative_elbo",), ("negative_elbo_se",), ("bce",)], ids=lambda names: names[-1])
def test_figures_that_all_runs_lack_leave_dashes(tmp_path, monkeypatch, without):
    if not NAMES:
        pytest.skip("there are no trained runs in checkpoints/")
    older(tmp_path, NAMES, without)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    shown = [
        ("pages/compare.py", {"part": "One number changed", "ablation": name}) for name in ("Bottleneck", "Beta", "Latent size")
    ]
    shown += [
        ("pages/compare.py", {"part": part})
        for part in ("Line-up", "Rate and distortion", "All figures", "Few labels", "Training")
    ]
    for path, query in [*shown, ("pages/outliers.py", {}), ("home.py", {}), ("pages/generate.py", {})]:
        page = opened(path, **query)
        assert not page.exception, (path, query)
    cards, problems = cache.survey()
    assert not problems
    assert "–" in report.table(cards)
    assert all("MSE" in report.summary(card) for card in cards.values())


def test_the_layers_of_a_card_are_those_that_pytorch_builds():
    assert spec.LAYERS.keys() == models.LAYERS.keys()
    for kind, numbers in spec.LAYERS.items():
        layer = {"layer": kind, **{name: [1, 28, 28] if name == "shape" else 2 for name in numbers}}
        Autoencoder(Spec(2, (layer,), (layer,)))
