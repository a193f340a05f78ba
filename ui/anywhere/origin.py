"""What the foot of a file says: where it came from, of which runs it is, and their figures."""

from __future__ import annotations

from datetime import date
from html import escape

from aelab.card import Card
from ui import cache
from ui.anywhere import prose
from ui.anywhere.record import Recorded
from ui.measured import COLUMNS, figure

FIGURES = ("mse", "negative_elbo", "knn_accuracy", "denoising_mse")  # of a run


def footer(found: Recorded, page: str, here: str) -> str:
    """A sentence and a table of the runs that are in it; `here` is the address of its view."""
    cards = cache.survey()[0]
    runs = [cards[run] for run in dict.fromkeys(offer["run"] for offer in found.offers) if run in cards]
    heads = ["Model", *(COLUMNS[key][0] for key in FIGURES), "Run"]
    table = prose.table([(head, "") for head in heads], [[(text, "") for text in _row(card)] for card in runs])
    shown = [offer["run"] for offer in found.offers]
    digits = " The digits that go in are scikit-learn's: no image of MNIST is in this file." * ("@digits" in shown)
    return (
        f"<p>From aelab, {escape(page)}, {date.today():%d %B %Y}: this view is at <code>{escape('/' + here)}</code> of the app. "
        f"Figures are of the 10,000 MNIST test digits.{digits}</p>{table}"
    )


def _row(card: Card) -> list[str]:
    figures = [(figure(card, key), COLUMNS[key][1]) for key in FIGURES]
    return [cache.named(card).title, *("–" if value is None else form % value for value, form in figures), card.name]
