"""Interpolate in a real Chromium: the path is aelab.latent's, the digits are PyTorch's, live, silent until release."""

from __future__ import annotations

from functools import cache
from itertools import cycle

import numpy as np
import pytest
import torch

from aelab import checkpoints, latent
from tests import gestures
from tests.browser import DESK, pixels_of, two_frames, until, visit
from tests.browser import greys as levels
from tests.shipped import NAMES
from ui import modules

PAIR = ["conv-vae-2", "conv-ae-2"]
ENDS = [6, 25]
PATHS = {"lerp": latent.lerp, "slerp": latent.slerp}


def opened(page, app, runs: list[str] = PAIR, **query):
    visit(page, f"{app}/interpolate?" + "&".join([f"runs={run}" for run in runs] + [f"{k}={v}" for k, v in query.items()]))
    for run in runs:
        page.locator(f"[data-testid=decoded-digit][data-run='{run}'][data-drawn]").wait_for(timeout=60_000)
    return page


def greys(canvas) -> np.ndarray:
    return levels(canvas)[0].astype(float)


def digit(page, run: str):
    return page.locator(f"[data-testid=decoded-digit][data-run='{run}']")


def code(page, run: str) -> np.ndarray:
    return np.float32(digit(page, run).evaluate("canvas => canvas.z"))


@cache
def model(run: str):
    return checkpoints.load(run)


@cache
def latents_of(run: str) -> dict[str, np.ndarray]:
    return checkpoints.latents(run)


def test_code(run: str, image: int) -> np.ndarray:
    """The stored code of a test image, whole."""
    latents = latents_of(run)
    if latents["mean"].shape[1] == len(latents["pca_mean"]):
        return latents["mean"][image]
    plane = latent.Plane(*(latents[f"pca_{part}"] for part in ("mean", "components", "variance", "ratio")))
    return latent.unproject(latents["mean"][image], plane)


test_code.__test__ = False


def decoded(run: str, z: np.ndarray, label: int | None = None) -> np.ndarray:
    """What PyTorch decodes from a code, in 256 greys."""
    with torch.no_grad():
        image = model(run).decode(torch.from_numpy(z)[None], None if label is None else torch.tensor([label]))
    return 255 * image.numpy().flatten()


def label_of(run: str, image: int) -> int | None:
    return int(latents_of(run)["labels"][image]) if checkpoints.card(run).model.classes else None


def near(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.abs(a - b).max() <= 1e-3 * max(np.abs(b).max(), 1))


def press_position(page, share: float, release: bool = False) -> None:
    """Take the thumb where it is and move it to `share` of the track."""
    slider = page.get_by_test_id("path-position")
    box, at = slider.bounding_box(), float(slider.input_value())
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 12 + at * (box["width"] - 24), middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 12 + share * (box["width"] - 24), middle, steps=8)
    if release:
        page.mouse.up()
    two_frames(page)


def wanted() -> list[list[str]]:
    """Runs to try: the pair, a conditional one beside 16 numbers, and a code that is stored by its principal coordinates."""
    here = set(NAMES)
    return [runs for runs in (PAIR, ["conv-vae-16", "conv-cvae-2"], ["conv-dae-maps"]) if here.issuperset(runs)]


@pytest.mark.parametrize(("runs", "kind"), [*zip(wanted(), cycle(("slerp", "lerp")))], ids=str)
def test_the_path_is_the_one_of_aelab_and_the_digits_are_pytorchs(runs, kind, page, app):
    opened(page, app, runs, ends="6,25", path=kind, at=0.3)
    for run in runs:
        a, b = (test_code(run, image) for image in ENDS)
        label = label_of(run, ENDS[0])
        z = code(page, run)
        assert near(z, PATHS[kind](a, b, np.array([0.3]))[0]), run
        assert np.abs(greys(digit(page, run)) - decoded(run, z, label)).max() < 1, run
        frames = levels(page.locator(f"[data-testid=path-frame][data-run='{run}']"))
        assert len(frames) == 11
        for frame, on_path in zip(frames, PATHS[kind](a, b, np.linspace(0, 1, 11)), strict=True):
            assert np.abs(frame - decoded(run, on_path, label)).max() < 1, run
        note = page.locator(f"[data-testid=path-note][data-run='{run}']").inner_text()
        stored = latents_of(run)["mean"]
        if stored.shape[1] == len(z):
            scale = np.sqrt(latent.distance(stored, latents_of(run).get("log_var"))["weights"])
            assert float(note.split(" to the nearest")[0].split()[-1]) == pytest.approx(
                latent.neighbours(stored * scale, z * scale, 1)[0][0, 0], abs=6e-3
            )


