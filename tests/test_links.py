"""Links: a copied one reopens what was on the screen, a malformed one opens the page on its own choice."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests import browser as browsing
from tests.browser import AT_REST, DESK, PHONE, Traffic, lent, serve_page, until
from tests.gestures import go, idle, pick_models, seen, settled, slide
from tests.laws import LAWS, press
from tests.pages import HOME, opened, start
from tests.windows import WIDE, laws_of_a_phone
from ui import link
from ui.frame import PAGES
from ui.instruments import replay, train
from ui.view import Parameter

SCRIPT = "<script>window.hacked=1</script>"
IMAGE = '<img src=x onerror="window.hacked=1">'
MARKDOWN = ["[go](javascript:window.hacked=1)", "![x](http://127.0.0.1:9/x.png)", ":red[**no**]", "$\\frac{1}{0}$", "`</code>`"]
NASTY = [
    *(
        "NaN",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "1e309",
        "-1e309",
        "-1",
        "-0.001",
        str(2**63),
        "9" * 5000,
        "1_0",
        "０５",
        "٣",
        " 5 ",
    ),
    *("", " ", "\t", "\n", ",", ",,,", "1,", ",".join(map(str, range(10_000))), "NaN,NaN", "1e4,inf", "[1,2]", "0x10", "1;2"),
    *(
        "nope",
        "../../etc/passwd",
        "..\\..\\windows",
        "\x00",
        "%00",
        "None",
        "null",
        "undefined",
        "true",
        "{}",
        "__proto__",
        "constructor",
    ),
    *(SCRIPT, IMAGE, "javascript:window.hacked=1", *MARKDOWN, "'; drop table runs;--", "😀", "\u202eabc", "é" * 5_000),
]
MODELS = ("run", "runs", "models")
IN_BROWSER = [
    "NaN",
    "1e309",
    str(2**63),
    "",
    " ",
    "nope",
    "\x00",
    SCRIPT,
    IMAGE,
    MARKDOWN[0],
    MARKDOWN[1],
    "x" * 5000,
    "__proto__",
]
FRACTIONS = {"digit": "0.5", "seed": "1.5", "passes": "2.0", "frames": "7.5", "index": "1.5", "label": "3.0", "try": "1.5"}
MOST = 250_000  # bytes over the websocket for any page
NOTICES = 3  # of the picker, of the instrument, and of what is set for the room
PLACE = "navigation.currentEntry.index"  # in the history; its length also counts what the page's last test has left ahead
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


@functools.cache
def unasked(page: str) -> dict:
    return start(opened(page))


@pytest.mark.parametrize("page", PAGES)
def test_no_parameter_takes_any_of_fifty_kinds_of_nonsense(page, monkeypatch):
    parameters, asked = {}, link.view
    monkeypatch.setattr(link, "view", lambda key, table: parameters.update(table.parameters) or asked(key, table))
    opened(page)
    assert unasked(page).keys() <= parameters.keys()
    assert len(NASTY) >= 50
    assert not [(name, value) for name, parameter in parameters.items() for value in NASTY if takes(parameter, value)]


def test_nor_does_a_part_that_a_page_does_not_open_on():
    assert not [(name, value) for name, each in train.VIEW.parameters.items() for value in NASTY if takes(each, value)]


@pytest.mark.parametrize(
    ("query", "shown", "dropped"),
    [
        ({"beta": "4", "widths": "64"}, {"beta": 4, "widths": "64"}, set()),
        ({"beta": "4", "part": "Train here"}, {"beta": 4}, set()),
        ({"beta": "4", "part": "Replay"}, {"t": replay.VIEW.start["t"]}, {"beta"}),
        ({"t": "0.25", "only": "4,9"}, {"t": 0.25, "only": [4, 9]}, set()),
    ],
)
def test_a_link_that_names_no_part_opens_the_one_whose_settings_it_has(query, shown, dropped):
    page = opened("pages/learn.py", **query)
    assert not page.exception
    assert not page.info
    assert start(page).items() >= shown.items()
    assert ("part" in page.query_params) == ("beta" in page.query_params)  # the address names the part from then on
    assert not dropped & set(page.query_params)


def test_back_finds_the_part_where_the_page_that_is_left_has_parts_too(monkeypatch):
    """And a list's link opens the page's own part, nonsense too, with a notice; what the hand chose since is not undone by an older address."""

    def chosen() -> list[str]:
        assert not page.exception
        return [control.value for control in page.get("button_group")]

    def goes(script: str, back: bool = False, **asked: str) -> list[str]:
        page.switch_page(script)
        page.query_params.clear()
        page.query_params.update(asked)
        monkeypatch.setattr(link, "turned", lambda: back)
        page.run()
        monkeypatch.setattr(link, "turned", lambda: False)
        return chosen()

    there = {"part": "One number changed", "ablation": "Beta"}
    page = opened("pages/compare.py", **there)
    assert chosen() == list(there.values())
    assert goes("pages/learn.py") == ["Replay"]
    assert goes("pages/compare.py", back=True, **there) == list(there.values())
    assert {name: "".join(said) for name, said in page.query_params.items()} == there
    page.get("button_group")[0].set_value("Training").run()
    page.query_params["part"] = there["part"]  # of a browser that has not written down yet what was chosen
    page.run()
    assert chosen() == ["Training"]
    assert goes("pages/denoise.py") == []
    assert goes("pages/compare.py") == ["Line-up"]
    assert not page.query_params.keys() & there
    assert goes("pages/learn.py", part="Training") == ["Replay"]
    assert [notice.value for notice in page.info if "(part)" in notice.value]
    assert "part" not in page.query_params


def test_a_link_picks_models_and_an_older_address_does_not_undo_what_was_picked_since():
    def picked(script: str, key: str, **asked: str) -> list[str]:
        page.switch_page(script)
        page.query_params.clear()
        page.query_params.update(asked)
        page.run()
        return page.session_state[f"{key} picked"]

    page = opened("pages/learn.py", runs="conv-vae-16")
    page.session_state["runs picked"] = ["conv-ae-2", "conv-vae-2"]  # by hand: the page's own, of which the address says nothing
    page.run()
    assert "runs" not in page.query_params
    page.query_params["runs"] = "conv-vae-16"  # of a browser that has not written that down yet
    page.run()
    assert page.session_state["runs picked"] == ["conv-ae-2", "conv-vae-2"]
    assert "runs" not in page.query_params
    picked("pages/compare.py", "models", part="Training")
    assert picked("pages/learn.py", "runs", runs="conv-vae-8") == ["conv-vae-8"]
    assert picked("pages/generate.py", "run", run="conv-vae-8") == ["conv-vae-8"]
    assert picked("pages/learn.py", "runs") == ["conv-vae-8"]


def takes(parameter: Parameter, value: str) -> bool:
    try:
        parameter.read(value)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.slow
def test_malformed_addresses(page):
    """Every parameter of the page is nonsense at once, each of another kind: every kind on every page, and on another parameter of it than
    on the page before, since all are read by the tables above."""
    names = [*unasked(page), *MODELS, "__proto__", "other"]
    turn = len(NASTY) * list(PAGES).index(page) // len(PAGES)
    kinds = [*NASTY[turn:], *NASTY[:turn]]
    for first in range(0, len(kinds), len(names)):
        asked = dict(zip(names, kinds[first : first + len(names)], strict=False))
        test = opened(page, **asked)
        assert not test.exception, asked
        assert not test.error, asked
        assert start(test) == unasked(page), asked
        assert 1 <= len(test.info) <= NOTICES, asked
        assert not set(unasked(page)) & set(test.query_params), asked
        assert not any(mark in notice.value for notice in test.info for mark in "<$[`:"), asked


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


# what a person may type and no page has: outside by one, of another length, of another kind
OUTSIDE = {
    "home.py": "z=1 z=nan,1 z=a,b only=11 behind=x try=0 label=12 on=nobody plane=umap posterior=-1",
    "pages/denoise.py": "level=nan noise=loud seed=-1 digit=1e9 passes=99 code=x",
    "pages/interpolate.py": "ends=6,10000 at=nan path=arc frames=2 terms=4,m10,m9 strength=2",
    "pages/compare.py": "level=nan view=<b> digits=1,2 seed=-1",
    "pages/generate.py": "z=1,2,3 order=sideways",
    "pages/encode.py": "digit=x epsilon=1,2,3",
}


@pytest.mark.parametrize("page", OUTSIDE)
def test_what_lies_just_outside_gives_the_default_and_one_notice(page):
    for asked in OUTSIDE[page].split():
        name, _, value = asked.partition("=")
        test = opened(page, **{name: value})
        assert not test.exception, asked
        assert start(test) == unasked(page), asked
        assert len(test.info) == 1, asked


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
    """Opens an address, ready; `fresh` loads it, a `new` visitor has a phone. Console errors and exceptions fail the test at its end."""
    pages = []

    def opened_in_browser(address: str, fresh: bool = True, new: bool = False) -> Page:
        page = stack.enter_context(lent(browser, **(PHONE if new else DESK | CLIPBOARD)))
        pages.append(page)
        url = address if address.startswith("http") else f"{app}/{address}"
        page.goto(url) if fresh else browsing.visit(page, url)
        settled(page)
        idle(page)
        return page

    with ExitStack() as stack:
        yield opened_in_browser
        assert [[*page.problems, *page.complaints] for page in pages] == [[]] * len(pages)


def address(name: str) -> str:
    (path,) = (path for path, other in PAGES.items() if other.name == name)
    return "" if path == HOME else path.removeprefix("pages/").removesuffix(".py")


LED = "[...__aelabShared.views].filter(([root, { table }]) => root.isConnected && !('present' in table)).map(([, view]) => view)"
VIEWS = f"() => {LED}.map((view) => ({{ ...view.told() }}))"
LEAD = f"""(views) => {{
  __aelabShared.led = () => true; // as in a room
  {LED}.forEach((view, i) => (view.lead(views[i]), view.settle()));
  __aelabShared.led = null;
}}"""


def same(now: dict, then: dict) -> None:
    """The same controls, the same digits to the last grey level, and the same words in their place."""
    assert now["chosen"] == then["chosen"]
    assert now["said"] == then["said"]
    assert now["labels"] == then["labels"]
    np.testing.assert_allclose(now["ranges"], then["ranges"], atol=1e-3)
    assert now["digits"] == then["digits"]


def comes_to(page: Page, then: dict) -> None:
    """Wait until the page is as it was then, and at rest."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            same(settled(page), then)
            break
        except AssertionError:  # the address has changed, the page not yet
            page.wait_for_timeout(50)
    idle(page)
    same(settled(page), then)


