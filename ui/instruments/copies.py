"""What runs made of the first test digit of each class when they were trained."""

from __future__ import annotations

from collections.abc import Sequence

from aelab.card import Card
from ui.components import component, deliver
from ui.face import called, parts


def copies(rows: list[tuple[Card, str]], originals: bool, names: Sequence[str] = ()) -> None:
    """What runs made of the first test digit of each class when they were trained, row under row; nothing comes back.

    `rows` are the runs' cards and what to write at the end of each row, `names` what to call them there if not what they are called elsewhere. `originals`: whether the digits of `ui.digit_offer.deliver_digits` are those that were copied, to be shown above.
    """
    shown = [called(card) | {"says": says} for card, says in rows]
    shown = [row | {"short": name} for row, name in zip(shown, names, strict=True)] if names else shown
    data = {"rows": shown, "originals": originals}
    deliver("copies", parts([card for card, _ in rows], "copies"))
    component("copies")(data=data, key="copies")