def test_a_frame_goes_to_its_place_and_swapping_ends_turns_the_path_round(page, app):
    opened(page, app, ends="6,25", at=0.1)
    page.locator("[data-testid=path-frame][data-run='conv-ae-2']").nth(7).click()
    for run in PAIR:
        assert near(code(page, run), latent.lerp(test_code(run, 6), test_code(run, 25), np.array([0.7]))[0])
    before = {run: code(page, run) for run in PAIR}
    page.get_by_test_id("swap-ends").click()
    assert float(page.get_by_test_id("path-position").input_value()) == pytest.approx(0.3)
    assert all(near(code(page, run), before[run]) for run in PAIR)
    page.get_by_test_id("frame-count").fill("5")
    page.get_by_test_id("frame-count").press("Enter")
    assert page.get_by_test_id("path-frame").count() == 2 * 5
    page.wait_for_url("**frames=5*")


def test_a_shuffled_end_is_another_test_image_of_its_digit_in_every_run(page, app):
    opened(page, app, ends="6,25", at=0)
    labels = latents_of("conv-vae-2")["labels"]
    index = page.get_by_test_id("end-a-index")
    for press, shows in (("end-a-shuffle", 4), (None, 9)):
        old = index.inner_text()
        if press:
            page.get_by_test_id(press).click()
        else:
            page.get_by_test_id("end-a-class").get_by_text("9", exact=True).click()
        image = int(index.inner_text().removeprefix("test image "))
        assert index.inner_text() != old
        assert labels[image] == shows
        assert all(near(code(page, run), test_code(run, image)) for run in PAIR)


def test_hand_and_keys_move_the_position_and_the_frames(page, app):
    """That the server hears of nothing till the hand lets go is for tests/test_journey.py."""
    opened(page, app, ends="6,25", at=0.1)
    position = page.get_by_test_id("path-position")
    press_position(page, 0.8)
    at = float(position.input_value())
    assert at == pytest.approx(0.8, abs=0.02)
    for run in PAIR:
        assert near(code(page, run), latent.lerp(test_code(run, 6), test_code(run, 25), np.array([at]))[0]), run
    page.mouse.up()
    page.wait_for_url(f"**at={round(at, 4):g}*")
    position.press("ArrowRight")
    assert float(position.input_value()) == pytest.approx(at + 0.01, abs=1e-3)
    position.press("Shift+ArrowLeft")
    assert float(position.input_value()) == pytest.approx(at - 0.09, abs=1e-3)
    following = np.ceil(10 * float(position.input_value())) / 10  # the place of the next frame
    frame = page.get_by_role("button", name="Frame 5 of 11").first
    frame.focus()
    frame.press("ArrowRight")
    assert float(position.input_value()) == pytest.approx(following)
    assert near(code(page, "conv-vae-2"), latent.lerp(*(test_code("conv-vae-2", i) for i in ENDS), np.array([following]))[0])
    page.keyboard.press("End")
    two_frames(page)
    assert near(code(page, "conv-vae-2"), test_code("conv-vae-2", 25))


def test_answers_that_overtake_each_other_leave_the_instrument_in_the_hand(page, app):
    opened(page, app, ends="6,25", at=0.5)
    position = page.get_by_test_id("path-position")
    position.focus()
    page.locator(".interpolate").evaluate("node => { node.dataset.first = '' }")
    for key in ["ArrowRight", "ArrowRight", "ArrowLeft"] * 20:
        page.keyboard.press(key)  # each is told to the server, whose answers come while the next are on their way
    page.wait_for_url("**at=0.7&*")
    page.wait_for_load_state("networkidle")
    assert float(position.input_value()) == pytest.approx(0.7)
    assert page.locator(".interpolate[data-first]").count() == 1


