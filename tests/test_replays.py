"""Replays in Python: what is recorded is shown as it is, and what is said of it is worked out again."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pytest
from PIL import Image
from sklearn.neighbors import NearestNeighbors

from aelab import checkpoints, export, palette, replays
from tests.pages import opened, words
from tests.test_answers import CARDS, SHORT, tried
from ui import replay_words

VAES = [name for name, card in CARDS.items() if card.model.variational]
TURNED = [name for name in VAES if CARDS[name].recipe.branch and CARDS[name].recipe.beta != 1]


@cache
def replay(name: str) -> dict[str, np.ndarray]:
    return checkpoints.replay(name)


@pytest.mark.parametrize("name", ["conv-vae-2", "pca-2"])
def test_at_its_moments_a_replay_is_what_was_recorded(name):
    kept = replay(name)
    for k, t in enumerate(replays.times(kept)):
        np.testing.assert_allclose(replays.codes(kept, t), kept["codes"][k], atol=1e-5)
        np.testing.assert_allclose(255 * replays.pictures(kept, t), kept["reconstructions"][k], atol=1e-6)


def test_the_gif_shows_the_map_the_copies_and_how_far_it_is():
    kept, labels = replay("conv-ae-2"), checkpoints.latents("conv-ae-2")["labels"][:2000].astype(int)
    pictures = replays.frames(kept, labels, only=[1], count=3)
    moving = Image.open(io.BytesIO(export.gif(pictures, "run = conv-ae-2")))
    assert moving.n_frames == 3
    assert moving.info["comment"] == b"run = conv-ae-2"
    last = pictures[-1]
    np.testing.assert_array_equal(last[:84, replays.MAP : replays.MAP + 84 : 1, 0][::3, ::3], kept["reconstructions"][-1, 0])
    colours = {tuple(bytes.fromhex(colour[1:])) for colour in (palette.DIGITS[1], palette.MUTED)}
    plane = last[: replays.MAP, : replays.MAP].reshape(-1, 3)
    seen = {tuple(map(int, colour)) for colour in np.unique(plane, axis=0)}
    assert colours <= seen
    assert tuple(bytes.fromhex(palette.DIGITS[6][1:])) not in seen
    bars = [(frame[-1] == tuple(bytes.fromhex(palette.ACCENT[1:]))).all(1).mean() for frame in pictures]
    np.testing.assert_allclose(bars, [0, 0.5, 1], atol=0.01)


def test_runs_of_another_beta_are_one_training_until_they_turn():
    assert TURNED
    for name in TURNED:
        card = CARDS[name]
        (one,) = (
            other
            for other in VAES
            if CARDS[other].model.latent_size == card.model.latent_size
            and CARDS[other].recipe == _with(CARDS[other].recipe, card.recipe)
        )
        before = replay(name)["epoch"] <= card.recipe.branch * card.recipe.epochs
        assert 20 < before.sum() < len(before)
        np.testing.assert_array_equal(replay(name)["kl_per_dimension"][before], replay(one)["kl_per_dimension"][before])
        assert not np.allclose(replay(name)["kl_per_dimension"][~before], replay(one)["kl_per_dimension"][~before])
        said = replay_words.turned([card])
        assert f"Until epoch {card.recipe.branch * card.recipe.epochs:.0f} {SHORT[name]}" in " ".join(said.split())


def _with(recipe, other):
    """What the recipe of a run that turned off this one must be, but for its name and beta."""
    content = other.to_json() | {"name": recipe.name, "beta": 1.0}
    return type(recipe)(**content)


def test_codes_fly_out_while_beta_is_low_and_come_back():
    for name in VAES:
        card, kept = CARDS[name], replay(name)
        if not card.recipe.warm_up:
            continue
        nats = kept["test"][:, 2]
        rising = kept["epoch"] <= card.recipe.warm_up * card.recipe.epochs
        assert rising[nats.argmax()], name
        assert nats.max() > 1.2 * nats[-1], name
        said = " ".join(replay_words.warm_up(card).split())
        assert f"{SHORT[name]} writes {nats.max():.1f} nats at epoch {kept['epoch'][nats.argmax()]:.1f}" in said
        assert f"and {nats[-1]:.1f} at the end" in said


def test_most_happens_in_the_first_half_of_the_axis():
    for name, card in CARDS.items():
        if card.recipe.family != "pca":
            assert replay_words.fall(card) > 0.85, name


def test_answers_of_the_replay():
    found = tried("pages/learn.py", "runs=conv-ae-2&runs=conv-vae-2")
    for name in ("conv-ae-2", "conv-vae-2"):
        kept, labels = replay(name), checkpoints.latents(name)["labels"][:2000]
        reach = np.median(np.hypot(*np.moveaxis(kept["codes"].astype(float), 2, 0)), axis=1)
        k = reach.argmax()
        said = f"{SHORT[name]}: {reach[k]:.1f} at epoch {kept['epoch'][k]:.1f}, {reach[-1]:.1f} at the end"
        assert said in found["AE beside VAE"][1]
        both = np.isin(labels, (4, 9))
        points, own = kept["codes"][-1][both], labels[both]
        nearest = NearestNeighbors(n_neighbors=12).fit(points).kneighbors(points, return_distance=False)[:, 1:]
        right = ((own[nearest] == own[:, None]).sum(1) >= 6).mean()
        assert f"{right:.0%} at epoch 32" in found["Only 4 and 9"][1]
    ae, vae = (replay(name)["codes"][-1].astype(float) for name in ("conv-ae-2", "conv-vae-2"))
    assert np.median(np.hypot(*ae.T)) > 2 * np.median(np.hypot(*vae.T))
    draws = np.random.default_rng(0).standard_normal((2, 1_000_000))
    assert f"lies within {np.median(np.hypot(*draws)):.2f}" in found["AE beside VAE"][1]

    found = tried("pages/learn.py", "runs=conv-vae-16&runs=conv-vae-32")["32 numbers beside 16"][1]
    for name in ("conv-vae-16", "conv-vae-32"):
        used = (replay(name)["kl_per_dimension"] >= 0.01).sum(1)
        size = CARDS[name].model.latent_size
        first = replay(name)["epoch"][used.argmax() + (used[used.argmax() :] < size).argmax()]
        assert f"{SHORT[name]}: {size} of {size} in use, {used[-1]} at the end, the first gone at epoch {first:.1f}" in found
    found = tried("pages/learn.py", "runs=conv-vae-16-beta-0.5&runs=conv-vae-16-beta-4")["β 0.5 beside β 4"][1]
    for name, less in (("conv-vae-16-beta-0.5", False), ("conv-vae-16-beta-4", True)):
        kept = replay(name)
        k = int((kept["epoch"] <= 0.6 * 32).sum()) - 1
        (_, error, kl), (_, error_now, kl_now) = kept["test"][[k, -1]]
        assert f"{SHORT[name]}: KL {kl:.1f}, then {kl_now:.1f}, and copies {error:.1f}, then {error_now:.1f}" in found
        assert (kl_now < kl) == less == (error_now > error)


def test_a_link_from_another_page_brings_its_run():
    """As Compare's to the training whose losses it shows."""
    app = opened("pages/latent_space.py", runs=["conv-vae-2"])
    app.switch_page("pages/learn.py").run()
    assert '"name": "conv-vae-2"' in words(app)
    app.switch_page("pages/compare.py").run()
    app.switch_page("pages/learn.py")
    app.query_params["runs"] = "mlp-ae-8"
    app.run()
    assert not app.exception
    assert '"name": "mlp-ae-8"' in words(app)
    assert '"name": "conv-vae-2"' not in words(app)


def test_the_lines_of_python_give_what_is_seen():
    app = opened("pages/learn.py", t="0.5", only="7", runs="conv-vae-2")
    app.session_state["take away"] = True
    app.run()
    (code,) = (block.value for block in app.code)
    names: dict = {}
    exec(code.replace(".show()", ""), names)
    np.testing.assert_array_equal(names["codes"], replays.codes(replay("conv-vae-2"), 0.5))
    np.testing.assert_array_equal(names["digit"], replays.pictures(replay("conv-vae-2"), 0.5)[7])
    assert [button.label for button in app.button if "GIF" in button.label] == ["Make a GIF of the training"]
