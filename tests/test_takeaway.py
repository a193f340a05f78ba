"""What is taken away from a page is what the page showed: Python that draws its digit again, pictures, files, GIFs."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import TimeoutError, expect
from safetensors.numpy import load

from aelab import checkpoints, export
from aelab.names import names
from aelab.noise import KINDS
from tests.browser import ROOT, greys, pixels_of, set_slider, two_frames, until, visit
from tests.gestures import idle, settled, stroke
from tests.shipped import CARDS, NAMES
from ui.pickers import FIRST
from ui.snippets import MODULES

TOLERANCE = 1e-3
RUNS = [name for name in (FIRST, "conv-cvae-2", "conv-vae-16", "conv-dae-maps") if name in NAMES]
TOLD_APART = [
    name for name in RUNS if name != FIRST
]  # its lines are those of a conditional run but for the digit, which is not told
TWO = RUNS[:2]  # on a page of several the GIF is of the first
GREY = 0.5 / 255  # a canvas holds 256 levels


def opened(page, url: str, room: str, ready: str, **query):
    visit(page, f"{url}/{room}?{urlencode(query, doseq=True)}")
    digit = page.get_by_test_id(ready).first
    digit.wait_for(timeout=60_000)
    until(page, lambda: shown(digit).any())
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    return page


def taken(page, run: str | None = None) -> str:
    """The lines of Python at the foot of the page, once Python has heard of everything."""
    foot = page.get_by_test_id("stExpander").filter(has_text="Take it away")
    if foot.locator("details[open]").count() == 0:
        foot.locator("summary").click()
    foot.get_by_test_id("stCode").wait_for()
    at_rest = page.locator("[data-testid=stApp][data-test-script-state=notRunning]")
    at_rest.wait_for()
    if run:
        choice = page.get_by_role("option", name=names(CARDS.values())[run].title, exact=True)
        for _ in range(3):  # Streamlit's list may take the first click for focus alone
            foot.get_by_role("combobox").first.click()
            page.wait_for_timeout(500)
            if choice.count():
                break
        choice.click()
        foot.get_by_text(f"The digit of {run}").wait_for()
        at_rest.wait_for()
    return foot.get_by_test_id("stCode").locator("code").text_content()


# A Python that forks for each snippet: what the snippets import takes seconds to come, and a name that one forgets it lacks all the same
READERS = """
import json, os, sys, traceback
import numpy, PIL.Image, torch
from aelab import MODULES
for line in sys.stdin:
    code, file, names = json.loads(line)
    child = os.fork()
    if not child:
        try:
            own = {"__name__": "__main__"}
            shown = []
            PIL.Image.Image.show = lambda picture: shown.append(picture)
            exec(code, own)
            assert own["digit"].shape == (1, 1, 28, 28)
            (picture,) = shown
            small = numpy.asarray(picture, numpy.float32)[::10, ::10] / 255
            assert abs(small - own["digit"].numpy()[0, 0].clip(0, 1)).max() <= 0.5 / 255 + 1e-6
            numpy.save(file, [own[name].numpy() for name in names])  # as a reader would: without a word on gradients
        except BaseException:
            traceback.print_exc(file=sys.stdout)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
    print("read", flush=True)
"""


@pytest.fixture(scope="module")
def drawn_by(tmp_path_factory):
    """What a snippet draws, run as a reader would, in the project's folder: (784,); of several names as many rows."""
    file = tmp_path_factory.mktemp("drawn") / "digit.npy"
    command = [sys.executable, "-c", READERS.replace("MODULES", ", ".join(MODULES))]
    python = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def drawn(code: str, *names: str) -> np.ndarray:
        file.unlink(missing_ok=True)
        python.stdin.write(json.dumps([code, str(file), names or ["digit"]]) + "\n")
        python.stdin.flush()
        said = ""
        while (line := python.stdout.readline()) not in ("read\n", ""):
            said += line
        assert file.is_file(), f"{code}\n{said}"
        return np.load(file).reshape(-1, 784).squeeze()

    with python:
        yield drawn
        python.stdin.close()


def shown(digit) -> np.ndarray:
    """The grey levels of a digit in [0, 1]: (784,)."""
    return greys(digit)[0] / 255


