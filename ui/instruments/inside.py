"""Every layer of a model for one digit."""

from __future__ import annotations

from aelab import noise
from aelab.card import Card
from ui.answers import figures
from ui.digits import Source, at_hand
from ui.face import Face, Preset, called, noise_kinds, parts
from ui.instruments import denoise
from ui.take import Take
from ui.view import View, number, one_of, whole

ACTIVATIONS = ("relu", "silu", "tanh", "sigmoid")
VIEW = View(
    digit=at_hand(84),
    noise=one_of(noise.GAUSSIAN, "gaussian"),
    level=number(0, 1, 0.25),  # sigma
    seed=whole(0, 999, 1),
)


def inside(card: Card, source: Source) -> Face:
    """Every layer's activations of one run for a digit with noise, live. Needs `ui.digit_offer.deliver_digits`, whose answer is `source`."""
    data = {"run": called(card), "spec": card.model.to_json(), "one": source.one, "kinds": noise_kinds()}
    return Face("inside", VIEW, data, parts([card], "decoder", "encoder"), _presets(card), [card])


def _presets(card: Card) -> list[Preset]:
    """``open`` names the layer to open large."""
    names = [f"encoder.{i}.{layer['layer']}" for i, layer in enumerate(card.model.encoder)]
    first = next((name for name in names if name.endswith(ACTIVATIONS)), names[0])
    return [
        Preset(
            "The first layer, no noise",
            "Which strokes does each picture react to?",
            {"level": 0, "open": first},
            figures.first_layer,
        ),
        Preset(
            "Drag to σ = 1", "What is the last layer in which you see the digit?", {"level": 1, "open": None}, figures.last_seen
        ),
        Preset(
            "The code at σ = 0.5",
            "How far does noise move it? And without clipping?",
            {"level": 0.5, "open": names[-1]},
            figures.moved_code,
        ),
    ]


def _python(card: Card, view: dict, picked: list[Card], source: Source) -> str:
    return denoise.python(card, {**view, **denoise.ONCE}, picked, source)


TAKE = Take("inside", _python)
