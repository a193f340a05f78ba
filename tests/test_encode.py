"""What a VAE writes down, in a real Chromium: every number of the graph is PyTorch's, and the draw follows the hand."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from torch.distributions import Bernoulli, Normal, kl_divergence

from aelab import checkpoints, losses, seeded
from tests.browser import greys, pixels_of, two_frames, until, visit
from tests.gestures import pick_models, stroke

RUNS = ["conv-vae-2", "conv-vae-16", "conv-cvae-2"]
SPAN = 3.3  # sigmas from the middle of a plane to its edge


def opened(page, app, query: str = ""):
    visit(page, f"{app}/encode?{query}")
    page.get_by_test_id("decoded-digit").wait_for(timeout=60_000)
    return page


def value(page, testid: str) -> float:
    return float(page.get_by_test_id(testid).evaluate("b => b.exact"))


def column(page, testid: str) -> np.ndarray:
    """One number of every coordinate, in the order of the code."""
    found = page.get_by_test_id(testid).evaluate_all(
        "all => all.map((b, i) => [Number(b.closest('[data-coordinate]')?.dataset.coordinate ?? i), b.exact])"
    )
    return np.array([number for _, number in sorted(found)])


def shown(page) -> dict:
    """What is on the screen: the digit, the label, epsilon, z and the decoded digit."""
    decoded = page.get_by_test_id("decoded-digit")
    pixels = [pixels_of(page.get_by_test_id(name)) for name in ("clean-digit", "decoded-digit")]
    label = re.search(r"a (\d)$", page.locator(".node-x .tick").inner_text())
    return {
        "x": torch.tensor(pixels[0]).view(1, 1, 28, 28),
        "x_hat": pixels[1],
        "label": torch.tensor([int(label[1])]) if label else None,
        "epsilon": torch.tensor([decoded.evaluate("canvas => canvas.epsilon")]),
        "z": np.array(decoded.evaluate("canvas => canvas.z")),
        "run": decoded.get_attribute("data-run"),
    }


@torch.no_grad()
def expected(seen: dict) -> dict:
    """The same by PyTorch, from the digit and epsilon alone."""
    model = checkpoints.load(seen["run"])
    mean, log_var = model.encode(seen["x"], seen["label"])
    sigma = (log_var / 2).exp()
    z = mean + sigma * seen["epsilon"]
    logits = model.decode_logits(z, seen["label"])
    kl = kl_divergence(Normal(mean, sigma), Normal(torch.zeros(()), torch.ones(())))[0]
    return {
        "mean": mean[0].numpy(),
        "sigma": sigma[0].numpy(),
        "z": z[0].numpy(),
        "x_hat": logits.sigmoid().numpy().ravel(),
        "reconstruction": float(losses.bce(logits, seen["x"])),
        "kl_coordinates": kl.numpy(),
        "kl": float(kl.sum()),
        "objective": lambda beta: float(losses.objective(logits, seen["x"], mean, log_var, beta).total),
    }


@pytest.mark.parametrize("run", RUNS)
def test_every_number_of_the_graph_is_that_of_pytorch(run, page, app):
    size = checkpoints.card(run).model.latent_size
    epsilon = np.random.default_rng(3).normal(size=size).round(3)
    opened(page, app, f"run={run}&epsilon={','.join(map(str, epsilon))}")
    seen = shown(page)
    np.testing.assert_allclose(seen["epsilon"][0], epsilon, atol=1e-6)
    torch_says = expected(seen)
    for name, tolerance in (("mean", 1e-4), ("sigma", 1e-4), ("z", 2e-4)):
        np.testing.assert_allclose(column(page, name), torch_says[name], atol=tolerance, err_msg=name)
    np.testing.assert_allclose(seen["z"], torch_says["z"], atol=2e-4)
    assert np.abs(seen["x_hat"] - torch_says["x_hat"]).max() < 1e-3
    assert value(page, "reconstruction-term") == pytest.approx(torch_says["reconstruction"], abs=0.02)
    assert value(page, "kl") == pytest.approx(torch_says["kl"], abs=2e-3)
    assert value(page, "negative-elbo") == pytest.approx(torch_says["objective"](1), abs=0.02)
    if size > 2:
        np.testing.assert_allclose(column(page, "kl-coordinate"), torch_says["kl_coordinates"], atol=1e-3)
    for name in ("reconstruction-term", "kl", "negative-elbo"):
        assert float(page.get_by_test_id(name).inner_text()) == pytest.approx(value(page, name), abs=0.00501)
    assert np.abs(greys(page.get_by_test_id("decoded-digit"))[0] / 255 - seen["x_hat"]).max() < 0.0021
    assert page.get_by_test_id("objective").count() == 0, "beta is 1"
    # the floor is the entropy of the pixels, and the least that BCE can be
    x, floor = seen["x"], value(page, "entropy-floor")
    assert floor == pytest.approx(float(Bernoulli(probs=x).entropy().sum()), abs=0.01)
    assert floor == pytest.approx(float(losses.bce(torch.logit(x, 1e-7), x)), abs=0.01)
    assert floor < value(page, "reconstruction-term")


@pytest.mark.parametrize("run", ["conv-vae-2", "conv-vae-16"])
def test_the_mean_over_draws_is_the_expectation_within_its_error(run, page, app):
    opened(page, app, f"run={run}")
    page.get_by_text("Mean of 64 draws", exact=False).wait_for()
    text = page.get_by_test_id("mean-reconstruction").inner_text()
    error = float(text.split("±")[1])
    seen = shown(page)
    model, generator = checkpoints.load(run), torch.Generator().manual_seed(0)
    with torch.no_grad():
        mean, log_var = model.encode(seen["x"])
        z = mean + (log_var / 2).exp() * torch.randn(1024, mean.shape[1], generator=generator)
        costs = losses.bce(model.decode_logits(z), seen["x"].expand(1024, 1, 28, 28))
    assert value(page, "mean-reconstruction") == pytest.approx(float(costs.mean()), abs=4 * error)
    assert error == pytest.approx(float(costs.std()) / 8, rel=0.4, abs=0.006)
    assert value(page, "mean-negative-elbo") == pytest.approx(value(page, "mean-reconstruction") + value(page, "kl"))


@torch.no_grad()
def log_weights(seen: dict, epsilon: torch.Tensor) -> torch.Tensor:
    """log p(x | z) + log p(z) - log q(z | x) of draws (n, d), by PyTorch's distributions: (n,)."""
    model = checkpoints.load(seen["run"])
    mean, log_var = model.encode(seen["x"], seen["label"])
    q, prior = Normal(mean, (log_var / 2).exp()), Normal(torch.zeros(()), torch.ones(()))
    z = q.mean + q.stddev * epsilon
    label = None if seen["label"] is None else seen["label"].expand(len(epsilon))
    # cross-entropy with grey targets: the mean of the Bernoulli's log-probability over images drawn from them
    copy, grey = Bernoulli(logits=model.decode_logits(z, label).double()), seen["x"].double()
    likelihood = grey * copy.log_prob(torch.ones_like(grey)) + (1 - grey) * copy.log_prob(torch.zeros_like(grey))
    return likelihood.sum((1, 2, 3)) + (prior.log_prob(z) - q.log_prob(z)).double().sum(1)


