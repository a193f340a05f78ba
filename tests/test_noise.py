import subprocess
import sys

import numpy as np
import pytest
import torch

from aelab import noise, seeded
from aelab.noise import KINDS, Drawn, gaussian, gaussian_unclipped, masking, occlusion, salt_and_pepper

GREY = torch.full((200, 1, 28, 28), 0.5)


def drawn(images: torch.Tensor = GREY, seed: int = 0) -> Drawn:
    return Drawn(images, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_same_noise_and_the_clean_image_stays(kind):
    before = GREY.clone()
    a, b, other = (noise.add(kind, GREY, 0.4, drawn(seed=n)) for n in (1, 1, 2))
    assert torch.equal(a, b)
    assert not torch.equal(a, other)
    assert torch.equal(GREY, before)
    assert (0 <= float(a.min()) <= float(a.max()) <= 1) == (kind != "gaussian-unclipped")


@pytest.mark.parametrize("kind", KINDS)
def test_level_zero_changes_nothing(kind):
    assert torch.equal(noise.add(kind, GREY, 0.0, drawn()), GREY)


def test_level_one_leaves_nothing_of_the_image():
    assert not masking(GREY, 1.0, drawn()).any()
    assert not occlusion(GREY, 1.0, drawn()).any()
    assert not (salt_and_pepper(GREY, 1.0, drawn()) == 0.5).any()


def test_gaussian_has_the_sigma_it_says():
    assert float(gaussian(GREY, 0.1, drawn()).std()) == pytest.approx(0.1, rel=0.01)


def test_gaussian_is_clipped_as_the_clipped_normal_is():
    """At sigma 0.5 about a grey of 0.5, P(|epsilon| > 1) = 0.317 of the pixels are pure black or white."""
    noisy = gaussian(GREY, 0.5, drawn())
    assert float(((noisy == 0) | (noisy == 1)).float().mean()) == pytest.approx(0.3173, abs=0.005)


def test_clipping_lifts_black_by_the_mean_of_half_a_normal():
    """E[max(0, sigma epsilon)] = sigma / sqrt(2 pi); without clipping the mean of what comes out is the image."""
    black = torch.zeros(400, 1, 28, 28)
    assert float(gaussian(black, 0.2, drawn(black)).mean()) == pytest.approx(0.2 / (2 * torch.pi) ** 0.5, rel=0.01)
    assert float(gaussian_unclipped(black, 0.2, drawn(black)).mean()) == pytest.approx(0, abs=0.002)
    assert torch.equal(gaussian_unclipped(black, 0.2, drawn(black)).clamp(0, 1), gaussian(black, 0.2, drawn(black)))


def test_salt_and_pepper_are_equally_likely():
    noisy = salt_and_pepper(GREY, 0.3, drawn())
    assert float((noisy == 0).float().mean()) == pytest.approx(0.15, abs=0.005)
    assert float((noisy == 1).float().mean()) == pytest.approx(0.15, abs=0.005)


def test_masking_drops_its_share():
    assert float((masking(GREY, 0.3, drawn()) == 0).float().mean()) == pytest.approx(0.3, abs=0.005)


@pytest.mark.parametrize("level", [0.1, 0.25, 0.5, 0.9])
def test_occlusion_is_one_square_inside_the_image(level):
    hidden = occlusion(GREY, level, drawn())[:, 0] == 0
    side = round(level**0.5 * 28)
    assert (hidden.sum((1, 2)) == side**2).all()
    assert (hidden.any(1).sum(1) == side).all()
    assert (hidden.any(2).sum(1) == side).all()


def test_occlusion_goes_everywhere():
    hidden = (occlusion(GREY, 0.1, drawn())[:, 0] == 0).any(0)
    assert hidden[0].any()
    assert hidden[-1].any()
    assert hidden[:, 0].any()
    assert hidden[:, -1].any()


@pytest.mark.parametrize("kind", KINDS)
def test_each_image_can_have_its_own_level(kind):
    level = torch.tensor([0.0, 0.8]).view(2, 1, 1, 1)
    noisy = noise.add(kind, GREY[:2], level, drawn(GREY[:2]))
    assert torch.equal(noisy[0], GREY[0])
    assert not torch.equal(noisy[1], GREY[1])


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="unknown noise 'fog'; the kinds are gaussian, "):
        noise.add("fog", GREY, 0.5, drawn())


def test_training_draws_what_pytorch_does():
    """The numbers of a torch seed, which the stored figures and the shipped runs were made with."""
    normal, uniform = (draw(GREY.shape, generator=torch.Generator().manual_seed(3)) for draw in (torch.randn, torch.rand))
    assert torch.equal(gaussian(GREY, 0.5, drawn(seed=3)), (GREY + 0.5 * normal).clamp(0, 1))
    assert torch.equal(masking(GREY, 0.5, drawn(seed=3)), GREY.where(uniform >= 0.5, torch.zeros(())))
    assert torch.equal(salt_and_pepper(GREY, 0.5, drawn(seed=3)) == 1, uniform < 0.25)
    places = torch.rand(len(GREY), 2, generator=torch.Generator().manual_seed(3))
    top, left = (places * 15).floor().long().T  # a square of 14 pixels has 15 places in 28
    hidden = occlusion(GREY, 0.25, drawn(seed=3))[:, 0] == 0
    assert torch.equal(hidden.any(2).int().argmax(1), top)
    assert torch.equal(hidden.any(1).int().argmax(1), left)


def test_a_seeds_field_is_the_same_on_every_image():
    field, own = noise.of_seed(7), seeded.field(7)
    np.testing.assert_array_equal(gaussian_unclipped(torch.zeros(3, 1, 28, 28), 1.0, field).numpy(), [[own.normal]] * 3)
    np.testing.assert_array_equal((masking(GREY[:3], 0.3, field) == 0).numpy(), [[own.uniform < 0.3]] * 3)
    left, top = (int(15 * place) for place in own.place)
    corner = occlusion(GREY[:1], 0.25, field)[0, 0] == 0
    assert corner[top : top + 14, left : left + 14].all()
    assert int(corner.sum()) == 14**2
    assert all(noise.add(kind, GREY[:3], 0.4, field).dtype == torch.float32 for kind in KINDS)


def test_the_kinds_are_listed_without_pytorch():
    code = "import sys; from aelab import noise; assert noise.KINDS; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
