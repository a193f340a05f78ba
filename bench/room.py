"""A class arrives: visits by Streamlit's own protocol with real HTTP fetches, and how long each page of each takes.

    python bench/room.py [--visits 60 ...] [--seconds 10] [--warm]
    python bench/room.py --followers 200 [--browsers 1] [--seconds 20]      a lecture that is followed: bench/followers.py

Each visitor opens home and two other pages, 2 to 6 s apart, on one websocket, as a browser does: the document and Streamlit's own
files, then the page's messages, then what its instruments are offered; nothing that a browser would still have is fetched twice.
A page has taken as long as all of that took. A cold server has just answered for the first time, a warm one has shown every page
to somebody. Visitors and server share this machine's cores. At the end the server is told to stop while all are still connected.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import statistics
import subprocess
import sys
import time

from hand import served
from visitors import Crowd, Visitor, stream


def memory(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1000


def processor(pid: int) -> float:
    """The seconds that a process has computed."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lecture(options: argparse.Namespace) -> None:
    """A room that is followed, and then a page that all turn to."""
    import followers

    with served(options.app) as url:
        pid = of_port(url)
        asyncio.run(everybody_once(int(url.rsplit(":", 1)[1])))
        followers.led(url, options.followers, options.browsers, options.seconds or 20, lambda: processor(pid))
        print("\n| all turn to another page | until each has it, ms, median / p95 / max |\n| --- | ---: |")
        for spread in (0, min(0.03 * options.followers, 6)):  # as ui/browser/room/follower.js
            times = asyncio.run(followers.turned(url, options.followers, spread))
            print(f"| within {spread:.1f} s | {followers.three(times)} |", flush=True)


def of_port(url: str) -> int:
    """The server's process."""
    return int(subprocess.check_output(["pgrep", "-f", f"server.port={url.rsplit(':', 1)[1]}"], text=True).split()[0])


async def crowd(port: int, pid: int, visits: int, seconds: float) -> tuple[Crowd, float, float]:
    """So many visits begun within so many seconds. Returns what they came to, the server's memory and how long it took to stop."""
    came, stay, before = Crowd(port), asyncio.Event(), processor(pid)
    chance = random.Random(0)
    tasks = [asyncio.create_task(Visitor(came, n).visit(chance.uniform(0, seconds), stay)) for n in range(visits)]
    while len(came.others) + 2 * len(came.errors) < 2 * visits and not all(task.done() for task in tasks):
        await asyncio.sleep(0.2)
    most = memory(pid)
    came.processor = processor(pid) - before
    began = time.perf_counter()
    os.kill(pid, signal.SIGTERM)
    while alive(pid) and time.perf_counter() - began < 30:
        await asyncio.sleep(0.05)
    stopped = time.perf_counter() - began
    broken = len(came.errors)
    stay.set()
    await asyncio.gather(*tasks)
    del came.errors[broken:]  # what the end of the server did to the last connections
    return came, most, stopped


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def everybody_once(port: int) -> None:
    """Show every page to one visitor."""
    visitor = Visitor(Crowd(port), 0)
    async with stream(port) as socket:
        await visitor.open(socket, "")
        for page in [hash for hash, home in visitor.pages.items() if not home]:
            await visitor.open(socket, page)


def two(times: list[float]) -> str:
    """Median and 95th percentile, in seconds."""
    if not times:
        return "none"
    return f"{statistics.median(times):.2f} / {sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--visits", type=int, nargs="+", default=[60], help="one crowd each, on a server of its own (%(default)s)"
    )
    parser.add_argument("--seconds", type=float, help="in which all arrive (10), or for which a lectern drags (20)")
    parser.add_argument("--followers", type=int, help="so many follow a lectern, in place of the visits")
    parser.add_argument("--browsers", type=int, default=1, help="that follow beside them (%(default)s)")
    parser.add_argument("--warm", action="store_true", help="show every page to somebody beforehand")
    parser.add_argument("--app", default="streamlit_app.py", help="(%(default)s)")
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    if options.followers:
        lecture(options)
        return
    print(
        "| server | visits | home, median / p95 s | others, median / p95 s | errors | server's processor, ms a visit | websocket kB a visit | HTTP kB a visit | MB | stopped in s |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for visits in options.visits:
        with served(options.app) as url:
            port, pid = int(url.rsplit(":", 1)[1]), of_port(url)
            if options.warm:
                asyncio.run(everybody_once(port))
            came, most, stopped = asyncio.run(crowd(port, pid, visits, options.seconds or 10))
        each = f"{came.processor / visits * 1000:.0f} | {came.socket / visits / 1000:.0f} | {came.http / visits / 1000:.0f}"
        print(
            f"| {'warm' if options.warm else 'cold'} | {visits} | {two(came.home)} | {two(came.others)} | {len(came.errors)} | {each} | {most:.0f} | {stopped:.1f} |",
            flush=True,
        )
        for error in sorted(set(came.errors)):
            print(f"  {came.errors.count(error)} × {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
