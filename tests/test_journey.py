"""A walk through every page of the app in a real Chromium: on a laptop and a projector, in light and in dark; tests/laws.py has what holds on each.

A phone's walk is that of who gets the links of tests/test_links.py."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.accessible import live_regions, small_targets, unseen_focus, unspoken, violations
from tests.browser import DESK, ROOT, Traffic, listening, serve, two_frames, until, visit
from tests.gestures import drag, go, idle, places, seen, settled
from tests.laws import LAWS
from tests.windows import HEIGHTS, LAPTOP, PROJECTOR, TABLET, in_a_window_of, whole
from ui.frame import PAGES, address

MAPS = Path("/proc/self/maps").is_file()


@contextmanager
def served_alone() -> Iterator[tuple[str, int]]:
    """The app under a base path, in a process that nothing else has asked anything of: its address and its number."""
    with serve(ROOT / "streamlit_app.py", "--server.baseUrlPath=/course/lab") as url:
        port = url.rsplit(":", 1)[1]
        yield f"{url}/course/lab", int(subprocess.check_output(["pgrep", "-f", f"server.port={port}"], text=True).split()[0])


HEAVY = ("torch", "torchvision", "sklearn", "skimage")


def heavy(process: int, names: tuple[str, ...] = HEAVY) -> set[str]:
    """Which of the libraries that nobody waits for who only visits a process has in its memory, by the files it has mapped."""
    mapped = Path(f"/proc/{process}/maps").read_text()
    return {name for name in names if f"/site-packages/{name}/" in mapped}


@pytest.mark.skipif(not MAPS, reason="this system does not tell what a process has mapped")
def test_a_process_that_has_a_library_is_known_by_it():
    """As this one has NumPy; and each of those that are looked for has files to be mapped, in a folder of its name."""
    assert heavy(os.getpid(), ("numpy", "nobody")) == {"numpy"}
    for name in HEAVY:
        (folder,) = importlib.util.find_spec(name).submodule_search_locations
        assert folder.endswith(f"/site-packages/{name}")
        assert next(Path(folder).glob("**/*.so")), name


def test_every_page_keeps_the_laws_on_a_laptop(browser):
    """The window is then as large as a projector's: the hand and what it is owed are the same there.

    A picture is put in on Denoise, a digit drawn on Outliers, and a preset pressed on every page; then no byte has come twice, and
    the server's process is looked into.
    """
    with served_alone() as (url, process):
        context = browser.new_context(**DESK)
        page = listening(context.new_page())
        traffic = Traffic(page)
        walk(page, url)
        context.close()
        assert not MAPS or not heavy(process)
    assert len(traffic.fetched) > len(PAGES)
    assert len(set(traffic.fetched)) == len(traffic.fetched), "twice over the network"


def walk(page, app: str) -> None:
    """Each page is come to in the colours in which the last was left, and left in the others."""
    visit(page, app)
    themes = ["light", "dark"]
    for script, (name, question, _) in PAGES.items():
        if name != "Home":
            go(page, name)
            page.get_by_role("heading", name=question, exact=True).wait_for(
                timeout=60_000
            )  # what is there till then is the last page's
        page.get_by_test_id("stMain").get_by_test_id("copy-link").first.wait_for(timeout=60_000)
        settled(page)
        for testid in LAWS[name].in_view:
            expect(page.get_by_test_id(testid).first, f"{name}: {testid}").to_be_in_viewport(ratio=1)
        assert not violations(page), f"{name}: before the gesture, {themes[0]}"
        assert not unspoken(page), f"{name}: before the gesture"
        assert not small_targets(page, 24), name
        the_hand_is_answered_in_silence(page, name)
        idle(page)
        whole(page, name, themes[0])
        themes.reverse()
        page.emulate_media(color_scheme=themes[0])
        whole(page, name, themes[0])
        # all other rules are asked after the gesture on a phone (tests/test_links.py)
        assert not violations(page, only="color-contrast"), f"{name}: after the gesture, {themes[0]}"
        assert not unseen_focus(page), name
        in_a_window_of(PROJECTOR, page, name)
        whole(page, f"{name} on a projector")
        assert not small_targets(page, 24), f"{name} on a projector"
        in_a_window_of(TABLET, page, name)
        if name == "Outliers":
            assert page.get_by_test_id("score-strip").first.bounding_box()["width"] > 200, "a strip that nobody can read"
        in_a_window_of(LAPTOP, page, name)
        a_link_that_cannot_be_copied_is_shown(page, name, f"{app}/{address(script)}?")
        page.emulate_media(reduced_motion="reduce")  # what a preset would play is one step
        page.locator(".preset:visible").first.click()
        settled(page)
        page.emulate_media(reduced_motion="no-preference")
        if name == "Denoise":
            picture_of_a_one(page)
        if name == "Compare":
            each_part_is_one_screen(page)
    assert page.locator("link[rel~='icon']").get_attribute("href").startswith("data:image/svg+xml")  # not Streamlit's
    page.get_by_test_id("stLogoLink").filter(visible=True).first.click()
    page.wait_for_url(re.compile(rf"{app}/(\?|$)"))


def picture_of_a_one(page) -> None:
    file = io.BytesIO()
    Image.fromarray(np.pad(np.full((40, 8), 255, np.uint8), 30)).save(file, "PNG")
    page.get_by_test_id("digit-file").first.set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    page.get_by_text("your picture").wait_for()
    settled(page)


SANDBOX = """() => {
  globalThis.asked ??= prompt;
  Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true });
  globalThis.prompt = () => null;
}"""


def a_link_that_cannot_be_copied_is_shown(page, name: str, begins: str) -> None:
    """Where a script may not write to the clipboard nor ask."""
    page.evaluate(SANDBOX)
    page.get_by_test_id("copy-link").first.click()
    shown = page.get_by_test_id("link-shown").first
    expect(shown).to_be_visible()
    assert shown.input_value().startswith(begins), name
    assert shown.evaluate("field => field.selectionEnd - field.selectionStart === field.value.length"), name
    box = shown.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= LAPTOP, name
    if name == "Home":
        before = settled(page)
        drag(page, shown, [(0.2, 0.5), (0.8, 0.5)])  # on the field moves nothing below it
        assert settled(page)["digits"] == before["digits"]
    page.evaluate("() => { delete navigator.clipboard; globalThis.prompt = globalThis.asked; }")


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
        expect(page.locator(shown).first, part).to_be_in_viewport(ratio=1)
        idle(page)
        whole(page, part)
        assert not unspoken(page), part
        if part == "All figures":
            the_table_takes_the_height_that_is_there(page, page.locator(shown))
    page.emulate_media(forced_colors="active")  # what is chosen is told in the reader's own colours, too
    cells = page.get_by_test_id("stMain").get_by_role("radiogroup").first
    chosen, other = (ground(cells.get_by_role("radio", checked=checked).first) for checked in (True, False))
    assert chosen != other
    page.emulate_media(forced_colors="none")


def the_table_takes_the_height_that_is_there(page, table) -> None:
    """What stands below it ends within a row of a projector's edge."""
    rows, below = table.bounding_box()["height"] / 35, page.get_by_test_id("stExpander").last
    laptop = page.viewport_size
    page.set_viewport_size({"width": PROJECTOR, "height": HEIGHTS[PROJECTOR]})
    until(page, lambda: table.bounding_box()["height"] / 35 > rows + 5, "the table has the rows of a laptop on a projector")
    expect(below).to_be_in_viewport(ratio=1)
    box = below.bounding_box()
    assert HEIGHTS[PROJECTOR] - box["y"] - box["height"] < 35
    page.set_viewport_size(laptop)


