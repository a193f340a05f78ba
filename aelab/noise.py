"""Ways to spoil an image: pure functions of (images, level, field). The same random field gives the same noise.

Images are (B, 1, H, W) in [0, 1] and so is what comes back, but for the Gaussian that is not clipped. A level lies in [0, 1]; it is a number, or a tensor of
shape (B, 1, 1, 1) for a level of its own for each image. Level 0 changes nothing. A field holds the random numbers: `Drawn` from a torch generator,
as training has them, or `of_seed`, as a page shows them. `KINDS` lists all kinds, and is there without PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from aelab import seeded

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    Level: TypeAlias = float | Tensor


class Field(NamedTuple):
    """Random numbers that broadcast over images: ``normal`` and ``uniform`` (B, 1, H, W), ``place`` (B, 2, 1, 1), top and left, in [0, 1)."""

    normal: Tensor
    uniform: Tensor
    place: Tensor


class Drawn:
    """A field of its own for each of some images, from a generator. It is drawn as it is asked for: a kind of noise needs one part."""

    def __init__(self, images: Tensor, generator: torch.Generator | None = None):
        self.images, self.generator = images, generator

    @property
    def normal(self) -> Tensor:
        import torch

        return torch.randn(self.images.shape, generator=self.generator, device=self.images.device)

    @property
    def uniform(self) -> Tensor:
        import torch

        return torch.rand(self.images.shape, generator=self.generator, device=self.images.device)

    @property
    def place(self) -> Tensor:
        import torch

        return torch.rand((len(self.images), 2, 1, 1), generator=self.generator, device=self.images.device)


def of_seed(seed: int) -> Field:
    """The field of a page's seed, the same for every image: `aelab.seeded.field` as tensors."""
    import torch

    drawn = seeded.field(seed)
    left, top = drawn.place
    # levels are compared with the uniform numbers in full precision, as the browser does
    uniform = torch.from_numpy(drawn.uniform).double()
    place = torch.tensor([top, left], dtype=torch.float64)
    return Field(torch.from_numpy(drawn.normal)[None, None], uniform[None, None], place.view(1, 2, 1, 1))


def gaussian(images: Tensor, level: Level, field: Field | Drawn) -> Tensor:
    """Add N(0, level^2) to every pixel, then clip to [0, 1]: level is the standard deviation sigma.

    Clipping is noise of a kind, too: it lifts a black pixel by level / sqrt(2 pi) on average, as long as few reach 1.
    """
    return gaussian_unclipped(images, level, field).clamp_(0, 1)


def gaussian_unclipped(images: Tensor, level: Level, field: Field | Drawn) -> Tensor:
    """Add N(0, level^2) to every pixel and leave it at that: what comes back is not in [0, 1], and its mean is the image."""
    return images + level * field.normal


def salt_and_pepper(images: Tensor, level: Level, field: Field | Drawn) -> Tensor:
    """Replace each pixel with probability `level` by black or white, either equally likely."""
    u = field.uniform
    return images.where(u >= level, (u < 0.5 * level).to(images.dtype))


def masking(images: Tensor, level: Level, field: Field | Drawn) -> Tensor:
    """Set each pixel to black with probability `level` (Vincent et al. 2008)."""
    return images * (field.uniform >= level)


def occlusion(images: Tensor, level: Level, field: Field | Drawn) -> Tensor:
    """Black out one square that covers `level` of the image's area, wholly inside it, at a random place."""
    import torch

    height, width = images.shape[2:]
    side = torch.as_tensor(level, device=images.device).sqrt()
    u = field.place

    def covered(size: int, u: Tensor) -> Tensor:
        length = (side * size).round()
        start = (u * (size - length + 1)).floor()
        at = torch.arange(size, device=images.device)
        return (at >= start) & (at < start + length)  # (B, 1, 1, size)

    rows, columns = covered(height, u[:, :1]).transpose(2, 3), covered(width, u[:, 1:])
    return images * ~(rows & columns)


class Kind(NamedTuple):
    """A kind of noise: its function, and how the pages write it.

    ``label`` is its name in a choice of kinds, "" for one that stands within another there; ``symbol`` that of the level; ``says`` what
    is said of a noisy digit, with "{level}" or "{percent}" in it.
    """

    add: Callable[[Tensor, Level, Field | Drawn], Tensor]
    label: str
    symbol: str
    says: str


KINDS = {
    "gaussian": Kind(gaussian, "Gaussian", "σ", "σ = {level}, clipped"),
    "gaussian-unclipped": Kind(gaussian_unclipped, "", "σ", "σ = {level}, not clipped"),
    "salt-and-pepper": Kind(salt_and_pepper, "Salt and pepper", "p", "{percent} black or white"),
    "masking": Kind(masking, "Masking", "p", "{percent} of pixels black"),
    "occlusion": Kind(occlusion, "Occlusion", "area", "{percent} of the area"),
}
GAUSSIAN = ("gaussian", "gaussian-unclipped")  # with clipping and without


def add(kind: str, images: Tensor, level: Level, field: Field | Drawn) -> Tensor:
    """Images with noise of one of `KINDS`. Raises ValueError for another kind."""
    if kind not in KINDS:
        raise ValueError(f"unknown noise {kind!r}; the kinds are {', '.join(KINDS)}")
    return KINDS[kind].add(images, level, field)
