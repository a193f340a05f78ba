"""The questions of lessons: what is asked, between what the answer is given, and by which comparison an option is right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aelab.card import Card
from ui.lessons import figures
from ui.lessons.lines import Mistake, filled, setting_of, settings_of
from ui.view import NUMBER

QUESTION = {"question", "answer", "from", "to", "unit", "why"}
QUESTIONS = ("choose", "number", "curve", "place")
OPTION = re.compile(r"- (.+?) \| (.+)")
OTHERWISE = "otherwise"
SHARE = "%"  # a unit


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


def question_of(lines: list[tuple[int, str]], cards: Mapping[str, Card]) -> Question:
    options = [(number, line) for number, line in lines if line.lstrip().startswith("- ")]
    instead = "an option begins with '- '"
    said = settings_of([line for line in lines if line not in options], QUESTION, needs={"question", "why"}, instead=instead)
    number, kind = said["question"]
    kind, _, ask = kind.partition(", ")
    if kind not in QUESTIONS or not ask:
        raise Mistake(number, f"write 'question: choose, Which one?': it is one of {', '.join(QUESTIONS)}, then what is asked")
    ask, why = filled((number, ask), cards), filled(said["why"], cards)
    if kind == "choose":
        return Question(kind, ask, why, options=_options(number, options, cards))
    if options:
        raise Mistake(options[0][0], f"a question of the kind {kind!r} has no options")
    if "answer" not in said:
        raise Mistake(number, "a question without an answer: add a line 'answer:' with what is to be worked out")
    where, answer = said["answer"]
    try:
        bounds = _bounds(kind, said, answer, cards)
    except Mistake:
        raise
    except ValueError as problem:
        raise Mistake(where, str(problem)) from None
    return Question(kind, ask, why, answer, said.get("unit", (0, ""))[1], (), *bounds)


def _bounds(kind: str, said: dict, answer: str, cards: Mapping[str, Card]) -> tuple[float, float]:
    """Between what the prediction is set or drawn; the answer lies inside, or it could not be given."""
    if kind == "place":
        figures.place(answer, cards)
        return 0, 1
    line = figures.line(answer, cards) if kind == "curve" else None
    right = line.y if line else [figures.number(answer, cards).value]
    if not {"from", "to"} <= said.keys():
        raise ValueError(f"a question of the kind {kind!r} needs lines 'from:' and 'to:', two numbers")
    low, high = (_number(*said[key]) for key in ("from", "to"))
    if low >= high:
        raise Mistake(said["from"][0], f"'from:' is less than 'to:', and {low:g} is not less than {high:g}")
    if said.get("unit", (0, ""))[1] == SHARE and (low < 0 or high > 1):
        raise Mistake(said["unit"][0], "a share goes from 0 to 1 at most, which is shown as 0% to 100%")
    if line and line.bars and low != 0:
        raise ValueError("bars stand on 0: write 'from: 0'")
    if not low <= min(right) <= max(right) <= high:
        answers = " to ".join(dict.fromkeys(f"{end:.4g}" for end in (min(right), max(right))))
        raise ValueError(f"the answer, {answers}, does not lie between {low:g} and {high:g}")
    return low, high


def _number(at: int, said: str) -> float:
    if not NUMBER.fullmatch(said):
        raise Mistake(at, f"{said!r} is no number: write one as 0.5 or 20")
    return float(said)


def asks(line: str) -> bool:
    """Whether a line is one of those that a question has."""
    said = setting_of(line)
    return bool(said and said[0] in QUESTION or OPTION.fullmatch(line.strip()))


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
