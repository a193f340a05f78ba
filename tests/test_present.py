"""Presenting, light and dark by the link, and the view as a QR code: on one page, whose controls are those of every page."""

from __future__ import annotations

import io
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.accessible import violations
from tests.browser import until
from tests.gestures import settled
from tests.pages import opened
from ui.instruments import present

DARK = "rgb(17, 19, 21)"  # the page of config.toml's theme.dark


@pytest.mark.parametrize("here", ["http://localhost:8501/generate?z=1,2", "http://127.0.0.1:8501/", "http://[::1]:8501/"])
def test_an_address_that_means_this_machine_alone_gets_its_number(here: str, monkeypatch):
    monkeypatch.setattr("streamlit.net_util.get_internal_ip", lambda: "192.168.1.7")
    assert present.elsewhere(here) == here.replace(urlsplit(here).netloc, "192.168.1.7:8501")
    monkeypatch.setattr("streamlit.net_util.get_internal_ip", lambda: None)
    assert present.elsewhere(here) == here, "no network"
    assert present.elsewhere("https://aelab.example/?z=1") == "https://aelab.example/?z=1"


def test_nonsense_in_the_address_presents_nothing():
    test = opened(present="yes", theme="blue")
    assert not test.exception
    assert len(test.info) == 1
    assert not {"present", "theme"} & set(test.query_params)


def test_presenting_and_the_theme_hold(app, page):
    """By key, by the address, over a change of page and a reload; the code opens the view on another screen."""
    root, sidebar, lede = (
        page.locator("html"),
        page.get_by_test_id("stPageLink").first,
        page.get_by_text("Each slider is one number"),
    )
    size, ground = (
        (lambda: float(_style(root, "font-size")[:-2])),
        (lambda: _style(page.get_by_test_id("stApp"), "background-color")),
    )
    asked = lambda: {name: said for name, said in parse_qs(urlsplit(page.url).query).items() if name in ("present", "theme")}  # noqa: E731
    page.goto(f"{app}/generate?theme=dark")  # a visit of its own: nothing is kept of the pages it goes to
    settled(page)
    until(page, lambda: ground() == DARK, "the link says dark")
    text, normal = _style(page.get_by_test_id("copy-link"), "font-size"), size()
    number = page.locator("input[type=number]").first
    number.focus()
    page.keyboard.press("p")
    expect(sidebar).to_be_visible()
    word, tip = page.locator(".step .word").first, page.get_by_test_id("word-tip")
    word.focus()
    expect(tip).to_be_visible()
    page.keyboard.press("p")
    expect(sidebar).to_be_hidden()
    until(page, lambda: 0 <= tip.bounding_box()["y"] - _bottom(word) <= 12, "the sentence of a word goes with it")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(lede).to_be_hidden()
    until(page, lambda: size() == 1.5 * normal, "type is half as large again")
    assert float(_style(page.get_by_test_id("copy-link"), "font-size")[:-2]) == 1.5 * float(text[:-2]), "in instruments, too"
    until(page, lambda: asked() == {"present": ["1"], "theme": ["dark"]}, "the address says both")
    head = [
        page.get_by_role("heading", level=1),
        *(page.get_by_test_id(f"step-{word}-control") for word in ("beta", "size")),
        page.locator(".st-key-picker"),
        page.get_by_test_id("qr-code"),
    ]
    places = [part.bounding_box() for part in head]
    assert max(place["y"] for place in places) < min(place["y"] + place["height"] for place in places), "the head is one row"
    for left, right in pairwise(places):
        assert left["x"] + left["width"] <= right["x"], "and its parts stand beside each other"
    pages = page.get_by_label("Page", exact=True)
    pages.select_option("Compare")
    rows = page.locator(".compare [data-run] .line-pictures")
    expect(rows).to_have_count(5)
    settled(page)
    bottoms = "rows => rows.filter((row) => row.getBoundingClientRect().bottom < innerHeight).length"
    until(page, lambda: rows.evaluate_all(bottoms) >= 4, "the originals, what noise makes of them, and four models at least")
    assert page.evaluate("document.elementFromPoint(30, 300).dataset.testid") == "stBidiComponentIsolated", (
        "no press is swallowed"
    )
    pages.select_option("Encode")
    sums = page.locator(".node-posterior .node-figures > *")
    expect(sums.first).to_contain_text("μ₁")
    until(page, lambda: _apart(sums.evaluate_all(SIDES)), "mean, sign and sigma stand apart")
    for name, shown in WHOLE.items():
        pages.select_option(name)
        expect(page.locator(shown).first).to_be_visible()
        settled(page)
        for width, height in ((1280, 720), (1366, 768)):
            page.set_viewport_size({"width": width, "height": height})
            until(
                page,
                lambda height=height, shown=shown: page.locator(shown).evaluate_all(LOWEST) <= height,
                f"{name} is not whole at {width} by {height}",
            )
    pages.select_option("Home")
    expect(page).to_have_title("Where do the digits live? · aelab")
    settled(page)
    until(page, lambda: asked() == {"present": ["1"], "theme": ["dark"]}, "another page keeps both")
    page.reload()
    settled(page)
    expect(sidebar).to_be_hidden()
    assert ground() == DARK
    page.get_by_role("button", name="VAE 2-D").click()  # the picker is at hand, too
    page.get_by_test_id("stPopoverBody").get_by_text("VAE 4-D", exact=True).click()
    expect(page.locator("[data-testid=decoded-digit][data-run=conv-vae-4]")).to_be_visible()
    settled(page)
    page.get_by_test_id("qr-code").click()
    link = until(page, page.get_by_role("dialog").get_by_test_id("stText").inner_text, "the link in letters")
    code = page.get_by_role("img", name="QR code").screenshot()
    read = zxingcpp.read_barcode(np.asarray(Image.open(io.BytesIO(code)).convert("L")))
    assert read.text == link, "what the code says is written under it"
    assert parse_qs(urlsplit(link).query)["theme"] == ["dark"]
    assert "present=" not in link
    assert not violations(page), "with the dialog open"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(sidebar).to_be_hidden()
    page.keyboard.press("Escape")
    expect(sidebar).to_be_visible()
    page.get_by_test_id("theme").click()
    until(page, lambda: ground() == "rgb(255, 255, 255)", "the switch says light")
    until(page, lambda: asked() == {"theme": ["light"]}, "so does the address")
    steering = "fetch('/_stcore/host-config').then((told) => told.json()).then((told) => told.allowedOrigins)"
    assert page.evaluate(steering) == [], "no page around it may run or stop it"
    assert not page.complaints


WHOLE = {  # what of a page a class sees without a scroll
    "Denoise": "[data-testid=output-digit], [data-testid=noise-level], [data-testid=error-curves]",
    "Interpolate": ".ip-run",
}
LOWEST = "nodes => Math.max(...nodes.filter((node) => node.checkVisibility()).map((node) => node.getBoundingClientRect().bottom))"
SIDES = """nodes => nodes.map((node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  const { left, right, top } = range.getBoundingClientRect();
  return [left, right, top];
})"""


def _apart(sides: list[list[float]]) -> bool:
    rows = [sides[k : k + len(sides) // 2] for k in (0, len(sides) // 2)]
    return all(left[1] + 4 <= right[0] for row in rows for left, right in pairwise(row))


def _bottom(locator) -> float:
    box = locator.bounding_box()
    return box["y"] + box["height"]


def _style(locator, name: str) -> str:
    return locator.evaluate("(node, name) => getComputedStyle(node).getPropertyValue(name)", name)
