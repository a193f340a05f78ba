"""The latent map in the real app, in a real Chromium: what the hand does, and what it must not do."""

from __future__ import annotations

import re
from contextlib import ExitStack
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from aelab import checkpoints, latent, metrics
from tests.browser import BASE64, DESK, GREY, PHONE, TURN, greys, lent, two_frames, unpacked, until, visit
from tests.mnist import mnist
from tests.shipped import CARDS
from ui.frame import PAGES
from ui.pickers import FIRST

LINKED = ("conv-vae-2", "conv-ae-2", "conv-cvae-2")
READ = (
    f"canvases => {{ {BASE64} {GREY}"
    + """
  return canvases.map((canvas) => ({
    z: canvas.z, run: canvas.dataset.run, width: canvas.width, height: canvas.height, pixels: grey(canvas),
  }));
}"""
)
EIGHT_BITS = 0.5  # of 255: what a canvas rounds away
NEAR = 1e-3
SLID = """() => Promise.all(document.getAnimations().filter((one) => isFinite(one.effect.getComputedTiming().endTime))
  .map(({ finished }) => finished.then(() => null, () => null)))"""  # Streamlit's sidebar is where it belongs
SMALL = {"width": 200, "height": 600}  # a window with a small map, of which lattices are soon worked out


@pytest.fixture
def desk(opened, app):
    """The home page on a desk, ready."""
    return opened(app, **DESK)


@pytest.fixture
def phone(opened, app):
    return opened(app, **PHONE)


@pytest.fixture
def opened(browser):
    """Opens an address on a device, ready."""
    with ExitStack() as stack:

        def opened(address, **device):
            page = stack.enter_context(lent(browser, **device))
            visit(page, address)
            _ready(page)
            return page

        yield opened


def _ready(page):
    page.locator('[data-testid="decoded-digit"][data-drawn]').first.wait_for(timeout=60_000)
    page.locator('[data-testid="latent-map"][data-extent]').first.wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def _digit(page) -> dict:
    """The code, the run and the pixels (28, 28) in 0..255 of the decoded digit, read at one moment."""
    (shown,) = page.get_by_test_id("decoded-digit").evaluate_all(READ)
    assert (shown["width"], shown["height"]) == (28, 28)
    return shown | {"pixels": unpacked(shown["pixels"]).tolist()}


def _moved(page, since: list) -> list:
    """Wait for the code to be another one than it was; return it."""
    page.wait_for_function(
        """was => [...document.querySelectorAll("*")].some((host) => {
          const digit = host.shadowRoot?.querySelector('[data-testid="decoded-digit"]');
          return digit && String(digit.z) !== String(was);
        })""",
        arg=since,
    )
    return _digit(page)["z"]


def _box(page) -> dict:
    return page.get_by_test_id("latent-map").bounding_box()


def _place(page, z: list) -> tuple[float, float]:
    """Where on the page the map shows a code of two numbers."""
    xmin, xmax, ymin, ymax = (float(v) for v in page.get_by_test_id("latent-map").get_attribute("data-extent").split(","))
    box = _box(page)
    return (
        box["x"] + (z[0] - xmin) / (xmax - xmin) * box["width"],
        box["y"] + (ymax - z[1]) / (ymax - ymin) * box["height"],
    )


def _dot_colours(page) -> set[tuple[int, int, int]]:
    """The colours that fill a good part of the canvas behind the ring."""
    return {
        tuple(colour)
        for colour in page.get_by_test_id("latent-map").evaluate(
            """map => {
              const canvas = map.querySelector("canvas");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const counts = new Map();
              for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) {
                const colour = data.slice(i, i + 3).join();
                counts.set(colour, (counts.get(colour) ?? 0) + 1);
              }
              return [...counts].filter(([, count]) => count > 200).map(([colour]) => colour.split(",").map(Number));
            }"""
        )
    }


def test_the_digit_is_what_pytorch_decodes_from_the_code_under_the_hand(desk):
    model, box = checkpoints.load(FIRST), _box(desk)
    desk.mouse.move(box["x"] + 20, box["y"] + 20)
    desk.mouse.down()
    for step in range(1, 11):
        desk.mouse.move(box["x"] + 20 + 40 * step, box["y"] + 20 + 37 * step)
        shown = _digit(desk)
        with torch.no_grad():
            pixels = model.decode(torch.tensor([shown["z"]], dtype=torch.float32)).numpy().ravel() * 255
        assert np.abs(np.array(shown["pixels"]) - pixels).max() <= 255 * NEAR + EIGHT_BITS
        assert np.allclose(_place(desk, shown["z"]), (box["x"] + 20 + 40 * step, box["y"] + 20 + 37 * step), atol=1.5)
    assert shown["run"] == FIRST
    desk.mouse.up()
    assert _digit(desk)["z"] == shown["z"]


