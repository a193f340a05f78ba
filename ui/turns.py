"""Pages are drawn one after another, in the order in which they are asked for.

Where a class comes at once, dozens of them would be drawn at the same time, each a little: none is done before nearly all are, and what is
done has to wait for its turn among them to be sent. A page that takes long keeps nobody waiting for longer than `LONGEST`. Knows no Streamlit.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

LONGEST = 0.1  # seconds that a turn counts: most pages take 10 to 20 ms, and what takes longer than this often waits itself


@dataclass
class _Turn:
    began: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    since: float = 0.0  # by time.monotonic


class _Held:
    """Ends a turn as soon as its thread lets go of it: at the latest when the thread ends, however it does."""

    def __init__(self, turn: _Turn):
        self._turn = turn

    def __del__(self) -> None:
        self._turn.ended.set()


_own = threading.local()
_lock = threading.Lock()
_last = _Turn()  # the one that whoever comes next waits for
_last.began.set()
_last.ended.set()


def take() -> None:
    """Wait for this thread's turn, which lasts until the thread ends, rests or takes another one."""
    global _last
    _own.held = None
    mine = _Turn()
    with _lock:
        before, _last = _last, mine
    try:
        before.began.wait()
        before.ended.wait(max(0.0, before.since + LONGEST - time.monotonic()))
    finally:  # whatever happens to this thread, it is not what all others wait for
        mine.since = time.monotonic()
        mine.began.set()
    _own.held = _Held(mine)


def rest(seconds: float) -> None:
    """Sleep, and let others have their turn meanwhile."""
    _own.held = None
    time.sleep(seconds)
    take()
