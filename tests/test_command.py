"""train.py as a person types it."""

import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from msgspec.structs import replace

import train
from aelab import checkpoints, data, evaluating, gallery, measuring, pipeline, training
from aelab.runs import Recipe
from tests.conftest import card_content
from tests.uncompiled import made_up

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def small(monkeypatch, digits, test_digits):
    """MNIST is 64 and 60 small images, so that a run takes a second."""
    monkeypatch.setattr(data, "mnist", lambda train, download=True: digits if train else test_digits)


@pytest.fixture
def unmeasured(small, monkeypatch):
    """And they have made-up figures: for what is not about figures."""
    monkeypatch.setattr(measuring, "measure", made_up)


TINY = ["--family", "mlp-ae", "--latent-size", "2", "--epochs", "1", "--batch-size", "16", "--name", "tiny"]

REFUSED = {
    "--family mlp-ae --latent-size 0": "'0' is not a whole number at least 1",
    "--family mlp-ae --latent-size two": "'two' is not a whole number",
    "--family conv-vae --beta -1": "'-1' is not a number at least 0",
    "--family conv-vae --beta nan": "'nan' is not a number at least 0",
    "--family conv-vae --epochs 0": "'0' is not a whole number at least 1",
    "--family conv-vae --learning-rate 0": "'0' is not a number above 0",
    "--family conv-vae --noise-level 1.5": "at most 1",
    "--family conv-vae --noise-level 0.5 0.1": "ascending order",
    "--family conv-vae --noise rain": "unknown noise 'rain'; the kinds are gaussian",
    "--family transformer": "unknown family 'transformer'; the families are mlp-ae",
    "--latent-size 4": "needs --family",
    "--family conv-denoiser --latent-size 5": "392 numbers",
    "--family mlp-ae --name ../away": "cannot be a run's name",
    "--family mlp-ae --name conv-vae-2": "the name of a shipped run",
    "--family mlp-ae --name Conv-VAE-2": "the name of a shipped run",  # one folder on macOS and Windows
    "--family mlp-ae --name con": "Windows has no folder of that name",
    "--family mlp-ae --name LPT1.old": "Windows has no folder of that name",
    "--family mlp-ae --name my.run.": "Windows has no folder of that name",
    "conv-vae-3": "unknown run 'conv-vae-3'; the shipped runs are mlp-ae-2",
    "conv-vae-2 --epochs 3": "a shipped run's recipe is fixed",
    "--family pca --epochs 3 --noise gaussian": "--epochs, --noise: pca is solved, not trained step by step",
    "--family mlp-ae --device tpu": "unknown device 'tpu'",
}


@pytest.mark.parametrize("words", REFUSED)
def test_bad_options_get_one_clear_line_and_status_2(words, small, tmp_path, capsys):
    try:
        status = train.main([*words.split(), "--checkpoints", str(tmp_path)])
    except SystemExit as stop:  # argparse's own way
        status = stop.code
    said = capsys.readouterr().err.strip().splitlines()
    assert status == 2
    assert REFUSED[words] in said[-1]
    assert list(tmp_path.iterdir()) == []


def test_validating_trains_on_eleven_twelfths_and_saves_nothing(small, digits, tmp_path, capsys, monkeypatch):
    seen = []
    real = training.fit
    monkeypatch.setattr(
        training, "fit", lambda model, rest, held_out, *more: seen.append((rest, held_out)) or real(model, rest, held_out, *more)
    )
    assert train.main([*TINY, "--validate", "--checkpoints", str(tmp_path)]) == 0
    (rest, held_out), said = seen[0], capsys.readouterr().out
    assert torch.equal(torch.cat([rest.images, held_out.images]), digits.images)
    assert len(held_out.images) == 5
    assert re.search(r"tiny: 5 held-out training digits, reconstruction \d+\.\d\d\n", said)
    assert list(tmp_path.iterdir()) == []