def ground(part) -> tuple[int, ...]:
    """The colour that most of it is drawn in."""
    image = Image.open(io.BytesIO(part.screenshot())).convert("RGB")
    return max(image.getcolors(image.width * image.height))[1]


def the_hand_is_answered_in_silence(page, name: str) -> None:
    """Digits change before the release; the server hears of nothing until then, and who listens of what is seen then."""
    surface = page.get_by_test_id(LAWS[name].surface).first
    surface.scroll_into_view_if_needed()
    first, *rest = places(surface, LAWS[name].points)
    page.mouse.move(*first)
    page.mouse.down()
    two_frames(page)
    idle(page)
    before, said = seen(page), len(page.sent)
    status = page.get_by_test_id("status")
    words = status.text_content()
    for place in rest:
        page.mouse.move(*place, steps=4)
    until(page, lambda: seen(page)["digits"] != before["digits"], f"{name}: the hand moves nothing")
    two_frames(page)
    assert seen(page)["labels"] == before["labels"], f"{name}: words were written during the drag"
    assert len(page.sent) == said, f"{name}: the server was asked during the drag"
    assert status.text_content() == words, f"{name}: something was said during the drag"
    page.mouse.up()
    until(page, lambda: len(page.sent) > said, f"{name}: Python hears of nothing")
    page.mouse.move(2, 2)
    settled(page)
    expect(status, f"{name}: what is seen").to_have_text(re.compile(LAWS[name].says))
    assert live_regions(page) == ["status"], name
    assert not unspoken(page), f"{name}: after the gesture"