def _put_in(page) -> dict:
    """What the drawing says, whether encoder and digit stand back, and the pixels (784,) in [0, 1] of the digit and the mean."""
    seen = page.get_by_test_id("put-in").evaluate("""button => {
      const root = button.getRootNode();
      const said = (name) => root.querySelector(`[data-testid=${name}]`)?.textContent ?? "";
      return { back: button.classList.contains("back"), says: said("input-says"), error: said("mean-error") };
    }""")
    grey = {name: greys(page.get_by_test_id(f"{name}-digit"))[0] / 255 for name in ("input", "mean")}
    return seen | grey


def test_a_test_digit_goes_in_until_the_numbers_are_ones_own_and_the_mean_of_its_neighbours_stands_beside(desk):
    images = mnist().images.flatten(1).numpy() / 255
    codes, weights = checkpoints.latents(FIRST)["mean"], checkpoints.card(FIRST).metrics.distance.weights
    until(desk, lambda: _put_in(desk)["error"] != "\u2013")

    def check(index: int | None) -> None:
        seen, shown = _put_in(desk), _digit(desk)
        assert seen["back"] == (index is None)
        assert seen["says"].startswith("These numbers are yours" if index is None else f"Test image {index}, a ")
        assert index is None or np.array_equal(np.float32(shown["z"]), codes[index])
        nearest = np.argsort((np.array(weights) * (codes - shown["z"]) ** 2).sum(1))[:20]
        assert np.abs(seen["mean"] - images[nearest].mean(0)).max() <= 1 / 255
        error = np.square(np.array(shown["pixels"]).ravel() / 255 - images[nearest].mean(0)).mean()
        assert float(seen["error"]) == pytest.approx(error, abs=1e-4)

    check(3)
    assert np.abs(_put_in(desk)["input"] - images[3]).max() < 0.003
    box = _box(desk)
    desk.mouse.click(box["x"] + 100, box["y"] + 300)
    desk.mouse.move(box["x"] - 30, box["y"] + 300)
    check(None)
    desk.get_by_test_id("put-in").click()
    check(3)
    desk.get_by_test_id("put-in").click()
    check(2)  # the first 1 comes after the first 0
    assert np.abs(_put_in(desk)["input"] - images[2]).max() < 0.003
    desk.wait_for_url("**input=2**")


def test_hovering_peeks_and_leaving_restores(desk):
    placed, box = _digit(desk), _box(desk)
    desk.mouse.move(box["x"] + 400, box["y"] + 350)
    peek = _moved(desk, placed["z"])
    assert np.allclose(_place(desk, peek), (box["x"] + 400, box["y"] + 350), atol=1.5)
    desk.mouse.move(box["x"] - 40, box["y"] + 350)
    assert _moved(desk, peek) == placed["z"]
    assert _digit(desk)["pixels"] == placed["pixels"]


def test_keys_nudge_and_jump(desk):
    surface = desk.get_by_test_id("latent-map")
    surface.focus()
    start = _digit(desk)["z"]
    surface.press("ArrowRight")
    right = _moved(desk, start)
    step = right[0] - start[0]
    assert step > 0
    assert right[1] == pytest.approx(start[1])
    surface.press("Shift+ArrowUp")
    up = _moved(desk, right)
    assert up[1] - right[1] == pytest.approx(10 * step, rel=1e-3)
    surface.press("4")
    codes = checkpoints.latents(FIRST)
    mean = codes["class_means"][4]
    assert np.allclose(_moved(desk, up), mean, atol=1e-6)
    assert "of 4" in surface.get_attribute("aria-label")
    twenty = np.linalg.norm((codes["mean"] - mean) * _scale(FIRST), axis=1).argsort()[:20]
    most = np.bincount(codes["labels"][twenty]).argmax()
    expect(desk.get_by_test_id("status")).to_have_text(
        f"{most}; {(codes['labels'][twenty] == most).sum()} of 20 nearest are {most}"
    )


