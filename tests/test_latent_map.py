"""The latent map in the real app, in a real Chromium: what the hand does, and what it must not do."""
# ruff: noqa: F811 (fixtures are imported by name)

from __future__ import annotations

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from aelab import checkpoints
from tests.browser import app, browser, serve  # noqa: F401
from ui.frame import FIRST

LINKED = ("conv-vae-2", "conv-ae-2", "conv-cvae-2")
PAGE = """
import streamlit as st
from aelab import checkpoints
from ui.instruments import deliver, latent_map

st.set_page_config(layout="wide")
runs = st.query_params["runs"].split(",")
latent_map([checkpoints.card(run) for run in runs], key="linked")
for run in runs:
    deliver(run)
"""
EIGHT_BITS = 0.5  # of 255: what a canvas rounds away
NEAR = 1e-3


@pytest.fixture
def desk(browser, app):
    """The home page on a desk: ready, with every websocket frame that it sends in `page.sent`."""
    yield from _opened(browser, app, viewport={"width": 1366, "height": 768})


@pytest.fixture
def phone(browser, app):
    yield from _opened(browser, app, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def _opened(browser, address, **device):
    context = browser.new_context(**device)
    page = context.new_page()
    page.sent, page.problems = [], []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: page.sent.append(frame)))
    page.on("pageerror", lambda error: page.problems.append(error))
    page.goto(address)
    _ready(page)
    yield page
    assert not page.problems
    context.close()


def _ready(page):
    page.locator('[data-testid="decoded-digit"][data-z]').first.wait_for(timeout=60_000)
    page.locator('[data-testid="latent-map"][data-extent]').first.wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def _digit(page) -> dict:
    """The code, the run and the pixels (28, 28) in 0..255 of the decoded digit, read at one moment."""
    shown = page.get_by_test_id("decoded-digit").evaluate(
        """canvas => ({
          z: JSON.parse(canvas.dataset.z), run: canvas.dataset.run, width: canvas.width, height: canvas.height,
          pixels: [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0),
        })"""
    )
    assert (shown["width"], shown["height"]) == (28, 28)
    return shown


def _moved(page, since: list) -> list:
    """Wait for the code to be another one than it was; return it."""
    page.wait_for_function(
        """was => [...document.querySelectorAll("*")].some((host) => {
          const digit = host.shadowRoot?.querySelector('[data-testid="decoded-digit"]');
          return digit && digit.dataset.z !== JSON.stringify(was);
        })""",
        arg=since,
    )
    return _digit(page)["z"]


def _box(page) -> dict:
    return page.get_by_test_id("latent-map").bounding_box()


def _place(page, z: list) -> tuple[float, float]:
    """Where on the page the map shows a code of two numbers."""
    xmin, xmax, ymin, ymax = (float(v) for v in page.get_by_test_id("latent-map").get_attribute("data-extent").split(","))
    box = _box(page)
    return (
        box["x"] + (z[0] - xmin) / (xmax - xmin) * box["width"],
        box["y"] + (ymax - z[1]) / (ymax - ymin) * box["height"],
    )


def _dot_colours(page) -> set[tuple[int, int, int]]:
    """The colours that fill a good part of the canvas behind the ring."""
    return {
        tuple(colour)
        for colour in page.get_by_test_id("latent-map").evaluate(
            """map => {
              const canvas = map.querySelector("canvas");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const counts = new Map();
              for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) {
                const colour = data.slice(i, i + 3).join();
                counts.set(colour, (counts.get(colour) ?? 0) + 1);
              }
              return [...counts].filter(([, count]) => count > 200).map(([colour]) => colour.split(",").map(Number));
            }"""
        )
    }


