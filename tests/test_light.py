"""The light install: every page without PyTorch, torchvision and scikit-image, and what says how to get them."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from aelab import install
from tests.light import FILES_ALONE
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
    assert done.stdout.splitlines() == [f"{page}: {page not in FILES_ALONE} []" for page in PAGES]


def test_every_page_opens_without_them():
    check(hidden("runpy.run_module('tests.light', run_name='__main__')"))


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
    assert said == f"aelab.checkpoints.CheckpointError: PyTorch is not installed: `{install.COMMAND}` brings it"


def test_nothing_is_lacking_here():
    assert not install.lacking()


@pytest.mark.slow
def test_requirements_app_is_enough_and_well_under_a_gigabyte(tmp_path, capsys):
    try:
        urllib.request.urlopen(os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple/") + "tqdm/", timeout=10).close()
    except OSError:
        pytest.skip("a new environment needs the network")
    venv.create(tmp_path, with_pip=True)
    python = tmp_path / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", "requirements-app.txt"], cwd=PROJECT, check=True)
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
    with capsys.disabled():
        print(f"\nthe light install: {size:.0f} MB")
    assert size < 900
    check(subprocess.run([python, "-m", "tests.light"], cwd=PROJECT, capture_output=True, text=True))
