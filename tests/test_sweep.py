"""Sweeps: options crossed, and the same runs trained one by one, side by side and on a Dask cluster."""

import hashlib
import os
import signal
import sys
import types
from contextlib import suppress
from multiprocessing import forkserver

import pytest
import torch
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.backend import context
from msgspec.structs import replace

import train
from aelab import asked, checkpoints, data, evaluating, measuring, report, sweep, sweep_table
from aelab.card_file import CheckpointError
from aelab.runs import RUNS
from tests import no_job, small_job
from tests.uncompiled import made_up

OWN = ["--family", "mlp-ae", "--epochs", "1", "--batch-size", "16"]
SIX = [*OWN, "--name", "tiny", "--sweep", "latent-size=2,3 seed=0,1,2"]
HANGS = 900  # seconds, several times what a busy machine needs
NAMES = [f"tiny-latent-size-{size}-seed-{seed}" for size in (2, 3) for seed in (0, 1, 2)]


def runs(*words, root):
    return asked.wanted(train._parser().parse_args([*words, "--checkpoints", str(root)]))


def weights(root):
    """What must be the same wherever a run was trained: its weights, codes and replay, by their sha256."""
    return {name: {part: hashlib.sha256(data).hexdigest() for part, data in checkpoints.files(name, root).items()} | {"run.json": ""}
            for name in checkpoints.names(root)}  # fmt: skip


@pytest.fixture
def own_main(monkeypatch):
    """A process that another one starts imports what that one runs as `__main__`: after a test of a page (AppTest) that is the page."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))


@pytest.fixture
def workers():
    """joblib's processes are those of one test, which may kill them: returns how to find their ids."""
    get_reusable_executor().shutdown()
    yield lambda: list(get_reusable_executor(reuse=True)._processes)
    get_reusable_executor(reuse=True).shutdown()


@pytest.fixture
def forked(monkeypatch):
    """Processes that joblib and Dask start fork from one that nothing has run in and that has imported what they all need, which takes several
    times as long as what they do here."""
    forkserver.set_forkserver_preload(["tests.small_job", "distributed"])
    forkserver.ensure_running()
    monkeypatch.setattr(context, "_DEFAULT_START_METHOD", "forkserver")


@pytest.fixture
def watched():
    """What other processes are waited for in fails with a sentence where it would hang: after a time that no machine needs, and again should
    the waiting for their end hang, too."""

    def over(*_):
        pytest.fail(f"nothing came back from the other processes for {HANGS} seconds: they hang, or were killed")

    if not hasattr(signal, "SIGALRM"):  # on Windows
        yield
        return
    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, HANGS, HANGS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def six(request, tmp_path_factory):
    """The six, the digits to train and to test on, and the first four, trained one after another in this process."""
    split = request.getfixturevalue("digits"), request.getfixturevalue("test_digits")
    root = tmp_path_factory.mktemp("six")
    wanted = runs(*SIX, root=root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep, "job", small_job.job)
        done = list(sweep.side_by_side(wanted[:4], root, "cpu", 1, None, split))
    assert [one.problem for one in done] == [""] * 4
    return wanted, split, root


REFUSED = {
    "betta=1,2": "--sweep: unknown option 'betta'; it crosses family, latent-size, beta, noise",
    "name=a,b": "--sweep: unknown option 'name'",
    "beta=1,-2": "argument --beta: '-2' is not a number at least 0",
    "beta=1,,2": "--sweep: 'beta=1,,2' lacks a value; write beta=A,B,C",
    "beta": "--sweep: 'beta' lacks a value",
    "latent-size=2,2": "--sweep: a value of latent-size is there twice",
    "beta=1,1.0": "--sweep: a value of beta is there twice",
    "beta=1 beta=2": "--sweep: beta is there twice",
    " ": "--sweep: no option to cross",
    "noise=rain,none": "unknown noise 'rain'; the kinds are gaussian",
    "epochs=1,2": "--epochs is given, and in --sweep, too",
    "initialisation=torch,warm": "invalid choice: 'warm'",
}