def test_no_data_and_no_network(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AELAB_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("AELAB_MIRROR", "http://127.0.0.1:9/")
    assert train.main([*TINY, "--checkpoints", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "could not be downloaded" in said
    assert "AELAB_DATA" in said


def test_a_folder_that_cannot_be_written(tmp_path, small, capsys):
    (tmp_path / "file").write_text("")
    assert train.main([*TINY, "--checkpoints", str(tmp_path / "file")]) == 2
    assert "cannot be written to" in capsys.readouterr().err


def test_a_run_is_trained_once_and_again_only_when_forced(unmeasured, tmp_path, capsys):
    command = [*TINY, "--checkpoints", str(tmp_path)]
    assert train.main(command) == 0
    assert "tiny: saved (1 of 1)" in capsys.readouterr().out
    first = (tmp_path / "tiny" / "run.json").stat().st_mtime_ns
    assert train.main(command) == 0
    assert "already trained" in capsys.readouterr().out
    assert (tmp_path / "tiny" / "run.json").stat().st_mtime_ns == first
    assert train.main([*command, "--force"]) == 0
    assert (tmp_path / "tiny" / "run.json").stat().st_mtime_ns > first


def test_a_damaged_run_is_reported_and_trained_again(unmeasured, tmp_path, capsys):
    command = [*TINY, "--checkpoints", str(tmp_path)]
    train.main(command)
    (tmp_path / "tiny" / "model.safetensors").write_bytes(b"half")
    assert train.main(command) == 0
    assert "model.safetensors: damaged" in capsys.readouterr().err
    assert checkpoints.names(tmp_path) == ["tiny"]


def test_the_recipe_is_what_was_typed(unmeasured, tmp_path):
    options = "--family conv-vae --latent-size 3 --beta 2 --noise masking --noise-level 0.1 0.4 --reconstruction mse --seed 7"
    assert train.main([*options.split(), *["--epochs", "1", "--batch-size", "16"], "--checkpoints", str(tmp_path)]) == 0
    recipe = checkpoints.card("my-conv-vae-3", tmp_path).recipe
    wanted = {"family": "conv-vae", "latent_size": 3, "beta": 2, "noise": "masking", "noise_levels": (0.1, 0.4)}
    assert replace(recipe, **wanted) == recipe
    assert (recipe.reconstruction, recipe.seed, recipe.epochs) == ("mse", 7, 1)


def test_a_diverging_run_ends_with_a_sentence_and_saves_nothing(small, tmp_path, capsys):
    command = [*TINY, "--learning-rate", "1e30", "--epochs", "3", "--checkpoints", str(tmp_path)]
    assert train.main(command) == 1
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "tiny: the loss is no longer finite" in said
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_says_what_is_safe(unmeasured, tmp_path, capsys, monkeypatch):
    train.main([*TINY, "--checkpoints", str(tmp_path)])

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "backward", interrupted)
    second = [word if word != "tiny" else "second" for word in TINY]
    assert train.main([*second, "--checkpoints", str(tmp_path)]) == 130
    assert "finished runs are saved" in capsys.readouterr().err
    assert checkpoints.names(tmp_path) == ["tiny"]
    assert not list(tmp_path.glob(".*"))


@pytest.mark.slow
def test_figures_are_written(small, tmp_path):
    out = tmp_path / "pictures"
    command = ["--family", "conv-vae", "--latent-size", "3", "--epochs", "1", "--batch-size", "16", "--name", "drawn"]
    assert train.main([*command, "--checkpoints", str(tmp_path / "runs"), "--figures", str(out)]) == 0
    found = {path.name for path in (out / "drawn").iterdir()}
    assert {"reconstructions.png", "denoising.png", "iterated.png", "interpolation.png", "prior-samples.png"} <= found
    assert {"maps-encoder.0.conv2d.png", "losses.html", "latents.html", "noise.html"} <= found
    assert 'http-equiv="refresh"' not in (out / "drawn" / "losses.html").read_text()


def test_evaluate_recomputes_and_notices_a_changed_figure(small, tmp_path, capsys):
    where = ["--checkpoints", str(tmp_path)]
    train.main([*TINY, *where])
    assert train.main(["--evaluate", *where]) == 0
    assert "as stored" in capsys.readouterr().out
    card = checkpoints.card("tiny", tmp_path)
    content = card.to_json()
    content["metrics"]["mse"] *= 1.1
    checkpoints.save(
        content,
        checkpoints.load("tiny", tmp_path),
        checkpoints.latents("tiny", tmp_path),
        checkpoints.replay("tiny", tmp_path),
        tmp_path,
    )
    assert train.main(["--evaluate", *where]) == 1
    assert "NOT AS STORED: mse differs by 9.1%" in capsys.readouterr().out


@pytest.mark.slow
def test_evaluate_gives_a_card_of_before_its_new_figures(small, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        "aelab.outliers.measure", lambda *_: card_content("")["metrics"]["outliers"]
    )  # the slow half of measuring
    where = ["--checkpoints", str(tmp_path)]
    tiny = ["dense-vae" if word == "mlp-ae" else word for word in TINY]
    assert train.main([*tiny, *where]) == 0
    before = checkpoints.card("tiny", tmp_path).metrics
    new = dict.fromkeys(("bce_sampled", "negative_elbo_se", "importance_bound"))
    old = replace(before, negative_elbo=before.bce + before.kl, **new)
    checkpoints.remeasured("tiny", old, tmp_path)
    capsys.readouterr()
    for options, status in (([], 1), (["--keep"], 0), ([], 0)):
        assert train.main(["--evaluate", *options, *where]) == status
        said = capsys.readouterr().out
        assert ("NOT AS STORED: new: bce_sampled, importance_bound, negative_elbo, negative_elbo_se;" in said) == (
            "as stored" not in said
        )
    assert checkpoints.card("tiny", tmp_path).metrics.to_json().keys() == before.to_json().keys()


def test_evaluate_stopped_in_the_middle_loses_nothing(small, tiny_vae, tmp_path, capsys, monkeypatch):
    where, arrays = ["--checkpoints", str(tmp_path)], {"any": np.zeros(1)}
    for name in ("a", "b", "c"):
        checkpoints.save(card_content(name), tiny_vae, arrays, arrays, tmp_path)
    new = replace(checkpoints.card("a", tmp_path).metrics, mse=0.125)
    ends = iter([new, new, KeyboardInterrupt] * 2)

    def measure(*_):
        if (end := next(ends)) is KeyboardInterrupt:
            raise end
        return end

    monkeypatch.setattr(evaluating, "measure", measure)
    for options, kept, words in (([], 0, "nothing was changed"), (["--keep"], 2, "the runs that were measured have")):
        assert train.main(["--evaluate", *options, "--jobs", "1", *where]) == train.STOPPED
        assert words in capsys.readouterr().err
        cards, problems = checkpoints.survey(tmp_path)
        assert problems == []
        assert [card.metrics.mse for card in cards.values()].count(0.125) == kept
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_evaluate_without_runs_says_so(small, tmp_path, capsys):
    assert train.main(["--evaluate", "--checkpoints", str(tmp_path)]) == 2
    assert "no checkpoint to evaluate" in capsys.readouterr().err
    assert train.main(["ghost", "--evaluate", "--checkpoints", str(tmp_path)]) == 2


def test_help_shows_examples():
    done = subprocess.run([sys.executable, "train.py", "--help"], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0
    assert "python train.py --family conv-vae --latent-size 4 --beta 2" in done.stdout


def test_the_readmes_table_is_the_commands(capsys):
    train.main(["--table"])
    readme = (PROJECT / "README.md").read_text()
    for row in capsys.readouterr().out.strip().splitlines():
        assert row in readme


# Trains tiny runs one after another, forever, into the folder it is given
HARNESS = """
import pathlib, sys, torch
sys.path.insert(0, {project!r})
from tests.uncompiled import without_compiler, without_measuring
without_compiler()
without_measuring()
from aelab import pipeline
from aelab.data import Digits
from aelab.runs import Recipe
g = torch.Generator().manual_seed(0)
digits = Digits((torch.rand(40, 1, 28, 28, generator=g) * 255).to(torch.uint8), torch.arange(40) % 10)
number = 0
while True:
    recipe = Recipe(f"run-{{number % 4}}", "mlp-ae", 2, epochs=1, batch_size=20, seed=number)
    list(pipeline.train(recipe, "", (digits, digits), torch.device("cpu"), pathlib.Path({root!r})))
    print(recipe.name, number, flush=True)
    number += 1
"""


@pytest.mark.slow
def test_kill_never_loses_a_finished_run_nor_leaves_a_broken_one(tmp_path):
    """kill -9 once, in the middle of runs that keep replacing one another; bench/kill.py does it to train.py itself, again and again."""
    root = tmp_path / "runs"
    code = HARNESS.format(project=str(PROJECT), root=str(root))
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    finished = {process.stdout.readline().split()[0] for _ in range(5)}
    time.sleep(0.07)
    process.send_signal(signal.SIGKILL)
    process.wait()
    cards, problems = checkpoints.survey(root)
    assert problems == []
    assert finished <= set(cards)
    for name in cards:
        assert checkpoints.load(name, root)
        assert re.fullmatch(r"run-\d", name)


def test_a_name_that_differs_in_capitals_alone_is_refused_before_the_first_step(unmeasured, tmp_path, capsys):
    where = ["--checkpoints", str(tmp_path)]
    assert train.main([*TINY, *where]) == 0
    capsys.readouterr()
    assert train.main([*TINY[:-1], "Tiny", *where]) == 2
    assert "differs from the run 'tiny' in capitals alone" in capsys.readouterr().err
    assert train.main([*TINY, *where]) == 0  # the run itself is no other


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "ascii", "cp437", "utf-8"])
@pytest.mark.parametrize("words", [["--table"], ["--help"], ["--family", "mlp-ae", "--name", "ünï"]], ids=" ".join)
def test_what_a_command_prints_survives_every_console(encoding, words, monkeypatch):
    out = io.BytesIO()
    console = io.TextIOWrapper(out, encoding, write_through=True)
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, console)
    try:
        status = train.main(words)
    except SystemExit as stop:
        status = stop.code
    monkeypatch.undo()
    said = out.getvalue().decode(encoding)
    assert said
    assert status == (2 if "--name" in words else 0)
    if words == ["--table"]:
        assert f"sampled {'−' if encoding in ('utf-8', 'gbk') else '-'}ELBO" in said or encoding == "gbk"
        assert "?" not in said, "a letter without another way to write it"


