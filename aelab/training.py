"""Fit a model to digits by a recipe, event by event. One loop for every run, shipped or one's own."""

from __future__ import annotations

import time
from collections.abc import Iterator

import torch
from torch import Tensor

from aelab import noise, pca
from aelab.data import Digits, as_float
from aelab.descent import Descent, beta_at
from aelab.events import WATCHED, Epoch, Moment, Parts, Step, TrainingError
from aelab.losses import Loss, objective
from aelab.models import Autoencoder
from aelab.runs import Recipe

# Where a replay's moments lie: (place / 35)^3 of the way, so dense at the start, where most happens. 30 of them, with 2,000
# codes and 10 pictures each, are 0.48 MB; more would not fit the shipped runs into 60 MB.
PLACES = (*range(0, 12, 2), *range(12, 36))
REPORT_EVERY = 0.1  # seconds between Step events: often enough for a moving bar, too rare to slow a step of 3 ms


def pick_device(wanted: str = "auto") -> torch.device:
    """The device to train on: the best there is, or the one named. Raises `TrainingError` when that one is not here."""
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(name for name, there in here.items() if there))
    if wanted not in here:
        raise TrainingError(f"unknown device {wanted!r}: choose auto, {', '.join(here)}")
    if not here[wanted]:
        raise TrainingError(f"no {wanted} device on this machine: choose {', '.join(n for n, there in here.items() if there)}")
    return torch.device(wanted)


