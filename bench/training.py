"""How fast train.py's loop is, and how soon it gets somewhere, against the usual ways, in one run on one machine.

    python bench/training.py               throughput, then time to 97.5 nats
    python bench/training.py throughput
    python bench/training.py nats

Throughput, in images per second, for mlp-ae-8 and conv-vae-16: train.py's loop, with its test figures and replay, on a fifth
of the run's recipe; the bare forward, backward and step on one resident batch; the usual loop over a DataLoader with
ToTensor. The three take turns and the medians are compared, so that a noisy machine is noisy for all.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import time
from pathlib import Path

import torch
from msgspec.structs import replace
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from aelab import data, digit_arrays, events, losses, pipeline, training  # noqa: E402
from aelab.models import Autoencoder, Spec  # noqa: E402
from aelab.runs import RUNS  # noqa: E402

CPU = torch.device("cpu")
TARGET = 97.5  # nats with a draw of each code, what system D reached after 25 epochs
SHARE = 5  # of a recipe: its epochs and its replay's moments


def bare_step(model, optimizer, x, label, recipe, precision) -> None:
    """Forward, backward and step, nothing else."""
    with torch.autocast("cpu", precision, enabled=precision != torch.float32):
        out = model(x, label)
    losses.objective(out.logits.float(), x, out.mean, out.log_var, recipe.beta, recipe.reconstruction).total.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


def prepared(recipe):
    model = pipeline.build(recipe).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(
        model.parameters(), recipe.learning_rate, betas=(0.9, 0.99), weight_decay=recipe.weight_decay, fused=True
    )
    return model, optimizer


def bare(recipe, train, precision, seconds: float) -> float:
    """Images per second of the bare step on one resident float batch."""
    model, optimizer = prepared(recipe)
    x, label = data.as_float(train.images[: recipe.batch_size]), train.labels[: recipe.batch_size]
    x = x.contiguous(memory_format=torch.channels_last)
    for _ in range(5):
        bare_step(model, optimizer, x, label, recipe, precision)
    began, steps = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        bare_step(model, optimizer, x, label, recipe, precision)
        steps += 1
    return steps * recipe.batch_size / (time.perf_counter() - began)


def usual(recipe, precision, seconds: float) -> float:
    """Images per second of a loop over a DataLoader with ToTensor, the model, optimiser and precision the same."""
    model, optimizer = prepared(recipe)
    loader = DataLoader(MNIST(digit_arrays.root(), train=True, transform=ToTensor()), recipe.batch_size, shuffle=True)
    began, images = time.perf_counter(), 0
    for x, label in loader:
        bare_step(model, optimizer, x, label, recipe, precision)
        images += len(x)
        if time.perf_counter() - began > seconds:
            break
    return images / (time.perf_counter() - began)


def ours(recipe, train, test) -> float:
    """Images per second of `fit` from its first step to its last event, on a share of the recipe's epochs and moments."""
    recipe = replace(recipe, epochs=max(1, recipe.epochs // SHARE))
    training.PLACES, kept = training.PLACES[::-SHARE][::-1], training.PLACES
    events = training.fit(pipeline.build(recipe), train, test, recipe, CPU)
    next(events)
    began = time.perf_counter()
    for _ in events:
        pass
    training.PLACES = kept
    return len(train.images) // recipe.batch_size * recipe.batch_size * recipe.epochs / (time.perf_counter() - began)


def throughput(rounds: int) -> None:
    train, test = data.mnist(train=True), data.mnist(train=False)
    precision = training.pick_precision(CPU)
    print(f"images per second, {torch.get_num_threads()} threads, {precision}, median of {rounds} rounds")
    for name in ("mlp-ae-8", "conv-vae-16"):
        recipe = RUNS[name].recipe
        found = {"bare step": [], "train.py": [], "usual loop": []}
        for _ in range(rounds):
            found["bare step"].append(bare(recipe, train, precision, 8))
            found["train.py"].append(ours(recipe, train, test))
            found["bare step"].append(bare(recipe, train, precision, 8))
            found["usual loop"].append(usual(recipe, precision, 15))
        speed = {way: statistics.median(values) for way, values in found.items()}
        print(
            f"{name:12} bare {speed['bare step']:8,.0f}   train.py {speed['train.py']:8,.0f}   usual {speed['usual loop']:8,.0f}"
            f"   train.py / bare {speed['train.py'] / speed['bare step']:.3f}"
            f"   train.py / usual {speed['train.py'] / speed['usual loop']:.2f}",
            flush=True,
        )


def nats(epochs: int) -> None:
    """Seconds until conv-vae-16 has a negative ELBO of 97.5 nats on the test digits, one draw of each code; the clock stops while a baseline is being tested."""
    train, test = data.mnist(train=True), data.mnist(train=False)
    recipe = replace(RUNS["conv-vae-16"].recipe, epochs=epochs)
    began = time.perf_counter()
    reached = None
    for event in training.fit(pipeline.build(recipe), train, test, recipe, CPU):
        if isinstance(event, events.Epoch):
            print(f"  train.py --epochs {epochs}, epoch {event.epoch}: {event.test.total:.2f} nats", flush=True)
            if event.test.total <= TARGET and reached is None:
                reached = time.perf_counter() - began
    if reached is None:
        print(f"train.py: {TARGET} nats not reached in {epochs} epochs")
        return
    print(f"train.py, one-cycle over {epochs} epochs: {reached:.1f} s, all testing and recording included")
    native = training.pick_precision(CPU)
    for what, model, precision, loader in (
        ("conv-vae-16, train.py's feeding and precision", pipeline.build(recipe), native, False),
        ("conv-vae-16, DataLoader with ToTensor, float32", pipeline.build(recipe), torch.float32, True),
        ("system D's network, DataLoader with ToTensor, float32", system_d(), torch.float32, True),
    ):
        seconds, passes, at = constant_rate(model, recipe, train, test, precision, loader)
        print(f"Adam 1e-3, batch 128, constant, {what}: {at:.2f} nats after {seconds:.1f} s ({passes:.1f} epochs)", end="")
        print(f"; train.py takes {reached / seconds:.2f} of it", flush=True)


def system_d() -> Autoencoder:
    """System D's network: 3x3 convolutions of stride 2 with 32 and 64 filters, dense 128, ReLU, 16 numbers; mirrored."""
    torch.manual_seed(0)
    model = Autoencoder(Spec(16, (), (), variational=True))
    relu = nn.ReLU()
    model.encoder = nn.ModuleList(
        [
            nn.Conv2d(1, 32, 3, 2, 1),
            relu,
            nn.Conv2d(32, 64, 3, 2, 1),
            relu,
            nn.Flatten(),
            nn.Linear(3136, 128),
            relu,
            nn.Linear(128, 32),
        ]
    )
    up = [nn.ConvTranspose2d(64, 32, 3, 2, 1, output_padding=1), relu, nn.ConvTranspose2d(32, 1, 3, 2, 1, output_padding=1)]
    model.decoder = nn.ModuleList([nn.Linear(16, 128), relu, nn.Linear(128, 3136), relu, nn.Unflatten(1, (64, 7, 7)), *up])
    return model


def constant_rate(model, recipe, train, test, precision, loader) -> tuple[float, float, float]:
    """System D's recipe: (seconds, epochs, nats) at the target or after 25 epochs, tested four times an epoch, off the clock."""
    model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3, fused=True)

    def resident():
        for chosen in torch.randperm(len(train.images)).split(128):
            yield data.as_float(train.images[chosen]).contiguous(memory_format=torch.channels_last), train.labels[chosen]

    def batches():
        return (
            DataLoader(MNIST(digit_arrays.root(), train=True, transform=ToTensor()), 128, shuffle=True) if loader else resident()
        )

    seconds, images, began = 0.0, 0, time.perf_counter()
    for step, (x, label) in enumerate(itertools.chain.from_iterable(batches() for _ in range(25)), 1):
        bare_step(model, optimizer, x, label, recipe, precision)
        images += len(x)
        if step % 117 == 0:
            seconds += time.perf_counter() - began
            parts, _ = training.evaluate(model, test, recipe, precision)
            if parts.total <= TARGET:
                break
            began = time.perf_counter()
    return seconds, images / len(train.images), parts.total


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["throughput", "nats"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=6, help="of the short one-cycle run to 97.5 nats")
    options = parser.parse_args()
    if options.what != "nats":
        throughput(options.rounds)
    if options.what != "throughput":
        nats(options.epochs)
