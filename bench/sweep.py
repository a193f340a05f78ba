"""How much sooner a sweep is done side by side: the same runs by `train.py --jobs 1` and `--jobs N`, in turns, in one call.

    python bench/sweep.py [--jobs 2] [--rounds 1] [--epochs 1]

Each turn trains four runs of an MLP into an empty folder; the times hold everything from the start of the command to its end.
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
SWEEP = ["--family", "mlp-ae", "--latent-size", "8", "--name", "run", "--sweep", "seed=0,1,2,3"]


def seconds(jobs: int, epochs: int, root: str) -> float:
    began = time.perf_counter()
    command = [sys.executable, "train.py", *SWEEP, "--epochs", str(epochs), "--jobs", str(jobs), "--checkpoints", root]
    subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def weights(root: str) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in Path(root).glob("*/model.safetensors")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=1)
    options = parser.parse_args()
    found: dict[int, list[float]] = {1: [], options.jobs: []}
    same = True
    for _ in range(options.rounds):
        kept = []
        for jobs, times in found.items():
            with tempfile.TemporaryDirectory() as root:
                times.append(seconds(jobs, options.epochs, root))
                kept.append(weights(root))
        same &= len(kept[0]) == 4 and all(other == kept[0] for other in kept)
    one, several = (statistics.median(found[jobs]) for jobs in (1, options.jobs))
    print(
        f"--jobs 1: {one:.1f} s, --jobs {options.jobs}: {several:.1f} s, {one / several:.2f} times as fast; weights {'the same' if same else 'DIFFER'}"
    )


if __name__ == "__main__":
    main()
