"""Every figure of a model, from its weights and the test digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import torch

from aelab import elbo, latent, losses, metrics, noise, outliers, probe
from aelab.card import Metrics
from aelab.data import Digits, as_float
from aelab.models import Autoencoder, quicker

LEVELS = [round(0.1 * i, 1) for i in range(11)]  # of the error-against-noise curves
DENOISING = 0.5  # the sigma at which every run's denoising is measured
BATCH = 500


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
    clean = as_float(test.images)
    mean, log_var = latent.encode(model, test.images, test.labels)
    logits = _map(lambda z, label: model.decode_logits(z, label), torch.from_numpy(mean), test.labels)
    figures: dict[str, Any] = {}
    if model.spec.output == "linear":
        copies = logits
    else:
        figures["bce"] = float(losses.bce(logits, clean).double().mean())
        figures["bce_per_pixel"] = figures["bce"] / clean[0].numel()
        copies = logits.sigmoid()
    figures |= _likeness(copies, clean)
    if log_var is not None:
        per_dimension = losses.kl(torch.from_numpy(mean), torch.from_numpy(log_var)).double().mean(0)
        figures["kl_per_dimension"] = per_dimension.tolist()
        figures["kl"] = float(per_dimension.sum())
        figures["active_units"] = metrics.active_units(mean)
        figures |= (costs or elbo.costs(model, test)).figures()
    figures["distance"] = latent.distance(mean, log_var, test.labels.numpy())
    if log_var is not None and mean.shape[1] == 2:
        figures["aggregate_kl"] = metrics.aggregate_kl(mean, log_var)
    figures["knn_accuracy"] = metrics.knn_accuracy(mean, test.labels.numpy())
    noisy = noise.add("gaussian", clean, DENOISING, _field(clean))
    denoised = _likeness(_map(model.reconstruct, noisy, test.labels), clean)
    figures |= {f"denoising_{name}": value for name, value in denoised.items()}
    figures["curves"] = _curves(model, clean[::5], test.labels[::5], copies[::5])
    figures["outliers"] = outliers.measure(model, test)
    figures["probe"] = probe.few_labels(mean, test.labels.numpy())
    return msgspec.convert(figures, Metrics)


def _curves(model: Autoencoder, clean: torch.Tensor, labels: torch.Tensor, copies: torch.Tensor) -> dict[str, Any]:
    """Mean MSE of reconstructions to clean images (N, 1, 28, 28) for each kind of noise and level; `copies` are those of no noise."""
    field = _field(clean)  # the same at all levels

    def error(images: torch.Tensor) -> float:
        return float(metrics.mse(images.numpy(), clean.numpy()).mean())

    none = error(copies)
    curves: dict[str, Any] = {"levels": LEVELS, "images": len(clean)}
    for kind in noise.KINDS:
        noisy = (noise.add(kind, clean, level, field) for level in LEVELS[1:])
        curves[kind] = [none, *(error(_map(model.reconstruct, images, labels)) for images in noisy)]
    return curves


def _field(clean: torch.Tensor) -> noise.Field:
    """The random numbers of the noise that every run is measured on: each part as if it were the only one drawn."""
    return noise.Field(*(getattr(noise.Drawn(clean, torch.Generator().manual_seed(0)), part) for part in noise.Field._fields))


def _likeness(images: torch.Tensor, clean: torch.Tensor) -> dict[str, float]:
    a, b = images.numpy(), clean.numpy()
    return {name: float(getattr(metrics, name)(a, b).mean()) for name in ("mse", "psnr", "ssim")}


@torch.no_grad()
def _map(function: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], x: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return torch.cat([function(a, label) for a, label in zip(x.split(BATCH), labels.split(BATCH), strict=True)])