def test_a_drag_moves_the_code_and_the_digit(desk):
    before, box = _digit(desk), _box(desk)
    desk.mouse.move(box["x"] + 100, box["y"] + 120)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 300, box["y"] + 330, steps=10)
    after = _digit(desk)
    assert after["run"] == FIRST
    assert after["z"] != before["z"]
    assert after["pixels"] != before["pixels"]
    assert np.allclose(_place(desk, after["z"]), (box["x"] + 300, box["y"] + 330), atol=1.5)
    desk.mouse.up()
    assert _digit(desk)["z"] == after["z"]


def test_the_digit_is_what_pytorch_decodes(desk):
    model, box = checkpoints.load(FIRST), _box(desk)
    desk.mouse.move(box["x"] + 20, box["y"] + 20)
    desk.mouse.down()
    for step in range(1, 11):
        desk.mouse.move(box["x"] + 20 + 40 * step, box["y"] + 20 + 37 * step)
        shown = _digit(desk)
        with torch.no_grad():
            pixels = model.decode(torch.tensor([shown["z"]], dtype=torch.float32)).numpy().ravel() * 255
        assert np.abs(np.array(shown["pixels"]) - pixels).max() <= 255 * NEAR + EIGHT_BITS
    desk.mouse.up()


def test_nothing_is_sent_while_the_hand_moves(desk):
    box = _box(desk)
    desk.mouse.move(box["x"] + 60, box["y"] + 60)
    desk.mouse.down()
    sent = len(desk.sent)
    desk.mouse.move(box["x"] + 380, box["y"] + 300, steps=60)
    assert len(desk.sent) == sent
    desk.mouse.up()
    desk.wait_for_function("() => new URL(location.href).searchParams.has('z')")  # Python heard of the release
    assert len(desk.sent) > sent


def test_hovering_peeks_and_leaving_restores(desk):
    placed, box = _digit(desk), _box(desk)
    desk.mouse.move(box["x"] + 400, box["y"] + 350)
    peek = _moved(desk, placed["z"])
    assert np.allclose(_place(desk, peek), (box["x"] + 400, box["y"] + 350), atol=1.5)
    desk.mouse.move(box["x"] - 40, box["y"] + 350)
    assert _moved(desk, peek) == placed["z"]
    assert _digit(desk)["pixels"] == placed["pixels"]


def test_keys_nudge_and_jump(desk):
    surface = desk.get_by_test_id("latent-map")
    surface.focus()
    start = _digit(desk)["z"]
    surface.press("ArrowRight")
    right = _moved(desk, start)
    step = right[0] - start[0]
    assert step > 0
    assert right[1] == pytest.approx(start[1])
    surface.press("Shift+ArrowUp")
    up = _moved(desk, right)
    assert up[1] - right[1] == pytest.approx(10 * step, rel=1e-3)
    surface.press("4")
    mean = checkpoints.latents(FIRST)["class_means"][4]
    assert np.allclose(_moved(desk, up), mean, atol=1e-6)
    assert "of 4" in surface.get_attribute("aria-label")


def test_a_class_numeral_can_be_pressed(desk):
    mean = checkpoints.latents(FIRST)["class_means"][1].tolist()  # far from other numerals, so it stands in its place
    start = _digit(desk)["z"]
    desk.mouse.click(*_place(desk, mean))
    assert np.allclose(_moved(desk, start), mean, atol=1e-6)


def test_the_legend_isolates_a_digit(desk):
    everything = _dot_colours(desk)
    assert len(everything) >= 10
    desk.get_by_test_id("legend-6").click()
    expect(desk.get_by_test_id("legend-6")).to_have_attribute("aria-pressed", "true")
    purple, grey = (0x9C, 0x2D, 0xEA), (0xCB, 0xD0, 0xD6)
    assert purple in everything
    assert {purple, grey} <= _dot_colours(desk)  # the others go grey, not away
    assert (0x0B, 0x5C, 0x91) not in _dot_colours(desk)
    desk.get_by_test_id("legend-6").click()
    assert _dot_colours(desk) == everything


