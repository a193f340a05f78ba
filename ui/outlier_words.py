"""What the page Outliers says of the runs at hand, in their own figures; nothing of runs that are not here."""

from __future__ import annotations

from statistics import median

from aelab import ablations
from aelab.card import Card, Outliers
from aelab.outliers import share_above, threshold_for
from ui.prose import say

FLAGS, RARE = 0.05, 0.01  # the share of digits flagged, and of images that are letters, in the example of the base rate


def outliers(card: Card) -> Outliers:
    """How a run was measured as a detector of what is no digit. Raises ValueError where it was not."""
    if card.metrics.outliers is None:
        raise ValueError(f"{card.name} has not been measured on outliers")
    return card.metrics.outliers


def base_rate(card: Card) -> str:
    """What a threshold finds where letters are rare."""
    measured = outliers(card)
    quantiles = measured.quantiles
    caught = share_above(quantiles["letters"], threshold_for(FLAGS, quantiles["digits"], measured.levels), measured.levels)
    wrong = 1 - RARE * caught / (RARE * caught + (1 - RARE) * FLAGS)
    shares = {"flags": FLAGS, "caught": caught, "wrong": wrong}
    return say("outliers", "base rate", run=card.name, one_in=f"{1 / RARE:.0f}", **{key: f"{x:.0%}" for key, x in shares.items()})


def on_letters(measured: dict[str, Card]) -> str:
    """The bullets on the AUC for letters, from cards by name."""
    areas = {name: outliers(card).auc for name, card in measured.items()}
    said = [_sizes(measured), _maps(measured)]
    least = min(area["noise"] for area in areas.values())
    if least > 0.95:
        said.append(say("outliers", "letters: noise", least=f"{least:.3f}"))
    return "\n".join(f"- {line}" for line in said if line)


def _letters(card: Card) -> float:
    return outliers(card).auc["letters"]


def _sizes(measured: dict[str, Card]) -> str:
    for runs in ablations.bottleneck(measured.values()):
        sizes, areas = runs.recipes("latent_size"), [_letters(card) for card in runs.cards]
        listed = ", ".join(f"{area:.3f}" for area in areas)
        if max(areas) in (areas[0], areas[-1]):
            return say("outliers", "letters: the best at an end", sizes=_listed(sizes), areas=listed)
        return say("outliers", "letters: the best in the middle", sizes=_listed(sizes), areas=listed)
    return ""


def _maps(measured: dict[str, Card]) -> str:
    wide = {name: _letters(card) for name, card in measured.items() if card.recipe.family == "conv-denoiser"}
    others = [_letters(card) for name, card in measured.items() if name not in wide]
    if not wide or not others or max(wide.values()) >= median(others):
        return ""
    listed = ", ".join(f"{name} {area:.3f}" for name, area in wide.items())
    return say("outliers", "letters: maps", listed=listed, half=f"{median(others):.3f}")


def _listed(sizes: list[int]) -> str:
    return " and ".join(filter(None, (", ".join(map(str, sizes[:-1])), str(sizes[-1]))))
