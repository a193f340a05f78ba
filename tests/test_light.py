"""The light install: every page without PyTorch, torchvision and scikit-image, and what says how to get them."""

from __future__ import annotations

import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from aelab import install
from tests.light import FILES_ALONE, OF_RECORDS
from ui.frame import PAGES

PROJECT = Path(__file__).parent.parent
# Python as it is where these packages are not installed: nothing finds them
HIDE = f"""
import runpy, sys
from importlib.machinery import PathFinder
class Finder(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {set(install.NAMES)} else super().find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(PathFinder)] = Finder
"""


def hidden(then: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", HIDE + then], cwd=PROJECT, capture_output=True, text=True)


def test_the_packages_can_be_hidden():
    for name in install.NAMES:
        assert f"No module named '{name}'" in hidden(f"import {name}").stderr


def check(done: subprocess.CompletedProcess) -> None:
    """That each page opened, says how to get PyTorch where it offers lines of Python, and brought nothing heavy."""
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines() == [f"{page}: {page not in (*FILES_ALONE, OF_RECORDS)} []" for page in PAGES]


def test_the_command_says_what_it_needs_and_still_prints_the_table():
    run = "runpy.run_path('train.py', run_name='__main__')"
    for words in (["conv-vae-2"], ["--evaluate"], ["--family", "mlp-ae", "--validate"]):
        done = hidden(f"sys.argv = ['train.py', *{words}]; {run}")
        assert done.returncode == 1
        assert done.stderr.strip().splitlines() == [
            "train.py: training and measuring need more than the app: PyTorch, torchvision and scikit-image are not installed: "
            f"`{install.COMMAND}` brings them"
        ]
    done = hidden(f"sys.argv = ['train.py', '--table']; {run}")
    assert done.returncode == 0
    assert "| `conv-vae-2` | 2 |" in done.stdout


def test_a_model_from_python_says_what_it_needs():
    said = hidden("from aelab import checkpoints; checkpoints.load('conv-vae-2')").stderr.strip().splitlines()[-1]
    assert said == f"aelab.card_file.CheckpointError: PyTorch is not installed: `{install.COMMAND}` brings it"


def test_nothing_is_lacking_here():
    assert not install.lacking()


def needed(requirements: Path) -> dict[str, metadata.Distribution]:
    """The packages that installing a file of requirements brings, their own requirements included, as they are installed here, by name."""
    lines = [line.partition("#")[0].strip() for line in requirements.read_text().splitlines()]
    todo, found = [(Requirement(line), "") for line in lines if line], {}
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        extras = requirement.extras or {""}
        if all((name, extra) in found for extra in extras):
            continue
        package = metadata.distribution(name)
        assert requirement.specifier.contains(package.version, prereleases=True), requirement
        for extra in extras:
            found[name, extra] = package
            todo += [(Requirement(line), extra) for line in package.requires or []]
    return {name: package for (name, _), package in found.items()}


@pytest.mark.slow
def test_requirements_app_is_enough_and_well_under_a_gigabyte(tmp_path, capsys):
    """An environment of links to what requirements-app.txt names and what that needs, and to nothing else that is installed here."""
    packages = needed(PROJECT / "requirements-app.txt")
    assert {"streamlit", "numpy", "msgspec"} <= packages.keys()
    assert not {*map(canonicalize_name, install.NAMES), "scikit-image", "plotly"} & packages.keys()
    venv.create(tmp_path, symlinks=True)
    (room,) = tmp_path.glob("lib/*/site-packages")
    size = 0
    for package in packages.values():
        for file in package.files or []:
            here = Path(file.locate())
            if ".." in file.parts or not here.is_file():
                continue
            (room / file).parent.mkdir(parents=True, exist_ok=True)
            (room / file).symlink_to(here)
            if "__pycache__" not in file.parts:  # what Python compiled here it need not again
                size += here.stat().st_size / 1e6
    with capsys.disabled():
        print(f"\nthe light install: {size:.0f} MB")
    assert 300 < size < 800  # without what Python compiles, a tenth more
    python = tmp_path / "bin" / "python"
    lacks = subprocess.run([python, "-c", "import torch"], capture_output=True, text=True).stderr
    assert "No module named 'torch'" in lacks
    check(subprocess.run([python, "-m", "tests.light"], cwd=PROJECT, capture_output=True, text=True))
