"""Things that are made once for all visitors."""

from __future__ import annotations

import functools
import threading


def once(most: int | None = None):
    """As `functools.lru_cache`, but a second caller waits while the first one makes the thing: a class arrives all at once."""

    def decorate(function):
        lock, cached = threading.RLock(), functools.lru_cache(most)(function)

        @functools.wraps(function)
        def made(*given):
            with lock:
                return cached(*given)

        made.cache_clear = cached.cache_clear  # type: ignore[attr-defined]  # as lru_cache's own has it
        return made

    return decorate