def test_a_class_numeral_can_be_pressed(desk):
    mean = checkpoints.latents(FIRST)["class_means"][1].tolist()  # far from other numerals, so it stands in its place
    start = _digit(desk)["z"]
    desk.mouse.click(*_place(desk, mean))
    assert np.allclose(_moved(desk, start), mean, atol=1e-6)


def test_the_legend_isolates_a_digit(desk):
    everything = _dot_colours(desk)
    assert len(everything) >= 10
    desk.get_by_test_id("legend-6").click()
    expect(desk.get_by_test_id("legend-6")).to_have_attribute("aria-pressed", "true")
    purple, grey = (0x9C, 0x2D, 0xEA), (0xCB, 0xD0, 0xD6)
    assert purple in everything
    assert {purple, grey} <= _dot_colours(desk)  # the others go grey, not away
    assert (0x0B, 0x5C, 0x91) not in _dot_colours(desk)
    desk.get_by_test_id("legend-6").click()
    assert _dot_colours(desk) == everything


def test_presets_and_the_address_reopen_a_view(desk, app):
    start = _digit(desk)["z"]
    desk.get_by_text("Show only 4 and 9").click()
    placed = _moved(desk, start)
    desk.wait_for_url("**only=4*")
    visit(desk, desk.url)
    _ready(desk)
    assert np.allclose(_digit(desk)["z"], placed, atol=1e-4)
    expect(desk.get_by_test_id("legend-9")).to_have_attribute("aria-pressed", "true")
    visit(desk, f"{app}/?run={FIRST}&try=3")
    _ready(desk)
    assert np.allclose(_digit(desk)["z"], placed, atol=1e-4)


def test_the_manifold_and_the_posterior(desk):
    desk.get_by_test_id("posterior").click()
    start = _digit(desk)["z"]
    desk.get_by_test_id("resample").click()
    sample = np.array(_moved(desk, start))
    codes = checkpoints.latents(FIRST)
    nearest = np.linalg.norm((codes["mean"] - np.array(start)) * _scale(FIRST), axis=1).argmin()
    sigma = np.exp(0.5 * codes["log_var"][nearest])
    assert (np.abs(sample - codes["mean"][nearest]) < 6 * sigma).all()
    desk.get_by_test_id("background").get_by_text("Manifold").click()
    corner = """map => {
      const data = map.querySelector("canvas").getContext("2d").getImageData(2, 2, 24, 24).data;
      return data[3] === 255 && Math.max(...data.filter((_, i) => i % 4 === 0)) > 60;
    }"""
    desk.wait_for_function(f"map => ({corner})(map)", arg=desk.get_by_test_id("latent-map").element_handle())
    rim = desk.get_by_test_id("latent-map").evaluate(RIM)
    assert len(rim) > 20
    assert min(rim) == 255, "pictures show through beside a letter"


# how opaque it is three pixels about the ink of an axis's name, on the canvas over the pictures
RIM = """map => {
  const canvas = map.querySelectorAll("canvas")[1];
  const [left, wide] = [canvas.width - 34, 32];
  const { data } = canvas.getContext("2d").getImageData(left, 0, wide, 28);
  const around = [[3, 0], [-3, 0], [0, 3], [0, -3], [2, 2], [-2, 2], [2, -2], [-2, -2]];
  const found = [];
  for (let y = 4; y < 24; y++)
    for (let x = 4; x < wide - 4; x++) {
      const at = 4 * (y * wide + x);
      if (data[at + 3] === 255 && data[at] < 128) found.push(...around.map(([dx, dy]) => data[at + 4 * (dy * wide + dx) + 3]));
    }
  return found;
}"""


def test_contours_of_the_aggregated_posterior_hold_their_share_of_it(desk):
    """Of draws from the mixture, half have a higher density than the inner line, and nine tenths than the outer one."""
    desk.get_by_test_id("background").get_by_text("q(z)").click()
    surface = desk.get_by_test_id("latent-map")
    until(desk, lambda: surface.get_attribute("data-levels"))
    levels = [float(level) for level in surface.get_attribute("data-levels").split(",")]
    codes = checkpoints.latents(FIRST)
    random = np.random.default_rng(3)
    some = random.choice(len(codes["mean"]), 2000)
    draws = codes["mean"][some] + np.exp(0.5 * codes["log_var"][some]) * random.standard_normal((2000, 2))
    density = np.exp(metrics.aggregate_log_density(draws, codes["mean"], codes["log_var"]))
    assert [float((density > level).mean()) for level in levels] == pytest.approx([0.5, 0.9], abs=0.05)
    until(desk, lambda: "behind=aggregate" in desk.url)


