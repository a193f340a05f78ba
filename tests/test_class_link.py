"""A link for a class: what it hides and locks of a page, made in the panel that shows it, and followed as a student follows it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.accessible import violations
from tests.browser import ROOT, two_frames, until, visit
from tests.gestures import drag, go, idle, seen, settled
from tests.pages import opened
from ui import cache, parts
from ui.frame import PAGES
from ui.instruments.present import elsewhere
from ui.lessons import reading, views

DRAG = ((0.5, 0.5), (0.3, 0.62))
PLACE = "navigation.currentEntry.index"  # in the history


def test_every_part_is_on_its_page():
    """Its name is a word of the instruments' source, whole or made of one."""
    code = "".join(file.read_text("utf-8") for file in (ROOT / "ui/browser").rglob("*.js"))
    code = code.replace("${testid}-", "step-*-")  # of ui/browser/steps/steps.js
    ids = set(re.findall(r'"([\w-]+)"', code))
    ids |= {re.sub(r"\$\{[^}]*\}", "*", said) for said in re.findall(r"testid\"?: `([^`]+)`", code)}
    patterns = [re.compile(re.escape(said).replace(r"\*", r"\w+")) for said in ids]
    for page in parts.OF:
        for name, part in parts.of(page).items():
            assert part.where or any(pattern.fullmatch(name) for pattern in patterns), (page, name)


def test_what_is_no_part_is_taken_out_of_the_address():
    page = opened("home.py", hide="attic,legend", lock="decoded-digit,latent-map")
    assert not page.exception
    assert len(page.info) == 1
    assert page.query_params["hide"] == "legend"
    assert page.query_params["lock"] == "latent-map", "there is nothing to move in the decoded digit"
    other = opened("home.py", hide=["legend", "noise-level,pages"], lock="")
    assert not other.info
    assert other.query_params["hide"] == "noise-level,pages", "of two the last one counts; what other pages have is kept"
    assert "lock" not in other.query_params


def test_the_links_and_names_of_the_teachers_page_are_those_of_the_app():
    text = (ROOT / "docs/teaching.md").read_text("utf-8")
    links = re.findall(r"^/(\S*\?\S+)$", text, re.MULTILINE)
    assert len(links) == 3
    for link in links:
        query = parse_qs(urlsplit(link).query)
        asked = {key: query.pop(key, [""])[0].split(",") for key in ("hide", "lock")}
        script, _ = views.opened(f"{urlsplit(link).path or 'home'}?{urlencode(query, doseq=True)}", cache.survey()[0])
        known = parts.of(script)
        assert all(name in known for name in asked["hide"])
        assert all(known[name].control for name in asked["lock"] if name)
    listed = dict(re.findall(r"^- \*\*(.+?)\*\*: (`.+)\.$", text, re.MULTILINE))
    names = {PAGES[script].name: list(of) for script, of in parts.OF.items()} | {"Every page": list(parts.EVERY)}
    assert {page: re.findall(r"`(.+?)`", said) for page, said in listed.items()} == names
    lesson, question, *_ = [text.split("```markdown\n")[i].split("```")[0] for i in (1, 2)]
    assert len(reading.read("example", lesson, cache.survey()[0]).steps) == 3
    asking = lesson[: lesson.index("question:")] + question
    assert reading.read("example", asking, cache.survey()[0]).steps[2].question.kind == "number"


@pytest.mark.parametrize("script", parts.OF)
def test_names_of_parts_can_stand_in_an_address_and_in_a_sheet(script: str):
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in parts.of(script))


