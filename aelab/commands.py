"""What `train.py` does, apart from reading its options: train, validate and measure runs, and say in a sentence what cannot be done."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from aelab import checkpoints, report
from aelab.asked import Refusal
from aelab.card_file import CheckpointError
from aelab.runs import RUNS, Run
from aelab.sweep_table import BAR

if TYPE_CHECKING:
    import torch

    from aelab.data import Digits
    from aelab.events import Epoch, Moment, Step


def train(wanted: list[Run], options: argparse.Namespace) -> int:
    root = options.checkpoints
    _check_writable(root, options.figures)
    checkpoints.tidy(root)
    whole, problems = checkpoints.survey(root)
    for problem in problems:
        print(f"skipped: {problem}", file=sys.stderr)
    missing = [run for run in wanted if options.force or run.recipe.name not in whole]
    for run in wanted:
        if run in missing:
            continue
        if options.sweep and whole[name := run.recipe.name].recipe != run.recipe:
            raise Refusal(f"{name}: is there with another recipe; choose another --name, or --force to train it again")
        print(f"{run.recipe.name}: already trained (--force trains it again)")
    if missing and (options.sweep or options.jobs or options.dask):
        _train_side_by_side(missing, options)
    elif missing:
        _train_missing(missing, options)
    if options.sweep:
        print(*report.seeds(checkpoints.card(run.recipe.name, root) for run in wanted), sep="\n")
    if options.figures:
        from aelab import gallery

        for run in tqdm(wanted, desc="figures", unit="run"):
            gallery.write(run.recipe.name, options.figures, root)
    return 0


def _train_missing(missing: list[Run], options: argparse.Namespace) -> None:
    from aelab.data import mnist
    from aelab.events import TrainingError
    from aelab.mnist_form import DataError
    from aelab.training import pick_device

    try:
        device = pick_device(options.device)
        digits = mnist(train=True), mnist(train=False)
    except (TrainingError, DataError) as error:
        raise Refusal(error) from None
    for number, run in enumerate(missing, 1):
        name = run.recipe.name
        try:
            _train_one(run, digits, device, options)
        except (TrainingError, CheckpointError) as error:
            raise Refusal(f"{name}: {error}", code=1) from None
        print(f"{name}: saved ({number} of {len(missing)}); {report.summary(checkpoints.card(name, options.checkpoints))}")


def _train_side_by_side(missing: list[Run], options: argparse.Namespace) -> None:
    from aelab import sweep
    from aelab.data import mnist
    from aelab.events import TrainingError
    from aelab.mnist_form import DataError
    from aelab.training import pick_device

    jobs, problems = options.jobs or sweep.cores(), dict[str, list[str]]()
    try:
        if not options.dask:  # asked once, before as many processes ask
            pick_device(options.device)
            mnist(train=True)
    except (TrainingError, DataError) as error:
        raise Refusal(error) from None
    print(f"{len(missing)} runs to train, {f'on {options.dask}' if options.dask else f'{min(jobs, len(missing))} at a time'}")
    try:
        for number, done in enumerate(sweep.side_by_side(missing, options.checkpoints, options.device, jobs, options.dask), 1):
            if done.problem:
                problems.setdefault(done.problem, []).append(done.name)
                tqdm.write(f"{done.name}: {done.problem}", file=sys.stderr)
            else:
                line = report.summary(checkpoints.card(done.name, options.checkpoints))
                tqdm.write(f"{done.name}: saved ({number} of {len(missing)}); {line}", file=sys.stdout)
    except sweep.SweepError as error:
        raise Refusal(f"{error}; the same command trains what is missing", code=1) from None
    if problems:
        said = "; ".join(f"{', '.join(names)}: {problem}" for problem, names in problems.items())
        raise Refusal(f"{sum(map(len, problems.values()))} of {len(missing)} runs were not trained: {said}", code=1)


def _train_one(run: Run, digits: tuple[Digits, Digits], device: torch.device, options: argparse.Namespace) -> None:
    from aelab.pipeline import train

    with _bar(run) as bar:
        events = train(run.recipe, run.reason, digits, device, options.checkpoints, lambda text: _say(bar, run, text))
        for history in _epochs(run, bar, events):
            if options.figures:
                from aelab import gallery

                gallery.write_live(run.recipe.name, options.figures, history)


def validate(wanted: list[Run], options: argparse.Namespace) -> int:
    """Print the loss of each recipe on training digits that it was not trained on. The test digits take no part."""
    from aelab.data import mnist
    from aelab.events import TrainingError
    from aelab.mnist_form import DataError
    from aelab.pipeline import build
    from aelab.training import fit, pick_device

    try:
        device = pick_device(options.device)
        rest, held_out = mnist(train=True).held_out()
    except (TrainingError, DataError) as error:
        raise Refusal(error) from None
    for run in wanted:
        name = run.recipe.name
        try:
            with _bar(run) as bar:
                *_, history = _epochs(run, bar, fit(build(run.recipe), rest, held_out, run.recipe, device))
        except TrainingError as error:
            raise Refusal(f"{name}: {error}", code=1) from None
        parts = history[-1].test
        kl = f" + KL {parts.kl:.2f} = {parts.reconstruction + parts.kl:.2f}" if parts.kl else ""
        print(f"{name}: {len(held_out.images):,} held-out training digits, reconstruction {parts.reconstruction:.2f}{kl}")
    return 0


def _bar(run: Run) -> tqdm:
    return tqdm(desc=run.recipe.name, dynamic_ncols=True, bar_format=BAR)


def _say(bar: tqdm, run: Run, text: str) -> None:
    bar.set_description_str(f"{run.recipe.name}: {text}")


def _epochs(run: Run, bar: tqdm, events: Iterable[Step | Epoch | Moment]) -> Iterator[list[Epoch]]:
    """Show a training's events on the bar; after each epoch, the epochs so far."""
    from aelab.events import Epoch, Step

    history: list[Epoch] = []
    for event in events:
        if isinstance(event, Step):
            bar.total = event.steps
            bar.update(event.step - bar.n)
            _say(bar, run, _progress(event, history, run.recipe.epochs))
        elif isinstance(event, Epoch):
            history.append(event)
            yield history


