"""Draw anything: its copies, and their error as a score."""

from __future__ import annotations

from aelab.card import Card
from ui.instruments import mount


def outliers(cards: list[Card], source: dict, presets: list[dict], start: dict, fallback: dict) -> dict:
    """Draw anything: up to three runs' copies of it, and their error as a score of how little it is like a digit.

    Needs `ui.digits.deliver_digits`, whose answer is `source`, and `ui.made_up.deliver_made_up`. `start`
    and what comes back on release have ``what``, "digits" or a kind of `aelab.outliers.made_up`, and ``index``, its place there,
    both None where it was drawn or uploaded; ``flags``, the share of the test digits that the threshold flags; ``prevalence``, the
    share of all images that are no digit; ``on``, the run whose ROC is shown. `fallback` has a ``what`` and an ``index`` to show for a drawing that is lost. A preset is
    ``{"name", "question", "set"}`` where `set` has some of them. Rates come from the cards' ``metrics.outliers``.
    """
    runs = [
        {"name": card.name, "kind": mount.kind(card), "spec": card.model.to_json(), "measured": card.metrics.outliers.to_json()}
        for card in cards
    ]
    data = {"runs": runs, "one": source["one"], "presets": presets, "start": start, "fallback": fallback}
    mount.offer("outliers", cards, "decoder", "encoder")
    return mount.shown("outliers", "outliers", data)