def work(page: Page, gesture: Callable[[Page], None]) -> tuple[str, dict]:
    """Do something by hand; the address and what is seen once Python has heard of it."""
    url, before, asked = page.url, settled(page), len(page.sent)
    gesture(page)
    page.mouse.move(2, 2)
    page.wait_for_function("url => location.href !== url", arg=url)
    until(page, lambda: len(page.sent) > asked, "Python hears of nothing")
    page.wait_for_timeout(300)
    idle(page)
    after = settled(page)
    assert after != before
    return page.url, after


def test_copied_link_reload_back_and_forward(visit, phone, app):
    """A page keeps one entry in the history, whatever the hand does; Back shows what was seen there last, Forward the next page. Who gets the
    copied link holds a phone, and each page keeps its laws there."""
    names, themes = [page.name for page in PAGES.values()], ["light", "dark"]
    phone.emulate_media(reduced_motion="reduce")  # what is played otherwise is one step
    page = visit(address(names[0]), fresh=False)
    for name, following in zip(names, [*names[1:], names[0]], strict=True):
        entries, first, began = page.evaluate(PLACE), settled(page), page.evaluate(VIEWS)
        for gesture in (LAWS[name].in_the_link, LAWS[name].also):
            url, then = work(page, gesture)
        assert then["labels"] != first["labels"], name
        a_copied_link(phone, page, name, (began, first), (page.evaluate(VIEWS), then))
        laws_of_a_phone(phone, name, themes)
        themes.reverse()
        assert page.evaluate(PLACE) == entries, name
        go(page, following)
        page.wait_for_url(re.compile(rf"//[^/]+/{address(following)}(\?|$)"))
        elsewhere = settled(page)
        assert page.evaluate(PLACE) == entries + 1, name
        turn(page, lambda: page.evaluate(PRESS_LATE))
        until(page, lambda url=url: page.url == url, f"{name}: Back leads to another address")
        comes_to(page, then)
        traffic = Traffic(page)
        page.reload()
        same(settled(page), then)
        assert not traffic.fetched, f"{name}: what the browser has is not fetched again"
        print(f"{name}: {traffic.socket} bytes over the websocket")
        assert 1000 < traffic.socket < MOST, name
        traffic.close()
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        turn(page, page.go_forward)
        comes_to(page, elsewhere)
        assert page.evaluate(PLACE) == entries + 1, name
    go(phone, names[1])  # by the sidebar, which lies over the page there
    phone.wait_for_url(re.compile(rf"/{address(names[1])}(\?|$)"))
    phone.get_by_test_id("stHeader").get_by_test_id("stLogoLink").click()
    phone.wait_for_url(re.compile(rf"{app}/(\?|$)"))
    expect(phone.get_by_role("heading", name=PAGES[HOME].question, exact=True)).to_be_visible()
    assert not phone.complaints


