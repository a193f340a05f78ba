"""Figures of runs as text: the one-line summary, the README's table, and the check of stored figures against fresh ones."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from statistics import mean, stdev
from typing import TYPE_CHECKING, Any, NamedTuple

from aelab.ablations import PLANE, Series, chords
from aelab.card import Bound, Card, Metrics
from aelab.metrics import standard_error
from aelab.names import in_order
from aelab.runs import RUNS, Recipe
from aelab.settings import settings

if TYPE_CHECKING:
    from aelab.elbo import Costs

NONE = "–"
GIVEN = " given the digit"  # a conditional run's bound is on -log p(x | y), another quantity than the others'
SPREAD = ("bce", "bce_sampled", "kl", "negative_elbo", "mse", "denoising_mse", "active_units", "knn_accuracy")  # over seeds
TOLERANCE = 2e-3  # relative; the same weights on another machine or library differ by rounding, not by more


class _Measured(NamedTuple):
    """What a series needs of a run, without a card."""

    recipe: Recipe
    metrics: Metrics


def summary(card: Card) -> str:
    """The figures of one run in a line."""
    m = card.metrics
    parts = [f"MSE {m.mse:.4f}", f"denoising MSE {_figure(m, 'denoising_mse', '.4f')}"]
    if m.bce is not None:
        parts.append(f"BCE of a copy {m.bce:.2f}")
    if m.bce_sampled is not None:
        given = GIVEN if card.model.classes else ""
        parts.append(f"BCE of a draw {m.bce_sampled:.2f} + KL {m.kl:.2f} = −ELBO {_elbo(m)} nats{given}")
    return f"{', '.join(parts)}, {card.seconds:.0f} s"


def table(cards: dict[str, Card]) -> str:
    """A Markdown table of all runs, in their one order. What a run has not is a dash."""
    bounds = [card.metrics.importance_bound for card in cards.values() if card.metrics.importance_bound is not None]
    made = _made(bounds[0]) if bounds else "k = 64, 1,000 digits"
    head = ["run", "code", "BCE", "KL", "sampled −ELBO", f"bound, {made}", "MSE", "SSIM", "active", "10-NN", "MSE at σ 0.5", "kB"]
    rows = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for card in in_order(cards.values()):
        name, m = card.name, card.metrics
        row = [f"`{name}`{GIVEN if card.model.classes else ''}", str(card.model.latent_size)]
        row += [_figure(m, "bce", ".2f"), _figure(m, "kl", ".2f"), _elbo(m), _bound(m, made)]
        row += [
            _figure(m, "mse", ".4f"),
            _figure(m, "ssim", ".3f"),
            _figure(m, "active_units", "d") if m.kl is not None else NONE,
        ]
        row += [_figure(m, "knn_accuracy", ".3f"), _figure(m, "denoising_mse", ".4f")]
        rows.append([*row, f"{(4 if card.model.output == 'linear' else 2) * card.weights / 1000:,.0f}"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def seeds(cards: Iterable[Card]) -> list[str]:
    """A line for each group of runs that differ in their seed alone: mean and standard deviation of their figures over the seeds."""
    lines = []
    for group in (setting.cards for setting in settings(cards) if len(setting.cards) > 1):
        figures = {key: [getattr(card.metrics, key) for card in group] for key in SPREAD}
        said = [f"{key} {mean(v):.4f} ± {stdev(v):.4f}" for key, v in figures.items() if None not in v]
        lines.append(f"{group[0].name} and {len(group) - 1} more seeds (mean ± standard deviation): {', '.join(said)}")
    return lines


def evaluation(
    cards: dict[str, Card], measured: dict[str, Metrics], costs: dict[str, Costs] | None = None, keep: bool = False
) -> tuple[str, bool]:
    """Fresh figures beside stored ones and targets, as text, and whether all agree and every target is met.

    `costs` of single digits, where there are any, tell how exact a difference between two runs is. With `keep`, figures that
    the cards lack, or have no more use for, are said and not held against them.
    """
    lines, good = [], True
    for name in (card.name for card in in_order(cards.values()) if card.name in measured):
        fresh, stored = measured[name], cards[name].metrics
        verdict, agrees = _comparison(fresh.to_json(), stored.to_json(), keep)
        if target := RUNS[name].target if name in RUNS else None:
            reached = getattr(fresh, target.metric)
            met = "aim met" if reached <= target.aim else "must met" if reached <= target.must else "NOT MET"
            verdict = f"{target.metric}: must {target.must:g}, aim {target.aim:g}, reached {reached:.5g} ({met}); {verdict}"
            good &= reached <= target.must
        good &= agrees
        lines.append(f"{name:22} {_row(fresh, bool(cards[name].model.classes))}\n{'':22} {verdict}")
    for sentence, holds in relations(measured):
        lines.append(f"{'holds' if holds else 'DOES NOT HOLD'}: {sentence}")
        good &= holds
    return "\n".join(lines + rankings(measured, costs or {})), good


def relations(measured: dict[str, Metrics]) -> list[tuple[str, bool]]:
    """What must hold between runs, for those that are there, as (sentence with figures, whether it holds)."""
    said = []
    for series in _ablations(measured):
        said += _rate_and_distortion(series, measured)
    if {"conv-dae-blind", "conv-dae-maps"} <= measured.keys():
        for level in (0.1, 0.9):
            blind, maps = (measured[name].error("gaussian", level) for name in ("conv-dae-blind", "conv-dae-maps"))
            said.append(
                (f"conv-dae-blind beats conv-dae-maps at sigma {level}: MSE {blind:.5f} against {maps:.5f}", blind < maps)
            )
    if {"conv-cvae-2", "conv-vae-2"} <= measured.keys():
        told, untold = (_nats(measured[name]) for name in ("conv-cvae-2", "conv-vae-2"))
        both = told + math.log(10)
        sentence = (
            f"conv-cvae-2 says a digit and its class, (x, y), in fewer nats than conv-vae-2 the digit alone: sampled -ELBO "
            f"{told:.2f} given the digit + ln 10 = {both:.2f} against {untold:.2f}"
        )
        said.append((sentence, both < untold))
    return said


def rankings(measured: dict[str, Metrics], costs: dict[str, Costs]) -> list[str]:
    """A line for each beta ablation: its runs by sampled -ELBO, the others by how much they are above the best.

    With the `costs` of both the standard error is that of the difference on the same digits, far below that of either.
    """
    lines = []
    for series in _ablations(measured):
        best, *others = sorted(series, key=lambda name: _nats(measured[name]))
        said = [f"{best} {_elbo(measured[best])}"]
        for name in others:
            more = f"{name} {_nats(measured[name]) - _nats(measured[best]):+.2f}"
            if {name, best} <= costs.keys():
                more += f" ± {standard_error(costs[name].negative_elbo - costs[best].negative_elbo):.2f}"
            said.append(more)
        lines.append(
            f"by sampled -ELBO: {', '.join(said)} nats (± standard error over the digits, of a difference on the same ones)"
        )
    return lines


def _nats(metrics: Metrics) -> float:
    """The sampled -ELBO of a run that has one."""
    assert metrics.negative_elbo is not None
    return metrics.negative_elbo


def _ablations(measured: dict[str, Metrics]) -> list[list[str]]:
    """The names of each whole beta ablation, in order of beta."""
    found = [[f"conv-vae-{size}{suffix}" for suffix in ("-beta-0.5", "", "-beta-2", "-beta-4")] for size in (2, 16)]
    return [series for series in found if all(name in measured and measured[name].bce_sampled is not None for name in series)]


def _rate_and_distortion(names: list[str], measured: dict[str, Metrics]) -> list[tuple[str, bool]]:
    """Along a beta ablation distortion rises and rate falls, and each chord's slope lies between the two -betas."""
    cards: list[Any] = [_Measured(RUNS[name].recipe, measured[name]) for name in names]  # nothing else of a card is asked for
    series = Series(names[1], cards)
    rate, distortion = (series.metrics(key) for key in PLANE)
    values = f"sampled BCE {_arrow(distortion)}, KL {_arrow(rate)}"
    monotone = distortion == sorted(distortion) and rate == sorted(rate, reverse=True)
    said = [(f"{series.name}, beta 0.5, 1, 2, 4: distortion rises and rate falls: {values}", monotone)]
    for chord in chords(series):
        low, high = (f"{beta:g}" for beta in chord.betas)
        sentence = (
            f"{series.name}, beta {low} to {high}: distortion over rate has slope {chord.slope:.2f}, between -{high} and -{low}"
        )
        said.append((sentence, chord.between))
    return said


