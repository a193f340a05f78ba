"""What a command prints survives a console that lacks a letter of it: an old Windows one, or none at all."""

from __future__ import annotations

import codecs
import sys

PLAIN = {"−": "-", "–": "-", "—": "-", "±": "+-", "×": "x", "·": "*", "≤": "<=", "≥": ">=", "’": "'", "…": "..."}
GREEK = {"α": "alpha", "β": "beta", "ε": "epsilon", "μ": "mu", "σ": "sigma", "τ": "tau"}


def survive() -> None:
    """Have standard output and error write what their encoding lacks in letters that every encoding has. For the start of a command."""
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not so where a test or a notebook has put something else there
            stream.reconfigure(errors="plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join((PLAIN | GREEK).get(letter, "?") for letter in lacking), error.end
