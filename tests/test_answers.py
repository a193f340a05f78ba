"""The answers of "Try this": every question has one, its figures are those of the runs in view, and what it says beside them is true."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qs

import numpy as np
import pytest
import torch
from sklearn.neighbors import NearestNeighbors

from aelab import data, latent, seeded
from aelab.models import quicker
from aelab.names import names
from tests import shipped
from tests.mnist import mnist
from tests.pages import given, opened
from tests.shipped import CARDS
from ui.frame import PAGES

SHORT = {name: one.short for name, one in names(CARDS.values()).items()}
VIEWS = {  # two sets of runs a page, and those whose questions are others
    "home.py": ["run=conv-vae-2", "run=conv-ae-16", "run=pca-2", "run=conv-cvae-2"],
    "pages/latent_space.py": ["runs=conv-vae-2&runs=conv-ae-2", "runs=conv-vae-16&runs=mlp-ae-8"],
    "pages/generate.py": [f"run={name}" for name in ("conv-vae-2", "conv-vae-16", "mlp-ae-8", "conv-cvae-2", "conv-dae-maps")],
    "pages/interpolate.py": ["runs=conv-vae-2&runs=conv-ae-2", "runs=conv-ae-16&runs=conv-dae-maps"],
    "pages/denoise.py": ["models=conv-dae-16&models=conv-vae-2", "models=pca-16&models=mlp-ae-8", "models=conv-ae-2"],
    "pages/inside.py": ["run=conv-vae-2", "run=mlp-ae-8", "run=conv-dae-16"],
    "pages/encode.py": ["run=conv-vae-2", "run=conv-vae-16", "run=conv-ae-2", "run=pca-16"],
    "pages/outliers.py": ["models=mlp-ae-8&models=mlp-ae-32", "models=conv-vae-16"],
    "pages/compare.py": [
        "models=conv-ae-2&models=conv-vae-2",
        "models=conv-ae-16&models=conv-dae-maps",
        "part=Rate and distortion",
    ],
    "pages/learn.py": ["part=Train here", "runs=conv-ae-2&runs=conv-vae-2", "runs=conv-vae-32&runs=pca-2"],
}
EACH = [(page, view) for page, views in VIEWS.items() for view in views]


@cache
def tried(page: str, view: str) -> dict[str, tuple[str, str]]:
    """By the names of the presets of a page: their questions and answers."""
    app = opened(page, **parse_qs(view))
    assert not app.exception
    sent = given(app)
    presets = [preset for data in sent if "start" in data for preset in data["presets"]]
    return {preset["name"]: (preset["question"], " ".join(preset["answer"].split())) for preset in presets}


def runs(view: str):
    return [CARDS[name] for values in parse_qs(view).values() for name in values]


def test_every_page_is_tried():
    assert VIEWS.keys() == PAGES.keys()


@pytest.mark.parametrize(("page", "view"), EACH)
def test_every_question_has_a_short_answer(page, view):
    found = tried(page, view)
    assert len(found) >= 3
    for name, (question, answer) in found.items():
        assert question.endswith("?"), name
        assert answer.endswith("."), name
        assert len(answer) < 480, name
        assert not re.search(r"\[\[|\]\]|\bnan\b|[`*]", answer), (name, answer)


@pytest.mark.parametrize("page", ["home.py", *(f"pages/{name}.py" for name in ("generate", "inside", "encode", "denoise"))])
def test_there_is_an_answer_for_every_run(page):
    for name in CARDS:
        key = next(iter(parse_qs(VIEWS[page][0])))
        assert all(answer for _, answer in tried(page, f"{key}={name}").values()), name


def stored(card):
    """Codes and labels, and codes as distances are measured in."""
    arrays = shipped.codes(card.name)
    weights = np.sqrt(np.array(card.metrics.distance.weights))
    return arrays, arrays["mean"].astype(float), arrays["labels"].astype(int), weights


@cache
def neighbours(run: str) -> NearestNeighbors:
    _, codes, _, weights = stored(CARDS[run])
    return NearestNeighbors().fit(codes * weights)


def near(card, at, k=20):
    """How many of each digit are among the k test codes nearest to each place: by scikit-learn."""
    _, _, labels, weights = stored(card)
    index = neighbours(card.name).kneighbors(np.atleast_2d(at) * weights, k)[1]
    return np.stack([np.bincount(labels[row], minlength=10) for row in index])


def away(card, at):
    """The distance from whole codes to the nearest test code, whole too where it is stored whole."""
    _, codes, _, weights = stored(card)
    assert codes.shape[1] == at.shape[1]
    return neighbours(card.name).kneighbors(at * weights, 1)[0][:, 0]


def says(answer: str, card, figure: str) -> None:
    assert f"{SHORT[card.name]}: {figure}" in answer, (card.name, figure, answer)


@pytest.mark.parametrize(("page", "view"), [(page, view) for page, view in EACH if page in ("home.py", "pages/latent_space.py")])
def test_answers_of_the_maps(page, view):
    found = tried(page, view)
    for card in runs(view):
        arrays, codes, labels, _ = stored(card)
        if answer := found.get("Stop between a 2 and a 4", ("", ""))[1]:
            (mix,) = near(card, arrays["class_means"][[2, 4]].astype(float).mean(0))
            most = int(mix.argmax())
            assert f"{mix[most]} {most}s" in answer[answer.index(SHORT[card.name]) :]
            assert mix.sum() == 20
        if answer := found.get("Show only 4 and 9", ("", ""))[1]:
            shares = []
            for digit, other in ((4, 9), (9, 4)):
                some = np.flatnonzero(labels == digit)[:200]
                mix = near(card, codes[some], 11)
                shares.append((mix[:, other] > mix[:, digit] - 1).mean())
            heard = re.search(rf"{re.escape(SHORT[card.name])}: (\d+)% and (\d+)%", answer)
            assert np.abs(np.array([int(heard[1]), int(heard[2])]) - 100 * np.array(shares)).max() <= 1.5
        if answer := found.get("Draw from the prior", ("", ""))[1]:
            says(answer, card, f"{card.metrics.distance.prior_gap:.0%}")
            says(answer, card, f"{sum(sorted(card.metrics.distance.prior_digits)[7:]):.0%}")
        if answer := found.get("Go where no dot is", ("", ""))[1]:
            says(answer, card, f"{card.metrics.distance.far:.2f}")


@pytest.mark.parametrize("name", ["conv-vae-2", "conv-vae-16", "mlp-ae-8", "conv-ae-2", "conv-vae-32"])
def test_answers_of_generate(name):
    card, found = CARDS[name], tried("pages/generate.py", f"run={name}")
    arrays, codes, labels, _ = stored(card)
    answer = next(answer for preset, (_, answer) in found.items() if preset in ("Heat the prior", "Sample without a prior"))
    draws = np.stack([seeded.sample(card.model.latent_size, place, 1, 1) for place in range(64)])
    gaps = [int((away(card, tau * draws) > card.metrics.distance.near).sum()) for tau in (1, 2)]
    assert f"first 64 draws {gaps[0]} lie" in answer
    assert not card.model.variational or f"temperature 1, and {gaps[1]} at 2" in answer
    along = latent.project(codes, latent.stored_plane(arrays))[:, 0]
    answer = found["Walk a principal axis"][1]
    assert f"has {along.var() / codes.var(0).sum():.0%} of" in answer
    for some in (np.argsort(along)[:200], np.argsort(along)[-200:]):
        counts = np.bincount(labels[some])
        assert f"{counts.max() / 200:.0%} are {counts.argmax()}s" in answer
    kl = card.metrics.kl_per_dimension
    if kl:
        answer = found["Sort by KL"][1]
        assert (answer.startswith("Nothing") and f"{sum(k >= 0.01 for k in kl)} of the {len(kl)}" in answer) == (min(kl) < 0.01)
    else:
        assert f"{codes.var(0).min() / codes.var(0).sum():.1%}" in found["Sort by variance"][1]


@pytest.mark.parametrize("view", ["runs=conv-vae-2&runs=conv-ae-2", "runs=conv-ae-16&runs=mlp-ae-8"])
def test_answers_of_interpolate(view):
    found = tried("pages/interpolate.py", view)
    for card in runs(view):
        arrays, codes, _, _ = stored(card)
        t = np.linspace(0, 1, 101)[:, None]
        gap = (away(card, (1 - t) * codes[46] + t * codes[45]) > card.metrics.distance.near).mean()
        says(found["From a 1 to a 5"][1], card, f"{gap:.0%}")
        a, b = np.linalg.norm(codes[121]), np.linalg.norm(codes[3])
        half = np.linalg.norm((codes[121] + codes[3]) / 2)
        says(found["From a 4 round to a 0"][1], card, f"{a:.2f} and {b:.2f}, {half:.2f}, {(a + b) / 2:.2f}")
        means = arrays["class_means"].astype(float)
        for name, place, digit in (
            ("Make a 9 a 0", codes[58] - means[9] + means[0], 0),
            ("Make a 1 a 3", codes[2] - means[1] + means[3], 3),
            ("Lean a 7 as a 1 leans", codes[122] - codes[2] + codes[29], 7),
        ):
            says(found[name][1], card, f"{near(card, place)[0, digit]}")
        (u, v), corners = np.meshgrid(np.linspace(0, 1, 15), np.linspace(0, 1, 15)), codes[[3, 5, 4, 0]]
        parts = ((1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v)
        square = sum(part.ravel()[:, None] * corner for part, corner in zip(parts, corners, strict=True))
        counts = np.bincount(near(card, square, 10).argmax(1), minlength=10)
        says(found["Between four digits"][1], card, f"{counts.argmax()} {counts.max() / 225:.0%}")


@pytest.mark.parametrize("view", VIEWS["pages/denoise.py"])
def test_answers_of_denoise(view):
    found = tried("pages/denoise.py", view)
    for card in runs(view):
        curves, at = card.metrics.curves, card.metrics.curves["levels"].index(0.5)
        clipped, unclipped = curves["gaussian"][at], curves["gaussian-unclipped"][at]
        answer = found["σ = 0.5, not clipped"][1]
        says(answer, card, f"{clipped:.4f} and {unclipped:.4f}")
        less = answer.partition("Without the haze it is less for ")[2].partition(":")[0]
        assert (SHORT[card.name] in less) == (unclipped < clipped)
        three = ", ".join(f"{curves['gaussian'][curves['levels'].index(level)]:.4f}" for level in (0.1, 0.5, 0.9))
        says(found["One level, or all levels"][1], card, three)
        says(found["No noise at all"][1], card, f"{card.metrics.mse:.4f}")
        drifts = f"{SHORT[card.name]} does not drift" not in found["Copy the copy, ten times"][1]
        assert drifts == (card.recipe.family != "pca")


@pytest.mark.parametrize("view", VIEWS["pages/inside.py"])
def test_answers_of_inside(view):
    (card,), found = runs(view), tried("pages/inside.py", view)
    curves = card.metrics.curves
    assert (
        f"{curves['gaussian'][curves['levels'].index(1)]:.4f}, without noise {card.metrics.mse:.4f}" in found["Drag to σ = 1"][1]
    )
    at = curves["levels"].index(0.5)
    assert (
        f"{curves['gaussian'][at]:.4f} at σ = 0.5 and {curves['gaussian-unclipped'][at]:.4f}" in found["The code at σ = 0.5"][1]
    )
    first = shipped.model(card.name).encoder[0 if card.model.encoder[0]["layer"] == "conv2d" else 1]
    assert f"Each of its {first.weight.shape[0]} " in found["The first layer, no noise"][1]


@pytest.mark.parametrize("view", ["run=conv-vae-2", "run=conv-vae-16"])
def test_answers_of_encode(view):
    (card,), found = runs(view), tried("pages/encode.py", view)
    arrays, codes, labels, _ = stored(card)
    sigma = np.exp(0.5 * arrays["log_var"].astype(float))
    moved = codes[:200].copy()
    moved[:, 0] += 2 * sigma[:200, 0]
    same = (near(card, codes[:200]).argmax(1) == near(card, moved).argmax(1)).mean()
    heard = re.search(r"For (\d+)% of the first 200", found["Two sigmas out"][1])
    assert abs(int(heard[1]) - 100 * same) <= 1.5
    assert (
        f"cost {card.metrics.bce:.1f} nats on average over the test digits, draws cost {card.metrics.bce_sampled:.1f}."
        in (found["The mean only"][1])
    )
    kl = 0.5 * (codes**2 + sigma**2 - 1 - np.log(sigma**2)).sum(1)
    assert f"KL {kl[labels == 1].mean():.1f} against {kl.mean():.1f}" in found["Take a 1"][1]
    assert kl.mean() == pytest.approx(card.metrics.kl, rel=0.01)


@pytest.mark.parametrize("view", VIEWS["pages/outliers.py"])
def test_answers_of_outliers(view):
    found = tried("pages/outliers.py", view)
    for card in runs(view):
        measured = card.metrics.outliers
        limit = np.exp(np.interp(0.95, measured.levels, np.log(measured.quantiles["digits"])))
        caught = 1 - np.interp(np.log(limit), np.log(measured.quantiles["letters"]), measured.levels)
        says(found["A letter"][1], card, f"{caught:.0%}")
        says(found["An odd 9"][1], card, f"{limit:.4f}")
        says(found["One image in a thousand"][1], card, f"{1 / (1 + 999 * 0.05 / caught):.1%}")
    least = min(runs(view), key=lambda card: card.metrics.outliers.auc["letters"])
    assert f"{least.metrics.outliers.auc['letters']:.3f}" in found["A letter"][1]


@pytest.mark.parametrize("view", VIEWS["pages/compare.py"][:2])
def test_answers_of_compare(view):
    found = tried("pages/compare.py", view)
    cards = runs(view)
    for card in cards:
        says(found["Copy them clean"][1], card, f"{card.metrics.mse:.4f}")
        says(found["Noise of σ = 0.5"][1], card, f"{card.metrics.denoising_mse:.4f}")
        if card.metrics.distance.prior_gap is not None:
            says(found["Sample them all"][1], card, f"{card.metrics.distance.prior_gap:.0%}")
    best = min(cards, key=lambda card: card.metrics.denoising_mse)
    assert (
        f"{SHORT[best.name]} comes nearest. It was trained {'clean' if best.recipe.noise == 'none' else 'on noise'}"
        in (found["Noise of σ = 0.5"][1])
    )
    found = tried("pages/compare.py", "part=Rate and distortion")
    one, four = (CARDS[name].metrics for name in ("conv-vae-16", "conv-vae-16-beta-4"))
    more, less = four.bce_sampled - one.bce_sampled, one.kl - four.kl
    assert f"the copies cost {more:.2f} nats more: the sum is {more - less:.2f} nats higher" in found["β = 4"][1]
    assert f"−ELBO = {one.bce_sampled + one.kl:.2f}." in found["β = 1"][1]
    two = CARDS["conv-vae-2"].metrics
    assert f"carry {two.kl:.2f} nats of code here, and the copy still costs {two.bce_sampled:.2f}" in found["Two numbers"][1]
    assert f"{np.log(10):.1f} of these nats" in found["Two numbers"][1]


PASSED = 50  # of those digits go through a model ten times


@cache
def some_digits() -> tuple[torch.Tensor, torch.Tensor]:
    digits = mnist()
    return data.as_float(digits.images[:150]), digits.labels[:150]


@pytest.mark.slow
def test_what_answers_say_of_copies_is_true_of_every_run():
    """Ten passes have a larger error than one, PCA's the same; a 1 costs less than the mean digit, an 8 and a 0 more than a 1."""
    images, labels = some_digits()
    for name, card in CARDS.items():
        model = quicker(shipped.model(name))
        with torch.no_grad():
            first = model.reconstruct(images, labels)
            last = first[:PASSED]
            for _ in range(9):
                last = model.reconstruct(last, labels[:PASSED])
        once, often = ((copy - images[:PASSED]).square().mean().item() for copy in (first[:PASSED], last))
        if card.recipe.family == "pca":
            assert often == pytest.approx(once, rel=1e-3), name
        else:
            assert often > 1.05 * once, name
        copies = first.clamp(1e-6, 1 - 1e-6)
        cost = torch.nn.functional.binary_cross_entropy(copies, images, reduction="none").flatten(1).sum(1)
        each = torch.stack([cost[labels == digit].mean() for digit in range(10)])
        assert each.argmin() == 1, name
        errors = (first - images).square().flatten(1).mean(1)
        if card.recipe.family == "pca":
            assert min(range(10), key=lambda digit: errors[labels == digit].mean()) == 1


