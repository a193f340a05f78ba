"""What needs no model: the error of the noisy picture, of the average digit and of a linear denoiser, by level of noise.

``python -m aelab.denoisers`` measures them and keeps them in baselines.json, under "denoising".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from aelab import noise
from aelab.data import Digits, as_float
from aelab.measuring import DENOISING, LEVELS

PENALTY = 1.0  # scikit-learn's alpha of a ridge regression: it matters only where noise leaves nothing to regress on
BATCH = 5000
DIGITS = 5  # decimals


def linear_denoiser(clean: Tensor, noisy: Tensor, penalty: float = PENALTY) -> tuple[Tensor, Tensor]:
    """The affine map W x + b from noisy to clean images (N, 1, 28, 28) of the least squared error, with `penalty` on W.

    Ridge regression as scikit-learn has it, from the normal equations; returns W (784, 784) and b (784,), float64.
    """
    x, y = noisy.flatten(1), clean.flatten(1)
    x_mean, y_mean = x.double().mean(0), y.double().mean(0)
    gram, cross = torch.zeros(784, 784, dtype=torch.float64), torch.zeros(784, 784, dtype=torch.float64)
    for a, b in zip((x - x_mean.float()).split(BATCH), (y - y_mean.float()).split(BATCH), strict=True):
        gram += (a.T @ a).double()
        cross += (a.T @ b).double()
    weight = torch.linalg.solve(gram + penalty * torch.eye(784, dtype=torch.float64), cross).T
    return weight, y_mean - weight @ x_mean


def errors(train: Tensor, test: Tensor, kind: str, level: float) -> dict[str, float]:
    """Mean MSE to the clean images of three answers to noise on test images: ``noisy``, the picture as it is; ``average``, the mean
    of the training images; ``linear``, the linear denoiser fitted to training images with noise of this kind and level.

    Images are (N, 1, 28, 28) float32 in [0, 1]. The noise on the test images is that which the models are measured on.
    """
    noisy = _noisy(kind, test, level, seed=0)
    weight, bias = linear_denoiser(train, _noisy(kind, train, level, seed=1))
    linear = noisy.flatten(1) @ weight.T.float() + bias.float()
    answers = {"noisy": noisy, "average": train.mean(0, keepdim=True), "linear": linear.view_as(test)}
    return {name: round(float((answer - test).double().square().mean()), DIGITS) for name, answer in answers.items()}


def _noisy(kind: str, images: Tensor, level: float, seed: int) -> Tensor:
    return noise.add(kind, images, level, noise.Drawn(images, torch.Generator().manual_seed(seed)))


def measure(
    train: Digits, test: Digits, kinds: Iterable[str] = tuple(noise.KINDS), levels: Sequence[float] = tuple(LEVELS)
) -> dict:
    """The errors at every level for every kind, on every fifth test digit as `aelab.measuring.measure` has its curves; and ``at``
    one sigma of clipped Gaussian noise, as it has its denoising figures, on all of them.
    """
    x, clean = as_float(train.images), as_float(test.images)
    some = clean[::5]
    curves = {kind: [errors(x, some, kind, level) for level in levels] for kind in kinds}
    lines = {kind: {name: [each[name] for each in found] for name in found[0]} for kind, found in curves.items()}
    here = {"sigma": DENOISING, "images": len(clean), **errors(x, clean, "gaussian", DENOISING)}
    return {"at": here, "curves": {"levels": list(levels), "images": len(some), **lines}}


if __name__ == "__main__":
    from aelab import baselines, data

    found = measure(data.mnist(train=True), data.mnist(train=False))
    baselines.keep("denoising", found)
    print(found["at"])
