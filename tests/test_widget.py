"""The instruments in a notebook: what they are given, what they take, and a real JupyterLab in Chromium."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from safetensors.numpy import load
from streamlit.testing.v1 import AppTest

from aelab import checkpoints, digit_arrays
from aelab.mnist_form import DataError
from tests.browser import DESK, KEEP, ROOT, free_port, greys, listening, until
from tests.gestures import drag
from tests.shipped import NAMES
from ui import components
from ui.anywhere.record import HOME, opened
from ui.digits import without_mnist
from ui.notebook import KINDS, Asked

pytestmark = pytest.mark.skipif("conv-vae-2" not in NAMES, reason="there are no trained runs in checkpoints/")
WITHOUT = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("streamlit", "starlette", "pandas", "torch"):
            raise ImportError(name)

sys.meta_path.insert(0, Blocked())
from importlib.util import find_spec
from ui import digits, notebook
with digits.without_mnist():
    for kind in notebook.KINDS:
        assert notebook.Asked(kind, ("mlp-ae-8",)).face({}).given({})["table"], kind
if find_spec("anywidget"):
    from ui.widget import latent_map
    print(len(latent_map("conv-vae-2").shown["kept"]))
"""
CELL = """from ui.widget import latent_map
first = latent_map("conv-vae-2", z=[0, 1])
first"""
RUNNING = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected'"


@pytest.fixture
def notebooks():
    """JupyterLab and anywidget, which a fresh machine's check must have (.ci/run)."""
    if not (find_spec("anywidget") and find_spec("jupyterlab")):
        reason = "anywidget or JupyterLab is not here (requirements-notebook.txt)"
        (pytest.fail if os.environ.get("AELAB_NOTEBOOK") == "required" else pytest.skip)(reason)


def test_the_example_of_a_streamlit_app_is_one(tmp_path):
    """That of docs/anywhere.md: a page with an instrument, whose bytes its server has."""
    text = (ROOT / "docs/anywhere.md").read_text("utf-8")
    page, server = re.findall(r"```python\n(import streamlit.*?)```", text, re.DOTALL)
    assert page.count("\n") <= 10
    (tmp_path / "page.py").write_text(page)
    app = AppTest.from_file(str(tmp_path / "page.py"), default_timeout=60).run()
    assert not app.exception
    parts = {part.proto.component_name: components.given(part.proto) for part in app.get("bidi_component")}
    assert parts["aelab_generate"]["run"]["name"] == "conv-vae-16"
    assert "Sorted by own; the code: None" in app.markdown[0].value
    made: dict = {}
    exec(server, made)
    finds = [made["FromMemory"](made["app"]).find(f"/{offer['address']}") for offer in parts["aelab_delivery"]]
    with ThreadPoolExecutor(1) as thread:  # Playwright may have a loop of its own in this one
        found = list(thread.map(asyncio.run, finds))
    assert [answer.status for answer in found] == [200, 200]


