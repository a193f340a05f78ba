"""A model trained in a real Chromium: it learns, the same settings give the same run, the ring decodes meanwhile, and it can be kept."""

from __future__ import annotations

import re
import zipfile

import numpy as np
import torch
from playwright.sync_api import expect

from aelab import checkpoints
from tests.accessible import small_targets, unspoken, violations
from tests.browser import greys, two_frames, until, visit
from tests.gestures import places, seen, settled
from tests.pages import opened, start

SMALL = "learn?part=Train+here&widths=64&size=6&rate=0.005&seed=3"  # classes part within two epochs
PARTED = 0.7  # 10-NN accuracy


def test_a_model_learns_under_the_hand_and_a_link_is_the_experiment(page, phone, app, tmp_path, monkeypatch):
    visit(page, f"{app}/{SMALL}")
    epoch, near, runs = (page.get_by_test_id(f"train-{name}") for name in ("epoch", "near", "run"))
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.00, test \d+\.\d$"), timeout=60_000)
    untrained = loss(epoch)
    expect(page.get_by_test_id("train-copy")).to_have_count(10)
    expect(runs).to_have_count(0)
    expect(page.get_by_test_id("train-keep")).to_be_disabled()
    page.get_by_test_id("train-step").click()
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.0[1-9], test"))
    settled(page)
    one_step = epoch.inner_text()

    one_epoch = an_epoch(page)
    assert one_epoch < 0.6 * untrained
    digits = seen(page)["digits"]
    kept_in(page, tmp_path, monkeypatch)
    page.get_by_test_id("train-restart").click()
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.00, test"))
    expect(page.get_by_test_id("train-kept")).to_be_hidden()
    assert loss(epoch) == untrained
    assert an_epoch(page) == one_epoch
    assert seen(page)["digits"] == digits

    trained_under_the_hand(page)
    until(page, lambda: float(near.inner_text().split()[1]) > PARTED, "the classes did not part", 60)
    in_the_background(page, epoch)
    page.get_by_test_id("train-play").click()
    expect(page.get_by_test_id("train-play")).to_have_text("Play")
    it_stands(page, epoch)
    expect(page.get_by_test_id("train-kl").locator("li")).to_have_count(6)

    kept = settings_and_gallery(page, epoch, runs)
    visit(page, page.url)
    expect(runs).to_have_count(kept)  # they outlive the page
    visit(phone, page.url)  # a link is the experiment, whoever opens it
    expect(phone.get_by_test_id("train-epoch")).to_have_text(re.compile("^epoch 0"), timeout=60_000)
    phone.get_by_test_id("train-step").click()
    expect(phone.get_by_test_id("train-epoch")).to_have_text(one_step)


def an_epoch(page) -> float:
    """The loss at the end of the first epoch."""
    page.get_by_test_id("train-one-epoch").click()
    expect(page.get_by_test_id("train-epoch")).to_have_text(re.compile(r"^epoch 1\.00, test"), timeout=60_000)
    settled(page)
    return loss(page.get_by_test_id("train-epoch"))


def trained_under_the_hand(page) -> None:
    """While it trains every move of the hand is drawn in its own frame, and nothing is sent."""
    page.get_by_test_id("train-play").click()
    expect(page.get_by_test_id("train-play")).to_have_text("Pause")
    first, *rest = places(page.get_by_test_id("train-map"), [(0.2 + 0.02 * i, 0.5 + 0.01 * i) for i in range(16)])
    page.mouse.move(*first)
    page.mouse.down()
    two_frames(page)
    sent, labels = len(page.sent), seen(page)["labels"]
    drawn = 0
    for place in rest:
        before = ring(page)
        page.mouse.move(*place)
        two_frames(page)
        drawn += ring(page) != before
    assert drawn == len(rest)
    assert len(page.sent) == sent
    assert seen(page)["labels"] == labels, "words were written during the drag"
    page.mouse.up()
    (at,) = re.findall(r"The ring is at z. (\S+), z. (\S+)\.", page.get_by_test_id("train-map").get_attribute("aria-label"))
    place = [float(number.replace("\N{MINUS SIGN}", "-")) for number in at]
    assert all(min(abs(value - number) for value in ring(page)) < 0.006 for number in place)


