"""The plane of rate and distortion, in a real Chromium: the cards' figures as points, and the stored copies of the run in hand."""

from __future__ import annotations

from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image

from aelab import ablations, checkpoints
from tests.browser import greys, two_frames, until, visit
from tests.gestures import go, idle, seen
from tests.shipped import CARDS

POINTS = {card.name: card.metrics for card in ablations.on_plane(CARDS.values())}
SERIES = ablations.beta([CARDS[name] for name in POINTS])
pytestmark = pytest.mark.skipif(not SERIES, reason="no runs were measured with draws yet")


def opened(page, app, **query):
    visit(page, f"{app}/compare?{urlencode({'part': 'Rate and distortion'} | query)}")
    page.get_by_test_id("plane-point").first.wait_for(timeout=60_000)
    page.get_by_test_id("stExpander").filter(has_text="Take it away").wait_for()
    idle(page)
    page.get_by_test_id("rate-distortion").scroll_into_view_if_needed()
    until(page, lambda: greys(page.get_by_test_id("plane-copy")).any(1).all())
    return page


def marks(page) -> dict[str, tuple[float, float]]:
    """Where each point is, in CSS pixels from the corner of the surface."""
    found = page.get_by_test_id("plane-point").evaluate_all(
        "all => all.map(c => [c.dataset.point, c.cx.baseVal.value, c.cy.baseVal.value])"
    )
    return {name: (x, y) for name, x, y in found}


def expected(page, name: str) -> tuple[float, float]:
    """Where the card's figures put it, by the extent that the surface says and the frame on the screen."""
    low, high, least, most = map(float, page.get_by_test_id("rate-distortion").get_attribute("data-extent").split(","))
    frame = page.get_by_test_id("plane-frame").evaluate("r => ['x', 'y', 'width', 'height'].map(n => r[n].baseVal.value)")
    left, top, width, height = frame
    rate, distortion = POINTS[name].kl, POINTS[name].bce_sampled
    return left + width * (rate - low) / (high - low), top + height * (most - distortion) / (most - least)


def figures(page) -> dict[str, float]:
    found = page.get_by_test_id("plane-figure").evaluate_all("all => all.map(b => [b.dataset.figure, b.exact])")
    return {name: float(value) for name, value in found if value is not None}


def in_hand(page) -> str:
    return page.get_by_test_id("plane-run").get_attribute("data-run")


def aim(page, name: str) -> tuple[float, float]:
    box, (x, y) = page.get_by_test_id("rate-distortion").bounding_box(), marks(page)[name]
    return box["x"] + x, box["y"] + y


@pytest.mark.parametrize("zoom", ["all", *(str(runs.cards[0].recipe.latent_size) for runs in SERIES)])
def test_points_slopes_and_chords_are_those_of_the_cards_and_no_word_covers_another(zoom, page, app):
    opened(page, app, zoom=zoom)
    series = [runs for runs in SERIES if zoom in ("all", str(runs.cards[0].recipe.latent_size))]
    _points_and_slopes(page, zoom, series)
    if zoom != "all":  # a series that fills the plane says the slope of each chord
        for runs in series:
            _chords(page, runs)
    _words_apart(page)
    assert not page.complaints


