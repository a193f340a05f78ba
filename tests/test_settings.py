"""Runs that differ in their seed alone as one setting: means and deviations against NumPy, sweeps as they are found, and what is drawn."""

from __future__ import annotations

import base64
import json
import shutil

import numpy as np
import pytest
from msgspec.structs import replace

from aelab import ablations, checkpoints, export, probe, settings
from aelab.ablations import siblings
from aelab.settings import Setting, Spread
from tests import swept
from tests.pages import given, opened, words
from tests.shipped import CARDS
from ui import few_labels, modules, spread
from ui.measured import figure

pytestmark = pytest.mark.skipif(not {"conv-vae-2", "conv-vae-4"} <= CARDS.keys(), reason="the runs that stand in are not there")
LACKING = [(4, 4, 2), (4, 0.5, 1), (4, 0.5, 2)]  # a sweep that is not done


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Shipped runs, and a sweep of two sizes, three betas and three seeds that is not done yet."""
    root = tmp_path_factory.mktemp("swept")
    for name in ("conv-vae-2", "conv-vae-2-beta-4", "mlp-ae-2"):
        shutil.copytree(checkpoints.ROOT / name, root / name)
    swept.write(root, lacking=LACKING)
    return root


@pytest.fixture(scope="module")
def cards(root):
    return checkpoints.survey(root)[0]


def again(card, name, **recipe):
    return replace(card, name=name, recipe=replace(card.recipe, name=name, **recipe))


def test_means_and_deviations_are_those_of_numpy():
    values = [0.3, 0.1, 0.7, 0.2]
    found = Spread(values)
    assert found.mean == pytest.approx(np.mean(values), rel=1e-12)
    assert found.deviation == pytest.approx(np.std(values, ddof=1), rel=1e-12)
    assert found.range == (min(values), max(values))
    assert Spread([3]) == ([3],)
    assert (Spread([3]).mean, Spread([3]).deviation) == (3, None)
    assert Spread([1, 2]).overlaps(Spread([2, 3]))
    assert Spread([1, 4]).overlaps(Spread([2, 3]))
    assert not Spread([1, 2]).overlaps(Spread([2.1, 3]))
    assert spread.cell(Spread([1.0, 2.0, 4.0]), "%.2f") == f"2.33 ± {np.std([1, 2, 4], ddof=1):.2f}"
    assert [spread.cell(one, "%d") for one in (Spread([2]), Spread([2, 3]), None)] == ["2", "2.5 ± 0.7", ""]


def test_runs_that_differ_in_their_seed_alone_are_one_setting(cards):
    found = {setting.cards[0].name: setting.seeds for setting in settings.settings(cards.values())}
    assert found["conv-vae-2"] == found["conv-vae-2-beta-4"] == [0]
    assert [found[f"swept-latent-size-{size}-beta-{beta}-seed-0"] for size in (2, 4) for beta in ("0.5", "1", "4")] == [
        [0, 1, 2], [0, 1, 2], [0, 1, 2], [0], [0, 1, 2], [0, 1],
    ]  # fmt: skip
    assert len(found) == 9
    twin = again(cards["conv-vae-2"], "a-twin")
    own = again(cards["conv-vae-2"], "another", seed=7)
    (one,) = settings.settings([twin, own, cards["conv-vae-2"]])
    assert [card.name for card in one.cards] == ["conv-vae-2", "another"], (
        "a recipe and its seed are one run, and the shipped one it is"
    )
    wider = replace(own, model=cards["conv-vae-2-beta-4"].model.__class__(2, own.model.encoder[:-1], own.model.decoder, True))
    assert len(settings.settings([cards["conv-vae-2"], wider])) == 2, "another body"


def test_a_sweep_is_what_goes_over_by_one_number_at_a_time(cards):
    (found,) = settings.sweeps(cards.values())
    assert (found.name, found.own, found.varied()) == ("swept", True, ["latent_size", "beta"])
    assert {values: [(one.recipe.beta, len(one.cards)) for one in line] for values, line in found.lines("beta").items()} == {
        (2,): [(0.5, 3), (1, 3), (4, 3)],
        (4,): [(0.5, 1), (1, 3), (4, 2)],
    }
    assert {values: [one.recipe.latent_size for one in line] for values, line in found.lines("latent_size").items()} == {
        (beta,): [2, 4] for beta in (0.5, 1, 4)
    }
    assert settings.sweeps(CARDS.values()) == [], "what ships is no sweep"
    assert settings.sweeps([cards["mlp-ae-2"], again(cards["mlp-ae-2"], "mine", epochs=1)])[0].own is False
    far = again(cards["mlp-ae-2"], "mine", epochs=1, beta=2, batch_size=8)
    assert settings.sweeps([cards["conv-vae-2"], cards["mlp-ae-2"], far]) == [], "a single run"
    seeds = [again(far, f"mine-seed-{seed}", seed=seed) for seed in range(3)]
    (one,) = settings.sweeps([*cards.values(), *seeds][len(cards) :])
    assert (one.name, one.varied(), one.lines("beta")) == ("mine", [], {})


def test_names_of_a_sweep_are_told_apart_by_what_it_crosses():
    runs = [f"my-conv-vae-latent-size-{size}-seed-{seed}" for size in (2, 24) for seed in (0, 1)]
    assert settings.beginning(runs) == "my-conv-vae"
    assert settings.beginning([f"conv-vae-2-seed-{seed}" for seed in (1, 2)]) == "conv-vae-2"
    assert settings.beginning(["conv-vae-2", "conv-vae-4"]) == settings.beginning(["a", "b"]) == ""


def test_nothing_is_left_out_of_a_list_of_all_and_the_best_is_so_in_the_mean(cards):
    twin = again(cards["conv-vae-2"], "a-twin")
    found = settings.every([twin, *cards.values()])
    assert sorted(card.name for setting in found for card in setting.cards) == sorted([*cards, "a-twin"])
    assert found[0].cards == [twin], "in the order of the runs"
    assert len(found) == len(settings.settings(cards.values())) + 1

    def run(name: str, seed: int, mse: float):
        card = again(cards["mlp-ae-2"], name, epochs=99 if "mine" in name else 8, seed=seed)
        return replace(card, metrics=replace(card.metrics, mse=mse))

    alone = run("alone", 0, 0.02)
    won = ablations.winners([alone, run("mine-0", 0, 0.01), run("mine-1", 1, 0.04)])
    assert {name for name in won if "mse" in won[name]} == {"alone"}, "one seed of two is better, the setting is not"
    won = ablations.winners([alone, run("mine-0", 0, 0.01), run("mine-1", 1, 0.02)])
    assert {name for name in won if "mse" in won[name]} == {"mine-0", "mine-1"}


def test_a_series_goes_through_the_means(cards):
    own = [card for card in cards.values() if card.name.startswith("swept")]
    two, four = ablations.beta(own)
    for series in (two, four):
        for setting, rate, distortion in zip(series.settings, *map(series.metrics, ablations.PLANE), strict=True):
            assert rate == pytest.approx(np.mean([card.metrics.kl for card in setting.cards]))
            assert distortion == pytest.approx(np.mean([card.metrics.bce_sampled for card in setting.cards]))
    assert [card.recipe.seed for card in two.cards + four.cards] == [0] * 6
    for chord, (a, b) in zip(ablations.chords(two), [(0, 1), (1, 2)], strict=True):
        rate, distortion = (series.metrics(key) for key in ablations.PLANE for series in [two])
        assert chord.slope == pytest.approx((distortion[b] - distortion[a]) / (rate[b] - rate[a]))


def test_a_step_in_beta_keeps_the_seed(cards):
    for seed in (0, 1, 2):
        found = siblings(cards[f"swept-latent-size-2-beta-1-seed-{seed}"], cards.values(), "beta")
        assert [card.name for card in found] == [f"swept-latent-size-2-beta-{beta}-seed-{seed}" for beta in ("0.5", "1", "4")]
        sizes = siblings(cards[f"swept-latent-size-2-beta-1-seed-{seed}"], cards.values(), "latent_size")
        assert [card.recipe.seed for card in sizes] == [seed, seed]


def test_words_say_what_a_point_is_and_which_have_fewer_seeds(cards):
    (found,) = settings.sweeps(cards.values())

    def named(setting: Setting) -> str:
        return spread.called(setting, ["latent_size", "beta"])

    said = spread.points(found.settings, named)
    assert "the mean of 3 seeds" in said
    assert "4 numbers, β = 4 has 2 seeds." in said
    assert said.endswith("without a spread: 4 numbers, β = 0.5.")
    assert spread.points([Setting(setting.cards[:1]) for setting in found.settings], named) == ""
    line = [(setting, Spread(values)) for setting, values in zip(found.settings, [[1, 2], [1.5, 3], [4, 5]], strict=False)]
    assert spread.overlaps(line, named) == {
        "2 numbers, β = 0.5 and 2 numbers, β = 1": True,
        "2 numbers, β = 1 and 2 numbers, β = 4": False,
    }
    only = spread.overlaps([line[0], (line[1][0], Spread([1.5])), line[2]], named)
    assert only == {}, "a single run has no range"


@pytest.fixture
def compare(root, monkeypatch):
    """Compare over the folder with the sweep, in one of its parts."""
    monkeypatch.setattr(checkpoints, "ROOT", root)
    return lambda part, **query: opened("pages/compare.py", part=part, **query)


def sent(app, part: str) -> dict:
    """What an instrument with such a part of its data was given."""
    return next(data for data in given(app) if part in data)


def test_a_sweep_is_a_line_through_means_with_the_values_of_each_seed(compare, cards):
    app = compare("One number changed", ablation="Sweeps")
    assert not app.exception
    (chart,) = sent(app, "charts")["charts"]
    assert [line["name"] for line in chart["lines"]] == ["2 numbers", "4 numbers"]
    for line, size in zip(chart["lines"], (2, 4), strict=True):
        assert [tick["text"] for tick in chart["x"]["ticks"]] == ["0.5", "1", "4"]
        assert line["x"] == [-1, 0, 2]
        for beta, mean, seeds in zip(("0.5", "1", "4"), line["y"], line["seeds"], strict=True):
            runs = [cards[name] for seed in range(3) if (name := f"swept-latent-size-{size}-beta-{beta}-seed-{seed}") in cards]
            values = [figure(card, "negative_elbo") for card in runs]
            assert seeds == pytest.approx(values, rel=1e-5)
            assert mean == pytest.approx(np.mean(values), rel=1e-5)
    said = words(app)
    assert "4 numbers, β = 4 has 2 seeds. A single run, without a spread: 4 numbers, β = 0.5." in said
    values = [cards[f"swept-latent-size-2-beta-4-seed-{seed}"].metrics.mse for seed in range(3)]
    assert f"{np.mean(values):.4f} ± {np.std(values, ddof=1):.4f}" in said
    assert f"{cards['swept-latent-size-4-beta-0.5-seed-0'].metrics.mse:.4f}" in said
    rows = sent(app, "rows")["rows"]
    assert [row["short"] for row in rows] == [f"{size} numbers, β = {beta}" for size in (2, 4) for beta in ("0.5", "1", "4")]
    assert {row["says"] for row in rows} == {"seed 0"}
    app = compare("One number changed", ablation="Sweeps", against="Numbers in the code", figure="KL (nats)")
    (chart,) = sent(app, "charts")["charts"]
    assert [(line["name"], line["x"]) for line in chart["lines"]] == [(f"β = {beta}", [2, 4]) for beta in ("0.5", "1", "4")]
    assert chart["y"]["title"] == "KL (nats)"


def test_the_plane_has_a_setting_at_its_means_and_the_shipped_runs_as_ever(compare, cards):
    data = sent(compare("Rate and distortion", plane="swept"), "points")
    assert [(one["zoom"], len(one["runs"])) for one in data["series"]] == [("2", 3), ("4", 3)]
    assert len(data["points"]) == 6
    for point in data["points"]:
        runs = [card for name, card in cards.items() if name.startswith(point["name"][: -len("0")])]
        places = np.array([[card.metrics.kl, card.metrics.bce_sampled] for card in runs])
        assert [point["rate"], point["distortion"]] == pytest.approx(places.mean(0))
        assert point["joined"]
        if len(runs) == 1:
            assert not {"seeds", "deviation"} & point.keys()
            continue
        assert np.allclose(point["seeds"], places)
        assert [point["deviation"][key] for key in ("rate", "distortion")] == pytest.approx(places.std(0, ddof=1))
        assert point["deviation"]["elbo"] == pytest.approx(places.sum(1).std(ddof=1))
    data = sent(compare("Rate and distortion"), "points")
    assert {point["name"] for point in data["points"]} == {"conv-vae-2", "conv-vae-2-beta-4"}
    assert not any("seeds" in point for point in data["points"])


def test_all_figures_have_a_row_a_setting_and_the_file_of_figures_a_row_a_run(compare, cards):
    table = compare("All figures").dataframe[0]
    found = {row["Run"].split(", ")[0]: row for _, row in table.value.iterrows()}
    assert len(found) == len(table.value) == len(settings.settings(cards.values()))
    runs = [cards[f"swept-latent-size-2-beta-4-seed-{seed}"] for seed in range(3)]
    row = found[runs[0].name]
    assert (row["Seeds"], row["Run"]) == (3, ", ".join(card.name for card in runs))
    values = [card.metrics.mse for card in runs]
    assert row["MSE"] == pytest.approx(np.mean(values)), "a number, by which the table is sorted"
    shown = table.proto.arrow_data.styler.display_values
    assert f"{np.mean(values):.4f} ± {np.std(values, ddof=1):.4f}".encode() in shown
    assert f"{cards['mlp-ae-2'].metrics.mse:.4f}".encode() in shown
    assert export.metrics_csv(cards).count("\n") == len(cards) + 1


def test_training_is_of_a_setting_and_of_one_of_its_seeds(root, monkeypatch):
    monkeypatch.setattr(checkpoints, "ROOT", root)
    names = [f"swept-latent-size-2-beta-4-seed-{seed}" for seed in range(3)]
    page = opened("pages/compare.py", part="Training", models=names[1])
    model, seed = page.main.selectbox
    assert len(model.options) == len(settings.settings(checkpoints.survey(root)[0].values()))
    assert model.options[model.index].endswith(", 3 seeds")
    assert (seed.options, seed.value) == (["0", "1", "2"], 1)
    assert any(caption.value.startswith(f"{names[1]}:") for caption in page.caption)
    seed.set_value(2).run()
    assert any(caption.value.startswith(f"{names[2]}:") for caption in page.caption)
    model.set_value("mlp-ae-2").run()
    assert len(page.main.selectbox) == 1
    assert not page.exception


def test_few_labels_are_a_line_a_setting_with_the_values_of_each_seed(cards):
    pixels = probe.of_pixels()
    runs = [cards["conv-vae-2"], CARDS["conv-ae-2"]]
    for seed in (1, 2):
        other = replace(pixels, accuracy=[value - 0.1 * seed for value in pixels.accuracy])
        runs.append(again(cards["conv-vae-2"], f"again-{seed}", seed=seed))
        runs[-1] = replace(runs[-1], metrics=replace(runs[-1].metrics, probe=other))
    (series,) = ablations.probed(runs)
    drawn = {line["name"]: line for line in few_labels._chart(series, pixels, (0.0, 1.0)).to_json()["lines"]}
    assert len(drawn) == 3
    (several,) = (line for line in drawn.values() if "seeds" in line)
    accuracies = np.array([card.metrics.probe.accuracy for card in (runs[0], *runs[2:])])
    assert np.allclose(several["seeds"], accuracies.T, atol=1e-5)
    assert np.allclose(several["y"], accuracies.mean(0), atol=1e-5)
    place = pixels.labels_per_digit.index(few_labels.FEW)
    assert f"conv-vae-2 and 2 more seeds {accuracies[:, place].mean():.3f}" in few_labels.words(series, pixels).replace("\n", " ")


def test_the_picker_has_one_of_each_setting_and_all_seeds_of_what_is_picked(root, monkeypatch):
    monkeypatch.setattr(checkpoints, "ROOT", root)
    first = "swept-latent-size-2-beta-0.5-seed-0"

    def offered(**query):
        app = opened("pages/latent_space.py", **query)
        app.session_state["runs open"] = True
        parts = app.run().sidebar.button_group
        assert not app.exception
        return [option for part in parts for option in part.options], [name for part in parts for name in part.value]

    options, _ = offered(runs="mlp-ae-2")
    assert len(options) == len(settings.settings(checkpoints.survey(root)[0].values()))
    assert sum(option.endswith(", 3 seeds") for option in options) == 4
    unfolded, picked = offered(runs=first.replace("seed-0", "seed-2"))
    assert picked == [first.replace("seed-0", "seed-2")], "a link to a run of another seed opens it"
    assert len(unfolded) == len(options) + 2


def test_where_nothing_was_swept_nothing_is_said_of_it():
    for part in ("One number changed", "Rate and distortion"):
        app = opened("pages/compare.py", part=part)
        assert not app.selectbox
        assert not any("Sweeps" in control.options for control in app.button_group)
        assert "seeds" not in json.dumps(given(app))


def test_bars_reach_from_the_least_to_the_greatest_and_each_seed_is_a_dot(browser):
    """In Chromium, to scale: the two ticks of the axis that are farthest apart say what a unit is."""
    seeds = [[[1.0, 2.0, 6.0], [5.0], [7.0, 8.5]], [[3.0], [3.0, 3.5], [2.0, 2.5, 2.25]]]
    shown = [
        {"name": f"line {i}", "x": [0, 1, 2], "y": [float(np.mean(of)) for of in line], "seeds": line}
        for i, line in enumerate(seeds)
    ]
    module = base64.b64encode(modules.bundle("kit/line_chart.js").encode()).decode()
    page = browser.new_page(viewport={"width": 700, "height": 420})
    page.evaluate(
        """async ([module, lines]) => {
          const { lineChart } = await import(`data:text/javascript;base64,${module}`);
          const chart = lineChart();
          document.body.append(chart.element);
          chart.element.style.height = "380px";
          chart.element.firstChild.style = "width: 100%; height: 100%";
          chart.show({ lines, x: { title: "x" }, y: { title: "y", decimals: 2 }, figures: true });
        }""",
        [module, shown],
    )
    page.get_by_test_id("seed-dot").first.wait_for(state="attached")
    numbers = "(all, names) => all.map(each => [each.dataset.line, ...names.map(name => Number(each.getAttribute(name)))])"
    dots = page.get_by_test_id("seed-dot").evaluate_all(numbers, ["cx", "cy"])
    bars = page.get_by_test_id("spread-bar").evaluate_all(numbers, ["x1", "y1", "x2", "y2"])
    ticks = page.locator(".tick-text[text-anchor=end]").evaluate_all(
        "all => all.map(t => [Number(t.textContent), Number(t.getAttribute('y'))])"
    )
    marks = sorted((value, at) for value, at in ticks if value == value)
    unit = (marks[-1][1] - marks[0][1]) / (marks[-1][0] - marks[0][0])

    def at(value: float) -> float:
        return marks[0][1] + unit * (value - marks[0][0])

    several = [(line["name"], values) for line in shown for values in line["seeds"] if len(values) > 1]
    assert [name for name, *_ in dots] == [name for name, values in several for _ in values]
    assert [y for *_, y in dots] == pytest.approx([at(value) for _, values in several for value in values], abs=0.1)
    assert [(name, x1 == x2) for name, x1, _, x2, _ in bars] == [(name, True) for name, _ in several]
    assert [sorted((y1, y2)) for _, _, y1, _, y2 in bars] == [
        pytest.approx(sorted((at(min(v)), at(max(v)))), abs=0.1) for _, v in several
    ]
    page.locator(".line-chart").focus()
    page.keyboard.press("ArrowUp")
    said = page.locator(".line-chart").get_attribute("aria-label")
    page.close()
    assert "3.00, the mean of 3 seeds, 1.00 to 6.00, at 0" in said
