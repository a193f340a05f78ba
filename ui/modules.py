"""ui/browser as text, for whatever page it is sent to: its modules joined, its sheets in units of the page's type. Knows no Streamlit."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from ui.once import once

BROWSER = Path(__file__).parent / "browser"
IMPORT = re.compile(r'^import \{([\w,\s]+)\} from "(\.[\w./]*/\w+\.js)";$', re.MULTILINE)
COMMENT, INDENT = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\n\s+")
REMARK = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)\n", re.DOTALL | re.MULTILINE)  # a comment on lines of its own
SPACE = re.compile(r"(?<=[{};,:])\s+|\s+(?=[{}])")  # of a sheet, where it says nothing
LENGTH, WHOLE = re.compile(r"\b(\d*\.?\d+)px\b"), re.compile(r"([\w-]+):round\(down,([^;]+),28px\);")
HIDDEN = ("delivery", "drawer")  # components that show nothing
HAIRLINE = 3  # px up to which a line is of the same width on every screen
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
def _modules(entry: str) -> dict[str, str]:
    """The parts of a bundle by the file that each was made of, a path inside ui/browser; what a file imports stands before it."""
    parts: dict[str, str] = {}

    def visit(file: str) -> None:
        body, imported = _read(file)
        for other in imported:
            if other not in parts:
                visit(other)
        if file != entry:
            exports = ", ".join(EXPORT.findall(body))
            body = f"const {_name(file)} = (() => {{\n{EXPORT.sub('', body)}return {{ {exports} }};\n}})();\n"
        parts[file] = body

    visit(entry)
    return parts


@once()
def _read(file: str) -> tuple[str, list[str]]:
    """A file with constants in the place of its imports, and the files that they are of."""
    imported = []

    def constants(found: re.Match) -> str:
        # as text: that none of these is a link need not be asked of the disk, hundreds of times while a server starts
        imported.append(posixpath.normpath(f"{posixpath.dirname(file)}/{found[2]}".lstrip("/")))
        return f"const {{ {' '.join(found[1].split())} }} = {_name(imported[-1])};"

    body = IMPORT.sub(constants, (BROWSER / file).read_text("utf-8"))
    if odd := re.search(r"^import\b.*", body, re.MULTILINE):
        raise ValueError(f"{posixpath.basename(file)}: cannot bundle {odd[0]!r}")
    return body, imported


def _name(file: str) -> str:
    return "module_" + file.removesuffix(".js").replace("/", "_")


@once()
def expression(entry: str) -> str:
    """The same as an expression: a function that gives what the module exports by default, for a page that may load nothing."""
    body = EXPORT.sub("", bundle(entry)).replace("export default function", "const shown = function", 1)
    return f"() => {{\n{body}\nreturn shown;\n}}"


@once()
def sheet(entry: str) -> str:
    """The common look, and the sheets beside a module and all that it imports, as one sheet."""
    sheets = [BROWSER / "kit/look.css", *((BROWSER / file).with_suffix(".css") for file in _modules(entry))]
    return "".join(styled(sheet.read_text("utf-8")) for sheet in sheets if sheet.is_file())


def short(js: str) -> str:
    """A module without what is for readers of the file."""
    return INDENT.sub("\n", REMARK.sub("", js))


def entry_of(component: str) -> str:
    """The module that a component is, inside ui/browser: an instrument's lies in its room, those that show nothing beside the rooms."""
    return f"{component}.js" if component in HIDDEN else f"{component}/{component}.js"


def styled(sheet: str) -> str:
    """A sheet as it is sent: without comments and indentation, and in units of the page's type size.

    A px of a sheet is a sixteenth of it, a rem, so that type and all that holds it grow as one (ui/page.css says to what). What is
    rounded to whole multiples of a digit's 28 pixels keeps those; a browser that cannot round takes the size as it is.
    """
    # over the websocket on every visit, so without what is for readers of the file
    bare = SPACE.sub("", COMMENT.sub("", sheet)).replace("}", "}\n")  # Streamlit takes a single line for the name of a file
    bare = WHOLE.sub(r"\1:\2;\1:round(down,\2,28PX);", bare)
    return LENGTH.sub(lambda found: found[0] if float(found[1]) <= HAIRLINE else f"{float(found[1]) / 16:g}rem", bare)
