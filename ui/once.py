"""Things that are made once for all visitors."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

When = Callable[[Callable[[], object]], None]  # takes what draws a part of a page, to have it drawn now or later
Maker = TypeVar("Maker", bound=Callable)


def once(most: int | None = None) -> Callable[[Maker], Maker]:
    """As `functools.cache`, but a second caller waits while the first one makes the thing: a class arrives all at once.

    At most so many are kept, of more the one that was made first goes. What is made already is had without a lock.
    """

    def decorate(function: Maker) -> Maker:
        lock = threading.RLock()
        kept: dict[tuple[Hashable, ...], Any] = {}

        @functools.wraps(function)
        def made(*given: Hashable) -> Any:
            if found := kept.get(given):  # what is kept as nothing is looked for again below
                return found
            with lock:
                if given not in kept:
                    thing = function(*given)
                    while most and len(kept) >= most:
                        del kept[next(iter(kept))]
                    kept[given] = thing
                return kept[given]

        made.cache_clear = kept.clear  # type: ignore[attr-defined]  # as functools.cache has it
        made.ready = lambda *given: kept.get(given)  # type: ignore[attr-defined]  # without waiting: None where it is not made
        return cast(Maker, made)

    return decorate


def at_once(draw: Callable[[], object]) -> None:
    draw()
