"""Ways to spoil an image: pure functions of (images, level, generator). The same seed gives the same noise.

Images are (B, 1, H, W) in [0, 1] and so is what comes back, but for the Gaussian that is not clipped. A level lies in [0, 1]; it is a number, or a tensor of
shape (B, 1, 1, 1) for a level of its own for each image. Level 0 changes nothing.
"""

from __future__ import annotations

import torch
from torch import Tensor

Level = float | Tensor


def gaussian(images: Tensor, level: Level, generator: torch.Generator | None = None) -> Tensor:
    """Add N(0, level^2) to every pixel, then clip to [0, 1]: level is the standard deviation sigma.

    Clipping is noise of a kind, too: it lifts a black pixel by level / sqrt(2 pi) on average, as long as few reach 1.
    """
    return gaussian_unclipped(images, level, generator).clamp_(0, 1)


def gaussian_unclipped(images: Tensor, level: Level, generator: torch.Generator | None = None) -> Tensor:
    """Add N(0, level^2) to every pixel and leave it at that: what comes back is not in [0, 1], and its mean is the image."""
    return images + level * torch.randn(images.shape, generator=generator, device=images.device)


def salt_and_pepper(images: Tensor, level: Level, generator: torch.Generator | None = None) -> Tensor:
    """Replace each pixel with probability `level` by black or white, either equally likely."""
    u = torch.rand(images.shape, generator=generator, device=images.device)
    return torch.where(u < level, (u < 0.5 * level).to(images.dtype), images)


def masking(images: Tensor, level: Level, generator: torch.Generator | None = None) -> Tensor:
    """Set each pixel to black with probability `level` (Vincent et al. 2008)."""
    return images * (torch.rand(images.shape, generator=generator, device=images.device) >= level)


def occlusion(images: Tensor, level: Level, generator: torch.Generator | None = None) -> Tensor:
    """Black out one square that covers `level` of the image's area, wholly inside it, at a random place."""
    batch, _, height, width = images.shape
    side = torch.as_tensor(level, device=images.device).sqrt()
    u = torch.rand((batch, 2, 1, 1), generator=generator, device=images.device)

    def covered(size: int, u: Tensor) -> Tensor:
        length = (side * size).round()
        start = (u * (size - length + 1)).floor()
        at = torch.arange(size, device=images.device)
        return (at >= start) & (at < start + length)  # (B, 1, 1, size)

    rows, columns = covered(height, u[:, :1]).transpose(2, 3), covered(width, u[:, 1:])
    return images * ~(rows & columns)


KINDS = {
    "gaussian": gaussian,
    "gaussian-unclipped": gaussian_unclipped,
    "salt-and-pepper": salt_and_pepper,
    "masking": masking,
    "occlusion": occlusion,
}
