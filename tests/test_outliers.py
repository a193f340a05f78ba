"""Made-up images that are no digits, the score and its rates against scikit-learn, and the page in a real Chromium."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from msgspec import convert
from msgspec.structs import replace
from sklearn.metrics import auc as area_under
from sklearn.metrics import roc_auc_score, roc_curve

import train
from aelab import checkpoints, data, mnist_form, outliers
from aelab.card import Metrics, Outliers
from aelab.data import as_float
from tests import gestures
from tests.browser import pixels_of, two_frames, until, visit
from tests.conftest import card_content
from tests.shipped import CARDS, NAMES
from ui import outlier_words

KINDS = ("letters", "scribbles", "noise")
RUNS = ["mlp-ae-8", "conv-cvae-2"]
SEVEN = [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]


# ---- the images ----


@pytest.mark.parametrize("kind", [outliers.letters, outliers.scribbles])
def test_letters_and_scribbles_are_in_the_form_of_mnist(kind):
    images = kind(40)
    assert images.shape == (40, 1, 28, 28)
    assert images.dtype == np.float32
    assert images.min() >= 0
    assert images.max((1, 2, 3)).tolist() == pytest.approx([1] * 40)
    at = np.arange(28) + 0.5
    for image in images[:, 0]:
        sides = []
        for ink in (image.sum(0), image.sum(1)):
            low, high = np.flatnonzero(ink)[[0, -1]] + [0, 1]
            sides.append(high - low)
            centre = float((ink * at).sum() / ink.sum())
            assert abs(centre - 14.5) <= 0.51 or low == 0 or high == 28  # only the frame's edge holds it off pixel 14
        assert 19 <= max(sides) <= 20  # the kernel may leave the outermost row of the box black


def test_noise_has_the_grey_levels_of_a_digit_and_no_shape(test_digits):
    images, digits = outliers.noise(12, 0, test_digits.images.numpy()), as_float(test_digits.images).numpy()
    originals = {tuple(sorted(image.ravel().tolist())) for image in digits}
    assert all(tuple(sorted(image.ravel().tolist())) in originals for image in images)
    assert not any((image == digit).all() for image in images for digit in digits)


def test_the_same_seed_gives_the_same_images_and_few_are_the_first_of_many(test_digits):
    many, few, other = (outliers.made_up(test_digits.images.numpy(), *how) for how in ((9, 3), (4, 3), (4, 4)))
    outliers.letters.cache_clear()
    outliers.scribbles.cache_clear()
    again = outliers.made_up(test_digits.images.numpy(), 9, 3)
    for kind in KINDS:
        assert np.array_equal(many[kind], again[kind])
        assert np.array_equal(many[kind][:4], few[kind])
        assert not np.array_equal(few[kind], other[kind])


@pytest.mark.slow  # where nobody has drawn the thousand yet
def test_ink_alone_hardly_tells_them_from_digits():
    try:
        digits = data.mnist(train=False, download=False)
    except mnist_form.DataError:
        pytest.skip("MNIST is not here")
    ink = as_float(digits.images).mean((1, 2, 3)).numpy()
    for kind, images in outliers.measured_on(digits.images.numpy()).items():
        assert 0.4 < outliers.auc(ink, images.mean((1, 2, 3))) < 0.6, kind


# ---- score and rates ----


def test_what_the_page_says_is_of_the_runs_that_are_there():
    cards = {name: card for name, card in CARDS.items() if card.recipe.family in ("mlp-ae", "conv-denoiser")}
    said = outlier_words.on_letters(cards)
    assert "Plain MLPs with 2, 4, 8, 16 and 32 numbers" in said
    assert said.count("\n- ") == 2
    few = {name: cards[name] for name in ("mlp-ae-2", "mlp-ae-8")}
    assert "By the size of the code.* Plain MLPs with 2 and 8 numbers" in outlier_words.on_letters(few), "no best in the middle"
    assert "Maps" not in outlier_words.on_letters(few)
    one = outlier_words.on_letters({"mlp-ae-8": cards["mlp-ae-8"]})
    assert one.startswith("- *Noise is easy.*")
    assert "\n" not in one


def test_auc_is_that_of_scikit_learn_ties_and_all():
    random = np.random.default_rng(0)
    for _ in range(20):
        digits, others = random.integers(0, 12, 50) / 7, random.integers(3, 15, 30) / 7
        truth = np.r_[np.zeros(50), np.ones(30)]
        assert outliers.auc(digits, others) == pytest.approx(roc_auc_score(truth, np.r_[digits, others]), abs=1e-12)


def test_the_score_of_a_conditional_model_is_its_lowest_over_the_labels(tiny_vae, test_digits):
    images = as_float(test_digits.images)
    with torch.no_grad():
        copies = [tiny_vae.reconstruct(images, torch.full((60,), label)) for label in range(10)]
    errors = np.array([[((copy - image) ** 2).mean() for copy, image in zip(some, images, strict=True)] for some in copies])
    np.testing.assert_allclose(outliers.score(tiny_vae, images), errors.min(0), rtol=1e-5)


FEW = 200  # of a thousand


@pytest.fixture(scope="module")
def figures(request):
    """What is stored of a tiny model, and all the scores it is made of."""
    torch.manual_seed(0)
    digits = request.getfixturevalue("test_digits")
    model = untrained()
    scores = {"digits": outliers.score(model, as_float(digits.images))}
    made = {kind: images[:FEW] for kind, images in outliers.measured_on(digits.images.numpy()).items()}  # which are drawn once
    scores |= {kind: outliers.score(model, torch.from_numpy(images)) for kind, images in made.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outliers, "measured_on", lambda _: made)
        return convert(outliers.measure(model, digits), Outliers), scores


def untrained():
    from aelab.families import FAMILIES
    from aelab.models import Autoencoder

    return Autoencoder(FAMILIES["mlp-ae"](4)).eval()


@pytest.mark.slow
def test_what_is_stored_agrees_with_scikit_learn_and_numpy(figures):
    stored, scores = figures
    for kind in KINDS:
        truth = np.r_[np.zeros(60), np.ones(FEW)]
        reference = roc_auc_score(truth, np.r_[scores["digits"], scores[kind]])
        assert stored.auc[kind] == pytest.approx(reference, rel=1e-4)
    for kind, found in scores.items():
        np.testing.assert_allclose(stored.quantiles[kind], np.quantile(found, stored.levels), rtol=1e-4)


@pytest.mark.slow
def test_rates_from_the_quantiles_are_those_of_scikit_learn(figures):
    stored, scores = figures
    for kind in KINDS:
        truth = np.r_[np.zeros(FEW), np.ones(FEW)]
        _, caught, thresholds = roc_curve(truth, np.r_[np.zeros(FEW), scores[kind]], drop_intermediate=False)
        for rate, threshold in list(zip(caught, thresholds, strict=True))[1:-1:10]:
            assert outliers.share_above(stored.quantiles[kind], threshold) == pytest.approx(rate, abs=0.02)


@pytest.mark.slow
def test_threshold_and_share_undo_each_other(figures):
    quantiles = figures[0].quantiles["digits"]
    for share in (0, 0.001, 0.05, 0.5, 0.999, 1):
        threshold = outliers.threshold_for(share, quantiles)
        assert outliers.share_above(quantiles, threshold) == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_the_curve_in_the_shipped_quantiles_has_the_shipped_area(name):
    stored = checkpoints.card(name).metrics.outliers
    assert len(json.dumps(stored.to_json(), indent=1)) < 2400
    digits = stored.quantiles["digits"]
    for kind in KINDS:
        found = stored.quantiles[kind]
        thresholds = sorted([*digits, *found], reverse=True)
        points = [[outliers.share_above(which, t) for t in thresholds] for which in (digits, found)]
        assert area_under(*points) == pytest.approx(stored.auc[kind], abs=0.005)


def test_new_metrics_leave_the_rest_of_a_run_as_it_is(tmp_path, tiny_vae):
    arrays = {"mean": np.float16([[1, 2]])}
    checkpoints.save(card_content("run"), tiny_vae, arrays, arrays, tmp_path)
    before, new = checkpoints.card("run", tmp_path), convert(card_content("run", mse=0.2)["metrics"], Metrics)
    checkpoints.remeasured("run", new, tmp_path)
    after = checkpoints.card("run", tmp_path)
    assert after.metrics == new
    assert replace(after, metrics=before.metrics, checksum=before.checksum) == before
    checkpoints.remeasured("run", new, tmp_path, "another reason")
    after = checkpoints.card("run", tmp_path)
    assert after.reason == "another reason"
    assert after.seconds == 3
    with pytest.raises(checkpoints.CheckpointError, match="finite"):
        checkpoints.remeasured("run", replace(new, mse=float("nan")), tmp_path)
    assert checkpoints.card("run", tmp_path) == after
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_evaluate_keeps_the_new_figures_when_asked(monkeypatch, digits, test_digits, tmp_path, capsys):
    monkeypatch.setattr(data, "mnist", lambda train, download=True: digits if train else test_digits)
    where = ["--checkpoints", str(tmp_path)]
    train.main(["--family", "mlp-ae", "--latent-size", "3", "--epochs", "1", "--batch-size", "16", "--name", "tiny", *where])
    metrics = checkpoints.card("tiny", tmp_path).metrics
    checkpoints.remeasured("tiny", replace(metrics, outliers=None), tmp_path)
    assert train.main(["--evaluate", *where]) == 1
    assert "outliers" in capsys.readouterr().out
    train.main(["--evaluate", "--keep", *where])
    assert checkpoints.card("tiny", tmp_path).metrics.outliers == metrics.outliers
    assert train.main(["--evaluate", *where]) == 0
    assert train.main(["--keep", *where]) == 2


# ---- the page ----


def opened(page, app, **query):
    parts = [f"models={run}" for run in RUNS] + [f"{key}={value}" for key, value in query.items()]
    visit(page, f"{app}/outliers?{'&'.join(parts)}")
    page.get_by_test_id("draw-surface").wait_for(timeout=60_000)
    until(page, lambda: len(scores(page)) == len(RUNS))
    return page


def scores(page) -> dict[str, float]:
    found = page.get_by_test_id("score").evaluate_all("all => all.map(s => [s.dataset.run, s.exact])")
    return {run: float(score) for run, score in found if score is not None}


def pixels(page, testid: str, run: str = "") -> np.ndarray:
    where = f"[data-testid={testid}]" + (f"[data-run='{run}']" if run else "")
    return pixels_of(page.locator(where))


def draw(page, points) -> None:
    gestures.stroke(page, page.get_by_test_id("draw-surface"), points)
    two_frames(page)


def said(page, testid: str, run: str) -> str:
    return page.locator(f"[data-testid={testid}][data-run='{run}']").text_content()


def test_the_score_of_a_drawing_is_that_of_torch_and_follows_the_stroke(page, app):
    opened(page, app)
    surface = page.get_by_test_id("draw-surface")
    gestures.stroke(page, surface, SEVEN[:2], release=False)
    two_frames(page)
    before = scores(page)
    page.mouse.move(*gestures.places(surface, SEVEN[2:])[0], steps=4)
    two_frames(page)
    assert all(scores(page)[run] != before[run] for run in RUNS)
    page.mouse.up()
    two_frames(page)
    drawn = pixels(page, "centred-digit")
    assert drawn.max() > 0.9
    image = torch.from_numpy(drawn).reshape(1, 1, 28, 28)
    for run in RUNS:
        model = checkpoints.load(run)
        reference = outliers.score(model, image)[0]
        assert scores(page)[run] == pytest.approx(reference, rel=1e-3)
        error = ((pixels(page, "output-digit", run) - drawn) ** 2).mean()
        assert error == pytest.approx(reference, rel=1e-3)
        quantiles = checkpoints.card(run).metrics.outliers.quantiles["digits"]
        share = outliers.share_above(quantiles, reference)
        verdict = "Flagged" if share < 0.05 else "Passes"
        assert said(page, "verdict", run) == f"{verdict}: top {100 * share:.1f}%"
    until(page, lambda: "what=" not in page.url)  # a drawing has no link


def test_rates_at_a_threshold_are_those_of_the_card(page, app):
    flags = 0.37
    opened(page, app, flags=flags)
    for run in RUNS:
        quantiles = checkpoints.card(run).metrics.outliers.quantiles
        threshold = outliers.threshold_for(flags, quantiles["digits"])
        assert float(said(page, "threshold-error", run)) == pytest.approx(threshold, rel=6e-3)
        for kind in KINDS:
            rate = 100 * outliers.share_above(quantiles[kind], threshold)
            assert float(said(page, f"caught-{kind}", run).rstrip("%")) == pytest.approx(rate, abs=0.051)


def test_precision_is_what_is_counted(page, app):
    """Of a million images with so many outliers among them."""
    flags, prevalence = 0.05, 0.01
    opened(page, app, flags=flags, prevalence=prevalence)
    for run in RUNS:
        quantiles = checkpoints.card(run).metrics.outliers.quantiles
        threshold = outliers.threshold_for(flags, quantiles["digits"])
        for kind in KINDS:
            rightly = 1e6 * prevalence * outliers.share_above(quantiles[kind], threshold)
            wrongly = 1e6 * (1 - prevalence) * outliers.share_above(quantiles["digits"], threshold)
            shown = float(said(page, f"precision-{kind}", run).removeprefix("precision ").rstrip("%"))
            assert shown == pytest.approx(100 * rightly / (rightly + wrongly), abs=0.51), (run, kind)


def test_the_base_rate_moves_the_precision_alone_and_is_in_the_link(page, app):
    opened(page, app, flags=0.05)
    page.wait_for_load_state("networkidle")
    slider, run = page.get_by_test_id("prevalence"), RUNS[0]
    before = [said(page, part, run) for part in ("caught-letters", "auc-letters", "precision-letters")]
    slider.focus()
    page.sent.clear()
    page.keyboard.down("Shift")
    page.keyboard.down("ArrowRight")
    two_frames(page)
    assert page.sent == []
    after = [said(page, part, run) for part in ("caught-letters", "auc-letters", "precision-letters")]
    assert after[:2] == before[:2]
    number = lambda text: float(text.removeprefix("precision ").rstrip("%"))  # noqa: E731
    assert number(after[2]) > number(before[2]) + 20
    page.keyboard.up("ArrowRight")
    page.keyboard.up("Shift")
    until(page, lambda: "prevalence=0.1" in page.url)
    opened(page, app, flags=0, prevalence=7)  # nothing flagged; a share that is none
    assert slider.get_attribute("aria-valuetext") == "1%"
    assert said(page, "precision-noise", run) in ("precision –", "precision 100%")
    page.locator(".outliers .preset", has_text="in a thousand").click()
    until(page, lambda: "prevalence=0.001" in page.url)


def test_dragging_one_threshold_moves_all_to_the_same_share(page, app):
    opened(page, app, flags=0.05)
    sliders = {run: page.locator(f"[data-testid=threshold][data-run='{run}']") for run in RUNS}
    slider, other = (sliders[run] for run in RUNS)
    box = slider.bounding_box()
    at = lambda: slider.evaluate("i => 12 + (i.valueAsNumber - i.min) / (i.max - i.min) * (i.clientWidth - 24)")  # noqa: E731
    page.mouse.move(box["x"] + at(), box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + at() - 30, box["y"] + box["height"] / 2, steps=5)
    two_frames(page)
    shares = []
    for run in RUNS:
        quantiles = checkpoints.card(run).metrics.outliers.quantiles["digits"]
        shares.append(outliers.share_above(quantiles, 10 ** sliders[run].evaluate("i => i.valueAsNumber")))
    assert shares[0] > 0.06
    assert shares[1] == pytest.approx(shares[0], abs=1e-6)
    assert page.get_by_test_id("flags").text_content() == f"{100 * shares[0]:.1f}%"
    page.mouse.up()
    until(page, lambda: f"flags={shares[0]:.3f}"[:10] in page.url)
    other.focus()
    before = other.evaluate("i => i.valueAsNumber")
    page.keyboard.press("Shift+ArrowRight")
    two_frames(page)
    assert other.evaluate("i => i.valueAsNumber") == pytest.approx(before + 0.1, abs=1e-6)
    assert page.get_by_test_id("roc").get_attribute("data-run") == RUNS[1]  # the run under the hand


def test_taking_one_of_each_kind_shows_it_and_a_link_opens_it_again(page, app):
    opened(page, app)
    draw(page, SEVEN)
    for kind in (*KINDS, "digits"):
        page.get_by_test_id(f"take-{kind}").click()
        two_frames(page)
        until(page, lambda kind=kind: f"what={kind}" in page.url)
        assert page.get_by_test_id("draw-clear").is_disabled()  # the drawing is gone
    shown, found = pixels(page, "clean-digit"), scores(page)
    page.goto(page.url)
    page.get_by_test_id("draw-surface").wait_for(timeout=60_000)
    until(page, lambda: len(scores(page)) == len(RUNS))
    np.testing.assert_array_equal(pixels(page, "clean-digit"), shown)
    assert scores(page) == found
    opened(page, app, what="letters", index=7)
    letter = (outliers.letters(8)[7] * 255).round() / 255
    np.testing.assert_allclose(pixels(page, "clean-digit"), letter.ravel(), atol=1e-6)


def test_the_drawings_that_runs_are_measured_on_are_drawn_once_a_machine(monkeypatch, digits, tmp_path):
    monkeypatch.setattr(outliers, "COUNT", 3)
    monkeypatch.setattr(outliers, "HOME", tmp_path / "data")
    pixels, each, drawn = digits.images.numpy(), outliers._each, []
    monkeypatch.setattr(outliers, "_each", lambda *which: drawn.append(which) or each(*which))

    def measured_on():
        outliers.letters.cache_clear()
        outliers.scribbles.cache_clear()
        before = len(drawn)
        return outliers.measured_on(pixels), len(drawn) - before

    oracle = outliers.made_up(pixels, 3)
    for times in (2, 0):  # letters and scribbles, then neither
        found, drawings = measured_on()
        assert drawings == times
        assert found.keys() == oracle.keys()
        for kind, images in oracle.items():
            np.testing.assert_array_equal(found[kind], images)
    (kept,) = (tmp_path / "data").iterdir()
    kept.write_bytes(kept.read_bytes()[:100])  # cut short
    assert measured_on()[1] == 2
    assert measured_on()[1] == 0
    (tmp_path / "file").touch()
    monkeypatch.setattr(outliers, "HOME", tmp_path / "file")  # where nothing can be written
    assert measured_on()[1] == 2
