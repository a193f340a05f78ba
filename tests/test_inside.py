"""Layers in a real Chromium: the tiles are PyTorch's activations, live, silent while the noise is dragged, open to the keyboard."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from aelab import checkpoints, noise
from tests.browser import greys as levels
from tests.browser import two_frames, until, visit

RUNS = [
    "mlp-ae-8",
    "conv-dae-maps",
    "conv-cvae-2",
]  # dense and convolutional, a code of maps, a label; tests/test_engine.py has every run


def opened(page, app, query: str = ""):
    visit(page, f"{app}/inside?{query}")
    page.get_by_test_id("layer").first.wait_for(timeout=60_000)
    return page


def greys(canvas) -> np.ndarray:
    return levels(canvas)[0].reshape(-1, canvas.evaluate("c => c.width"))


def tiles(layer, shape: list[int]) -> np.ndarray:
    """The greys of a layer's picture in PyTorch's order and shape."""
    picture = greys(layer.locator("canvas"))
    if len(shape) == 1:
        return picture.flatten()[: shape[0]]
    channels, height, width = shape
    columns = (picture.shape[1] + 1) // (width + 1)
    places = [divmod(channel, columns) for channel in range(channels)]
    return np.stack([picture[r * (height + 1) :, c * (width + 1) :][:height, :width] for r, c in places])


def drag(page, share: float) -> None:
    """Press the noise level's thumb where it is and move it to `share` of the track, without letting go."""
    box = page.get_by_test_id("noise-level").bounding_box()
    middle = box["y"] + box["height"] / 2
    level = float(page.get_by_test_id("noise-level").input_value())
    page.mouse.move(box["x"] + 12 + level * (box["width"] - 24), middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 12 + share * (box["width"] - 24), middle, steps=8)


@pytest.mark.parametrize("run", RUNS)
def test_the_tiles_are_the_activations_of_pytorch(run, page, app):
    opened(page, app, f"run={run}&level=0")
    pixels = greys(page.get_by_test_id("clean-digit")).astype(np.float32) / 255
    assert (greys(page.get_by_test_id("noisy-digit")) == np.rint(255 * pixels)).all()
    digit = page.locator("[data-testid^=digit-][aria-pressed=true]").get_attribute("data-testid")
    model = checkpoints.load(run)
    with torch.no_grad():
        expected = model.activations(torch.from_numpy(pixels)[None, None], torch.tensor([int(digit.split("-")[1])]))
    layers = page.get_by_test_id("layer").all()
    assert [layer.get_attribute("data-name") for layer in layers] == [name for name, _ in expected]
    for layer, (name, h) in zip(layers, expected, strict=True):
        h, shape = h[0].numpy(), json.loads(layer.get_attribute("data-shape"))
        assert shape == list(h.shape), name
        end = layer.evaluate("opener => opener.exact")
        assert end == pytest.approx(np.abs(h).max(), rel=1e-3), name
        if len(shape) == 1 and shape[0] <= 32:
            continue  # bars
        assert np.abs(tiles(layer, shape) - (127.5 + 127.5 * h / end)).max() <= 1, name


def test_a_spatial_code_is_shown_as_maps(page, app):
    opened(page, app, "run=conv-dae-maps&level=0")
    code, maps = page.get_by_test_id("code"), page.locator("[data-name='decoder.0.reshape']")
    assert json.loads(maps.get_attribute("data-shape")) == [8, 7, 7]
    assert (greys(code) == greys(maps.locator("canvas"))).all()


def test_every_layer_follows_the_noise_and_the_server_hears_of_it_on_release(page, app):
    opened(page, app, "run=conv-vae-2&level=0.1")
    layers = page.get_by_test_id("layer").locator("canvas")
    before = [greys(canvas) for canvas in layers.all()]
    noisy, quiet = greys(page.get_by_test_id("noisy-digit")), len(page.sent)
    drag(page, 0.9)
    two_frames(page)
    assert (greys(page.get_by_test_id("noisy-digit")) != noisy).any()
    assert all((greys(canvas) != old).any() for canvas, old in zip(layers.all(), before, strict=True))
    assert len(page.sent) == quiet
    page.mouse.up()
    page.wait_for_url("**level=0.9**")
    until(page, lambda: len(page.sent) > quiet, "the server hears of nothing")


def test_a_tile_opens_and_closes_by_keyboard_and_stays_live(page, app):
    opened(page, app, "run=conv-vae-2&level=0.1")
    layer, large = page.locator("[data-name='encoder.1.silu']"), page.get_by_test_id("large-tile")
    layer.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    assert "map 2 of 16" in page.get_by_test_id("magnifier").inner_text()
    assert (greys(large) == tiles(layer, [16, 14, 14])[1]).all()
    drag(page, 0.8)
    page.mouse.up()
    page.wait_for_url("**level=0.8**")
    assert large.is_visible()
    assert (greys(large) == tiles(layer, [16, 14, 14])[1]).all()
    page.keyboard.press("Escape")
    large.wait_for(state="hidden")
    assert (
        page.evaluate(
            "() => { let at = document; while (at.activeElement?.shadowRoot) at = at.activeElement.shadowRoot; return at.activeElement.dataset.name }"
        )
        == "encoder.1.silu"
    )


def test_a_tile_opens_by_a_press_on_it(page, app):
    layer = opened(page, app, "run=conv-vae-2").locator("[data-name='encoder.1.silu']")
    canvas = layer.locator("canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] - 5, "y": box["height"] - 5})
    assert "map 16 of 16" in page.get_by_test_id("magnifier").inner_text()
    page.get_by_test_id("magnifier").get_by_role("button", name="Close").click()
    page.get_by_test_id("magnifier").wait_for(state="hidden")


def test_without_clipping_the_first_layer_sees_the_noise_as_it_is(page, app):
    opened(page, app, "run=mlp-ae-8&level=0.5&seed=7")
    layer = page.locator("[data-name='encoder.0.flatten']")
    assert layer.evaluate("opener => opener.exact") == 1
    page.get_by_test_id("clip").click()
    page.wait_for_url("**noise=gaussian-unclipped**")
    clean = greys(page.get_by_test_id("clean-digit")).astype(np.float32) / 255
    noisy = noise.add("gaussian-unclipped", torch.from_numpy(clean)[None, None], 0.5, noise.of_seed(7))[0, 0].numpy()
    assert layer.evaluate("opener => opener.exact") == pytest.approx(np.abs(noisy).max(), rel=1e-5)
    assert np.abs(greys(page.get_by_test_id("noisy-digit")) - 255 * noisy.clip(0, 1)).max() <= 0.501
    with torch.no_grad():
        expected = checkpoints.load("mlp-ae-8").reconstruct(torch.from_numpy(noisy)[None, None])[0, 0].numpy()
    assert np.abs(greys(page.get_by_test_id("output-digit")) / 255 - expected).max() < 0.003


def test_input_code_and_output_are_in_view_on_a_phone(page, app):
    """On a laptop they are by tests/test_journey.py."""
    width, height = 390, 844
    page.set_viewport_size({"width": width, "height": height})
    opened(page, app, "run=conv-vae-16")
    for name in ("clean-digit", "noisy-digit", "code", "output-digit"):
        box = page.get_by_test_id(name).bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width, name
        assert 0 <= box["y"] <= box["y"] + box["height"] <= height, name
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
