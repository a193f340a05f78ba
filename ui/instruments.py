"""Python faces of the browser instruments, and the one way into ui/browser: modules joined, weights delivered."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from aelab import checkpoints, latent
from ui import link
from ui.cache import spacing

BROWSER = Path(__file__).parent / "browser"
IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:class|const|function) (\w+))", re.MULTILINE)


@cache
def bundle(entry: str) -> str:
    """The ES module `entry` of ui/browser and all it imports as one module: a Streamlit component takes a single string.

    Each imported module becomes a function of its own, so names may repeat from file to file. Raises ValueError for an
    import that is not of the form ``import { a, b } from "./file.js";`` on a line of its own.
    """
    parts: dict[str, str] = {}

    def visit(name: str) -> None:
        text = (BROWSER / f"{name}.js").read_text("utf-8")
        for _, other in IMPORT.findall(text):
            if other not in parts:
                visit(other)
        body = IMPORT.sub(lambda found: f"const {{ {found[1]} }} = module_{found[2]};", text)
        if found := re.search(r"^import\b.*", body, re.MULTILINE):
            raise ValueError(f"{name}.js: cannot bundle {found[0]!r}")
        if name != entry.removesuffix(".js"):
            exports = ", ".join(EXPORT.findall(body))
            body = f"const module_{name} = (() => {{\n{EXPORT.sub('', body)}return {{ {exports} }};\n}})();\n"
        parts[name] = body

    visit(entry.removesuffix(".js"))
    return "".join(parts.values())


def deliver(run: str) -> None:
    """Send a run's weights and codes to the page, where every instrument finds them. Raises `CheckpointError`.

    They cross the network once in a visit: Streamlit recognises a message it has sent. Call it for each run in use,
    on every rerun, at the end of a page, so that the page is there before the weights.
    """
    stamp = (checkpoints.ROOT / run / "run.json").stat().st_mtime_ns
    for part, data in _parcels(run, stamp).items():
        send(run, part, data)


def send(run: str, part: str, data: bytes) -> None:
    """Put one `parcel` on the page's shelf."""
    _delivery()(data=data, key=f"deliver {run} {part}")


def parcel(run: str, part: str, version: str, data: bytes) -> bytes:
    """What delivery.js takes: four bytes of header length, a JSON header, then the safetensors file as it is."""
    header = json.dumps({"run": run, "part": part, "version": version}).encode()
    return len(header).to_bytes(4, "little") + header + data


@cache
def _delivery():
    return st.components.v2.component("aelab_delivery", js=bundle("delivery.js"))


@lru_cache(maxsize=32)
def _parcels(run: str, stamp: int) -> dict[str, bytes]:
    files = checkpoints.card(run)["files"]
    names = {part: f"{part}.safetensors" for part in ("model", "latents")}
    return {part: parcel(run, part, files[name], (checkpoints.ROOT / run / name).read_bytes()) for part, name in names.items()}


class Preset(NamedTuple):
    """A view of the latent map to try: a name, the question it asks, and what it sets.

    ``between`` places the code halfway between the mean codes of two digits, ``away`` where no code is near; ``only`` isolates
    digits; ``background`` is "codes", "manifold" or "density".
    """

    name: str
    question: str
    between: tuple[int, int] | None = None
    away: bool = False
    only: tuple[int, ...] = ()
    background: str = "codes"


PRESETS = (
    Preset("Stop between a 0 and a 3", "Is there a digit on the way?", between=(0, 3)),
    Preset("Leave the cloud", "What is drawn far from any code?", away=True),
    Preset("Show only 4 and 9", "Which digits share a place?", between=(4, 9), only=(4, 9)),
)


def latent_map(cards: list[dict], *, key: str, presets: Sequence[Preset] = PRESETS) -> dict | None:
    """The codes of the test digits as a map, and the digit that lives under the hand; one to three runs on one cursor.

    The runs' `cards` are those of `aelab.checkpoints`; the first has the large map. Returns None until the hand has let go once, then
    what it left: ``run`` (the run it moved), ``code`` (as `aelab.latent.describe` stores codes: whole, or 16 principal
    coordinates for more than 32 numbers; four decimals), ``label`` (of a conditional run, or None), ``only`` (the
    digits isolated) and ``background``. It is kept under `key` for the visit and in the address, so that a copied link
    reopens the view. Nothing is sent to Python while the hand moves. The page calls `deliver` for each run at its end.
    """
    placed = st.session_state.get(f"{key} placed") or _linked_view(cards)
    runs = [
        {
            "name": card["name"],
            "kind": ("VAE" if card["model"]["variational"] else "AE"),
            "spec": card["model"],
            "spacing": spacing(card["name"]),
        }
        for card in cards
    ]
    start = placed if placed and placed["run"] in [run["name"] for run in runs] else None
    data = {"runs": runs, "presets": [preset._asdict() for preset in presets], "start": start}
    placed = _latent_map()(key=key, data=data, on_placed_change=lambda: None).placed
    if placed:
        st.session_state[f"{key} placed"] = placed = dict(placed)
        st.query_params.update(_address(placed))
    return placed or start


@cache
def _latent_map():
    css = "".join((BROWSER / name).read_text("utf-8") for name in ("look.css", "latent_map.css"))
    return st.components.v2.component("aelab_latent_map", css=css, js=bundle("latent_map.js"))


def _address(placed: dict) -> dict[str, str]:
    """A view as parameters of the address; latent_map.js writes the same into a copied link."""
    label = placed["label"]
    return {
        "z": ",".join(f"{value:g}" for value in placed["code"]),
        "digit": "" if label is None else str(label),
        "only": ",".join(str(digit) for digit in placed["only"]),
        "behind": placed["background"],
    }


