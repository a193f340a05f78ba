"""The pages of a site, each written down for each of its parts and, where it has a picker, for its own models, for those that its
presets and lessons ask for, and for each model alone; the browser puts together what several models are given
(ui/browser/host/merged.js).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from aelab import checkpoints, names
from aelab.card import Card
from ui import cache, modules, words
from ui.anywhere import theme
from ui.anywhere.record import Recorded, record
from ui.anywhere.site import HOST, document, given
from ui.frame import BESIDE, LESSONS, PAGES, address
from ui.instruments.latent_space import in_order
from ui.lessons import reading
from ui.publish import install, lessons
from ui.publish.folder import Folder, raw

When = dict[str, str | list[str]]


def only(runs: Sequence[str] | None, pages: Sequence[str], links: Path) -> list[str]:
    """Know these runs alone, all where none are named, and those lessons alone that lead through them and these pages: by links in a
    folder. Returns a sentence for each that is left out."""
    if runs:
        (links / "runs").mkdir()
        for run in runs:
            (links / "runs" / run).symlink_to(checkpoints.ROOT.resolve() / run)
        checkpoints.ROOT = links / "runs"
    (links / "lessons").mkdir()
    scripts = [script for script in PAGES | BESIDE if address(script) in pages]
    return lessons.only(scripts, cache.survey()[0], links / "lessons")


def publish(path: Path, pages: Sequence[str]) -> Folder:
    """Write these pages, by what their addresses call them ("" is home), into a folder. Raises ValueError where one cannot be written."""
    folder = Folder(path)
    scripts = {address(script): script for script in PAGES | BESIDE if address(script) in pages}
    host = {
        "script": folder.hashed("site.js", modules.short(modules.bundle(HOST)).encode()),
        "style": folder.hashed("site.css", theme.sheet("lesson.css").encode()),
        "words": folder.hashed("words.json", raw(words.offer().address)),
    }
    if font := theme.font():
        host["font"] = folder.hashed("source-sans.woff2", font)
    made = {script: _Page(folder, page, script) for page, script in scripts.items()}
    for page in made.values():
        folder.keep(page.bytes)
    led = lessons.written(folder, {script: page.needs for script, page in made.items()})
    for page in made.values():
        page.write(scripts, host, led)
    install.installed(folder)
    return folder


class _Page:
    """A page as it was recorded, for its models and parts one after another."""

    def __init__(self, folder: Folder, page: str, script: str):
        self.folder, self.page, self.script = folder, page, script
        self.code: dict[str, list[str]] = {}
        self.seen: dict[str, Recorded] = {}
        self.bytes: dict[str, list[str]] = {}  # of what was written for some models, what its components may ask for
        self.states = [self._state(when) for when in self._states()]

    def write(self, scripts: dict[str, str], host: dict[str, str], led: dict[str, dict[str, str]]) -> None:
        """The page, which leads to those of `scripts` and to the lessons."""
        table, shown = PAGES | BESIDE, self._recorded({})
        if led:
            self.code["lesson"] = self.folder.code("lesson")
        written = {
            "page": table[self.script].name,
            "shown": given(shown),
            "states": self.states,
            "choices": {
                choice.key: choice.options for state in self.states for choice in self._recorded({**state["when"]}).choices
            },
            "picker": next(filter(None, map(self._picker, self.states)), None),
            "words": host["words"],
            "code": self.code,
            "pages": {table[other].name: f"{name}/" if name else "./" for name, other in scripts.items()},
            "lessons": led,
        }
        at = f"{self.page}/" if self.page else ""
        self.folder.write(f"{at}index.html", document(shown, self.page, written, host).encode())
        self.folder.first.add(at or "./")

    def needs(self, query: dict[str, list[str]]) -> list[str]:
        """The addresses of what the page shows at an address with these parameters, as ui/browser/host/asked.js finds it."""

        def fits(state: dict[str, Any]) -> int:
            return sum(query.get(key, [""])[-1] == said for key, said in state["when"].items())

        state = max(self.states, key=fits)
        picker = self._picker(state)
        key = " ".join(sorted(picker and query.get(picker["key"]) or state["start"]))
        own = state["picks"].get(key) or next(iter(state["picks"].values()))  # a part that is of no model
        return [*self.bytes[own], own]  # what says that the bytes are there comes after them

    def _recorded(self, when: When) -> Recorded:
        said = json.dumps(when)
        if said not in self.seen:
            self.seen[said] = record(self.script, when)
        return self.seen[said]

    def _state(self, when: dict[str, str]) -> dict[str, Any]:
        own = self._recorded({**when})
        state: dict[str, Any] = {"when": when, "order": [], "start": own.picker.names if own.picker else [], "picks": {}}
        if own.picker:
            state["order"] = [card.name for card in _order(self.page, self.folder.cards)]
        for key, found in self._picked(when, own):
            said = json.dumps(given(found), ensure_ascii=False).encode()
            state["picks"][key] = self.folder.hashed("given.json", said, first=found is own)
            self.bytes[state["picks"][key]] = self.folder.offered(found, opens=set(key.split()) <= set(state["start"]))
            for name in {part.name for part in found.components} - self.code.keys():
                self.code[name] = self.folder.code(name)
        return state

    def _states(self) -> Iterator[dict[str, str]]:
        """What the page's choices may be, from its own on, each with the choices that it brings."""
        todo: list[dict[str, str]] = [{}]
        if self.script == LESSONS:
            todo += [{"print": key} for key in reading.survey()[0]]
        seen: set[str] = set()
        while todo:
            when = todo.pop(0)
            yield when
            for choice in self._recorded({**when}).choices:
                if choice.key in seen or choice.key in when:
                    continue
                seen.add(choice.key)
                todo += [{**when, choice.key: option} for option in choice.options if option != choice.value]

    def _picked(self, when: dict[str, str], own: Recorded) -> Iterator[tuple[str, Recorded]]:
        """The page for some models, by their names in order of the alphabet: its own, those of presets and lessons, each alone."""
        if not own.picker:
            yield "", own
            return
        key = own.picker.key
        yield " ".join(sorted(own.picker.names)), own
        alone = [[name] for name in self.folder.cards]
        ends = [given(self._recorded({**when, key: names})) for names in (alone[0], alone[-1])]
        if len(alone) > 1 and ends[0] == ends[1]:
            return  # it is of no model
        asked = [preset["models"] for part in own.components if "presets" in part.data for preset in part.data["presets"]]
        some = [list(models) for models in asked if models and set(models) <= self.folder.cards.keys()]
        for picked in [*some, *lessons.models(self.script, when, key), *alone]:
            if sorted(picked) != sorted(own.picker.names):
                yield " ".join(sorted(picked)), self._recorded({**when, key: picked})

    def _picker(self, state: dict[str, Any]) -> dict[str, Any] | None:
        picker = self._recorded({**state["when"]}).picker
        return picker and {"key": picker.key, "most": picker.most, "families": _families(self.folder.cards.values())}


def _order(page: str, cards: dict[str, Card]) -> list[Card]:
    return in_order(cards.values()) if page == "latent_space" else list(cards.values())


def _families(cards: Iterable[Card]) -> list[dict[str, Any]]:
    return [
        {
            "name": family,
            "reason": names.FAMILIES[family],
            "runs": [{"name": card.name, **cache.named(card)._asdict()} for card in own],
        }
        for family, own in groupby(cards, names.family)
    ]
