"""What Denoise says of what it shows: the formulas, and what was measured of the runs at hand and of answers without a model."""

from __future__ import annotations

import streamlit as st

from aelab.card import Card

SIGMA = 0.5  # of the denoising figures in the cards
FIGURES = {"denoising_mse": ("MSE", "%.4f"), "denoising_psnr": ("PSNR (dB)", "%.2f"), "denoising_ssim": ("SSIM", "%.3f")}
TRAINED = {  # how a run was, for the table
    (True, False): "denoising autoencoder",
    (True, True): "denoising VAE",
    (False, False): "autoencoder, trained clean",
    (False, True): "VAE, trained clean",
}
SHARE = "Error removed"
NOISE = r"""
The clean digit $x$ gets noise. With Gaussian noise of level $\sigma$ the noisy one is

$$\tilde x = \min(1, \max(0, x + \sigma \varepsilon)), \qquad \varepsilon_i \sim \mathcal{N}(0, 1)$$

or, with **Clip** off, $x + \sigma \varepsilon$ as it is, which only its picture clips. Salt and pepper turns each pixel black or white with probability $p$, masking
turns it black with probability $p$, occlusion blackens one square of the given share of the area. Each model encodes $\tilde x$ and decodes the code (a VAE its mean):
$\hat x = D(E(\tilde x))$. Under each picture stand its distance from the **clean** digit, over the $n = 784$ pixels, and the same in decibels for pixels of at most 1:

$$\mathrm{MSE} = \frac{1}{n} \sum_{i=1}^{n} (\hat x_i - x_i)^2, \qquad \mathrm{PSNR} = -10 \log_{10} \mathrm{MSE}$$

A **denoising autoencoder** (solid lines) is trained on pairs of noisy and clean digits. The best function for that, whatever the noise, is

$$\arg\min_f \; \mathbb{E}\,\lVert f(\tilde x) - x \rVert^2 \;=\; \mathbb{E}[\,x \mid \tilde x\,],$$

the average of all digits that could have become this noisy picture, and binary cross-entropy, which trains these models, has the same optimum. At a
low level few digits could, and the average is sharp; at a high level many could, and it blurs. A model trained at one $\sigma$ (the mark "trained
here") knows the average for that level only: at others it removes too much or too little. For Gaussian noise without clipping, and for no other here,

$$\mathbb{E}[\,x \mid \tilde x\,] = \tilde x + \sigma^2\, \nabla_{\tilde x} \log p_\sigma(\tilde x),$$

where $p_\sigma$ is the density of noisy pictures: what the best denoiser changes points to where more of them lie (Robbins 1956; Vincent 2011).
"""
CLEAN = """
A model **trained clean** (dashed) was only ever asked to copy. 784 independent numbers do not fit into a small code, and the decoder draws little but
what digits look like. But nothing taught the encoder where a noisy digit belongs, so it lands on the wrong code, and a clear picture of the wrong digit may come out.
"""
HAZE = r"""
**The haze.** Clipping is noise of a kind, too. Of a black pixel it keeps $\max(0, \sigma \varepsilon)$, and

$$\mathbb{E}[\max(0, \sigma \varepsilon)] = \sigma / \sqrt{2 \pi} \approx 0.4\, \sigma,$$

as long as few pixels reach 1: black turns to grey everywhere, which no clean digit has. The switch does without it.
"""
REST = r"""
**Apply** feeds the output back in: $x_{k+1} = D(E(x_k))$, $x_0 = \tilde x$; once is the ordinary reconstruction. **Noise in the code** spoils the code of the first
pass instead of the image: $z_j + s\, s_j\, \varepsilon_j$, where $s$ is the slider and $s_j$ the standard deviation of coordinate $j$ over the test
digits' codes (for a code of more than 32 numbers, over the 200 digits at hand on this page), so that 1 is as strong for every coordinate and every model. The curves under
the slider were measured at steps of 0.1, for one pass without noise in the code; between the steps they are straight lines.
"""


