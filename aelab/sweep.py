"""Trainings side by side: jobs that know no order, in processes of this machine or on the workers of a Dask cluster, through joblib.

A job trains on one thread wherever it runs: how sums are split among threads is seen in a weight's last bits, and the same
recipe on the same kind of device is to give the same weights. Two such jobs get more done than one on two threads.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import torch
from joblib import Parallel, delayed, parallel_config
from joblib.externals.loky.process_executor import TerminatedWorkerError
from threadpoolctl import threadpool_limits

from aelab import checkpoints
from aelab.card_file import CheckpointError
from aelab.data import Digits, mnist
from aelab.events import Step, TrainingError
from aelab.mnist_form import DataError
from aelab.pipeline import train
from aelab.runs import Run
from aelab.sweep_table import EVERY, Table, watched
from aelab.training import pick_device

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10  # seconds for a scheduler to answer
DEATHS = 3  # of workers in a row without a run finished in between, as Dask counts them for a task
CLUSTER = "requirements-cluster.txt"
_ALONE = threading.Lock()  # a worker's threads share PyTorch's generator and its number of threads

Split = tuple[Digits, Digits]


class SweepError(Exception):
    """Jobs that cannot be run; what was finished is kept."""


class Done(NamedTuple):
    """What comes back of a job: the run's files where it could not save them itself, and what went wrong, or nothing."""

    name: str
    files: dict[str, bytes] | None
    problem: str


def cores() -> int:
    """How many jobs this machine has room for."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(
    runs: list[Run], root: Path, device: str, jobs: int, address: str | None, digits: Split | None = None
) -> Iterator[Done]:
    """Train runs, `jobs` at a time here or as many as the Dask cluster at `address` has threads, and yield what is saved, in any order.

    `digits` to train and to test on stand in for MNIST and travel with each job: few ones. Raises `SweepError`.
    """
    with Table([run.recipe.name for run in runs]) as table:
        found = _on_cluster(runs, device, address, digits, table) if address else _here(runs, root, device, jobs, digits, table)
        for done in found:
            if done.files is not None:
                try:
                    checkpoints.receive(done.name, done.files, root)
                except CheckpointError as error:
                    done = done._replace(problem=str(error))
            table.end(done.name, bool(done.problem))
            yield done


def job(run: Run, device: str, root: Path | None, digits: Split | None, topic: str | None = None) -> Done:
    """Train one run in a worker. Without a `root` that the worker shares, its files come back as bytes. `topic`: where it tells how far it is."""
    name, tell = run.recipe.name, _teller(topic)
    # scikit-learn would hand its own loops to the cluster, too, and this job's place to another one meanwhile
    with _ALONE, parallel_config("sequential"), threadpool_limits(1), tempfile.TemporaryDirectory() as own:
        torch.set_num_threads(1)
        folder = Path(own) if root is None else root
        try:
            split = digits or (mnist(train=True), mnist(train=False))
            events = train(run.recipe, run.reason, split, pick_device(device), folder, lambda doing: tell(name, 1, 1, doing))
            for event in events:
                if isinstance(event, Step):
                    tell(name, event.step, event.steps, "training")
            return Done(name, checkpoints.files(name, folder) if root is None else None, "")
        except (TrainingError, CheckpointError, DataError) as error:
            return Done(name, None, str(error))


def _here(runs: list[Run], root: Path, device: str, jobs: int, digits: Split | None, table: Table) -> Iterator[Done]:
    """In processes of this machine; a single one at a time in this very process. Runs whose worker was killed are begun again."""
    threads, left, deaths = torch.get_num_threads(), {run.recipe.name: run for run in runs}, 0
    with watched(root, table):
        try:
            while left:
                try:
                    with parallel_config("loky", inner_max_num_threads=1) if jobs > 1 else parallel_config("sequential"):
                        for done in _parallel(jobs)(delayed(job)(run, device, root, digits) for run in list(left.values())):
                            deaths = 0
                            del left[done.name]
                            yield done
                except TerminatedWorkerError:
                    deaths += 1
                    if deaths == DEATHS:
                        raise SweepError(
                            f"{DEATHS} workers were killed one after another; is there memory for {jobs} jobs?"
                        ) from None
        finally:
            torch.set_num_threads(threads)


def _on_cluster(runs: list[Run], device: str, address: str, digits: Split | None, table: Table) -> Iterator[Done]:
    """On a Dask cluster, which gives the jobs of a worker that was killed to another one."""
    topic = f"aelab-{uuid4().hex}"
    with _client(address) as client, parallel_config("dask"):
        client.subscribe_topic(topic, lambda event: table.show(*event[1]))
        yield from _parallel(-1)(delayed(job)(run, device, None, digits, topic) for run in runs)


def _parallel(jobs: int) -> Parallel:
    return Parallel(jobs, return_as="generator_unordered", batch_size=1)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        raise SweepError(f"--dask needs Dask: pip install -r {CLUSTER}") from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError):
        raise SweepError(f"no Dask scheduler answers at {address} within {PATIENCE} seconds") from None
    with client:
        # by value, so that it runs where there is no aelab
        there = client.run(lambda: __import__("importlib.util").util.find_spec("aelab") is not None)
        if not there:
            raise SweepError(f"the Dask scheduler at {address} has no workers")
        if lacking := sorted(worker for worker, has in there.items() if not has):
            raise SweepError(f"{', '.join(lacking)}: no aelab there; start the workers in the project's folder")
        yield client


def _teller(topic: str | None) -> Callable[[str, int, int, str], None]:
    """How a job says how far it is. Where it shares a folder with the parent that is `aelab.telling`'s matter."""
    if topic is None:
        return lambda *now: None
    from distributed import get_worker

    last, said = 0.0, ""

    def tell(name: str, step: int, steps: int, doing: str) -> None:
        nonlocal last, said
        if time.monotonic() - last > EVERY or doing != said:
            last, said = time.monotonic(), doing
            get_worker().log_event(topic, (name, step, steps, doing))

    return tell