def a_copied_link(other: Page, page: Page, name: str, *moments: tuple[list, dict]) -> None:
    """It shows another visitor what is seen here, and a lecture leads from there to the views of these `moments`, without a word to Python.

    The visitor has the app open already: what is loaded afresh is the page that is reloaded, and the link of a sum below.
    """
    page.get_by_test_id("copy-link").first.click()
    expect(page.get_by_test_id("copy-link").first).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(page.url), name  # and names the models, too
    narrow = other.viewport_size
    browsing.visit(other, link)
    if name == "Latent space":  # of several maps a phone shows one; the others are drawn in a wider window, and put in words
        settled(other)
        other.set_viewport_size(page.viewport_size)
        comes_to(other, moments[-1][1])
    same(settled(other), moments[-1][1])
    idle(other)
    for views, shown in moments:
        other.sent.clear()
        other.evaluate(LEAD, views)
        comes_to(other, shown | {"said": settled(other)["said"]})
        assert not other.sent, f"{name}: a lecture leads a page to where a link leads it, and tells Python nothing"
    other.set_viewport_size(narrow)
    settled(other)


def turn(page: Page, way: Callable[[], object]) -> None:
    """Back or Forward, until Python has heard of it."""
    asked = len(page.sent)
    way()
    until(page, lambda: len(page.sent) > asked)
    idle(page)


