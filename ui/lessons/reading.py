"""The files of `lessons/`: Markdown with a short head, a view and perhaps a question for each step. docs/teaching.md says how one is written.

A lesson that has a mistake is refused with its file, the line and the reason; the others go on.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aelab.card import Card
from ui import cache
from ui.lessons import formulas, views
from ui.lessons.acts import acts_of, names_of
from ui.lessons.lines import Mistake, filled, paragraphs_of, setting_of, settings_of
from ui.lessons.questions import Question, asks, question_of
from ui.once import once

ROOT = Path(__file__).parents[2] / "lessons"
MOST = 10**6  # after all that have a number
HEAD = {"title", "minutes", "for", "after"}
STEP = {"view", "point", "hide", "show"}
HEADING = "a step begins with '# Its name': one # where the line begins, and a blank behind it"
ENDING = ".md"
TEXTS = {ENDING, ".markdown", ".txt", ".rtf", ".doc", ".docx", ".odt"}  # what a lesson may have been saved as


@dataclass(frozen=True)
class Step:
    """`text` has its figures in place; `point` and `hide` are names of `ui.parts`; `show` is what is done to the instrument when asked."""

    name: str
    view: views.Opened
    text: str
    point: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    show: tuple[dict, ...] = ()
    question: Question | None = None


@dataclass(frozen=True)
class Lesson:
    key: str
    title: str
    minutes: int
    audience: str
    after: str
    steps: tuple[Step, ...] = field(repr=False)

    @property
    def script(self) -> str:
        """Of the page that it begins on, to which links to it lead: by way of another one that would stand in the history, too."""
        return self.steps[0].view.script


def survey(cards: Mapping[str, Card] | None = None) -> tuple[dict[str, Lesson], list[str]]:
    """All lessons by the names of their files, in order, and a sentence for each file that is none. They are read again when they change,
    or the runs do: `cards`, where the caller has them at hand."""
    cards = cache.survey()[0] if cards is None else cards
    return _survey(_stamp(ROOT, time.monotonic() // 0.05), tuple(card.checksum for card in cards.values()))


@once(4)
def _stamp(root: Path, now: float) -> tuple:
    """Changes whenever a file does; for a class that opens home at once, looked up once."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in files(root))


def files(root: Path) -> list[Path]:
    """What was meant to be lessons, by the number before a file's name: 10 comes after 9. Those without one come last."""
    found = [path for path in root.glob("*") if path.suffix.lower() in TEXTS and not path.name.startswith(".")]
    meant = [path for path in found if path.suffix == ENDING or ENDING in path.name.lower() or _named(path)[0] < MOST]
    return sorted(meant, key=lambda path: (_named(path)[0], path.name))


def _named(path: Path) -> tuple[int, str]:
    """The number before a file's name, and the name."""
    number, _, name = path.stem.partition("-")
    return (int(number), name) if number.isdecimal() else (MOST, path.stem)


def key_of(path: Path) -> str:
    """What a lesson is called in addresses, by its file: "noise" of ``6-noise.md``."""
    return _named(path)[1]


@once(2)
def _survey(stamp: tuple, runs: tuple) -> tuple[dict[str, Lesson], list[str]]:
    found, problems = {}, []
    first: dict[str, str] = {}  # the files by the names of their lessons
    for path in (Path(name) for name, _ in stamp):
        try:
            lesson = lesson_of(path, first, cache.survey()[0])
            found[lesson.key], first[lesson.key] = lesson, path.name
        except (Mistake, OSError) as problem:
            problems.append(sentence(path, problem))
    return found, problems


