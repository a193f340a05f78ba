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
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import torch
from joblib import Parallel, delayed, parallel_config
from joblib.externals.loky.process_executor import TerminatedWorkerError
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from aelab import checkpoints, live
from aelab.card_file import CheckpointError
from aelab.data import Digits, mnist
from aelab.events import Step, TrainingError
from aelab.mnist_form import DataError
from aelab.pipeline import train
from aelab.runs import Run
from aelab.settings import beginning
from aelab.training import pick_device

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10  # seconds for a scheduler to answer
DEATHS = 3  # of workers in a row without a run finished in between, as Dask counts them for a task
EVERY = 0.5  # seconds between two looks at the rows of the table
TRAINED = 0.9  # of a run, when its last step is done: it has yet to be measured
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
    with _Table([run.recipe.name for run in runs]) as table:
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


def _here(runs: list[Run], root: Path, device: str, jobs: int, digits: Split | None, table: _Table) -> Iterator[Done]:
    """In processes of this machine; a single one at a time in this very process. Runs whose worker was killed are begun again."""
    threads, left, deaths = torch.get_num_threads(), {run.recipe.name: run for run in runs}, 0
    with _watched(root, table):
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


def _on_cluster(runs: list[Run], device: str, address: str, digits: Split | None, table: _Table) -> Iterator[Done]:
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


class _Table:
    """A row with a bar for each run that is being trained, in a terminal, and one for all of them, anywhere.

    Bars stand first, below one another, and what is cut in a narrow window is the end of a text. Of a row's name is left what
    the others' do not have, too.
    """

    FORM = "{percentage:3.0f}%|{bar:20}| {desc}"

    def __init__(self, names: list[str]):
        self._names, self._began = _told_apart(names), time.monotonic()
        self._first: float | None = None  # when one of them began: processes take a while to start, and once
        self._all = tqdm(desc=f"0 of {len(names)} runs done", total=len(names), bar_format=self.FORM, dynamic_ncols=True)
        self._rows: dict[str, tqdm[Any]] = {}
        self._ended: set[str] = set()
        self._failed = 0
        self._lock = threading.Lock()

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            for row in (*self._rows.values(), self._all):
                row.close()

    def show(self, name: str, step: int, steps: int, doing: str) -> None:
        with self._lock:
            if name in self._ended:
                return
            self._first = self._first or time.monotonic()
            said = f"{self._names.get(name, name)}: {doing}"
            if name not in self._rows:
                self._rows[name] = tqdm(desc=said, bar_format=self.FORM, leave=False, disable=None, dynamic_ncols=True)
            row = self._rows[name]
            if not row.disable:
                row.total, row.n = steps or 1, step  # a job that was begun again starts at 0
                row.set_description_str(said)
                self._sum_up()

    def tick(self) -> None:
        """Say anew how far all are, where that is seen to change."""
        with self._lock:
            if self._all.fp.isatty():
                self._sum_up()

    def end(self, name: str, failed: bool = False) -> None:
        with self._lock:
            self._ended.add(name)
            self._failed += failed
            if name in self._rows:
                self._rows.pop(name).close()
            self._sum_up()

    def _sum_up(self) -> None:
        """The row of all: what is under way counts by its share, or a sweep on two cores would seem to end twice as late."""
        done, count, now = len(self._ended), len(self._names), time.monotonic()
        self._all.n = share = done + sum(TRAINED * row.n / row.total for row in self._rows.values() if row.total)
        known = self._first and done < count and share > 0.02 * count
        left = f", about {_clock((now - self._first) * (count - share) / share)} left" if known and self._first else ""
        failed = f", {self._failed} of them not trained" if self._failed else ""
        self._all.set_description_str(f"{done} of {count} runs done in {_clock(now - self._began)}{failed}{left}")


def _told_apart(names: list[str]) -> dict[str, str]:
    """What is left of the names of a sweep's runs without what all begin with."""
    start = beginning(names)
    return {name: name.removeprefix(f"{start}-") if start else name for name in names}


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


@contextmanager
def _watched(root: Path, table: _Table) -> Iterator[None]:
    """Keep the rows of the table at what the trainings in `root` tell of themselves."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(EVERY):
            for now in live.trainings(root):
                table.show(now["name"], now["step"], now["steps"], now["doing"])
            table.tick()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
