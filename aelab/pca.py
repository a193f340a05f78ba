"""Principal component analysis as a model like any other: a linear autoencoder whose weights need no gradient step.

Of all linear encoders and decoders it has the least mean squared error on the training digits (Eckart & Young 1936;
Baldi & Hornik 1989), so what a deeper model is worth is what it adds to it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from aelab.data import Digits, as_float
from aelab.events import WATCHED, Epoch, Moment, Parts, Step, TrainingError
from aelab.models import Autoencoder


def fit(model: Autoencoder, train: Digits, test: Digits) -> Iterator[Step | Epoch | Moment]:
    """Put the principal axes of the training digits into `model`, yielding what `aelab.training.fit` yields: one step, one epoch,
    two moments, before and after. Its losses are squared errors summed over pixels. Raises `TrainingError` for fewer digits than axes.
    """
    count = len(train.images)
    if model.spec.latent_size > count:
        raise TrainingError(f"{count} digits have no {model.spec.latent_size} principal axes. Nothing was saved")
    began = time.perf_counter()
    model.eval()
    yield _moment(model, test.first(WATCHED), 0, _parts(model, train.first(WATCHED)))
    solve(model, train.images)
    on_train, on_test = _parts(model, train), _parts(model, test)
    speed = count / (time.perf_counter() - began)
    yield Step(1, 1, 1, on_train, speed, 0.0)
    yield Epoch(1, on_train, on_test, speed)
    yield _moment(model, test.first(WATCHED), 1, on_train)


@torch.no_grad()
def solve(model: Autoencoder, images: Tensor) -> None:
    """Set the weights from images (N, 1, 28, 28) uint8: z = W (x - m) and x = W^T z + m with orthonormal rows W, the largest
    variance first, each with its largest entry positive. scikit-learn's PCA, in double precision.
    """
    from sklearn.decomposition import PCA

    x = images.flatten(1).numpy().astype(np.float64) / 255
    # the covariance's eigenvectors are the right singular vectors, at a fraction of the cost for so many rows
    solver = "covariance_eigh" if len(x) > x.shape[1] else "full"
    pca = PCA(model.spec.latent_size, svd_solver=solver).fit(x)
    axes = pca.components_
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(1)])[:, None]
    (encode, decode) = model.encoder[1], model.decoder[0]
    for weight, values in (
        (encode.weight, axes),
        (encode.bias, -axes @ pca.mean_),
        (decode.weight, axes.T),
        (decode.bias, pca.mean_),
    ):
        weight.copy_(torch.from_numpy(values))


@torch.no_grad()
def _parts(model: Autoencoder, digits: Digits) -> Parts:
    total = sum(
        float((model.reconstruct(x) - x).double().square().sum()) for x in map(as_float, digits.images.split(1000))
    ) / len(digits.images)
    return Parts(total, total, 0.0)


@torch.no_grad()
def _moment(model: Autoencoder, watched: Digits, step: int, on_train: Parts) -> Moment:
    first = [int((watched.labels == digit).nonzero()[0]) for digit in watched.labels.unique().tolist()]
    pictures = model.reconstruct(as_float(watched.images[first]))[:, 0].clamp(0, 1)
    codes = model.encode(as_float(watched.images)).mean
    return Moment(step, float(step), codes, (pictures * 255).round().to(torch.uint8), on_train, _parts(model, watched), None)
