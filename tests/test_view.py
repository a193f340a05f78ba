"""The view table: what an address may say, what is written into it, and that the browser writes what Python reads."""

from __future__ import annotations

import json
import subprocess
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.pages import given, opened, start
from tests.test_node import NODE
from ui import cache, view
from ui.lessons import views
from ui.pickers import KEYS
from ui.view import View, either, image, number, one_of, row, several, some, text, whole

PROJECT = Path(__file__).parent.parent
NAMES = ["latent_space", "generate", "interpolate", "denoise", "inside", "encode", "outliers", "compare", "rate_distortion"]
TABLES = {name: import_module(f"ui.instruments.{name}").VIEW for name in NAMES}


# a parameter, what it takes, what it refuses
KINDS = [
    (
        number(-1, 1),
        {"0.5": 0.5, ".5": 0.5, "1e-3": 0.001, "-1": -1.0},
        ["2", "nan", "inf", "1_0", " 1", "", "０.5", "1e999"],
    ),
    (whole(0, 9), {"7": 7, "007": 7}, ["-1", "10", "1.0", "7 ", "٣"]),
    (one_of(["a", "b"]), {"a": "a"}, ["c", "", "A"]),
    (several(2, whole(0, 9)), {"1,2": [1, 2]}, ["1", "1,2,3", "1,", ",", "1,x"]),
    (row(whole(0, 3), number(0, 1)), {"2,0.5": [2, 0.5]}, ["0.5,2", "2"]),
    (some(whole(0, 9)), {"4": [4], "4,9": [4, 9]}, ["4,4", "", "4,10"]),
    (either(image(), one_of(["m4"])), {"12": 12, "m4": "m4"}, ["m5", "10000"]),
]


@pytest.mark.parametrize(
    ("parameter", "taken", "refused"),
    KINDS,
    ids=["number", "whole", "one of", "several", "row", "some", "either"],
)
def test_a_parameter_takes_what_makes_sense_and_nothing_else(parameter, taken, refused):
    for said, value in taken.items():
        assert parameter.read(said) == value
        assert parameter.read(text(value)) == value
    for said in refused:
        with pytest.raises(ValueError):  # noqa: PT011  the text is the message
            parameter.read(said)


def test_a_page_without_python_reads_the_same():
    asked = [[parameter.json, [*taken, *refused]] for parameter, taken, refused in KINDS]
    script = PROJECT / "tests/node/read_address.js"
    said = json.dumps({"parameters": asked, "runs": [[own, query] for own, query, _ in MODELS]})
    done = subprocess.run([NODE, str(script)], input=said, capture_output=True, text=True, check=True)
    read = json.loads(done.stdout)
    assert read["read"] == [[*taken.values(), *[None] * len(refused)] for _, taken, refused in KINDS]
    assert read["runs"] == [shown for _, _, shown in MODELS]


# the word that a page has for its models, an address, and the models that it shows then
MODELS = [
    ("run", "run=conv-vae-16", ["conv-vae-16"]),
    ("run", "models=conv-vae-16", ["conv-vae-16"]),
    ("runs", "models=conv-ae-16&models=conv-vae-16", ["conv-ae-16", "conv-vae-16"]),
    ("models", "runs=conv-ae-16&runs=conv-vae-16&run=conv-ae-2", ["conv-ae-2"]),
    ("models", "run=conv-ae-2&models=conv-vae-16&runs=conv-ae-16", ["conv-vae-16"]),
]
PICKING = {"run": "pages/generate.py", "runs": "pages/interpolate.py", "models": "pages/denoise.py"}


@pytest.mark.parametrize(("own", "query", "shown"), MODELS)
def test_a_page_reads_its_models_by_the_word_of_another_one(own, query, shown):
    app = opened(PICKING[own], **parse_qs(query))
    assert app.session_state["picker"][2] == shown
    said = {name: app.query_params[name] for name in KEYS if name in app.query_params}
    assert said == {own: shown if len(shown) > 1 else shown[0]}
    assert not app.info
    address = f"{Path(PICKING[own]).stem}?{query}"
    assert views.opened(address, cache.survey()[0]).query == {own: shown}, "as a lesson does"