def first_draws(size: int) -> torch.Tensor:
    return torch.from_numpy(seeded.normals(seeded.uniforms(1), 64 * size).reshape(64, size))


def drawn_bounds(page) -> np.ndarray:
    return np.array(page.get_by_test_id("bound-chart").evaluate("chart => [...chart.bounds]"))


def test_the_importance_weighted_bound_is_that_of_the_same_draws(page, app):
    opened(page, app, "run=conv-cvae-2")
    page.get_by_text("Mean of 64 draws", exact=False).wait_for()
    page.get_by_test_id("bound-draws").get_by_text("bound with k = 64", exact=True).wait_for()
    seen = shown(page)
    log_w = log_weights(seen, first_draws(seen["epsilon"].shape[1]))
    groups = torch.stack([log_w.roll(-first) for first in range(64)])
    expected_bounds = -(groups.logcumsumexp(1) - torch.arange(1, 65).log()).mean(0)
    drawn = drawn_bounds(page)
    np.testing.assert_allclose(drawn, expected_bounds.numpy(), atol=0.02)
    assert value(page, "importance-bound") == pytest.approx(float(-(log_w.logsumexp(0) - np.log(64))), abs=0.02)
    assert value(page, "bound-gain") == pytest.approx(value(page, "mean-negative-elbo") - drawn[-1], abs=1e-6)
    assert drawn[0] == pytest.approx(float(-log_w.mean()), abs=0.02)
    assert drawn[0] - drawn[-1] > 0.05, "the bound tightens with k"
    assert np.diff(drawn[[0, 1, 3, 7, 15, 31, 63]]).max() < 0