def _points_and_slopes(page, zoom, series) -> None:
    shown = marks(page)
    if zoom == "all":
        assert shown.keys() == POINTS.keys()
    for name, at in shown.items():
        assert at == pytest.approx(expected(page, name), abs=0.01), name
    assert {card.name for runs in series for card in runs.cards} <= shown.keys()
    xmin, xmax, ymin, ymax = map(float, page.get_by_test_id("rate-distortion").get_attribute("data-extent").split(","))
    width, height = page.get_by_test_id("plane-frame").evaluate("r => [r.width.baseVal.value, r.height.baseVal.value]")
    unit = (height / (ymax - ymin)) / (width / (xmax - xmin))  # a slope of 1 on the screen
    lines = page.get_by_test_id("tangent").evaluate_all(
        "all => all.map(l => [l.dataset.point, ...['x1', 'y1', 'x2', 'y2'].map(n => l[n].baseVal.value)])"
    )
    assert {name for name, *_ in lines} == {card.name for runs in series for card in runs.cards}
    for name, x1, y1, x2, y2 in lines:
        assert (y2 - y1) / (x2 - x1) / unit == pytest.approx(CARDS[name].recipe.beta, rel=1e-3), name
        assert ((x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx(shown[name], abs=0.01)


def _chords(page, runs) -> None:
    said = page.get_by_test_id("chord").evaluate_all(
        "all => all.map(t => [t.dataset.from, t.dataset.to, ...[...t.children].map(s => s.textContent)])"
    )
    for chord in ablations.chords(runs):
        names = [card.name for card in chord.cards]
        (found,) = [rest for a, b, *rest in said if [a, b] == names]
        low, high = chord.betas
        inside = -high <= chord.slope <= -low
        assert found == [f"{chord.slope:.2f}".replace("-", "−"), f"{'' if inside else 'not '}between −{low:g} and −{high:g}"]


def _words_apart(page) -> None:
    boxes = page.locator(".point-text, .series-text, .chord-text, .equal-sum-text").evaluate_all(
        "all => all.map(t => { const b = t.getBBox(); return [b.x, b.x + b.width, b.y, b.y + b.height, t.textContent]; })"
    )
    assert len(boxes) > 5
    for i, (x1, x2, y1, y2, text) in enumerate(boxes):
        for left, right, top, bottom, other in boxes[:i]:
            assert x1 > right - 1 or x2 < left + 1 or y1 > bottom - 4 or y2 < top + 4, (text, other)


def test_a_press_takes_each_run_in_hand_with_its_copies_and_figures(page, app):
    opened(page, app)
    for name, metrics in POINTS.items():
        page.mouse.click(*aim(page, name))
        two_frames(page)
        assert in_hand(page) == name
        kept = checkpoints.replay(name)["reconstructions"][-1].reshape(10, 784)
        np.testing.assert_array_equal(greys(page.get_by_test_id("plane-copy")), kept)
        shown = figures(page)
        assert shown["Rate"] == metrics.kl
        assert shown["Distortion"] == metrics.bce_sampled
        assert shown["−ELBO"] == pytest.approx(metrics.kl + metrics.bce_sampled)
        assert shown.get("Importance-weighted bound") == (metrics.importance_bound and metrics.importance_bound.value)
        until(page, lambda name=name: f"point={name}&" in page.url)


def test_a_drag_goes_from_point_to_point_in_silence(page, app):
    runs = [card.name for card in SERIES[-1].cards]
    opened(page, app, point=runs[0])
    page.mouse.move(*aim(page, runs[0]))
    page.mouse.down()
    page.wait_for_timeout(300)
    idle(page)
    quiet, labels = len(page.sent), seen(page)["labels"]
    for name in runs[1:]:
        page.mouse.move(*aim(page, name), steps=5)
        two_frames(page)
        assert in_hand(page) == name
    assert len(page.sent) == quiet
    assert seen(page)["labels"] == labels, "words were written during the drag"
    page.mouse.up()
    until(page, lambda: f"point={runs[-1]}" in page.url)
    assert page.get_by_test_id("rate-distortion").get_attribute("aria-label").startswith(f"{runs[-1]}: rate ")
    assert len({*seen(page)["labels"]} & {*labels}) == 0


def test_back_finds_the_part_though_the_page_that_is_left_has_parts_too(page, app):
    opened(page, app, point=SERIES[-1].cards[0].name)
    until(page, lambda: "point=" in page.url)
    url = page.url
    go(page, "Learn")
    page.get_by_test_id("learn-time").wait_for()
    page.go_back()
    page.get_by_test_id("plane-point").first.wait_for()
    until(page, lambda: page.url == url)


def test_the_keys_go_by_rate_and_by_distortion(page, app):
    opened(page, app, point=min(POINTS, key=lambda name: POINTS[name].kl))
    page.get_by_test_id("rate-distortion").focus()
    for key, back, figure in (("ArrowRight", "ArrowLeft", "kl"), ("ArrowUp", "ArrowDown", "bce_sampled")):
        order = sorted(POINTS, key=lambda name, figure=figure: getattr(POINTS[name], figure))
        before = order[: order.index(in_hand(page))]
        # there is nothing beyond the last
        for pressed, name in [*((back, name) for name in before[::-1]), *((key, name) for name in [*order[1:], order[-1]])]:
            page.keyboard.press(pressed)
            two_frames(page)
            assert in_hand(page) == name
        page.keyboard.press(back)
        two_frames(page)
        assert in_hand(page) == order[-2]


def test_zoom_goes_to_the_nearest_beta_and_presets_set_both(page, app):
    low, high = SERIES[0], SERIES[-1]
    start = high.cards[-1]
    opened(page, app, point=start.name)
    page.get_by_test_id("plane-zoom").locator(f"input[value='{low.cards[0].recipe.latent_size}']").check(force=True)
    two_frames(page)
    nearest = min(low.cards, key=lambda card: abs(np.log(card.recipe.beta / start.recipe.beta)))
    assert in_hand(page) == nearest.name
    until(page, lambda: f"zoom={low.cards[0].recipe.latent_size}" in page.url)
    page.locator(".rate-distortion .preset").first.click()
    until(page, lambda: "zoom=16" in page.url and "point=conv-vae-16" in page.url)
    assert in_hand(page) == "conv-vae-16"


def test_save_picture_has_the_drawing_and_the_copies(page, app):
    opened(page, app)
    name = in_hand(page)
    with page.expect_download() as waiting:
        page.locator(".rate-distortion").get_by_test_id("save-picture").click()
    assert waiting.value.suggested_filename == f"aelab-rate-distortion-{name}.png"
    picture = Image.open(waiting.value.path()).convert("RGB")
    root = page.locator(".aelab:has(.rate-distortion)").bounding_box()
    x, y = aim(page, name)
    pixels = np.asarray(picture, np.int16)
    ring = pixels[int(2 * (16 + y - root["y"])), int(2 * (16 + x + 11 - root["x"]))]
    assert ring[2] - ring[0] > 100, "the ring is in the hand's colour"
    box = page.get_by_test_id("plane-copy").first.bounding_box()
    centre = pixels[int(2 * (16 + box["y"] - root["y"] + 4)), int(2 * (16 + box["x"] - root["x"] + 4))]
    assert centre.max() == 0, "a copy's corner is black"


def test_a_finger_drags_the_ring_and_the_page_has_no_sideways_scroll(phone, app):
    runs = [card.name for card in SERIES[-1].cards]
    opened(phone, app, point=runs[0], zoom=SERIES[-1].cards[0].recipe.latent_size)
    scroll = "() => document.querySelector('[data-testid=stMain]').scrollTop"
    top, touch = phone.evaluate(scroll), phone.context.new_cdp_session(phone)
    points = [aim(phone, name) for name in runs]
    for kind, (x, y) in [("touchStart", points[0]), *(("touchMove", point) for point in points[1:])]:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    two_frames(phone)
    assert in_hand(phone) == runs[-1]
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert phone.evaluate(scroll) == top
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    surface, copies = (
        phone.get_by_test_id("rate-distortion").bounding_box(),
        phone.get_by_test_id("plane-copy").last.bounding_box(),
    )
    assert copies["y"] + copies["height"] - surface["y"] < 844 - 60, "plane and copies fit on one screen"
    for choice in phone.get_by_test_id("plane-zoom").locator("label").all():
        assert choice.bounding_box()["height"] >= 42
    assert not phone.complaints