def test_a_link_to_contours_that_a_run_has_not_shows_its_codes(page, app):
    visit(page, f"{app}/?run=conv-ae-2&behind=aggregate")
    page.get_by_test_id("background").wait_for(timeout=60_000)
    expect(page.locator('[data-testid="background"] input:checked')).to_have_value("codes")
    assert page.get_by_test_id("background").get_by_text("q(z)").count() == 0


def test_a_finger_drags_without_scrolling_and_scrolls_beside(phone):
    surface = phone.get_by_test_id("latent-map")
    surface.scroll_into_view_if_needed()
    start, box = _digit(phone)["z"], _box(phone)
    scroller = "() => document.querySelector('[data-testid=\"stMain\"]').scrollTop"
    before = phone.evaluate(scroller)
    x, y = box["x"] + 150, box["y"] + min(250, 760 - box["y"])
    touch = phone.context.new_cdp_session(phone)

    def swipe(x: float, y: float, dx: float, dy: float) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, 11):
            point = {"x": x + dx * step / 10, "y": y + dy * step / 10}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(x, y, 90, -180)
    moved = _moved(phone, start)
    assert np.allclose(_place(phone, moved), (x + 90, y - 180), atol=2)
    assert phone.evaluate(scroller) == before
    digit = phone.get_by_test_id("decoded-digit").bounding_box()
    assert digit["y"] + digit["height"] <= box["y"]  # above the map, where the hand does not hide it
    swipe(digit["x"] + 60, digit["y"] + 120, 0, -110)
    phone.wait_for_function(f"was => ({scroller})() > was", arg=before)
    assert _digit(phone)["z"] == moved


def test_a_dark_page_has_its_own_colours(page, app):
    def ground(colour: str) -> None:
        page.wait_for_function(
            "colour => getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor === colour", arg=colour
        )

    visit(page, app)
    page.emulate_media(color_scheme="dark")
    ground("rgb(17, 19, 21)")
    visit(page, app)
    _ready(page)
    expect(page.locator(".aelab").first).to_have_attribute("data-theme", "dark")
    assert (0xA2, 0x6F, 0xB0) in _dot_colours(page)
    page.emulate_media(color_scheme="light")
    ground("rgb(255, 255, 255)")
    expect(page.locator(".aelab").first).to_have_attribute("data-theme", "light")
    assert (0x9C, 0x2D, 0xEA) in _dot_colours(page)


@pytest.fixture
def linked(app):
    """The address of the page with the maps of some runs."""
    return lambda *runs: f"{app}/latent_space?{urlencode({'runs': runs}, doseq=True)}"


def _digits(page) -> dict[str, dict]:
    """By run: the code and the pixels (784,) in [0, 1] of its digit, all read at one moment."""
    return {
        digit["run"]: {
            "z": torch.tensor([digit["z"]]),
            "pixels": torch.tensor(np.float32(unpacked(digit["pixels"])) / 255)[None],
        }
        for digit in page.get_by_test_id("decoded-digit").evaluate_all(READ)
    }


def test_linked_runs_follow_the_digit(opened, linked):
    """A drag on the second map leads: the others take the code that their encoders give to its digit."""
    models = {run: checkpoints.load(run) for run in LINKED}
    page = opened(linked(*LINKED), **DESK)
    page.get_by_test_id("label").get_by_text("7").click()
    label, leader = torch.tensor([7]), LINKED[1]
    box = page.locator(f'[data-testid="latent-map"][data-run="{leader}"]').bounding_box()
    page.mouse.move(box["x"] + 90, box["y"] + 70)
    page.mouse.down()
    sent = len(page.sent)
    page.mouse.move(box["x"] + 140, box["y"] + 180, steps=20)
    digits = _digits(page)
    assert len(page.sent) == sent
    page.mouse.up()
    assert set(digits) == set(LINKED)
    with torch.no_grad():
        image = models[leader].decode(digits[leader]["z"].float())
        for run, model in models.items():
            decoded = model.decode(digits[run]["z"].float(), label).flatten(1)
            assert (decoded - digits[run]["pixels"]).abs().max() <= NEAR + EIGHT_BITS / 255, run
            if run != leader:
                assert torch.allclose(model.encode(image, label).mean, digits[run]["z"].float(), atol=NEAR), run