def _linked_view(cards: list[dict]) -> dict | None:
    """The view that the address asks for, or None; what makes no sense there is left out with a notice."""
    asked = {name: st.query_params.get(name, "") for name in ("z", "digit", "only", "behind")}
    if not any(asked.values()):
        return None
    card = next((card for card in cards if card["name"] == st.query_params.get("run")), cards[0])
    size = card["model"]["latent_size"]
    try:
        code = [float(value) for value in asked["z"].split(",") if value]
        label = int(asked["digit"]) if asked["digit"] else None
        only = [int(digit) for digit in asked["only"].split(",") if digit]
        behind = asked["behind"] or "codes"
        sensible = len(code) in (0, size if size <= latent.WHOLE else latent.PRINCIPAL) and all(abs(v) < 1e4 for v in code)
        sensible &= {*only, label or 0} <= set(range(10)) and behind in ("codes", "manifold", "density")
    except ValueError:
        sensible = False
    if not sensible:
        for name in asked:
            st.query_params.pop(name, None)
        st.info("The link asks for a view that this model does not have; the map opens on its own.")
        return None
    return {"run": card["name"], "code": code or None, "label": label, "only": only, "background": behind}


@cache
def _instrument(name: str):
    """The component of ui/browser/<name>.js, in the common look and the layout of <name>.css."""
    css = "".join((BROWSER / f"{sheet}.css").read_text("utf-8") for sheet in ("look", name))
    return st.components.v2.component(f"aelab_{name}", css=css, js=bundle(f"{name}.js"))


def layers(card: dict, source: dict, presets: list[dict], start: dict) -> dict:
    """Every layer's activations of one run for a digit with noise, live. Needs `deliver` and `ui.digits.deliver_digits`.

    `source` is what `deliver_digits` returns. `start` and what comes back on release are the view: ``digit``, its place in its
    source, ``level`` in 0..1, the noise's sigma, and its ``seed``. A preset is ``{"name", "question", "level", "open"}``, where
    `open` names the layer to open large, or is None.
    """
    data = {"run": card["name"], "spec": card["model"], "one": source["one"], "presets": presets, "start": start}
    shown = dict(_instrument("inside")(data=data, key="layers", default={"view": start}, on_view_change=lambda: None).view)
    if shown != start:
        link.keep("layers", shown)
    return shown


def interpolator(cards: list[dict], start: dict, presets: Sequence[dict]) -> dict:
    """What lies between two test codes, or four; one to three runs on one path, the same test images in each.

    `start` and what comes back on release are the view: ``view`` "path" or "corners"; ``ends`` and ``corners``, two and four
    indices of test images; ``path`` "lerp" or "slerp"; ``at``, the position in 0..1; ``place``, (u, v) between the corners;
    ``frames`` of the film strip, 3..21; ``label``, the digit told to conditional runs, None for that of the first end.
    A preset has a ``name``, a ``question`` and the parts of the view that it sets, ``set``. Needs `deliver` for each run.
    """
    runs = [{"name": card["name"], "spec": card["model"], "spacing": spacing(card["name"])} for card in cards]
    data = {"runs": runs, "presets": list(presets), "start": start}
    view = dict(
        _instrument("interpolator")(data=data, key="interpolator", default={"view": start}, on_view_change=lambda: None).view
    )
    if view != start:
        link.keep("interpolator", view)
    return view


def denoiser(cards: list[dict], source: dict, presets: list[dict], start: dict) -> dict:
    """A digit, noise on it, and what up to four runs make of that. Needs `deliver` for each run and `ui.digits.deliver_digits`.

    `source` is what `deliver_digits` returns. `start` and what comes back on release have ``digit`` (its place in its source,
    None where it was drawn or uploaded), ``noise`` (a kind of `aelab.noise.KINDS`), ``level``, ``seed``, ``passes`` (of iterated
    reconstruction) and ``code`` (noise in the code, in spreads of each coordinate). A preset is ``{"name", "question", "set"}``
    where `set` has some of them. Levels measured at training come from the cards and are never computed here.
    """
    runs = [
        {
            "name": card["name"],
            "spec": card["model"],
            "trained": {"noise": card["recipe"]["noise"], "levels": card["recipe"]["noise_levels"]},
            "curves": card["metrics"]["curves"],
        }
        for card in cards
    ]
    data = {"runs": runs, "one": source["one"], "presets": presets, "start": start}
    shown = dict(_instrument("denoiser")(data=data, key="denoiser", default={"view": start}, on_view_change=lambda: None).view)
    if shown != start:
        link.keep("denoiser", shown)
    return shown


def latent_sliders(card: dict, *, key: str, presets: Sequence[dict], start: dict) -> dict | None:
    """One slider for each coordinate of a run's code, a traversal, samples of the prior. Needs `deliver` for the run.

    `start` is the view it opens on: ``z``, the numbers of the code (its principal coordinates for a code of more than 32), None
    for a class mean; ``digit``, the label told to a conditional run, else None; ``order`` "own", "weight" or "principal";
    ``temperature`` in 0..2 and ``seed`` of the samples. A preset has a ``name``, a ``question`` and some of ``mean`` (start from this
    digit's mean code), ``order``, ``hand`` (which slider in that order), ``at`` (its place in 0..1) and ``temperature``. Returns None
    until the hand has let go once, then such a view with its ``run``. Nothing is sent to Python while the hand moves.
    """
    data = {"run": {"name": card["name"], "spec": card["model"]}, "presets": list(presets), "start": start}
    view = _instrument("latent_sliders")(key=key, data=data, on_released_change=lambda: None).released
    return dict(view) if view else None
