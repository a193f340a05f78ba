"""What every page keeps in a window of any size, and what it owes who holds a phone."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import Page, TimeoutError

from tests.accessible import small_targets, unspoken, violations
from tests.browser import two_frames, until
from tests.gestures import DIGITS, idle, places, scrolled, seen, settled, swipe
from tests.laws import LAWS

SMALLEST, NARROW, TABLET, LAPTOP, PROJECTOR = 320, 390, 768, 1366, 1920  # px wide; of a phone are the first two
MAGNIFIED = 256  # px high, and 320 wide: a window of 1280 by 1024 at 400%
HEIGHTS = {SMALLEST: 700, NARROW: 844, TABLET: 700, LAPTOP: 768, PROJECTOR: 1080}
WIDE = """(() => {
  const [main, paper] = [document.querySelector('[data-testid=stMain]'), document.scrollingElement];
  return Math.max(main.scrollWidth - main.clientWidth, paper.scrollWidth - paper.clientWidth);
})()"""
SEEN = f"""() => {{
  const roots = [document, ...[...document.querySelectorAll('[data-testid=stMain] *')].map((host) => host.shadowRoot).filter(Boolean)];
  const all = (kind) => roots.flatMap((root) => [...root.querySelectorAll(kind)]);
  const instruments = all('.aelab').filter((node) => node.checkVisibility());
  return {{
    wide: {WIDE},
    exceptions: all('[data-testid=stException]').length + document.body.innerText.includes('Traceback'),
    problems: all('[role=alert].problem').filter((node) => node.checkVisibility({{ visibilityProperty: true }})).map((node) => node.textContent),
    dark: getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor !== 'rgb(255, 255, 255)',
    themes: [...new Set(instruments.map((node) => node.dataset.theme))],
    cut: roots.slice(1).flatMap((root) => [...root.querySelectorAll('p, div, span, button, dt, dd')])
      .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).textOverflow === 'ellipsis')
      .filter((node) => !node.closest('[title]')).map((node) => node.textContent),
  }};
}}"""


def in_a_window_of(width: int, page, name: str, height: int = 0) -> None:
    """Nothing scrolls sideways, once Streamlit's sidebar has slid to where it belongs and the digits are drawn anew."""
    height = height or HEIGHTS[width]
    page.set_viewport_size({"width": width, "height": height})
    try:
        settled(page, once=f"innerWidth === {width} && innerHeight === {height} && {WIDE} <= 0")
    except TimeoutError as late:
        raise AssertionError(f"{name} at {width} px: {page.evaluate(WIDE)} px too wide, or not at rest") from late


def whole(page, name: str, theme: str = "") -> None:
    """No exception, no problem said, nothing wider than the window, no complaint on the console; in the colours of the theme, if one is named."""

    def in_its_colours() -> dict:
        found = page.evaluate(SEEN)
        return {} if theme and (found["dark"] != (theme == "dark") or set(found["themes"]) - {theme}) else found

    found = until(page, in_its_colours, f"{name}: not {theme}")
    assert found["exceptions"] == 0, name
    assert not found["problems"], name
    assert found["wide"] <= 0, name
    assert not found["cut"], f"{name}: cut off, and nothing says the whole"
    assert not [*page.problems, *page.complaints], name


def laws_of_a_phone(page: Page, name: str, themes: list[str]) -> None:
    """The page is left in the second of the themes. The colours are a laptop's, and to see whether they differ enough is most of the work."""
    assert not violations(page, "color-contrast"), f"{name} on a phone"
    assert not small_targets(page, 44), name
    a_finger_moves_the_digits_alone(page, name)
    idle(page)
    whole(page, name, themes[0])
    page.emulate_media(color_scheme=themes[1])
    whole(page, name, themes[1])
    if name == "Home":
        what_is_read_first_stands_first(page)
    every_preset_leaves_a_digit_in_view(page, name)
    assert not unspoken(page), f"{name} on a phone, after its presets"
    in_a_window_of(SMALLEST, page, name)
    if name == "Home":
        in_a_window_of(SMALLEST, page, name, MAGNIFIED)
    in_a_window_of(NARROW, page, name)
    page.mouse.move(0, 0)  # what stands under it on the next page is not pointed at


def a_finger_moves_the_digits_alone(page, name: str) -> None:
    """The page does not scroll under it. It goes back to where the hand came from that made the view."""
    surface = page.get_by_test_id(LAWS[name].surface).first
    surface.scroll_into_view_if_needed()
    before, at = seen(page)["digits"], scrolled(page)
    (x, y), (to_x, to_y) = places(surface, LAWS[name].points[::-1])
    swipe(page, [(x + (to_x - x) * i / 5, y + (to_y - y) * i / 5) for i in range(6)])
    until(page, lambda: seen(page)["digits"] != before, f"{name}: the finger moves nothing")
    assert scrolled(page) == at, f"{name}: the page scrolls under the finger"
    settled(page)


def what_is_read_first_stands_first(page) -> None:
    """The question, the sentence below it, the door into the lessons, and only then what steps from run to run."""
    parts = (page.get_by_role("heading", level=1), page.locator(".st-key-lede p").first, page.locator(".st-key-door a"))
    boxes = [part.bounding_box() for part in (*parts, page.get_by_test_id("step-beta-control"))]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1


IN_VIEW = """(kinds) => {
  const roots = [...document.querySelectorAll("[data-testid=stMain] *")].map((host) => host.shadowRoot).filter(Boolean);
  const digits = roots.flatMap((root) => [...root.querySelectorAll("canvas")]).filter((node) => kinds.includes(node.dataset.testid) && node.checkVisibility());
  return digits.map((node) => node.getBoundingClientRect()).some(({ top, bottom }) => top >= 56 && bottom <= innerHeight);
}"""


def every_preset_leaves_a_digit_in_view(page, name: str) -> None:
    presets = page.locator(".preset:visible")
    for k in range(presets.count()):
        page.keyboard.press("Escape")  # Inside opens one of its pictures
        presets.nth(k).click()
        idle(page)  # not settled: a metric is worked out for five seconds, behind digits that are there
        two_frames(page)
        page.wait_for_function(IN_VIEW, arg=DIGITS)
    settled(page)
    page.keyboard.press("Escape")