def test_a_code_of_many_numbers_moves_in_its_plane(opened, linked):
    run = "conv-vae-16"
    codes = checkpoints.latents(run)
    components, centre = codes["pca_components"], codes["pca_mean"]
    page = opened(linked(run), **DESK)
    start, box = np.array(_digit(page)["z"]), _box(page)
    page.mouse.move(box["x"] + 100, box["y"] + 120)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 280, steps=10)
    moved = np.array(_digit(page)["z"])
    page.mouse.up()
    step = (moved - start) @ components.T
    assert np.abs(step[:2]).min() > 0.1
    assert np.abs(step[2:]).max() < 1e-4  # the rest of the code is kept
    assert np.allclose(_place(page, ((moved - centre) @ components[:2].T).tolist()), (box["x"] + 300, box["y"] + 280), atol=1.5)
    page.get_by_test_id("latent-map").press("8")
    assert np.allclose(_moved(page, moved.tolist()), codes["class_means"][8], atol=1e-5)


def test_a_phone_shows_one_of_linked_runs(opened, linked):
    page = opened(linked(*LINKED[:2]), **PHONE)
    shown = page.locator('[data-testid="decoded-digit"]:visible')
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-run", LINKED[0])
    page.locator('[data-testid="latent-map"]:visible').press("4")
    expect(page.get_by_test_id("status")).to_have_text(re.compile(r"^VAE 2-D: 4; \d+ of 20 nearest are 4$"))  # of no other
    page.get_by_test_id("run-in-view").get_by_text("AE 2-D", exact=True).tap()
    expect(shown).to_have_attribute("data-run", LINKED[1])
    model, digits = checkpoints.load(LINKED[1]), _digits(page)
    with torch.no_grad():
        assert torch.allclose(model.decode(digits[LINKED[1]]["z"].float()).flatten(1), digits[LINKED[1]]["pixels"], atol=3e-3)


def _choose(page, plane: str):
    page.get_by_test_id("plane").get_by_text(plane, exact=True).click()


def test_tsne_snaps_to_test_codes_and_leads_the_others(opened, linked):
    runs = ("conv-vae-16", "conv-ae-2")
    codes, models = checkpoints.latents(runs[0]), {run: checkpoints.load(run) for run in runs}
    page = opened(linked(*runs), **DESK)
    _choose(page, "t-SNE")
    expect(page.get_by_text("it has no way back, so the ring snaps to test codes")).to_be_visible()
    page.get_by_test_id("latent-map").first.scroll_into_view_if_needed()  # the press on the choice below it has scrolled
    box = page.get_by_test_id("latent-map").first.bounding_box()
    surface = page.get_by_test_id("latent-map").first
    xmin, xmax, ymin, ymax = (float(v) for v in surface.get_attribute("data-extent").split(","))
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    snapped = set()
    for step in range(1, 9):
        x, y = 60 + 40 * step, 60 + 37 * step
        page.mouse.move(box["x"] + x, box["y"] + y)
        digits = _digits(page)
        at = np.array([xmin + (x - 1) / (box["width"] - 2) * (xmax - xmin), ymax - (y - 1) / (box["height"] - 2) * (ymax - ymin)])
        distances = np.linalg.norm(codes["tsne"] - at, axis=1)
        z = digits[runs[0]]["z"].numpy().ravel()
        index = int(np.abs(codes["mean"] - z).max(1).argmin())
        assert np.allclose(codes["mean"][index], z, atol=1e-6)  # it is a test code ...
        assert distances[index] <= distances.min() + 0.01 * (xmax - xmin)  # ... and that of the nearest dot
        snapped.add(index)
        with torch.no_grad():
            image = models[runs[0]].decode(digits[runs[0]]["z"].float())
            assert (image.flatten(1) - digits[runs[0]]["pixels"]).abs().max() <= NEAR + EIGHT_BITS / 255
            assert torch.allclose(models[runs[1]].encode(image).mean, digits[runs[1]]["z"].float(), rtol=NEAR, atol=NEAR)
    assert len(snapped) > 3
    page.mouse.up()
    page.wait_for_url("**plane=tsne*")