def test_draws_by_the_button_are_added_and_those_of_the_hand_are_not(page, app):
    opened(page, app, "run=conv-vae-16")
    page.get_by_text("Mean of 64 draws", exact=False).wait_for()
    drawn, seen = [], {}
    for count in (65, 66, 67):
        page.get_by_test_id("draw-epsilon").click()
        page.get_by_text(f"Mean of {count} draws", exact=False).wait_for()
        seen = shown(page)
        drawn.append(seen["epsilon"])
    log_w = log_weights(seen, torch.cat([first_draws(16), *drawn]))
    groups = torch.stack([log_w.roll(-first)[:64] for first in range(67)])
    expected_bounds = -(groups.logcumsumexp(1) - torch.arange(1, 65).log()).mean(0)
    np.testing.assert_allclose(drawn_bounds(page), expected_bounds.numpy(), atol=0.02)
    assert page.get_by_test_id("bound-draws").inner_text() == "bound with k = 64"
    page.get_by_test_id("zero-epsilon").click()
    page.get_by_test_id("undo").click()
    page.get_by_role("button", name="Two sigmas out").click()
    two_frames(page)
    assert "Mean of 67 draws" in page.locator(".ledger").inner_text()
    page.get_by_role("button", name="Take a 1").click()
    page.get_by_text("Mean of 64 draws", exact=False).wait_for()


def test_the_draw_in_hand_has_its_weight_and_leaves_the_bound(page, app):
    opened(page, app, "run=conv-vae-2&epsilon=0,0")
    page.get_by_test_id("bound-draws").get_by_text("bound with k = 64", exact=True).wait_for()
    bound, weights, chart = value(page, "importance-bound"), [], page.get_by_test_id("bound-chart")
    expect(chart).to_have_attribute("aria-label", re.compile(f"k = 64 draws the bound is {bound:.2f} nats"))
    page.get_by_test_id("epsilon-pad").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
        two_frames(page)
        seen = shown(page)
        torch_says = expected(seen)
        z, epsilon = torch.tensor(seen["z"]), seen["epsilon"][0].double()
        normal, sigma = Normal(torch.zeros(()).double(), torch.ones(()).double()), torch.tensor(torch_says["sigma"]).double()
        code = normal.log_prob(epsilon).sum() - sigma.log().sum() - normal.log_prob(z).sum()
        weights.append(value(page, "draw-weight"))
        assert weights[-1] == pytest.approx(torch_says["reconstruction"] + float(code), abs=0.03)
    assert len(set(weights)) == 3
    assert value(page, "importance-bound") == bound, "a draw that the hand chose is not one of q"
    page.get_by_role("button", name="Take a 1").click()
    until(page, lambda: page.get_by_test_id("bound-draws").inner_text() == "bound with k = 64")
    assert (other := value(page, "importance-bound")) != bound
    expect(chart).to_have_attribute("aria-label", re.compile(f"k = 64 draws the bound is {other:.2f} nats"))


def test_a_beta_run_shows_its_objective_and_does_not_call_it_elbo(page, app):
    opened(page, app, "run=conv-vae-2-beta-4")
    torch_says = expected(shown(page))
    assert value(page, "objective") == pytest.approx(torch_says["objective"](4), abs=0.03)
    assert value(page, "negative-elbo") == pytest.approx(torch_says["objective"](1), abs=0.03)
    row = page.get_by_test_id("objective").locator("xpath=..")
    assert "β = 4" in row.inner_text()
    assert "ELBO" not in row.inner_text()
    assert "ELBO" not in page.locator(".sum-heads").inner_text()


def spot(page, testid: str, x: float, y: float) -> tuple[float, float]:
    """Where on the page a plane has (x, y), in sigmas of its wider axis from its middle."""
    box = page.get_by_test_id(testid).bounding_box()
    inner = box["width"] - 2  # the frame
    return box["x"] + 1 + inner * (0.5 + x / (2 * SPAN)), box["y"] + 1 + inner * (0.5 - y / (2 * SPAN))


