"""All pages of the app as static files, which any host serves to any number of people: `python -m ui.publish DIR`.

Each page is written down for each of its parts and, where it has a picker, for its own models, for those that its presets ask for, and
for each model alone; the browser puts together what several models are given (ui/browser/host/merged.js). What lies below ``bytes/``
has its sha256 in its address, as in the app.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from aelab import names
from aelab.card import Card
from ui import assets, cache, modules, words
from ui.anywhere import prose, theme
from ui.anywhere.record import Recorded, record
from ui.frame import BESIDE, ICON, PAGES, WORDMARK, address
from ui.instruments.latent_space import in_order

HOST = "host/site.js"


class Site:
    """A site that is being written into a folder; `said` is told of each page."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.cards = cache.survey()[0]
        self.first: set[str] = set()  # the addresses of what pages are made of,
        self.then: dict[str, None] = {}  # and of the bytes that they open on
        self.sizes: dict[str, int] = {}  # of all files, by their addresses

    def write(self, address: str, data: bytes, first: bool = False) -> str:
        """A file, once; `first` of what a page is made of."""
        if address not in self.sizes:
            file = self.folder / address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            self.sizes[address] = len(data)
        if first:
            self.first.add(address)
        return address

    def hashed(self, name: str, data: bytes, first: bool = True) -> str:
        """A file at an address with its sha256."""
        return self.write(f"{assets.ROOM}{hashlib.sha256(data).hexdigest()}/{assets.CODE}/{name}", data, first)

    def offered(self, found: Recorded, opens: bool) -> None:
        """The bytes that a page's components may ask for; `opens` of those that it opens on."""
        addresses = [offer["address"] for offer in found.offers]
        addresses += [part.data["worker"] for part in found.components if "worker" in part.data]
        for at in addresses:
            if at not in self.sizes:
                self.write(at, _raw(at))
            if opens:
                self.then[at] = None


def publish(folder: Path, pages: Sequence[str]) -> Site:
    """Write these pages, by what their addresses call them ("" is home), into a folder. Raises ValueError where one cannot be written."""
    site = Site(folder)
    scripts = {address(path): path for path in PAGES | BESIDE if address(path) in pages}
    host = {
        "script": site.hashed("site.js", modules.short(modules.bundle(HOST)).encode()),
        "style": site.hashed("site.css", theme.sheet().encode()),
        "words": site.hashed("words.json", _raw(words.offer().address)),
    }
    if font := theme.font():
        host["font"] = site.hashed("source-sans.woff2", font)
    for page, script in scripts.items():
        _page(site, page, script, scripts, host)
    site.write("icon.svg", ICON.read_bytes(), first=True)
    site.write("manifest.webmanifest", json.dumps(_manifest()).encode(), first=True)
    site.write("sw.js", _worker(site).encode())
    return site


def _raw(address: str) -> bytes:
    """What is on offer, as it is: a host packs as it sends."""
    lies = assets.packed(address.removeprefix(assets.ROOM))
    return gzip.decompress(lies.data) if lies.gzipped else lies.data


def _page(site: Site, page: str, script: str, scripts: dict[str, str], host: dict[str, str]) -> None:
    table = PAGES | BESIDE
    states: list[dict] = []
    code: dict[str, list[str]] = {}
    shown = picker = None
    for when in _states(script):
        own = record(script, when)
        shown, picker = shown or own, picker or own.picker
        state: dict[str, Any] = {"when": when, "order": [], "start": own.picker.names if own.picker else [], "picks": {}}
        for key, found in _picked(site, script, when, own):
            state["picks"][key] = site.hashed(
                "given.json", json.dumps(_given(found), ensure_ascii=False).encode(), first=found is own
            )
            site.offered(found, opens=found is own)
            for name in {part.name for part in found.components} - code.keys():
                entry = modules.entry_of(name)
                code[name] = [
                    site.hashed(f"{name}.js", modules.short(modules.bundle(entry)).encode()),
                    site.hashed(f"{name}.css", modules.sheet(entry).encode()),
                ]
        state["order"] = [card.name for card in _order(page, site.cards)] if own.picker else []
        states.append(state)
    assert shown is not None
    written = {
        "page": table[script].name,
        "shown": _given(shown),
        "states": states,
        "picker": picker and {"key": picker.key, "most": picker.most, "families": _families(site.cards.values())},
        "words": host["words"],
        "code": code,
        "pages": {table[other].name: f"{name}/" if name else "./" for name, other in scripts.items()},
    }
    site.write(f"{page}/index.html" if page else "index.html", _document(shown, page, written, host).encode())
    site.first.add(f"{page}/" if page else "./")


