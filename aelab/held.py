"""Folders of work in progress, whose maker is known to be alive or gone.

Whoever makes one holds a lock on it that the system lets go when the process ends, however it ends: a folder that can be
locked is nobody's. Windows and some network file systems have no such locks; there a folder is nobody's when nothing in
it has changed for `STALE` seconds.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

STALE = 600  # seconds: a save takes seconds, and a training tells of itself more often


@contextmanager
def folder(root: Path, name: str, suffix: str) -> Iterator[Path]:
    """A new folder ``.<name>.<something><suffix>`` in `root`, gone at the end if it is still there. Raises OSError.

    `name` is a run's, which has been checked. Pages run in another process and perhaps for another user: all may read it.
    """
    made, lock = _made(root, name, suffix)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)  # before the lock is let go: nobody else clears it away meanwhile
        if lock is not None:
            os.close(lock)


def in_use(path: Path) -> bool:
    """Whether the folder's maker is still at work. False where there is no such folder."""
    lock = None
    try:
        lock = _opened(path)
        if lock is None:
            return _fresh(path)
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: many may look at once
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    except OSError:  # no locks here
        return _fresh(path)
    finally:
        if lock is not None:
            os.close(lock)
    return False


def clear(path: Path) -> bool:
    """Delete a folder that is nobody's; returns whether it was. A new maker waits while it is locked here, and makes another."""
    if in_use(path):
        return False
    lock = None
    try:
        with suppress(FileNotFoundError):
            lock = _opened(path)
        if lock is not None:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:  # made, or looked at, just now
        os.close(lock)  # type: ignore[arg-type]
        return False
    except OSError:  # no locks here: it is old
        pass
    shutil.rmtree(path, ignore_errors=True)
    if lock is not None:
        os.close(lock)
    return True


def _made(root: Path, name: str, suffix: str) -> tuple[Path, int | None]:
    while True:
        made = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=suffix, dir=root))
        made.chmod(0o755)  # mkdtemp makes folders for their owner alone
        lock = None
        try:
            lock = _opened(made)
            if lock is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
        except FileNotFoundError:
            continue
        except OSError:
            return made, lock
        if made.is_dir():  # else it was cleared away before it could be locked
            return made, lock
        if lock is not None:
            os.close(lock)


def _opened(path: Path) -> int | None:
    return None if fcntl is None else os.open(path, os.O_RDONLY)


def _fresh(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < STALE
    except FileNotFoundError:
        return False
