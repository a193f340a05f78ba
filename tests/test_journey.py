"""A walk through every page of the app in a real Chromium: on a projector, a phone and a tablet, in light and in dark."""
# ruff: noqa: F811 (fixtures are imported by name)

from __future__ import annotations

import pytest

from tests.browser import app, browser  # noqa: F401
from ui.frame import PAGES

SIZES = [(1366, 768), (390, 844), (820, 1180)]
# what a page's instrument is known by; a page that is not here has Streamlit's own table for one
INSTRUMENTS = {
    "Home": "latent-map",
    "Latent space": "latent-map",
    "Generate": "latent-slider-0",
    "Interpolate": "path-position",
    "Denoise": "noise-level",
    "Inside": "noise-level",
}
SEEN = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return {
    wide: Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth),
    exceptions: document.querySelectorAll('[data-testid=stException]').length,
    dark: getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor !== 'rgb(255, 255, 255)',
  };
}"""


def address(path: str) -> str:
    return "" if path == "streamlit_app.py" else path.removeprefix("pages/").removesuffix(".py")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_page_opens_whole(size, scheme, browser, app):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, has_touch=size[0] < 1000)
    page = context.new_page()
    complaints: list[str] = []

    def complain(message) -> None:
        # on a page's own address Streamlit first asks for its server below that page, and is told 404
        if f"/{address(path)}/_stcore/" not in message.location["url"]:
            complaints.append(f"{message.text} ({message.location['url']})")

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complain(message))
    for path, name in PAGES.items():
        page.goto(f"{app}/{address(path)}")
        page.get_by_test_id(INSTRUMENTS.get(name, "stDataFrame")).first.wait_for(timeout=60_000)
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        seen = page.evaluate(SEEN)
        assert seen["exceptions"] == 0, name
        assert "Traceback" not in page.inner_text("body"), name
        assert page.locator("[role=alert].problem").filter(visible=True).count() == 0, name
        assert seen["wide"] <= 0, name
        assert seen["dark"] == (scheme == "dark"), name
        assert not complaints, name
    context.close()
