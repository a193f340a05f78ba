"""A room in real browsers: a lectern, two that follow it in windows of their own, and one that only answers."""

from __future__ import annotations

import re
from contextlib import closing

from playwright.sync_api import Page, expect

from tests.accessible import violations
from tests.browser import RESTS, until, visit
from tests.gestures import idle
from tests.test_rooms import Follower, post

CODE = "(canvas) => (canvas.z ? Array.from(canvas.z).map((value) => value.toFixed(3)).join() : '')"


def shown(page: Page) -> str:
    return page.get_by_test_id("decoded-digit").first.evaluate(CODE)


def together(lectern: Page, *followers: Page) -> None:
    for page in followers:
        until(page, lambda page=page: shown(page) == shown(lectern) != "", "the same digit is drawn")


def test_a_room_from_its_opening_to_its_end(app, page, phone, beside):
    lectern, linked, typed = page, phone, beside
    visit(lectern, app)
    idle(lectern)
    lectern.get_by_test_id("room-button").click()
    lectern.get_by_test_id("room-open").click()
    code = until(lectern, lectern.get_by_test_id("room-letters").inner_text, "the room has a code")
    expect(lectern.get_by_role("img", name="QR code")).to_have_attribute("data-address", re.compile(rf"/\?room={code}$"))
    lectern.keyboard.press("Escape")
    expect(lectern.get_by_test_id("room-button")).to_be_focused()

    followers = (linked, typed)
    linked.goto(f"{app}/?room={code.lower()}")
    typed.goto(f"{app}/lessons")
    typed.get_by_test_id("room-button").click()
    typed.get_by_test_id("room-field").fill("aaaaaa")
    typed.get_by_test_id("room-join").click()
    expect(typed.get_by_test_id("room-problem")).to_contain_text("no room of this code")
    assert not violations(typed)
    typed.get_by_test_id("room-field").fill(code)
    typed.get_by_test_id("room-join").click()
    expect(typed.get_by_test_id("room-alone")).to_be_focused()
    expect(lectern.get_by_test_id("room-count")).to_have_text("2 follow")
    expect(typed).to_have_title("Where do the digits live? · aelab")
    for page in followers:
        expect(page.get_by_test_id("room")).to_contain_text("Following")
        page.wait_for_function(RESTS)
        assert "room=" not in page.url, "a copied link is one to the page"

    assert not violations(linked)

    # while the hand moves, and before it lets go
    for page in followers:
        page.sent.clear()
    box = lectern.get_by_test_id("latent-map").bounding_box()
    lectern.mouse.move(box["x"] + 100, box["y"] + 100)
    lectern.mouse.down()
    lectern.mouse.move(box["x"] + 300, box["y"] + 260, steps=10)
    together(lectern, *followers)
    until(linked, linked.get_by_test_id("room-cursor").is_visible, "the lecturer's pointer is seen")

    def over_the_place() -> bool:
        map_, ring = linked.get_by_test_id("latent-map").bounding_box(), linked.get_by_test_id("room-cursor").bounding_box()
        return bool(ring) and abs(ring["x"] + ring["width"] / 2 - map_["x"] - map_["width"] * 300 / box["width"]) < 8

    until(linked, over_the_place, "the lecturer's pointer glides to where it is")
    lectern.mouse.up()
    idle(lectern)
    assert not any(page.sent for page in followers), "no Python runs for it"

    # who takes it in hand is alone, and so is who wants to be; they come back when they want
    linked.get_by_test_id("latent-map").press("ArrowRight")
    expect(linked.get_by_test_id("room")).to_contain_text("On your own")
    lectern.get_by_test_id("latent-map").press("7")
    together(lectern, typed)
    assert shown(linked) != shown(lectern)
    linked.get_by_test_id("room-follow").click()
    together(lectern, linked)
    typed.get_by_test_id("room-alone").click()
    expect(typed.get_by_test_id("room-follow")).to_be_focused()
    lectern.get_by_test_id("latent-map").press("2")
    together(lectern, linked)
    assert shown(typed) != shown(lectern)
    typed.get_by_test_id("room-follow").click()
    together(lectern, typed)

    # a lectern that reloads goes on, with another page and another model
    lectern.goto(f"{app}/generate?run=conv-vae-4")
    idle(lectern)
    expect(lectern.get_by_test_id("room-code")).to_have_text(code)
    for page in followers:
        page.wait_for_url("**/generate?run=conv-vae-4*")
    lectern.get_by_test_id("latent-slider-2").press("Shift+ArrowRight")
    together(lectern, *followers)

    # so does one who follows
    typed.reload()
    expect(typed.get_by_test_id("room")).to_contain_text("Following")
    lectern.get_by_test_id("latent-slider-1").press("Shift+ArrowRight")
    together(lectern, typed)

    with closing(Follower(f"{app}/", code)) as third:
        a_question(f"{app}/", code, third.seat, lectern, linked, typed)

    typed.get_by_test_id("room-leave").click()
    expect(typed.get_by_test_id("room")).to_be_hidden()
    lectern.get_by_test_id("room-close").click()
    expect(lectern.get_by_test_id("room")).to_be_hidden()
    expect(lectern.get_by_test_id("lesson-room")).to_be_focused()
    expect(linked.get_by_test_id("room")).to_contain_text("The room has closed.")
    linked.get_by_test_id("room-done").click()
    expect(linked.get_by_test_id("room")).to_be_hidden()
    for page in (lectern, *followers):
        assert [said for said in page.complaints if "404" not in said] == [], "but for the code that was mistyped"