def test_presets_and_the_address_reopen_a_view(desk, app):
    start = _digit(desk)["z"]
    desk.get_by_text("Show only 4 and 9").click()
    placed = _moved(desk, start)
    desk.wait_for_url("**only=4*")
    desk.goto(desk.url)
    _ready(desk)
    assert np.allclose(_digit(desk)["z"], placed, atol=1e-4)
    expect(desk.get_by_test_id("legend-9")).to_have_attribute("aria-pressed", "true")
    desk.goto(f"{app}/?run={FIRST}&try=3")
    _ready(desk)
    assert np.allclose(_digit(desk)["z"], placed, atol=1e-4)


@pytest.mark.parametrize("nonsense", ["z=1", "z=nan,1", "z=a,b", "only=11", "behind=x", "try=0", "digit=12", "on=nobody"])
def test_nonsense_in_the_address_gives_the_default(desk, app, nonsense):
    start = _digit(desk)["z"]
    desk.goto(f"{app}/?{nonsense}")
    _ready(desk)
    assert _digit(desk)["z"] == start
    expect(desk.get_by_test_id("stAlert")).to_have_count(1)


def test_the_manifold_and_the_posterior(desk):
    desk.get_by_test_id("posterior").click()
    start = _digit(desk)["z"]
    desk.get_by_test_id("resample").click()
    sample = np.array(_moved(desk, start))
    codes = checkpoints.latents(FIRST)
    nearest = np.linalg.norm(codes["mean"] - np.array(start), axis=1).argmin()
    sigma = np.exp(0.5 * codes["log_var"][nearest])
    assert (np.abs(sample - codes["mean"][nearest]) < 6 * sigma).all()
    desk.get_by_test_id("background").get_by_text("Manifold").click()
    corner = """map => {
      const data = map.querySelector("canvas").getContext("2d").getImageData(2, 2, 24, 24).data;
      return data[3] === 255 && Math.max(...data.filter((_, i) => i % 4 === 0)) > 60;
    }"""
    desk.wait_for_function(f"map => ({corner})(map)", arg=desk.get_by_test_id("latent-map").element_handle())


def test_a_finger_drags_without_scrolling_and_scrolls_beside(phone):
    surface = phone.get_by_test_id("latent-map")
    surface.scroll_into_view_if_needed()
    start, box = _digit(phone)["z"], _box(phone)
    scroller = "() => document.querySelector('[data-testid=\"stMain\"]').scrollTop"
    before = phone.evaluate(scroller)
    x, y = box["x"] + 150, box["y"] + min(250, 760 - box["y"])
    touch = phone.context.new_cdp_session(phone)

    def swipe(x: float, y: float, dx: float, dy: float) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, 11):
            point = {"x": x + dx * step / 10, "y": y + dy * step / 10}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(x, y, 90, -180)
    moved = _moved(phone, start)
    assert np.allclose(_place(phone, moved), (x + 90, y - 180), atol=2)
    assert phone.evaluate(scroller) == before
    digit = phone.get_by_test_id("decoded-digit").bounding_box()
    assert digit["y"] + digit["height"] <= box["y"]  # above the map, where the hand does not hide it
    swipe(digit["x"] + 60, digit["y"] + 120, 0, -110)
    phone.wait_for_function(f"was => ({scroller})() > was", arg=before)
    assert _digit(phone)["z"] == moved


def test_a_dark_page_has_its_own_colours(browser, app):
    for page in _opened(browser, app, viewport={"width": 1366, "height": 768}, color_scheme="dark"):
        assert (0xA2, 0x6F, 0xB0) in _dot_colours(page)
        page.emulate_media(color_scheme="light")
        page.wait_for_function(
            "() => getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor === 'rgb(255, 255, 255)'"
        )
        expect(page.locator(".aelab").first).to_have_attribute("data-theme", "light")
        assert (0x9C, 0x2D, 0xEA) in _dot_colours(page)


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    """The address of a page with the map of the runs that its address names."""
    script = tmp_path_factory.mktemp("linked") / "page.py"
    script.write_text(PAGE)
    with serve(script) as address:
        yield address