def test_a_process_survives_its_console():
    command = [sys.executable, str(PROJECT / "train.py"), "--table"]
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "sampled -ELBO" in done.stdout


@pytest.mark.parametrize("size", [1, 2, 3, 40])
def test_a_run_whose_units_are_all_dead_is_saved_and_measured(size, digits, test_digits, tmp_path, monkeypatch):
    """Codes that are all one have no spread to share, divide by, or begin t-SNE with."""
    monkeypatch.setattr(data, "mnist", lambda train, download=True: digits if train else test_digits)
    recipe = Recipe("dead", "mlp-ae-relu", size, epochs=1, batch_size=16)

    def build_dead(recipe):
        model = built(recipe)
        for parameter in model.encoder.parameters():
            torch.nn.init.constant_(parameter, -1.0)
        return model

    built = pipeline.build
    monkeypatch.setattr(pipeline, "build", build_dead)
    for _ in pipeline.train(recipe, "dead", (digits, test_digits), torch.device("cpu"), tmp_path):
        pass
    arrays = checkpoints.latents("dead", tmp_path)
    assert (arrays["mean"] == arrays["mean"][0]).all()
    assert all(np.isfinite(values).all() for values in arrays.values())
    assert checkpoints.card("dead", tmp_path).metrics.distance.far == 0
    gallery.write("dead", tmp_path / "figures", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("family", ["conv-vae", "mlp-ae", "conv-cvae", "pca"])
def test_a_code_of_one_number_trains_and_draws_its_pictures(family, small, tmp_path):
    words = ["--family", family, "--latent-size", "1", "--name", "one", "--checkpoints", str(tmp_path / "runs")]
    steps = [] if family == "pca" else ["--epochs", "1", "--batch-size", "16"]
    assert train.main([*words, *steps, "--figures", str(tmp_path / "figures")]) == 0
    assert checkpoints.replay("one", tmp_path / "runs")["codes"].shape[2] == 2
    assert (tmp_path / "figures/one/latents.html").is_file()
