"""The directions that may not bend: who may import whom."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
SCIENCE = sorted((PROJECT / "aelab").glob("*.py"))
APP = [PROJECT / "streamlit_app.py", PROJECT / "home.py", *sorted((PROJECT / "pages").glob("*.py"))]


@cache
def nodes(path: Path) -> list[ast.AST]:
    """All that a file of Python is made of, read once for all that looks at it."""
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def imported(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, by its full name."""
    names = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", SCIENCE, ids=lambda path: path.name)
def test_the_science_knows_no_app(path):
    assert not {name for name in imported(path) if name.split(".")[0] in {"streamlit", "ui", "pages", "train"}}


def test_the_linter_refuses_streamlit_in_the_science(tmp_path):
    """The same rule where people meet it first; the linter must be able to fail."""
    code = "import streamlit\n\nstreamlit.write()\n"
    for where, refused in (("aelab/x.py", True), ("ui/x.py", False), ("pages/x.py", False)):
        command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--stdin-filename", where, "-"]
        done = subprocess.run(command, input=code, cwd=PROJECT, capture_output=True, text=True)
        assert (done.returncode != 0) == refused, (where, done.stdout, done.stderr)


@pytest.mark.parametrize("path", [*APP, *sorted((PROJECT / "ui").rglob("*.py"))], ids=lambda path: path.name)
def test_nobody_imports_a_page_or_the_command(path):
    assert not {name for name in imported(path) if name.split(".")[0] in {"pages", "train", "streamlit_app", "home"}}


# What a room of ui/browser may import from beside itself and what lies below it. A page's room may import all of these.
# instruments that are no page's own: what Compare, Learn and Lessons hold, and what stands on every page
HELD = {"copies", "lesson", "lines", "live", "rate_distortion", "replay", "room", "train", "steps"}
BROWSER = PROJECT / "ui/browser"
BELOW = {
    "engine": {"engine"},
    "model": {"model", "engine"},
    "kit": {"kit", "model", "engine"},
    "digits": {"digits", "kit", "model", "engine"},
    "map": {"map", "kit", "model", "engine"},
    "moments": {"moments", "map", "kit", "model", "engine"},
}


def room(module: Path) -> str:
    """The folder of a module of ui/browser; a module beside the folders is its own room, as engine.js is the engine's."""
    return module.relative_to(BROWSER).with_suffix("").parts[0]


@pytest.mark.parametrize("path", sorted(BROWSER.rglob("*.js")), ids=lambda path: path.relative_to(BROWSER).as_posix())
def test_a_room_of_the_browser_imports_only_what_lies_below_it(path):
    named = re.findall(r'^import\b[^;]* from "(.+)";$', path.read_text("utf-8"), re.MULTILINE)
    taken = {room((path.parent / name).resolve()) for name in named}
    assert len(named) == path.read_text("utf-8").count("\nimport ") + path.read_text("utf-8").startswith("import ")
    assert taken <= BELOW.get(room(path), BELOW["digits"] | BELOW["moments"] | {room(path)})


def test_reports_and_cards_cost_no_torch():
    code = "import sys; import aelab.report, aelab.runs, aelab.checkpoints, aelab.latent, aelab.metrics, aelab.figures; assert 'torch' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", APP, ids=lambda path: path.name)
def test_a_page_is_a_plain_script(path):
    assert path.read_text().count("\n") < 60