def test_four_corners_are_weighed_by_where_the_hand_is(page, app):
    corners = [3, 5, 4, 0]
    opened(page, app, view="corners", corners="3,5,4,0", place="0.5,0.5")
    page.wait_for_load_state("networkidle")
    pad, quiet = page.get_by_test_id("corner-pad"), len(page.sent)

    def expected(run: str, u: float, v: float) -> np.ndarray:
        a, b, c, d = (test_code(run, image).astype(np.float64) for image in corners)
        return (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d)

    assert all(near(code(page, run), expected(run, 0.5, 0.5)) for run in PAIR)
    box = pad.bounding_box()
    cell = (box["width"] - 2) / 7
    page.mouse.move(box["x"] + 1 + 3.5 * cell, box["y"] + 1 + 3.5 * cell)
    page.mouse.down()
    page.mouse.move(box["x"] + 1 + 5.5 * cell, box["y"] + 1 + 2 * cell, steps=6)
    two_frames(page)
    for run in PAIR:
        z = code(page, run)
        assert near(z, expected(run, 5 / 6, 0.25)), run
        assert np.abs(greys(digit(page, run)) - decoded(run, z)).max() < 1
    assert len(page.sent) == quiet
    page.mouse.move(box["x"] - 200, box["y"] - 200)  # beyond the surface lies its corner
    page.mouse.up()
    two_frames(page)
    assert all(near(code(page, run), test_code(run, 3)) for run in PAIR)
    pad.press("Shift+ArrowRight")
    pad.press("ArrowDown")
    two_frames(page)
    assert all(near(code(page, run), expected(run, 0.1, 0.01)) for run in PAIR)
    page.wait_for_url("**place=0.1**")


LEAVE_AND_RETURN = """(node) => {
  for (const view of ["corners", "path", "corners"]) {
    const radio = node.querySelector(`[data-testid=view-mode] input[value=${view}]`);
    radio.checked = true;
    radio.dispatchEvent(new Event("change"));
  }
}"""
INK = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.reduce((sum, v) => sum + v, 0)"


def test_four_corners_left_while_the_surface_is_drawn_are_whole_again(page, app):
    opened(page, app, view="corners", corners="3,5,4,0", place="0.5,0.5")
    page.wait_for_timeout(500)
    back = page.get_by_test_id("corner-pad").locator("canvas").first
    whole = back.evaluate(INK)
    page.locator(".interpolate").evaluate(LEAVE_AND_RETURN)  # within a frame: a row of seven is drawn
    page.get_by_test_id("view-mode").get_by_text("Path", exact=True).click()
    page.wait_for_timeout(300)
    page.get_by_test_id("corner-0-shuffle").evaluate("button => button.click()")  # another corner, chosen out of sight
    page.get_by_test_id("view-mode").get_by_text("Four corners", exact=True).click()
    page.wait_for_timeout(500)
    assert back.evaluate(INK) != whole  # the surface is drawn anew; an exception would fail the test too


def test_play_runs_along_the_path_and_steps_where_less_motion_is_wished(page, app):
    opened(page, app, ends="6,25", at=0)
    position, play = page.get_by_test_id("path-position"), page.get_by_test_id("play")
    play.click()
    page.wait_for_function("input => input.value > 0.1", arg=position.element_handle())
    play.click()
    assert play.inner_text() == "Play"
    page.emulate_media(reduced_motion="reduce")
    position.fill("0.14")
    play.filter(has_text="Step").click()
    assert float(position.input_value()) == pytest.approx(0.2)
    play.click()
    assert float(position.input_value()) == pytest.approx(0.3)


