"""What a light install (requirements-app.txt) leaves out, and the one command that brings it."""

from __future__ import annotations

from importlib.util import find_spec

COMMAND = "pip install -r requirements.txt"
NAMES = {"torch": "PyTorch", "torchvision": "torchvision", "skimage": "scikit-image"}


def lacking(*modules: str) -> str:
    """A sentence that names what is not installed of these modules, all of `NAMES` by default, and the command; or nothing.

    Imports none of them.
    """
    missing = [NAMES[module] for module in modules or NAMES if find_spec(module) is None]
    if not missing:
        return ""
    listed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
    return f"{listed} {'is' if len(missing) == 1 else 'are'} not installed: `{COMMAND}` brings {'it' if len(missing) == 1 else 'them'}"
