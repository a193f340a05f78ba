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
from ui.lessons import views
from ui.lessons.acts import acts_of, names_of
from ui.lessons.lines import Mistake, filled, paragraphs_of, settings_of
from ui.lessons.questions import Question, question_of
from ui.once import once

ROOT = Path(__file__).parents[2] / "lessons"
MOST = 10**6  # after all that have a number
HEAD = {"title", "minutes", "for", "after"}
STEP = {"view", "point", "hide", "show"}


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


def survey(cards: Mapping[str, Card] | None = None) -> tuple[dict[str, Lesson], list[str]]:
    """All lessons by the names of their files, in order, and a sentence for each file that is none. They are read again when they change,
    or the runs do: `cards`, where the caller has them at hand."""
    cards = cache.survey()[0] if cards is None else cards
    return _survey(_stamp(ROOT, time.monotonic() // 0.05), tuple(card.checksum for card in cards.values()))


@once(4)
def _stamp(root: Path, now: float) -> tuple:
    """Changes whenever a file does; for a class that opens home at once, looked up once."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(root.glob("*.md"), key=_place))


def _place(path: Path) -> tuple[int, str]:
    """By the number before a file's name: 10 comes after 9. Those without one come last."""
    number = path.stem.partition("-")[0]
    return int(number) if number.isdecimal() else MOST, path.name


@once(2)
def _survey(stamp: tuple, runs: tuple) -> tuple[dict[str, Lesson], list[str]]:
    found, problems = {}, []
    files: dict[str, str] = {}  # by the lessons in them
    for path in (Path(name) for name, _ in stamp):
        try:
            lesson = read(path.stem, path.read_text("utf-8"), cache.survey()[0])
            if lesson.key in files:
                raise Mistake(
                    1, f"lessons/{files[lesson.key]} has this name, too, but for the number: name one of them otherwise"
                )
            found[lesson.key], files[lesson.key] = lesson, path.name
        except Mistake as mistake:
            problems.append(f"lessons/{path.name}, line {mistake.line}: {mistake}")
        except (OSError, UnicodeDecodeError) as problem:
            problems.append(f"lessons/{path.name} cannot be read: {problem}")
    return found, problems


def read(key: str, text: str, cards: Mapping[str, Card]) -> Lesson:
    """The lesson that a file says, for the runs that are here. Raises Mistake."""
    lines = list(enumerate(text.splitlines(), 1))
    starts = [at for at, (_, line) in enumerate(lines) if line.startswith("# ")]
    if not starts:
        raise Mistake(1, "a lesson has steps: each begins with a line '# Its name'")
    head = settings_of([line for line in lines[: starts[0]] if line[1].strip()], HEAD, needs=HEAD)
    minutes = head["minutes"][1]
    if not minutes.isdecimal():
        raise Mistake(head["minutes"][0], f"minutes are a whole number, not {minutes!r}")
    steps = [_step(lines[at:end], cards) for at, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return Lesson(key.lstrip("0123456789-"), head["title"][1], int(minutes), head["for"][1], head["after"][1], tuple(steps))


def _step(lines: list[tuple[int, str]], cards: Mapping[str, Card]) -> Step:
    (first, name), *rest = lines
    paragraphs = list(paragraphs_of(rest))
    if not paragraphs:
        raise Mistake(first, "a step needs a line 'view:'")
    settings = settings_of(paragraphs[0], STEP, needs={"view"})
    asked = [each for each in paragraphs[1:] if each[0][1].startswith("question:")]
    if len(asked) > 1 or asked and asked[0] is not paragraphs[-1]:
        raise Mistake(asked[0][0][0], "a step asks one question, at its end")
    at, address = settings["view"]
    try:
        opened = views.opened(address, cards)
    except ValueError as problem:
        raise Mistake(at, str(problem)) from None
    said = paragraphs[1 : len(paragraphs) - len(asked)]
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
