"""The ablations of the page Compare: runs that differ in one number, as a plot, in words, as a table, and their copies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import streamlit as st

from aelab import ablations
from aelab.ablations import Series
from aelab.card import Card
from aelab.settings import Figure, Setting, Spread
from ui import cache, spread
from ui.instruments.copies import copies
from ui.instruments.lines import Chart, Line, lines
from ui.measured import COLUMNS, figure, over
from ui.prose import say
from ui.sweeps import sweep
from ui.words import write

SWEEPS = "Sweeps"  # of one's own, where there are any


def one_number(cards: dict[str, Card], originals: bool) -> None:
    """The runs that differ in one number: what was measured of them, as a plot, in words and as a table, and their copies.

    `originals`: whether the digits delivered to the page are MNIST's, of which the stored copies are.
    """
    swept = cache.sweeps()
    choice = st.segmented_control(
        "Ablation",
        [*ABLATIONS, *[SWEEPS] * bool(swept)],
        default="Bottleneck",
        key="ablation",
        required=True,
        bind="query-params",
        label_visibility="collapsed",
    )
    if choice == SWEEPS:
        sweep(swept, originals)
        return
    find, number, keys, short, words, plot = ABLATIONS[choice]
    series = cache.made(_found, find)
    if not series:
        st.info("There are no two runs here that differ in this number alone.")
        return
    st.markdown(short(series))
    runs = [card for one in series for card in one.cards]
    settings = [setting for one in series for setting in one.settings]
    line_of = {setting.cards[0].name: f"{one.name}, " * (len(series) > 1) for one in series for setting in one.settings}
    seeded = spread.points(
        settings, lambda setting: f"{line_of[setting.cards[0].name]}{number[1]} = {getattr(setting.recipe, number[0]):g}"
    )
    left, right = st.columns([2, 3], gap="medium") if plot else (None, st.container())
    if plot and left is not None:
        with left:
            plot(series)
            if seeded:
                st.caption(seeded)
    with right:
        copies([(card, f"{number[1]} = {getattr(card.recipe, number[0]):g}") for card in runs], originals)
        st.caption(say("ablation", "below the copies"))
    with st.expander("In figures"):
        st.markdown(words(series, cards))
        if seeded:
            write(say("spread", "table") + "\n\n" + say("spread", "seeds"))
        rows = [_row(card, setting, number, keys, bool(seeded)) for card, setting in zip(runs, settings, strict=True)]
        st.table(rows, border="horizontal", width="content")
        write(say("compare", "bottleneck"))
    st.caption(_held(series, number[0]))


def _found(find: Callable[[list[Card]], list[Series]]) -> list[Series]:
    return find(cache.not_swept())


def _held(series: list[Series], key: str) -> str:
    """What the runs of a comparison have in common, in words: `ablations` joins no others."""
    said = []
    for one in series:
        recipe = one.cards[0].recipe
        parts = [f"{recipe.epochs} epochs, batches of {recipe.batch_size}", f"a peak rate of {recipe.learning_rate:g}"]
        parts += [f"Muon's {recipe.muon_rate:g}"] * bool(recipe.muon_rate)
        seeds = sorted({seed for setting in one.settings for seed in setting.seeds})
        parts += [f"seed{'s' * (len(seeds) > 1)} {spread.listed(list(map(str, seeds)))}"]
        if one.cards[0].metrics.kl is not None:
            parts += [f"β = {recipe.beta:g}"] * (key != "beta")
            parts += [f"β rising in the first {recipe.warm_up:.0%} of the steps"] * bool(recipe.warm_up)
        said.append(", ".join(parts))
    same = [said[0]] if len(set(said)) == 1 else [f"{one.name}: {text}" for one, text in zip(series, said, strict=True)]
    sides = " but for the two sides that face the code" if key == "latent_size" else ""
    return f"Held fixed in each comparison: the layers{sides}, and every other number of the recipe. {'; '.join(same)}."


def _row(card: Card, setting: Setting, number: tuple[str, str], keys: tuple[str, ...], seeded: bool) -> dict[str, str]:
    row = {"Model": cache.named(card).title, "Code": str(card.recipe.latent_size)}
    if number[0] != "latent_size":
        row[number[1]] = f"{getattr(card.recipe, number[0]):g}"
    row |= {"n": str(len(setting.cards))} if seeded else {}
    for key in keys:
        title, form = COLUMNS[key]
        row[title] = spread.cell(over(setting, key), form)
    return row | {"Run": card.name.replace("-", "\N{NON-BREAKING HYPHEN}")}


def _bottleneck_short(series: list[Series]) -> str:
    runs = series[0]
    sizes, clean, noisy = runs.recipes("latent_size"), runs.metrics("mse"), runs.metrics("denoising_mse")
    return say("ablation", "bottleneck in short", verdict=_filter_words(sizes, clean, noisy, spread.several(runs.settings)))


def _bottleneck_words(series: list[Series], cards: dict[str, Card]) -> str:
    runs = series[0]
    sizes, clean, noisy = runs.recipes("latent_size"), runs.metrics("mse"), runs.metrics("denoising_mse")
    loud, copier, seeded = _best(sizes, runs.noise(1.0)), _best(sizes, clean), spread.several(runs.settings)
    ends = {"least": sizes[0], "most": sizes[-1], "first": f"{clean[0]:.4f}", "last": f"{clean[-1]:.4f}"}
    said = [
        say("ablation", "bottleneck", **ends, noisy=_listed(noisy), verdict=_filter_words(sizes, clean, noisy, seeded), loud=loud)
    ]
    if _unclipped(runs):
        bare, bare_loud = runs.noise(0.5, "gaussian-unclipped"), _best(sizes, runs.noise(1.0, "gaussian-unclipped"))
        images, verdict = f"{runs.cards[0].metrics.curves['images']:,}", _filter_words(sizes, clean, bare, seeded)
        said.append(
            say(
                "ablation",
                "bottleneck without clipping",
                noisy=_listed(bare),
                images=images,
                verdict=verdict,
                loud=bare_loud,
            )
        )
        if loud != copier == bare_loud == _best(sizes, bare):
            said.append(say("ablation", "the haze and not the noise"))
    noisy_runs = [card for card in cards.values() if card.recipe.noise != "none" and card.recipe.latent_size <= sizes[-1]]
    if trained := ablations.best(noisy_runs, "denoising_mse"):
        card, error = cards[trained[0]], f"{trained[1]:.4f}"
        numbers = card.recipe.latent_size
        said.append(say("ablation", "trained on noise", run=card.name, numbers=numbers, error=error))
    return " ".join(said)


def _filter_words(sizes: list[int], clean: list[float], noisy: list[float], seeded: bool) -> str:
    """Whether the best copier is the best filter, too."""
    best, copier = _best(sizes, noisy), _best(sizes, clean)
    if best == copier:
        return say("ablation", "the best copier is the best filter", copier=copier)
    chance = say("spread", "one seed each") * (not seeded)
    return say("ablation", "another one is the best filter", best=best, copier=copier, chance=chance)


def _best(sizes: list[int], errors: list[float]) -> int:
    return sizes[errors.index(min(errors))]


def _unclipped(runs: Series) -> bool:
    return all("gaussian-unclipped" in card.metrics.curves for card in runs.cards)


def _bottleneck_plot(series: list[Series]) -> None:
    runs = series[0]
    sizes = runs.recipes("latent_size")
    places = [math.log2(size) for size in sizes]
    shown: dict[str, Callable[[Card], Figure]] = {
        "clean": lambda card: card.metrics.mse,
        "σ 0.5": lambda card: card.metrics.denoising_mse,
        "σ 1": lambda card: card.metrics.error("gaussian", 1.0),
    }
    if _unclipped(runs):
        shown["unclipped"] = lambda card: card.metrics.error("gaussian-unclipped", 0.5)
    curves = [_line(name, places, runs.spreads(of), "dash" * (name == "unclipped")) for name, of in shown.items()]
    axes = ("numbers in the code, N (log scale)", "MSE to the clean digit")
    about = "Error of copies against the size of the code, clean and at two levels of noise"
    lines("bottleneck", [Chart(about, curves, axes, _ticks(sizes), decimals=4, figures=True)])


def _line(name: str, places: Sequence[float], found: Sequence[Spread | None], kind: str = "") -> Line:
    """A line through the means of a figure, where it was measured."""
    known = [(place, one) for place, one in zip(places, found, strict=True) if one is not None]
    return Line(name, [at for at, _ in known], [one.mean for _, one in known], kind, [one.values for _, one in known])


def _beta_words(series: list[Series], cards: dict[str, Card]) -> str:
    said: list[str] = []
    for runs in series:
        betas, kl, active, near = runs.recipes("beta"), *(runs.metrics(key) for key in ("kl", "active_units", "knn_accuracy"))
        said.append(
            say(
                "ablation",
                "one series of betas",
                series=runs.name,
                first=f"{betas[0]:g}",
                last=f"{betas[-1]:g}",
                kl=_span(kl, 2),
                copy=_span(runs.metrics("bce"), 2),
                active=_span(active, 0),
                near=_span(near, 3),
                draws=_draws_words(runs),
            )
        )
    return " ".join(said)


def _draws_words(runs: Series) -> str:
    """What was measured with draws of the posterior; nothing where fewer than two of the runs were."""
    found = zip(runs.recipes("beta"), *(runs.metrics(key) for key in ablations.PLANE), strict=True)
    measured = [(beta, *costs) for beta, *costs in found if None not in costs]
    if len(measured) < 2:
        return ""
    elbo = {beta: rate + distortion for beta, rate, distortion in measured}
    best = min(elbo, key=lambda beta: elbo[beta])
    distortion = _span([distortion for _, _, distortion in measured], 2)
    return say("ablation", "draws of a series of betas", distortion=distortion, elbo=f"{elbo[best]:.2f}", best=f"{best:g}")


def _size_words(series: list[Series], cards: dict[str, Card]) -> str:
    said: list[str] = []
    costs: list[str] = []
    for runs in series:
        sizes, elbo = runs.recipes("latent_size"), runs.means(lambda card: figure(card, "negative_elbo"))
        known, active = None not in elbo, ", ".join(f"{count:.3g}" for count in runs.metrics("active_units") if count is not None)
        said.append(
            say(
                "ablation",
                "one series of sizes",
                series=runs.name,
                least=sizes[0],
                most=sizes[-1],
                mse=_span(runs.metrics("mse"), 4),
                near=_span(runs.metrics("knn_accuracy"), 3),
                elbo=f", −ELBO {_span(elbo, 2)} nats; active units {active}" if known else "",
            )
        )
        costs = [say("ablation", "what a code costs")] if known else costs
    return " ".join(said + costs)


def _size_plot(series: list[Series]) -> None:
    curves, sizes = [], set()
    for runs in series:
        sizes |= set(runs.recipes("latent_size"))
        places = [math.log2(size) for size in runs.recipes("latent_size")]
        variational = runs.metrics("kl")[0] is not None
        for key, name, dash in (("bce", "copy", "" if variational else "dash"), ("negative_elbo", "−ELBO", "dot")):
            line = _line(f"{runs.name}: {name}", places, [over(setting, key) for setting in runs.settings], dash)
            curves += [line] if line.x else []
    axes = ("numbers in the code, d (log scale)", "nats per image")
    about = "What a digit costs against the size of the code"
    lines("latent size", [Chart(about, curves, axes, _ticks(sorted(sizes)), decimals=1, figures=True)])


def _ticks(sizes: list[int]) -> dict[float, str]:
    return {math.log2(size): str(size) for size in sizes}


def _listed(values: list[float]) -> str:
    return ", ".join(f"{value:.4f}" for value in values)


def _span(values: Sequence[float | None], decimals: int) -> str:
    """The first and the last value, or the one that both are; a dash for one that was not measured."""
    first, last = ("–" if values[i] is None else f"{values[i]:.{decimals}f}" for i in (0, -1))
    return first if first == last else f"{first} to {last}"


ABLATIONS = {  # which runs; what differs and its symbol; the table's metrics; the words; the plot
    "Bottleneck": (
        ablations.bottleneck,
        ("latent_size", "N"),
        ("mse", "ssim", "denoising_mse", "knn_accuracy"),
        _bottleneck_short,
        _bottleneck_words,
        _bottleneck_plot,
    ),
    "Beta": (
        ablations.beta,
        ("beta", "β"),
        ("bce", "bce_sampled", "kl", "negative_elbo", "importance_bound", "active_units", "knn_accuracy"),
        lambda series: say("ablation", "beta"),
        _beta_words,
        None,  # the plane of ui/plane.py is its plot
    ),
    "Latent size": (
        ablations.latent_size,
        ("latent_size", "d"),
        ("bce", "kl", "negative_elbo", "importance_bound", "mse", "active_units", "knn_accuracy"),
        lambda series: say("ablation", "latent size"),
        _size_words,
        _size_plot,
    ),
}