def test_a_code_from_elsewhere_stands_at_the_nearest_stored_code(opened, linked):
    codes = checkpoints.latents("conv-vae-16")
    count, scale = len(codes["tsne"]), _scale("conv-vae-16")
    page = opened(linked("conv-vae-16") + "&plane=tsne", **DESK)
    surface = page.get_by_test_id("latent-map")
    for digit in (8, 1):
        surface.press(str(digit))
        assert np.allclose(_moved(page, []), codes["class_means"][digit], atol=1e-5)
        nearest = np.linalg.norm((codes["mean"][:count] - codes["class_means"][digit]) * scale, axis=1).argmin()
        expect(surface).to_have_attribute(
            "aria-label", re.compile(f"The ring is at test image {nearest}, a {codes['labels'][nearest]}")
        )
    places = codes["tsne"]
    for key, axis, sign in (("ArrowRight", 0, 1), ("ArrowUp", 1, 1), ("Shift+ArrowLeft", 0, -1)):
        before = _digit(page)["z"]
        surface.press(key)
        after = _moved(page, before)
        start, end = (np.linalg.norm((codes["mean"][:count] - z) * scale, axis=1).argmin() for z in (before, after))
        step = places[end] - places[start]
        assert sign * step[axis] >= abs(step[1 - axis]) - 1e-3, key
        assert np.allclose(codes["mean"][end], after, atol=1e-6)


def _scale(run: str) -> np.ndarray:
    """What codes of a run are multiplied with before distances are taken."""
    arrays = checkpoints.latents(run)
    return np.sqrt(latent.distance(arrays["mean"], arrays.get("log_var"))["weights"])


def test_tsne_is_offered_for_codes_of_more_than_two_numbers_only(desk, opened, linked):
    expect(desk.get_by_test_id("plane")).to_have_count(0)
    page = opened(linked("conv-vae-16"), **DESK)
    expect(page.get_by_test_id("plane")).to_have_count(1)
    place = _place(page, [0, 0])
    _choose(page, "t-SNE")
    expect(page.get_by_test_id("posterior")).to_be_disabled()  # an ellipse has no shape there
    _choose(page, "PCA")
    expect(page.get_by_test_id("posterior")).to_be_enabled()
    assert _place(page, [0, 0]) == place
    page.wait_for_url(lambda url: "plane" not in url)


@pytest.mark.parametrize("query", ["", "&plane=tsne&behind=manifold"])
def test_the_address_reopens_a_code_of_392_numbers(opened, app, query):
    """Its state is 16 principal coordinates: the code, and every pixel, come back from them."""
    page = opened(f"{app}/latent_space?runs=conv-dae-maps{query}", **DESK)
    start, box = _digit(page)["z"], _box(page)
    assert len(start) == 392
    page.mouse.move(box["x"] + 180, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + 250, steps=5)
    page.mouse.up()
    page.wait_for_url("**on=conv-dae-maps*")
    placed = _digit(page)
    assert placed["z"] != start
    visit(page, page.url)
    _ready(page)
    again = _digit(page)
    assert np.allclose(again["z"], placed["z"], atol=1e-3)
    assert np.abs(np.subtract(again["pixels"], placed["pixels"])).max() <= 1
    codes = checkpoints.latents("conv-dae-maps")
    z = [float(v) for v in parse_qs(urlsplit(page.url).query)["z"][0].split(",")]
    whole = np.array(z) @ codes["pca_components"] + codes["pca_mean"]
    assert np.allclose(whole, again["z"], atol=1e-3)
    if query:
        expect(page.locator('[data-testid="plane"] input:checked')).to_have_value("tsne")
        expect(page.locator('[data-testid="background"] input:checked')).to_have_value("manifold")


def test_the_address_keeps_the_posterior(desk):
    desk.get_by_test_id("posterior").click()
    desk.wait_for_url("**posterior=*")
    start = _digit(desk)["z"]
    nearest = np.linalg.norm((checkpoints.latents(FIRST)["mean"] - np.array(start)) * _scale(FIRST), axis=1).argmin()
    assert parse_qs(urlsplit(desk.url).query)["posterior"] == [str(nearest)]
    desk.get_by_test_id("resample").click()  # the ring leaves the code, the ellipse stays
    drawn = _moved(desk, start)
    desk.wait_for_url(lambda url: _numbers(url, "z") == pytest.approx(drawn, abs=1e-4))
    assert _numbers(desk.url, "posterior") == [nearest]
    marks = "map => map.querySelectorAll('canvas')[1].toDataURL()"
    shown = desk.get_by_test_id("latent-map").evaluate(marks)
    visit(desk, desk.url)
    _ready(desk)
    expect(desk.get_by_test_id("posterior")).to_have_attribute("aria-pressed", "true")
    assert np.allclose(_digit(desk)["z"], drawn, atol=1e-4)
    assert desk.get_by_test_id("latent-map").evaluate(marks) == shown
    desk.get_by_test_id("posterior").click()
    desk.wait_for_url(lambda url: "posterior" not in url)
    assert desk.get_by_test_id("latent-map").evaluate(marks) != shown


