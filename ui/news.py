"""What those who follow a room are told, as server-sent events: encoded once, and the same bytes written to all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any


class News:
    """What those who follow a room are told: of each kind the newest, as it is written to all."""

    def __init__(self) -> None:
        self.frames: dict[str, tuple[int, bytes]] = {}
        self.serial, self.over = 0, False
        self.stale = False  # who is here or what was answered is another since it was told
        self.changed = asyncio.Event()

    def tell(self, kind: str, said: Any) -> None:
        self.put(kind, f"event: {kind}\ndata: {json.dumps(said)}\n\n".encode())

    def put(self, kind: str, frame: bytes) -> None:
        self.serial += 1
        self.frames[kind] = self.serial, frame
        self.wake()

    def wake(self) -> None:
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    async def follow(self) -> AsyncIterator[bytes]:
        """Everything that is told now, and then what is new."""
        sent = 0
        yield b"retry: 1000\n\n"
        while True:
            changed, over = self.changed, self.over
            if fresh := [frame for serial, frame in self.frames.values() if serial > sent]:
                sent = self.serial
                yield fresh[0] if len(fresh) == 1 else b"".join(fresh)
            elif over:
                return
            else:
                await changed.wait()
