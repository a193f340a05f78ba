"""The one way into ui/browser: its modules joined, its instruments registered once, the page told where their bytes lie."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import streamlit as st

from ui import assets
from ui.assets import Offer
from ui.once import once

BROWSER = Path(__file__).parent / "browser"
IMPORT = re.compile(r'^import \{([\w,\s]+)\} from "(\.[\w./]*/\w+\.js)";$', re.MULTILINE)
COMMENT, INDENT = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\n\s+")
REMARK = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)\n", re.DOTALL | re.MULTILINE)  # a comment on lines of its own
SPACE = re.compile(r"(?<=[{};,:])\s+|\s+(?=[{}])")  # of a sheet, where it says nothing
LENGTH, WHOLE = re.compile(r"\b(\d*\.?\d+)px\b"), re.compile(r"([\w-]+):round\(down,([^;]+),28px\);")
HAIRLINE = 3  # px up to which a line is of the same width on every screen
HIDDEN = ("delivery", "drawer")  # components that show nothing
EXPORT = re.compile(r"^export (?=(?:async )?(?:class|const|function\*?) (\w+))", re.MULTILINE)


@once()
def bundle(entry: str) -> str:
    """The ES module `entry`, a path inside ui/browser, and all it imports as one module: a component takes a single string.

    Each imported module becomes a function of its own, so names may repeat from file to file. Raises ValueError for an
    import that is not of the form ``import { a, b } from "./file.js";``, on one line or several.
    """
    return "".join(_modules(entry).values())


def entries() -> list[str]:
    """The modules that are bundled: those beside the rooms, and each instrument, which has the name of its room."""
    rooms = (file for file in BROWSER.glob("*/*.js") if file.stem == file.parent.name and file.stem != "kit")
    return [file.relative_to(BROWSER).as_posix() for file in sorted([*BROWSER.glob("*.js"), *rooms])]


@once()
def _modules(entry: str) -> dict[Path, str]:
    """The parts of a bundle by the file that each was made of; what a file imports stands before it."""
    root = (BROWSER / entry).resolve()
    parts: dict[Path, str] = {}

    def visit(file: Path) -> None:
        def joined(found: re.Match) -> str:
            other = (file.parent / found[2]).resolve()
            if other not in parts:
                visit(other)
            return f"const {{ {' '.join(found[1].split())} }} = {_module(other)};"

        body = IMPORT.sub(joined, file.read_text("utf-8"))
        if odd := re.search(r"^import\b.*", body, re.MULTILINE):
            raise ValueError(f"{file.name}: cannot bundle {odd[0]!r}")
        if file != root:
            exports = ", ".join(EXPORT.findall(body))
            body = f"const {_module(file)} = (() => {{\n{EXPORT.sub('', body)}return {{ {exports} }};\n}})();\n"
        parts[file] = body

    visit(root)
    return parts


def _module(file: Path) -> str:
    return "module_" + "_".join(file.relative_to(BROWSER.resolve()).with_suffix("").parts)


def deliver(instrument: str, offers: Iterable[Offer]) -> None:
    """Tell the page where the parts of runs lie that an instrument asks for, before the instrument and on every rerun.

    The browser fetches what it does not have when the instrument asks, so this costs a rerun a few hundred bytes.
    """
    component("delivery")(data=[offer.to_json() for offer in offers], key=f"deliver {instrument}")


def reload() -> None:
    """Have the browser open the page anew, at the address it has."""
    st.components.v2.component("aelab_reload", js="export default () => location.reload();")(key="reload")


@once()
def component(name: str) -> Callable:
    """The instrument of ui/browser/<name>/<name>.js as a Streamlit component, in the common look and the sheets beside its modules.

    Over the websocket goes the small module that fetches its code; what shows nothing is small enough to go itself.
    """
    entry = f"{name}.js" if name in HIDDEN else f"{name}/{name}.js"
    sheets = [file.with_suffix(".css") for file in _modules(entry)]
    if name != "drawer":  # which never shows anything
        sheets.insert(0, BROWSER / "kit/look.css")
    css = "".join(_style(sheet.read_text("utf-8")) for sheet in sheets if sheet.is_file())
    js = bundle(entry)
    if name not in HIDDEN:
        offer = assets.made(assets.CODE, f"{name}.js", js.encode())
        js = f"const ADDRESS = {json.dumps(offer.address)};\n{bundle('loader.js')}"
    js = INDENT.sub("\n", REMARK.sub("", js))  # as a sheet: over the websocket, and not for readers
    return st.components.v2.component(f"aelab_{name}", css=css, js=js)


def _style(sheet: str) -> str:
    """A sheet as it is sent: without comments and indentation, and in units of the page's type size.

    A px of a sheet is a sixteenth of it, a rem, so that type and all that holds it grow as one (ui/page.css says to what). What is
    rounded to whole multiples of a digit's 28 pixels keeps those; a browser that cannot round takes the size as it is.
    """
    # over the websocket on every visit, so without what is for readers of the file
    bare = SPACE.sub("", COMMENT.sub("", sheet)).replace("}", "}\n")  # Streamlit takes a single line for the name of a file
    bare = WHOLE.sub(r"\1:\2;\1:round(down,\2,28PX);", bare)
    return LENGTH.sub(lambda found: found[0] if float(found[1]) <= HAIRLINE else f"{float(found[1]) / 16:g}rem", bare)
