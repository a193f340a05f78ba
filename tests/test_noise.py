import pytest
import torch

from aelab.noise import KINDS, gaussian, gaussian_unclipped, masking, occlusion, salt_and_pepper

GREY = torch.full((200, 1, 28, 28), 0.5)


def seed(n: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(n)


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_same_noise_and_the_clean_image_stays(kind):
    before = GREY.clone()
    a, b, other = (KINDS[kind](GREY, 0.4, seed(n)) for n in (1, 1, 2))
    assert torch.equal(a, b)
    assert not torch.equal(a, other)
    assert torch.equal(GREY, before)
    assert (0 <= float(a.min()) <= float(a.max()) <= 1) == (kind != "gaussian-unclipped")


@pytest.mark.parametrize("kind", KINDS)
def test_level_zero_changes_nothing(kind):
    assert torch.equal(KINDS[kind](GREY, 0.0, seed()), GREY)


def test_level_one_leaves_nothing_of_the_image():
    assert not masking(GREY, 1.0, seed()).any()
    assert not occlusion(GREY, 1.0, seed()).any()
    assert not (salt_and_pepper(GREY, 1.0, seed()) == 0.5).any()


def test_gaussian_has_the_sigma_it_says():
    assert float(gaussian(GREY, 0.1, seed()).std()) == pytest.approx(0.1, rel=0.01)


def test_gaussian_is_clipped_as_the_clipped_normal_is():
    """At sigma 0.5 about a grey of 0.5, P(|epsilon| > 1) = 0.317 of the pixels are pure black or white."""
    noisy = gaussian(GREY, 0.5, seed())
    assert float(((noisy == 0) | (noisy == 1)).float().mean()) == pytest.approx(0.3173, abs=0.005)


def test_clipping_lifts_black_by_the_mean_of_half_a_normal():
    """E[max(0, sigma epsilon)] = sigma / sqrt(2 pi); without clipping the mean of what comes out is the image."""
    black = torch.zeros(400, 1, 28, 28)
    assert float(gaussian(black, 0.2, seed()).mean()) == pytest.approx(0.2 / (2 * torch.pi) ** 0.5, rel=0.01)
    assert float(gaussian_unclipped(black, 0.2, seed()).mean()) == pytest.approx(0, abs=0.002)
    assert torch.equal(gaussian_unclipped(black, 0.2, seed()).clamp(0, 1), gaussian(black, 0.2, seed()))


def test_salt_and_pepper_are_equally_likely():
    noisy = salt_and_pepper(GREY, 0.3, seed())
    assert float((noisy == 0).float().mean()) == pytest.approx(0.15, abs=0.005)
    assert float((noisy == 1).float().mean()) == pytest.approx(0.15, abs=0.005)


def test_masking_drops_its_share():
    assert float((masking(GREY, 0.3, seed()) == 0).float().mean()) == pytest.approx(0.3, abs=0.005)


@pytest.mark.parametrize("level", [0.1, 0.25, 0.5, 0.9])
def test_occlusion_is_one_square_inside_the_image(level):
    hidden = occlusion(GREY, level, seed())[:, 0] == 0
    side = round(level**0.5 * 28)
    assert (hidden.sum((1, 2)) == side**2).all()
    assert (hidden.any(1).sum(1) == side).all()
    assert (hidden.any(2).sum(1) == side).all()


def test_occlusion_goes_everywhere():
    hidden = (occlusion(GREY, 0.1, seed())[:, 0] == 0).any(0)
    assert hidden[0].any()
    assert hidden[-1].any()
    assert hidden[:, 0].any()
    assert hidden[:, -1].any()


@pytest.mark.parametrize("kind", KINDS)
def test_each_image_can_have_its_own_level(kind):
    level = torch.tensor([0.0, 0.8]).view(2, 1, 1, 1)
    noisy = KINDS[kind](GREY[:2], level, seed())
    assert torch.equal(noisy[0], GREY[0])
    assert not torch.equal(noisy[1], GREY[1])