def explain(cards: dict[str, Card], baselines: dict) -> None:
    """Everything below the instrument's "What you are seeing". `baselines` is what `aelab.denoisers.measure` found."""
    st.markdown(NOISE + CLEAN + HAZE + haze(cards))
    st.markdown(worth(cards, baselines["at"]) + REST)
    st.markdown(f"All models on all {baselines['at']['images']:,} test digits, clipped Gaussian noise of $\\sigma = {SIGMA}$:")
    formats = {title: st.column_config.NumberColumn(format=form) for title, form in FIGURES.values()}
    formats[SHARE] = st.column_config.NumberColumn(format="%.0f%%", help="of the average digit's MSE; below zero, it adds to it")
    st.dataframe(rows(cards, baselines["at"]["average"]), hide_index=True, column_config=formats)
    st.caption("PSNR is the mean over digits of each one's, and so not that of the mean MSE beside it.")


def rows(cards: dict[str, Card], average: float) -> list[dict]:
    """The table, the best denoiser first. `average`: the error of the average digit."""
    shown = sorted(cards.values(), key=lambda card: card.metrics.denoising_mse)
    return [
        {"Run": card.name, "Kind": _kind(card)}
        | {title: getattr(card.metrics, key) for key, (title, _) in FIGURES.items()}
        | {SHARE: 100 * (1 - card.metrics.denoising_mse / average)}
        for card in shown
    ]


def haze(cards: dict[str, Card]) -> str:
    """How many of the runs trained clean are better off without clipping, and what becomes of a denoiser that is used to it."""
    both = [card for card in cards.values() if "gaussian-unclipped" in card.metrics.curves]
    clean = [card for card in both if _trained_clean(card)]
    if not clean:
        return ""
    better = [card for card in clean if _error(card, "gaussian-unclipped") < _error(card, "gaussian")]
    gain = {card.name: _error(card, "gaussian") - _error(card, "gaussian-unclipped") for card in clean}
    most = cards[max(gain, key=gain.get)]
    said = (
        f"At $\\sigma = {SIGMA}$ {len(better)} of the {len(clean)} models trained clean are nearer to the digit without clipping, "
        f"{most.name} by most: MSE {_error(most, 'gaussian-unclipped'):.4f} instead of {_error(most, 'gaussian'):.4f}."
    )
    used = [card for card in both if card.recipe.noise == "gaussian" and card.recipe.noise_levels == (SIGMA, SIGMA)]
    if used:
        card = max(used, key=lambda card: _error(card, "gaussian-unclipped") / _error(card, "gaussian"))
        said += (
            f" A denoiser trained on clipped noise may count on the haze: {card.name} has {_error(card, 'gaussian'):.4f} with it and "
            f"{_error(card, 'gaussian-unclipped'):.4f} without."
        )
    return said


def worth(cards: dict[str, Card], at: dict) -> str:
    """What the models add to answers that need none. `at`: the errors of those at `SIGMA`."""
    errors = {name: card.metrics.denoising_mse for name, card in cards.items()}
    clean = [errors[name] for name, card in cards.items() if _trained_clean(card)]
    said = (
        "\n\n**What a model is worth is what it adds** to the dotted lines: the noisy picture as it is, the average of the training digits, "
        f"which looks at nothing, and a linear denoiser, the best $W \\tilde x + b$ for each level by least squares on the training digits. At "
        f"$\\sigma = {SIGMA}$ their MSE is {at['noisy']:.4f}, {at['average']:.4f} and {at['linear']:.4f}"
    )
    if "pca-16" in errors:
        said += f", and that of PCA with 16 numbers, fitted to clean digits, {errors['pca-16']:.4f}"
    said += f". Of the {len(clean)} models trained clean {sum(error < at['average'] for error in clean)} do better than the average digit"
    if "pca-16" in errors:
        said += f", {sum(error < errors['pca-16'] for error in clean) or 'none'} better than PCA"
    best = min(errors, key=errors.get)
    removed = (f"{1 - error / at['average']:.0%}" for error in (errors[best], at["linear"]))
    return said + ". Of the average digit's error {} takes away {}, the linear denoiser {}.\n".format(best, *removed)


def _error(card: Card, kind: str) -> float:
    return card.metrics.error(kind, SIGMA)


def _trained_clean(card: Card) -> bool:
    return card.recipe.noise == "none" and card.recipe.family != "pca"


def _kind(card: Card) -> str:
    if card.recipe.family == "pca":
        return "PCA, fitted clean"
    return TRAINED[card.recipe.noise != "none", card.model.variational]
