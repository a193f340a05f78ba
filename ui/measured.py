"""The measured half of the page Compare: three ablations, the table of all runs, how one was trained."""

from __future__ import annotations

import math

import streamlit as st

from aelab import ablations, figures
from aelab.ablations import Series
from aelab.figures import Line
from ui import instruments

COLUMNS = {  # title and format of a metric
    "bce": ("BCE (nats)", "%.2f"),
    "kl": ("KL (nats)", "%.2f"),
    "negative_elbo": ("−ELBO (nats)", "%.2f"),
    "mse": ("MSE", "%.4f"),
    "ssim": ("SSIM", "%.3f"),
    "active_units": ("Active", "%d"),
    "knn_accuracy": ("10-NN", "%.3f"),
    "denoising_mse": ("MSE at σ 0.5", "%.4f"),
}
PLOT = {"displayModeBar": False}


def ablation(cards: dict[str, dict], originals: bool) -> None:
    """The runs that differ in one number: what was measured of them, as a plot, in words and as a table, and their copies.

    `originals`: whether the digits delivered to the page are MNIST's, of which the stored copies are.
    """
    st.subheader("Change one number, keep the rest", anchor=False)
    choice = st.segmented_control(
        "Ablation",
        list(ABLATIONS),
        default="Bottleneck",
        key="ablation",
        required=True,
        bind="query-params",
        label_visibility="collapsed",
    )
    find, number, keys, say, plot = ABLATIONS[choice]
    series = find(cards.values())
    if not series:
        st.info("There are no two runs here that differ in this number alone.")
        return
    st.markdown(say(series, cards))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        plot(series, _theme())
    runs = [card for one in series for card in one.cards]
    with right:
        instruments.copies([(card["name"], f"{number[1]} = {card['recipe'][number[0]]:g}") for card in runs], originals)
        st.caption("Copies of the same ten test digits, as stored when each run was trained.")
    st.table([_row(card, number, keys) for card in runs], border="horizontal", width="content")


def _row(card: dict, number: tuple[str, str], keys: tuple[str, ...]) -> dict[str, str]:
    row = {"Run": card["name"].replace("-", "\N{NON-BREAKING HYPHEN}"), "Code": str(card["recipe"]["latent_size"])}
    if number[0] != "latent_size":
        row[number[1]] = f"{card['recipe'][number[0]]:g}"
    for key in keys:
        title, form = COLUMNS[key]
        row[title] = form % card["metrics"][key] if key in card["metrics"] else ""
    return row


def _bottleneck_words(series: list[Series], cards: dict[str, dict]) -> str:
    runs = series[0]
    sizes, clean, noisy, loud = runs.recipes("latent_size"), runs.metrics("mse"), runs.metrics("denoising_mse"), runs.noise(1.0)
    best = runs.best("denoising_mse")["recipe"]["latent_size"]
    verdict = (
        "That is a trade-off." if best == sizes[0] else "That is **no trade-off**: the smallest code is not the best filter."
    )
    least = sizes[loud.index(min(loud))]
    said = (
        f"Does a small bottleneck filter noise? With N = {sizes[0]} to {sizes[-1]} numbers, clean copies get better: MSE {clean[0]:.4f} "
        f"to {clean[-1]:.4f}. Given noise of σ = 0.5, the same runs, trained clean, end up at {_listed(noisy)}, and N = {best} comes "
        f"closest to the clean digit. {verdict} At σ = 1 (2,000 test images) N = {least} comes closest, {min(loud):.4f}."
    )
    trained = [
        card for card in cards.values() if card["recipe"]["noise"] != "none" and card["recipe"]["latent_size"] <= sizes[-1]
    ]
    if trained:
        card = min(trained, key=lambda card: card["metrics"]["denoising_mse"])
        said += (
            f" Training on noise is what counts: {card['name']}, with {card['recipe']['latent_size']} numbers, reaches "
            f"{card['metrics']['denoising_mse']:.4f} at σ = 0.5."
        )
    return said


def _bottleneck_plot(series: list[Series], theme: str) -> None:
    runs = series[0]
    sizes = runs.recipes("latent_size")
    places = [math.log2(size) for size in sizes]
    shown = (("clean", runs.metrics("mse")), ("σ 0.5", runs.metrics("denoising_mse")), ("σ 1", runs.noise(1.0)))
    sides = ("top", "bottom", "top")
    texts = [[f"{value:.4f}" for value in values] for _, values in shown]
    curves = [
        Line(name, places, values, "solid", text, side) for (name, values), text, side in zip(shown, texts, sides, strict=True)
    ]
    axes = ("numbers in the code, N (log scale)", "MSE to the clean digit")
    st.plotly_chart(figures.lines(curves, axes, _ticks(sizes), theme), key="bottleneck", config=PLOT)


def _beta_words(series: list[Series], cards: dict[str, dict]) -> str:
    said = "β moves a VAE along a trade of rate (KL) against distortion (BCE)."
    for runs in series:
        betas, kl, bce = runs.recipes("beta"), runs.metrics("kl"), runs.metrics("bce")
        active, near = runs.metrics("active_units"), runs.metrics("knn_accuracy")
        best = runs.best("negative_elbo")
        said += (
            f" **{runs.name}**, β = {betas[0]:g} to {betas[-1]:g}: KL {_span(kl, 2)}, BCE {_span(bce, 2)} "
            f"nats; active units {_span(active, 0)}, 10-NN accuracy {_span(near, 3)}; the lowest −ELBO, "
            f"{best['metrics']['negative_elbo']:.2f}, at β = {best['recipe']['beta']:g}."
        )
    return said


