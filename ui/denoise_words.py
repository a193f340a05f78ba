"""What Denoise says of what it shows: the formulas, and what was measured of the runs at hand and of answers without a model."""

from __future__ import annotations

import streamlit as st

from aelab.card import Card
from ui import cache
from ui.prose import say
from ui.words import meaning, write

SIGMA = 0.5  # of the denoising figures in the cards
FIGURES = {"denoising_mse": ("MSE", "%.4f"), "denoising_psnr": ("PSNR (dB)", "%.2f"), "denoising_ssim": ("SSIM", "%.3f")}
TRAINED = {  # how a run was, for the table
    (True, False): "denoising autoencoder",
    (True, True): "denoising VAE",
    (False, False): "autoencoder, trained clean",
    (False, True): "VAE, trained clean",
}
SHARE = "Error removed"


def explain(cards: dict[str, Card], baselines: dict) -> None:
    """Everything below the instrument's "What you are seeing". `baselines` is what `aelab.denoisers.measure` found."""
    if not _measured(cards):
        return
    at = baselines["at"]
    write(say("denoise", haze=haze(cards), images=f"{at['images']:,}", **worth(cards, at)))
    formats = {title: st.column_config.NumberColumn(format=form, help=meaning(title)) for title, form in FIGURES.values()}
    formats[SHARE] = st.column_config.NumberColumn(format="%.0f%%", help="of the average digit's MSE; below zero, it adds to it")
    st.dataframe(rows(cards, at["average"]), hide_index=True, column_config=formats)
    st.caption("PSNR is the mean over digits of each one's, and so not that of the mean MSE beside it.")


def rows(cards: dict[str, Card], average: float) -> list[dict]:
    """The table, the best denoiser first. `average`: the error of the average digit."""
    return [
        {"Model": cache.named(card).title, "Run": card.name, "Kind": _kind(card)}
        | {title: getattr(card.metrics, key) for key, (title, _) in FIGURES.items()}
        | {SHARE: 100 * (1 - error / average)}
        for error, card in sorted(_measured(cards).values(), key=lambda both: both[0])
    ]


def haze(cards: dict[str, Card]) -> str:
    """How many of the runs trained clean are better off without clipping, and what becomes of a denoiser that is used to it."""
    both = [card for card in cards.values() if "gaussian-unclipped" in card.metrics.curves]
    clean = [card for card in both if _trained_clean(card)]
    if not clean:
        return ""
    better = [card for card in clean if _error(card, "gaussian-unclipped") < _error(card, "gaussian")]
    gain = {card.name: _error(card, "gaussian") - _error(card, "gaussian-unclipped") for card in clean}
    most = cards[max(gain, key=lambda name: gain[name])]
    clipped, unclipped = (f"{_error(most, kind):.4f}" for kind in ("gaussian", "gaussian-unclipped"))
    said = say(
        "denoise",
        "without clipping",
        sigma=SIGMA,
        better=len(better),
        clean=len(clean),
        most=most.name,
        clipped=clipped,
        unclipped=unclipped,
    )
    used = [card for card in both if card.recipe.noise == "gaussian" and card.recipe.noise_levels == (SIGMA, SIGMA)]
    if used:
        card = max(used, key=lambda card: _error(card, "gaussian-unclipped") / _error(card, "gaussian"))
        clipped, unclipped = (f"{_error(card, kind):.4f}" for kind in ("gaussian", "gaussian-unclipped"))
        said += " " + say("denoise", "used to clipping", run=card.name, clipped=clipped, unclipped=unclipped)
    return said


def worth(cards: dict[str, Card], at: dict) -> dict[str, object]:
    """The figures of what the models add to answers that need none, by their places. `at`: the errors of those at `SIGMA`."""
    measured = _measured(cards)
    errors = {name: error for name, (error, _) in measured.items()}
    clean = [error for error, card in measured.values() if _trained_clean(card)]
    best, pca = min(errors, key=lambda name: errors[name]), errors.get("pca-16")
    better = f", {sum(error < pca for error in clean) or 'none'} better than PCA" if pca is not None else ""
    return {
        "sigma": SIGMA,
        **{name: f"{at[name]:.4f}" for name in ("noisy", "average", "linear")},
        "pca": f", and that of PCA with 16 numbers, fitted to clean digits, {pca:.4f}" if pca is not None else "",
        "clean": len(clean),
        "better": sum(error < at["average"] for error in clean),
        "than_pca": better,
        "best": best,
        "much": f"{1 - errors[best] / at['average']:.0%}",
        "less": f"{1 - at['linear'] / at['average']:.0%}",
    }


def _measured(cards: dict[str, Card]) -> dict[str, tuple[float, Card]]:
    """The runs whose denoising was measured, each with its error at `SIGMA`."""
    return {name: (error, card) for name, card in cards.items() if (error := card.metrics.denoising_mse) is not None}


def _error(card: Card, kind: str) -> float:
    return card.metrics.error(kind, SIGMA)


def _trained_clean(card: Card) -> bool:
    return card.recipe.noise == "none" and card.recipe.family != "pca"


def _kind(card: Card) -> str:
    if card.recipe.family == "pca":
        return "PCA, fitted clean"
    return TRAINED[card.recipe.noise != "none", card.model.variational]
