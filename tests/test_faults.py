"""Faults that a trial of the app found, each held by its kind, in a real Chromium and without."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from aelab.mnist_form import to_mnist_form
from tests.browser import DESK, PHONE, two_frames, until, visit
from tests.gestures import drag, go, idle, settled

OLD_SAFARI = "delete globalThis.OffscreenCanvas"


def test_a_typed_number_is_the_one_that_is_taken(page, app):
    """By Enter and by leaving the field, within the slider's ends and beyond them."""
    visit(page, f"{app}/generate?run=conv-vae-2")
    settled(page)
    field = page.get_by_label("z₁, exact value")
    for typed, leave in (("4", "press"), ("1", "press"), ("4", "Enter"), ("-3.5", "Tab"), ("0.25", "Enter")):
        field.fill(typed)
        if leave == "press":
            page.get_by_test_id("stHeading").first.click()
        else:
            field.press(leave)
        assert float(field.input_value()) == float(typed), (typed, leave)
        assert float(page.get_by_test_id("latent-slider-0").input_value()) == float(typed)


def test_in_an_old_safari_what_is_pressed_while_the_codes_are_on_their_way_is_not_lost_and_maps_and_a_picture_are_drawn(
    beside, app
):
    """One load for two faults: without offscreen canvases, codes that are held up."""
    page, held = beside, []
    page.add_init_script(OLD_SAFARI)
    page.set_viewport_size({"width": 200, "height": 600})  # of a small map all is soon drawn
    page.route("**/bytes/**/latents", lambda route: held.append(route))

    def come() -> None:
        until(page, lambda: held)
        while held:
            held.pop().continue_()

    page.goto(f"{app}/?behind=codes")
    assert page.evaluate("globalThis.OffscreenCanvas") is None
    page.get_by_role("link", name="Show only 4 and 9").click()
    come()
    page.wait_for_url("**only=4%2C9**")
    settled(page)
    seen = [page.get_by_test_id("latent-map").screenshot()]
    for behind in ("Manifold", "Density", "Metric"):
        page.get_by_test_id("background").get_by_text(behind, exact=True).click()
        page.mouse.move(2, 2)
        if behind != "Metric":  # which is worked out for seconds, and drawn meanwhile
            settled(page)
        seen.append(until(page, lambda: (now := page.get_by_test_id("latent-map").screenshot()) not in seen and now, behind))
    go(page, "Latent space")
    until(page, lambda: held, "the codes of the other model are not asked for")
    page.get_by_test_id("background").get_by_text("Density", exact=True).click()
    come()
    settled(page)
    assert page.locator('[data-testid="background"] input:checked').input_value() == "density"
    go(page, "Denoise")  # at once
    assert page.evaluate("globalThis.OffscreenCanvas") is None
    page.get_by_test_id("digit-file").set_input_files(a_seven())
    expect(page.get_by_text("your picture")).to_be_visible()


def a_seven() -> dict:
    file = io.BytesIO()
    seven().save(file, "PNG")
    return {"name": "seven.png", "mimeType": "image/png", "buffer": file.getvalue()}


def seven() -> Image.Image:
    picture = Image.new("L", (200, 300), 235)
    ImageDraw.Draw(picture).line([(50, 60), (150, 66), (80, 255)], 20, 16)
    return picture


@pytest.mark.parametrize("turn", range(1, 9))
def test_python_turns_a_picture_as_its_file_says(turn):
    """As the browser does: tests/test_upload.py compares the two."""
    exif = Image.Exif()
    exif[0x0112] = turn
    file = io.BytesIO()
    seven().save(file, "PNG", exif=exif)
    lying = to_mnist_form(Image.open(file)).image
    upright = to_mnist_form(seven()).image
    steps = {1: (), 2: (np.fliplr,), 3: (np.rot90, np.rot90), 4: (np.flipud,), 5: (np.transpose,), 6: (np.rot90,) * 3}
    steps |= {7: (np.rot90, np.rot90, np.transpose), 8: (np.rot90,)}
    expected = np.asarray(seven())
    for step in steps[turn]:
        expected = step(expected)
    np.testing.assert_allclose(lying, to_mnist_form(np.ascontiguousarray(expected)).image, atol=1e-6)
    assert turn == 1 or np.abs(lying - upright).max() > 0.5


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "HSV", "LAB", "I", "F", "I;16"])
def test_a_picture_of_any_mode_gives_the_digit(mode):
    picture = seven()
    if mode in ("I", "F"):
        picture = Image.fromarray(
            (np.asarray(picture) * (4000.0 if mode == "I" else 1 / 255)).astype({"I": np.int32, "F": np.float32}[mode])
        )
    elif mode == "I;16":
        picture = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
    else:
        picture = (
            Image.merge("LAB", (picture, *[picture.point(lambda _: 128)] * 2))
            if mode == "LAB"
            else picture.convert(mode, dither=Image.Dither.NONE)
        )
    difference = np.abs(to_mnist_form(picture).image - to_mnist_form(seven()).image)
    assert difference.max() < 0.03


