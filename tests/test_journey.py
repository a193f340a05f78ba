"""A walk through every page of the app in a real Chromium: on a laptop, a phone and a projector, in light and in dark."""

from __future__ import annotations

import re

import pytest

from tests.gestures import GESTURES, go, idle, settled
from ui.frame import PAGES

SIZES = [(1366, 768), (390, 844), (1920, 1080)]
SEEN = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const paper = document.scrollingElement;
  return {
    wide: Math.max(main.scrollWidth - main.clientWidth, paper.scrollWidth - paper.clientWidth),
    exceptions: document.querySelectorAll('[data-testid=stException]').length,
    dark: getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor !== 'rgb(255, 255, 255)',
  };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_page_opens_whole_and_answers_the_hand(size, scheme, browser, app):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, has_touch=size[0] < 1000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and complaints.append(f"{said.text} ({said.location['url']})"))
    page.goto(app)
    for name, *_ in PAGES.values():
        if name != "Home":
            go(page, name)
        page.get_by_test_id("stMain").get_by_test_id("copy-link").first.wait_for(timeout=60_000)
        before = settled(page)
        GESTURES[name](page)
        assert settled(page)["digits"] != before["digits"], f"{name}: the hand moves nothing"
        idle(page)
        seen = page.evaluate(SEEN)
        assert seen["exceptions"] == 0, name
        assert "Traceback" not in page.inner_text("body"), name
        assert page.locator("[role=alert].problem").filter(visible=True).count() == 0, name
        assert seen["wide"] <= 0, name
        assert seen["dark"] == (scheme == "dark"), name
        assert not complaints, name
    assert page.locator("link[rel~='icon']").get_attribute("href").startswith("data:image/svg+xml")  # not Streamlit's
    page.get_by_test_id("stLogoLink").filter(visible=True).first.click()
    page.wait_for_url(re.compile(rf"{app}/(\?|$)"))
    context.close()


@pytest.mark.parametrize("name", ["latent_space", "interpolate"])
def test_three_runs_of_long_names_fit_a_phone(name, browser, app):
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{app}/{name}?runs=conv-vae-2&runs=conv-vae-16-beta-0.5&runs=conv-vae-2-beta-0.5")
    settled(page)
    assert page.evaluate(SEEN)["wide"] <= 0
    page.close()
