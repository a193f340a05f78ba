"""Streamlit's own scripts and sheets, gzipped once for all visitors and answered from memory, and the document that asks for them.

Streamlit reads them from disk for each who asks, and sends them as they are: some 7 MB to a first visitor, which a class that
arrives at once waits for. It says itself that a proxy should do this; a classroom has none.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from pathlib import Path

import streamlit

from ui.modules import BROWSER, short
from ui.once import once
from ui.ready import Ready, ready

ROOM = "static/"  # what their addresses begin with
HOME = Path(streamlit.__file__).resolve().parent / "static"
ROOT = HOME / "static"
TEXT = (".js", ".css", ".json", ".svg", ".txt", ".wasm")  # fonts and pictures are packed already
LAZY = ("BidiComponent", "Html", "PageLink")  # what Streamlit's script asks for when the first parts of our pages have come
# begins as nothing else in a script does: 1 ms for 2 MB, where `from` or `import` take 12
NAMED = re.compile(rb'"\./([^"]+\.js)"')


@once(64)
def document(ahead: str = "") -> Ready:
    """The HTML of a page: Streamlit's own, and in it a script of ours (kit/first_entry.js), those that Streamlit would ask for one after another, and
    what `ahead` says."""
    page = (HOME / "index.html").read_text("utf-8")
    lazy = "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{name}">\n' for name in _lazy() if name not in page)
    entry = f"<script>\n{short((BROWSER / 'kit/first_entry.js').read_text('utf-8'))}</script>\n"
    data = page.replace("</head>", f"{entry}{lazy}{ahead}</head>", 1).encode()
    return ready(data, "text/html", _tag(data), pack=True, cache="no-cache")


@once()
def _lazy() -> list[str]:
    """The scripts of `LAZY` and all that they import."""
    found = [file.name for name in LAZY for file in sorted((ROOT / "js").glob(f"{name}.*.js"))]
    for name in found:  # grows meanwhile
        script = (ROOT / "js" / name).read_bytes()
        imported = [
            other[1].decode() for other in NAMED.finditer(script) if script.endswith((b"from", b"import"), 0, other.start())
        ]
        found += [other for other in dict.fromkeys(imported) if other not in found]
    return found


@once()
def packed(path: str) -> Ready:
    """A file below ROOT, ready to be sent. Raises LookupError where there is none of this very path: what is packed is kept, and a
    file has one path, where requests could name it in any number of ways."""
    try:
        file = (ROOT / path).resolve()
    except ValueError:  # a null byte
        raise LookupError from None
    if not file.is_relative_to(ROOT) or file.relative_to(ROOT).as_posix() != path or not file.is_file():
        raise LookupError
    data = file.read_bytes()
    kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return ready(data, kind, _tag(data), pack=file.suffix in TEXT)


def _tag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def pack_first() -> None:
    """What a first visitor's browser asks for before all else."""
    for path in re.findall(r'(?:src|href)="\./static/([^"]+)"', gzip.decompress(document().data).decode()):
        packed(path)
