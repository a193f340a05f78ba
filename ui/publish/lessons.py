"""The lessons of a site: each as a file with its steps, and with what is right, which the app's Python says only when it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aelab.card import Card
from ui import words
from ui.anywhere import prose
from ui.frame import LESSONS, PAGES
from ui.instruments.lesson import asked, panel
from ui.lessons import reading
from ui.lessons.lines import Mistake
from ui.lessons.place import Place
from ui.lessons.reading import Lesson, Step
from ui.publish.folder import Folder

ANSWER = ("right", "why")


def only(scripts: Sequence[str], cards: Mapping[str, Card], folder: Path) -> list[str]:
    """Know those lessons alone that lead through these pages and models, by links in a folder; none without the page that lists them.
    Returns a sentence for what is left out."""
    files, left = reading.files(reading.ROOT.resolve()), []
    if LESSONS not in scripts:
        files, left = [], ["all lessons: the page that lists them is not in it"]
    taken: dict[str, str] = {}
    for file in files:
        try:
            lesson = reading.lesson_of(file, taken, cards)
        except (Mistake, OSError) as problem:  # which the app says as well, or a model that is not here
            left.append(reading.sentence(file, problem))
            continue
        if away := [
            PAGES[script].name for script in dict.fromkeys(step.view.script for step in lesson.steps) if script not in scripts
        ]:
            left.append(f"lessons/{file.name}: it leads to {', '.join(away)}, which is not in it")
            continue
        taken[lesson.key] = file.name
        (folder / file.name).symlink_to(file)
    reading.ROOT = folder
    return left


Needs = Mapping[str, Callable[[dict[str, list[str]]], list[str]]]


def written(folder: Folder, needs: Needs) -> dict[str, dict[str, str]]:
    """Where each lesson lies and its title, by its key. `needs` gives what a page, by its script, shows at an address."""
    found = {}
    for key, lesson in reading.survey()[0].items():
        steps = [_step(lesson, at, step, folder.cards) for at, step in enumerate(lesson.steps, 1)]
        asks = dict.fromkeys(at for step in lesson.steps for at in needs[step.view.script](step.view.query))
        said = {"steps": steps, "needs": [at for at in asks if at not in folder.first and at not in folder.then]}
        at = folder.hashed("lesson.json", json.dumps(said, ensure_ascii=False).encode())
        found[key] = {"at": at, "title": lesson.title}
    return found


def models(script: str, when: Mapping[str, str], key: str) -> Iterator[list[str]]:
    """The sets of models with which lessons open a page that has these choices; `key` is the parameter of its picker."""
    for lesson in reading.survey()[0].values():
        for step in lesson.steps:
            query = step.view.query
            if (
                step.view.script == script
                and key in query
                and all(query.get(name, [""])[-1] == said for name, said in when.items())
            ):
                yield query[key]


def _step(lesson: Lesson, at: int, step: Step, cards: Mapping[str, Card]) -> dict[str, Any]:
    said = f'<p class="caption">{escape(lesson.title)} · {lesson.minutes} minutes</p><h2>{escape(step.name)}</h2>'
    return {
        "page": PAGES[step.view.script].name,
        "query": urlencode(step.view.query, doseq=True),
        "html": f'{said}<div class="said">{prose.html(words.mark(step.text))}</div>',
        "data": panel(Place(lesson, at, True), None, cards),
        "answer": step.question and {name: told for name, told in asked(step.question, 0, cards).items() if name in ANSWER},
    }