@pytest.mark.parametrize("name", ["latent_space", "interpolate"])
def test_three_runs_of_long_names_fit_a_phone(name, phone, app):
    browsing.visit(phone, f"{app}/{name}?runs=conv-vae-2&runs=conv-vae-16-beta-0.5&runs=conv-vae-2-beta-0.5")
    settled(phone)
    assert phone.evaluate(WIDE) <= 0


# Back, and a press on a control of the page that is left, before the server has answered
PRESS_LATE = """() => new Promise((done) => {
  addEventListener("popstate", () => {
    document.querySelector("[data-testid=stSidebar] [data-testid=stPopover] button").click();
    done();
  }, { once: true });
  history.back();
})"""
# Back, and a hand that lets go of a control before the server has heard of it
LET_GO_LATE = """() => new Promise((done) => {
  addEventListener("popstate", () => {
    [...globalThis.__aelabShared.views.values()].find((view) => "order" in view.now).choose({ order: "weight" });
    done();
  }, { once: true });
  history.back();
})"""


def test_back_finds_the_model_that_was_picked(visit):
    """Streamlit's own binding of a picker to the address forgets it when Back leads to another page."""
    page = visit("")
    pick_models(page, "VAE 16-D")
    page.wait_for_url("**run=conv-vae-16")
    url, home = work(page, LAWS["Home"].in_the_link)
    go(page, "Generate")
    page.wait_for_url("**/generate?run=conv-vae-16**")
    generate = settled(page)
    turn(page, lambda: page.evaluate(LET_GO_LATE))
    comes_to(page, home)
    until(page, lambda: page.url == url, "Back leads to another address")
    page.go_forward()
    page.wait_for_url("**/generate?run=conv-vae-16**")
    comes_to(page, generate)
    go(page, "Home")
    page.wait_for_url("**/?run=conv-vae-16**")
    until(page, lambda: "&" in page.url, "the view is in the address again")
    # Streamlit may take the view out of the address, and leave the model in it, just before it goes to the next page
    left, found = page.evaluate("""() => {
      const left = location.href;
      history.pushState(null, "", "?run=conv-vae-16");
      history.pushState(null, "", "/inside?run=conv-vae-16");
      return new Promise((resolve) => {
        addEventListener("popstate", () => {
          history.pushState(null, "", "/inside?late"); // as Streamlit does for what the server was still drawing of it
          resolve([left, location.href]);
        }, { once: true });
        history.back();
      });
    }""")
    assert found == left
    held, then = page.evaluate("""() => {
      history.pushState(null, "", location.pathname);
      const held = location.search;
      dispatchEvent(new Event("pointerdown")); // Streamlit tells the server the address that stands there with what the hand does
      return [held, location.search];
    }""")
    assert held
    assert not then