OVER = """() => {
  const root = document.querySelector("[class*=st-key-encode-] [data-testid=stBidiComponentIsolated]").shadowRoot;
  const [left, right] = [".node-x", ".node-out"].map((kind) => root.querySelector(kind).getBoundingClientRect());
  const found = new Set();
  for (let x = left.left + 1; x < right.right - 1; x += 2)
    for (let y = left.top + 1; y < left.bottom - 1; y += 8) found.add(root.elementFromPoint(x, y)?.closest(".node")?.className ?? "nothing");
  return { found: [...found].sort(), under: left.top < root.querySelector(".node-rows").getBoundingClientRect().bottom,
    paper: [".node-x", ".node-out"].map((kind) => getComputedStyle(root.querySelector(kind)).backgroundColor) };
}"""


def test_nothing_is_seen_between_the_digits_that_stay_over_what_scrolls(page, app):
    page.set_viewport_size(PHONE["viewport"])
    visit(page, f"{app}/encode?run=conv-vae-16")
    settled(page)
    page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 620)")
    two_frames(page)
    seen = page.evaluate(OVER)
    assert seen["under"]
    assert seen["found"] == ["node node-out", "node node-x"]
    assert seen["paper"] == ["rgb(255, 255, 255)"] * 2


PLACES = """(kinds) => {
  const all = (node) => [...node.querySelectorAll("*")].flatMap((each) => [each, ...all(each.shadowRoot ?? new DocumentFragment())]);
  const found = all(document.querySelector("[data-testid=stMain]"));
  return kinds.map((kind) => found.filter((node) => node.matches(kind) && node.checkVisibility()).map((node) => {
    const box = (node.closest("label") ?? node).getBoundingClientRect();
    return Object.fromEntries(["left", "right", "top", "bottom"].map((side) => [side, box[side]])); }));
}"""


def test_on_a_tablet_upright_nothing_parts_map_and_legend_and_a_digit_is_read_from_left_to_right(page, app):
    page.set_viewport_size({"width": 820, "height": 1180})
    visit(page, app)
    settled(page)
    between = ["[data-testid=latent-map]", "[data-testid=mean-digit]", ".run-mix", ".legend"]
    down = [place for (place,) in page.evaluate(PLACES, between)]
    gaps = [below["top"] - above["bottom"] for above, below in pairwise(down)]
    assert max(gaps) <= 40, (gaps, "a gap with nothing in it")
    visit(page, f"{app}/encode?run=conv-vae-2")
    settled(page)
    way = [place for (place,) in page.evaluate(PLACES, [f".node-{name}" for name in ("x", "posterior", "epsilon", "z", "out")])]
    assert way == sorted(way, key=lambda place: (round(place["top"]), place["left"])), "row by row"


def test_two_negative_numbers_are_whole(page, app):
    visit(page, f"{app}/?run=conv-vae-2&z=-1.2345,-2.3456")
    settled(page)
    (whole,), numbers = page.evaluate(PLACES, [".aelab:has([data-testid=latent-map])", ".run-code span:not(.second)"])
    assert page.locator(".run-code span:not(.second)").all_inner_texts() == ["\u22121.23", "\u22122.35"]
    assert all(whole["left"] <= place["left"] and place["right"] <= whole["right"] for place in numbers)
    cut = "all => all.some((node) => node.scrollWidth > node.clientWidth && getComputedStyle(node).display !== 'inline')"
    assert not page.locator(".run-code, .run-code *").evaluate_all(cut)


