"""Links: a copied one reopens what was on the screen, a malformed one opens the page on its own choice."""
# ruff: noqa: F811 (fixtures are imported by name)

from __future__ import annotations

import functools
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser import app, browser  # noqa: F401
from tests.gestures import GESTURES, go, idle, settled
from tests.pages import HOME, opened, start
from ui.frame import PAGES

SCRIPT = "<script>window.hacked=1</script>"
IMAGE = '<img src=x onerror="window.hacked=1">'
MARKDOWN = ["[go](javascript:window.hacked=1)", "![x](http://127.0.0.1:9/x.png)", ":red[**no**]", "$\\frac{1}{0}$", "`</code>`"]
NASTY = [
    *("NaN", "nan", "inf", "-inf", "Infinity", "1e309", "-1e309", "-1", "-0.001", str(2**63), "9" * 5000, "1_0", "０５", "٣", " 5 "),
    *("", " ", "\t", "\n", ",", ",,,", "1,", ",".join(map(str, range(10_000))), "NaN,NaN", "1e4,inf", "[1,2]", "0x10", "1;2"),
    *("nope", "../../etc/passwd", "..\\..\\windows", "\x00", "%00", "None", "null", "undefined", "true", "{}", "__proto__", "constructor"),
    *(SCRIPT, IMAGE, "javascript:window.hacked=1", *MARKDOWN, "'; drop table runs;--", "😀", "\u202eabc", "é" * 5_000),
]
MODELS = ("run", "runs", "models")
FRACTIONS = {"digit": "0.5", "seed": "1.5", "passes": "2.0", "frames": "7.5", "index": "1.5", "label": "3.0", "try": "1.5"}
DESK = {"viewport": {"width": 1366, "height": 768}}


def press(*names: str):
    """Press what has one of these test ids, or else one of these names."""

    def pressed(page: Page) -> None:
        for name in names:
            found = page.get_by_test_id(name).or_(page.get_by_test_id("stMain").get_by_text(name, exact=True)).first
            found.scroll_into_view_if_needed()
            found.click()

    return pressed


def keys(testid: str, *pressed: str):
    def press_keys(page: Page) -> None:
        page.get_by_test_id(testid).first.focus()
        for key in pressed:
            page.keyboard.press(key)

    return press_keys


# what is done on a page, beside its gesture, before its link is copied
ALSO = {
    "Home": press("legend-4", "legend-9", "Density"),
    "Latent space": press("legend-1", "Manifold"),
    "Generate": press("By KL", "new-samples", "start-mean-3"),
    "Interpolate": press("Slerp", "swap-ends"),
    "Denoise": press("noise-seed", "Masking"),
    "Inside": press("digit-5", "noise-seed"),
    "Encode": press("draw-epsilon"),
    "Outliers": press("take-letters"),
    "Compare": press("new-seed"),
}
INSTEAD = {"Outliers": keys("threshold", "ArrowRight", "ArrowRight")}  # of a drawing, which no address holds


@functools.cache
def unasked(page: str) -> dict:
    return start(opened(page))


@pytest.mark.parametrize("page", PAGES)
def test_fifty_malformed_addresses(page):
    """Every parameter of the page is nonsense at once."""
    assert len(NASTY) >= 50
    names = [*unasked(page), *MODELS, "__proto__", "other"]
    for value in NASTY:
        test = opened(page, **dict.fromkeys(names, value))
        assert not test.exception, value
        assert not test.error, value
        assert start(test) == unasked(page), value
        assert 1 <= len(test.info) <= 2, value
        assert not set(unasked(page)) & set(test.query_params), value
        assert not any(mark in notice.value for notice in test.info for mark in "<$[`:"), value


@pytest.mark.parametrize("page", PAGES)
def test_each_malformed_parameter_is_named_once_and_goes(page):
    for name in unasked(page):
        value = FRACTIONS.get(name, "nonsense")
        test = opened(page, **{name: [value, value]})
        assert start(test) == unasked(page), name
        (notice,) = test.info
        assert f"({name})" in notice.value
        assert name not in test.query_params
    test.run()
    assert not test.exception
    assert not test.info, "the notice outlives the nonsense"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"z": "1,2,3"}, {}),
        ({"on": "conv-ae-2", "z": "1,2"}, {"z": [1, 2]}),  # the run is not shown, the code would be one of any
        ({"only": "1,1"}, {}),
        ({"only": "4,9", "behind": "Manifold"}, {"only": [4, 9]}),
        ({"try": "99"}, {}),
    ],
)
def test_what_is_valid_alone_but_not_together(query, kept):
    test = opened(HOME, **query)
    assert start(test) == unasked(HOME) | kept
    assert len(test.info) == 1
    assert not set(query) - set(kept) & set(test.query_params)


@pytest.fixture
def visit(browser, app):
    """Opens an address in a context of its own, ready; console errors and exceptions fail the test at its end."""
    contexts, complaints = [], []

    def opened_in_browser(address: str) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1366, "height": 768}))
        contexts[-1].grant_permissions(["clipboard-read", "clipboard-write"], origin=app)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # on a page's own address Streamlit first asks for its server below that page, and is told 404
        page.on("console", lambda said: said.type == "error" and "/_stcore/" not in said.location["url"] and complaints.append(said.text))
        page.goto(address if address.startswith("http") else f"{app}/{address}")
        settled(page)
        idle(page)
        return page

    yield opened_in_browser
    for context in contexts:
        context.close()
    assert not complaints


def address(name: str) -> str:
    (path,) = (path for path, other in PAGES.items() if other == name)
    return "" if path == HOME else path.removeprefix("pages/").removesuffix(".py")


def same(now: dict, then: dict, levels: int = 1) -> None:
    """The same controls, and the same digits to so many of 255 levels: addresses hold rounded numbers."""
    assert now["chosen"] == then["chosen"]
    assert now["said"] == then["said"]
    np.testing.assert_allclose(now["ranges"], then["ranges"], atol=1e-3)
    np.testing.assert_allclose(now["digits"], then["digits"], atol=levels)


def works(page: Page, name: str) -> dict:
    """Set a state by hand, and return what is seen of it."""
    before = settled(page)
    INSTEAD.get(name, GESTURES[name])(page)
    ALSO[name](page)
    page.mouse.move(2, 2)
    page.wait_for_timeout(300)
    idle(page)
    after = settled(page)
    assert after["digits"] != before["digits"]
    return after


@pytest.mark.parametrize("name", PAGES.values())
def test_a_copied_link_reopens_what_was_on_the_screen(name, visit):
    page = visit(address(name))
    then = works(page, name)
    page.get_by_test_id("copy-link").click()
    expect(page.get_by_test_id("copy-link")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith("http")
    same(settled(visit(link)), then)
    page.reload()
    settled(page)
    same(settled(page), then)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


@pytest.mark.parametrize("name", PAGES.values())
def test_back_and_forward_follow_the_address(name, visit):
    page = visit(address(name))
    seen, urls = [settled(page)], [page.url]
    for work in (INSTEAD.get(name, GESTURES[name]), ALSO[name]):
        work(page)
        page.mouse.move(2, 2)
        page.wait_for_function("url => location.href !== url", arg=urls[-1])
        page.wait_for_timeout(300)
        idle(page)
        seen.append(settled(page))
        urls.append(page.url)
    entries = 1 if name == "Home" else 1
    assert entries
    page.go_back()