def test_a_notebook_needs_no_streamlit():
    done = subprocess.run([sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("", "8"), "decoder, encoder, codes, a digit of each class, means; module, sheet and words"


@pytest.mark.parametrize(
    ("kind", "page", "runs"),
    [
        ("latent_map", HOME, ("conv-vae-2",)),
        ("generate", "pages/generate.py", ("conv-vae-2",)),
        ("encode", "pages/encode.py", ("conv-vae-2",)),
        ("denoise", "pages/denoise.py", ("conv-dae-maps", "conv-dae-16", "conv-vae-2", "conv-ae-2")),
    ],
)
def test_an_instrument_is_given_what_the_apps_page_gives_it(kind, page, runs):
    runs = [name for name in NAMES if name in runs]
    with without_mnist():
        app = opened(page)
        order = [name for name in app.session_state["picker"][2] if name in runs]
        face = Asked(kind, tuple(order)).face({})
        given = json.loads(json.dumps(face.given(face.table.start)))
    parts = [(part.proto.component_name, components.given(part.proto)) for part in app.get("bidi_component")]
    (theirs,) = (data for name, data in parts if name == f"aelab_{face.name}")
    theirs.pop("tied", None)  # of a visit that picks other models,
    theirs["presets"] = [preset for preset in theirs["presets"] if set(preset["models"]) <= set(runs)]  # as these do
    assert given == theirs
    offered = {offer["address"] for name, data in parts if name == "aelab_delivery" for offer in data}
    assert {offer.address for offer in (*face.offers, *face.later)} <= offered
    assert offered


@pytest.mark.parametrize(
    ("kind", "runs", "view", "says"),
    [
        ("latent_map", ("nope",), {}, "There is no run 'nope'; there are mlp-ae-2, "),
        ("latent_map", (), {}, "latent_map takes 1 to 3 runs"),
        ("latent_map", ("conv-ae-2", "conv-ae-2"), {}, "latent_map takes 1 to 3 runs, each once"),
        ("generate", ("conv-ae-2", "conv-vae-2"), {}, "generate takes one run"),
        ("latent_map", ("conv-vae-2",), {"z": [0, 1, 2]}, "z is a list of 2, each a number from -10000 to 10000, and not"),
        ("latent_map", ("conv-vae-2",), {"z": [0, float("nan")]}, "and not [0, nan]"),
        ("latent_map", ("conv-vae-2",), {"z": np.full(2, np.inf)}, "and not [inf, inf]"),
        ("latent_map", ("conv-vae-2",), {"zed": 1}, "This view has no 'zed'; it has on, z, "),
        ("latent_map", ("conv-vae-2",), {"behind": "smoke"}, "behind is one of 'codes', 'manifold', "),
        ("encode", ("conv-vae-2",), {"digit": 18.5}, "digit is a whole number from 0 to 59999, and not 18.5."),
        ("interpolate", ("conv-vae-2",), {"terms": [1, "m10", 2]}, "whole number from 0 to 9999 or one of 'm0', "),
        ("latent_map", ("conv-vae-2",), {"only": [4, 4]}, "only is a list, each part another, and a whole number from 0 to 9"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(kind, runs, view, says):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as raised:
        Asked(kind, runs).moved(None, view)
    assert says in str(raised.value)


def test_a_program_moves_parts_of_a_view():
    asked = Asked("latent_map", ("conv-vae-2", "conv-vae-16"))
    view = asked.moved(None, {"z": np.float32([0.5, 0.25])})
    assert view["z"] == [0.5, 0.25]
    assert view["behind"] is None
    assert asked.moved(view, {"only": (4, 9)}) == view | {"only": [4, 9]}
    assert asked.moved(view, {"z": "1,2"})["z"] == [1, 2]
    assert len(asked.moved(view, {"on": "conv-vae-16", "z": np.zeros(16)})["z"]) == 16, "a code is of the run that was moved"
    assert asked.moved(view, {"z": None})["z"] is None
    assert asked.here == "latent_space?runs=conv-vae-2&runs=conv-vae-16"


@pytest.mark.usefixtures("notebooks")
def test_no_image_of_mnist_goes_into_a_notebook():
    try:
        known = {image.tobytes() for train in (False, True) for image in digit_arrays.mnist(train, download=False)[0]}
    except DataError:
        pytest.skip("MNIST is not here")
    from ui import widget

    looked, kept = 0, {}
    for kind in KINDS:
        widget.Instrument(kind, "mlp-ae-8")
    for address, held in widget._kept.items():
        if address.endswith(("/digits", "/means", "/outliers", "/copies", "/replay")):
            kept[address] = load(gzip.decompress(held.data) if held.packed else held.data)
            for array in kept[address].values():
                pictures = array.reshape(-1, 784) if array.dtype == np.uint8 and array.size % 784 == 0 else []
                looked += len(pictures)
                assert not {picture.tobytes() for picture in pictures} & known, address
    assert looked >= 200 + 10
    assert len(kept) >= 4


@contextmanager
def jupyter_lab(folder: Path):
    """The address of a JupyterLab over a folder, whose notebooks know the project."""
    quiet = {
        f"@jupyterlab/{name}": True
        for name in ("apputils-extension:announcements", "lsp-extension", "extensionmanager-extension")
    }
    (folder / "config/labconfig").mkdir(parents=True)
    (folder / "config/labconfig/page_config.json").write_text(json.dumps({"disabledExtensions": quiet}))
    places = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    places |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces")}
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True", "--ServerApp.terminals_enabled=False"]
    server = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, "JupyterLab ended before it was up"
                assert time.monotonic() < end, "JupyterLab was not up after a minute"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()  # its kernels end with it
        server.wait()


def drawn(z: list[float]) -> np.ndarray:
    import torch

    with torch.no_grad():
        return checkpoints.load("conv-vae-2").decode(torch.tensor([z], dtype=torch.float32))[0].numpy().ravel()


@pytest.mark.usefixtures("notebooks")
def test_in_jupyterlab_the_view_goes_both_ways(browser, tmp_path):
    """A widget, shown twice: the hand moves it, Python moves it, its keys are its own, and it follows a dark theme."""
    from jupyter_client import BlockingKernelClient

    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "outputs": [], "execution_count": None, "source": CELL} for n in "1"
    ]
    cells += [{**cells[0], "id": "c2", "source": "first"}]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    (tmp_path / "book.ipynb").write_text(json.dumps(notebook))
    context = browser.new_context(**DESK)
    page = listening(context.new_page())
    page.add_init_script(KEEP)
    with jupyter_lab(tmp_path) as url:
        page.goto(f"{url}/doc/tree/book.ipynb")
        page.wait_for_function(RUNNING, timeout=60_000)
        page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        digits = page.get_by_test_id("decoded-digit")
        expect(digits).to_have_count(2, timeout=60_000)

        def both(z: list[float]) -> bool:
            # a grey is rounded, and the engine's is PyTorch's to 1e-3
            shown = greys(digits)
            return len(shown) == 2 and np.abs(shown - 255 * drawn(z)).max() <= 0.5 + 0.255

        until(page, lambda: both([0, 1]), "not the digit of z")
        (connection,) = (tmp_path / "runtime").glob("kernel-*.json")
        client = BlockingKernelClient(connection_file=str(connection))
        client.load_connection_file()
        client.start_channels()

        def python(code: str) -> str:
            said = []
            client.execute_interactive(
                code, timeout=30, output_hook=lambda message: said.append(message["content"].get("text", ""))
            )
            return "".join(said)

        view = lambda: json.loads(python("import json; print(json.dumps(first.view))"))  # noqa: E731
        surface = page.get_by_test_id("latent-map").first
        surface.scroll_into_view_if_needed()
        drag(page, surface, [(0.5, 0.5), (0.3, 0.6), (0.2, 0.3)])
        until(page, lambda: view()["z"] != [0, 1], "Python did not hear of the hand")
        until(page, lambda: both(view()["z"]), "not the digit of the view")
        digits.first.evaluate("digit => (globalThis.stood = digit)")
        python("first.z = [1.5, -0.5]")
        until(page, lambda: both([1.5, -0.5]), "Python did not move the digit")
        assert digits.first.evaluate("digit => globalThis.stood === digit"), "it is built anew at each move, which flickers"
        python("first.view = {'only': [4, 9]}")
        expect(page.get_by_test_id("legend").last.locator("[aria-pressed=true]")).to_have_text(["4", "9"])
        page.get_by_test_id("copy-link").first.click()
        until(page, lambda: page.evaluate("globalThis.copied"), "nothing is copied")
        assert page.evaluate("globalThis.copied").startswith('latent_map("conv-vae-2", on="conv-vae-2", z=[1.5,-0.5]')
        assert "ValueError" in python("try: first.z = [1]\nexcept ValueError as error: print('ValueError', error)")
        page.get_by_test_id("latent-map").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("a")
        until(page, lambda: view()["z"] != [1.5, -0.5], "the arrow key moves nothing")
        assert page.locator(".jp-Notebook .jp-CodeCell").count() == 2, "A is the notebook's key"
        themes = page.locator(".aelab").evaluate_all("all => all.map(({ dataset }) => dataset.theme)")
        assert themes == ["light"] * 2
        page.evaluate("void jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
        expect(page.locator(".aelab[data-theme=dark]")).to_have_count(2)
        client.stop_channels()
        assert not page.problems
    context.close()