@pytest.mark.parametrize("axes", REFUSED)
def test_what_cannot_be_crossed_gets_one_clear_line(axes, tmp_path, capsys):
    try:
        status = train.main([*OWN, "--sweep", axes, "--checkpoints", str(tmp_path)])
    except SystemExit as stop:
        status = stop.code
    assert status == 2
    assert REFUSED[axes] in capsys.readouterr().err.strip().splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_every_combination_is_a_run_with_a_name_of_its_own_however_it_is_typed(tmp_path):
    found = runs(*SIX, root=tmp_path)
    assert [run.recipe.name for run in found] == NAMES
    assert [(run.recipe.latent_size, run.recipe.seed, run.recipe.epochs) for run in found[:4]] == [(2, 0, 1), (2, 1, 1), (2, 2, 1), (3, 0, 1)]  # fmt: skip
    levels, again = (
        runs("--family", "conv-ae", "--sweep", text, root=tmp_path)
        for text in ("noise-level=0.5,0.1/0.90 beta=1", "noise-level=.5,.1/.9 beta=1.0")
    )
    assert levels == again
    assert [run.recipe.noise_levels for run in levels] == [(0.5, 0.5), (0.1, 0.9)]
    assert levels[1].recipe.name == "my-conv-ae-noise-level-0.1-0.9-beta-1"


def test_a_shipped_run_is_crossed_by_its_own_recipe_and_is_itself_where_nothing_differs(tmp_path):
    first, second, third = runs("conv-vae-2", "--sweep", "seed=0,1,2", root=tmp_path)
    assert first is RUNS["conv-vae-2"]
    assert [second.recipe.name, third.recipe.name] == ["conv-vae-2-seed-1", "conv-vae-2-seed-2"]
    assert second.recipe.epochs == first.recipe.epochs
    assert second.recipe.muon_rate == first.recipe.muon_rate > 0


@pytest.mark.slow
def test_a_sweep_that_is_started_again_trains_what_is_missing(digits, test_digits, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data, "mnist", lambda train, download=True: digits if train else test_digits)
    monkeypatch.setattr(sweep, "mnist", data.mnist)
    monkeypatch.setattr(measuring, "measure", made_up)
    command = [*OWN, "--name", "tiny", "--sweep", "latent-size=2 seed=0,1,2", "--jobs", "1", "--checkpoints", str(tmp_path)]
    assert train.main(command) == 0
    said = capsys.readouterr().out
    assert said.startswith("3 runs to train, 1 at a time\n")
    assert said.count(": saved (") == 3
    whole = weights(tmp_path)
    assert list(whole) == NAMES[:3]
    (tmp_path / NAMES[1] / "model.safetensors").write_bytes(b"half")
    assert train.main(command) == 0
    said = capsys.readouterr().out
    assert said.count("already trained") == 2
    assert "1 runs to train" in said
    assert f"{NAMES[1]}: saved (1 of 1)" in said
    assert weights(tmp_path) == whole
    assert train.main([word if word != "16" else "32" for word in command]) == 2
    assert "is there with another recipe" in capsys.readouterr().err
    assert weights(tmp_path) == whole