def test_dragging_epsilon_moves_z_and_the_digit_in_silence(page, app):
    opened(page, app, "run=conv-vae-2&epsilon=0,0")
    page.get_by_text("Mean of 64 draws", exact=False).wait_for()
    before, kl, cost = shown(page), value(page, "kl"), value(page, "reconstruction-term")
    page.mouse.move(*spot(page, "epsilon-pad", 0, 0))
    page.mouse.down()
    page.mouse.move(*spot(page, "epsilon-pad", -1, 0.5), steps=4)
    two_frames(page)
    quiet = len(page.sent)
    for to in ((2, -1.5), (9, 9)):  # the second lies outside: the hand reaches three sigmas
        page.mouse.move(*spot(page, "epsilon-pad", *to), steps=6)
        two_frames(page)
        after = shown(page)
        np.testing.assert_allclose(after["epsilon"][0], np.clip(to, -3, 3), atol=0.03)
        mean, sigma = column(page, "mean"), column(page, "sigma")
        np.testing.assert_allclose(after["z"], mean + sigma * after["epsilon"][0].numpy(), atol=1e-6)
        assert np.abs(after["x_hat"] - expected(after)["x_hat"]).max() < 1e-3
    assert np.abs(after["x_hat"] - before["x_hat"]).max() > 0.02
    assert value(page, "kl") == kl
    assert value(page, "reconstruction-term") != cost
    assert len(page.sent) == quiet
    page.mouse.up()
    page.wait_for_url("**epsilon=3%2C3**")


def test_dragging_z_is_the_same_draw_in_code_space(page, app):
    opened(page, app, "run=conv-vae-2&epsilon=0,0")
    sigma = column(page, "sigma")
    page.mouse.move(*spot(page, "z-plane", 0, 0))
    page.mouse.down()
    page.mouse.move(*spot(page, "z-plane", *(sigma / sigma.max() * [1.5, -1])), steps=4)
    page.mouse.up()
    two_frames(page)
    np.testing.assert_allclose(shown(page)["epsilon"][0], [1.5, -1], atol=0.06)


def test_the_keys_move_the_draw(page, app):
    opened(page, app, "run=conv-vae-2&epsilon=0,0")
    page.get_by_test_id("epsilon-pad").focus()
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    two_frames(page)
    np.testing.assert_allclose(shown(page)["epsilon"][0], [0.05, 0.55], atol=1e-6)
    page.wait_for_url("**epsilon=0.05%2C0.55**")
    assert "Epsilon: 0.0500, 0.5500" in page.get_by_test_id("epsilon-pad").get_attribute("aria-label")
    opened(page, app, f"run=conv-vae-16&epsilon={','.join(['0'] * 16)}")
    page.get_by_test_id("epsilon-3").focus()
    page.keyboard.press("Shift+ArrowLeft")
    two_frames(page)
    np.testing.assert_allclose(shown(page)["epsilon"][0], np.eye(16)[3] * -0.5, atol=1e-6)


def test_the_rows_stand_in_view_in_the_order_of_the_test_sets_kl_and_the_dead_are_grey(page, app):
    opened(page, app, "run=conv-vae-16-beta-4")
    in_view(page)  # the page's own run: tests/test_journey.py
    kl = checkpoints.card("conv-vae-16-beta-4").metrics.kl_per_dimension
    rows = page.locator("[data-coordinate]")
    order = [int(j) for j in rows.evaluate_all("all => all.map(row => row.dataset.coordinate)")]
    assert order == sorted(range(16), key=lambda j: -kl[j])
    dead = page.locator("[data-coordinate].dead").evaluate_all("all => all.map(row => Number(row.dataset.coordinate))")
    assert set(dead) == {j for j in range(16) if kl[j] < 0.01}
    assert dead


def test_buttons_draw_return_to_the_mean_and_undo(page, app):
    opened(page, app, "run=conv-vae-16")
    first = shown(page)["epsilon"]
    page.get_by_test_id("draw-epsilon").click()
    two_frames(page)
    drawn = shown(page)["epsilon"]
    assert (drawn != first).all()
    page.get_by_test_id("zero-epsilon").click()
    two_frames(page)
    np.testing.assert_array_equal(shown(page)["z"], column(page, "mean"))
    for epsilon in (drawn, first):
        page.get_by_test_id("undo").click()
        two_frames(page)
        assert (shown(page)["epsilon"] == epsilon).all()
    assert page.get_by_test_id("undo").is_disabled()