def test_the_readmes_commands_run_in_any_shell():
    commands = re.findall(r"^```sh\n(.*?)^```", (PROJECT / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    assert len(commands) >= 5
    assert not [command for command in commands if "&&" in command], "Windows PowerShell 5.1 does not know it"


def test_the_readmes_tree_has_every_folder():
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    readme = (PROJECT / "README.md").read_text()
    rooms = {folder.name for line in listed.stdout.splitlines() for folder in Path(line).parents if folder.name}
    rooms -= {path.name for path in (PROJECT / "checkpoints").iterdir()}  # checkpoints/<run>/
    rooms -= {path.stem for path in (PROJECT / "pages").glob("*.py")} | HELD  # <page>/
    assert {room for room in rooms if not re.search(rf"^ *(?:.*  )?{re.escape(room)}/", readme, re.MULTILINE)} == set()


def test_an_instrument_has_one_name_in_python_and_in_the_browser():
    faces = {path.stem for path in (PROJECT / "ui/instruments").glob("*.py")} - {"__init__", "mount"}
    rooms = {path.parent.name for path in (PROJECT / "ui/browser").glob("*/*.js") if path.stem == path.parent.name} - {"kit"}
    assert faces == rooms
    pages = {path.stem for path in (PROJECT / "pages").glob("*.py")}
    assert faces - pages == HELD | {"present"}, "what Compare and Learn hold, and what stands on every page"
    assert pages - faces == {"words", "learn", "lessons"}, "a page without an instrument of its name"


def test_an_instrument_changes_at_three_widths():
    """But for those that docs/architecture.md lists, where what fits is a matter of digits at whole multiples of 28 pixels."""
    own = {
        "denoise": {350},
        "latent_space": {350, 500},
        "drawing": {350},
        "outliers": {350},
        "compare": {560, 820},
        "encode": {350, 560, 820, 1500},
        "nodes": {500, 820},
        "ledger": {820},
        "coordinate_rows": {560},
        "copies": {500, 900},
        "generate": {820},
    }
    for sheet in sorted(BROWSER.rglob("*.css")):
        css = sheet.read_text("utf-8")
        asked = re.findall(r"@(?:container|media)[^{]*\bwidth\b[^{]*", css)
        found = {int(width) for query in asked for width in re.findall(r"\((?:width (?:<=|>)) (\d+)px\)", query)}
        assert all(re.fullmatch(r"@(?:container|media) \(width (?:<=|>) \d+px\)", query.strip()) for query in asked), sheet.name
        assert found <= {720, 940, 1260} | own.get(sheet.stem, set()), sheet.name


HOSTS = ["ui/components.py", "ui/anywhere/file.py", "ui/anywhere/site.py", "ui/widget.py"]
HOSTS += [f"ui/browser/{name}" for name in ("loader.js", "delivery.js", "host/file.js", "host/site.js", "host/widget.js")]


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_is_small(name):
    """What an instrument needs stands in the contract of docs/anywhere.md, and not in its hosts."""
    assert (PROJECT / name).read_text("utf-8").count("\n") < 100


SOURCES = [
    path for folder in ("aelab", "ui", "pages") for path in sorted((PROJECT / folder).rglob("*")) if path.suffix in (".py", ".js")
]


def test_files_and_functions_can_be_read_at_one_sitting():
    """The linter holds the functions of the browser."""
    lines = {
        path.relative_to(PROJECT).as_posix(): path.read_text("utf-8").count("\n") for path in [*SOURCES, PROJECT / "train.py"]
    }
    assert {name: count for name, count in lines.items() if count > 300} == {}
    python = [path for path in [*SOURCES, PROJECT / "train.py"] if path.suffix == ".py"]
    defined = [node for path in python for node in nodes(path) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    assert len(defined) > 1000
    assert {node.name: node.end_lineno - node.lineno for node in defined if node.end_lineno - node.lineno >= 60} == {}


# a file with its folder, as it is said from the top, from ui/browser or from a folder of it; and a name of a module, in full
FILE = re.compile(r"(?<![\w/.*<-])((?:[\w-]+/)+[\w-]+\.(?:py|js|md|css))\b")
NAME = re.compile(r"(?<![\w.])((?:aelab|ui)(?:\.[a-z]\w*)*)\.(\w+)(?![\w.])")


def test_what_comments_name_is_there():
    """A file that was moved, or a function that has another name, in what is said of it elsewhere."""
    sources = [
        path
        for folder in ("aelab", "ui", "pages")
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in (".py", ".js", ".css")
    ]
    said = [
        *sources,
        *(PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "home.py", "train.py")),
    ]
    stale, found = [], 0
    for path in said:
        for line in path.read_text("utf-8").splitlines():
            for name in FILE.findall(line):
                there = [PROJECT / name, PROJECT / "tests" / name, BROWSER / name, path.parent / name]
                stale += [f"{path.name}: {name}"] * (not any(place.exists() for place in there))
                found += 1
            for module, name in NAME.findall(line) if path.suffix != ".css" else ():
                stale += [f"{path.name}: {module}.{name}"] * (not is_in(module, name))
                found += 1
    assert found > 500
    assert not stale


def is_in(module: str, name: str) -> bool:
    """Whether a module, or a class in one, has something of this name; or is a folder that does."""
    place = PROJECT.joinpath(*module.split("."))
    if place.is_dir():
        return any((place / name).with_suffix(suffix).exists() for suffix in ("", ".py"))
    if not place.with_suffix(".py").exists():
        return is_in(*module.rpartition(".")[::2])  # of a class: whether the class is there
    return bool(
        re.search(
            rf"^ *(?:(?:async )?def|class) {name}\b|^ *[\w, ]*\b{name}\b[\w, ]* ?[:=]|import.*\b{name}\b",
            place.with_suffix(".py").read_text("utf-8"),
            re.MULTILINE,
        )
    )