def _row(m: Metrics, conditional: bool) -> str:
    parts = [f"BCE {m.bce:.2f}"] if m.bce is not None else []
    if (bound := m.importance_bound) is not None:
        parts.append(f"sampled BCE {m.bce_sampled:.2f} + KL {m.kl:.2f} = -ELBO {_elbo(m)}{GIVEN if conditional else ''}")
        parts.append(f"bound {_bound(m)} ({_made(bound)}; -ELBO of those {bound.negative_elbo:.2f})")
    parts.append(f"MSE {m.mse:.5f} PSNR {m.psnr:.2f} SSIM {m.ssim:.4f}")
    parts += [f"active {m.active_units}"] if m.active_units is not None else []
    parts.append(f"10-NN {m.knn_accuracy:.4f}")
    noisy = f"at 0.5: MSE {m.denoising_mse:.5f} PSNR {m.denoising_psnr:.2f} SSIM {m.denoising_ssim:.4f}"
    return f"{', '.join(parts)}; {noisy}"


def _figure(m: Metrics, key: str, form: str) -> str:
    return NONE if (value := getattr(m, key)) is None else format(value, form)


def _elbo(m: Metrics) -> str:
    # without bce_sampled the card is of a time when the mean was decoded, and its sum is no ELBO
    if None in (m.bce_sampled, m.negative_elbo):
        return NONE
    return f"{m.negative_elbo:.2f} ± {_figure(m, 'negative_elbo_se', '.2f')}"


