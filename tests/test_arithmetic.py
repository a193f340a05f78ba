"""Latent arithmetic in a real Chromium: a + t (c - b) is aelab.latent's, its digits PyTorch's, live, silent until release."""

from __future__ import annotations

from functools import cache
from itertools import cycle

import numpy as np
import pytest

from aelab import checkpoints, latent
from tests.browser import greys as levels
from tests.browser import two_frames, until, visit
from tests.gestures import scrolled, swipe
from tests.test_interpolate import (
    FOUR,
    PAIR,
    centred,
    decoded,
    draw,
    encoded,
    greys,
    latents_of,
    likeliest,
    near,
    test_code,
    wanted,
    whole,
)


def opened(page, app, runs: list[str] = PAIR, **query):
    query = {"view": "arithmetic", "terms": "4,m4,m9", "strength": 1} | query
    visit(page, f"{app}/interpolate?" + "&".join([f"runs={run}" for run in runs] + [f"{k}={v}" for k, v in query.items()]))
    for run in runs:
        result(page, run).and_(page.locator("[data-drawn]")).wait_for(timeout=60_000)
    return page


def result(page, run: str):
    return page.locator(f"[data-testid=arithmetic-result][data-run='{run}']")


def code(page, run: str) -> np.ndarray:
    return np.float32(result(page, run).evaluate("canvas => canvas.z"))


@cache
def mean_code(run: str, digit: int) -> np.ndarray:
    """The mean code of a digit, whole."""
    arrays = latents_of(run)
    mean = arrays["class_means"][digit]
    return mean if len(mean) == len(arrays["pca_mean"]) else latent.unproject(mean, latent.stored_plane(arrays))


def term(run: str, said: str) -> tuple[np.ndarray, int]:
    """The code that an address names, and the digit it is of."""
    if said.startswith("m"):
        return mean_code(run, int(said[1])), int(said[1])
    return test_code(run, int(said)), int(latents_of(run)["labels"][int(said)])


def told(run: str, digit: int) -> int | None:
    return digit if checkpoints.card(run).model.classes else None


@pytest.mark.parametrize(("runs", "terms"), [*zip(wanted(), cycle(("m7,14,25", "6,m4,m9")))], ids=str)
def test_terms_and_result_are_pytorchs(runs, terms, page, app):
    opened(page, app, runs, terms=terms, strength=0.7)
    for run in runs:
        codes, digits = zip(*(term(run, said) for said in terms.split(",")), strict=True)
        a, b, c = (np.float64(part) for part in codes)
        z = code(page, run)
        assert near(z, a + 0.7 * (c - b)), run
        assert near(z, latent.analogy(*codes, [0.7])[0]), run
        assert np.abs(greys(result(page, run)) - decoded(run, z, told(run, digits[0]))).max() < 1, run
        for k in range(3):
            seen = greys(page.locator(f"[data-testid=arithmetic-term-{k}][data-run='{run}']"))
            assert np.abs(seen - decoded(run, codes[k], told(run, digits[k]))).max() < 1, (run, k)


@pytest.mark.parametrize("run", ["conv-ae-2", "conv-vae-16"])
def test_the_nearest_codes_are_scikit_learns(run, page, app):
    opened(page, app, [run])
    arrays = latents_of(run)
    rule = latent.distance(arrays["mean"], arrays.get("log_var"))
    scale = np.sqrt(rule["weights"])
    away, index = latent.neighbours(arrays["mean"] * scale, code(page, run) * scale)
    counts = np.bincount(arrays["labels"][index[0]], minlength=10)
    shown = page.get_by_test_id("arithmetic-mix").locator(".mix-bars b").all_inner_texts()
    assert [int(text or 0) for text in shown] == counts.tolist()
    note = page.get_by_test_id("arithmetic-note").inner_text()
    assert float(note.split(" to the nearest")[0].split()[-1]) == pytest.approx(away[0, 0], abs=6e-3)
    assert ("gap" in note or "Far" in note) == (away[0, 0] > rule["near"])


def press_strength(page, share: float) -> None:
    slider = page.get_by_test_id("arithmetic-strength")
    box, at = slider.bounding_box(), float(slider.input_value())
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 12 + at * (box["width"] - 24), middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 12 + share * (box["width"] - 24), middle, steps=8)
    two_frames(page)


def test_the_digits_follow_the_strength_and_the_server_hears_of_it_on_release_and_keys_move_it(page, app):
    opened(page, app)
    page.wait_for_load_state("networkidle")
    before, quiet = {run: greys(result(page, run)) for run in PAIR}, len(page.sent)
    press_strength(page, 0.3)
    t = float(page.get_by_test_id("arithmetic-strength").input_value())
    assert t == pytest.approx(0.3, abs=0.02)
    for run in PAIR:
        z = latent.analogy(test_code(run, 4), mean_code(run, 4), mean_code(run, 9), [t])[0]
        assert near(code(page, run), z), run
        assert (greys(result(page, run)) != before[run]).any()
    assert len(page.sent) == quiet
    page.mouse.up()
    page.wait_for_url(f"**strength={round(t, 4):g}*")
    until(page, lambda: len(page.sent) > quiet, "the server hears of nothing")
    strength = page.get_by_test_id("arithmetic-strength")
    strength.press("ArrowRight")
    strength.press("Shift+ArrowLeft")
    assert float(strength.input_value()) == pytest.approx(t - 0.09, abs=1e-3)
    two_frames(page)
    z = latent.analogy(test_code(PAIR[0], 4), mean_code(PAIR[0], 4), mean_code(PAIR[0], 9), [float(strength.input_value())])[0]
    assert near(code(page, PAIR[0]), z)


