"""What it costs the server to tell a class of a training, and how late the class hears of a step.

    python bench/streams.py [--streams 200] [--seconds 15]

A server of the routes of `ui.broadcast` alone, in a process of its own; a training that does nothing but tell of itself. The lag is from
the moment at which the training reports a step to that at which a stream has it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from aelab import data, telling  # noqa: E402
from aelab.events import Parts, Step  # noqa: E402
from aelab.runs import Recipe  # noqa: E402
from tests.browser import free_port  # noqa: E402

SERVER = """import sys, uvicorn; from pathlib import Path; from starlette.applications import Starlette; from ui import broadcast
uvicorn.run(Starlette(routes=broadcast.routes("", Path(sys.argv[1]))), port=int(sys.argv[2]), log_level="error")"""


class Class:
    """All who watch: when each step was reported, and how late it came."""

    def __init__(self) -> None:
        self.reported: dict[int, float] = {}
        self.lags: list[float] = []
        self.events = 0

    async def watch(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /training/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while line := await reader.readline():
            if found := re.search(rb'"step": (\d+)', line):
                self.events += 1
                if step := self.reported.get(int(found[1])):
                    self.lags.append(time.perf_counter() - step)

    def train(self, root: Path, ended: threading.Event) -> None:
        with telling.telling(Recipe("told", "mlp-ae", 2), data.bundled().first(100), root) as told:
            for step in range(1, 100_000):
                self.reported[step] = time.perf_counter()
                told.hear(Step(step, step, 100_000, Parts(3, 2, 1), 1000, 9.5))
                if ended.wait(0.1):
                    break


def cpu(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def measure(port: int, pid: int, root: Path, streams: int, seconds: float) -> None:
    heard, ended = Class(), threading.Event()
    watching = [asyncio.create_task(heard.watch(port)) for _ in range(streams)]
    await asyncio.sleep(2)
    for what in ("nothing trains", "a training tells"):
        if what == "a training tells":
            threading.Thread(target=heard.train, args=(root, ended)).start()
            await asyncio.sleep(2)
        used, before = cpu(pid), heard.events
        await asyncio.sleep(seconds)
        share, events = (cpu(pid) - used) / seconds, (heard.events - before) / seconds / streams
        print(f"{streams} streams, {what}: {share:.1%} of a core, {events:.1f} events a second in each")
    lags = sorted(heard.lags)
    print(f"lag: median {lags[len(lags) // 2]:.2f} s, 95th percentile {lags[int(0.95 * len(lags))]:.2f} s, most {lags[-1]:.2f} s")
    ended.set()
    for each in watching:
        each.cancel()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as root:
        server = subprocess.Popen([sys.executable, "-c", SERVER, root, str(port)], cwd=PROJECT)
        try:
            time.sleep(5)
            asyncio.run(measure(port, server.pid, Path(root), options.streams, options.seconds))
        finally:
            server.terminate()
            server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