def test_steps_keep_the_digit_and_are_not_undone_by_what_the_picker_held(visit):
    page = visit("")
    entries, said = page.evaluate(PLACE), page.get_by_role("status")
    pick_models(page, "VAE 2-D, β 4")
    page.locator("[data-testid=decoded-digit][data-run=conv-vae-2-beta-4]").wait_for()
    settled(page)
    page.get_by_test_id("latent-map").press("4")
    expect(said).to_have_text(re.compile("^4"))
    for step, run in (("step-beta-less", "conv-vae-2-beta-2"), ("step-size-more", "conv-vae-16-beta-2")):
        page.get_by_test_id(step).click()
        page.wait_for_url(f"**on={run}*")
        until(page, lambda run=run: f"run={run}&" in f"{page.url}&", "the address names the model")
        settled(page)
        expect(said).to_have_text(re.compile("^4"))
    page.get_by_test_id("latent-map").press("ArrowLeft")  # the picker does not say again what was pressed in it
    settled(page)
    until(page, lambda: "run=conv-vae-16-beta-2" in page.url, "the address names the model")
    go(page, "Generate")
    page.get_by_test_id("start-mean-7").click()
    page.get_by_test_id("step-beta").get_by_text("4", exact=True).click()
    page.wait_for_url("**run=conv-vae-16-beta-4**")
    expect(page.get_by_test_id("origin")).to_have_text("Start: mean code of the 7s")
    assert page.evaluate(PLACE) == entries + 1


def test_a_page_left_and_come_back_to_is_as_it_was(visit):
    page = visit("generate?run=conv-vae-16", fresh=False)
    url, then = work(page, LAWS["Generate"].gesture)
    go(page, "Denoise")
    settled(page)
    go(page, "Generate")
    page.wait_for_url(url)
    same(settled(page), then)


BUSY = """
import time
import streamlit as st
from ui import cache
from ui.instruments.generate import generate
from ui.instruments.mount import mount

def hand():
    time.sleep(0.6)
    mount(generate(cache.surveyed()["conv-vae-16"]))

def elsewhere():
    st.title("Elsewhere")

pages = [st.Page(hand, title="Hand", default=True), st.Page(elsewhere, title="Elsewhere")]
for page in pages:
    st.sidebar.page_link(page)
st.navigation(pages).run()
"""


def test_what_the_hand_did_just_before_it_left_a_page_is_kept(beside, tmp_path):
    """The server had no time to run the page that was left to its end."""
    page = beside
    with serve_page(tmp_path, BUSY) as url:
        page.goto(url)
        start = settled(page)
        LAWS["Generate"].gesture(page)
        page.wait_for_timeout(100)  # less than the run takes
        assert page.locator(AT_REST).count() == 0
        then = seen(page)
        assert then["ranges"] != start["ranges"]
        go(page, "Elsewhere")
        page.get_by_role("heading", name="Elsewhere").wait_for()
        go(page, "Hand")
        comes_to(page, then)


def test_what_the_server_said_of_a_page_that_was_just_left_is_not_the_next_ones_address(beside, app):
    """On its way to the browser it is late: the hand has gone on."""
    page, late, between = beside, [], {}

    def hold(socket) -> None:
        between["sends"] = socket.send
        socket.connect_to_server().on_message(lambda said: late.append(said) if between.get("held") else socket.send(said))

    page.route_web_socket("**/_stcore/stream", hold)
    page.goto(f"{app}/generate")
    settled(page)
    between["held"] = True
    LAWS["Generate"].gesture(page)
    until(page, lambda: any(b"temperature=" in said for said in late), "the server says no address")
    go(page, "Inside")
    for said in late:
        between["sends"](said)
    between["held"] = False
    page.wait_for_url(f"{app}/inside**")
    settled(page)
    until(page, lambda: page.url == f"{app}/inside", f"the address is {page.url}")


