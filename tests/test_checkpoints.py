import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from aelab import card_file, checkpoints, held
from aelab.card_file import CheckpointError
from aelab.data import as_float
from tests.conftest import card_content

PROJECT = Path(__file__).parent.parent
LATENTS = {"mean": np.float16([[1, 2]]), "labels": np.int64([3])}
REPLAY = {"step": np.int64([0, 1])}


@pytest.fixture
def root(tmp_path, tiny_vae):
    for name in ("run-2", "run-10", "run-2-beta-0.5"):
        checkpoints.save(card_content(name), tiny_vae, LATENTS, REPLAY, tmp_path)
    return tmp_path


def test_what_is_saved_comes_back(root, tiny_vae, digits):
    x, label = as_float(digits.images), digits.labels
    model = checkpoints.load("run-2", root)
    assert not model.training
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}
    with torch.no_grad():
        assert torch.allclose(model.reconstruct(x, label), tiny_vae.half().float().reconstruct(x, label))
    assert checkpoints.card("run-2", root).metrics.mse == 0.1
    assert checkpoints.latents("run-2", root)["mean"].tolist() == [[1, 2]]
    assert checkpoints.latents("run-2", root)["mean"].dtype == np.float32
    assert checkpoints.replay("run-2", root)["step"].tolist() == [0, 1]
    assert checkpoints.raw("run-2", "model.safetensors", root) == (root / "run-2" / "model.safetensors").read_bytes()


def test_names_are_in_an_order_a_person_expects(root):
    assert checkpoints.names(root) == ["run-2", "run-2-beta-0.5", "run-10"]


def test_nothing_there_is_no_error(tmp_path):
    assert checkpoints.names(tmp_path / "nowhere") == []


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def edit(path: Path) -> None:
    path.write_text(path.read_text().replace("0.1", "0.01"))


DAMAGE = [
    ("run.json", Path.unlink, "run.json: missing"),
    ("run.json", truncate, "not valid JSON"),
    ("run.json", edit, "changed since it was saved"),
    ("run.json", lambda path: path.write_text("[1, 2]"), "not a card of format 1"),
    ("run.json", lambda path: path.write_text('{"format": 99}'), "not a card of format 1"),
    ("run.json", lambda path: path.write_bytes(b"\xff\xfe\x00"), "not valid JSON"),
    ("model.safetensors", Path.unlink, "model.safetensors: missing"),
    ("model.safetensors", truncate, "model.safetensors: damaged"),
    ("model.safetensors", flip, "model.safetensors: damaged"),
    ("latents.safetensors", flip, "latents.safetensors: damaged"),
    ("replay.safetensors", lambda path: path.write_bytes(b""), "replay.safetensors: damaged"),
]


@pytest.mark.parametrize(("file", "damage", "words"), DAMAGE)
def test_a_damaged_run_is_named_and_skipped(root, file, damage, words):
    damage(root / "run-10" / file)
    for read in (checkpoints.card, checkpoints.load, checkpoints.latents, checkpoints.replay):
        with pytest.raises(CheckpointError, match=words):
            read("run-10", root)
    cards, problems = checkpoints.survey(root)
    assert list(cards) == ["run-2", "run-2-beta-0.5"]
    assert words in str(problems[0])
    assert str(root / "run-10") in str(problems[0])


def forge(root: Path, change) -> None:
    """Edit a card and sign it again, as someone who knows the format could."""
    path = root / "run-10" / "run.json"
    card = json.loads(path.read_text())
    change(card)
    card["checksum"] = card_file.checksum_of(card)
    path.write_text(json.dumps(card))


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card["model"]["encoder"][0].update(out=5),
        lambda card: card["model"]["decoder"][-1].update(out=2),
    ],
)
def test_a_layer_list_that_does_not_fit_is_refused(root, change):
    forge(root, change)
    with pytest.raises(CheckpointError, match=r"model\.safetensors: the weights do not fit"):
        checkpoints.load("run-10", root)


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card["files"].pop("model.safetensors"),
        lambda card: card["files"].update({"../../etc/passwd": "0"}),
        lambda card: card.update(files=7),
        lambda card: card.pop("name"),
        lambda card: card.pop("model"),
    ],
)
def test_a_forged_card_reads_no_other_file(root, change):
    forge(root, change)
    with pytest.raises(CheckpointError, match=r"run\.json: "):
        checkpoints.card("run-10", root)


def test_a_renamed_folder_says_whose_it_is(root):
    (root / "run-10").rename(root / "other")
    with pytest.raises(CheckpointError, match="belongs to the run 'run-10'"):
        checkpoints.card("other", root)


@pytest.mark.parametrize("name", ["", ".", "..", "../run-2", "a/b", "a\\b", "-x", ".hidden", "x" * 65, "é", "a\0b", "run-2\n"])
def test_a_name_cannot_leave_the_folder(root, name):
    with pytest.raises(CheckpointError, match="cannot be a run's name"):
        checkpoints.load(name, root)