def lesson_of(path: Path, before: Mapping[str, str], cards: Mapping[str, Card]) -> Lesson:
    """The lesson in a file; `before` has the files of the others, by the names of their lessons. Raises Mistake and OSError."""
    key = key_of(path)
    if path.suffix != ENDING:
        raise Mistake(0, f"the name of a lesson's file ends in {ENDING}, and this one's in {path.suffix}: name it otherwise")
    if not key:
        raise Mistake(0, f"it has a number and no name: call it {path.stem.strip('-')}-my-lesson{ENDING}")
    if key in before:
        raise Mistake(0, f"lessons/{before[key]} has this name, too, but for the number: name one of them otherwise")
    return read(key, _text(path), cards)


def sentence(path: Path, problem: Mistake | OSError) -> str:
    """What is wrong with a file, with the line where it is one."""
    line = f", line {problem.line}" if isinstance(problem, Mistake) and problem.line else ""
    return f"lessons/{path.name}{line}: {problem}"


def _text(path: Path) -> str:
    """What a file says, with or without the mark that some editors begin one with. Raises Mistake where it is no UTF-8, and OSError."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise Mistake(line, "a letter here is not in UTF-8: save the file as plain text in the encoding UTF-8") from None


def read(key: str, text: str, cards: Mapping[str, Card]) -> Lesson:
    """The lesson of this name that a file says, for the runs that are here. Raises Mistake."""
    lines = list(enumerate(text.splitlines(), 1))
    starts = [at for at, (_, line) in enumerate(lines) if line.startswith("# ")]
    if not starts:
        raise Mistake(1, f"a lesson has steps: {HEADING}")
    head = settings_of([line for line in lines[: starts[0]] if line[1].strip()], HEAD, needs=HEAD, instead=HEADING)
    minutes = head["minutes"][1]
    if not minutes.isdecimal():
        raise Mistake(head["minutes"][0], f"minutes are a whole number, not {minutes!r}")
    steps = [_step(lines[at:end], cards) for at, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return Lesson(key, head["title"][1], int(minutes), head["for"][1], head["after"][1], tuple(steps))


def _step(lines: list[tuple[int, str]], cards: Mapping[str, Card]) -> Step:
    (first, name), *rest = lines
    paragraphs = list(paragraphs_of(rest))
    if not paragraphs:
        raise Mistake(first, "a step needs a line 'view:'")
    settings = settings_of(paragraphs[0], STEP, needs={"view"}, instead="an empty line ends them, before the text")
    asked = [each for each in paragraphs[1:] if (setting_of(each[0][1]) or "?")[0] == "question"]
    at, address = settings["view"]
    try:
        opened = views.opened(address, cards)
    except ValueError as problem:
        raise Mistake(at, str(problem)) from None
    said = [each for each in paragraphs[1:] if each not in asked]
    for line in (line for paragraph in said for line in paragraph):
        _prose(*line)
    for paragraph in [*said, *([line] for each in asked for line in each)]:
        formulas.check(paragraph)
    if len(asked) > 1 or asked and asked[0] is not paragraphs[-1]:
        raise Mistake(
            asked[-1][0][0],
            f"a step asks one question, at its end: {'here is another' if len(asked) > 1 else 'behind it stands text'}",
        )
    if not said:
        raise Mistake(first, "a step needs a few sentences")
    return Step(
        name[2:].strip(),
        opened,
        "\n\n".join("\n".join(filled(line, cards) for line in paragraph) for paragraph in said),
        names_of(settings, "point", opened.script),
        names_of(settings, "hide", opened.script),
        tuple(acts_of(*settings["show"], opened, cards)) if "show" in settings else (),
        question_of(asked[0], cards) if asked else None,
    )


def _prose(number: int, line: str) -> None:
    """Raises Mistake for a line among the sentences that was meant to be another."""
    key = (setting_of(line) or ("", ""))[0]
    if line.lstrip().startswith("#"):
        raise Mistake(number, HEADING)
    if key in STEP:
        raise Mistake(number, f"'{key}:' stands right below the step's name, and no empty line between the lines there")
    if asks(line):
        raise Mistake(number, "the lines of a question stand together, its 'question:' first, and no empty line between them")