def test_a_term_is_a_mean_a_test_image_or_another_of_its_digit(page, app):
    run = PAIR[0]
    opened(page, app, terms="4,m4,m9")
    index = page.get_by_test_id("term-2-index")
    assert index.inner_text() == "mean of the 9s"
    page.get_by_test_id("term-2-class").get_by_text("7", exact=True).click()  # a mean stays a mean
    assert near(code(page, run), latent.analogy(test_code(run, 4), mean_code(run, 4), mean_code(run, 7), [1.0])[0])
    page.get_by_test_id("term-2-shuffle").click()
    image = int(index.inner_text().removeprefix("test image "))
    assert latents_of(run)["labels"][image] == 7
    for each in PAIR:
        assert near(code(page, each), latent.analogy(test_code(each, 4), mean_code(each, 4), test_code(each, image), [1.0])[0])
    page.wait_for_url(f"**terms=4%2Cm4%2C{image}*")
    page.get_by_test_id("swap-terms").click()
    assert near(code(page, run), latent.analogy(test_code(run, 4), test_code(run, image), mean_code(run, 4), [1.0])[0])
    page.get_by_test_id("term-0-mean").click()
    assert near(code(page, run), latent.analogy(mean_code(run, 4), test_code(run, image), mean_code(run, 4), [1.0])[0])
    page.get_by_test_id("view-mode").get_by_text("Path", exact=True).click()
    assert not result(page, run).is_visible()
    page.get_by_test_id("decoded-digit").first.wait_for()


@pytest.mark.parametrize("runs", [PAIR, ["conv-cvae-2"]], ids="+".join)
def test_a_drawn_term_is_pytorchs_code_of_it_and_follows_the_stroke(runs, page, app):
    opened(page, app, runs, terms="4,m4,m9")
    page.get_by_test_id("term-0-draw").click()
    page.wait_for_load_state("networkidle")
    quiet = len(page.sent)
    draw(page, FOUR, release=False)
    assert len(page.sent) == quiet
    page.mouse.up()
    two_frames(page)
    image = centred(page)
    for run in runs:
        label = likeliest(run, image) if checkpoints.card(run).model.classes else None
        drawn = encoded(run, image, label)
        assert near(code(page, run), latent.analogy(drawn, mean_code(run, 4), mean_code(run, 9), [1.0])[0]), run
        seen = greys(page.locator(f"[data-testid=arithmetic-term-0][data-run='{run}']"))
        assert np.abs(seen - decoded(run, drawn, label)).max() < 1, run
    assert page.get_by_test_id("term-0-index").inner_text() == "your drawing"
    page.get_by_test_id("term-0-mean").click()
    assert not page.get_by_test_id("draw-surface").is_visible()
    assert near(
        code(page, runs[0]), latent.analogy(mean_code(runs[0], 4), mean_code(runs[0], 4), mean_code(runs[0], 9), [1.0])[0]
    )


def test_the_view_is_whole_in_view(page, app):
    for runs in (PAIR, [*PAIR, "conv-vae-16"], ["conv-vae-2"]):
        opened(page, app, runs)
        assert whole(page), runs
        digits = levels(page.locator("[data-testid=arithmetic-result], [data-testid^=arithmetic-term]"))
        assert len(digits) == 4 * len(runs)
        assert digits.any(axis=1).all()


def test_on_a_phone_the_digits_are_in_view_above_the_hand_whose_finger_moves_them_and_not_the_page(phone, app):
    opened(phone, app)
    strength = phone.get_by_test_id("arithmetic-strength").bounding_box()
    assert strength["y"] + strength["height"] <= 844
    for run in PAIR:
        box = result(phone, run).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] < strength["y"]
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    shown = phone.locator(".interpolate").evaluate(
        "node => [...node.querySelectorAll('canvas, button, input')].filter(n => n.checkVisibility()).every(n => { const r = n.getBoundingClientRect(); return r.left >= 0 && r.right <= 390; })"
    )
    assert shown
    slider = phone.get_by_test_id("arithmetic-strength")
    slider.scroll_into_view_if_needed()
    phone.wait_for_load_state("networkidle")
    box, at = slider.bounding_box(), scrolled(phone)
    middle, right = box["y"] + box["height"] / 2, box["x"] + box["width"] - 12
    before = code(phone, PAIR[0])
    swipe(phone, [(right - 12 * step, middle) for step in range(14)])
    t = float(slider.input_value())
    assert t < 0.8
    assert scrolled(phone) == at
    assert (code(phone, PAIR[0]) != before).any()
    four, means = test_code(PAIR[0], 4), [mean_code(PAIR[0], digit) for digit in (4, 9)]
    assert near(code(phone, PAIR[0]), latent.analogy(four, *means, [t])[0])