def test_a_class_sees_what_its_link_says(app: str, page: Page):
    visit(page, f"{app}/?run=conv-vae-2")
    page.get_by_test_id("class-link").click()
    says, panel = page.get_by_test_id("class-link-says"), page.get_by_test_id("class-link-panel")
    expect(says).to_have_text("Students see the whole page, and may move all of it.")
    for box in ("hide-mean-digit", "hide-below", "lock-latent-map", "lock-step-beta-control", "lock-picker", "lock-background"):
        page.get_by_test_id(f"class-link-{box}").check()
    expect(says).to_contain_text("without the mean of the neighbours and what stands below the instrument; they see the map,")
    expect(page.get_by_test_id("class-link-lock-presets"), "presets would set what is locked").to_be_checked()
    expect(page.get_by_test_id("mean-digit"), "the page shows it meanwhile").to_be_hidden()
    assert not violations(page), "with the panel open"
    link = page.get_by_test_id("class-link-open").get_attribute("href")
    server = page.get_by_test_id("class-link-address")
    expect(server, "the machine's number in the network, where it has one").to_have_value(elsewhere(f"{app}/"))
    server.fill("lab.example/aelab")
    server.press("Tab")
    expect(server).to_have_value("http://lab.example/aelab/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_test_id("class-link-copy").click()
    expect(page.get_by_test_id("class-link-copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link.replace(app, "http://lab.example/aelab")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.get_by_test_id("mean-digit")).to_be_visible()
    expect(page.get_by_test_id("class-link")).to_be_focused()

    at = page.evaluate(PLACE)
    page.goto(link.replace("lock=", "lock=attic,latent-slider-0,undo,"))
    before = settled(page)
    assert page.evaluate(PLACE) == at + 1, "what the server takes out of the address is no entry of its own"
    for gone in (page.get_by_test_id("mean-digit"), page.get_by_text("What you are seeing")):
        expect(gone).to_be_hidden()
    surface, more = page.get_by_test_id("latent-map"), page.get_by_test_id("step-beta-more")
    expect(more).to_have_attribute("aria-disabled", "true")
    radio = page.get_by_test_id("background").locator("input").first
    expect(radio, "of a choice in a row of words").to_have_css("opacity", "0")
    drag(page, surface, DRAG)
    more.hover()
    expect(page.get_by_test_id("locked-why")).to_be_visible()
    surface.focus()
    page.keyboard.press("ArrowLeft")
    more.click(force=True)
    for key in ("Enter", "Control+Space"):
        more.press(key)
    picker = page.get_by_test_id("stSidebar").get_by_test_id("stPopover").get_by_role("button")
    picker.click(force=True)
    picker.press("Enter")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    page.wait_for_timeout(300)
    idle(page)
    assert seen(page) == before, "nothing that is locked moved"
    assert not violations(page)
    page.get_by_test_id("legend-4").click()
    until(page, lambda: parse_qs(urlsplit(page.url).query).get("only") == ["4"], "what is not locked moves")
    chosen = lambda: {key: said for key, said in parse_qs(urlsplit(page.url).query).items() if key in ("hide", "lock")}  # noqa: E731
    said = chosen()
    locked = "latent-slider-0,undo,latent-map,presets,step-beta-control,picker,background"
    assert said == {"hide": ["mean-digit,below"], "lock": [locked]}
    go(page, "Generate")
    settled(page)
    page.get_by_test_id("start-mean-3").click()  # which Ctrl+Z would take back
    before = settled(page)
    row = page.locator(".slider").filter(has=page.get_by_test_id("latent-slider-0"))
    for part, keys in (
        (row.locator("[type=range]"), ("Control+End", "Control+z")),
        (row.locator("[type=number]"), ("9", "Enter")),
    ):
        part.focus()
        for key in keys:
            page.keyboard.press(key)
    assert settled(page) == before, (
        "nor does a key with Ctrl move what is locked, a number typed beside it, or Ctrl+Z in place of a locked Undo"
    )
    assert chosen() == said
    page.reload()
    settled(page)
    go(page, "Home")
    settled(page)
    expect(page.get_by_test_id("mean-digit")).to_be_hidden()
    assert chosen() == said, "it is kept for the visit"
    assert not page.complaints


def test_where_the_list_of_pages_is_hidden_nothing_else_leads_to_one(app: str, page: Page):
    lists = page.get_by_role("link", name="Start with the basics"), page.get_by_role("link", name="Compare Which model")
    for hide, links in (("legend", 1), ("pages", 0)):
        page.goto(f"{app}/?hide={hide}")
        settled(page)
        for link in lists:
            expect(link).to_have_count(links)
        page.locator("[data-testid=stMain] a.word").first.click()
        page.get_by_test_id("word-tip").wait_for()
        expect(page.get_by_test_id("word-tip").get_by_role("link", name="All words")).to_have_count(links)


def test_what_is_hidden_does_not_come_back_by_presenting(app: str, page: Page):
    present, pages = page.get_by_test_id("present"), page.get_by_test_id("pages")
    page.goto(f"{app}/words?hide=pages")
    expect(present).to_have_text("Present")
    page.keyboard.press("p")
    expect(present).to_have_text("Leave")
    expect(pages, "the list in the corner").to_be_hidden()
    page.keyboard.press("Escape")
    expect(present).to_have_text("Present")
    page.goto(f"{app}/words?hide=presenting")
    expect(present).to_have_text("Present")
    page.keyboard.press("p")
    two_frames(page)
    expect(present).to_have_text("Present")