@pytest.mark.slow
def test_what_answers_say_of_coordinates_and_places_is_true_of_every_run():
    """A dead coordinate's row is one digit, a used one's and a plain run's is not; arrows lead back; among 1s a step changes little."""
    for name, card in CARDS.items():
        arrays, codes, _, weights = stored(card)
        if card.model.classes or codes.shape[1] != card.model.latent_size:
            continue
        model, kl = shipped.model(name), card.metrics.kl_per_dimension
        last = int(np.argmin(kl)) if kl else int(codes.var(0).argmin())
        row = np.repeat(arrays["class_means"][[6]].astype(np.float32), 11, 0)
        row[:, last] = np.linspace(*np.percentile(codes[:, last], [0.5, 99.5]), 11)
        with torch.no_grad():
            drawn = model.decode(torch.from_numpy(row))
        change = (drawn[0] - drawn[-1]).abs().max().item()
        assert change < 0.05 if kl and min(kl) < 0.01 else change > 0.1, (name, change)
        if card.model.latent_size != 2:
            continue
        random = np.random.default_rng(0)
        low, high = codes.min(0), codes.max(0)
        places = (low + random.random((800, 2)) * (high - low)).astype(np.float32)
        far = places[away(card, places) > card.metrics.distance.far]
        among = codes[:400].astype(np.float32)
        with torch.no_grad():
            reached = [model.encode(model.decode(torch.from_numpy(at))).mean.numpy() for at in (among, far)]
        if card.recipe.family != "pca":
            steps = [np.median(np.linalg.norm((to - at) * weights, axis=1)) for to, at in zip(reached, (among, far), strict=True)]
            assert steps[0] < 0.1 * steps[1], name
            assert np.median(away(card, reached[1])) < np.median(away(card, far)), name
        tint = area(model, among)
        ones = near(card, among).argmax(1) == 1
        assert np.median(tint[ones]) < np.median(tint), name


