"""What somebody may have meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST = 60  # letters of a name that are looked at


def like(said: str, names: Iterable[str]) -> list[str]:
    """Those of the names that `said` looks like, the likest first."""
    return get_close_matches(said.lower(), list(names))


def near(said: str, names: Iterable[str]) -> str:
    """A sentence with those that it looks like, nothing where there are none: behind what a page says of an address that names what is not
    here, and the same on a site (ui/browser/host/missing.js)."""
    found = like(said[:LONGEST], names)
    return f" Like it: {', '.join(found)}." if found else ""


def there_are(said: str, names: Iterable[str]) -> str:
    """How a sentence goes on that begins "there is no ...": with the names that there are, and before them those that `said` looks like."""
    names = list(names)
    like = " or ".join(get_close_matches(said, names))
    return (f" ({like}?)" if like else "") + f", but {', '.join(names)}"
