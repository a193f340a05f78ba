"""Every figure of a model, from its weights and the test digits, in parts that go on side by side.

A part takes one thread: its figures are the same to the last bit on any number of cores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec
import numpy as np

# here, where they come in one after another, and not in the parts: of two threads that import SciPy at once one may fail
import skimage.metrics  # noqa: F401
import torch
from sklearn import decomposition, linear_model, manifold, neighbors  # noqa: F401
from threadpoolctl import threadpool_limits

from aelab import elbo, latent, losses, metrics, noise, outliers, probe
from aelab.card import Metrics
from aelab.data import Digits, as_float
from aelab.models import Autoencoder, quicker

LEVELS = [round(0.1 * i, 1) for i in range(11)]  # of the error-against-noise curves
DENOISING = 0.5  # the sigma at which every run's denoising is measured
BATCH = 250  # images at a time: what one layer hands to the next stays in the core's cache


class _Subject(NamedTuple):
    """What is measured: a model, ``images`` (N, 1, 28, 28) in [0, 1] and ``labels`` (N,), ``mean`` and ``log_var`` (N, d) of their codes."""

    model: Autoencoder
    test: Digits
    images: torch.Tensor
    labels: np.ndarray
    mean: np.ndarray
    log_var: np.ndarray | None


def measure(model: Autoencoder, test: Digits, costs: elbo.Costs | None = None) -> Metrics:
    """Every figure of a model on the test digits. What is of a copy has the posterior mean as the code.

    ``bce``, a copy's, in nats an image (not of a linear output), ``mse``, ``psnr`` (dB) and ``ssim`` of clean reconstructions;
    ``knn_accuracy``; ``denoising_mse``, ``_psnr`` and ``_ssim`` from Gaussian noise of sigma 0.5; ``curves``: mean MSE to the
    clean image against the noise level for each kind of noise, on every fifth test digit. The noise is the same for every model.
    Of variational models ``kl``, ``kl_per_dimension`` and ``active_units``, and of the code drawn, not its mean: ``bce_sampled``,
    ``negative_elbo`` (their sum with ``kl``) with ``negative_elbo_se``, and ``importance_bound``, as `aelab.elbo` has them;
    `costs`, if they are known, are not worked out again.
    ``distance``: what `aelab.latent.distance` says of the codes; ``aggregate_kl``: `aelab.metrics.aggregate_kl` in nats (variational
    runs of two numbers). ``outliers``: how well the error tells made-up images from
    digits, as `aelab.outliers.measure` has it. ``probe``: how far a few labels go on the codes, as `aelab.probe.few_labels` has it.
    """
    model = quicker(model.eval())
    with _lanes() as side_by_side:
        mean, log_var = latent.encode(model, test.images, test.labels)
        it = _Subject(model, test, as_float(test.images), test.labels.numpy(), mean, log_var)
        # those that take longest come first
        posterior = side_by_side.submit(_posterior, it, costs)
        curves = {kind: side_by_side.submit(_curve, it, kind) for kind in noise.KINDS}
        others = [side_by_side.submit(part, it) for part in (_outliers, _probe, _copies, _denoising, _codes)]
        figures = posterior.result()
        figures["curves"] = {"levels": LEVELS, "images": len(it.images[::5])} | {
            kind: one.result() for kind, one in curves.items()
        }
        for other in others:
            figures |= other.result()
    return msgspec.convert(figures, Metrics)


@contextmanager
def _lanes() -> Iterator[ThreadPoolExecutor]:
    """As many threads as PyTorch has, in which the libraries take one each. What is in hand when a command is stopped is left to itself."""
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    pool = ThreadPoolExecutor(count, initializer=threadpool_limits, initargs=(1, "openmp"))
    try:
        with threadpool_limits(1):
            yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        torch.set_num_threads(count)


def _posterior(it: _Subject, costs: elbo.Costs | None) -> dict[str, Any]:
    if it.log_var is None:
        return {}
    per_dimension = losses.kl(torch.from_numpy(it.mean), torch.from_numpy(it.log_var)).double().mean(0)
    figures = {"kl_per_dimension": per_dimension.tolist(), "kl": float(per_dimension.sum())}
    figures["active_units"] = metrics.active_units(it.mean)
    return figures | (costs or elbo.costs(it.model, it.test)).figures()


def _copies(it: _Subject) -> dict[str, Any]:
    logits = _each(it.model.decode_logits, torch.from_numpy(it.mean), it.test.labels)
    if it.model.spec.output == "linear":
        return _likeness(logits, it.images)
    bce = float(losses.bce(logits, it.images).double().mean())
    return {"bce": bce, "bce_per_pixel": bce / it.images[0].numel(), **_likeness(logits.sigmoid(), it.images)}


def _codes(it: _Subject) -> dict[str, Any]:
    figures = {
        "distance": latent.distance(it.mean, it.log_var, it.labels),
        "knn_accuracy": metrics.knn_accuracy(it.mean, it.labels),
    }
    if it.log_var is not None and it.mean.shape[1] == 2:
        figures["aggregate_kl"] = metrics.aggregate_kl(it.mean, it.log_var)
    return figures


def _denoising(it: _Subject) -> dict[str, Any]:
    noisy = noise.add("gaussian", it.images, DENOISING, _field(it.images))
    found = _likeness(_each(it.model.reconstruct, noisy, it.test.labels), it.images)
    return {f"denoising_{name}": value for name, value in found.items()}


@torch.no_grad()
def _curve(it: _Subject, kind: str) -> list[float]:
    """Mean MSE of reconstructions to clean images for one kind of noise, level by level, on every fifth digit."""
    clean, labels = it.images[::5].contiguous(), it.test.labels[::5]
    field = _field(clean)  # the same at all levels

    def errors(level: float, some: slice) -> np.ndarray:
        drawn = noise.Field(*(part[some] for part in field))
        noisy = noise.add(kind, clean[some], level, drawn) if level else clean[some]
        return metrics.mse(it.model.reconstruct(noisy, labels[some]).numpy(), clean[some].numpy())

    batches = [slice(start, start + BATCH) for start in range(0, len(clean), BATCH)]
    return [float(np.concatenate([errors(level, some) for some in batches]).mean()) for level in LEVELS]


def _outliers(it: _Subject) -> dict[str, Any]:
    return {"outliers": outliers.measure(it.model, it.test)}


def _probe(it: _Subject) -> dict[str, Any]:
    return {"probe": probe.few_labels(it.mean, it.labels)}


def _field(clean: torch.Tensor) -> noise.Field:
    """The random numbers of the noise that every run is measured on: each part as if it were the only one drawn."""
    return noise.Field(*(getattr(noise.Drawn(clean, torch.Generator().manual_seed(0)), part) for part in noise.Field._fields))


def _likeness(images: torch.Tensor, clean: torch.Tensor) -> dict[str, float]:
    errors, alike = metrics.mse(images.numpy(), clean.numpy()), metrics.ssim(images.numpy(), clean.numpy())
    return {"mse": float(errors.mean()), "psnr": float(metrics.decibels(errors).mean()), "ssim": float(alike.mean())}


@torch.no_grad()
def _each(function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return torch.cat([function(a, label) for a, label in zip(x.split(BATCH), labels.split(BATCH), strict=True)])