def area(model, at: np.ndarray, step: float = 0.01) -> np.ndarray:
    """The area in the space of pixels that a unit of area of the map becomes, at places (N, 2)."""
    with torch.no_grad():
        slopes = [
            (model.decode(torch.from_numpy(at + way)) - model.decode(torch.from_numpy(at - way))).flatten(1).double() / (2 * step)
            for way in (np.float32([step, 0]), np.float32([0, step]))
        ]
    a, b = slopes
    return ((a * a).sum(1) * (b * b).sum(1) - (a * b).sum(1) ** 2).clamp(min=0).sqrt().numpy()


def test_answers_of_learn():
    found = tried("pages/learn.py", "part=Train here")
    reach = {name: np.median(np.hypot(*shipped.codes(name)["mean"].T)) for name in ("conv-ae-2", "conv-vae-2")}
    answer = found["A plain autoencoder"][1]
    assert f"{SHORT['conv-ae-2']} lie farther than {reach['conv-ae-2']:.1f}" in answer
    assert f"{SHORT['conv-vae-2']} farther than {reach['conv-vae-2']:.1f}" in answer
    one, four = (CARDS[name].metrics for name in ("conv-vae-2", "conv-vae-2-beta-4"))
    answer = found["Beta 4"][1]
    assert f"writes {one.kl:.1f} nats and has a copy's MSE of {one.mse:.4f}" in answer
    assert f"writes {four.kl:.1f} and has {four.mse:.4f}" in answer
    assert four.kl < one.kl
    assert four.mse > one.mse
    used = sum(kl >= 0.01 for kl in CARDS["conv-vae-8"].metrics.kl_per_dimension)
    assert f"uses {used} of its 8 numbers" in found["Eight numbers"][1]
