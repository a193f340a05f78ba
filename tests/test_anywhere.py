"""The app without its server: its pages as files over file://, with no network and nothing of MNIST. tests/test_publish.py walks through them all."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import runpy
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect
from safetensors.numpy import load

from aelab import digit_arrays
from aelab.mnist_form import DataError
from tests.browser import KEEP, ROOT, until
from tests.gestures import drag, seen, settled
from tests.shipped import CARDS, NAMES
from ui import between, modules
from ui.anywhere import prose, take
from ui.anywhere.file import POLICY, scripts, written
from ui.digits import without_mnist

pytestmark = pytest.mark.skipif(not NAMES, reason="there are no trained runs in checkpoints/")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """As on a machine without MNIST, and without what takes Interpolate ten seconds to measure."""
    monkeypatch.setenv("AELAB_DATA", str(tmp_path))
    monkeypatch.setattr(between, "measure", lambda *_: None)
    with pytest.raises(DataError):
        digit_arrays.mnist(train=False, download=False)
    return tmp_path


def test_what_needs_no_python_works_in_a_file(apart, machine):
    """Draw, play, a preset, a word, a picture, and dark as the system is; and on a slide, in a frame that may only run scripts."""
    file = machine / "encode.html"
    file.write_text(written("encode"), "utf-8")
    apart.goto(file.as_uri())
    before = settled(apart)["digits"]
    apart.get_by_role("button", name="Draw", exact=True).click()
    drag(apart, apart.get_by_test_id("draw-surface"), [(0.5, 0.2), (0.5, 0.8)])
    until(apart, lambda: seen(apart)["digits"] != before, "the drawing is not copied")
    apart.emulate_media(color_scheme="dark")
    expect(apart.locator(".aelab:not([data-theme=dark])").filter(visible=True)).to_have_count(0)
    apart.get_by_text("What you are seeing").click()
    assert apart.locator("details .math math").first.bounding_box()["width"] > 3
    apart.locator("details a[href^='words#']").first.click()
    expect(apart.get_by_test_id("word-tip")).to_be_visible()
    with apart.expect_download() as saved:
        apart.get_by_test_id("save-picture").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    slide = machine / "slide.html"
    slide.write_text(
        FRAME.replace("<iframe", '<iframe sandbox="allow-scripts"') % "encode.html?embed=true&lock=epsilon-pad"
    )  # as Moodle shows it
    apart.goto(slide.as_uri())
    frame = apart.frames[1]
    frame.get_by_test_id("decoded-digit").first.wait_for()
    room = "() => [document.documentElement.scrollHeight, innerHeight]"
    until(apart, lambda: (found := frame.evaluate(room))[0] == found[1] > 400, "the frame is not so high")
    expect(frame.get_by_test_id("epsilon-pad"), "what the address locks").to_have_attribute("aria-disabled", "true")
    assert not apart.complaints
    assert not apart.problems


def test_a_file_has_the_view_and_the_theme_of_the_address_and_says_where_it_came_from(machine):
    found = written("generate", "run=conv-vae-16&order=principal&theme=dark&present=1")
    assert 'data-theme="dark"' in found
    said = json.loads(re.search(r'id="written">(.*?)</script>', found, re.DOTALL)[1].replace("<\\/", "</"))
    (part,) = (part for part in said["parts"] if part["name"] == "generate")
    assert part["data"]["start"]["order"] == "principal"
    assert said["here"] == "generate?run=conv-vae-16"
    card = CARDS["conv-vae-16"]
    footer = found[found.index("<footer>") :]
    assert "/generate?run=conv-vae-16&amp;order=principal" in footer
    assert f"{card.metrics.mse:.4f}" in footer
    assert f"{card.metrics.knn_accuracy:.3f}" in footer


@pytest.mark.slow
@pytest.mark.skipif(not digit_arrays.root().joinpath("MNIST/raw").is_dir(), reason="MNIST is not here")
def test_no_image_of_mnist_is_in_a_file(tmp_path):
    """Of a machine that has MNIST: no test or training image is among the bytes of the file."""
    images = np.concatenate([digit_arrays.mnist(train=train, download=False)[0] for train in (False, True)]).reshape(-1, 784)
    known = {image.tobytes() for image in images}
    file = take.web_page("encode", [("digit", "18"), ("run", "conv-vae-2")], ("a version",)).decode()
    packed = re.findall(r'<script type="text/plain" id="bytes/\w+/([^/"]+)/(\w+)"( data-packed)?>([^<]+)<', file)
    assert {part for _, part, *_ in packed} >= {"decoder", "encoder", "digits"}
    looked = 0
    for _, part, gzipped, text in packed:
        if part in ("digits", "all", "means", "outliers", "copies"):
            data = base64.b64decode(text)
            for array in load(gzip.decompress(data) if gzipped else data).values():
                pictures = array.reshape(-1, 784) if array.dtype == np.uint8 and array.size % 784 == 0 else []
                looked += len(pictures)
                assert not {picture.tobytes() for picture in pictures} & known
    assert looked >= 200


@pytest.mark.skipif(not digit_arrays.root().joinpath("MNIST/raw").is_dir(), reason="MNIST is not here")
def test_nothing_is_written_down_where_mnist_is_within_reach():
    with pytest.raises(ValueError, match="MNIST is within reach"):
        written("generate")
    with without_mnist(), pytest.raises(DataError):
        digit_arrays.mnist(train=False, download=False)
    assert digit_arrays.mnist(train=False, download=False)


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
def test_the_command_says_what_it_cannot_do(monkeypatch):
    for page, words in (("nowhere", "there is no page 'nowhere'"), ("words", "there is no instrument on this page")):
        monkeypatch.setattr(sys, "argv", ["file", page])
        with pytest.raises(SystemExit, match=words):  # a text: it is written down, and the status is 1
            runpy.run_module("ui.anywhere.file", run_name="__main__")


def test_prose_is_html_with_formulas_that_need_no_script():
    assert prose.inline(":small[:gray[a **b** [c](words#c)]]") == (
        '<span class="small"><span class="gray">a <strong>b</strong> <a href="words#c">c</a></span></span>'
    )
    assert "<script" not in prose.html("<script>alert(1)</script>")
    found = prose.html("$q(z)$ and\n\n$$\n\\mathcal{N}(0, I) = \\log p\n$$\n")
    assert found.count("<math") == 2
    assert "mathvariant" not in found
    assert "𝒩" in html.unescape(found)


@pytest.mark.parametrize("said", ["a < b", "a & b > c", "</math><script>", "&lt;"])
@pytest.mark.parametrize("command", [r"\text", r"\textbf", r"\mbox", r"\tag"])
def test_words_in_a_formula_are_words(command, said):
    made = ElementTree.fromstring(prose.formula(command + f"{{{said}}}"))
    assert said in "".join(made.itertext()).replace("\xa0", " ")
    assert not made.findall(".//script")


def test_every_formula_of_the_pages_is_known():
    """No command of TeX is left as it was written."""
    for file in sorted((ROOT / "ui/text").glob("*.md")):
        found = re.findall(r"<math.*?</math>", prose.html(file.read_text("utf-8")), re.DOTALL)
        assert not [formula for formula in found if "\\" in formula], file.name
        assert len(found) or "$" not in file.read_text("utf-8"), file.name


def test_json_in_a_page_is_read_back_and_ends_no_element():
    said = {"reason": "a </script> and <!-- <script>", "of": "µ"}
    written_down = prose.json_in_html(said)
    assert "<" not in written_down
    assert json.loads(written_down) == said


def test_a_file_asks_only_of_models_that_are_in_it(machine):
    found = written("learn")
    said = json.loads(re.search(r'id="written">(.*?)</script>', found, re.DOTALL)[1])
    (presets,) = (part["data"]["presets"] for part in said["parts"] if "presets" in part["data"])
    assert presets
    assert all(set(preset["models"]) <= {"conv-ae-2", "conv-vae-2"} for preset in presets)


def test_every_component_can_stand_in_a_file():
    """As an expression: an export within one is no JavaScript."""
    found = [modules.expression(entry) for entry in modules.entries() if "export default function" in modules.bundle(entry)]
    assert len(found) > 10
    assert not [text[:200] for text in found if re.search(r"^export\b", text, re.MULTILINE)]


def test_a_file_may_ask_for_nothing():
    sources = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert sources["default-src"] == "'none'"
    assert set(" ".join(sources.values()).split()) == {"'none'", "'unsafe-inline'", "'wasm-unsafe-eval'", "data:", "blob:"}
    assert set(scripts()) >= {"", "generate", "learn"}


FRAME = """<iframe src="%s" style="width: 420px; height: 100px; border: 0"></iframe><script>
  addEventListener("message", ({ data }) => data.aelab && (document.querySelector("iframe").style.height = `${data.aelab.height}px`));