def test_a_run_that_fails_is_named_and_the_others_are_trained(digits, test_digits, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(data, "mnist", lambda train, download=True: digits if train else test_digits)
    monkeypatch.setattr(sweep, "mnist", data.mnist)
    command = [*OWN, "--sweep", "learning-rate=1e30,0.003", "--jobs", "1", "--checkpoints", str(tmp_path)]
    assert train.main([word if word != "1" else "3" for word in command[:-4]] + command[-4:]) == 1
    assert "1 of 2 runs were not trained: my-mlp-ae-learning-rate-1e30: the loss is no longer finite" in capsys.readouterr().err
    assert checkpoints.names(tmp_path) == ["my-mlp-ae-learning-rate-0.003"]


def test_a_table_says_how_far_all_are_and_what_tells_runs_apart(capsys, monkeypatch):
    names = [f"my-conv-vae-beta-{beta}-seed-0" for beta in (1, 4)]
    with sweep_table.Table(names) as table:
        table.show(names[0], 1, 2, "training")
        table.end(names[0], failed=True)
    said = capsys.readouterr().err.split("\r")
    assert [line.split("|")[-1].strip() for line in said if line.strip()][:1] == ["0 of 2 runs done"]
    assert "1 of 2 runs done in 0:00, 1 of them not trained" in said[-1]
    assert "training" not in "".join(said), "rows are for a terminal"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with sweep_table.Table(names) as table:
        for name in names:
            table.show(name, 1, 2, "training")
    said = capsys.readouterr().err
    assert " 45%|" in said
    assert "| beta-4-seed-0: training" in said
    assert "0 of 2 runs done in 0:00, about 0:00 left" in said


@pytest.mark.slow
def test_files_are_received_whole_or_not_at_all(six, tmp_path):
    wanted, split, _ = six
    done = small_job.job(wanted[0], "cpu", None, split)
    checkpoints.receive(done.name, done.files, tmp_path)
    assert checkpoints.files(done.name, tmp_path) == done.files
    for name, files in [
        ("cut", {**done.files, "replay.safetensors": done.files["replay.safetensors"][:-1]}),
        ("other", done.files),
        ("less", {part: bytes_ for part, bytes_ in done.files.items() if part != "model.safetensors"}),
        ("../up", done.files),
    ]:
        with pytest.raises(CheckpointError):
            checkpoints.receive(name, files, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [done.name]


def killing(found, victim):
    """Kill a process as soon as the first run is back."""
    names = []
    for done in found:
        assert not done.problem
        if not names:
            with suppress(ProcessLookupError):
                os.kill(victim(), signal.SIGKILL)
        names.append(done.name)
    return names


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_jobs_of_a_process_that_is_killed_are_begun_again(tmp_path, own_main, watched, workers, monkeypatch):
    monkeypatch.setattr(sweep, "job", no_job.job)
    first = []
    names = killing(
        sweep.side_by_side(runs(*SIX, root=tmp_path)[:4], tmp_path, "cpu", 2, None), lambda: first.extend(workers()) or first[0]
    )
    assert not {*first} & {*workers()}
    assert sorted(names) == NAMES[:4]
    assert sorted(path.name for path in tmp_path.iterdir()) == NAMES[:4]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL, and forks no process")
def test_processes_side_by_side_give_the_same_runs_though_one_is_killed(
    six, tmp_path, own_main, watched, workers, forked, monkeypatch
):
    monkeypatch.setattr(sweep, "job", small_job.job)
    wanted, split, there = six
    alone = weights(there)
    names = killing(sweep.side_by_side(wanted[:4], tmp_path, "cpu", 2, None, split), lambda: workers()[0])
    assert sorted(names) == NAMES[:4]
    assert weights(tmp_path) == {name: alone[name] for name in names}
    checkpoints.tidy(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == NAMES[:4]
    monkeypatch.setattr(evaluating, "measured", small_job.measured)
    here, there = ({done.name: done.metrics for done in evaluating.again(NAMES[:2], tmp_path, split[1], jobs)} for jobs in (1, 2))
    assert here == there  # measured again in the same processes: to the last bit


async def gone():
    """In place of starting a worker again, which takes as long as all that the other one has to do."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL, and forks no process")
def test_a_dask_cluster_gives_the_same_runs_though_a_worker_is_killed(six, tmp_path, own_main, watched, forked, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install -r requirements-cluster.txt")
    dask = pytest.importorskip("dask")
    monkeypatch.setattr(sweep, "job", small_job.job)
    monkeypatch.setattr(sweep, "PATIENCE", HANGS)  # a busy machine is slow to answer
    wanted, split, there = six
    alone = weights(there)
    forking = dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"})
    with forking, distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        victim = cluster.workers[0]
        process = victim.pid  # later, on a busy machine, Dask may have given it up as it is killed here
        monkeypatch.setattr(victim, "instantiate", gone)  # it does not come back
        names = killing(sweep.side_by_side(wanted[:4], tmp_path, "cpu", 1, cluster.scheduler_address, split), lambda: process)
    assert sorted(names) == NAMES[:4]
    assert weights(tmp_path) == {name: alone[name] for name in names}
    assert sorted(path.name for path in tmp_path.iterdir()) == NAMES[:4]


def test_without_dask_or_a_scheduler_there_is_a_sentence(tmp_path, monkeypatch, capsys):
    command = [*OWN, "--dask", "tcp://127.0.0.1:9", "--checkpoints", str(tmp_path)]
    monkeypatch.setattr(sweep, "PATIENCE", 0.2)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert train.main(command) == 1
    assert "--dask needs Dask: pip install -r requirements-cluster.txt" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setattr(sweep, "PATIENCE", 0.2)
    pytest.importorskip("distributed", reason="Dask is not installed: pip install -r requirements-cluster.txt")
    assert train.main(command) == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err
    assert train.main([*command, "--jobs", "2"]) == 2
    assert torch.get_num_threads() == 1


@pytest.mark.slow
def test_runs_that_differ_in_their_seed_alone_are_said_with_their_spread(six, tmp_path):
    *_, there = six
    for name, mse in zip(NAMES[:4], (0.1, 0.2, 0.6, 9.0), strict=True):  # three seeds of one recipe, and one of another
        checkpoints.receive(name, checkpoints.files(name, there), tmp_path)
        checkpoints.remeasured(name, replace(checkpoints.card(name, tmp_path).metrics, mse=mse), tmp_path)
    (line,) = report.seeds(checkpoints.survey(tmp_path)[0].values())
    assert line.startswith("tiny-latent-size-2-seed-0 and 2 more seeds (mean ± standard deviation): ")
    assert "mse 0.3000 ± 0.2646" in line  # of 0.1, 0.2 and 0.6
    assert "kl" not in line
