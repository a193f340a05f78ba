"""The page Compare: which runs make an ablation, what is drawn of them, and the rows of digits in a real Chromium, with PyTorch's numbers."""

from __future__ import annotations

import copy
import json
import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from msgspec import convert
from msgspec.structs import asdict, replace
from playwright.sync_api import expect

from aelab import ablations, checkpoints, figures, loss_history
from aelab.ablations import Series
from aelab.card import Card, Probe
from aelab.runs import Recipe
from tests import browser as pages
from tests.browser import BASE64, GREYS, greys, unpacked, until, visit
from tests.conftest import card_of
from tests.shipped import CARDS, NAMES
from ui import few_labels
from ui.ablation_kinds import _bottleneck_words
from ui.plane import slope_words

RUNS = [name for name in ("conv-ae-2", "conv-vae-2", "conv-vae-16", "conv-dae-maps", "conv-cvae-2") if name in NAMES]
ROUNDED = 0.5 / 255 + 1e-3  # a canvas holds 256 greys


def stored(name: str) -> dict:
    return json.loads((checkpoints.ROOT / name / "run.json").read_text())


@pytest.fixture(scope="module")
def cards():
    return CARDS


def own(card: Card, **recipe) -> Card:
    """A run of somebody's own: another's card with another recipe."""
    return replace(copy.deepcopy(card), name="own", recipe=replace(card.recipe, name="own", **recipe))


def differs(one: Card, other: Card) -> set[str]:
    """The numbers of two recipes that are not the same, but for the runs' names."""
    return {key for key, number in asdict(one.recipe).items() if number != getattr(other.recipe, key)} - {"name"}


FOUND = ((ablations.bottleneck, "latent_size"), (ablations.beta, "beta"), (ablations.latent_size, "latent_size"))


def test_ablations_are_the_runs_that_differ_in_one_number(cards):
    found = [[card.name for card in runs.cards] for runs in ablations.bottleneck(cards.values())]
    assert found == [[f"mlp-ae-{size}" for size in (2, 4, 8, 16, 32)]]
    for find, key in FOUND:
        for runs in find(cards.values()):
            assert runs.recipes(key) == sorted(set(runs.recipes(key)))
            assert len(runs.cards) > 1
            for one, other in pairwise(runs.cards):
                assert differs(one, other) == {key}, (one.name, other.name)
                if key == "beta":
                    assert one.model == other.model
    assert [runs.cards[0].recipe.latent_size for runs in ablations.beta(cards.values())] == [2, 16]


def test_a_run_of_ones_own_takes_its_place(cards):
    mine = [*cards.values(), own(cards["mlp-ae-4"], latent_size=6)]
    assert ablations.bottleneck(mine)[0].recipes("latent_size") == [2, 4, 6, 8, 16, 32]
    mine = [*cards.values(), own(cards["conv-vae-8"], beta=3.0)]
    assert [runs.name for runs in ablations.beta(mine)] == [f"Code of {size} numbers" for size in (2, 8, 16)]
    assert ablations.latent_size(mine) == ablations.latent_size(cards.values()), "another beta is another ablation"
    for find, _ in FOUND:
        assert find([]) == find([cards["conv-vae-2"]]) == []


