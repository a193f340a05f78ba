"""Generate in the real app, in a real Chromium: the digit under the hand, and all that stands around it."""

from __future__ import annotations

import json
from contextlib import ExitStack

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from aelab import checkpoints
from tests.browser import BASE64, DESK, GREY, PHONE, lent, unpacked, until, visit
from tests.gestures import idle
from tests.shipped import NAMES

EIGHT_BITS = 0.5 + 255e-3  # of 255: what a canvas rounds away, and what the engine may differ by
READ = (
    f"canvases => {{ {BASE64} {GREY}"
    + """
  return canvases.map((canvas) => ({
    z: canvas.z, run: canvas.dataset.run, size: [canvas.width, canvas.height], pixels: grey(canvas),
  }));
}"""
)


def needs(run: str):
    return pytest.mark.skipif(run not in NAMES, reason=f"{run} is not trained yet")


@pytest.fixture
def open_page(browser, app):
    """Opens the page on a run, ready."""
    stack = ExitStack()

    def opened(run: str, query: str = "", device: dict = DESK):
        page = stack.enter_context(lent(browser, **device))
        visit(page, f"{app}/generate?run={run}{query}")
        page.locator('[data-testid="decoded-digit"][data-drawn]').wait_for(timeout=60_000)
        idle(page)
        return page

    with stack:
        yield opened


def shown(page) -> dict:
    """The code, the run and the 784 pixels in 0..255 of the decoded digit, read at one moment."""
    (digit,) = gallery(page, "decoded-digit")
    assert digit["size"] == [28, 28]
    return digit


def gallery(page, testid: str) -> list[dict]:
    found = page.get_by_test_id(testid).evaluate_all(READ)
    return [digit | {"pixels": unpacked(digit["pixels"]).tolist()} for digit in found]


def torch_pixels(run: str, codes, label: int | None = None) -> np.ndarray:
    """What PyTorch decodes from codes (N, d), in 0..255: (N, 784)."""
    codes = torch.tensor(np.atleast_2d(np.asarray(codes, np.float64)), dtype=torch.float32)
    with torch.no_grad():
        images = checkpoints.load(run).decode(codes, None if label is None else torch.full((len(codes),), label))
    return 255 * images.flatten(1).numpy()


def error(pixels, expected) -> float:
    return float(np.abs(np.asarray(pixels, np.float64) - expected).max())


def slider(page, k: int):
    return page.get_by_test_id(f"latent-slider-{k}")


def field(page, k: int):
    return page.locator(".axis-row", has=slider(page, k)).locator("input[type=number]")


def thumb(page, k: int) -> tuple[float, float, float]:
    """Where the thumb of a slider is, and how far it can go to the right."""
    box = slider(page, k).bounding_box()
    low, high, value = slider(page, k).evaluate("input => [input.min, input.max, input.value].map(Number)")
    x = box["x"] + 10 + (value - low) / (high - low) * (box["width"] - 20)
    return x, box["y"] + box["height"] / 2, box["x"] + box["width"] - 10 - x


def hold(page, k: int, share: float = 0.6) -> None:
    """Take a slider and move it, without letting go."""
    x, y, room = thumb(page, k)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + share * room, y, steps=6)


def drag(page, k: int, share: float = 0.6) -> None:
    hold(page, k, share)
    page.mouse.up()
    idle(page)


def check_in_view(page, run: str) -> None:
    """The digit and all sliders are in view at once."""
    for element in [
        page.get_by_test_id("decoded-digit"),
        *(slider(page, k) for k in range(checkpoints.card(run).model.latent_size)),
    ]:
        expect(element).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("run", [pytest.param(run, marks=needs(run)) for run in ("conv-vae-16", "conv-dae-maps")])
def test_the_digit_follows_a_slider_before_release_in_silence(open_page, run):
    page = open_page(run)
    before, (x, y, room) = shown(page), thumb(page, 1)
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(300)  # whatever a press alone would send has been sent
    sent, seen = len(page.sent), set()
    for i in range(1, 11):
        page.mouse.move(x + 0.7 * room * i / 10, y)
        seen.add(json.dumps(shown(page)["z"]))
    during = until(page, lambda: (now := shown(page))["z"] != before["z"] and now, "the code follows")
    page.wait_for_timeout(300)
    assert len(page.sent) == sent, "the server was asked during the drag"
    assert len(seen) > 5, "the digit moved in leaps"
    assert during["run"] == run
    assert error(during["pixels"], before["pixels"]) > 10
    page.mouse.up()
    until(page, lambda: len(page.sent) > sent, "Python hears of the release")
    until(page, lambda: "z=" in page.url, "the address has the code")
    idle(page)
    after = shown(page)
    assert error(after["pixels"], torch_pixels(run, after["z"])[0]) < EIGHT_BITS
    if len(before["z"]) <= 32:
        assert [i for i, (a, b) in enumerate(zip(before["z"], after["z"], strict=True)) if a != b] == [1]