def test_an_unknown_run_says_how_to_get_it(root):
    with pytest.raises(CheckpointError, match=r"python train\.py missing"):
        checkpoints.card("missing", root)


def test_a_foreign_folder_and_a_stray_file_do_no_harm(root):
    (root / "foreign").mkdir()
    (root / "foreign" / "weights.pkl").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    (root / "README").write_text("hello")
    cards, problems = checkpoints.survey(root)
    assert len(cards) == 3
    assert [str(problem) for problem in problems] == [f"{root / 'foreign' / 'run.json'}: missing"]


def test_saving_again_replaces_the_run_whole(root, tiny_vae):
    checkpoints.save(card_content("run-2", mse=0.2), tiny_vae, LATENTS, REPLAY, root)
    assert checkpoints.card("run-2", root).metrics.mse == 0.2
    assert not list(root.glob(".*"))


def test_between_the_two_renames_of_a_save_the_old_run_still_stands(root):
    (root / "run-2").rename(root / ".run-2.old")
    assert "run-2" in checkpoints.names(root)
    assert checkpoints.load("run-2", root)
    checkpoints.tidy(root)
    assert (root / "run-2").is_dir()
    assert not list(root.glob(".*"))


def test_tidy_keeps_a_save_in_progress_and_drops_an_abandoned_one(root):
    (root / ".run-9.abandoned.partial").mkdir()
    with held.folder(root, "run-9", ".partial") as fresh:
        checkpoints.tidy(root)
        assert list(root.glob(".*")) == [fresh]
    assert not list(root.glob(".*"))
    assert len(checkpoints.names(root)) == 3


def test_where_folders_have_no_locks_their_age_decides(root, monkeypatch):
    monkeypatch.setattr(held, "fcntl", None)
    for name, age in (("fresh", 0), ("stale", 2 * held.STALE)):
        folder = root / f".run-9.{name}.partial"
        folder.mkdir()
        then = folder.stat().st_mtime - age
        os.utime(folder, (then, then))
    checkpoints.tidy(root)
    assert [folder.name for folder in root.glob(".*")] == [".run-9.fresh.partial"]


def test_a_save_that_fails_leaves_the_old_run(root, tiny_vae, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoints.os, "fsync", full)
    with pytest.raises(CheckpointError, match="No space left"):
        checkpoints.save(card_content("run-2", mse=0.3), tiny_vae, LATENTS, REPLAY, root)
    assert checkpoints.card("run-2", root).metrics.mse == 0.1
    assert not list(root.glob(".*"))


def test_a_number_that_is_not_finite_is_never_written(root, tiny_vae):
    with pytest.raises(CheckpointError, match="run-2: .*finite"):
        checkpoints.save(card_content("run-2", mse=float("nan")), tiny_vae, LATENTS, REPLAY, root)
    assert checkpoints.card("run-2", root).metrics.mse == 0.1


def test_reading_cards_never_imports_torch(root):
    code = f"""import sys
from aelab import checkpoints, held
root = {str(root)!r}
assert len(checkpoints.names(root)) == 3
checkpoints.card("run-2", root); checkpoints.latents("run-2", root); checkpoints.raw("run-2", "model.safetensors", root)
assert "torch" not in sys.modules, "torch was imported"
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_shipped_runs_are_whole():
    """Every shipped run loads, is what its recipe says, and fits the budget on disk."""
    from aelab.families import FAMILIES
    from aelab.runs import RUNS

    cards, problems = checkpoints.survey()
    assert problems == []
    assert set(RUNS) <= set(cards)
    for name, run in RUNS.items():
        assert cards[name].recipe == run.recipe, name  # an older card has the defaults of newer fields
        assert cards[name].model == FAMILIES[run.recipe.family](run.recipe.latent_size), name
        assert (checkpoints.ROOT / name / "model.safetensors").stat().st_size <= 2_000_000, name
        assert (checkpoints.ROOT / name / "replay.safetensors").stat().st_size <= 600_000, name
        assert checkpoints.load(name).spec.latent_size == run.recipe.latent_size
    total = sum(file.stat().st_size for file in checkpoints.ROOT.rglob("*") if file.is_file())
    assert total <= 60_000_000


def test_a_folder_of_any_name_is_skipped_with_a_sentence(tmp_path):
    names = ["mlp-ae-2²", "①", "٣", "mlp-ae-2 copy", "con", "1" * 40, "ü", "a" * 100]
    for name in names:
        (tmp_path / name).mkdir()
    cards, problems = checkpoints.survey(tmp_path)
    assert not cards
    assert len(problems) == len(names)
    assert all(str(problem) for problem in problems)