def test_glasses_of_maps_beside_each_other_magnify_alike(page, app):
    """By as much as the widest posterior lets them: what is twice as wide looks it."""
    runs = ["conv-vae-2", "conv-vae-2-beta-4"]
    visit(page, f"{app}/latent_space?{'&'.join(f'runs={name}' for name in runs)}&posterior=3")
    maps = page.locator('[data-testid="latent-map"][data-glass]')
    expect(maps).to_have_count(2)
    read = lambda: maps.evaluate_all("all => all.map(map => Number(map.dataset.glass))")  # noqa: E731
    glasses = until(page, lambda: len(set(read())) == 1 and read(), "they magnify alike once both models are there")
    long = np.exp(0.5 * checkpoints.latents(runs[1])["log_var"][3].astype(float)).max()
    assert 2 * long * glasses[0] == pytest.approx(38, rel=1e-3), "two sigma of the wider one fill the glass of 44 pixels"


def _numbers(url: str, name: str) -> list[float]:
    return [float(v) for v in parse_qs(urlsplit(url).query).get(name, [""])[0].split(",") if v]


def test_nothing_moves_when_the_model_comes(page, linked):
    where = """() => [...document.querySelectorAll("*")].flatMap((host) => [...(host.shadowRoot?.querySelectorAll(
      "[data-testid=latent-map], .digit, .run-code, .mix-bars, .legend, .presets") ?? [])].map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        return [x, y, width, height].map(Math.round).join();
      }))"""

    def places() -> list[list[str]]:
        found = []
        for width, height in ((390, 844), (1366, 768)):
            page.set_viewport_size({"width": width, "height": height})
            two_frames(page)
            page.evaluate(SLID)
            two_frames(page)
            found.append(page.evaluate(where))
        return found

    held = []
    page.route("**/bytes/*/conv-*/*", lambda route: held.append(route))  # models and codes stay on their way
    for runs in (["conv-vae-2"], ["conv-vae-16", "conv-ae-2"]):
        if runs == ["conv-vae-2"]:
            page.goto(linked(*runs))
        else:
            page.evaluate(TURN, linked(*runs))  # a visit would wait until all is there
        expect(page.get_by_test_id("latent-map")).to_have_count(len(runs))
        expect(page.get_by_text("The model is on its way").first).to_be_visible()
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        until(page, lambda: held)
        empty = places()
        assert empty[0] != empty[1]
        while held:
            held.pop().continue_()
        if runs != ["conv-vae-2"]:
            page.unroute("**/bytes/*/conv-*/*")
        until(page, lambda: not held_up(page, held), "the models come")
        _ready(page)
        assert places() == empty, runs


def held_up(page, held: list) -> bool:
    """Let through what is asked for; returns whether a model is still on its way."""
    while held:
        held.pop().continue_()
    return page.get_by_text("The model is on its way").count() > 0


def test_home_names_every_page_and_its_question(desk):
    cards = CARDS
    links = desk.get_by_test_id("stMain").get_by_test_id("stPageLink")
    expect(links).to_have_count(len(PAGES) - 1 + 1)  # the first lesson's, too
    for path, page in PAGES.items():
        if path != "home.py":
            said = links.filter(has_text=re.compile(f"^{page.name}")).inner_text()
            assert said.removeprefix(page.name).strip() == page.question, path
    metrics = [card.metrics for card in cards.values() if not card.model.classes]  # told the digit, it has another ELBO
    line = desk.get_by_text(re.compile(f"^{len(cards)} trained models")).inner_text()
    for metric, figure in (("mse", "{:.4f}"), ("denoising_mse", "{:.4f}"), ("negative_elbo", "{:.2f}")):
        drawn = "bce_sampled" if metric == "negative_elbo" else metric  # without it the figure is none of drawn codes
        found = [getattr(m, metric) for m in metrics if None not in (getattr(m, metric), getattr(m, drawn))]
        assert (figure.format(min(found)) in line) if found else "ELBO" not in line, metric
    links.filter(has_text="Denoise").get_by_role("link").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Which models can remove noise?")