@needs("conv-vae-16")
def test_a_number_can_be_typed_and_keys_step(open_page):
    page = open_page("conv-vae-16")
    field(page, 2).fill("1.25")
    field(page, 2).press("Enter")
    until(page, lambda: shown(page)["z"][2] == 1.25, "the typed number")
    low, high = (float(slider(page, 2).get_attribute(name)) for name in ("min", "max"))
    field(page, 2).fill("1000")
    field(page, 2).press("Enter")
    until(page, lambda: shown(page)["z"][2] == pytest.approx(2 * high - low, abs=1e-5), "at most as far again beyond the range")
    assert error(shown(page)["pixels"], torch_pixels("conv-vae-16", shown(page)["z"])[0]) < EIGHT_BITS

    low, high, value = slider(page, 5).evaluate("input => [input.min, input.max, input.value].map(Number)")
    slider(page, 5).focus()
    for key, steps in (("ArrowRight", 1), ("Shift+ArrowRight", 11), ("ArrowLeft", 10), ("Home", None)):
        page.keyboard.press(key)
        expected = low if steps is None else value + steps * (high - low) / 100
        until(page, lambda expected=expected: abs(shown(page)["z"][5] - expected) < 1e-4, key)


@needs("conv-vae-16")
def test_digit_and_sliders_are_in_view_and_reset_undo_and_starts_work(open_page):
    page = open_page("conv-vae-16")
    check_in_view(page, "conv-vae-16")
    start = shown(page)["z"]
    latents = checkpoints.latents("conv-vae-16")
    np.testing.assert_allclose(start, latents["class_means"][6], atol=1e-6)
    drag(page, 0)
    moved = shown(page)["z"]
    assert moved != start
    page.get_by_test_id("reset").click()
    until(page, lambda: shown(page)["z"] == start, "reset")
    page.keyboard.press("Control+z")
    until(page, lambda: shown(page)["z"] == moved, "undo of the reset, after Python has heard of it")
    page.get_by_test_id("undo").click()
    until(page, lambda: shown(page)["z"] == start, "undo of the drag")
    expect(page.get_by_test_id("undo")).to_be_disabled()

    page.get_by_test_id("start-mean-3").click()
    until(page, lambda: np.allclose(shown(page)["z"], latents["class_means"][3], atol=1e-6), "the mean of the 3s")
    page.get_by_test_id("start-test").click()
    origin = page.get_by_test_id("origin")
    expect(origin).to_contain_text("test digit")
    index = int(origin.inner_text().split("test digit ")[1].split(",")[0])
    until(page, lambda: np.allclose(shown(page)["z"], latents["mean"][index], atol=1e-6), "the code of that digit")
    page.get_by_test_id("start-prior").click()
    expect(origin).to_contain_text("prior at temperature 1.00")
    until(page, lambda: not np.allclose(shown(page)["z"], latents["mean"][index]), "a draw")
    expected = -0.5 * sum(v * v + np.log(2 * np.pi) for v in shown(page)["z"])
    expect(page.get_by_test_id("log-prior")).to_have_text(f"log p(z) = {expected:.2f}".replace("-", "−"))


@needs("conv-vae-16-beta-4")
def test_kl_orders_the_sliders_and_shows_what_is_dead(open_page):
    run = "conv-vae-16-beta-4"
    page = open_page(run)
    latents = checkpoints.latents(run)
    kl = 0.5 * (latents["mean"] ** 2 + np.exp(latents["log_var"]) - 1 - latents["log_var"]).astype(np.float64).mean(0)
    for k, value in enumerate(kl):
        row = page.locator(".axis-row", has=slider(page, k))
        assert float(row.locator(".axis-weight").inner_text()) == pytest.approx(value, abs=0.0051)
        dead = value < 0.01 or latents["mean"][:, k].var() < 0.01
        assert ("dead" in row.get_attribute("class").split()) == dead
        expect(slider(page, k)).to_be_enabled()
    page.get_by_test_id("slider-order").get_by_text("By KL").click()
    order = page.locator(".axis-row input[type=range]").evaluate_all("all => all.map((input) => input.dataset.testid)")
    weights = kl[[int(name.rsplit("-", 1)[1]) for name in order]]
    assert (np.diff(weights) <= 1e-6).all()


@needs("conv-vae-16")
def test_principal_sliders_move_the_code_along_an_axis(open_page):
    page = open_page("conv-vae-16", "&order=principal")
    axes = checkpoints.latents("conv-vae-16")["pca_components"]
    before = np.array(shown(page)["z"])
    drag(page, 1)
    step = np.array(shown(page)["z"]) - before
    assert np.linalg.norm(step) > 0.1
    np.testing.assert_allclose(step, (axes[1] @ step) * axes[1], atol=1e-5)