def _states(script: str) -> Iterator[dict[str, str]]:
    """What a page's choices may be, from its own on, each with the choices that it brings."""
    todo: list[dict[str, str]] = [{}]
    seen: set[str] = set()
    while todo:
        when = todo.pop(0)
        yield when
        for choice in record(script, when).choices:
            if choice.key in seen or choice.key in when:
                continue
            seen.add(choice.key)
            todo += [{**when, choice.key: option} for option in choice.options if option != choice.value]


def _picked(site: Site, script: str, when: dict[str, str], own: Recorded) -> Iterator[tuple[str, Recorded]]:
    """The page as it was written for some models, by their names in order of the alphabet: its own, those of presets, each alone."""
    if not own.picker:
        yield "", own
        return
    key = own.picker.key
    yield " ".join(sorted(own.picker.names)), own
    alone = [[name] for name in site.cards]
    if len(alone) > 1 and _given(record(script, {**when, key: alone[0]})) == _given(record(script, {**when, key: alone[-1]})):
        return  # it is of no model
    asked = [preset["models"] for part in own.components if "presets" in part.data for preset in part.data["presets"]]
    some = [list(models) for models in asked if models and set(models) <= site.cards.keys()]
    for picked in [*some, *alone]:
        if sorted(picked) != sorted(own.picker.names):
            yield " ".join(sorted(picked)), record(script, {**when, key: picked})


def _order(page: str, cards: dict[str, Card]) -> list[Card]:
    return in_order(cards.values()) if page == "latent_space" else list(cards.values())


def _given(found: Recorded) -> dict[str, Any]:
    return {"title": found.title, "html": found.html, "parts": [part._asdict() for part in found.components]}


def _families(cards: Iterable[Card]) -> list[dict[str, Any]]:
    return [
        {
            "name": family,
            "reason": names.FAMILIES[family],
            "runs": [{"name": card.name, **cache.named(card)._asdict()} for card in own],
        }
        for family, own in groupby(cards, names.family)
    ]


def _document(found: Recorded, page: str, written: dict[str, Any], host: dict[str, str]) -> str:
    links = "".join(
        f'<a href="{at}"{" aria-current=page" * (name == written["page"])}>{escape(name)}</a>'
        for name, at in written["pages"].items()
    )
    preload = "".join(f'<link rel="modulepreload" href="{module}">' for module, _ in written["code"].values())
    said = prose.json_in_html(written)
    face = f"<style>{theme.face(host['font'])}</style>" if "font" in host else ""
    return f"""<!doctype html>
<html lang="en" data-host="site">
<meta charset="utf-8">
<base href="{"../" if page else "./"}">
<meta name="viewport" content="width=device-width">
<title>{escape(found.title)} · aelab</title>
<link rel="icon" href="icon.svg">
<link rel="manifest" href="manifest.webmanifest">
<link rel="stylesheet" href="{host["style"]}">
{face}{preload}
<header><a class="mark" href="./" aria-label="aelab">{WORDMARK.read_text("utf-8")}</a><nav aria-label="Pages">{links}</nav><div id="picker"></div></header>
<main>{found.html}</main>
<script type="application/json" id="written">{said}</script>
<script type="module" src="{host["script"]}"></script>
</html>
"""


def _manifest() -> dict[str, Any]:
    icon = {"src": "icon.svg", "sizes": "any", "type": "image/svg+xml"}
    colours = dict.fromkeys(("background_color", "theme_color"), theme.setting("light", "backgroundColor"))
    return {
        "name": "aelab",
        "short_name": "aelab",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "icons": [icon],
        **colours,
    }


def _worker(site: Site) -> str:
    """The service worker; its version is of all that it keeps, pages included."""
    first, then = sorted(site.first), list(site.then)
    seen = hashlib.sha256(json.dumps([first, then]).encode())
    for at in first:
        file = site.folder / at
        seen.update((file / "index.html" if file.is_dir() else file).read_bytes())
    said = f"const VERSION = {json.dumps(seen.hexdigest()[:16])}, FIRST = {json.dumps(first)}, THEN = {json.dumps(then)};\n"
    return said + modules.short(modules.bundle("host/sw.js"))