</script>"""


def test_an_embedded_page_is_its_instrument_alone_and_as_high_as_it_is(page, app):
    """In the frame of a page that makes it as high as it says, and then nothing is left to scroll."""
    page.goto(f"{app}/_stcore/health")
    page.set_content(FRAME % f"{app}/denoise?embed=true&level=0.3&lock=clip,digit-source")
    (frame,) = page.frames[1:]
    frame.get_by_test_id("noisy-digit").first.wait_for(timeout=60_000)
    for gone in ("stSidebar", "stHeader", "stExpander"):
        expect(frame.get_by_test_id(gone).filter(visible=True)).to_have_count(0)
    expect(frame.get_by_role("heading", level=1)).to_be_hidden()
    room = "main => [main.scrollHeight, main.clientHeight, innerWidth - document.scrollingElement.scrollWidth]"
    main = frame.get_by_test_id("stMain")
    until(page, lambda: (found := main.evaluate(room))[0] == found[1] > 600 and found[2] == 0, "the frame is not so high")
    expect(frame.get_by_test_id("clip"), "what the address locks").to_have_attribute("aria-disabled", "true")
    frame.get_by_test_id("digit-shuffle").hover()
    why, locked = (frame.get_by_test_id(name).bounding_box() for name in ("locked-why", "digit-shuffle"))
    assert 0 <= why["y"] - locked["y"] - locked["height"] < 12, (
        "it is said below what is locked, of which no box is laid out here"
    )
    frame.evaluate(KEEP)
    frame.get_by_test_id("copy-link").click()
    until(page, lambda: frame.evaluate("globalThis.copied"), "no link")
    link = frame.evaluate("globalThis.copied")
    assert "embed" not in link
    assert "level=0.3" in link