def _lattice(page, kind: str) -> np.ndarray:
    """What the map worked out behind the ring: [x, y, dx, dy] of each arrow, or [x, y, value] of each tile of the metric."""
    page.locator(f'[data-testid="latent-map"][data-lattice="{kind}"]').wait_for(timeout=120_000)
    return np.array(page.get_by_test_id("latent-map").evaluate("map => map.lattice"))


def test_arrows_are_where_pytorch_encodes_what_it_decodes(opened, app):
    run, label = "conv-cvae-2", 7
    page = opened(f"{app}/?run={run}&behind=field&label={label}", **DESK)
    rows = _lattice(page, "field")
    assert len(rows) > 300
    z, model = torch.tensor(rows[:, :2], dtype=torch.float32), checkpoints.load(run)
    told = torch.full((len(z),), label)
    with torch.no_grad():
        step = (model.encode(model.decode(z, told), told).mean - z).numpy()
    scale = np.abs(rows[:, :2]).max()
    assert np.abs(step - rows[:, 2:]).max() < 1e-3 * scale  # of the map's half width


def test_the_metric_is_the_volume_of_pytorchs_jacobian_and_a_drag_goes_on_while_it_is_worked_out(opened, app):
    run, label = "conv-cvae-2", 7
    page = opened(f"{app}/?run={run}&label={label}", **DESK)
    page.set_viewport_size(SMALL)
    page.get_by_test_id("background").get_by_text("Metric").click()
    page.get_by_test_id("latent-map").scroll_into_view_if_needed()
    before, box = _digit(page), _box(page)
    page.mouse.move(box["x"] + 30, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 110, box["y"] + 140, steps=10)
    after = _digit(page)
    page.mouse.up()
    assert after["z"] != before["z"]
    assert np.allclose(_place(page, after["z"]), (box["x"] + 110, box["y"] + 140), atol=1.5)
    rows = _lattice(page, "metric")  # and it is worked out to its end
    page.get_by_test_id("background").get_by_text("Codes").click()  # or it would be once more, for the next test's window
    some = rows[np.random.default_rng(0).choice(len(rows), 60, replace=False)]
    model, told = checkpoints.load(run), torch.full((len(some),), label)
    z = torch.tensor(some[:, :2], dtype=torch.float32)
    # of all codes along one coordinate at a time: torch.func would import PyTorch's compiler
    slopes = [
        torch.autograd.functional.jvp(lambda z: model.decode(z, told).flatten(1), z, along.expand_as(z))[1]
        for along in torch.eye(2)
    ]
    J = torch.stack(slopes, 2).double()
    exact = torch.det(J.mT @ J).clamp(min=0).sqrt().numpy()
    apart = np.abs(some[:, 2] - exact) / (exact + 1e-3 * exact.max())
    assert np.median(apart) < 0.01
    assert np.quantile(apart, 0.95) < 0.05  # a difference of a thousandth of the map rounds off the sharpest borders


def test_lattices_belong_to_two_numbers_and_to_the_address(opened, app):
    page = opened(f"{app}/?run={FIRST}", **DESK)
    box = page.get_by_test_id("background").bounding_box()
    assert abs(page.get_by_test_id("posterior").bounding_box()["y"] - box["y"]) < 4  # one row on a desk
    page.set_viewport_size(SMALL)
    page.get_by_test_id("background").get_by_text("Arrows").click()
    page.wait_for_url("**behind=field*")
    visit(page, page.url)
    _ready(page)
    expect(page.locator('[data-testid="background"] input:checked')).to_have_value("field")
    _lattice(page, "field")
    page.get_by_test_id("background").get_by_text("Codes").click()
    expect(page.get_by_test_id("latent-map")).not_to_have_attribute("data-lattice", "field")
    visit(page, f"{app}/?run=conv-vae-16&behind=metric")
    _ready(page)
    expect(page.locator('[data-testid="background"] input:checked')).to_have_value("codes")
    assert page.get_by_test_id("background").get_by_text("Metric").count() == 0


def test_the_choices_fit_a_phone(phone):
    cells = phone.get_by_test_id("background").locator("label")
    boxes = [cells.nth(i).bounding_box() for i in range(cells.count())]
    assert len(boxes) == 7
    assert min(box["x"] for box in boxes) >= 0
    assert max(box["x"] + box["width"] for box in boxes) <= PHONE["viewport"]["width"]
    assert min(box["height"] for box in boxes) >= 36
