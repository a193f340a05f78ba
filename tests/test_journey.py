"""A walk through every page of the app in a real Chromium: on a laptop, a phone and a projector, in light and in dark; tests/laws.py has what holds on each."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.accessible import live_regions, small_targets, unseen_focus, violations
from tests.browser import listening, two_frames, until, visit
from tests.gestures import go, idle, places, scrolled, seen, settled, swipe
from tests.laws import LAWS
from ui.frame import PAGES

LAPTOP, PHONE, PROJECTOR = (1366, 768), (390, 844), (1920, 1080)
SEEN = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const paper = document.scrollingElement;
  return {
    wide: Math.max(main.scrollWidth - main.clientWidth, paper.scrollWidth - paper.clientWidth),
    exceptions: document.querySelectorAll('[data-testid=stException]').length,
    dark: getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor !== 'rgb(255, 255, 255)',
    cut: roots().flatMap((root) => [...root.querySelectorAll('p, div, span, button, dt, dd')])
      .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).textOverflow === 'ellipsis')
      .filter((node) => !node.closest('[title]')).map((node) => node.textContent),
  };
  function roots() { return [...main.querySelectorAll('*')].map((host) => host.shadowRoot).filter(Boolean); }
}"""


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_every_page_keeps_the_laws(size, browser, app):
    """On the laptop's walk the window is then as large as a projector's: the hand and what it is owed are the same there."""
    phone = size == PHONE
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=phone)
    page = listening(context.new_page())
    page.goto(app)
    for name, question, _ in PAGES.values():
        if name != "Home":
            go(page, name)
            page.get_by_role("heading", name=question, exact=True).wait_for(
                timeout=60_000
            )  # what is there till then is the last page's
        page.get_by_test_id("stMain").get_by_test_id("copy-link").first.wait_for(timeout=60_000)
        settled(page)
        if not phone:
            for testid in LAWS[name].in_view:
                expect(page.get_by_test_id(testid).first, f"{name}: {testid}").to_be_in_viewport(ratio=1)
        assert not violations(page), f"{name}: before the gesture"
        assert not small_targets(page, 44 if phone else 24), name
        (a_finger_moves_the_digits_alone if phone else the_hand_is_answered_in_silence)(page, name)
        idle(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            until(page, lambda dark=scheme == "dark": page.evaluate(SEEN)["dark"] == dark, f"{name}: not {scheme}")
            expect(page.locator(f".aelab:not([data-theme={scheme}])").filter(visible=True)).to_have_count(0)
            whole(page, name)
        if not phone:
            assert not violations(page), f"{name}: after the gesture, in the dark"
            assert not unseen_focus(page), name
            on_a_projector(page, name)
            if name == "Compare":
                each_part_is_one_screen(page)
        page.emulate_media(color_scheme="light")
    assert page.locator("link[rel~='icon']").get_attribute("href").startswith("data:image/svg+xml")  # not Streamlit's
    page.get_by_test_id("stLogoLink").filter(visible=True).first.click()
    page.wait_for_url(re.compile(rf"{app}/(\?|$)"))
    context.close()


def on_a_projector(page, name: str) -> None:
    page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    until(page, lambda: page.evaluate("innerWidth") == PROJECTOR[0])
    settled(page)
    whole(page, f"{name} on a projector")
    assert not small_targets(page, 24), f"{name} on a projector"
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})


PARTS = {  # of Compare, and what each is about
    "Rate and distortion": ".plane-surface",
    "One number changed": ".copies",
    "All figures": "[data-testid=stDataFrame]",
    "Few labels": ".line-chart",
    "Training": ".line-chart",
}


def each_part_is_one_screen(page) -> None:
    for part, shown in PARTS.items():
        page.get_by_test_id("stMain").get_by_role("radio", name=part).click()
        expect(page.locator(shown).first, part).to_be_in_viewport(ratio=1, timeout=20_000)
        idle(page)
        whole(page, part)


def the_hand_is_answered_in_silence(page, name: str) -> None:
    """Digits change before the release; the server hears of nothing until then, and who listens of what is seen then."""
    surface = page.get_by_test_id(LAWS[name].surface).first
    surface.scroll_into_view_if_needed()
    first, *rest = places(surface, LAWS[name].points)
    page.mouse.move(*first)
    page.mouse.down()
    two_frames(page)
    idle(page)
    before, said = seen(page)["digits"], len(page.sent)
    status = page.get_by_test_id("status")
    words = status.text_content()
    for place in rest:
        page.mouse.move(*place, steps=4)
    until(page, lambda: seen(page)["digits"] != before, f"{name}: the hand moves nothing")
    two_frames(page)
    assert len(page.sent) == said, f"{name}: the server was asked during the drag"
    assert status.text_content() == words, f"{name}: something was said during the drag"
    page.mouse.up()
    until(page, lambda: len(page.sent) > said, f"{name}: Python hears of nothing")
    page.mouse.move(2, 2)
    settled(page)
    expect(status, f"{name}: what is seen").to_have_text(re.compile(LAWS[name].says))
    assert live_regions(page) == ["status"], name


def a_finger_moves_the_digits_alone(page, name: str) -> None:
    """The page does not scroll under it."""
    surface = page.get_by_test_id(LAWS[name].surface).first
    surface.scroll_into_view_if_needed()
    before, at = seen(page)["digits"], scrolled(page)
    (x, y), (to_x, to_y) = places(surface, LAWS[name].points)
    swipe(page, [(x + (to_x - x) * i / 10, y + (to_y - y) * i / 10) for i in range(11)])
    until(page, lambda: seen(page)["digits"] != before, f"{name}: the finger moves nothing")
    assert scrolled(page) == at, f"{name}: the page scrolls under the finger"
    settled(page)


def whole(page, name: str) -> None:
    """No exception, no problem said, nothing wider than the window, no complaint on the console."""
    found = page.evaluate(SEEN)
    assert found["exceptions"] == 0, name
    assert "Traceback" not in page.inner_text("body"), name
    assert page.locator("[role=alert].problem").filter(visible=True).count() == 0, name
    assert found["wide"] <= 0, name
    assert not found["cut"], f"{name}: cut off, and nothing says the whole"
    assert not [*page.problems, *page.complaints], name


@pytest.mark.parametrize("name", ["latent_space", "interpolate"])
def test_three_runs_of_long_names_fit_a_phone(name, phone, app):
    visit(phone, f"{app}/{name}?runs=conv-vae-2&runs=conv-vae-16-beta-0.5&runs=conv-vae-2-beta-0.5")
    settled(phone)
    assert phone.evaluate(SEEN)["wide"] <= 0
