"""Denoise in a real Chromium: live while the level is dragged, silent, and the numbers of PyTorch."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from aelab import baselines, checkpoints, names, noise
from aelab.noise import KINDS
from tests.browser import PIXELS, RESTS, greys, pixels_of, set_slider, two_frames, unpacked, until, visit
from tests.shipped import NAMES
from ui import modules

RUNS = [name for name in ("conv-dae-maps", "conv-dae-16", "conv-cvae-2", "conv-vae-2") if name in NAMES]
ALL_DRAWN = "canvases => canvases.length > 0 && canvases.every(canvas => canvas.pixels)"


def opened(page, app, **query):
    query = {"models": RUNS} | query
    parts = [f"{key}={value}" for key, values in query.items() for value in (values if isinstance(values, list) else [values])]
    visit(page, f"{app}/denoise?{'&'.join(parts)}")
    page.get_by_test_id("noise-level").wait_for(timeout=60_000)
    until(page, lambda: page.get_by_test_id("output-digit").evaluate_all(ALL_DRAWN))
    return page


def pixels(page, testid: str) -> np.ndarray:
    """The exact numbers behind a picture: (784,)."""
    return pixels_of(page.get_by_test_id(testid))


def outputs(page) -> dict[str, np.ndarray]:
    found = page.get_by_test_id("output-digit").evaluate_all(f"all => all.map(c => [c.dataset.run, ({PIXELS})(c)])")
    return {run: unpacked(values, np.float32) for run, values in found}


def hold(page, testid: str, value: float) -> None:
    """Put a slider at a value, and hold it there: Python hears of nothing, and has nothing to do."""
    page.get_by_test_id(testid).evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )
    two_frames(page)


def figures(page) -> dict[str, tuple[str, str]]:
    found = page.locator(".picture[data-run]").evaluate_all(
        "all => all.map(p => [p.dataset.run, ...[...p.querySelectorAll('dd .live')].map(d => d.textContent)])"
    )
    return {run: (mse, psnr) for run, mse, psnr in found}


def choose(page, noise: str) -> None:
    clip = page.get_by_test_id("clip")
    if noise.startswith("gaussian"):
        page.get_by_test_id("noise-kind").locator("input[value=gaussian]").check(force=True)
        if clip.get_attribute("aria-pressed") != str(noise == "gaussian").lower():
            clip.click()
        return
    page.get_by_test_id("noise-kind").locator(f"input[value={noise}]").check(force=True)


def test_a_level_is_drawn_in_the_same_frame_as_the_move(page, app):
    """Every picture of it. That the server hears of nothing till the hand lets go is for tests/test_journey.py."""
    opened(page, app)
    until(page, lambda: page.get_by_test_id("code-noise").is_enabled())  # until then the page redraws by itself, too
    two_frames(page)
    took = page.get_by_test_id("noise-level").evaluate(
        """async input => {
          const drawn = [...input.getRootNode().querySelectorAll('[data-testid=noisy-digit], [data-testid=output-digit]')];
          const sums = () => drawn.map(({ pixels }) => pixels[0] + pixels.reduce((a, b) => a + b, 0));
          const took = [];
          for (let i = 1; i <= 6; i++) {
            await new Promise(requestAnimationFrame);
            await new Promise(done => setTimeout(done));
            const before = sums();
            const start = performance.now();
            input.value = i / 8;
            input.dispatchEvent(new Event('input'));
            const now = sums();
            took.push([performance.now() - start, now.filter((sum, k) => sum !== before[k]).length]);
          }
          return took;
        }"""
    )
    assert {changed for _, changed in took} == {1 + len(RUNS)}
    times = sorted(ms for ms, _ in took)
    print(f"\n{len(RUNS)} runs: {times[3]:.1f} ms median, {times[-1]:.1f} ms at most from input to pixels")


def test_noise_has_the_statistics_of_its_level(page, app):
    opened(page, app, level=0, models=RUNS[-1])
    clean = pixels(page, "clean-digit")
    for kind in KINDS:
        choose(page, kind)
        for level in (0, 0.3, 0.8):
            hold(page, "noise-level", level)
            noisy = pixels(page, "noisy-digit")
            print(kind, level)
            check_statistics(kind, level, clean, noisy) if level else np.testing.assert_array_equal(clean, noisy)


def check_statistics(noise: str, level: float, clean: np.ndarray, noisy: np.ndarray) -> None:
    spread = 4 / math.sqrt(784)  # four standard errors of a share, at the least
    if noise.startswith("gaussian"):
        dark = noisy[clean == 0]  # there the noise is cut at 0 and, at these levels seldom, at 1
        reference = level * np.random.default_rng(0).standard_normal(100_000)
        reference = np.clip(reference, 0, 1) if noise == "gaussian" else reference
        assert dark.mean() == pytest.approx(reference.mean(), abs=spread * level)
        assert dark.std() == pytest.approx(reference.std(), abs=spread * level)
    elif noise == "salt-and-pepper":
        assert np.mean(noisy[clean == 0] == 1) == pytest.approx(level / 2, abs=spread)
        assert set(noisy[clean != noisy].tolist()) <= {0.0, 1.0}
    elif noise == "masking":
        assert np.mean(noisy[clean > 0] == 0) == pytest.approx(level, abs=3 * spread)
        assert (noisy[clean != noisy] == 0).all()
    else:
        side = round(math.sqrt(level) * 28)
        kept = (noisy == clean).reshape(28, 28)
        rows, columns = np.flatnonzero(~kept.all(1)), np.flatnonzero(~kept.all(0))
        assert rows[-1] - rows[0] < side
        assert columns[-1] - columns[0] < side
        assert (noisy[clean != noisy] == 0).all()
    assert (clean != noisy).any()
    assert (0 <= noisy.min() <= noisy.max() <= 1) == (noise != "gaussian-unclipped")


def test_the_same_seed_is_the_same_noise_and_another_is_not(page, app):
    opened(page, app, seed=7, level=0.4)
    first = pixels(page, "noisy-digit")
    hold(page, "noise-level", 0.9)
    assert np.abs(pixels(page, "noisy-digit") - first).max() > 0.1
    set_slider(page, "noise-level", 0.4)
    two_frames(page)
    np.testing.assert_array_equal(pixels(page, "noisy-digit"), first)
    button = page.get_by_test_id("noise-seed")
    assert button.text_content() == "Seed 7"
    button.click()
    until(page, lambda: button.text_content() != "Seed 7")
    two_frames(page)
    assert np.abs(pixels(page, "noisy-digit") - first).max() > 0.1
    opened(page, app, seed=7, level=0.4)
    np.testing.assert_array_equal(pixels(page, "noisy-digit"), first)


def test_outputs_and_figures_are_those_of_pytorch(page, app):
    opened(page, app, level=0.5, passes=1)
    for passes in (1, 3):
        hold(page, "passes", passes)
        check_outputs(page, passes)


def check_outputs(page, passes: int) -> None:
    clean, noisy, shown, written = pixels(page, "clean-digit"), pixels(page, "noisy-digit"), outputs(page), figures(page)
    told = page.locator(".picture[data-run=conv-cvae-2] .tick").all_text_contents()
    label = torch.tensor([int(told[0][-1])]) if told else None
    assert list(shown) == [card.name for card in names.in_order(map(checkpoints.card, RUNS))]
    errors = {}
    for run, pictured in shown.items():
        model, image = checkpoints.load(run), torch.from_numpy(noisy).view(1, 1, 28, 28)
        with torch.no_grad():
            for _ in range(passes):
                image = model.reconstruct(image, label)
        worst = np.abs(image.numpy().ravel() - pictured).max()
        print(f"\n{run}, {passes} passes: largest difference to PyTorch {worst:.1e}")
        assert worst < 1e-3
        errors[run] = float(np.mean((np.float64(pictured) - clean) ** 2))
        assert float(written[run][0]) == pytest.approx(errors[run], abs=5.1e-5)
        assert float(written[run][1]) == pytest.approx(-10 * math.log10(errors[run]), abs=0.051)
        canvas = page.locator(f"[data-testid=output-digit][data-run={run}]")
        assert np.abs(greys(canvas)[0] / 255 - pictured).max() < 0.0021
    best = page.locator(".picture:has(.best)").evaluate_all("all => all.map(p => p.dataset.run)")
    assert best == [min(errors, key=errors.get)]


def test_no_passes_is_the_noisy_digit_and_code_noise_spoils_the_code_alone(page, app):
    opened(page, app, level=0.5)
    before, noisy = outputs(page), pixels(page, "noisy-digit")
    page.wait_for_function(f"() => {RESTS}", polling=50)
    assert page.get_by_test_id("code-noise").is_enabled(), "the page rests, and a control of it waits"
    hold(page, "code-noise", 1)
    np.testing.assert_array_equal(pixels(page, "noisy-digit"), noisy)
    assert all(np.abs(after - before[run]).max() > 0.05 for run, after in outputs(page).items())
    hold(page, "code-noise", 0)
    hold(page, "passes", 0)
    assert all((after == noisy).all() for after in outputs(page).values())
    set_slider(page, "passes", 1)
    two_frames(page)
    assert all((after == before[run]).all() for run, after in outputs(page).items())


def _ranked(page) -> list[tuple[str, float]] | None:
    """Runs and errors from the top down, where they stand in that order and apart: an answer of the server places them anew."""
    read = """all => all.map(name => [name, name.querySelector("[data-testid=curve-value]")])
      .map(([name, value]) => [name.getBoundingClientRect().top, value.dataset.run, Number(value.textContent)])"""
    rows = sorted(page.locator(".curve-name").evaluate_all(read))
    falls, apart = np.diff([value for _, _, value in rows]) <= 0, np.diff([top for top, _, _ in rows]) >= 24
    return [(run, value) for _, run, value in rows] if rows and falls.all() and apart.all() else None


def test_curve_values_are_the_cards_between_levels_on_a_straight_line(page, app):
    opened(page, app, noise="occlusion", level=0.137)
    for kind in ("occlusion", "gaussian"):
        choose(page, kind)
        for level, said in ((0.137, "interpolated"), (0.2, "measured")):
            set_slider(page, "noise-level", level)
            two_frames(page)
            assert f"2,000 test images, {said}" in page.locator(".curves-head").text_content(), (kind, level)
            shown = until(page, lambda: _ranked(page), "the order is that of the level shown, which is another at sigma = 1")
            assert sorted(run for run, _ in shown) == sorted(RUNS)
            for run, value in shown:
                curves = checkpoints.card(run).metrics.curves
                assert value == pytest.approx(np.interp(level, curves["levels"], curves[kind]), abs=5.1e-5), (kind, level, run)


def test_the_thumb_stands_over_its_level_on_the_axis(page, app):
    opened(page, app, level=0.25)
    slider, chart = (page.get_by_test_id(t).bounding_box() for t in ("noise-level", "error-curves"))
    assert (slider["x"], slider["width"] + 16) == pytest.approx((chart["x"], chart["width"]), abs=0.5)  # 16 to the names


def test_a_class_shuffle_and_presets(page, app):
    opened(page, app)
    page.get_by_test_id("digit-class").select_option("5")
    two_frames(page)
    assert page.get_by_test_id("digit-thumb").count() == 4
    names = page.get_by_test_id("digit-thumb").evaluate_all("all => all.map(c => c.ariaLabel)")
    assert all(name.endswith("a 5") for name in names)
    before = pixels(page, "clean-digit")
    page.get_by_test_id("digit-thumb").nth(3).click()
    two_frames(page)
    assert (pixels(page, "clean-digit") != before).any()
    page.get_by_text("No noise at all").click()
    two_frames(page)
    assert page.get_by_test_id("noise-level").evaluate("i => i.valueAsNumber") == 0
    page.get_by_text("Copy the copy, ten times").click()
    until(page, lambda: "passes=10" in page.url)
    page.get_by_text("One level, or all levels").click()
    until(page, lambda: "models=conv-dae-maps&models=conv-dae-blind" in page.url and "level=0.9" in page.url)


def test_the_trail_of_a_map_with_two_numbers_is_shown_from_the_second_pass(page, app):
    opened(page, app, passes=1)
    trail = page.locator("[data-testid=trail-map][data-run=conv-vae-2]")
    assert not trail.is_visible()
    set_slider(page, "passes", 6)
    trail.wait_for()
    assert "pass 1 to 6" in page.locator(".trails").text_content()
    assert page.get_by_test_id("trail-map").count() == sum(checkpoints.card(run).model.latent_size == 2 for run in RUNS)


def test_the_page_knows_every_kind_of_noise(page, app):
    opened(page, app, models=RUNS[-1])
    offered = page.get_by_test_id("noise-kind").locator("input").evaluate_all("all => all.map(i => i.value)")
    assert offered == [kind for kind in KINDS if kind != "gaussian-unclipped"]  # which the switch offers


def test_clipping_is_a_switch_of_gaussian_noise_that_the_link_keeps(page, app):
    opened(page, app, level=0.5, seed=7)
    clipped, switch = pixels(page, "noisy-digit"), page.get_by_test_id("clip")
    assert switch.get_attribute("aria-pressed") == "true"
    switch.click()
    until(page, lambda: "noise=gaussian-unclipped" in page.url)
    two_frames(page)
    bare = pixels(page, "noisy-digit")
    assert bare.min() < -0.5
    np.testing.assert_array_equal(bare.clip(0, 1), clipped)
    expected = noise.add(
        "gaussian-unclipped", torch.from_numpy(pixels(page, "clean-digit")).view(1, 1, 28, 28), 0.5, noise.of_seed(7)
    )
    assert np.abs(bare - expected.numpy().ravel()).max() < 1e-6
    assert np.abs(greys(page.get_by_test_id("noisy-digit"))[0] - 255 * clipped).max() <= 0.501  # painted clipped
    check_outputs(page, 1)
    opened(page, app, level=0.5, seed=7, noise="gaussian-unclipped")
    assert switch.get_attribute("aria-pressed") == "false"
    np.testing.assert_array_equal(pixels(page, "noisy-digit"), bare)
    choose(page, "masking")
    assert not switch.is_visible()


def test_what_is_no_model_is_a_dotted_line_with_a_name_and_no_row_of_the_table(page, app):
    opened(page, app, level=0.5, models=RUNS[-1])
    said, curves = page.get_by_test_id("error-curves").get_attribute("aria-label"), baselines.stored("denoising")["curves"]
    for name, line in (("noisy picture", "noisy"), ("average digit", "average"), ("linear denoiser", "linear")):
        shown = float(said.split(f"{name} ")[1].split(",")[0])
        assert shown == pytest.approx(curves["gaussian"][line][curves["levels"].index(0.5)], abs=5.1e-5)
    assert page.get_by_test_id("curve-value").evaluate_all("all => all.map(value => value.dataset.run)") == [RUNS[-1]]
    still = page.get_by_test_id("error-curves").locator("canvas").first
    chart = still.evaluate("canvas => canvas.toDataURL()")
    choose(page, "gaussian-unclipped")
    two_frames(page)
    assert still.evaluate("canvas => canvas.toDataURL()") != chart  # the curves follow the switch


def test_a_run_that_was_not_measured_with_a_kind_of_noise_has_no_line(browser):
    """A kind that was added after a run was measured; and one that nothing was measured with, models or none."""
    blank = browser.new_page()
    blank.add_script_tag(
        type="module", content=modules.bundle("denoise/error_curves.js") + "\nglobalThis.errorCurves = errorCurves;"
    )
    blank.wait_for_function("globalThis.errorCurves")
    measured = {"levels": [0, 0.5, 1], "images": 5, "gaussian": [0.01, 0.02, 0.05]}
    baselines = {**measured, "gaussian": {"noisy": [0, 0.2, 0.4], "average": [0.06] * 3}}
    names = blank.evaluate(
        """([curves, baselines]) => {
          const chart = errorCurves(baselines);
          document.body.append(chart.head, chart.chart, chart.rows);
          const trained = { noise: "none", levels: [0, 0] };
          const runs = [{ name: "new", short: "new", trained, curves: { ...curves, fog: [0.1, 0.2, 0.3] } }, { name: "old", short: "old", trained, curves }];
          return ["gaussian", "fog", "smoke"].map((kind) => {
            chart.set(runs, kind, "p");
            chart.moveTo(0.25);
            chart.describe();
            return [[...chart.rows.children].map((row) => row.textContent), chart.head.innerText.replace(/\\s+/g, " ")];
          });
        }""",
        [measured, baselines],
    )
    blank.close()
    (all_of_them, said), (one, lacking), (none, nothing) = names
    assert [row[:3] for row in all_of_them] == ["new", "old"]
    assert "not measured" not in said
    assert [row[:3] for row in one] == ["new"]
    assert "not measured: old" in lacking
    assert none == []
    assert "not measured: new, old" in nothing