def a_question(url: str, code: str, seat: str, lectern: Page, phone: Page, desk: Page) -> None:
    """Nobody sees what is right, or what others said, before the lectern shows it."""
    visit(lectern, f"{url}?lesson=a-map-of-digits&step=3")
    expect(lectern.get_by_test_id("room-answers")).to_have_text("0 of 3 have answered.", timeout=60_000)
    for key in ("End", "Home"):
        desk.get_by_test_id("lesson-number").press("ArrowRight")
        desk.get_by_test_id("lesson-number").press(key)
        desk.get_by_test_id("lesson-number").press("ArrowRight")
        with desk.expect_request("**/answer") as answering:
            desk.get_by_test_id("lesson-check").click()
        expect(desk.get_by_test_id("room-answers")).to_contain_text("Sent")
    phone.get_by_test_id("room-alone").click()
    phone.get_by_test_id("lesson-number").press("ArrowLeft")
    phone.get_by_test_id("lesson-check").click()
    expect(phone.get_by_test_id("room-answers")).to_contain_text("Sent")
    status, _ = post(f"{url}room/{code}/answer", **{**answering.value.post_data_json, "seat": seat})
    assert status == 200
    expect(lectern.get_by_test_id("room-answers")).to_have_text("3 of 3 have answered.")
    everywhere = (lectern, phone, desk)
    strip, title = (lectern.get_by_test_id("room"), lectern.get_by_role("heading", level=1))
    until(
        lectern,
        lambda: title.bounding_box()["y"] >= strip.bounding_box()["height"],
        "what a step points at is in sight: nothing is moved for it",
    )
    assert not any(page.locator(".lesson-bars").count() or page.get_by_test_id("lesson-verdict").count() for page in everywhere)
    lectern.get_by_test_id("room-look").click()
    expect(lectern.locator(".lesson-bars i")).to_have_count(24)
    lectern.get_by_test_id("room-reveal").click()
    for page in everywhere:
        expect(page.get_by_test_id("lesson-verdict")).to_contain_text("93%")
        heights = page.locator(".lesson-bars i").evaluate_all(
            "bars => bars.map(bar => Number(bar.style.getPropertyValue('--share')))"
        )
        assert sum(height > 0 for height in heights) == 2, "two said the same"
        expect(page.get_by_test_id("room-answers")).to_have_text("Of the room: 3 answers.")
    expect(phone.get_by_test_id("lesson-verdict")).to_contain_text("You said 49%")
