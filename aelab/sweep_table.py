"""What a terminal shows of trainings side by side: a bar for each and one for all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from aelab import live
from aelab.settings import beginning

EVERY = 0.5  # seconds between two looks at the rows of the table
BAR = "{percentage:3.0f}%|{bar:20}| {desc}"  # as every command of ours shows how far it is
TRAINED = 0.9  # of a run, when its last step is done: it has yet to be measured


class Table:
    """A row with a bar for each run that is being trained, in a terminal, and one for all of them, anywhere.

    Bars stand first, below one another, and what is cut in a narrow window is the end of a text. Of a row's name is left what
    the others' do not have, too.
    """

    def __init__(self, names: list[str]):
        self._names, self._began = _told_apart(names), time.monotonic()
        self._first: float | None = None  # when one of them began: processes take a while to start, and once
        self._all = tqdm(desc=f"0 of {len(names)} runs done", total=len(names), bar_format=BAR, dynamic_ncols=True)
        self._rows: dict[str, tqdm[Any]] = {}
        self._ended: set[str] = set()
        self._failed = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Table:
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
                self._rows[name] = tqdm(desc=said, bar_format=BAR, leave=False, disable=None, dynamic_ncols=True)
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


@contextmanager
def watched(root: Path, table: Table) -> Iterator[None]:
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


def _told_apart(names: list[str]) -> dict[str, str]:
    """What is left of the names of a sweep's runs without what all begin with."""
    start = beginning(names)
    return {name: name.removeprefix(f"{start}-") if start else name for name in names}


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
