"""The draw pad in a real Chromium: mouse and finger, undo and clear, and the centring of aelab.mnist_form."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from aelab.mnist_form import to_mnist_form
from tests import gestures
from tests.browser import greys, two_frames, until
from tests.own_digit import own_digit
from tests.test_denoise import opened, pixels

TOLERANCE = 1e-3  # per pixel; both resample by the same kernel, so only rounding is left
SEVEN = [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]


def pad_opened(page, app):
    opened(page, app, models="conv-vae-2", level=0)
    return with_pad(page)


def with_pad(page):
    page.get_by_test_id("digit-draw").click()
    page.get_by_test_id("draw-surface").wait_for()
    return page


@pytest.fixture(scope="module")
def alone(browser):
    with own_digit(browser) as page:
        yield page


@pytest.fixture
def pad(alone):
    """An empty pad."""
    alone.evaluate("dispatchEvent(new Event('aelab-forget'))")
    yield with_pad(alone)
    alone.keyboard.up(" ")
    if alone.get_by_test_id("draw-clear").is_enabled():
        alone.get_by_test_id("draw-clear").click()
    alone.get_by_test_id("digit-thumb").first.click()


def ink(page) -> np.ndarray:
    """The drawing's grey levels: (H, W) uint8."""
    surface = page.get_by_test_id("draw-surface")
    return greys(surface)[0].reshape(-1, surface.evaluate("c => c.width"))


def draw(page, points) -> None:
    gestures.stroke(page, page.get_by_test_id("draw-surface"), points)
    two_frames(page)


def test_the_centred_digit_is_that_of_python_and_what_the_model_gets(pad):
    page = pad
    for points in (SEVEN, [(0.5, 0.1), (0.5, 0.9)], [(0.1, 0.1), (0.2, 0.15)], [(0.98, 0.5), (0.6, 0.99)], [(0.5, 0.5)]):
        draw(page, points)
        as_thick_as_a_line_of_pillows(ink(page), points)
        reference = to_mnist_form(ink(page), invert=False)
        centred = pixels(page, "centred-digit")
        worst = np.abs(centred - reference.image.ravel()).max()
        print(f"\n{points}: largest difference to aelab.mnist_form.to_mnist_form {worst:.1e}")
        assert worst < TOLERANCE, points
        np.testing.assert_array_equal(pixels(page, "clean-digit"), centred, err_msg=str(points))
        left, top, right, bottom = reference.box
        said = page.get_by_test_id("centring-text").text_content().replace("\u00a0", " ")
        assert f"{right - left} × {bottom - top} scaled to {reference.size[0]} × {reference.size[1]}" in said, points
        page.get_by_test_id("draw-clear").click()
        two_frames(page)
        assert ink(page).max() == 0, points


def as_thick_as_a_line_of_pillows(drawn: np.ndarray, points) -> None:
    """Of 3 pixels of 28 with round ends: so much ink, and where that line has it."""
    side = len(drawn)
    line, width = Image.new("L", (side, side)), round(3 * side / 28)
    at, by = [(side * x, side * y) for x, y in points], ImageDraw.Draw(line)
    by.line(at, 255, width)
    for x, y in at:
        by.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), 255)
    expected = np.asarray(line, float)
    assert drawn.sum() == pytest.approx(expected.sum(), rel=0.1), points
    assert np.minimum(drawn, expected).sum() > 0.85 * expected.sum(), points


def test_a_pen_for_the_keyboard(pad):
    """From the middle one stroke to the right while Space is held, a second one down from where it is lifted, and back."""
    page = pad
    surface = page.get_by_test_id("draw-surface")
    surface.focus()
    page.keyboard.press("ArrowLeft")
    assert ink(page).max() == 0, "the pen draws before it is down"
    page.keyboard.press("ArrowRight")
    page.keyboard.down(" ")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.up(" ")
    page.keyboard.press("ArrowUp")
    two_frames(page)
    side = len(ink(page))
    along = ink(page)[side // 2]
    assert along[side // 2 : side // 2 + 84].min() == 255, "a stroke of three long steps"
    assert along[: side // 2 - 20].max() == along[side // 2 + 104 :].max() == 0
    np.testing.assert_array_equal(pixels(page, "clean-digit"), pixels(page, "centred-digit"))
    one = ink(page)
    for key in (" ", "Shift+ArrowDown", "Shift+ArrowDown", " ", "ArrowDown"):  # down until it is pressed again
        page.keyboard.press(key)
    two_frames(page)
    assert "2 strokes" in surface.get_attribute("aria-label")
    assert ink(page)[side // 2 + 40, side // 2 + 84] == 255
    page.keyboard.press("Delete")
    two_frames(page)
    np.testing.assert_array_equal(ink(page), one)
    page.keyboard.press("Control+z")
    two_frames(page)
    assert ink(page).max() == 0


def test_the_models_follow_the_stroke(page, app):
    pad_opened(page, app)
    chosen = pixels(page, "clean-digit")
    first, second, third = gestures.places(page.get_by_test_id("draw-surface"), SEVEN)
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*second, steps=4)
    two_frames(page)
    before = pixels(page, "output-digit")
    page.mouse.move(*third, steps=4)
    two_frames(page)
    assert (pixels(page, "output-digit") != before).any()
    np.testing.assert_array_equal(pixels(page, "clean-digit"), pixels(page, "centred-digit"))
    page.mouse.up()
    page.get_by_test_id("draw-undo").click()
    two_frames(page)
    np.testing.assert_array_equal(pixels(page, "clean-digit"), chosen)


def test_undo_and_clear_with_the_keyboard(pad):
    page, chosen = pad, pixels(pad, "clean-digit")
    undo, clear = page.get_by_test_id("draw-undo"), page.get_by_test_id("draw-clear")
    assert undo.is_disabled()
    assert clear.is_disabled()
    draw(page, SEVEN)
    one = ink(page)
    draw(page, [(0.4, 0.5), (0.65, 0.5)])
    assert (ink(page) != one).any()
    undo.focus()
    page.keyboard.press("Enter")
    two_frames(page)
    np.testing.assert_array_equal(ink(page), one)
    clear.focus()
    page.keyboard.press("Space")
    two_frames(page)
    assert ink(page).max() == 0
    np.testing.assert_array_equal(pixels(page, "clean-digit"), chosen)  # the digit chosen before is back
    assert undo.is_disabled()


def test_a_finger_draws_and_does_not_scroll_and_beside_it_the_page_scrolls(phone, app):
    page = pad_opened(phone, app)
    scrolled = lambda: page.get_by_test_id("stMain").evaluate("m => m.scrollTop")  # noqa: E731
    page.get_by_test_id("draw-surface").scroll_into_view_if_needed()
    touch = page.context.new_cdp_session(page)

    def swipe(points) -> None:
        for kind, (x, y) in [("touchStart", points[0]), *(("touchMove", point) for point in points[1:])]:
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    at = scrolled()
    swipe(gestures.places(page.get_by_test_id("draw-surface"), [(0.5, 0.9 - 0.04 * i) for i in range(20)]))
    two_frames(page)
    assert scrolled() == at
    drawn = ink(page)
    assert np.flatnonzero((drawn > 128).any(1)).size > 0.6 * len(drawn)
    surface = page.get_by_test_id("draw-surface").bounding_box()
    below = surface["y"] + surface["height"] + 120
    swipe([(300, below - 12 * i) for i in range(16)])
    until(page, lambda: scrolled() > at + 50)
    np.testing.assert_array_equal(ink(page), drawn)
