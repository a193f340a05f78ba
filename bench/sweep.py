"""How much sooner a sweep is done side by side: the same runs by `train.py --jobs 1` and `--jobs N`, in turns, in one call.

    python bench/sweep.py [--jobs 2] [--rounds 1] [--epochs 1] [--runs 4]

Each turn trains four runs of an MLP into an empty folder; the times hold everything from the start of the command to its end. Two to three
minutes on two idle cores.
Says as well whether the weights are the same.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
RUN = ["--family", "mlp-ae", "--latent-size", "8", "--name", "run"]


def seconds(jobs: int, epochs: int, runs: int, root: str) -> float:
    began = time.perf_counter()
    sweep = f"seed={','.join(map(str, range(runs)))}"
    command = [
        sys.executable,
        "train.py",
        *RUN,
        "--sweep",
        sweep,
        "--epochs",
        str(epochs),
        "--jobs",
        str(jobs),
        "--checkpoints",
        root,
    ]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    took = time.perf_counter() - began
    print(f"--jobs {jobs}: {took:.1f} s", file=sys.stderr)
    return took


def weights(root: str) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in Path(root).glob("*/model.safetensors")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--runs", type=int, default=4)
    options = parser.parse_args()
    found: dict[int, list[float]] = {1: [], options.jobs: []}
    same = True
    for _ in range(options.rounds):
        kept = []
        for jobs, times in found.items():
            with tempfile.TemporaryDirectory() as root:
                times.append(seconds(jobs, options.epochs, options.runs, root))
                kept.append(weights(root))
        same &= len(kept[0]) == options.runs and all(other == kept[0] for other in kept)
    one, several = (statistics.median(found[jobs]) for jobs in (1, options.jobs))
    print(
        f"--jobs 1: {one:.1f} s, --jobs {options.jobs}: {several:.1f} s, {one / several:.2f} times as fast; weights {'the same' if same else 'DIFFER'}"
    )


if __name__ == "__main__":
    main()