def compare(name: str, drawn: np.ndarray, shown: np.ndarray, exact: bool = False) -> None:
    worst = np.abs(drawn - shown).max()
    print(f"\n{name}: largest difference between snippet and page {worst:.1e}")
    assert worst < TOLERANCE + (0 if exact else GREY)


@pytest.mark.parametrize("run", TOLD_APART)
def test_the_map_in_python_from_the_start_and_after_a_drag(page, app, drawn_by, run):
    opened(page, app, "", "decoded-digit", run=run)
    digit = page.get_by_test_id("decoded-digit")
    compare(f"{run}, at first", drawn_by(taken(page)), shown(digit))
    before = taken(page)
    page.get_by_test_id("latent-map").scroll_into_view_if_needed()
    box = page.get_by_test_id("latent-map").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.61, box["y"] + box["height"] * 0.43)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.71, box["y"] + box["height"] * 0.37, steps=4)
    page.mouse.up()
    page.mouse.move(5, 5)
    until(page, lambda: taken(page) != before)
    compare(f"{run}, dragged", drawn_by(taken(page)), shown(digit))


def test_linked_maps_in_python_whichever_leads(page, app, drawn_by):
    opened(page, app, "latent_space", "decoded-digit")
    digits = {digit.get_attribute("data-run"): digit for digit in page.get_by_test_id("decoded-digit").all()}
    assert len(digits) > 1
    for run, digit in digits.items():
        compare(run, drawn_by(taken(page, run)), shown(digit))


def rested(page) -> str:
    """The lines of Python once they have stopped changing: every key that is let go is a report, and the server takes its time."""
    lines, since = taken(page), time.monotonic()
    while time.monotonic() - since < 2:
        page.wait_for_timeout(200)
        if (now := taken(page)) != lines:
            lines, since = now, time.monotonic()
    return lines


@pytest.mark.parametrize("run", TOLD_APART)
def test_the_sliders_in_python_from_the_start_and_after_a_move(page, app, drawn_by, run):
    opened(page, app, "generate", "decoded-digit", run=run)
    digit = page.get_by_test_id("decoded-digit")
    first = taken(page)
    compare(f"{run}, at first", drawn_by(first), shown(digit))
    page.get_by_test_id("latent-slider-1").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    until(page, lambda: taken(page) != first)
    moved = rested(page)
    compare(f"{run}, moved", drawn_by(moved), shown(digit))
    page.get_by_test_id("prior-sample").nth(5).click()
    until(page, lambda: taken(page) != moved)
    compare(f"{run}, a sample", drawn_by(taken(page)), shown(digit))


SUMS = [{"view": "arithmetic", "terms": terms, "strength": 0.37} for terms in ("m2,6,m9", "6,25,14")]


VIEWS = [{"path": "lerp"}, {"path": "slerp"}, {"view": "corners"}, *SUMS]


# every view with two of the runs, each run with two views or three: what a view adds to the lines and what a run adds stand apart
@pytest.mark.parametrize(
    ("run", "view"), [(RUNS[(i + k) % len(RUNS)], view) for i, view in enumerate(VIEWS) for k in (0, 1)], ids=str
)
def test_paths_corners_and_sums_in_python(page, app, drawn_by, run, view):
    ready = "arithmetic-result" if "terms" in view else "decoded-digit"
    opened(page, app, "interpolate", ready, runs=run, at=0.37, place="0.2,0.7", **view)
    digit = page.get_by_test_id(ready)
    first = taken(page)
    compare(f"{run} {view}", drawn_by(first), shown(digit))
    if "view" not in view:
        box = page.get_by_test_id("path-position").bounding_box()
        page.mouse.click(box["x"] + 0.613 * box["width"], box["y"] + box["height"] / 2)
        until(page, lambda: taken(page) != first)
        compare(f"{run} {view}, dragged", drawn_by(taken(page)), shown(digit))


# every kind of noise with one of the runs, and each of the runs once with passes and noise in the code; PCA without
NOISY = {run: ({"passes": 3, "code": 0.5}, list(KINDS)[i :: len(RUNS)]) for i, run in enumerate(RUNS)}
NOISY["pca-16"] = ({}, ["gaussian-unclipped"])


