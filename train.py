"""Train autoencoders on MNIST, measure them and keep them in checkpoints/.

examples:
  python train.py                            train the shipped runs that are missing
  python train.py conv-vae-2 conv-ae-2       train these, if missing (--force: again)
  python train.py --family conv-vae --latent-size 4 --beta 2 --epochs 10 --name my-vae
  python train.py --family conv-ae --latent-size 16 --noise gaussian --noise-level 0.5
  python train.py --family conv-vae --sweep "latent-size=2,4,8 beta=0.5,1,4 seed=0,1,2" --jobs 2
  python train.py conv-vae-2 --sweep seed=0,1,2 --dask tcp://host:8786
  python train.py conv-vae-2 --figures out/  write its pictures and curves, live while it trains
  python train.py conv-vae-2 --validate      train on 55,000 digits, test on the other 5,000, save nothing: for choosing recipes
  python train.py --evaluate                 measure every run again from its weights (--keep: store the figures)
  python train.py --table                    print the README's table of figures
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from aelab import checkpoints, commands, console, install, report
from aelab.asked import RECIPE_OPTIONS, Refusal, wanted
from aelab.families import FAMILIES
from aelab.noise import KINDS

ACTIVATIONS = ["relu", "silu", "tanh", "sigmoid"]
STOPPED = 130  # the shell's exit status for Ctrl-C


def main(arguments: list[str] | None = None) -> int:
    console.survive()
    options = _parser().parse_args(arguments)
    os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")
    try:
        if options.keep and not options.evaluate:
            raise Refusal("--keep goes with --evaluate")
        if (options.validate or options.table) and (options.jobs or options.dask):
            raise Refusal("--jobs and --dask go with training")
        if options.evaluate and options.dask:
            raise Refusal("--dask goes with training; --jobs measures several runs at a time")
        if options.jobs and options.dask:
            raise Refusal("--jobs counts processes of this machine, and --dask has the cluster's workers")
        if not options.table and (missing := install.lacking()):
            raise Refusal(f"training and measuring need more than the app: {missing}", code=1)
        if options.validate:
            return commands.validate(wanted(options), options)
        if options.table:
            print(report.table(checkpoints.survey(options.checkpoints)[0]))
            return 0
        if options.evaluate:
            return commands.evaluate(options)
        return commands.train(wanted(options), options)
    except KeyboardInterrupt:
        print(f"\nstopped: {_left_behind(options)}", file=sys.stderr)
        return STOPPED
    except Refusal as refusal:
        print(f"train.py: {refusal}", file=sys.stderr)
        return refusal.code


def _left_behind(options: argparse.Namespace) -> str:
    """What a command that was stopped has done."""
    if options.keep:
        return "the runs that were measured have their new figures, the others the ones they had"
    if options.evaluate:
        return "nothing was changed"
    return "the finished runs are saved, the one in hand is not; the same command goes on from there"


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
    _add_recipe(parser.add_argument_group("a run of your own"))
    _add_several(parser.add_argument_group("several runs"))
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


def _add_recipe(own: argparse._ArgumentGroup) -> None:
    """The options of a run of one's own, the numbers of its recipe; `aelab.asked` reads them."""
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


def _add_several(several: argparse._ArgumentGroup) -> None:
    several.add_argument(
        "--sweep",
        action=_Sweep,
        metavar="AXES",
        help='train every combination: "beta=0.5,1,4 seed=0,1,2", of a run of your own or of the shipped runs named; a slash joins numbers that are one value',
    )
    several.add_argument(
        "--jobs",
        type=_number(int, 1, high=1024),
        metavar="N",
        help="train or measure so many at a time, each on one thread (a sweep, and to measure: as many as there are cores)",
    )
    several.add_argument("--dask", metavar="ADDRESS", help="train on the workers of this Dask scheduler instead")


class _OneOrTwo(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):
        if len(values) > 2 or values[0] > values[-1]:
            parser.error(f"{option_string} takes one level, or two in ascending order")
        setattr(namespace, self.dest, values)


class _Sweep(argparse.Action):
    """ "beta=0.5,1 seed=0,1" as {"beta": [0.5, 1.0], "seed": [0, 1]}: every value as if it had been given to its own option."""

    def __call__(self, parser, namespace, values, option_string=None):
        axes: dict[str, list] = {}
        for axis in values.split():
            name, _, listed = axis.partition("=")
            key = name.replace("-", "_")
            if key not in RECIPE_OPTIONS or key == "name":
                known = ", ".join(one.replace("_", "-") for one in RECIPE_OPTIONS if one != "name")
                parser.error(f"{option_string}: unknown option {name!r}; it crosses {known}")
            if key in axes:
                parser.error(f"{option_string}: {name} is there twice")
            if not all(listed.split(",")):
                parser.error(f"{option_string}: {axis!r} lacks a value; write {name}=A,B,C")
            option = "--" + key.replace("_", "-")
            axes[key] = [getattr(parser.parse_args([option, *one.split("/")]), key) for one in listed.split(",")]
            if any(one in axes[key][:place] for place, one in enumerate(axes[key])):
                parser.error(f"{option_string}: a value of {name} is there twice")
        if not axes:
            parser.error(f'{option_string}: no option to cross; write "beta=0.5,1,4 seed=0,1,2"')
        setattr(namespace, self.dest, axes)


if __name__ == "__main__":
    status = main()
    if status == STOPPED:  # at once: Python would wait for the threads that measure
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
