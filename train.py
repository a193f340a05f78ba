"""Train autoencoders on MNIST, measure them and keep them in checkpoints/.

examples:
  python train.py                            train the shipped runs that are missing
  python train.py conv-vae-2 conv-ae-2       train these, if missing (--force: again)
  python train.py --family conv-vae --latent-size 4 --beta 2 --epochs 10 --name my-vae
  python train.py --family conv-ae --latent-size 16 --noise gaussian --noise-level 0.5
  python train.py conv-vae-2 --figures out/  write its pictures and curves, live while it trains
  python train.py conv-vae-2 --validate      train on 55,000 digits, test on the other 5,000, save nothing: for choosing recipes
  python train.py --evaluate                 measure every run again from its weights (--keep: store the figures)
  python train.py --table                    print the README's table of figures
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace
from tqdm import tqdm

from aelab import checkpoints, console, install, report
from aelab.checkpoints import CheckpointError
from aelab.families import FAMILIES, spec
from aelab.noise import KINDS
from aelab.runs import RUNS, Recipe, Run

ACTIVATIONS = ["relu", "silu", "tanh", "sigmoid"]
STOPPED = 130  # the shell's exit status for Ctrl-C


def main(arguments: list[str] | None = None) -> int:
    console.survive()
    options = _parser().parse_args(arguments)
    os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")
    try:
        if options.keep and not options.evaluate:
            raise _Refusal("--keep goes with --evaluate")
        if not options.table and (missing := install.lacking()):
            raise _Refusal(f"training and measuring need more than the app: {missing}", code=1)
        if options.validate:
            return _validate(_wanted(options), options)
        if options.table:
            print(report.table(checkpoints.survey(options.checkpoints)[0]))
            return 0
        if options.evaluate:
            return _evaluate(options)
        return _train(_wanted(options), options)
    except KeyboardInterrupt:
        print(
            "\nstopped: the finished runs are saved, the one in hand is not; the same command goes on from there", file=sys.stderr
        )
        return STOPPED
    except _Refusal as refusal:
        print(f"train.py: {refusal}", file=sys.stderr)
        return refusal.code


class _Refusal(Exception):
    """Something the command cannot do, in one line, and the exit status that says so: 2 for what was asked, 1 for what happened."""

    def __init__(self, why: object, code: int = 2):
        super().__init__(str(why))
        self.code = code


def _wanted(options: argparse.Namespace) -> list[Run]:
    """The runs that the options ask for. Raises `_Refusal` with what is wrong with them."""
    changed = {key: value for key in _RECIPE_OPTIONS if (value := getattr(options, key)) is not None}
    if options.runs and changed:
        raise _Refusal(
            f"{', '.join(options.runs)}: a shipped run's recipe is fixed; leave out the names and give --family for your own"
        )
    for name in options.runs:
        if name not in RUNS:
            raise _Refusal(f"unknown run {name!r}; the shipped runs are {', '.join(RUNS)}")
    if not changed:
        return [RUNS[name] for name in options.runs] if options.runs else list(RUNS.values())
    family = options.family
    if family not in FAMILIES:
        missing = "a run of your own needs --family" if family is None else f"unknown family {family!r}"
        raise _Refusal(f"{missing}; the families are {', '.join(FAMILIES)}")
    if options.noise not in (None, "none", *KINDS):
        raise _Refusal(f"unknown noise {options.noise!r}; the kinds are {', '.join(KINDS)}")
    if family == "pca" and (useless := sorted(changed.keys() - {"family", "latent_size", "name", "seed"})):
        options_said = ", ".join("--" + name.replace("_", "-") for name in useless)
        raise _Refusal(
            f"{options_said}: pca is solved, not trained step by step; it takes --latent-size, --name and --seed alone"
        )
    if "widths" in changed:
        changed["widths"] = tuple(changed["widths"])
    levels = changed.pop("noise_level", None)
    if levels is not None:
        changed["noise_levels"] = (levels[0], levels[-1])
        changed.setdefault("noise", "gaussian")
    elif changed.get("noise", "none") != "none":
        changed["noise_levels"] = (0.5, 0.5)
    changed.setdefault("latent_size", 392 if family == "conv-denoiser" else 2)
    changed.setdefault("name", f"my-{family}-{changed['latent_size']}")
    if changed["name"].lower() in {name.lower() for name in RUNS}:
        raise _Refusal(f"{changed['name']} is the name of a shipped run; choose another with --name")
    try:
        checkpoints.check_new_name(changed["name"], options.checkpoints)
        start = Recipe.pca("", 2) if family == "pca" else Recipe("", family, 2)
        recipe = replace(start, **changed)
        spec(family, recipe.latent_size, recipe.widths, recipe.activation)
    except (CheckpointError, ValueError) as error:
        raise _Refusal(error) from None
    return [Run(recipe, "a run of one's own")]


def _train(wanted: list[Run], options: argparse.Namespace) -> int:
    root = options.checkpoints
    _check_writable(root, options.figures)
    checkpoints.tidy(root)
    whole, problems = checkpoints.survey(root)
    for problem in problems:
        print(f"skipped: {problem}", file=sys.stderr)
    missing = [run for run in wanted if options.force or run.recipe.name not in whole]
    for run in wanted:
        if run not in missing:
            print(f"{run.recipe.name}: already trained (--force trains it again)")
    if missing:
        _train_missing(missing, options)
    if options.figures:
        from aelab import gallery

        for run in tqdm(wanted, desc="figures", unit="run"):
            gallery.write(run.recipe.name, options.figures, root)
    return 0


def _train_missing(missing: list[Run], options: argparse.Namespace) -> None:
    from aelab.data import mnist
    from aelab.mnist_form import DataError
    from aelab.training import TrainingError, pick_device

    try:
        device = pick_device(options.device)
        digits = mnist(train=True), mnist(train=False)
    except (TrainingError, DataError) as error:
        raise _Refusal(error) from None
    for number, run in enumerate(missing, 1):
        name = run.recipe.name
        try:
            _train_one(run, digits, device, options)
        except (TrainingError, CheckpointError) as error:
            raise _Refusal(f"{name}: {error}", code=1) from None
        print(f"{name}: saved ({number} of {len(missing)}); {report.summary(checkpoints.card(name, options.checkpoints))}")


def _train_one(run: Run, digits, device, options: argparse.Namespace) -> None:
    from aelab.pipeline import train

    with _bar(run) as bar:
        events = train(run.recipe, run.reason, digits, device, options.checkpoints, lambda text: _say(bar, run, text))
        for history in _epochs(run, bar, events):
            if options.figures:
                from aelab import gallery

                gallery.write_live(run.recipe.name, options.figures, history)


def _validate(wanted: list[Run], options: argparse.Namespace) -> int:
    """Print the loss of each recipe on training digits that it was not trained on. The test digits take no part."""
    from aelab.data import mnist
    from aelab.mnist_form import DataError
    from aelab.pipeline import build
    from aelab.training import TrainingError, fit, pick_device

    try:
        device = pick_device(options.device)
        rest, held_out = mnist(train=True).held_out()
    except (TrainingError, DataError) as error:
        raise _Refusal(error) from None
    for run in wanted:
        name = run.recipe.name
        try:
            with _bar(run) as bar:
                *_, history = _epochs(run, bar, fit(build(run.recipe), rest, held_out, run.recipe, device))
        except TrainingError as error:
            raise _Refusal(f"{name}: {error}", code=1) from None
        parts = history[-1].test
        kl = f" + KL {parts.kl:.2f} = {parts.reconstruction + parts.kl:.2f}" if parts.kl else ""
        print(f"{name}: {len(held_out.images):,} held-out training digits, reconstruction {parts.reconstruction:.2f}{kl}")
    return 0


def _bar(run: Run) -> tqdm:
    return tqdm(desc=run.recipe.name, dynamic_ncols=True, bar_format="{percentage:3.0f}%|{bar:20}| {desc}")


def _say(bar: tqdm, run: Run, text: str) -> None:
    bar.set_description_str(f"{run.recipe.name}: {text}")


def _epochs(run: Run, bar: tqdm, events) -> Iterator[list]:
    """Show a training's events on the bar; after each epoch, the epochs so far."""
    from aelab.training import Epoch, Step

    history = []
    for event in events:
        if isinstance(event, Step):
            bar.total = event.steps
            bar.update(event.step - bar.n)
            _say(bar, run, _progress(event, history, run.recipe.epochs))
        elif isinstance(event, Epoch):
            history.append(event)
            yield history