@pytest.mark.parametrize("run", NOISY)
def test_noise_and_what_is_made_of_it_in_python(page, app, drawn_by, run):
    more, (kind, *others) = NOISY[run]
    opened(page, app, "denoise", "output-digit", models=run, seed=7, level=0.4, noise=kind, **more)
    until(page, lambda: page.get_by_test_id("code-noise").is_enabled())
    two_frames(page)
    lines = taken(page)

    def as_drawn(name: str) -> None:
        drawn, noisy = drawn_by(lines, "digit", "noisy")
        compare(f"{run} {name}", drawn, pixels_of(page.get_by_test_id("output-digit")), exact=True)
        compare("noisy", noisy, pixels_of(page.get_by_test_id("noisy-digit")), exact=True)

    def others_than(before: str) -> str:
        until(page, lambda: taken(page) != before)
        two_frames(page)
        return taken(page)

    as_drawn(f"{kind}, at first")
    set_slider(page, "noise-level", 0.61803)
    lines = others_than(lines)
    as_drawn(f"{kind}, dragged")
    for other in others:
        page.get_by_test_id("noise-kind").locator(f"input[value={other}]").check(force=True)
        lines = others_than(lines)
        as_drawn(other)
    if run == FIRST:
        set_slider(page, "passes", 0)
        lines = others_than(lines)
        as_drawn("as it came")


def test_a_picture_of_ones_own_in_python(page, app, tmp_path, drawn_by):
    opened(page, app, "denoise", "output-digit", models=FIRST)
    _drawn(page, tmp_path, drawn_by)
    _by_hand(page, tmp_path, drawn_by)


def _drawn(page, tmp_path, drawn_by) -> None:
    first = taken(page)
    page.get_by_test_id("digit-draw").click()
    stroke(page, page.get_by_test_id("draw-surface"), [(0.3, 0.2), (0.3, 0.8)])
    until(page, lambda: taken(page) != first)
    ink = page.get_by_test_id("draw-surface").evaluate("c => c.toDataURL()")
    import base64

    (tmp_path / "mine.png").write_bytes(base64.b64decode(ink.split(",")[1]))
    code = taken(page).replace('"digit.png"', repr(str(tmp_path / "mine.png")))
    two_frames(page)
    compare("drawn", drawn_by(code), pixels_of(page.get_by_test_id("output-digit")), exact=True)


