"""The comparisons of runs that differ in one number: which runs they are, and what is said and drawn of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from aelab import ablations
from aelab.ablations import Series
from aelab.card import Card
from aelab.settings import Figure, Spread
from ui import spread
from ui.instruments.lines import Chart, Line, lines
from ui.measured import figure, over
from ui.prose import say


class Ablation(NamedTuple):
    """`find` picks the runs; `number` is what they differ in, a field of the recipe and its symbol; `keys` are the figures of the table,
    columns of `ui.measured`; `short` says in a sentence what comes of it, `words` at length; `plot` draws it."""

    find: Callable[[list[Card]], list[Series]]
    number: tuple[str, str]
    keys: tuple[str, ...]
    short: Callable[[list[Series]], str]
    words: Callable[[list[Series], dict[str, Card]], str]
    plot: Callable[[list[Series]], None] | None


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
    about = "Mean squared error of copies against the size of the code, clean and at two levels of noise"
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
    about = "What a digit costs, in nats, against the size of the code"
    lines("latent size", [Chart(about, curves, axes, _ticks(sorted(sizes)), decimals=1, figures=True)])


def _ticks(sizes: list[int]) -> dict[float, str]:
    return {math.log2(size): str(size) for size in sizes}


def _listed(values: list[float]) -> str:
    return ", ".join(f"{value:.4f}" for value in values)


def _span(values: Sequence[float | None], decimals: int) -> str:
    """The first and the last value, or the one that both are; a dash for one that was not measured."""
    first, last = ("–" if values[i] is None else f"{values[i]:.{decimals}f}" for i in (0, -1))
    return first if first == last else f"{first} to {last}"


ABLATIONS = {
    "Bottleneck": Ablation(
        ablations.bottleneck,
        ("latent_size", "N"),
        ("mse", "ssim", "denoising_mse", "knn_accuracy"),
        _bottleneck_short,
        _bottleneck_words,
        _bottleneck_plot,
    ),
    "Beta": Ablation(
        ablations.beta,
        ("beta", "β"),
        ("bce", "bce_sampled", "kl", "negative_elbo", "importance_bound", "active_units", "knn_accuracy"),
        lambda series: say("ablation", "beta"),
        _beta_words,
        None,  # the plane of ui/plane.py is its plot
    ),
    "Latent size": Ablation(
        ablations.latent_size,
        ("latent_size", "d"),
        ("bce", "kl", "negative_elbo", "importance_bound", "mse", "active_units", "knn_accuracy"),
        lambda series: say("ablation", "latent size"),
        _size_words,
        _size_plot,
    ),
}
