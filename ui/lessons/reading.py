"""The files of `lessons/`: Markdown with a short head, a view and perhaps a question for each step. docs/teaching.md says how one is written.

A lesson that has a mistake is refused with its file, the line and the reason; the others go on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aelab.card import Card
from ui import cache, parts
from ui.lessons import figures, views
from ui.once import once

ROOT = Path(__file__).parents[2] / "lessons"
HEAD = {"title", "minutes", "for", "after"}
STEP = {"view", "point", "hide", "show"}
QUESTION = {"question", "answer", "from", "to", "unit", "why"}
QUESTIONS = ("choose", "number", "curve", "place")
LINE = re.compile(r"([a-z]+): *(.+)")
OPTION = re.compile(r"- (.+?) \| (.+)")
PLACE = re.compile(r"\[\[([^\[\]]+)\]\]")
OTHERWISE = "otherwise"
TESTID = r"[\w-]+"
SHOW = re.compile(rf"press ({TESTID})(?: (\d+) times)?|slide ({TESTID})(?: from (-?[\d.]+))? to (-?[\d.]+)")


@dataclass(frozen=True)
class Question:
    """What is asked before the screen shows it. `options` of ``choose`` are words and the comparison that makes them right; `low` and
    `high` bound what is drawn or set; `answer` is what `ui.lessons.figures` works out."""

    kind: str
    ask: str
    why: str
    answer: str = ""
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    low: float = 0
    high: float = 1


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


class Mistake(ValueError):
    """Something in a lesson's file that makes no sense: `line` counts from 1."""

    def __init__(self, line: int, reason: str):
        super().__init__(reason)
        self.line = line