def _digits(page) -> dict[str, dict]:
    """By run: the code and the pixels (784,) in [0, 1] of its digit, all read at one moment."""
    shown = page.get_by_test_id("decoded-digit").evaluate_all(
        """digits => digits.map((canvas) => [canvas.dataset.run, {
          z: JSON.parse(canvas.dataset.z),
          pixels: [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0).map((v) => v / 255),
        }])"""
    )
    return {run: {part: torch.tensor([values]) for part, values in digit.items()} for run, digit in shown}


def test_linked_runs_follow_the_digit(browser, linked):
    """A drag on the second map leads: the others take the code that their encoders give to its digit."""
    models = {run: checkpoints.load(run) for run in LINKED}
    for page in _opened(browser, f"{linked}/?runs={','.join(LINKED)}", viewport={"width": 1366, "height": 768}):
        page.get_by_test_id("label").get_by_text("7").click()
        label, leader = torch.tensor([7]), LINKED[1]
        box = page.locator(f'[data-testid="latent-map"][data-run="{leader}"]').bounding_box()
        page.mouse.move(box["x"] + 90, box["y"] + 70)
        page.mouse.down()
        sent = len(page.sent)
        page.mouse.move(box["x"] + 140, box["y"] + 180, steps=20)
        digits = _digits(page)
        assert len(page.sent) == sent
        page.mouse.up()
        assert set(digits) == set(LINKED)
        with torch.no_grad():
            image = models[leader].decode(digits[leader]["z"].float())
            for run, model in models.items():
                decoded = model.decode(digits[run]["z"].float(), label).flatten(1)
                assert (decoded - digits[run]["pixels"]).abs().max() <= NEAR + EIGHT_BITS / 255, run
                if run != leader:
                    assert torch.allclose(model.encode(image, label).mean, digits[run]["z"].float(), atol=NEAR), run


def test_a_code_of_many_numbers_moves_in_its_plane(browser, linked):
    run = "conv-vae-16"
    codes = checkpoints.latents(run)
    components, centre = codes["pca_components"], codes["pca_mean"]
    for page in _opened(browser, f"{linked}/?runs={run}", viewport={"width": 1366, "height": 768}):
        start, box = np.array(_digit(page)["z"]), _box(page)
        page.mouse.move(box["x"] + 100, box["y"] + 120)
        page.mouse.down()
        page.mouse.move(box["x"] + 300, box["y"] + 280, steps=10)
        moved = np.array(_digit(page)["z"])
        page.mouse.up()
        step = (moved - start) @ components.T
        assert np.abs(step[:2]).min() > 0.1
        assert np.abs(step[2:]).max() < 1e-4  # the rest of the code is kept
        assert np.allclose(
            _place(page, ((moved - centre) @ components[:2].T).tolist()), (box["x"] + 300, box["y"] + 280), atol=1.5
        )
        page.get_by_test_id("latent-map").press("8")
        assert np.allclose(_moved(page, moved.tolist()), codes["class_means"][8], atol=1e-5)


def test_a_phone_shows_one_of_linked_runs(browser, linked):
    device = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    for page in _opened(browser, f"{linked}/?runs={','.join(LINKED[:2])}", **device):
        shown = page.locator('[data-testid="decoded-digit"]:visible')
        expect(shown).to_have_count(1)
        expect(shown).to_have_attribute("data-run", LINKED[0])
        page.get_by_test_id("run-in-view").get_by_text("AE", exact=True).tap()
        expect(shown).to_have_attribute("data-run", LINKED[1])
        model, digits = checkpoints.load(LINKED[1]), _digits(page)
        with torch.no_grad():
            assert torch.allclose(model.decode(digits[LINKED[1]]["z"].float()).flatten(1), digits[LINKED[1]]["pixels"], atol=3e-3)