def test_a_conditional_run_is_told_the_digit_of_end_a_or_the_one_chosen(page, app):
    run = "conv-cvae-2"
    opened(page, app, [run], ends="6,25", at=0.5)
    z = code(page, run)
    assert np.abs(greys(digit(page, run)) - decoded(run, z, 4)).max() < 1
    page.get_by_test_id("path-label").get_by_text("8", exact=True).click()
    assert near(code(page, run), z)
    assert np.abs(greys(digit(page, run)) - decoded(run, z, 8)).max() < 1
    page.wait_for_url("**label=8*")
    page.get_by_test_id("swap-ends").click()
    assert np.abs(greys(digit(page, run)) - decoded(run, code(page, run), 0)).max() < 1


def whole(page) -> bool:
    """Whether all of it is in view, as far as the names and questions of "Try this", its last part."""
    return page.locator(".interpolate .presets").filter(visible=True).bounding_box()["y"] + 44 <= DESK["viewport"]["height"]


def test_the_instrument_is_whole_in_view(page, app):
    for runs in ([*PAIR, "conv-vae-16"], ["conv-vae-2"]):  # the page's own: tests/test_journey.py
        opened(page, app, runs)
        assert whole(page), runs
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("kind", PATHS)
def test_paths_between_special_ends_are_those_of_aelab(kind, browser):
    """Parallel, opposite, zero and nearly parallel ends, where an angle is none or nearly none; and any ends, of many numbers."""
    pairs = [[[1, 0], [3, 0]], [[1, 2], [-1, -2]], [[0, 0], [1, 1]], [[0, 0], [0, 0]], [[1, 0], [1, 1e-6]], [[1, 0], [-1, 1e-3]]]
    pairs += [[[1, 0], [1, 1e-4]], [[300, 1], [0.1, 2]]]
    rng = np.random.default_rng(0)
    for size in (2, 16, 392):
        a, b = rng.normal(size=(2, size))
        pairs += [[list(a), list(b)], [list(9 * a), list(b)], [list(a), list(-2 * a + 1e-2 * b)]]
    blank = browser.new_page()
    blank.add_script_tag(type="module", content=modules.bundle("model/path.js") + "\nglobalThis.PATHS = PATHS;")
    blank.wait_for_function("globalThis.PATHS")
    t = np.linspace(0, 1, 9)
    for a, b in pairs:
        given = {"a": a, "b": b, "t": t.tolist(), "kind": kind}
        seen = blank.evaluate(
            "({ a, b, t, kind }) => t.map((at) => [...PATHS[kind](new Float32Array(a), new Float32Array(b), at, new Float32Array(a.length))])",
            given,
        )
        expected = PATHS[kind](np.float32(a), np.float32(b), t)
        assert np.abs(np.array(seen) - expected).max() <= 1e-5 * max(1, np.abs(expected).max()), (a, b)
    blank.close()


FOUR = [(0.3, 0.2), (0.28, 0.5), (0.7, 0.5), (0.68, 0.2), (0.7, 0.9)]


def draw(page, points, release: bool = True) -> None:
    gestures.stroke(page, page.get_by_test_id("draw-surface"), points, release)
    two_frames(page)


def centred(page) -> torch.Tensor:
    """What the pad says a model gets: (1, 1, 28, 28)."""
    return torch.tensor(pixels_of(page.get_by_test_id("centred-digit"))).reshape(1, 1, 28, 28)


def encoded(run: str, image: torch.Tensor, label: int | None = None) -> np.ndarray:
    """PyTorch's code of an image, of a variational run the mean."""
    with torch.no_grad():
        code = model(run).encode(image, None if label is None else torch.tensor([label]))
    return (code[0] if isinstance(code, tuple) else code).numpy()[0]


def likeliest(run: str, image: torch.Tensor) -> int:
    """The label under which PyTorch copies an image best."""
    with torch.no_grad():
        copies = model(run).reconstruct(image.expand(10, -1, -1, -1), torch.arange(10))
    return int((copies - image).square().flatten(1).mean(1).argmin())