@pytest.mark.parametrize(
    "other",
    [
        {"noise": "gaussian"},
        {"reconstruction": "mse"},
        {"family": "mlp-ae-relu"},
        {"epochs": 7},
        {"learning_rate": 1e-4},
        {"batch_size": 64},
        {"seed": 5},
        {"warm_up": 0.2},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_run_that_differs_in_two_numbers_is_not_joined(cards, other):
    assert ablations.bottleneck([*cards.values(), own(cards["mlp-ae-4"], latent_size=6, **other)])[0].recipes("latent_size") == [
        2,
        4,
        8,
        16,
        32,
    ]


def test_a_run_with_another_body_is_not_joined(cards):
    other = own(cards["mlp-ae-4"], latent_size=6)
    hidden = next(layer for layer in other.model.encoder if layer["layer"] == "linear")
    hidden["out"] += 1
    assert len(ablations.bottleneck([*cards.values(), other])[0].cards) == 5
    facing = own(cards["mlp-ae-4"], latent_size=6)  # the sides that face the code are as wide as it is
    facing.model.decoder[0]["in"] = 6
    assert len(ablations.bottleneck([*cards.values(), facing])[0].cards) == 6


def test_a_card_older_than_a_number_of_the_recipe_has_its_default(cards):
    older, newer = (own(cards["mlp-ae-4"], latent_size=size) for size in (6, 7))
    older = replace(older, recipe=convert({key: n for key, n in older.recipe.to_json().items() if key != "warm_up"}, Recipe))
    newer = replace(newer, recipe=replace(newer.recipe, warm_up=0.0))
    assert ablations.bottleneck([*cards.values(), older, newer])[0].recipes("latent_size") == [2, 4, 6, 7, 8, 16, 32]


def test_chords_have_the_slope_of_a_line_through_their_ends_and_say_where_it_lies(cards):
    places = {0.5: (30.0, 66.0), 1.0: (22.0, 72.0), 2.0: (16.0, 79.0), 4.0: (16.0, 99.0)}  # beta: rate, distortion
    runs = []
    for beta, (rate, distortion) in places.items():
        run = own(cards["conv-vae-16"], beta=beta)
        runs.append(replace(run, metrics=replace(run.metrics, kl=rate, bce_sampled=distortion)))
    (series,) = ablations.beta(runs)
    found = ablations.chords(series)
    assert [chord.betas for chord in found] == [(0.5, 1.0), (1.0, 2.0)], "two runs of one rate have no slope"
    for chord in found:
        (a, b), (c, d) = (places[beta] for beta in chord.betas)
        assert chord.slope == pytest.approx(np.polyfit([a, c], [b, d], 1)[0])
    assert [chord.between for chord in found] == [True, True]
    assert [slope_words(chord) for chord in found] == ["between −0.5 and −1", "between −1 and −2"]
    runs[1] = replace(runs[1], metrics=replace(runs[1].metrics, bce_sampled=68.0))  # now -0.25 and -1.83
    odd, fine = ablations.chords(ablations.beta(runs)[0])
    assert (odd.between, fine.between) == (False, True)
    assert slope_words(odd) == "not between −0.5 and −1"


def test_a_bottleneck_is_a_filter_where_the_best_copier_is_not_the_best_filter(cards):
    (series,) = ablations.bottleneck(copy.deepcopy(list(cards.values())))
    for card in series.cards:
        card.metrics.curves.pop("gaussian-unclipped", None)
    assert "unclipped" not in _bottleneck_words([series], cards)
    assert "Without clipping" not in _bottleneck_words([series], cards)

    def said(*errors: dict[float, float]) -> str:
        """The words where noise that is not clipped leaves these errors, by level, to N = 2, 4, 8, 16, 32; clipped, N = 2 is best at 1."""
        for i, (card, error) in enumerate(zip(series.cards, errors, strict=True)):
            curves = card.metrics.curves
            curves["gaussian"][-1] = 0.08 + 0.01 * i
            curves["gaussian-unclipped"] = [error.get(level, 0) for level in curves["levels"]]
        return " ".join(_bottleneck_words([series], cards).split())  # however the file breaks its lines

    words = said({0.5: 0.06, 1: 0.1}, {0.5: 0.05, 1: 0.1}, {0.5: 0.02, 1: 0.09}, {0.5: 0.03, 1: 0.1}, {0.5: 0.04, 1: 0.1})
    assert "0.0600, 0.0500, 0.0200, 0.0300, 0.0400" in words
    assert "the best filter is N = 8, the best copier N = 32: **a trade-off**" in words
    assert "At σ = 1 the best filter is N = 2." in words
    assert words.count("At σ = 1 it is N = 8.") == 1
    assert "the haze, not the noise" not in words
    words = said(*({0.5: 0.1 - 0.01 * i, 1: 0.2 - 0.01 * i} for i in range(5)))
    assert words.count("the best copier, N = 32, is the best filter, too: **no trade-off**") >= 1
    assert "What a small code is better at is the haze, not the noise." in words


def test_series_are_the_figures_of_run_json(cards):
    runs = ablations.bottleneck(cards.values())[0]
    metrics = [stored(f"mlp-ae-{size}")["metrics"] for size in (2, 4, 8, 16, 32)]
    for key in ("mse", "denoising_mse", "knn_accuracy"):
        assert runs.metrics(key) == [m[key] for m in metrics]
    assert runs.metrics("kl") == [None] * 5
    assert runs.noise(0.5) == [m["curves"]["gaussian"][5] for m in metrics]
    assert runs.noise(0.2, "masking") == [m["curves"]["masking"][2] for m in metrics]
    assert runs.best("denoising_mse").metrics.denoising_mse == min(m["denoising_mse"] for m in metrics)
    with pytest.raises(ValueError, match="0.55"):
        runs.noise(0.55)


def test_few_label_curves_are_of_runs_that_can_be_compared(cards):
    measured = {name: replace(card, metrics=replace(card.metrics, probe=Probe([], [], [], 1))) for name, card in cards.items()}
    found = {runs.name: {card.name for card in runs.cards} for runs in ablations.probed(measured.values())}
    assert set(found) == {"Code of 2 numbers", "Code of 16 numbers"}
    assert found["Code of 2 numbers"] - {"pca-2"} == {"mlp-ae-2", "conv-ae-2", "conv-vae-2"}, "no other beta, none told the digit"
    linear = own(measured["mlp-ae-8"], family="pca")
    assert "Code of 8 numbers" in {runs.name for runs in ablations.probed([*measured.values(), linear])}
    assert ablations.probed([replace(card, metrics=replace(card.metrics, probe=None)) for card in cards.values()]) == []


def test_few_labels_in_words_and_the_labels_that_pixels_need():
    pixels = Probe([1, 10, 100, 300], [0.4, 0.7, 0.8, 0.9], [0.0] * 4, 10)
    assert few_labels.needed(pixels, 0.75) == "about 32"  # half way in the logarithm
    assert few_labels.needed(pixels, 0.8) == "about 100"
    assert few_labels.needed(pixels, 0.901) == "more than 300"

    def card(name: str, *accuracy: float) -> Card:
        return card_of(name, probe=replace(pixels, accuracy=list(accuracy)).to_json(), knn_accuracy=0.85)

    def words(*cards: Card) -> str:
        return " ".join(few_labels.words(Series("", list(cards)), pixels).split())  # on one line

    said = words(card("a", 0.3, 0.72, 0.8, 0.8), card("b", 0.5, 0.75, 0.8, 0.8))
    assert "**b** reach 0.750 and the pixels themselves 0.700; the pixels need about 32 labels" in said
    assert "0.500 against 0.400" in said
    assert said.endswith("Other codes of 3 numbers, with 10: a 0.720.")
    said = words(card("a", 0.3, 0.5, 0.6, 0.7))
    assert "a comes nearest, 0.500 with 10 labels a digit and 0.700 with 300, though its 10-NN accuracy is 0.850" in said
    said = words(card("a", 0.3, 0.5, 0.6, 0.86))
    assert said.endswith("0.860 with 300.")


def test_winners_have_no_better(cards):
    won = ablations.winners(cards.values())
    for key, sign in (("mse", 1), ("ssim", -1), ("knn_accuracy", -1)):
        best = min(sign * getattr(card.metrics, key) for card in cards.values())
        assert {name for name in won if key in won[name]} == {
            n for n, c in cards.items() if sign * getattr(c.metrics, key) == best
        }


def test_only_like_elbos_compete():
    """One that is told the digit bounds another quantity, and one whose mean was decoded is no bound."""

    def card(name: str, elbo: float, classes: int = 0, **metrics) -> Card:
        made = card_of(name, negative_elbo=elbo, **metrics)
        return replace(made, model=replace(made.model, classes=classes))

    runs = [card("a", 93.0, bce_sampled=70), card("b", 95.0, bce_sampled=65), card("of the mean", 80.0)]
    runs.append(card("told", 85.0, 10, bce_sampled=79))
    won = {name: [key for key in keys if key == "negative_elbo"] for name, keys in ablations.winners(runs).items()}
    assert won == {"a": ["negative_elbo"], "b": [], "of the mean": [], "told": []}
    assert ablations.best(runs, "negative_elbo") == ("a", 93.0)
    assert ablations.best(runs, "bce") is None


def test_a_loss_has_a_panel_for_every_part(cards):
    for name, parts in (("conv-vae-2", ["total", "reconstruction", "kl"]), ("mlp-ae-2", ["reconstruction"])):
        history = cards[name].history
        shown = loss_history.parts(history)
        assert [[part.train, part.test] for part in shown] == [
            [[getattr(getattr(e, side), part) for e in history] for side in ("train", "test")] for part in parts
        ]
        for part in shown:
            low, high = part.reach
            assert all(low < value < high for value in (*part.train[1:], *part.test[1:]))
        figure = figures.loss_curves(history)
        assert [list(line.y) for line in figure.data] == [values for part in shown for values in (part.train, part.test)]
        ends = [note for note in figure.layout.annotations if note.text in ("train", "test")]
        for part, axis, *pair in zip(shown, figure.select_yaxes(), ends[::2], ends[1::2], strict=True):
            pixels = (200 if len(shown) > 1 else 300) - 60
            at = [note.y / (axis.range[1] - axis.range[0]) * pixels + note.yshift for note in pair]
            assert abs(at[0] - at[1]) >= figures.APART - 1e-6, part.title
    once = cards["mlp-ae-2"].history[:1]  # while it trains there is one epoch
    assert len(loss_history.parts(once)) == 1
    assert len(figures.loss_curves(once).data) == 2


def opened(page, app, **query):
    query = {"models": RUNS} | query
    parts = [f"{key}={value}" for key, values in query.items() for value in (values if isinstance(values, list) else [values])]
    visit(page, f"{app}/compare?{'&'.join(parts)}")
    page.get_by_test_id("compare-view").wait_for(timeout=60_000)
    painted(page)
    return page


def painted(page) -> None:
    """All pictures of the runs are there, and the last seconds' redraws have come to rest."""
    last = np.zeros(0)

    def still():
        nonlocal last
        before, last = last, greys(page.get_by_test_id("compare-digit"))
        return last.any(1).all() and np.array_equal(before, last)

    until(page, still)


def pictures(page, testid: str) -> dict[tuple[str, int], np.ndarray]:
    """Grey levels in [0, 1] of each picture, by run and column."""
    found = page.get_by_test_id(testid).evaluate_all(
        f"all => {{ const greys = ({GREYS})(all); return all.map((c, i) => [c.dataset.run ?? '', greys[i]]); }}"
    )
    return {(run, i % 10): np.float32(unpacked(shown)) / 255 for i, (run, shown) in enumerate(found)}


def codes(page) -> dict[tuple[str, int], np.ndarray]:
    found = page.get_by_test_id("compare-digit").evaluate_all(
        f"all => {{ {BASE64} return all.map(c => [c.dataset.run, base64(new Uint8Array(Float64Array.from(c.z).buffer))]); }}"
    )
    return {(run, i % 10): unpacked(z, np.float64) for i, (run, z) in enumerate(found)}


def row_ends(page) -> dict[str, str]:
    found = page.locator(".line[data-run]").evaluate_all(
        "all => all.map(l => [l.dataset.run, l.querySelector('.live').textContent])"
    )
    return dict(found)


def set_slider(page, testid: str, value: float) -> None:
    pages.set_slider(page, testid, value)
    painted(page)


def choose(page, view: str) -> None:
    page.get_by_test_id("compare-view").locator(f"input[value={view}]").check(force=True)
    painted(page)


def test_copies_are_those_of_pytorch(page, app):
    opened(page, app, level=0)
    given = torch.from_numpy(np.stack(list(pictures(page, "compare-original").values()))).view(10, 1, 28, 28)
    shown, ends, errors = pictures(page, "compare-digit"), row_ends(page), {}
    for run in RUNS:
        with torch.no_grad():
            copied = checkpoints.load(run).reconstruct(given, torch.arange(10))
        worst = max(np.abs(shown[run, i] - copied[i].numpy().ravel()).max() for i in range(10))
        assert worst < ROUNDED, run
        errors[run] = float(((copied - given) ** 2).mean())
        assert float(ends[run]) == pytest.approx(errors[run], abs=6e-5)
    best = page.locator(".line:has(.best)").evaluate_all("all => all.map(l => l.dataset.run)")
    assert best == [min(errors, key=errors.get)]


def test_noise_is_the_same_for_all_and_the_denoiser_wins(page, app):
    opened(page, app, level=0.5)
    clean, noisy = (np.stack(list(pictures(page, testid).values())) for testid in ("compare-original", "compare-noisy"))
    dark = noisy[clean == 0]
    reference = np.clip(0.5 * np.random.default_rng(0).standard_normal(100_000), 0, 1)
    assert dark.mean() == pytest.approx(reference.mean(), abs=0.02)
    assert dark.std() == pytest.approx(reference.std(), abs=0.02)
    assert (noisy[0] != noisy[1]).any()
    for run, written in row_ends(page).items():
        with torch.no_grad():
            made = checkpoints.load(run).reconstruct(torch.from_numpy(noisy).view(10, 1, 28, 28), torch.arange(10))
        # the noise is read from 256 greys, which moves a code a little
        assert float(written) == pytest.approx(float(np.mean((made.numpy().reshape(10, 784) - clean) ** 2)), abs=3e-3), run
    assert page.locator(".line:has(.best)").evaluate_all("all => all.map(l => l.dataset.run)") == ["conv-dae-maps"]
    _without_clipping(page)


def _without_clipping(page) -> None:
    """The rows get the noise as it is."""
    before, clipped = row_ends(page), pictures(page, "compare-noisy")
    page.get_by_test_id("clip").click()
    until(page, lambda: "noise=gaussian-unclipped" in page.url)
    after = pictures(page, "compare-noisy")
    assert all((after[at] == clipped[at]).all() for at in clipped)  # painted clipped: the same picture
    until(page, lambda: all(row_ends(page)[run] != written for run, written in before.items()))
    assert "not clipped" in page.locator(".line", has_text="With noise").text_content()


def test_samples_are_what_pytorch_decodes_from_one_seed(page, app):
    opened(page, app, view="sampled", temperature=0.8, seed=5)
    z, shown = codes(page), pictures(page, "compare-digit")
    for run in RUNS:
        model = checkpoints.load(run)
        with torch.no_grad():
            drawn = torch.tensor(np.float32([z[run, i] for i in range(10)]))
            made = model.decode(drawn, torch.arange(10)).numpy()
        assert max(np.abs(shown[run, i] - made[i].ravel()).max() for i in range(10)) < ROUNDED, run
        assert len(z[run, 0]) == model.spec.latent_size
        assert row_ends(page)[run] == ("Prior" if model.spec.variational else "No prior")
    longest = np.array([z["conv-dae-maps", i] for i in range(10)])
    for run, i in z:
        np.testing.assert_array_equal(z[run, i], longest[i, : len(z[run, i])])  # the first d of the same numbers
    assert longest.std() == pytest.approx(0.8, abs=0.05)
    assert abs(np.corrcoef(longest)[np.triu_indices(10, 1)]).max() < 4 / np.sqrt(392)
    draws = page.get_by_test_id("compare-draw").evaluate_all("all => all.length")
    assert draws == 10


def test_temperature_scales_the_same_draws_and_the_seed_changes_them(page, app):
    opened(page, app, view="sampled", temperature=1)
    first = codes(page)
    set_slider(page, "temperature", 2)
    hot = codes(page)
    for place, z in first.items():
        np.testing.assert_allclose(hot[place], 2 * z, rtol=1e-6)
    page.get_by_test_id("new-seed").click()
    painted(page)
    cold = codes(page)
    assert not any(np.array_equal(cold[place], z) for place, z in hot.items())
    until(page, lambda: "seed=2" in page.url and "temperature=2" in page.url)


def test_a_press_gives_another_digit_of_its_class_and_a_link_the_same_ten(page, app):
    opened(page, app, level=0.2)
    before = pictures(page, "compare-original")
    page.get_by_test_id("compare-original").nth(4).click()
    painted(page)
    after = pictures(page, "compare-original")
    assert [i for i in range(10) if (after["", i] != before["", i]).any()] == [4]
    page.get_by_test_id("other-digits").click()
    until(page, lambda: "digits=" in page.url)
    painted(page)
    shuffled, places = (
        pictures(page, "compare-original"),
        page.get_by_test_id("compare-original").evaluate_all("all => all.map(c => c.dataset.index)"),
    )
    assert all((shuffled["", i] != after["", i]).any() for i in range(10))
    opened(page, app, level=0.2, digits=",".join(places))
    np.testing.assert_array_equal(list(pictures(page, "compare-original").values()), list(shuffled.values()))


def test_a_drag_is_silent_and_its_noise_is_drawn_in_the_event(page, app):
    opened(page, app, level=0.1)
    page.wait_for_load_state("networkidle")
    page.sent.clear()
    took = page.get_by_test_id("noise-level").evaluate(
        """async input => {
          const root = input.getRootNode();
          const noisy = root.querySelector('[data-testid=compare-noisy]');
          const sum = () => noisy.getContext('2d').getImageData(0, 0, 28, 28).data.reduce((a, b) => a + b);
          const took = [];
          for (let i = 1; i <= 30; i++) {
            await new Promise(requestAnimationFrame);
            await new Promise(done => setTimeout(done));
            const before = sum();
            const start = performance.now();
            input.value = 0.2 + i / 50;
            input.dispatchEvent(new Event('input'));
            took.push([performance.now() - start, before !== sum()]);
          }
          return took;
        }"""
    )
    assert all(changed for _, changed in took)
    assert page.sent == []
    times = sorted(ms for ms, _ in took)
    print(f"\n{len(RUNS)} runs: {times[15]:.1f} ms median, {times[-1]:.1f} ms at most in the event")


def test_presets_set_the_view(page, app):
    opened(page, app)
    page.locator(".compare .preset", has_text="Noise of").click()
    painted(page)
    assert page.get_by_test_id("noise-level").evaluate("i => i.valueAsNumber") == 0.5
    page.locator(".compare .preset", has_text="Sample").click()
    painted(page)
    assert page.get_by_test_id("temperature").is_visible()
    assert not page.get_by_test_id("compare-noisy").first.is_visible()
    until(page, lambda: "view=sampled" in page.url and "level=0.5" in page.url)


def a_line_is_told_from_any_other(page) -> None:
    """Each has a name at its end, clear of the others; the one that a press on its name or the keys bring out is thicker, and has values."""
    chart = page.locator(".line-chart")
    names = chart.get_by_test_id("line-name")
    until(page, lambda: names.count() == chart.locator("polyline").count() > 2, "each line has a name")
    boxes = names.evaluate_all(
        "all => all.map(name => (({ top, bottom, left, right }) => [top, bottom, left, right])(name.getBoundingClientRect()))"
    )
    middles = sorted((top + bottom) / 2 for top, bottom, *_ in boxes)
    assert all(below - above > 12 for above, below in pairwise(middles))
    assert all(right <= page.viewport_size["width"] for *_, right in boxes)
    thick = chart.locator("polyline").evaluate_all
    widths = "all => Object.fromEntries(all.map(line => [line.dataset.line, parseFloat(getComputedStyle(line).strokeWidth)]))"
    alike = set(thick(widths).values())
    (top, bottom, left, right), name = boxes[0], names.first.text_content()
    page.mouse.click((left + right) / 2, (top + bottom) / 2)
    found = thick(widths)
    assert [line for line, width in found.items() if width > max(alike)] == [name]
    assert chart.locator(".line-held text").count()
    page.mouse.move(2, 2)
    for key in ("ArrowUp", "ArrowDown", "ArrowLeft"):  # the chart has the focus
        page.keyboard.press(key)
    expect(chart).to_have_attribute("aria-label", re.compile(r": \d+\.\d+ at 16\."))
    found = thick(widths)
    (brought,) = (line for line, width in found.items() if width > max(alike))
    assert chart.get_attribute("aria-label").startswith(f"{brought}: ")
    page.get_by_test_id("stMain").get_by_role("heading").first.click()
    assert set(thick(widths).values()) == alike


def the_chart_says_its_ends(page, name: str, series) -> None:
    """To who hears it, before anything of it is brought out: what the cards have."""
    one, key, decimals = {"Bottleneck": (series[0], "mse", 4), "Latent size": (series[0], "bce", 1)}[name]
    (low, *_, high), sizes = one.metrics(key), one.recipes("latent_size")
    line = "clean" if name == "Bottleneck" else f"{one.name}: copy"
    said = f"{line}: {low:.{decimals}f} at {sizes[0]} to {high:.{decimals}f} at {sizes[-1]}"
    expect(page.locator(".line-chart")).to_have_attribute("aria-label", re.compile(rf"\. (.*, )?{re.escape(said)}[,.]"))


def test_copies_of_each_series_are_those_that_were_kept_and_fit_a_phone(phone, app):
    """Its place on a laptop's screen is for tests/test_journey.py."""
    page = opened(phone, app)
    page.get_by_test_id("stMain").get_by_role("radio", name="One number changed").click()
    plots = {"Bottleneck": 1, "Beta": 0, "Latent size": 1}
    for name, count in plots.items():
        page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).click()
        series = {"Bottleneck": ablations.bottleneck, "Beta": ablations.beta, "Latent size": ablations.latent_size}[name]
        runs = [card.name for one in series(CARDS.values()) for card in one.cards]
        drawn = page.get_by_test_id("copied-digit")
        until(page, lambda runs=runs, drawn=drawn: {run for run, _ in pictures(page, "copied-digit")} - {"Original"} == set(runs))
        until(page, lambda count=count: page.locator(".line-chart").count() == count)
        if count:
            the_chart_says_its_ends(page, name, series(CARDS.values()))
            a_line_is_told_from_any_other(page)
        until(page, lambda: all(any(values) for values in pictures(page, "copied-digit").values()))
        shown = pictures(page, "copied-digit")
        for run in runs:
            kept = checkpoints.replay(run)["reconstructions"][-1].reshape(10, 784)
            np.testing.assert_array_equal([np.round(255 * shown[run, i]) for i in range(10)], kept)
    assert page.get_by_test_id("stException").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
