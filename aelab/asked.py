"""The runs that the options of `train.py` ask for: shipped ones, one of one's own, or a sweep that crosses options."""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from aelab import checkpoints
from aelab.card_file import CheckpointError
from aelab.families import FAMILIES, spec
from aelab.noise import KINDS
from aelab.runs import RUNS, Recipe, Run

RECIPE_OPTIONS = [name for name in Recipe.__struct_fields__ if name != "noise_levels"] + ["noise_level"]


class Refusal(Exception):
    """Something the command cannot do, in one line, and the exit status that says so: 2 for what was asked, 1 for what happened."""

    def __init__(self, why: object, code: int = 2):
        super().__init__(str(why))
        self.code = code


def wanted(options: argparse.Namespace) -> list[Run]:
    """The runs that the options ask for. Raises `Refusal` with what is wrong with them."""
    changed = {key: value for key in RECIPE_OPTIONS if (value := getattr(options, key)) is not None}
    if options.runs and changed:
        raise Refusal(
            f"{', '.join(options.runs)}: a shipped run's recipe is fixed; leave out the names and give --family for your own"
        )
    for name in options.runs:
        if name not in RUNS:
            raise Refusal(f"unknown run {name!r}; the shipped runs are {', '.join(RUNS)}")
    if options.sweep:
        return _crossed(options.runs, changed, options.sweep, options.checkpoints)
    if changed:
        return [_own(changed, options.checkpoints)]
    return [RUNS[name] for name in options.runs] if options.runs else list(RUNS.values())


def _own(changed: dict[str, Any], root: Path) -> Run:
    """A run of one's own from the options given for it. Raises `Refusal`."""
    family = changed.get("family")
    if family not in FAMILIES:
        missing = "a run of your own needs --family" if family is None else f"unknown family {family!r}"
        raise Refusal(f"{missing}; the families are {', '.join(FAMILIES)}")
    if family == "pca" and (useless := sorted(changed.keys() - {"family", "latent_size", "name", "seed"})):
        options_said = ", ".join("--" + name.replace("_", "-") for name in useless)
        raise Refusal(f"{options_said}: pca is solved, not trained step by step; it takes --latent-size, --name and --seed alone")
    latent_size = changed.get("latent_size", 392 if family == "conv-denoiser" else 2)
    name = changed.get("name", f"my-{family}-{latent_size}")
    start = Recipe.pca("", 2) if family == "pca" else Recipe("", family, 2)
    return _checked(start, changed | {"latent_size": latent_size, "name": name}, root)


def _checked(start: Recipe, changed: dict[str, Any], root: Path, reason: str = "a run of one's own") -> Run:
    """A run of a recipe with some numbers changed, if there can be one. Raises `Refusal`."""
    changed = dict(changed)
    if changed.get("noise", "none") not in ("none", *KINDS):
        raise Refusal(f"unknown noise {changed['noise']!r}; the kinds are {', '.join(KINDS)}")
    if "widths" in changed:
        changed["widths"] = tuple(changed["widths"])
    levels = changed.pop("noise_level", None)
    if levels is not None:
        changed["noise_levels"] = (levels[0], levels[-1])
        if start.noise == "none":
            changed.setdefault("noise", "gaussian")
    elif changed.get("noise", "none") != "none":
        changed["noise_levels"] = (0.5, 0.5)
    if changed["name"].lower() in {name.lower() for name in RUNS}:
        raise Refusal(f"{changed['name']} is the name of a shipped run; choose another with --name")
    try:
        checkpoints.check_new_name(changed["name"], root)
        recipe = replace(start, **changed)
        spec(recipe.family, recipe.latent_size, recipe.widths, recipe.activation)
    except (CheckpointError, ValueError) as error:
        raise Refusal(error) from None
    return Run(recipe, reason)


def _crossed(names: list[str], changed: dict[str, Any], axes: dict[str, list], root: Path) -> list[Run]:
    """A run for each combination of the axes' values, of each shipped run named or of one's own. Raises `Refusal`.

    It is called after what it is made from and its values: my-conv-vae-latent-size-4-seed-1.
    """
    if twice := sorted(changed.keys() & axes.keys()):
        raise Refusal(f"--{twice[0].replace('_', '-')} is given, and in --sweep, too")
    runs = []
    for values in product(*axes.values()):
        here = dict(zip(axes, values, strict=True))
        ending = "-".join(
            _said(value) if key == "family" else f"{key.replace('_', '-')}-{_said(value)}" for key, value in here.items()
        )
        reason = f"of a sweep of {' and '.join(key.replace('_', ' ') for key in axes)}"
        for name in names:
            shipped = RUNS[name].recipe
            run = _checked(shipped, here | {"name": f"{name}-{ending}"}, root, reason)
            runs.append(RUNS[name] if replace(run.recipe, name=name) == shipped else run)
        if not names:
            base = changed.get("name", f"my-{changed['family']}" if "family" in changed else "my")
            runs.append(_own(changed | here | {"name": f"{base}-{ending}"}, root))
    return runs


def _said(value: Any) -> str:
    """A value in a name: however it was typed, the same."""
    if isinstance(value, list | tuple):
        return "-".join(map(_said, value))
    return f"{value:g}".replace("+", "") if isinstance(value, float) else str(value)