@pytest.mark.parametrize("runs", [*wanted(), ["conv-cvae-2"]], ids="+".join)
def test_a_drawing_is_an_end_and_its_code_is_pytorchs(runs, page, app):
    opened(page, app, runs, ends="6,25", at=0)
    page.get_by_test_id("end-a-draw").click()
    assert all(near(code(page, run), test_code(run, 6)) for run in runs)  # nothing is drawn yet
    draw(page, FOUR)
    image = centred(page)
    assert image.max() > 0.9
    first = next((run for run in runs if checkpoints.card(run).model.classes), None)
    for run in runs:
        label = likeliest(first, image) if run == first else None
        z = encoded(run, image, label)
        assert near(code(page, run), z), run
        assert np.abs(greys(digit(page, run)) - decoded(run, code(page, run), label)).max() < 1, run
        last = page.locator(f"[data-testid=path-frame][data-run='{run}']").last
        assert np.abs(greys(last) - decoded(run, test_code(run, 25), label)).max() < 1, run
    assert page.get_by_test_id("end-a-index").inner_text() == "your drawing"
    np.testing.assert_allclose(greys(page.get_by_test_id("end-a-digit")), 255 * image.numpy().ravel(), atol=0.51)
    if first:
        page.get_by_test_id("path-label").get_by_text("9", exact=True).click()
        assert near(code(page, first), encoded(first, image, 9))


def test_digits_strip_and_path_follow_the_stroke_and_the_server_hears_nothing_of_it(page, app):
    opened(page, app, ends="6,25", at=0.5)
    page.get_by_test_id("end-b-draw").click()
    page.wait_for_load_state("networkidle")
    quiet = len(page.sent)
    draw(page, FOUR[:3], release=False)
    for run in PAIR:
        z = latent.lerp(test_code(run, 6), encoded(run, centred(page)), np.array([0.5]))[0]
        assert near(code(page, run), z), run
        last = page.locator(f"[data-testid=path-frame][data-run='{run}']").last
        aim = decoded(run, encoded(run, centred(page)))
        page.wait_for_function(  # a few frames later, so as not to hold up the pen
            "([canvas, aim]) => canvas.getContext('2d').getImageData(0, 0, 28, 28).data.every((v, i) => i % 4 || Math.abs(v - aim[i / 4]) < 1)",
            arg=[last.element_handle(), aim.tolist()],
        )
    assert len(page.sent) == quiet
    page.mouse.up()


def test_a_chosen_digit_takes_the_drawing_away_and_the_pad_brings_it_back(page, app):
    run = PAIR[0]
    opened(page, app, ends="6,25", at=0)
    drawing, surface = page.get_by_test_id("end-a-draw"), page.get_by_test_id("draw-surface")
    drawing.click()
    draw(page, FOUR)
    z = encoded(run, centred(page))
    page.get_by_test_id("draw-done").click()
    assert not surface.is_visible()
    assert drawing.evaluate("node => node.getRootNode().activeElement === node")
    assert near(code(page, run), z)
    page.get_by_test_id("end-a-class").get_by_text("9", exact=True).click()
    image = int(page.get_by_test_id("end-a-index").inner_text().removeprefix("test image "))
    assert near(code(page, run), test_code(run, image))
    drawing.click()
    assert near(code(page, run), z)
    page.get_by_test_id("end-a-shuffle").click()
    assert not surface.is_visible()
    assert not near(code(page, run), z)
    drawing.click()
    page.get_by_test_id("end-b-draw").click()
    assert surface.count() == 1  # one pad in view, now of B, empty
    assert not page.get_by_test_id("end-b-index").inner_text().startswith("your")
    assert near(code(page, run), z)
    page.get_by_test_id("swap-ends").click()
    assert near(code(page, run), z)
    assert page.get_by_test_id("end-b-index").inner_text() == "your drawing"
    page.get_by_test_id("path-position").press("Home")
    two_frames(page)
    assert near(code(page, run), test_code(run, 25))