def it_stands(page, epoch) -> str:
    """Where a training was paused; the button says so before the last reports are here."""

    def same() -> str:
        was = epoch.inner_text()
        page.wait_for_timeout(300)
        return was if epoch.inner_text() == was else ""

    return until(page, same, "it goes on")


def in_the_background(page, epoch) -> None:
    """A tab that nobody sees pauses, and goes on when it is seen again."""
    see = "hidden => { Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(see, True)
    expect(page.get_by_test_id("train-play")).to_have_text("Play")
    paused = it_stands(page, epoch)
    page.evaluate(see, False)
    until(page, lambda: epoch.inner_text() != paused, "it did not go on")
    page.evaluate("delete document.hidden")


def settings_and_gallery(page, epoch, runs) -> int:
    """What needs a fresh start makes one, what does not acts at once; the runs stand side by side, and a press brings one back.

    Returns how many runs there are then: one that diverged is among them where it was heard of before it did.
    """
    page.get_by_test_id("train-setting-beta").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**beta=1.25*")
    assert not epoch.inner_text().startswith("epoch 0.00")
    page.get_by_test_id("train-setting-size").select_option("3")
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.00"))
    page.wait_for_url("**size=3*")
    page.get_by_test_id("train-step").click()
    expect(runs).to_have_count(3)
    said = [text.split("\n")[0] for text in runs.all_inner_texts()]
    assert said == ["6 numbers, beta 1", "6 numbers, beta 1", "3 numbers, beta 1.25"]
    expect(runs.nth(1)).to_contain_text("10-NN")
    assert violations(page) == []
    assert unspoken(page) == []
    assert small_targets(page, 24) == []
    page.get_by_test_id("train-setting-widths").select_option("256-128")
    page.get_by_test_id("train-setting-rate").focus()
    page.keyboard.press("End")
    page.get_by_test_id("train-play").click()
    expect(page.get_by_role("alert").filter(has_text="no longer finite")).to_contain_text("Lower the learning rate")
    expect(page.get_by_test_id("train-play")).to_have_text("Play")
    expect(runs).to_have_count(3)
    runs.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**size=6*")
    until(page, lambda: "beta=1.25" not in page.url, "the address has the run's settings")
    expect(epoch).to_have_text(re.compile(r"^epoch 0\.00"))
    assert runs.count() in (3, 4)
    return runs.count()


def kept_in(page, folder, monkeypatch) -> None:
    """The zip of the run is a run: PyTorch decodes it as the browser does, and the app lists and opens it."""
    with page.expect_download() as download:
        page.get_by_test_id("train-keep").click()
    name = download.value.suggested_filename.removesuffix(".zip")
    with zipfile.ZipFile(download.value.path()) as kept:
        kept.extractall(folder)
    expect(page.get_by_test_id("train-command")).to_contain_text("python train.py --family dense-vae --latent-size 6")
    model = checkpoints.load(name, folder)
    canvas = page.get_by_test_id("decoded-digit")
    with torch.no_grad():
        decoded = model.decode(torch.tensor([canvas.evaluate("canvas => [...canvas.z]")])).numpy().ravel()
    assert np.abs(255 * decoded - greys(canvas)[0]).max() < 0.51
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "ROOT", folder)
        app = opened(run=name)
        assert not app.exception
        assert not app.warning
        assert any("learnt in a browser from" in caption.value for caption in app.sidebar.caption)
        assert start(app)


def loss(epoch) -> float:
    return float(epoch.inner_text().rsplit(" ", 1)[1])


def ring(page) -> list[float]:
    return page.get_by_test_id("decoded-digit").evaluate("canvas => [...canvas.z]")
