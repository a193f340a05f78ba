"""What the page Outliers says of the runs at hand, in their own figures; nothing of runs that are not here."""

from __future__ import annotations

from statistics import median

from aelab import ablations
from aelab.card import Card
from aelab.outliers import share_above, threshold_for

FLAGS, RARE = 0.05, 0.01  # the share of digits flagged, and of images that are letters, in the example of the base rate


def base_rate(card: Card) -> str:
    """What a threshold finds where letters are rare."""
    measured = card.metrics.outliers
    quantiles = measured.quantiles
    caught = share_above(quantiles["letters"], threshold_for(FLAGS, quantiles["digits"], measured.levels), measured.levels)
    wrong = 1 - RARE * caught / (RARE * caught + (1 - RARE) * FLAGS)
    return (
        f"Flagging {FLAGS:.0%} of the digits, {card.name} catches {caught:.0%} of the letters. Where one image in {1 / RARE:.0f} is a letter, "
        f"{wrong:.0%} of those it flags are digits all the same."
    )


def on_letters(measured: dict[str, Card]) -> str:
    """The bullets on the AUC for letters, from cards by name."""
    areas = {name: card.metrics.outliers.auc for name, card in measured.items()}
    said = [_sizes(measured), _maps(measured)]
    least = min(area["noise"] for area in areas.values())
    if least > 0.95:
        said.append(f"*Noise is easy.* The lowest AUC for noise of any model here is {least:.3f}.")
    return "\n".join(f"- {line}" for line in said if line)


def _letters(card: Card) -> float:
    return card.metrics.outliers.auc["letters"]


def _sizes(measured: dict[str, Card]) -> str:
    for runs in ablations.bottleneck(measured.values()):
        sizes, areas = runs.recipes("latent_size"), [_letters(card) for card in runs.cards]
        listed = f"Plain MLPs with {_listed(sizes)} numbers: {', '.join(f'{area:.3f}' for area in areas)}."
        if max(areas) in (areas[0], areas[-1]):
            return f"*By the size of the code.* {listed}"
        return (
            f"*A code can be too small or too large.* {listed} With too few, digits are copied badly as well; with too many, letters "
            "are copied, too, and the better autoencoder is the worse detector."
        )
    return ""


def _maps(measured: dict[str, Card]) -> str:
    wide = {name: _letters(card) for name, card in measured.items() if card.recipe.family == "conv-denoiser"}
    others = [_letters(card) for name, card in measured.items() if name not in wide]
    if not wide or not others or max(wide.values()) >= median(others):
        return ""
    listed = ", ".join(f"{name} {area:.3f}" for name, area in wide.items())
    return f"*Maps copy strokes, not digits.* Models with 8 maps of 7 × 7 as their code: {listed}; half of the others reach {median(others):.3f}."


def _listed(sizes: list[int]) -> str:
    return " and ".join(filter(None, (", ".join(map(str, sizes[:-1])), str(sizes[-1]))))
