"""What a difference between two runs is worth: the same recipes from other seeds, and the spread of their figures.

    python bench/seeds.py [RUN ...] [--seeds 1 2] [--jobs 2]

Trains each run again from each seed, measures it on the 10,000 test digits and keeps the figures (not the weights) in
bench/seeds.json, so that an interrupted call goes on where it stopped. Prints, for each run, mean and standard deviation over
all its seeds, the shipped one included.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec.structs import replace

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from aelab import checkpoints  # noqa: E402
from aelab.runs import RUNS  # noqa: E402

ONE_AT_A_TIME = threading.Lock()  # to write what is kept
KEPT = Path(__file__).with_suffix(".json")
FIGURES = ("bce", "bce_sampled", "kl", "negative_elbo", "mse", "denoising_mse", "active_units", "knn_accuracy")
ABLATIONS = [name for name in RUNS if name.startswith("conv-vae-")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="*", default=ABLATIONS, metavar="RUN", help="shipped runs; the VAEs if none is named")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="trainings side by side, one thread each")
    parser.add_argument(
        "--one", type=int, help=argparse.SUPPRESS
    )  # train this seed of the one run named, in a process of its own
    options = parser.parse_args()
    if options.one is not None:
        return print(json.dumps(trained(options.runs[0], options.one)))
    with ThreadPoolExecutor(options.jobs) as pool:
        wanted = [(name, seed) for seed in options.seeds for name in options.runs]
        list(pool.map(lambda job: keep(*job), [job for job in wanted if key(*job) not in read()]))
    return report(options.runs)


def trained(name: str, seed: int) -> dict:
    """Figures of a shipped run's recipe from another seed."""
    import torch

    from aelab import data, pipeline, training

    torch.set_num_threads(1)
    recipe = replace(RUNS[name].recipe, seed=seed)
    model, test = pipeline.build(recipe), data.mnist(train=False)
    for _ in training.fit(model, data.mnist(train=True), test, recipe, torch.device("cpu")):
        pass
    figures = pipeline.measure(model, test).to_json()
    return {figure: figures[figure] for figure in FIGURES if figure in figures}


def key(name: str, seed: int) -> str:
    return f"{name}, seed {seed}"


def read() -> dict[str, dict]:
    return json.loads(KEPT.read_text()) if KEPT.is_file() else {}


def keep(name: str, seed: int) -> None:
    command = [sys.executable, __file__, name, "--one", str(seed)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    if done.returncode:
        print(f"{key(name, seed)}: failed", file=sys.stderr)
        return
    figures = json.loads(done.stdout.splitlines()[-1])
    with ONE_AT_A_TIME:
        found = {**read(), key(name, seed): figures}
        KEPT.write_text(json.dumps(dict(sorted(found.items())), indent=1) + "\n")
    print(f"{key(name, seed)}: {figures}", flush=True)


def report(runs: list[str]) -> None:
    found = read()
    cards = checkpoints.survey()[0]
    for name in runs:
        of_seeds = [figures for place, figures in found.items() if place.startswith(f"{name}, ")]
        seeds = [cards[name].metrics.to_json(), *of_seeds] if name in cards else of_seeds
        print(f"{name} ({len(seeds)} seeds)")
        for figure in FIGURES:
            values = [figures[figure] for figures in seeds if figure in figures]
            if len(values) > 1:
                print(f"  {figure:14} {statistics.mean(values):9.4f} ± {statistics.stdev(values):.4f}")


if __name__ == "__main__":
    main()