def _progress(step, history: list, epochs: int) -> str:
    minutes, seconds = divmod(round(step.eta), 60)
    test = f", test {history[-1].test.total:.2f}" if history else ""
    kl = f" + KL {step.train.kl:.2f}" if step.train.kl else ""
    loss = f"loss {step.train.reconstruction:.2f}{kl}{test}"
    return f"epoch {step.epoch}/{epochs}, {loss}, {step.images_per_second:,.0f} images/s, {minutes}:{seconds:02d} left"


def _evaluate(options: argparse.Namespace) -> int:
    from aelab import elbo
    from aelab.data import mnist
    from aelab.mnist_form import DataError
    from aelab.pipeline import measure

    cards, problems = checkpoints.survey(options.checkpoints)
    for problem in problems:
        print(f"skipped: {problem}", file=sys.stderr)
    unknown = [name for name in options.runs if name not in cards]
    if unknown or not cards:
        raise _Refusal(f"no such checkpoint: {', '.join(unknown)}" if unknown else "no checkpoint to evaluate; train one first")
    chosen = {name: cards[name] for name in options.runs or cards if not cards[name].digits}
    if others := [name for name in options.runs if name not in chosen]:
        raise _Refusal(f"{', '.join(others)}: not trained on MNIST's training digits, so its test digits would be none")
    try:
        test = mnist(train=False)
    except DataError as error:
        raise _Refusal(error) from None
    measured, costs, began = {}, {}, time.perf_counter()
    for name in tqdm(chosen, desc="evaluating", unit="run"):
        model = checkpoints.load(name, options.checkpoints)
        if model.spec.variational:
            costs[name] = elbo.costs(model, test)
        measured[name] = measure(model, test, costs.get(name))
    text, good = report.evaluation(chosen, measured, costs, options.keep)
    print(f"{text}\nmeasured in {time.perf_counter() - began:.0f} s")
    if options.keep:
        for name, figures in measured.items():
            shipped = RUNS.get(name)  # what a card says of why a run is here may be older than the table
            checkpoints.remeasured(name, figures, options.checkpoints, shipped and shipped.reason)
    return 0 if good and not problems else 1