def test_what_no_page_knows_is_said_of_whichever_word():
    app = opened("pages/denoise.py", runs="nobody")
    assert ["names a model that is not here" in notice.value for notice in app.info] == [True]
    assert not set(KEYS) & set(app.query_params)


def test_a_value_that_no_longer_fits_is_known():
    table = View(run=one_of(["a"]), z=several(2, number(-9, 9)))
    assert table.fits("run", "a")
    assert table.fits("z", None)
    assert not table.fits("run", "b")
    assert not table.fits("z", [1.0, 2.0, 3.0])
    assert not table.fits("gone", 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_takes_its_own_start(name):
    for parameter, value in TABLES[name].start.items():
        assert TABLES[name].fits(parameter, value) or value is None, parameter


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_of_a_page_sets_what_its_table_takes(name):
    pages = {"latent_space": "pages/latent_space.py", "rate_distortion": "pages/compare.py"}
    app = opened(pages.get(name, f"pages/{name}.py"), part="Rate and distortion" if name == "rate_distortion" else "Line-up")
    sent = given(app)
    found = [data for data in sent if "table" in data and set(data["table"]) - {"try"} == set(TABLES[name].parameters)]
    assert len(found) == 1
    presets = found[0]["presets"]
    assert presets
    own = {"latent_space": {"between", "away"}, "generate": {"mean", "hand", "at"}, "inside": {"open"}, "encode": {"label"}}
    for preset in presets:
        for parameter, value in preset["set"].items():
            known = found[0]["table"].get(parameter)
            assert known or parameter in own[name], parameter
            if known and known["kind"] == "number":
                assert known["low"] <= value <= known["high"]
            if known and known["kind"] == "one of":
                assert value in known["names"]


@pytest.mark.parametrize(
    ("page", "run"), [("home.py", "conv-cvae-2"), ("pages/latent_space.py", ""), ("pages/generate.py", "conv-cvae-2")]
)
def test_an_older_link_says_the_label_as_digit(page, run):
    app = opened(page, digit="7", **({"run": run} if run else {"runs": ["conv-cvae-2"]}))
    assert start(app)["label"] == 7
    assert app.query_params["label"] == "7"
    assert "digit" not in app.query_params
    assert not app.info
    both = opened(page, digit="7", label="3", **({"run": run} if run else {"runs": ["conv-cvae-2"]}))
    assert start(both)["label"] == 3


def test_the_browser_writes_what_python_reads():
    """Values that the hand sets, by the tables of all instruments: rounded in the browser, read again in Python, no digit lost."""
    cases = {
        name: {"table": table.to_json(), "start": table.start, "moves": MOVES.get(name, {})} for name, table in TABLES.items()
    }
    done = subprocess.run(
        [NODE, str(PROJECT / "tests/node/write_view.js")], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    for name, (now, link) in json.loads(done.stdout).items():
        table = TABLES[name]
        for parameter, said in link.items():
            value = table.parameters[parameter].read(said) if said else None
            assert value == now[parameter], (name, parameter)


MOVES = {
    "denoise": {"level": 0.123456, "code": 1.99951, "passes": 3.4, "seed": 17, "digit": None},
    "interpolate": {"at": 1 / 3, "place": [2 / 3, 1e-9], "terms": [58, "m9", "m0"], "label": 4, "only": [1, 2], "frames": 12.6},
    "compare": {"level": -0.0, "temperature": 2 / 3, "view": "sampled"},
    "outliers": {"flags": 0.0612345678912, "prevalence": 10**-2.345},
    "inside": {"level": 1e-9, "noise": "gaussian-unclipped"},
}


def test_nothing_but_the_table_describes_a_view():
    """A name of the module that makes parameters stands in no page."""
    makers = [name for name in vars(view) if callable(getattr(view, name)) and getattr(view, name).__module__ == "ui.view"]
    for page in [PROJECT / "home.py", *(PROJECT / "pages").glob("*.py")]:
        assert "ui.view" not in page.read_text("utf-8"), makers