def test_a_drawing_outlives_a_change_of_models_and_its_address_gives_the_test_image(page, app):
    opened(page, app, PAIR, ends="6,25", at=0)
    page.get_by_test_id("end-a-draw").click()
    draw(page, FOUR)
    image = centred(page)
    gestures.pick_models(page, "VAE 16-D")
    page.locator("[data-testid=decoded-digit][data-run='conv-vae-16'][data-drawn]").wait_for()
    assert page.get_by_test_id("draw-surface").is_visible()
    for run in (*PAIR, "conv-vae-16"):
        assert near(code(page, run), encoded(run, image)), run
    page.get_by_test_id("draw-undo").click()
    two_frames(page)
    assert all(near(code(page, run), test_code(run, 6)) for run in (*PAIR, "conv-vae-16"))
    draw(page, FOUR)
    page.wait_for_url("**ends=6*25*")
    visit(page, page.url)  # a reload of every page: tests/test_links.py
    page.locator("[data-testid=decoded-digit][data-run='conv-vae-16'][data-drawn]").wait_for(timeout=60_000)
    assert near(code(page, "conv-vae-16"), test_code("conv-vae-16", 6))


def test_a_corner_may_be_drawn(page, app):
    opened(page, app, view="corners", corners="3,5,4,0", place="0,1")
    page.get_by_test_id("corner-2-draw").click()
    draw(page, FOUR)
    for run in PAIR:
        assert near(code(page, run), encoded(run, centred(page))), run
    page.get_by_test_id("view-mode").get_by_text("Path", exact=True).click()
    assert not page.get_by_test_id("draw-surface").is_visible()


@pytest.mark.parametrize("place", ["corner-pad", "draw-surface"])
def test_a_finger_moves_the_digit_and_not_the_page_which_scrolls_beside_it(place, phone, app):
    run = "conv-vae-2"
    opened(phone, app, [run], view="corners" if place == "corner-pad" else "path", ends="6,25", at=0, place="0.5,0.5")
    if place == "draw-surface":
        phone.get_by_test_id("end-a-draw").tap()
    surface = phone.get_by_test_id(place)
    surface.scroll_into_view_if_needed()
    phone.wait_for_load_state("networkidle")
    box, at, before = surface.bounding_box(), gestures.scrolled(phone), code(phone, run)
    assert phone.get_by_test_id("decoded-digit").bounding_box()["y"] + 100 < box["y"]  # above the hand, which does not hide it
    low = min(box["y"] + 0.9 * box["height"], 800)
    gestures.swipe(phone, [(box["x"] + 0.6 * box["width"], low - 9 * step) for step in range(16)])
    assert gestures.scrolled(phone) == at
    moved = code(phone, run)
    assert np.abs(moved - before).max() > 1e-2
    if place == "draw-surface":
        assert near(moved, encoded(run, centred(phone)))
    beside = phone.get_by_test_id("decoded-digit").bounding_box()
    gestures.swipe(phone, [(beside["x"] + 60, beside["y"] + 120 - 7 * step) for step in range(16)])
    phone.wait_for_function("was => document.querySelector('[data-testid=stMain]').scrollTop > was + 40", arg=at)
    np.testing.assert_array_equal(code(phone, run), moved)


def test_coming_back_to_the_page_gives_the_address_its_view_again(page, app):
    opened(page, app, ends="6,25", at=0.5)
    page.locator("[data-testid=path-frame][data-run='conv-ae-2']").nth(7).click()
    page.wait_for_url("**at=0.7*")
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_role("link", name="Generate").click()
    page.get_by_test_id("latent-slider-0").wait_for()
    until(page, lambda: "at=" not in page.url, "the address of another page has it")
    sidebar.get_by_role("link", name="Interpolate").click()
    page.wait_for_url("**at=0.7*")
    until(page, lambda: all(part in page.url for part in ("ends=6%2C25", "frames=11", "path=lerp")), "the address has the view")
    page.locator("[data-testid=decoded-digit][data-run='conv-ae-2'][data-drawn]").wait_for()
    assert near(code(page, "conv-ae-2"), latent.lerp(*(test_code("conv-ae-2", i) for i in ENDS), np.array([0.7]))[0])