def _check_writable(*folders: Path | None) -> None:
    for folder in filter(None, folders):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".writable-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise _Refusal(f"{folder} cannot be written to: {error.strerror}") from None


_RECIPE_OPTIONS = [name for name in Recipe.__struct_fields__ if name != "noise_levels"] + ["noise_level"]


def _number(kind, low: float, low_open: bool = False, high: float = float("inf")):
    """An argparse type: a number of the kind within bounds, refused in a sentence otherwise."""

    def parse(text: str):
        try:
            value = kind(text)
        except ValueError:
            value = float("nan")
        if not (low < value if low_open else low <= value) or not value <= high or value == float("inf"):
            bound = f"{'above' if low_open else 'at least'} {low}" + (f" and at most {high}" if high < float("inf") else "")
            raise argparse.ArgumentTypeError(f"{text!r} is not {'a whole number' if kind is int else 'a number'} {bound}")
        return value

    return parse


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="train.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("runs", nargs="*", metavar="RUN", help="shipped runs, by name; all that are missing if none is named")
    own = parser.add_argument_group("a run of your own")
    own.add_argument("--family", help=", ".join(FAMILIES))
    own.add_argument("--latent-size", type=_number(int, 1, high=512), help="numbers in the code (default 2)")
    own.add_argument("--beta", type=_number(float, 0), help="weight of the KL term (default 1)")
    own.add_argument("--noise", help=f"train from spoiled to clean: {', '.join(KINDS)} (default none)")
    own.add_argument(
        "--noise-level",
        type=_number(float, 0, high=1),
        nargs="+",
        action=_OneOrTwo,
        metavar="LEVEL",
        help="one level, or two: the interval each image's level is drawn from (default 0.5)",
    )
    own.add_argument("--reconstruction", choices=["bce", "mse"], help="reconstruction loss (default bce)")
    own.add_argument("--epochs", type=_number(int, 1), help="passes over the training digits (default 30)")
    own.add_argument("--batch-size", "--batch", type=_number(int, 1), help="images in a step (default 128)")
    own.add_argument(
        "--learning-rate", "--lr", type=_number(float, 0, low_open=True), help="peak of the one-cycle schedule (default 0.003)"
    )
    own.add_argument(
        "--muon-rate", type=_number(float, 0), help="its peak over Muon, for hidden linear layers (default 0: AdamW for all)"
    )
    own.add_argument("--muon-decay", type=_number(float, 0), help="Muon's weight decay (default 0)")
    own.add_argument(
        "--warm-up", type=_number(float, 0, high=1), help="share of the steps in which beta rises to its value (default 0)"
    )
    own.add_argument(
        "--branch",
        type=_number(float, 0, high=0.9),
        help="share of the steps after which beta leaves 1 (default 0: no such stay)",
    )
    own.add_argument(
        "--binarised", type=_number(float, 0, high=1), help="share of a batch that the encoder sees black and white (default 0)"
    )
    own.add_argument(
        "--initialisation", choices=["torch", "near-identity"], help="how the first weights are drawn (default torch)"
    )
    own.add_argument(
        "--widths", type=_number(int, 1, high=4096), nargs="+", help="hidden layers of dense-ae and dense-vae (256 128)"
    )
    own.add_argument("--activation", choices=ACTIVATIONS, help="what stands between them (default silu)")
    own.add_argument("--schedule", choices=["one-cycle", "constant"], help="of the learning rate (default one-cycle)")
    own.add_argument("--weight-decay", type=_number(float, 0), help="AdamW's (default 0.01)")
    own.add_argument("--seed", type=_number(int, 0, high=2**32 - 1), help="of weights, order, noise and samples (default 0)")
    own.add_argument("--name", help="what to call it (default my-FAMILY-LATENT_SIZE)")
    parser.add_argument("--device", default="auto", help="auto (default), cuda, mps or cpu")
    parser.add_argument(
        "--checkpoints", type=Path, default=checkpoints.ROOT, metavar="DIR", help="where runs are kept (default checkpoints/)"
    )
    parser.add_argument("--figures", type=Path, metavar="DIR", help="write pictures and curves of the runs there")
    parser.add_argument("--force", action="store_true", help="train again what is there already")
    parser.add_argument("--keep", action="store_true", help="with --evaluate: keep the new figures in place of the stored ones")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--evaluate", action="store_true", help="measure the runs again from weights and test digits")
    other.add_argument("--validate", action="store_true", help="train on 55,000 training digits and test on the other 5,000")
    other.add_argument("--table", action="store_true", help="print the table of figures from the cards")
    return parser


class _OneOrTwo(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        if len(values) > 2 or values[0] > values[-1]:
            parser.error(f"{option_string} takes one level, or two in ascending order")
        setattr(namespace, self.dest, values)


if __name__ == "__main__":
    sys.exit(main())
