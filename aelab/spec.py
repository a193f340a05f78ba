"""A model as data: its lists of layers, and what may stand in them. Read strictly from a card; imports no torch."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0)]
Natural = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(ge=0)]
Text = Annotated[str, Meta(min_length=1)]
Layers = Annotated[tuple[dict, ...], Meta(min_length=1)]

LAYERS = {  # the kinds, and the whole numbers that each one has
    "linear": ("in", "out"),
    "conv2d": ("in", "out", "kernel", "stride", "padding"),
    "conv_transpose2d": ("in", "out", "kernel", "stride", "padding"),
    "relu": (),
    "silu": (),
    "tanh": (),
    "sigmoid": (),
    "flatten": (),
    "reshape": ("shape",),
    "upsample": ("scale",),
    "label": ("classes",),
}
OUTPUTS = ("sigmoid", "linear")


class Record(Struct, frozen=True):
    """Fields with types, which `msgspec.convert` checks when they are read from a file and nothing checks when they are made in Python."""

    def to_json(self) -> dict:
        """The plain data that a file has of it."""
        return msgspec.to_builtins(self)


class Spec(Record, frozen=True, forbid_unknown_fields=True):
    """All that defines a model but its weights; the layers are plain dictionaries of the kinds in `LAYERS`.

    With the output "sigmoid" the decoder ends in logits: the sigmoid sits at the edge, in `Autoencoder.decode`. With "linear"
    it ends in the pixels themselves, which no likelihood of [0, 1] goes with. A variational encoder ends in 2 * latent_size
    numbers, the mean first and the log-variance after it. Raises ValueError for another output, or a layer that is of no kind.
    """

    latent_size: Natural
    encoder: Layers
    decoder: Layers
    variational: bool = False
    classes: Count = 0  # labels the model is conditioned on; 0 for none
    output: str = "sigmoid"

    def __post_init__(self) -> None:
        if self.output not in OUTPUTS:
            raise ValueError(f"output: unknown output {self.output!r}; known: {', '.join(OUTPUTS)}")
        for side in ("encoder", "decoder"):
            for i, layer in enumerate(getattr(self, side)):
                if wrong := _layer_problem(layer):
                    raise ValueError(f"{side}[{i}]: {wrong}")

    @classmethod
    def from_json(cls, data: dict) -> Spec:
        """Build from the dictionary that `to_json` makes; older ones have no output. Raises ValueError for any other."""
        return msgspec.convert(data, cls)


def _layer_problem(layer: dict) -> str | None:
    kind = layer.get("layer")
    if not isinstance(kind, str) or kind not in LAYERS:
        return f"unknown layer {kind!r}; known: {', '.join(LAYERS)}"
    numbers = {name: value for name, value in layer.items() if name != "layer"}
    if numbers.keys() != set(LAYERS[kind]):
        return f"a {kind} layer has {', '.join(LAYERS[kind]) or 'no numbers'}, not {', '.join(numbers) or 'none'}"
    for name, value in numbers.items():
        whole = value if name == "shape" and isinstance(value, list | tuple) else [value]
        if not whole or any(type(number) is not int or number < (name != "padding") for number in whole):
            return f"{name} is not a whole number above 0"
    return None
