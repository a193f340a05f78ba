"""What a hand does on each page, in a real Chromium, and what can be seen of it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

from playwright.sync_api import Locator, Page

from tests.browser import AT_REST, BASE64, GREY, MAIN, RESTS, two_frames

DIGITS = (
    "decoded-digit",
    "output-digit",
    "compare-digit",
    "plane-copy",
    "arithmetic-result",
    "learn-reconstruction",
)  # the canvases that models draw on
# of the instruments of a page, through the shadow roots they live in
SEEN = f"""const seen = (kinds) => {{
  {BASE64} {GREY}
  const roots = (root) => [root, ...[...root.querySelectorAll("*")].filter((node) => node.shadowRoot).flatMap((host) => roots(host.shadowRoot))];
  const within = roots(document.querySelector({MAIN!r}));
  const all = (kind) => within.flatMap((root) => [...root.querySelectorAll(kind)]).filter((node) => node.checkVisibility());
  return {{
    digits: all(kinds.map((kind) => `[data-testid=${{kind}}]`).join()).map(grey),
    ranges: all("[type=range]").map((node) => (node.value - node.min) / (node.max - node.min || 1)),
    chosen: all("input:checked, [aria-pressed=true]:not([data-testid^=start])").map((node) => node.dataset.testid ?? node.value),
    said: all("[data-testid=seed], [data-testid=noise-seed]").map((node) => node.textContent),
    labels: all("[role=img][aria-label], [role=application][aria-label]")
      .filter((node) => node.dataset.testid !== "bound-chart") // the mean has draws of the hand, too, which no address holds
      .map((node) => node.getAttribute("aria-label")),
  }};
}};"""
# a second look, 50 ms after the first: the address or the server may just have set something going. AAA is three bytes of nothing
SETTLED = f"""(kinds) => {{
  {SEEN}
  const was = globalThis.seenBefore;
  delete globalThis.seenBefore;
  if (!({RESTS})) return false;
  const now = seen(kinds);
  if (now.digits.length && now.digits.every((digit) => /[^A=]/.test(digit)) && JSON.stringify(now) === was) return now;
  globalThis.seenBefore = JSON.stringify(now);
  return false;
}}"""


def idle(page: Page) -> None:
    """Wait until Streamlit has run the page to its end."""
    page.locator(AT_REST).wait_for(timeout=60_000)


def seen(page: Page) -> dict:
    """The digits on the screen, 784 bytes each, the state of the controls, and what stands for pictures to who hears the page."""
    return _unpacked(page.evaluate(f"(kinds) => {{ {SEEN} return seen(kinds); }}", DIGITS))


def _unpacked(found: dict) -> dict:
    return found | {"digits": [base64.b64decode(digit) for digit in found["digits"]]}


def settled(page: Page, seconds: float = 60, once: str = "true") -> dict:
    """What is seen once the page is whole and at rest, every digit is drawn, and what `once` says in JavaScript holds. The page itself looks:
    to ask it again and again is the dearer part."""
    looks = f"(kinds) => ({once}) && ({SETTLED})(kinds)"
    found = page.wait_for_function(looks, arg=DIGITS, polling=50, timeout=1000 * seconds)
    return _unpacked(found.json_value())


def go(page: Page, name: str) -> None:
    """Go to another page by its link in the sidebar, which a phone has to open first."""
    link = page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True)
    if link.bounding_box()["x"] < 0:
        page.get_by_test_id("stExpandSidebarButton").click()
    link.click()


def pick_models(page: Page, *shorts: str) -> None:
    """Press models in the picker, by their short names."""
    page.get_by_test_id("stSidebar").get_by_test_id("stPopover").get_by_role("button").click()
    for short in shorts:
        page.get_by_test_id("stPopoverBody").get_by_text(short, exact=True).click()
        page.wait_for_timeout(300)
        idle(page)
    page.keyboard.press("Escape")


Points = Sequence[tuple[float, float]]  # shares of a surface's width and height


def places(surface: Locator, points: Points) -> list[tuple[float, float]]:
    """Points of a surface in CSS pixels of the window."""
    box = surface.bounding_box()
    return [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in points]


def stroke(page: Page, surface: Locator, points: Points, release: bool = True) -> None:
    """Press on a surface, move from point to point, and let go."""
    surface.scroll_into_view_if_needed()
    first, *rest = places(surface, points)
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        page.mouse.move(*place, steps=3)
    if release:
        page.mouse.up()


def drag(page: Page, surface: Locator, points: Points) -> None:
    """A stroke, after which the mouse leaves: hovering shows what lies there."""
    stroke(page, surface, points)
    page.mouse.move(2, 2)


def slide(testid: str) -> Callable[[Page], None]:
    return lambda page: drag(page, page.get_by_test_id(testid).first, [(0.4, 0.5), (0.72, 0.5)])


def scrolled(page: Page) -> float:
    """How far down the page is, CSS pixels."""
    return page.get_by_test_id("stMain").evaluate("main => main.scrollTop")


def swipe(page: Page, at: Sequence[tuple[float, float]]) -> None:
    """A finger from place to place of the window, in CSS pixels."""
    touch = page.context.new_cdp_session(page)
    for kind, (x, y) in [("touchStart", at[0]), *(("touchMove", place) for place in at[1:])]:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()
    two_frames(page)
