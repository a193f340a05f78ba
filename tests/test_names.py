"""What runs are called, and the one order in which they stand."""

import pytest
from msgspec.structs import replace

from aelab import names
from aelab.runs import RUNS
from tests.shipped import CARDS

TITLES = {
    "mlp-ae-8-relu": ("MLP autoencoder, 8 numbers, ReLU at the code", "MLP 8-D, ReLU"),
    "conv-ae-16": ("Autoencoder, 16 numbers", "AE 16-D"),
    "conv-vae-2": ("VAE, 2 numbers", "VAE 2-D"),
    "conv-vae-2-beta-4": ("VAE, 2 numbers, beta 4", "VAE 2-D, β 4"),
    "conv-vae-16-beta-0.5": ("VAE, 16 numbers, beta 0.5", "VAE 16-D, β 0.5"),
    "conv-cvae-2": ("VAE told the digit, 2 numbers", "CVAE 2-D"),
    "conv-dae-16": ("Denoiser trained at sigma 0.5, 16 numbers", "Denoiser 16-D"),
    "conv-dvae-16": ("Denoising VAE trained at sigma 0.5, 16 numbers", "Denoising VAE 16-D"),
    "conv-dae-blind": ("Denoiser trained at sigma 0 to 1, 392 numbers", "Denoiser 392-D, σ 0–1"),
    "pca-2": ("PCA, 2 numbers", "PCA 2-D"),
}
pytestmark = pytest.mark.skipif(not CARDS.keys() >= RUNS.keys(), reason="not all shipped runs are in checkpoints/")


def test_the_shipped_runs_are_called_what_they_are_and_no_two_alike():
    said = names.names(CARDS.values())
    assert {name: tuple(said[name]) for name in TITLES} == TITLES
    for part in range(2):
        assert len({name[part] for name in said.values()}) == len(CARDS)
    assert max(len(name.short) for name in said.values()) <= 22  # it stands at the end of a line


def test_the_table_of_runs_is_in_the_order_of_families_sizes_and_betas():
    shipped = [card for name, card in CARDS.items() if name in RUNS]
    assert [card.name for card in names.in_order(reversed(shipped))] == list(RUNS)
    keys = [
        (list(names.FAMILIES).index(names.family(card)), card.recipe.latent_size, card.recipe.beta)
        for card in names.in_order(shipped)
    ]
    assert keys == sorted(keys)
    assert len({key[0] for key in keys}) == 6


def test_a_run_of_ones_own_that_is_like_another_says_what_differs():
    shipped = CARDS["conv-vae-2"]
    own = {name: replace(shipped, name=name, recipe=replace(shipped.recipe, name=name)) for name in ("again", "more")}
    own["seeded"] = replace(shipped, name="seeded", recipe=replace(shipped.recipe, name="seeded", seed=7))
    said = names.names([*own.values(), *CARDS.values()])  # a shipped run keeps its name wherever it stands
    assert said["conv-vae-2"].title == "VAE, 2 numbers"
    assert said["seeded"] == ("VAE, 2 numbers, seed 7", "VAE 2-D, seed 7")
    assert said["again"].title == "VAE, 2 numbers, again"
    assert len({name.title for name in said.values()}) == len({name.short for name in said.values()}) == len(said)
    assert names.names(own.values())["again"].title == "VAE, 2 numbers"  # alone, it need not
    assert [card.name for card in names.in_order([*own.values(), shipped])] == ["again", "conv-vae-2", "more", "seeded"]


@pytest.mark.parametrize(
    ("noise", "levels", "words"),
    [
        ("gaussian-unclipped", (0.3, 0.3), "Denoiser trained at sigma 0.3 not clipped"),
        ("masking", (0.0, 0.4), "Denoiser trained at masking 0 to 0.4"),
        ("none", (0.0, 0.0), "Autoencoder"),
    ],
)
def test_every_kind_of_noise_has_words(noise, levels, words):
    card = CARDS["conv-ae-2"]
    card = replace(card, recipe=replace(card.recipe, noise=noise, noise_levels=levels))
    assert names.names([card])[card.name].title == f"{words}, 2 numbers"