def _bound(m: Metrics, made: str | None = None) -> str:
    """The importance-weighted bound, if there is one and, with `made`, if it was made that way."""
    bound = m.importance_bound
    return f"{bound.value:.2f} ± {bound.se:.2f}" if bound and made in (None, _made(bound)) else NONE


def _made(bound: Bound) -> str:
    return f"k = {bound.k}, {bound.images:,} digits"


def _arrow(values: list[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def _comparison(fresh: dict, stored: dict, keep: bool) -> tuple[str, bool]:
    """What to say of fresh figures beside stored ones, and whether they agree: the same keys, and values within `TOLERANCE`.

    With `keep` keys may differ. A difference is relative, but to no less than a thousandth, where KL of a dead coordinate is a
    rounding error, and of a probe's shares to a tenth: they are kept to four decimals, and one digit told otherwise moves them.
    """
    if "bce_sampled" in fresh and "bce_sampled" not in stored:  # of a time when this was another figure, of the mean decoded
        stored = {key: value for key, value in stored.items() if key != "negative_elbo"}
    a, b = dict(_flat(fresh)), dict(_flat(stored))
    shared = a.keys() & b.keys()
    least = {key: 0.1 if key.startswith("probe") else 1e-3 for key in shared}
    worst, where = max(((abs(a[key] - b[key]) / max(abs(b[key]), least[key]), key) for key in shared), default=(0.0, "none"))
    tops = {key.split(".")[0] for key in a.keys() ^ b.keys()}
    kinds = {
        "new": tops - stored.keys(),
        "no longer there": tops - fresh.keys(),
        "of another shape": tops & fresh.keys() & stored.keys(),
    }
    unlike = [f"{kind}: {', '.join(sorted(keys))}" for kind, keys in kinds.items() if keys]
    problems = ([f"{where} differs by {worst:.1%}"] if worst > TOLERANCE else []) + unlike
    verdict = f"NOT AS STORED: {'; '.join(problems)}" if problems else "as stored"
    return f"{verdict}; largest relative difference {worst:.1e} ({where})", worst <= TOLERANCE and (keep or not unlike)


def _flat(figures: dict | list, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in figures.items() if isinstance(figures, dict) else enumerate(figures):
        if isinstance(value, dict | list):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
