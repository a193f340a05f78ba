"""A digit, noise on it, and what models make of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aelab import checkpoints, export, latent, noise, seeded
from aelab.card import Card
from ui import cache, snippets
from ui.answers import figures
from ui.digits import Source, at_hand
from ui.face import Face, Preset, called, noise_kinds, parts, trained
from ui.take import Animation, Take
from ui.view import View, number, one_of, whole

if TYPE_CHECKING:
    from aelab.data import Digits
    from aelab.models import Autoencoder

ONCE = {"passes": 1, "code": 0}
PRESETS = [
    Preset(
        "σ = 0.5, not clipped",
        "Was it the noise, or the grey that clipping adds?",
        {"noise": "gaussian-unclipped", "level": 0.5, **ONCE},
        figures.haze,
    ),
    Preset("No noise at all", "What does each model lose?", {"level": 0, **ONCE}, figures.clean_copies),
    Preset(
        "One level, or all levels",
        "One was trained at σ = 0.5, one at every σ: which is better here? And at 0.5?",
        {"noise": "gaussian", "level": 0.9, "digit": 3, "seed": 84, **ONCE},
        figures.levels,
        ("conv-dae-maps", "conv-dae-blind"),
    ),
    Preset("Copy the copy, ten times", "Where does each model drift?", {"level": 0, **ONCE, "passes": 10}, figures.again),
]
VIEW = View(
    digit=at_hand(84),  # None where it was drawn or uploaded
    noise=one_of(noise.KINDS, "gaussian"),
    level=number(0, 1, 0.5),
    seed=whole(0, 999, 84),
    passes=whole(0, 20, 1),  # of iterated reconstruction
    code=number(0, 2, 0.0),  # noise in the code, in spreads of each coordinate
)


def denoise(cards: list[Card], source: Source, baselines: dict | None = None) -> Face:
    """A digit, noise on it, and what up to four runs make of that. Needs `ui.digit_offer.deliver_digits`, whose answer is `source`.

    Levels measured at training come from the cards and are never computed here; `baselines`,
    the "curves" that `aelab.denoisers.measure` keeps in baselines.json, are drawn beside them.
    """
    runs = [
        {
            **called(card),
            "spec": card.model.to_json(),
            "trained": trained(card),
            "curves": card.metrics.curves,
        }
        for card in cards
    ]
    data = {"runs": runs, "one": source.one, "kinds": noise_kinds(), "baselines": baselines}
    return Face("denoise", VIEW, data, parts(cards, "decoder", "encoder", "latents"), PRESETS, cards)


def python(card: Card, view: dict, _: list[Card], source: Source) -> str:
    """What a run makes of the noisy digit, after the passes of the view. `source` is what `ui.digit_offer.deliver_digits` returns."""
    lines, told = [snippets.model(card)], ""
    if view["digit"] is None:
        lines.append('picture = Image.open("digit.png")  # yours: it has not left the browser')
        lines.append(f"clean = torch.from_numpy(mnist_form.{_form(view.get('hand'))}.image[None])")
        told = ", torch.tensor([0])" * bool(card.model.classes)
        lines += ["# the 0 below says which digit yours is"] * bool(told)
    else:
        at = f"[{view['digit']}:{view['digit'] + 1}]"
        mnist = source.mnist
        lines.append(f"digits = data.{'mnist(train=False)' if mnist else 'bundled()'}")
        lines.append(f"clean = data.as_float(digits.images{at})")
        told = f", digits.labels{at}" * bool(card.model.classes)
    lines.append(f'noisy = noise.add("{view["noise"]}", clean, {view["level"]}, noise.of_seed({view["seed"]}))')
    return snippets.script(*lines, *_passes(card, view, told))


def _form(hand: dict | None) -> str:
    """The call that brings a picture to MNIST's form, as it was framed, turned round and wiped on the page."""
    if not hand:
        return "to_mnist_form(picture)"
    specks = [[float(part) for part in speck] for speck in hand["specks"]]
    said = [str([float(part) for part in hand["frame"]])]
    said += [f"invert={bool(hand['invert'])}"] * (hand["invert"] is not None) + [f"specks={specks}"] * bool(specks)
    return f"by_hand(picture, {', '.join(said)})"


def _passes(card: Card, view: dict, told: str) -> list[str]:
    count, again = view["passes"], f"    digit = model.reconstruct(digit{told})"
    if not count:
        return ["digit = noisy"]
    if not view["code"]:
        return (
            [f"digit = model.reconstruct(noisy{told})"] if count == 1 else ["digit = noisy", f"for _ in range({count}):", again]
        )
    spread = f'checkpoints.latents("{card.name}")["mean"].std(0)'
    lines = []
    if snippets.wide(card):
        lines.append("near = digits.few()  # the spread is measured over the digits at hand on the page")
        labels = ", digits.labels[near]" * bool(told)
        spread = f"model.encode(data.as_float(digits.images[near]){labels}).mean.detach().numpy().std(0)"
    lines += [
        f"spread = {spread}",
        f"moved = torch.from_numpy(seeded.code_noise(spread, {view['code']}, seed={view['seed']}))",
        f"digit = model.decode(model.encode(noisy{told}).mean + moved{told})",
    ]
    return lines if count == 1 else [*lines, f"for _ in range({count - 1}):", again]


def _animation(card: Card, view: dict, source: Source) -> Animation | None:
    return None if view["digit"] is None else Animation("along the noise level", lambda: _levels(card, view, source))


def _levels(card: Card, view: dict, source: Source) -> np.ndarray:
    """Clean, noisy and what the model makes of it, side by side, while the level goes from 0 to 1 and back: (T, 28, 88)."""
    import torch

    from aelab import data

    model, digits = checkpoints.load(card.name), data.mnist(train=False) if source.mnist else data.bundled()
    here = slice(view["digit"], view["digit"] + 1)
    clean = data.as_float(digits.images[here])
    levels = np.linspace(0, 1, export.STEPS)
    noisy = noise.add(view["noise"], clean, torch.from_numpy(levels).view(-1, 1, 1, 1), noise.of_seed(view["seed"])).float()
    labels, output = digits.labels[here].expand(len(noisy)), noisy
    with torch.no_grad():
        for k in range(view["passes"]):
            code = model.encode(output, labels).mean
            if k == 0 and view["code"]:
                code = code + torch.from_numpy(seeded.code_noise(_spread(card, model, digits), view["code"], view["seed"]))
            output = model.decode(code, labels)
    edge = torch.ones(len(noisy), 28, 2)
    row = torch.cat([clean[0].expand(len(noisy), 28, 28), edge, noisy[:, 0], edge, output[:, 0]], dim=2).numpy()
    return np.concatenate([row, row[-2:0:-1]])


def _spread(card: Card, model: Autoencoder, digits: Digits) -> np.ndarray:
    """The standard deviation of each coordinate, as the page measures it: of a wide code over the digits at hand."""
    if card.model.latent_size <= latent.WHOLE:
        return cache.latents(card.name)["mean"].std(0)
    near = digits.few()
    return latent.encode(model, digits.images[near], digits.labels[near])[0].std(0)


TAKE = Take("denoise", python, animation=_animation)