# of every bubble in view, at each of so many values of one slider: how far it is inside its column left and right, and off the words
BUBBLES = """(slider, values) => { const all = (node) => [...node.querySelectorAll("*")].flatMap((each) => [each, ...all(each.shadowRoot ?? new DocumentFragment())]);
  const words = (node) => { const range = document.createRange(); range.selectNodeContents(node); return range.getBoundingClientRect(); };
  const bubbles = all(document).filter((node) => node.classList.contains("slider-bubble") && node.checkVisibility());
  return values.map((value) => {
    slider.value = value;
    slider.dispatchEvent(new Event("input"));
    return bubbles.map((node) => {
      const [own, bubble, label] = [node.getBoundingClientRect(), node.querySelector(".slider-value").getBoundingClientRect(), words(node.querySelector(".slider-head span"))];
      return [bubble.left - own.left, own.right - bubble.right, Math.max(label.left - bubble.right, bubble.left - label.right)];
    });
  }); }"""


@pytest.mark.parametrize(("path", "testid"), [("denoise", "noise-level"), ("interpolate", "path-position")])
def test_a_sliders_bubble_stays_in_its_column_and_off_the_words(path, testid, page, app):
    visit(page, f"{app}/{path}")
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        found = np.array(page.get_by_test_id(testid).evaluate(BUBBLES, np.linspace(0, 1, 21).tolist()))
        assert len(np.unique(found[..., 0].round())) > 15, "the bubble goes along"
        assert found[..., :2].min() >= -0.5
        assert found[..., 2].min() >= 0, f"the bubble covers the words at {np.argwhere(found[..., 2] < 0)}"
    page.set_viewport_size(DESK["viewport"])


@pytest.mark.parametrize("path", ["denoise", "generate", "interpolate"])
def test_forced_colours_leave_the_tracks_and_the_choice(path, page, app):
    page.emulate_media(forced_colors="active")
    visit(page, f"{app}/{path}")
    settled(page)
    slider = page.locator(".slider input[type=range]").first
    rows = np.asarray(Image.open(io.BytesIO(slider.screenshot())).convert("L"), float)
    track = np.abs(rows[len(rows) // 2] - rows[1]) > 30
    assert track.mean() > 0.8, "the track is not to be seen"  # the thumb alone is a sixth of it at most
    chosen = page.locator(".segmented input:checked + span").first
    other = page.locator(".segmented input:not(:checked) + span").first
    colour = "node => getComputedStyle(node).backgroundColor"
    assert chosen.evaluate(colour) != other.evaluate(colour)


def test_a_drawing_is_there_when_its_page_is_come_back_to(page, app):
    """On each page that one can draw on, and its strokes can still be taken back. One that was taken back is not there again, but the file
    that it was drawn over."""
    visit(page, f"{app}/outliers")
    settled(page)
    title = page.get_by_test_id("specimen-title")
    page.get_by_test_id("specimen-file").set_input_files(a_seven())
    expect(title).to_have_text("your picture")
    drag(page, page.get_by_test_id("draw-surface"), [(0.2, 0.2), (0.8, 0.8)])
    expect(title).to_have_text("drawn here")
    page.get_by_test_id("draw-undo").click()
    expect(title).to_have_text("your picture")
    then = {"Denoise": draw_on(page, "Denoise", 0.3, "digit-draw")}
    come_to(page, "Outliers")
    settled(page)
    expect(title).to_have_text("your picture")
    # another stroke on each
    then["Outliers"] = draw_on(page, "Outliers", 0.4)
    then["Encode"] = draw_on(page, "Encode", 0.5, "digit-draw")
    then["Interpolate"] = draw_on(page, "Interpolate", 0.6, "end-a-draw")
    for name, digits in then.items():
        come_to(page, name)
        assert settled(page)["digits"] == digits, name
        if name != "Interpolate":  # where the pad was put away
            page.get_by_test_id("draw-undo").click()
            idle(page)
            assert settled(page)["digits"] != digits, name
        if name == "Outliers":
            expect(title).to_have_text("your picture")  # that it was drawn over


def draw_on(page, name: str, left: float, way_in: str = "") -> list:
    """Draw a stroke on a page; returns the digits that are seen of it then."""
    come_to(page, name)
    settled(page)
    if way_in:
        page.get_by_test_id(way_in).first.click()
    drag(page, page.get_by_test_id("draw-surface").first, [(left, 0.3), (left + 0.35, 0.7)])
    if name == "Interpolate":
        page.get_by_test_id("draw-done").last.click()
    idle(page)
    return settled(page)["digits"]


def come_to(page, name: str) -> None:
    if f"/{name.lower()}" not in page.url:
        go(page, name)
        page.wait_for_url(f"**/{name.lower()}*")
        idle(page)
