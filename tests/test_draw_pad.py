"""The draw pad in a real Chromium: mouse and finger, undo and clear, and the centring of aelab.data."""
# ruff: noqa: F811 (fixtures are imported by name)

from __future__ import annotations

import numpy as np
import pytest

from aelab.data import to_mnist_form
from tests.browser import app, browser  # noqa: F401
from tests.test_denoiser import opened, pixels, settled, until

TOLERANCE = 1e-3  # per pixel; both resample by the same kernel, so only rounding is left
INK = """canvas => {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  return [height, width, Array.from({ length: width * height }, (_, i) => data[4 * i])];
}"""
SEVEN = [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    yield page
    page.close()


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def pad_opened(page, app):
    opened(page, app, models="conv-vae-2", level=0)
    page.get_by_test_id("digit-draw").click()
    page.get_by_test_id("draw-surface").wait_for()
    return page


def ink(page) -> np.ndarray:
    """The drawing's grey levels: (H, W) uint8."""
    height, width, values = page.get_by_test_id("draw-surface").evaluate(INK)
    return np.uint8(values).reshape(height, width)


def places(page, points):
    box = page.get_by_test_id("draw-surface").bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def stroke(page, points) -> None:
    first, *rest = places(page, points)
    page.mouse.move(*first)
    page.mouse.down()
    for point in rest:
        page.mouse.move(*point, steps=8)
    page.mouse.up()
    settled(page)


@pytest.mark.parametrize(
    "points", [SEVEN, [(0.5, 0.1), (0.5, 0.9)], [(0.1, 0.1), (0.2, 0.15)], [(0.98, 0.5), (0.6, 0.99)], [(0.5, 0.5)]]
)
def test_the_centred_digit_is_that_of_python_and_what_the_model_gets(page, app, points):
    pad_opened(page, app)
    stroke(page, points)
    reference = to_mnist_form(ink(page), invert=False)
    centred = pixels(page, "centred-digit")
    worst = np.abs(centred - reference.image.ravel()).max()
    print(f"\nlargest difference to aelab.data.to_mnist_form: {worst:.1e}")
    assert worst < TOLERANCE
    np.testing.assert_array_equal(pixels(page, "clean-digit"), centred)
    left, top, right, bottom = reference.box
    said = page.get_by_test_id("centring-text").text_content().replace("\u00a0", " ")
    assert f"{right - left} × {bottom - top} scaled to {reference.size[0]} × {reference.size[1]}" in said


def test_the_models_follow_the_stroke(page, app):
    pad_opened(page, app)
    first, second, third = places(page, SEVEN)
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*second, steps=4)
    settled(page)
    before = pixels(page, "output-digit")
    page.mouse.move(*third, steps=4)
    settled(page)
    assert (pixels(page, "output-digit") != before).any()
    page.mouse.up()


def test_a_stroke_is_about_as_thick_as_those_of_mnist(page, app):
    pad_opened(page, app)
    stroke(page, [(0.5, 0.12), (0.5, 0.88)])
    row = pixels(page, "centred-digit").reshape(28, 28)[14]
    assert 2 <= row.sum() <= 4  # full-white pixels across; a one of MNIST has about three


def test_undo_and_clear_with_the_keyboard(page, app):
    pad_opened(page, app)
    undo, clear = page.get_by_test_id("draw-undo"), page.get_by_test_id("draw-clear")
    assert undo.is_disabled()
    assert clear.is_disabled()
    stroke(page, SEVEN)
    one = ink(page)
    stroke(page, [(0.4, 0.5), (0.65, 0.5)])
    assert (ink(page) != one).any()
    undo.focus()
    page.keyboard.press("Enter")
    settled(page)
    np.testing.assert_array_equal(ink(page), one)
    clear.focus()
    page.keyboard.press("Space")
    settled(page)
    assert ink(page).max() == 0
    assert pixels(page, "clean-digit").max() > 0  # the digit chosen before is back
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
    swipe(places(page, [(0.5, 0.9 - 0.04 * i) for i in range(20)]))
    settled(page)
    assert scrolled() == at
    drawn = ink(page)
    assert np.flatnonzero((drawn > 128).any(1)).size > 0.6 * len(drawn)
    surface = page.get_by_test_id("draw-surface").bounding_box()
    below = surface["y"] + surface["height"] + 120
    swipe([(300, below - 12 * i) for i in range(16)])
    until(page, lambda: scrolled() > at + 50)
    np.testing.assert_array_equal(ink(page), drawn)
