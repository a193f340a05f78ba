"""Figures of runs as text: the one-line summary, the README's table, and the check of stored figures against fresh ones."""

from __future__ import annotations

from aelab.runs import RUNS, in_order

TOLERANCE = 2e-3  # relative; the same weights on another machine or library differ by rounding, not by more


def summary(card: dict) -> str:
    """The figures of one run in a line."""
    m = card["metrics"]
    parts = [f"MSE {m['mse']:.4f}", f"denoising MSE {m['denoising_mse']:.4f}", f"BCE {m['bce']:.2f}"]
    if "kl" in m:
        parts.append(f"+ KL {m['kl']:.2f} = {m['negative_elbo']:.2f} nats")
    return f"{', '.join(parts).replace(', +', ' +')}, {card['seconds']:.0f} s"


def table(cards: dict[str, dict]) -> str:
    """A Markdown table of all runs, in the order of the shipped table, others after them."""
    head = ["run", "code", "BCE", "KL", "−ELBO", "MSE", "SSIM", "active", "10-NN", "MSE at σ 0.5", "kB"]
    rows = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for name in in_order(cards):
        card, m = cards[name], cards[name]["metrics"]
        row = [f"`{name}`", str(card["model"]["latent_size"]), f"{m['bce']:.2f}"]
        row += [f"{m['kl']:.2f}", f"{m['negative_elbo']:.2f}"] if "kl" in m else ["", ""]
        row += [f"{m['mse']:.4f}", f"{m['ssim']:.3f}", str(m["active_units"]), f"{m['knn_accuracy']:.3f}"]
        rows.append([*row, f"{m['denoising_mse']:.4f}", f"{2 * card['weights'] / 1000:,.0f}"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def evaluation(cards: dict[str, dict], measured: dict[str, dict]) -> tuple[str, bool]:
    """Fresh figures beside stored ones and targets, as text, and whether all agree and every target is met."""
    lines, good = [], True
    for name in in_order(measured):
        fresh, stored = measured[name], cards[name]["metrics"]
        worst, where = _largest_difference(fresh, stored)
        target = RUNS[name].target if name in RUNS else None
        verdict = "as stored" if worst <= TOLERANCE else f"NOT AS STORED: {where} differs by {worst:.1%}"
        if target:
            reached = fresh[target.metric]
            met = "aim met" if reached <= target.aim else "must met" if reached <= target.must else "NOT MET"
            verdict = f"{target.metric}: must {target.must:g}, aim {target.aim:g}, reached {reached:.5g} ({met}); {verdict}"
            good &= reached <= target.must
        good &= worst <= TOLERANCE
        lines.append(f"{name:22} {_row(fresh)}\n{'':22} {verdict}; largest relative difference {worst:.1e} ({where})")
    for sentence, holds in relations(measured):
        lines.append(f"{'holds' if holds else 'DOES NOT HOLD'}: {sentence}")
        good &= holds
    return "\n".join(lines), good


def relations(measured: dict[str, dict]) -> list[tuple[str, bool]]:
    """What must hold between runs, for those that are there, as (sentence with figures, whether it holds)."""
    said = []
    for size in (2, 16):
        series = [f"conv-vae-{size}{suffix}" for suffix in ("-beta-0.5", "", "-beta-2", "-beta-4")]
        if all(name in measured for name in series):
            bce, kl = ([measured[name][key] for name in series] for key in ("bce", "kl"))
            values = f"BCE {_arrow(bce)}, KL {_arrow(kl)}"
            holds = bce == sorted(bce) and kl == sorted(kl, reverse=True)
            said.append((f"conv-vae-{size}, beta 0.5, 1, 2, 4: reconstruction rises and KL falls: {values}", holds))
    if {"conv-dae-blind", "conv-dae-maps"} <= measured.keys():
        for level in (0.1, 0.9):
            blind, maps = (_at(measured[name], level) for name in ("conv-dae-blind", "conv-dae-maps"))
            said.append(
                (f"conv-dae-blind beats conv-dae-maps at sigma {level}: MSE {blind:.5f} against {maps:.5f}", blind < maps)
            )
    if {"conv-cvae-2", "conv-vae-2"} <= measured.keys():
        told, untold = (measured[name]["negative_elbo"] for name in ("conv-cvae-2", "conv-vae-2"))
        said.append((f"conv-cvae-2 has a better ELBO than conv-vae-2: {told:.2f} against {untold:.2f} nats", told < untold))
    return said


def _at(metrics: dict, level: float) -> float:
    return metrics["curves"]["gaussian"][metrics["curves"]["levels"].index(level)]


def _row(m: dict) -> str:
    kl = f" KL {m['kl']:.2f} -ELBO {m['negative_elbo']:.2f}" if "kl" in m else ""
    near = f"active {m['active_units']} 10-NN {m['knn_accuracy']:.4f}"
    noisy = f"at 0.5: MSE {m['denoising_mse']:.5f} PSNR {m['denoising_psnr']:.2f} SSIM {m['denoising_ssim']:.4f}"
    return f"BCE {m['bce']:.2f}{kl} MSE {m['mse']:.5f} PSNR {m['psnr']:.2f} SSIM {m['ssim']:.4f} {near}; {noisy}"


def _arrow(values: list[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def _largest_difference(fresh: dict, stored: dict) -> tuple[float, str]:
    """The largest relative difference between two nested sets of figures and its key; infinite when the keys differ."""
    a, b = dict(_flat(fresh)), dict(_flat(stored))
    if a.keys() != b.keys():
        return float("inf"), ", ".join(sorted(a.keys() ^ b.keys()))
    # KL of a dead coordinate is a rounding error; below a thousandth the difference itself is compared
    return max((abs(a[key] - b[key]) / max(abs(b[key]), 1e-3), key) for key in a)


def _flat(figures: dict | list, prefix: str = ""):
    for key, value in figures.items() if isinstance(figures, dict) else enumerate(figures):
        if isinstance(value, dict | list):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
