"""A model trained in a real Chromium: it learns, the same settings give the same run, and the ring decodes meanwhile."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import until
from tests.gestures import places, seen, settled

SMALL = "learn?widths=64&batch=128&seed=3"


def test_a_model_learns_under_the_hand_and_a_link_is_the_experiment(page, app):
    page.goto(f"{app}/{SMALL}")
    epoch, copies = page.get_by_test_id("train-epoch"), page.get_by_test_id("train-copy")
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.00, test \d+\.\d$"), timeout=60_000)
    untrained = loss(epoch)
    expect(copies).to_have_count(10)
    page.get_by_test_id("train-step").click()
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.0[1-9], test"))

    page.get_by_test_id("train-one-epoch").click()
    expect(epoch).to_have_text(re.compile(r"^epoch 1\.00, test"), timeout=60_000)
    settled(page)
    one_epoch = loss(epoch)
    assert one_epoch < 0.6 * untrained
    digits = seen(page)["digits"]

    page.get_by_test_id("train-restart").click()
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.00, test"))
    assert loss(epoch) == untrained
    page.get_by_test_id("train-one-epoch").click()
    expect(epoch).to_have_text(re.compile(r"^epoch 1\.00, test"), timeout=60_000)
    settled(page)
    assert loss(epoch) == one_epoch
    assert seen(page)["digits"] == digits

    # a setting that needs a fresh start makes one; one that does not, acts at once
    page.get_by_test_id("train-setting-beta").focus()
    page.keyboard.press("ArrowRight")
    expect(epoch).to_have_text(re.compile(r"^epoch 1\.00"))
    page.get_by_test_id("train-setting-size").select_option("3")
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.00"))
    page.wait_for_url("**size=3**")
    assert "beta=1.25" in page.url

    page.get_by_test_id("train-play").click()
    expect(page.get_by_test_id("train-play")).to_have_text("Pause")
    surface = page.get_by_test_id("train-map")
    first, *rest = places(surface, ((0.5, 0.5), (0.2, 0.7), (0.7, 0.3)))
    sent = len(page.sent)
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        before = code(page)
        page.mouse.move(*place, steps=4)
        until(page, lambda before=before: code(page) != before)
    assert len(page.sent) == sent
    page.mouse.up()
    until(page, lambda: float(re.search(r"[\d.]+", epoch.inner_text())[0]) > 0.05)
    page.get_by_test_id("train-play").click()
    expect(page.get_by_test_id("train-play")).to_have_text("Play")
    paused = epoch.inner_text()
    page.wait_for_timeout(400)
    assert epoch.inner_text() == paused
    expect(page.get_by_test_id("train-kl").locator("li")).to_have_count(3)


def loss(epoch) -> float:
    return float(epoch.inner_text().rsplit(" ", 1)[1])


def code(page) -> list[float]:
    return page.get_by_test_id("decoded-digit").evaluate("canvas => canvas.z")
