"""How long a finished run takes to be measured and described, beside an epoch of its training, and `train.py --evaluate` of all runs, in one call.

    python bench/measuring.py              both: about five minutes on two cores
    python bench/measuring.py one          a run of an MLP alone: half a minute
    python bench/measuring.py all [--jobs 2]

The run goes through `aelab.pipeline.train`, as train.py's does, on three epochs. The parts of measuring go on side by side, so that
their seconds of processor add up to more than the clock's; t-SNE, on all cores, takes about twice what stands there.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import torch
from msgspec.structs import replace

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from aelab import checkpoints, data, latent, measuring, outliers, pipeline, sweep  # noqa: E402
from aelab.events import Epoch  # noqa: E402
from aelab.runs import RUNS  # noqa: E402

NAME = "mlp-ae-8"
EPOCHS = 3
PARTS = {  # of `aelab.measuring`
    "_copies": "copies: BCE, MSE, PSNR, SSIM",
    "_denoising": "denoising: MSE, PSNR, SSIM",
    "_curve": "error against noise, five kinds",
    "_outliers": "made-up images",
    "_probe": "few labels",
    "_codes": "distances, 10-NN",
}
AIM, AIM_OF_ALL = 8, 240  # seconds on two idle cores


def timed(work: Callable, spent: dict[str, float], name: str) -> Callable:
    """The same, whose seconds of processor are added to what was spent under that name."""

    @wraps(work)
    def within(*given):
        began = time.thread_time()
        try:
            return work(*given)
        finally:
            spent[name] = spent.get(name, 0.0) + time.thread_time() - began

    return within


def one() -> None:
    digits, spent = (data.mnist(train=True), data.mnist(train=False)), {}
    began = time.perf_counter()
    outliers.measured_on(digits[1].images.numpy())
    print(f"made-up images read, or drawn for the first time on this machine: {time.perf_counter() - began:.1f} s")
    for part, name in PARTS.items():
        setattr(measuring, part, timed(getattr(measuring, part), spent, name))
    latent._tsne = timed(latent._tsne, spent, "t-SNE")
    stamps, epochs = [], []
    with tempfile.TemporaryDirectory() as root:
        recipe = replace(RUNS[NAME].recipe, name="bench", epochs=EPOCHS)
        for event in pipeline.train(
            recipe, "", digits, torch.device("cpu"), Path(root), lambda said: stamps.append(time.perf_counter())
        ):
            if isinstance(event, Epoch):
                epochs.append(time.perf_counter())
    epoch, seconds = (epochs[-1] - epochs[0]) / (EPOCHS - 1), stamps[-1] - stamps[0]
    print(f"{NAME}, {torch.get_num_threads()} threads; seconds of processor by part:")
    for name, took in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {name:34} {took:5.2f}")
    print(
        f"measured in {stamps[1] - stamps[0]:.1f} s and described in {stamps[2] - stamps[1]:.1f}: {seconds:.1f} (aim {AIM}),",
        end=" ",
    )
    print(f"{seconds / epoch:.1f} epochs, each with its test in {epoch:.1f}")


def every(jobs: int) -> None:
    runs, began, before = len(checkpoints.names()), time.perf_counter(), os.times()
    done = subprocess.run([sys.executable, "train.py", "--evaluate", "--jobs", str(jobs)], cwd=PROJECT, stdout=subprocess.PIPE)
    seconds, after = time.perf_counter() - began, os.times()
    processor = sum(after[2:4]) - sum(before[2:4])
    print(
        f"train.py --evaluate --jobs {jobs}: {runs} runs in {seconds:.0f} s (aim {AIM_OF_ALL}), {processor:.0f} of processor,",
        end=" ",
    )
    print(f"{processor / runs:.1f} a run; {'all as stored' if done.returncode == 0 else f'status {done.returncode}'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["one", "all"])
    parser.add_argument("--jobs", type=int, default=sweep.cores())
    options = parser.parse_args()
    if options.what != "all":
        one()
    if options.what != "one":
        every(options.jobs)


if __name__ == "__main__":
    main()
