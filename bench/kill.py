"""kill -9 train.py at random moments: no checkpoint may be broken, no finished run may be lost.

    python bench/kill.py [--times 20] [--page]

With --page they are trainings of the page, on few and small digits: ended by its Stop, by the stop file that a later server would
write, or killed; nothing may be left of them, and nobody tidies up but the server itself. Else trains one-epoch runs of one's own by train.py into a temporary folder, again and again with --force, so that the kill falls on
loading, training, measuring and on replacing a run that is there.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from aelab import checkpoints  # noqa: E402

COMMAND = [
    sys.executable,
    "train.py",
    "--family",
    "mlp-ae",
    "--latent-size",
    "2",
    "--epochs",
    "1",
    "--batch-size",
    "1000",
    "--force",
]


def train(root: str, name: str) -> subprocess.Popen:
    return subprocess.Popen(
        [*COMMAND, "--name", name, "--checkpoints", root], cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def of_the_page(times: int, rng: random.Random) -> int:
    from aelab import live
    from ui import page_training

    page_training.TRAIN = PROJECT / "tests/small_train.py"
    outcomes: list[dict] = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        page = page_training.PageTraining(outcomes.append, root)

        def once(end: str, after: float) -> dict:
            name = page.start(page_training.asked(b'{"family": "conv-vae", "latent_size": 3, "epochs": 3}'))
            before, began = len(outcomes), time.perf_counter()
            while page.running and time.perf_counter() - began < after:
                time.sleep(0.01)
            if page.running and end == "Stop":
                page.stop()
            elif page.running and end == "stop file":
                for now in live.trainings(root):
                    live.stop(now["key"], root)
            elif page.running and page._process:
                page._process.kill()
            while len(outcomes) == before:
                time.sleep(0.01)
            cards, problems = checkpoints.survey(root)
            left = sorted(path.name for path in root.iterdir() if path.name not in cards)
            assert not problems, problems
            assert not left, left
            assert (name in cards) == outcomes[-1]["saved"], outcomes[-1]
            if name in cards:
                checkpoints.load(name, root)
            return outcomes[-1]

        began = time.perf_counter()
        assert once("killed", float("inf"))["saved"]
        whole = time.perf_counter() - began
        print(f"an undisturbed run takes {whole:.1f} s")
        for number in range(times):
            end = ("Stop", "killed", "stop file")[number % 3]
            after = rng.uniform(0, whole) if number % 2 else rng.uniform(0.8 * whole, whole)  # half of them about the save
            outcome = once(end, after)
            print(
                f"{number + 1:3}: {end:9} after {after:5.1f} s: {'saved' if outcome['saved'] else outcome['words']}", flush=True
            )
    print(f"{times} ends: every run that is listed loads, nothing else is left")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--page", action="store_true")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    if options.page:
        return of_the_page(options.times, rng)
    with tempfile.TemporaryDirectory() as root:
        began = time.perf_counter()
        if train(root, "standing").wait() != 0:
            raise SystemExit("the first run did not finish")
        whole = time.perf_counter() - began
        print(f"an undisturbed run takes {whole:.1f} s")
        finished = {"standing"}
        for number in range(options.times):
            name = rng.choice(["standing", "second"])
            process = train(root, name)
            moment = (
                rng.uniform(0, whole) if number % 2 else rng.uniform(0.9 * whole, 1.05 * whole)
            )  # half of them about the save
            time.sleep(moment)
            ended = process.poll()
            process.send_signal(signal.SIGKILL)
            process.wait()
            if ended == 0:
                finished.add(name)
            cards, problems = checkpoints.survey(root)
            assert not problems, problems
            assert finished <= set(cards), (finished, set(cards))
            for there in cards:
                checkpoints.load(there, root)
            left = sorted(path.name for path in Path(root).iterdir() if path.name.startswith("."))
            print(
                f"{number + 1:3}: killed {name} after {moment:5.1f} s{' (it had finished)' if ended == 0 else ''}; whole: {', '.join(cards)}; left over: {len(left)}"
            )
            finished |= set(cards)
        checkpoints.tidy(root)
    print(f"{options.times} kills: every checkpoint loads, no finished run was lost")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