def survey(cards: Mapping[str, Card] | None = None) -> tuple[dict[str, Lesson], list[str]]:
    """All lessons by the names of their files, in order, and a sentence for each file that is none. They are read again when they change,
    or the runs do: `cards`, where the caller has them at hand."""
    cards = cache.survey()[0] if cards is None else cards
    return _survey(_stamp(ROOT, time.monotonic() // 0.05), tuple(card.checksum for card in cards.values()))


@once(4)
def _stamp(root: Path, now: float) -> tuple:
    """Changes whenever a file does; for a class that opens home at once, looked up once."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(root.glob("*.md")))


@once(2)
def _survey(stamp: tuple, runs: tuple) -> tuple[dict[str, Lesson], list[str]]:
    found, problems = {}, []
    for path in (Path(name) for name, _ in stamp):
        try:
            lesson = read(path.stem, path.read_text("utf-8"), cache.survey()[0])
            found[lesson.key] = lesson
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
    head = _settings([line for line in lines[: starts[0]] if line[1].strip()], HEAD, needs=HEAD)
    minutes = head["minutes"][1]
    if not minutes.isdecimal():
        raise Mistake(head["minutes"][0], f"minutes are a whole number, not {minutes!r}")
    steps = [_step(lines[at:end], cards) for at, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return Lesson(key.lstrip("0123456789-"), head["title"][1], int(minutes), head["for"][1], head["after"][1], tuple(steps))


def _step(lines: list[tuple[int, str]], cards: Mapping[str, Card]) -> Step:
    (first, name), *rest = lines
    paragraphs = list(_paragraphs(rest))
    if not paragraphs:
        raise Mistake(first, "a step needs a line 'view:'")
    settings = _settings(paragraphs[0], STEP, needs={"view"})
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
        "\n\n".join("\n".join(_filled(line, cards) for line in paragraph) for paragraph in said),
        _names(settings, "point", opened.script),
        _names(settings, "hide", opened.script),
        tuple(_shown(*settings["show"], opened.script)) if "show" in settings else (),
        _question(asked[0], cards) if asked else None,
    )


def _names(settings: dict[str, tuple[int, str]], key: str, script: str) -> tuple[str, ...]:
    """Parts of the page of a script."""
    if key not in settings:
        return ()
    number, said = settings[key]
    names = tuple(said.split(", "))
    _check(number, names, script)
    return names


def _check(number: int, names: Iterable[str], script: str) -> None:
    try:
        parts.check(names, script)
    except ValueError as problem:
        raise Mistake(number, str(problem)) from None


def _paragraphs(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    paragraph: list[tuple[int, str]] = []
    for line in [*lines, (0, "")]:
        if line[1].strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []


def _settings(lines: list[tuple[int, str]], known: set[str], needs: set[str]) -> dict[str, tuple[int, str]]:
    """The lines ``key: value``, each with its number."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in lines:
        if not (said := LINE.fullmatch(line.strip())) or said[1] not in known:
            raise Mistake(number, f"here stand lines {', '.join(f'{key}:' for key in sorted(known))}, and not {line.strip()!r}")
        if said[1] in found:
            raise Mistake(number, f"a second line '{said[1]}:'")
        found[said[1]] = number, said[2].strip()
    if missing := needs - found.keys():
        raise Mistake(lines[0][0] if lines else 1, f"there is no line {', '.join(f'{key!r}' for key in sorted(missing))}")
    return found


def _filled(line: tuple[int, str], cards: Mapping[str, Card]) -> str:
    """A line with its figures in place."""

    def figure(found: re.Match) -> str:
        try:
            return figures.number(found[1], cards).text
        except ValueError as problem:
            raise Mistake(line[0], str(problem)) from None

    return PLACE.sub(figure, line[1])


def _shown(number: int, said: str, script: str) -> Iterator[dict]:
    for each in said.split(", then "):
        if not (found := SHOW.fullmatch(each.strip())):
            raise Mistake(
                number, f"{each.strip()!r} shows nothing: write 'press step-beta-more 3 times' or 'slide noise-level from 0 to 1'"
            )
        press, times, slide, low, high = found.groups()
        _check(number, [press or slide], script)
        if press:
            yield {"press": press, "times": int(times or 1)}
        else:
            yield {"slide": slide, "from": None if low is None else float(low), "to": float(high)}


def _question(lines: list[tuple[int, str]], cards: Mapping[str, Card]) -> Question:
    options = [(number, line) for number, line in lines if line.startswith("- ")]
    said = _settings([line for line in lines if line not in options], QUESTION | set(QUESTIONS), needs={"question", "why"})
    number, kind = said["question"]
    kind, _, ask = kind.partition(", ")
    if kind not in QUESTIONS or not ask:
        raise Mistake(number, f"write 'question: choose, Which one?': it is one of {', '.join(QUESTIONS)}, then what is asked")
    ask, why = _filled((number, ask), cards), _filled(said["why"], cards)
    if kind == "choose":
        return Question(kind, ask, why, options=_options(number, options, cards))
    if options:
        raise Mistake(options[0][0], f"a question of the kind {kind!r} has no options")
    if "answer" not in said:
        raise Mistake(number, "a question without an answer: add a line 'answer:' with what is to be worked out")
    where, answer = said["answer"]
    try:
        bounds = _bounds(kind, said, answer, cards)
    except ValueError as problem:
        raise Mistake(where, str(problem)) from None
    return Question(kind, ask, why, answer, said.get("unit", (0, ""))[1], (), *bounds)


def _bounds(kind: str, said: dict, answer: str, cards: Mapping[str, Card]) -> tuple[float, float]:
    """Between what the prediction is set or drawn; the answer lies inside, or it could not be given."""
    if kind == "place":
        figures.place(answer, cards)
        return 0, 1
    right = [figures.number(answer, cards).value] if kind == "number" else figures.line(answer, cards).y
    try:
        low, high = (float(said[key][1]) for key in ("from", "to"))
    except (KeyError, ValueError):
        raise ValueError(f"a question of the kind {kind!r} needs lines 'from:' and 'to:', two numbers") from None
    if not low <= min(right) <= max(right) <= high or low == high:
        raise ValueError(f"the answer, {min(right):.4g} to {max(right):.4g}, does not lie between {low:g} and {high:g}")
    return low, high


def _options(number: int, lines: list[tuple[int, str]], cards: Mapping[str, Card]) -> tuple[tuple[str, str], ...]:
    found = []
    for at, line in lines:
        if not (said := OPTION.fullmatch(line.strip())):
            raise Mistake(at, "an option is a line '- Its words | mse of conv-ae-2 < mse of conv-vae-2', or '| otherwise'")
        found.append((said[1], said[2]))
        try:
            if said[2] != OTHERWISE:
                figures.holds(said[2], cards)
        except ValueError as problem:
            raise Mistake(at, str(problem)) from None
    if len(found) < 2:
        raise Mistake(number, "a question to choose from has at least two lines '- Its words | when it is right'")
    try:
        right(found, cards)
    except ValueError as problem:
        raise Mistake(number, str(problem)) from None
    return tuple(found)


def right(options: list[tuple[str, str]] | tuple[tuple[str, str], ...], cards: Mapping[str, Card]) -> int:
    """Which option is right, from 0: the one whose comparison holds, else the one for all other cases. Raises ValueError unless it is one."""
    holding = [at for at, (_, when) in enumerate(options) if when != OTHERWISE and figures.holds(when, cards)]
    holding = holding or [at for at, (_, when) in enumerate(options) if when == OTHERWISE]
    if len(holding) != 1:
        raise ValueError(f"{len(holding)} of the options are right for the runs that are here, and not one")
    return holding[0]