def _by_hand(page, tmp_path, drawn_by) -> None:
    """A photo's frame, its ink and paper turned round, a speck wiped away: all by keys."""
    photo = Image.new("L", (300, 240), 235)
    ImageDraw.Draw(photo).line([(90, 50), (190, 54), (140, 200)], 30, 14)  # by the middle, where the ring begins
    photo.save(tmp_path / "mine.png")
    page.get_by_test_id("digit-file").set_input_files(tmp_path / "mine.png")
    page.get_by_test_id("upload-frame").focus()
    for key in ("Shift+ArrowLeft", "Shift+ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    page.get_by_test_id("upload-wipe").focus()
    for key in ("ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    for _ in range(2):  # and back again
        page.get_by_test_id("upload-invert").click()
    until(page, lambda: "specks=" in (said := taken(page)) and "invert=" not in said)
    two_frames(page)
    lines = taken(page)
    code = lines.replace('"digit.png"', repr(str(tmp_path / "mine.png")))
    compare("by hand", drawn_by(code), pixels_of(page.get_by_test_id("output-digit")), exact=True)
    whole = code.replace(re.search(r"by_hand\(.*\)\.image", code)[0], "to_mnist_form(picture).image")
    assert np.abs(drawn_by(whole) - drawn_by(code)).max() > 0.01, "the example would not tell the frame from the whole"
    page.get_by_test_id("upload-invert").click()
    until(page, lambda: "invert=False" in taken(page))


# The picture, the files and the GIF, of each page in one visit


def test_home_saves_its_picture_in_both_schemes_or_says_why_not(page, app, tmp_path):
    opened(page, app, "", "decoded-digit")
    _picture(page, "decoded-digit", tmp_path, "light", "dark")
    page.evaluate("""() => {
      globalThis.toBlobOwn = HTMLCanvasElement.prototype.toBlob;
      HTMLCanvasElement.prototype.toBlob = () => { throw new DOMException('no', 'SecurityError'); };
    }""")
    page.get_by_test_id("save-picture").click()
    problem = page.get_by_test_id("picture-problem")
    problem.wait_for()
    expect(problem).to_contain_text("screenshot")
    page.evaluate("() => (HTMLCanvasElement.prototype.toBlob = globalThis.toBlobOwn)")


def test_generate_saves_its_picture_its_files_and_a_gif(page, app, tmp_path):
    opened(page, app, "generate", "decoded-digit", run=FIRST)
    _picture(page, "decoded-digit", tmp_path, "dark")
    _files(page)
    _gif(page, (28, 28))


@pytest.mark.parametrize(
    ("query", "testid", "scheme"),
    [
        ({}, "decoded-digit", "light"),
        ({"view": "arithmetic", "terms": "m2,6,m9"}, "arithmetic-result", "dark"),
    ],
    ids=["path", "arithmetic"],
)
def test_interpolate_saves_its_picture_and_a_gif(page, app, tmp_path, query, testid, scheme):
    opened(page, app, "interpolate", testid, runs=TWO, **query)
    _picture(page, testid, tmp_path, scheme)
    _gif(page, (28, 28))


def test_denoise_saves_its_picture_with_the_controls_as_they_stand_and_a_gif(page, app, tmp_path):
    opened(page, app, "denoise", "output-digit", models=TWO, level=0.1)
    _controls(page, tmp_path)
    _picture(page, "output-digit", tmp_path, "dark")
    _gif(page, (28, 88))


def test_inside_saves_its_picture(page, app, tmp_path):
    opened(page, app, "inside", "clean-digit")
    _picture(page, "clean-digit", tmp_path, "light")


def rectangle(page, node) -> tuple[float, float, float, float]:
    """Where an element lies in its instrument, CSS pixels."""
    return node.evaluate(
        """n => { const [a, b] = [n, n.closest('.aelab')].map(e => e.getBoundingClientRect());
        return [a.x - b.x, a.y - b.y, a.width, a.height]; }"""
    )


def _picture(page, testid: str, tmp_path: Path, *schemes: str) -> None:
    """It has the digit, the link and the page."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    digit = page.get_by_test_id(testid).first
    page.get_by_test_id("copy-link").click()
    expect(page.get_by_test_id("copy-link")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f".aelab:not([data-theme={scheme}])").filter(visible=True)).to_have_count(0)
        settled(page)
        with page.expect_download() as waiting:
            page.get_by_test_id("save-picture").click()
        assert page.get_by_test_id("picture-problem").is_hidden()
        waiting.value.save_as(tmp_path / "picture.png")
        assert waiting.value.suggested_filename.startswith("aelab-")
        assert waiting.value.suggested_filename.endswith(".png")
        picture = Image.open(tmp_path / "picture.png")
        picture.load()
        assert picture.text["Source"] == link
        assert picture.text["Software"] == "aelab"
        width, height = page.get_by_test_id("save-picture").evaluate(
            "n => { const b = n.closest('.aelab').getBoundingClientRect(); return [b.width, b.height]; }"
        )
        assert picture.width == pytest.approx(2 * (width + 32), abs=1)
        assert picture.height > 2 * height
        x, y, wide, high = rectangle(page, digit)
        at = np.arange(28) + 0.5
        columns, rows = (2 * (16 + x + at * wide / 28)).astype(int), (2 * (16 + y + at * high / 28)).astype(int)
        grey = np.asarray(picture.convert("RGB"), np.float32)[..., 1] / 255
        np.testing.assert_allclose(grey[np.ix_(rows, columns)].ravel(), shown(digit), atol=1.01 / 255)
        assert (grey[2, 2] < 0.3) == (scheme == "dark")


def _controls(page, tmp_path: Path) -> None:
    """The same page with another level makes another picture just where the slider is."""
    slider = page.get_by_test_id("noise-level")
    shots = []
    for level in (0.1, 0.9):
        set_slider(page, "noise-level", level)
        two_frames(page)
        with page.expect_download() as waiting:
            page.get_by_test_id("save-picture").click()
        waiting.value.save_as(tmp_path / "picture.png")
        shots.append(np.asarray(Image.open(tmp_path / "picture.png").convert("RGB"), np.int16))
    x, y, wide, high = rectangle(page, slider)
    row = int(2 * (16 + y + high / 2))
    for shot, level in zip(shots, (0.1, 0.9), strict=True):
        blue = shot[row - 16, :, 2] - shot[row - 16, :, 0] > 100  # above the track only the thumb is blue
        assert np.flatnonzero(blue).mean() == pytest.approx(2 * (16 + x + 12 + level * (wide - 24)), abs=3)


def saved(page, name: str) -> bytes:
    taken(page)
    for _ in range(3):  # Streamlit drops a file where the page is run anew before the browser has asked for it
        idle(page)
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        if not waiting.value.failure():
            break
    return Path(waiting.value.path()).read_bytes()


def _files(page) -> None:
    """Those of the run."""
    assert saved(page, "Weights") == checkpoints.raw(FIRST, "model.safetensors")
    assert load(saved(page, "Weights"))
    head, *rows = csv.reader(io.StringIO(saved(page, "Codes of the test digits").decode()))
    codes = checkpoints.latents(FIRST)
    assert head == ["label", "z_0", "z_1"]
    np.testing.assert_array_equal([int(row[0]) for row in rows], codes["labels"])
    np.testing.assert_allclose(np.float32([row[1:] for row in rows]), codes["mean"], rtol=1e-5, atol=1e-6)
    figures = {row["run"]: row for row in csv.DictReader(io.StringIO(saved(page, "Figures of all runs").decode()))}
    assert set(figures) == set(NAMES)
    for name in figures:
        card = checkpoints.card(name)
        assert float(figures[name]["mse"]) == card.metrics.mse
        assert figures[name]["family"] == card.recipe.family
        assert (figures[name]["kl"] == "") == (card.metrics.kl is None)


def test_a_wide_code_is_given_by_its_principal_coordinates():
    wide = next((name for name in RUNS if checkpoints.card(name).model.latent_size > 32), None)
    if wide is None:
        pytest.skip("no run here has a wide code")
    head = export.codes_csv(wide).splitlines()[0].split(",")
    assert head == ["label", *(f"pc_{k}" for k in range(16))]


def _gif(page, shape: tuple[int, int]) -> None:
    """It moves in square pixels and names its settings."""
    taken(page)
    made = page.get_by_role("button", name="Save the GIF")
    for _ in range(3):  # Streamlit drops a press that meets the page while it is drawn anew
        idle(page)
        page.get_by_role("button", name="Make a GIF").click()
        with suppress(TimeoutError):
            made.wait_for(timeout=20_000)
            break
    expect(made).to_be_visible()
    moving = Image.open(io.BytesIO(saved(page, "Save the GIF")))
    assert moving.n_frames == 80
    assert FIRST in moving.info["comment"].decode()
    frames = []
    for k in range(moving.n_frames):
        moving.seek(k)
        frames.append(np.asarray(moving.convert("L")))
    small = frames[0][::5, ::5]
    assert small.shape == shape
    for frame in frames:
        np.testing.assert_array_equal(frame, frame[::5, ::5].repeat(5, 0).repeat(5, 1))
    assert all((a != b).any() for a, b in zip(frames, frames[1:], strict=False))
    np.testing.assert_array_equal(frames[1], frames[-1])  # there and back


def test_the_traversal_goes_through_the_codes_own_range_along_one_axis_alone():
    for name in RUNS:
        arrays, size = checkpoints.latents(name), checkpoints.card(name).model.latent_size
        wide, code = size > 32, np.linspace(-1, 1, size, dtype=np.float32)
        codes = export.traversal_codes(code, arrays, 1, principal=True)
        moved = (codes - code) @ arrays["pca_components"].T
        assert np.abs(np.delete(moved, 1, axis=1)).max() < 1e-3
        own = arrays["mean"][:, 1] if wide else ((arrays["mean"] - arrays["pca_mean"]) @ arrays["pca_components"].T)[:, 1]
        there = ((codes - arrays["pca_mean"]) @ arrays["pca_components"].T)[:, 1]
        np.testing.assert_allclose([there.min(), there.max()], np.percentile(own, [0.5, 99.5], method="nearest"), rtol=1e-3)


def test_the_traversal_of_a_dead_coordinate_goes_through_the_priors_range():
    """Of its own, that of the mean of a posterior that is the prior, would be a still picture."""
    name = "conv-vae-16-beta-4"
    if name not in NAMES:
        pytest.skip(f"{name} is not there")
    arrays = checkpoints.latents(name)
    dead = int(np.argmin(arrays["mean"].astype(np.float64).var(0)))
    moved = export.traversal_codes(np.zeros(16, np.float32), arrays, dead, principal=False)[:, dead]
    np.testing.assert_allclose([moved.min(), moved.max()], [-2.58, 2.58], rtol=1e-6)
