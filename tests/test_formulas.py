"""Every formula of every page, as KaTeX sets it in a real Chromium: one that it cannot read stands there in red, and no exception says so."""

from __future__ import annotations

import re

import pytest

from tests.browser import until, visit
from tests.shipped import NAMES
from ui.frame import PAGES

# KaTeX gives up on a whole formula (.katex-error) or colours the command that it does not know; the pages colour nothing themselves
SEEN = r"""() => {
  const main = document.querySelector('[data-testid=stMain]');
  const set = [...main.querySelectorAll('.katex')];
  const bad = set.filter((formula) => formula.querySelector('[style*="color"]')).concat([...main.querySelectorAll('.katex-error')]);
  const text = main.cloneNode(true);
  text.querySelectorAll('.katex, pre, code, [data-testid=stElementToolbar]').forEach((part) => part.remove());
  return {
    formulas: set.length,
    bad: bad.map((formula) => formula.textContent),
    left: text.textContent.match(/.{0,30}(\$|\\[a-zA-Z(\[]).{0,30}/g) ?? [],
  };
}"""
# besides each page as it opens, the runs for which it has formulas of their own
MORE = [("pages/encode.py", name) for name in ("conv-vae-16-beta-2", "conv-cvae-2", "conv-ae-2")] + [
    ("pages/inside.py", "conv-cvae-2")
]


@pytest.mark.parametrize(("path", "run"), [*((path, "") for path in PAGES), *MORE], ids=lambda part: part.removeprefix("pages/"))
def test_katex_reads_every_formula(path, run, page, app):
    if run and run not in NAMES:
        pytest.skip(f"{run} is not here")
    name = "" if path == "home.py" else path.removeprefix("pages/").removesuffix(".py")
    visit(page, f"{app}/{name}" + f"?run={run}" * bool(run))
    page.get_by_test_id("stExpander").filter(has_text="Take it away").wait_for(timeout=60_000)  # all else is there
    page.locator("[data-test-script-state=notRunning]").wait_for()
    assert_all_set(page, some=open_what_is_told(page))
    tabs = page.get_by_test_id("stMain").get_by_test_id("stButtonGroup").get_by_role("radio")
    if name == "compare":
        tabs.first.wait_for()  # its parts, which come as a module of their own
    for i in range(tabs.count()):
        tabs.nth(i).click()
        page.locator(f"[role=radio][aria-checked=true]:has-text('{tabs.nth(i).inner_text()}')").wait_for()
        page.locator("[data-test-script-state=notRunning]").wait_for()
        told = open_what_is_told(page)
        assert_all_set(page, some=told and tabs.nth(i).inner_text() != "On the server")  # which has none


def open_what_is_told(page) -> bool:
    told = page.get_by_test_id("stExpander").filter(has_text=re.compile("What you are seeing|In figures"))
    shut = told.locator("details:not([open]) summary")
    while shut.count():
        shut.first.click()
    return told.filter(has_text="What you are seeing").count() > 0


def assert_all_set(page, some: bool) -> None:
    last = None

    def still() -> bool:
        nonlocal last
        before, last = last, page.evaluate(SEEN)
        return before == last and (last["formulas"] > 0 or not some)

    until(page, still)
    assert not last["bad"], last["bad"]
    assert not last["left"], last["left"]
