"""Things that are made once for all visitors."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

Maker = TypeVar("Maker", bound=Callable)


def once(most: int | None = None) -> Callable[[Maker], Maker]:
    """As `functools.lru_cache`, but a second caller waits while the first one makes the thing: a class arrives all at once."""

    def decorate(function: Maker) -> Maker:
        lock, cached = threading.RLock(), functools.lru_cache(most)(function)

        @functools.wraps(function)
        def made(*given: Hashable) -> Any:
            with lock:
                return cached(*given)

        made.cache_clear = cached.cache_clear  # type: ignore[attr-defined]  # as lru_cache's own has it
        return cast(Maker, made)

    return decorate
