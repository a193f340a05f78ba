"""From run to run by beta or by size alone, for the steps beside a page's title (tests/test_links.py has them in a browser)."""

import pytest
from msgspec.structs import replace

from aelab.ablations import siblings
from tests.shipped import CARDS

BETAS = ["conv-vae-2-beta-0.5", "conv-vae-2", "conv-vae-2-beta-2", "conv-vae-2-beta-4"]
SIZES = [f"conv-vae-{size}" for size in (2, 4, 8, 16, 32)]
pytestmark = pytest.mark.skipif(not CARDS.keys() >= {*BETAS, *SIZES}, reason="not all runs of the steps are in checkpoints/")


@pytest.mark.parametrize(
    ("name", "key", "runs"),
    [
        ("conv-vae-2-beta-4", "beta", BETAS),
        ("conv-vae-8", "latent_size", SIZES),
        ("conv-vae-2-beta-4", "latent_size", ["conv-vae-2-beta-4", "conv-vae-16-beta-4"]),
        ("conv-ae-2", "latent_size", ["conv-ae-2", "conv-ae-16"]),
        ("conv-cvae-2", "beta", ["conv-cvae-2"]),
        ("conv-dae-16", "latent_size", ["conv-dae-16"]),
    ],
)
def test_siblings_differ_in_one_number_alone(name, key, runs):
    assert [card.name for card in siblings(CARDS[name], CARDS.values(), key)] == runs


def test_of_two_runs_alike_a_step_leads_to_one_and_to_the_one_in_view():
    twin = replace(CARDS["conv-vae-2"], name="twin", recipe=replace(CARDS["conv-vae-2"].recipe, name="twin"))
    assert [card.name for card in siblings(twin, [*CARDS.values(), twin], "beta")] == [BETAS[0], "twin", *BETAS[2:]]