def _progress(step: Step, history: list[Epoch], epochs: int) -> str:
    minutes, seconds = divmod(round(step.eta), 60)
    test = f", test {history[-1].test.total:.2f}" if history else ""
    kl = f" + KL {step.train.kl:.2f}" if step.train.kl else ""
    loss = f"loss {step.train.reconstruction:.2f}{kl}{test}"
    return f"epoch {step.epoch}/{epochs}, {loss}, {step.images_per_second:,.0f} images/s, {minutes}:{seconds:02d} left"


def evaluate(options: argparse.Namespace) -> int:
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    from aelab import evaluating, sweep
    from aelab.data import mnist
    from aelab.mnist_form import DataError

    cards, problems = checkpoints.survey(options.checkpoints)
    for problem in problems:
        print(f"skipped: {problem}", file=sys.stderr)
    unknown = [name for name in options.runs if name not in cards]
    if unknown or not cards:
        raise Refusal(f"no such checkpoint: {', '.join(unknown)}" if unknown else "no checkpoint to evaluate; train one first")
    chosen = {name: cards[name] for name in options.runs or cards if not cards[name].digits}
    if others := [name for name in options.runs if name not in chosen]:
        raise Refusal(f"{', '.join(others)}: not trained on MNIST's training digits, so its test digits would be none")
    try:
        test = mnist(train=False)
    except DataError as error:
        raise Refusal(error) from None
    jobs, left, began = min(options.jobs or sweep.cores(), len(chosen)), evaluating.in_turn(chosen.values()), time.perf_counter()
    measured, costs = {}, {}
    with tqdm(desc="measuring", total=len(left), unit="run", dynamic_ncols=True) as bar:
        bar.set_postfix_str(", ".join(left[:jobs]))
        try:
            for name, figures, of_digits in evaluating.again(list(left), options.checkpoints, test, jobs):
                measured[name] = figures
                if of_digits is not None:
                    costs[name] = of_digits
                if options.keep:  # at once: what ends the command in the middle takes nothing of it back
                    shipped = RUNS.get(name)  # what a card says of why a run is here may be older than the table
                    checkpoints.remeasured(name, figures, options.checkpoints, shipped.reason if shipped else None)
                left.remove(name)
                bar.set_postfix_str(", ".join(left[:jobs]), refresh=False)
                bar.update()
        except TerminatedWorkerError:
            raise Refusal(
                f"a process that measured was killed; is there memory for {jobs}? --jobs 1 takes the least", code=1
            ) from None
    text, good = report.evaluation(chosen, measured, costs, options.keep)
    print(f"{text}\nmeasured in {time.perf_counter() - began:.0f} s")
    return 0 if good and not problems else 1


def _check_writable(*folders: Path | None) -> None:
    for folder in filter(None, folders):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".writable-{os.getpid()}"
            probe.touch()
            probe.unlink(missing_ok=True)
        except OSError as error:
            raise Refusal(f"{folder} cannot be written to: {error.strerror}") from None