def pick_precision(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware multiplies it natively (1.4 to 2 times as fast, figures the same), else float32."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    here = torch.cpu.get_capabilities() if device.type == "cpu" else {}
    if here.get("amx_bf16") or here.get("avx512_bf16"):
        return torch.bfloat16
    return torch.float32


def spoil(x: Tensor, recipe: Recipe, generator: torch.Generator) -> Tensor:
    """The recipe's noise on clean images (B, 1, 28, 28), each at a level of its own from the recipe's interval."""
    if recipe.noise == "none":
        return x
    low, high = recipe.noise_levels
    level = low
    if low != high:
        level = low + (high - low) * torch.rand(len(x), 1, 1, 1, generator=generator, device=x.device)
    return noise.add(recipe.noise, x, level, noise.Drawn(x, generator))


def binarise(x: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Images (B, 1, 28, 28) with every pixel of the first share of them drawn, white with its grey level as probability.

    What the encoder of a training step sees: it keeps it from learning the training digits by heart (docs/lab-notes.md).
    """
    count = round(share * len(x))
    return torch.cat([torch.bernoulli(x[:count], generator=generator), x[count:]]) if count else x


def fit(model: Autoencoder, train: Digits, test: Digits, recipe: Recipe, device: torch.device) -> Iterator[Step | Epoch | Moment]:
    """Train `model` in place, yielding what happens; the same seed on the same device gives the same weights.

    The model ends on the CPU in eval mode, its weights rounded to the half precision that checkpoints store, so that
    whatever is measured afterwards is true of the stored model; the last `Moment` is. The family "pca" is solved, not
    descended, and keeps its single precision. Raises `TrainingError` when the loss is no longer finite.
    """
    if recipe.family == "pca":
        yield from pca.fit(model, train, test)
        return
    precision = pick_precision(device)
    generator = torch.Generator(device).manual_seed(recipe.seed)
    train, test = train.to(device), test.to(device)
    watched = test.first(WATCHED)
    count, size = len(train.images), min(recipe.batch_size, len(train.images))
    per_epoch = count // size
    steps = per_epoch * recipe.epochs
    moments = _moment_steps(steps)
    model.to(device, memory_format=torch.channels_last).train()
    descent = Descent(model, recipe, steps)
    yield _moment(model, watched, recipe, 0, 0.0, evaluate(model, train.first(WATCHED), recipe, precision)[0], precision)
    began, step = time.perf_counter(), 0
    for epoch in range(1, recipe.epochs + 1):
        order = torch.randperm(count, generator=generator, device=device)
        totals, recent, reported = torch.zeros(3, device=device), [], time.perf_counter()
        for batch in range(per_epoch):
            chosen = order[batch * size : (batch + 1) * size]
            x, label = as_float(train.images.index_select(0, chosen)), train.labels.index_select(0, chosen)
            recent.append(backward(model, x, label, recipe, generator, precision, beta_at(recipe, step / steps)))
            descent.step()
            step += 1
            now = time.perf_counter()
            report, moment, last = now - reported > REPORT_EVERY, step in moments, batch + 1 == per_epoch
            if report or moment or last:
                totals += torch.stack([_stack(loss) for loss in recent]).sum(0)
                recent.clear()
                parts = _finite(totals / (batch + 1), epoch, step)
            if report:
                reported, speed = now, step * size / (now - began)
                yield Step(epoch, step, steps, parts, speed, (steps - step) * size / speed)
            if moment:
                yield _moment(model, watched, recipe, step, step / per_epoch, parts, precision)
        yield Epoch(epoch, parts, evaluate(model, test, recipe, precision)[0], step * size / (time.perf_counter() - began))
    _finish(model)
    watched = Digits(watched.images.cpu(), watched.labels.cpu())
    yield _moment(model, watched, recipe, steps, float(recipe.epochs), parts, torch.float32)


def _finish(model: Autoencoder) -> None:
    model.to("cpu", memory_format=torch.contiguous_format).eval().half().float()
    if not all(weight.isfinite().all() for weight in model.parameters()):
        raise TrainingError("a weight is too large for half precision; lower the learning rate. Nothing was saved")


def backward(
    model: Autoencoder,
    x: Tensor,
    label: Tensor,
    recipe: Recipe,
    generator: torch.Generator,
    precision: torch.dtype,
    beta: float | None = None,
) -> Loss:
    """One forward and backward pass on images x (B, 1, 28, 28): the input is binarised and spoiled, the target never is.

    `beta` stands in for the recipe's while it warms up. What is returned has the recipe's own, so that curves are on one scale.
    """
    seen = spoil(binarise(x, recipe.binarised, generator), recipe, generator).contiguous(memory_format=torch.channels_last)
    with torch.autocast(x.device.type, precision, enabled=precision != torch.float32):
        out = model(seen, label, generator)
    loss = objective(out.logits.float(), x, out.mean, out.log_var, recipe.beta, recipe.reconstruction)
    descended = loss.total if beta is None or loss.kl is None else loss.reconstruction + beta * loss.kl
    descended.backward()
    return Loss(*(None if part is None else part.detach() for part in loss))


def _stack(loss: Loss) -> Tensor:
    kl = torch.zeros_like(loss.total) if loss.kl is None else loss.kl
    return torch.stack([loss.total, loss.reconstruction, kl])


def _finite(parts: Tensor, epoch: int, step: int) -> Parts:
    if not parts.isfinite().all():
        raise TrainingError(
            f"the loss is no longer finite (epoch {epoch}, step {step}); lower the learning rate. Nothing was saved"
        )
    return Parts(*parts.tolist())


@torch.no_grad()
def evaluate(model: Autoencoder, digits: Digits, recipe: Recipe, precision: torch.dtype) -> tuple[Parts, Tensor | None]:
    """The objective on whole `digits` and, for variational models, KL for each dimension.

    As in training, a variational model decodes a draw of each posterior: with the mean instead, the loss would not be the one
    that is descended, and lie below it. Noise and draws are the same every time.
    """
    device = digits.images.device
    generator = torch.Generator(device).manual_seed(1)
    totals, per_dimension = torch.zeros(3, device=device), None
    for images, label in zip(digits.images.split(500), digits.labels.split(500), strict=True):
        x = as_float(images)
        with torch.autocast(device.type, precision, enabled=precision != torch.float32):
            out = model(spoil(x, recipe, generator), label, generator)
        loss = objective(out.logits.float(), x, out.mean, out.log_var, recipe.beta, recipe.reconstruction)
        totals += _stack(loss) * (len(x) / len(digits.images))
        if loss.kl_per_dimension is not None:
            share = loss.kl_per_dimension * (len(x) / len(digits.images))
            per_dimension = share if per_dimension is None else per_dimension + share
    return Parts(*totals.tolist()), per_dimension


def _moment_steps(steps: int) -> set[int]:
    """Steps between the first and the last at which a replay is recorded."""
    return {round(steps * (place / PLACES[-1]) ** 3) for place in PLACES} - {0, steps}


@torch.no_grad()
def _moment(
    model: Autoencoder, watched: Digits, recipe: Recipe, step: int, epoch: float, train: Parts, precision: torch.dtype
) -> Moment:
    parts, per_dimension = evaluate(model, watched, recipe, precision)
    first = [int((watched.labels == digit).nonzero()[0]) for digit in watched.labels.unique().tolist()]
    pictures = model.reconstruct(as_float(watched.images[first]), watched.labels[first])
    codes = torch.cat(
        [
            model.encode(as_float(images), label).mean
            for images, label in zip(watched.images.split(500), watched.labels.split(500), strict=True)
        ]
    )
    pictures = (pictures[:, 0] * 255).round().to(torch.uint8).cpu()
    per_dimension = None if per_dimension is None else per_dimension.cpu()
    return Moment(step, epoch, codes.float().cpu(), pictures, train, parts, per_dimension)