def test_play_draws_again_and_again_until_it_is_paused(page, app):
    opened(page, app, "run=conv-vae-2")
    decoded, draws = page.get_by_test_id("decoded-digit"), set()
    page.get_by_test_id("play").click()
    for _ in range(3):
        now = decoded.evaluate("canvas => String(canvas.epsilon)")
        draws.add(now)
        page.wait_for_function("([c, was]) => String(c.epsilon) !== was", arg=[decoded.element_handle(), now])
    page.get_by_test_id("play").click()
    assert len(draws) == 3
    assert page.get_by_test_id("play").inner_text() == "Play"


def test_a_reader_who_asked_for_less_motion_gets_no_play(page, app):
    page.emulate_media(reduced_motion="reduce")
    opened(page, app, "run=conv-vae-2")
    assert page.get_by_test_id("draw-epsilon").is_visible()
    assert not page.get_by_test_id("play").is_visible()


@pytest.mark.parametrize("run", ["conv-ae-2", "mlp-ae-32", "conv-dae-maps"])
def test_a_plain_model_writes_down_a_point(run, page, app):
    opened(page, app, f"run={run}")
    in_view(page)
    assert page.get_by_test_id("no-posterior").is_visible()
    for name in ("epsilon-pad", "epsilon-0", "sigma", "draw-epsilon"):
        assert not any(found.is_visible() for found in page.get_by_test_id(name).all()), name
    for name in ("kl", "negative-elbo", "mean-negative-elbo"):
        assert not any(found.is_visible() for found in page.get_by_test_id(name).all()), name
    seen, model = shown(page), checkpoints.load(run)
    with torch.no_grad():
        z = model.encode(seen["x"]).mean
        logits = model.decode_logits(z)
    np.testing.assert_allclose(seen["z"], z[0].numpy(), atol=2e-3)
    assert np.abs(seen["x_hat"] - logits.sigmoid().numpy().ravel()).max() < 1e-3
    assert value(page, "reconstruction-term") == pytest.approx(float(losses.bce(logits, seen["x"])), abs=0.03)


def test_another_run_in_the_picker_keeps_the_digit_and_gets_a_draw_of_its_own(page, app):
    opened(page, app, "run=conv-vae-2&epsilon=1,1")
    page.get_by_test_id("digit-thumb").first.click()
    two_frames(page)
    before = shown(page)["x"]
    pick_models(page, "VAE 8-D")
    page.locator("[data-testid=decoded-digit][data-run=conv-vae-8]").wait_for()
    after = shown(page)
    assert (after["x"] == before).all()
    assert after["epsilon"].shape == (1, 8)
    assert np.abs(after["x_hat"] - expected(after)["x_hat"]).max() < 1e-3
    page.wait_for_url(lambda url: url.count("%2C") == 7)
    assert page.get_by_test_id("stAlert").count() == 0


def test_presets_and_links(page, app):
    opened(page, app, "run=conv-vae-2&digit=3&epsilon=1.25,-0.5")
    np.testing.assert_array_equal(shown(page)["epsilon"][0], np.float32([1.25, -0.5]))
    page.get_by_role("button", name="Two sigmas out").click()
    page.wait_for_url("**epsilon=2%2C0**")
    page.get_by_role("button", name="The mean only").click()
    page.wait_for_url("**epsilon=0%2C0**")
    kl, elbo = value(page, "kl"), value(page, "negative-elbo")
    page.get_by_role("button", name="Take a 1").click()
    two_frames(page)
    assert shown(page)["label"] == 1
    assert value(page, "negative-elbo") < elbo
    assert value(page, "kl") != kl


def test_the_graph_follows_a_drawing_while_the_pen_is_down(page, app):
    opened(page, app, "run=conv-cvae-2")
    before = column(page, "mean")
    page.get_by_test_id("digit-draw").click()
    stroke(page, page.get_by_test_id("draw-surface"), [(0.55, 0.2), (0.58, 0.9)], release=False)
    two_frames(page)
    drawn = column(page, "mean")
    assert (drawn != before).all()
    told = re.search(r"(\d)$", page.locator(".node-out .tick").inner_text())
    seen = shown(page) | {"label": torch.tensor([int(told[1])])}
    np.testing.assert_allclose(drawn, expected(seen)["mean"], atol=1e-4)
    page.mouse.up()


def in_view(page) -> None:
    for name in ("clean-digit", "decoded-digit", "cost-bar", "copy-link"):
        box = page.get_by_test_id(name).bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 1366, name
        assert 0 <= box["y"] <= box["y"] + box["height"] <= 768, name