@needs("conv-vae-16")
def test_the_traversal_is_of_the_coordinate_in_hand(open_page):
    page = open_page("conv-vae-16")
    drag(page, 3)
    z = shown(page)["z"]
    low, high = (float(slider(page, 3).get_attribute(name)) for name in ("min", "max"))
    codes = np.repeat([z], 11, 0)
    codes[:, 3] = np.linspace(low, high, 11)
    expected = torch_pixels("conv-vae-16", codes)
    seen = np.sort(checkpoints.latents("conv-vae-16")["mean"][:, 3])
    assert (low, high) == (pytest.approx(seen[50], abs=0.02), pytest.approx(seen[-51], abs=0.02))

    def drawn() -> bool:
        frames = [frame["pixels"] for frame in gallery(page, "traversal-frame")]
        return len(frames) == 11 and error(frames, expected) < EIGHT_BITS

    until(page, drawn, "eleven digits across the range")
    page.get_by_test_id("traversal-frame").last.click()
    until(page, lambda: shown(page)["z"][3] == pytest.approx(high, abs=1e-5), "a digit of the strip is a place to go")


@needs("conv-cvae-2")
def test_ten_digits_in_one_style_follow_the_hand(open_page):
    page = open_page("conv-cvae-2")
    hold(page, 0, 0.9)

    def drawn() -> bool:
        rows, z = gallery(page, "style-digit"), shown(page)["z"]
        return all(error(row["pixels"], torch_pixels("conv-cvae-2", z, c)[0]) < EIGHT_BITS for c, row in enumerate(rows))

    until(page, drawn, "all ten, before release")
    assert len({tuple(row["pixels"]) for row in gallery(page, "style-digit")}) == 10
    page.mouse.up()
    idle(page)
    z = shown(page)["z"]
    page.get_by_test_id("label").get_by_text("4", exact=True).click()
    expected = torch_pixels("conv-cvae-2", z, 4)[0]
    until(page, lambda: error(shown(page)["pixels"], expected) < EIGHT_BITS, "the label alone")
    assert shown(page)["z"] == z
    until(page, lambda: "label=4" in page.url, "the label is in the address")


@pytest.mark.parametrize("run", [pytest.param(run, marks=needs(run)) for run in ("conv-vae-16", "conv-ae-2")])
def test_samples_are_what_they_say(open_page, run):
    page = open_page(run)

    def painted():
        samples = [sample["pixels"] for sample in gallery(page, "prior-sample")]
        return len(samples) == 64 and all(map(any, samples)) and samples

    samples = until(page, painted, "64 digits")
    codes = []
    for i in (0, 17, 63):
        before = shown(page)["z"]
        page.get_by_test_id("prior-sample").nth(i).click()
        now = until(page, lambda before=before: (now := shown(page))["z"] != before and now, "its code is taken")
        codes.append(now["z"])
        assert error(samples[i], torch_pixels(run, now["z"])[0]) < EIGHT_BITS
        assert now["pixels"] == samples[i]
    page.get_by_test_id("new-samples").click()
    expect(page.get_by_test_id("seed")).to_have_text("seed 2")
    until(page, lambda: (new := painted()) and all(a != b for a, b in zip(new, samples, strict=True)) and new, "64 others")
    page.get_by_test_id("temperature").focus()
    page.keyboard.press("Home")
    zero = torch_pixels(run, np.zeros(len(codes[0])))[0]
    until(page, lambda: error(painted() or [0], zero) < EIGHT_BITS, "64 times the origin at temperature 0")


@needs("conv-ae-16")
def test_a_model_without_a_prior_says_so_and_is_in_view_at_once(open_page):
    page = open_page("conv-ae-16")
    check_in_view(page, "conv-ae-16")
    expect(page.get_by_test_id("no-prior")).to_contain_text("never trained to have a prior")
    expect(page.get_by_test_id("log-prior")).to_have_text("no prior over z")
    expect(page.get_by_test_id("start-prior")).to_have_count(0)
    expect(page.get_by_test_id("slider-order")).not_to_contain_text("KL")


@needs("conv-vae-16")
def test_on_a_phone_the_digit_stays_over_the_sliders(open_page):
    page = open_page("conv-vae-16", device=PHONE)
    slider(page, 15).scroll_into_view_if_needed()
    expect(slider(page, 15)).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("decoded-digit")).to_be_in_viewport(ratio=1)
    before, (x, y, room) = shown(page)["z"], thumb(page, 15)
    touch = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", 0), *(("touchMove", i / 10) for i in range(1, 11))):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x + 0.8 * at * room, "y": y}]})
    until(page, lambda: shown(page)["z"][15] > before[15] + 0.1, "the digit follows the finger")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until(page, lambda: "z=" in page.url, "Python hears of the release")


@needs("conv-vae-2")
def test_a_link_reopens_the_view_all_in_view_and_nonsense_gives_a_notice(open_page):
    page = open_page("conv-vae-2", "&z=0.5,-1.25&order=weight&temperature=0.5&seed=7")
    check_in_view(page, "conv-vae-2")
    assert shown(page)["z"] == [0.5, -1.25]
    expect(page.get_by_test_id("seed")).to_have_text("seed 7")
    assert float(page.get_by_test_id("temperature").input_value()) == 0.5
    page = open_page("conv-vae-2", "&z=1,2,3&order=sideways")
    expect(page.get_by_test_id("stAlert")).to_contain_text("(z, order)")
    np.testing.assert_allclose(shown(page)["z"], checkpoints.latents("conv-vae-2")["class_means"][6], atol=1e-6)