@pytest.mark.parametrize("run", ["conv-vae-2", "conv-dae-maps"])
def test_a_sample_that_was_taken_and_moved_is_in_the_link(run, visit):
    page = visit(f"generate?run={run}", fresh=False)
    work(page, lambda page: page.get_by_test_id("prior-sample").nth(5).click())
    url, then = work(page, LAWS["Generate"].gesture)
    same(settled(visit(url, fresh=False, new=True)), then)


def test_a_sum_is_in_the_link(visit):
    page = visit("interpolate?view=arithmetic&terms=4,m4,9", fresh=False)
    work(page, press("term-1-mean", "swap-terms"))
    work(page, press("legend-4"))
    work(page, slide("arithmetic-strength"))
    page.get_by_test_id("copy-link").click()
    expect(page.get_by_test_id("copy-link")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    asked = parse_qs(urlsplit(link).query)
    assert asked["terms"] == ["4,9,m4"]
    assert 0 < float(asked["strength"][0]) < 1
    then = settled(page)
    there = visit(link, new=True)
    same(settled(there), then)
    expect(there.get_by_test_id("stAlert")).to_have_count(0)


def test_two_tabs_do_not_disturb_each_other(visit, app):
    page = visit("generate", fresh=False)
    other = page.context.new_page()
    other.goto(f"{app}/generate?run=conv-vae-8")
    before = settled(other)
    work(page, LAWS["Generate"].gesture)
    assert settled(other) == before
    other.reload()
    same(settled(other), before)
    assert other.url.endswith("?run=conv-vae-8")
    other.close()


def test_the_models_picked_stay_picked(visit):
    page = visit("latent_space")

    def pick(*names: str) -> str:
        pick_models(page, *names)
        return page.url

    side = page.get_by_test_id("stSidebar")
    runs = pick("VAE 8-D", "VAE 16-D")
    assert parse_qs(urlsplit(runs).query)["runs"] == ["conv-ae-2", "conv-vae-8", "conv-vae-16"]  # of four, the first went
    go(page, "Denoise")
    settled(page)
    until(page, lambda: "runs" not in page.url, "another page has its own models")
    models = pick("Denoiser 16-D")
    assert "conv-dae-16" not in models
    go(page, "Interpolate")
    page.wait_for_url(lambda url: urlsplit(url).query == urlsplit(runs).query)
    go(page, "Denoise")
    page.wait_for_url(models)
    expect(page.get_by_test_id("output-digit")).to_have_count(3)
    pick("Denoiser 392-D", "VAE 2-D", "AE 2-D")
    expect(side).to_contain_text("None is picked")
    expect(page.get_by_test_id("output-digit")).to_have_count(4)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_malformed_addresses_in_a_browser(visit):
    """Values that markup, scripts and numbers may trip over, on the page of most parameters; every page's parser has had them above."""
    path = max(PAGES, key=lambda path: len(unasked(path)))
    name = PAGES[path].name
    page = visit(address(name), fresh=False)
    plain = settled(page)
    origin = page.url
    names = [*unasked(path), LAWS[name].picker]
    for turn in range(3):
        values = [IN_BROWSER[(len(names) * turn + i) % len(IN_BROWSER)] for i in range(len(names))]
        asked = f"{origin}?{urlencode(dict(zip(names, values, strict=True)))}"
        page.goto(asked) if turn == 2 else browsing.visit(page, asked)
        same(settled(page), plain)
        idle(page)
        expect(page.get_by_test_id("stAlert").first).to_be_visible()
        assert page.get_by_test_id("stAlert").count() <= NOTICES
        assert page.get_by_test_id("stException").count() == 0
        assert page.evaluate("window.hacked") is None
        assert page.locator("img[src=x], [data-testid=stAlert] a, [data-testid=stAlert] .katex").count() == 0
        until(page, lambda: not any(parse_qs(urlsplit(page.url).query).get(each) for each in names), "the address still says it")
    page.go_back()  # to the malformed address
    same(settled(page), plain)
    assert page.get_by_test_id("stException").count() == 0