def _beta_plot(series: list[Series], theme: str) -> None:
    for runs in series:
        texts = [f"β {beta:g}" for beta in runs.recipes("beta")]
        st.markdown(f"**{runs.name}**")
        curve = Line("", runs.metrics("kl"), runs.metrics("bce"), texts=texts)
        axes = ("rate: KL (nats)", "distortion: BCE (nats)")
        st.plotly_chart(figures.lines([curve], axes, theme=theme, height=220), key=f"beta {runs.name}", config=PLOT)


def _size_words(series: list[Series], cards: dict[str, dict]) -> str:
    said = "How many numbers does a digit need?"
    for runs in series:
        sizes, mse, near = runs.recipes("latent_size"), runs.metrics("mse"), runs.metrics("knn_accuracy")
        said += f" **{runs.name}**, {sizes[0]} to {sizes[-1]} numbers: MSE {_span(mse, 4)}, 10-NN accuracy {_span(near, 3)}"
        elbo = runs.metrics("negative_elbo")
        said += f", −ELBO {_span(elbo, 2)} nats." if elbo[0] is not None else "."
    return f"{said} Between the dotted line and the solid one lies the VAE's KL, what its code costs."


def _size_plot(series: list[Series], theme: str) -> None:
    curves, sizes = [], set()
    for runs in series:
        sizes |= set(runs.recipes("latent_size"))
        places = [math.log2(size) for size in runs.recipes("latent_size")]
        variational = runs.metrics("kl")[0] is not None
        curves.append(Line(f"{runs.name}: BCE", places, runs.metrics("bce"), "solid" if variational else "dash"))
        if variational:
            curves.append(Line(f"{runs.name}: −ELBO", places, runs.metrics("negative_elbo"), "dot"))
    axes = ("numbers in the code, d (log scale)", "nats per image")
    st.plotly_chart(figures.lines(curves, axes, _ticks(sorted(sizes)), theme), key="latent size", config=PLOT)


ABLATIONS = {  # which runs; what differs and its symbol; the table's metrics; the words; the plot
    "Bottleneck": (
        ablations.bottleneck,
        ("latent_size", "N"),
        ("mse", "ssim", "denoising_mse", "knn_accuracy"),
        _bottleneck_words,
        _bottleneck_plot,
    ),
    "Beta": (
        ablations.beta,
        ("beta", "β"),
        ("bce", "kl", "negative_elbo", "active_units", "knn_accuracy"),
        _beta_words,
        _beta_plot,
    ),
    "Latent size": (
        ablations.latent_size,
        ("latent_size", "d"),
        ("bce", "kl", "negative_elbo", "mse", "active_units", "knn_accuracy"),
        _size_words,
        _size_plot,
    ),
}


def all_runs(cards: dict[str, dict]) -> None:
    """Every figure of every run in one sortable table, and in which of them the run is the best."""
    st.subheader("All runs", anchor=False)
    st.caption("Measured on the 10,000 MNIST test digits, the posterior mean as the code. A press on a title sorts.")
    won = ablations.winners(cards.values())
    rows = [
        {"Run": name, "Code": card["model"]["latent_size"]}
        | {title: card["metrics"].get(key) for key, (title, _) in COLUMNS.items()}
        | {"Best in": ", ".join(COLUMNS[key][0].removesuffix(" (nats)") for key in won[name])}
        for name, card in cards.items()
    ]
    formats = {
        title: st.column_config.NumberColumn(format=form, width=66 if len(title) < 9 else 96) for title, form in COLUMNS.values()
    }
    formats |= {"Run": st.column_config.TextColumn(width=158), "Code": st.column_config.NumberColumn(width=48)}
    st.dataframe(rows, hide_index=True, column_config=formats, height=38 + 35 * len(rows), placeholder="")


def training(cards: dict[str, dict], first: str) -> None:
    """Loss against epoch of one run, picked beside it; at first the run of that name."""
    st.subheader("How a run was trained", anchor=False)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        card = cards[st.selectbox("Run", list(cards), list(cards).index(first), key="trained")]
        recipe = card["recipe"]
        st.caption(
            f"{recipe['family']}, {recipe['epochs']} epochs, batches of {recipe['batch_size']}, β = {recipe['beta']:g}: {card['reason']}."
        )
    with right:
        st.plotly_chart(figures.loss_curves(card["history"], theme=_theme()), key="losses", config=PLOT)


def _ticks(sizes: list[int]) -> dict[float, str]:
    return {math.log2(size): str(size) for size in sizes}


def _listed(values: list[float]) -> str:
    return ", ".join(f"{value:.4f}" for value in values)


def _span(values: list[float], decimals: int) -> str:
    """The first and the last value, or the one that both are."""
    first, last = (f"{values[i]:.{decimals}f}" for i in (0, -1))
    return first if first == last else f"{first} to {last}"


def _theme() -> str:
    return st.context.theme.type or "light"
