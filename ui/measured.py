"""Figures of all runs on the page Compare: their table, how one was trained, where draws of the prior land."""

from __future__ import annotations

import streamlit as st

from aelab import ablations, loss_history
from aelab.card import Card
from aelab.settings import Setting, Spread, every
from ui import cache, spread
from ui.instruments.lines import Chart, Line, lines
from ui.instruments.replay import UNITS
from ui.prose import say
from ui.words import meaning, write

COLUMNS = {  # title and format of a metric
    "bce": ("Copy (nats)", "%.2f"),
    "bce_sampled": ("Draws (nats)", "%.2f"),
    "kl": ("KL (nats)", "%.2f"),
    "negative_elbo": ("−ELBO (nats)", "%.2f"),
    "importance_bound": ("IW bound (nats)", "%.2f"),
    "mse": ("MSE", "%.4f"),
    "ssim": ("SSIM", "%.3f"),
    "active_units": ("Active", "%d"),
    "knn_accuracy": ("10-NN", "%.3f"),
    "denoising_mse": ("MSE at σ 0.5", "%.4f"),
}
PRESENTED = 500  # CSS pixels of the table of all runs while presenting; else it has the window's height (ui/page.css)
SPREAD = 116  # of a figure with its deviation
FEW = 0.6  # share of the draws that lands at three digits of ten: a speck of the map


def figure(card: Card, key: str) -> float | None:
    """A figure of a run, None where it has none. A −ELBO counts only where it was measured with draws of the posterior."""
    metrics = card.metrics
    if key == "negative_elbo" and metrics.bce_sampled is None:
        return None
    value = getattr(metrics, key)
    return value.value if key == "importance_bound" and value else value


def over(setting: Setting, key: str) -> Spread | None:
    """A figure of a setting over its seeds, None where none has it."""
    return setting.spread(lambda card: figure(card, key))


def all_runs(cards: dict[str, Card]) -> None:
    """Every figure of every run in one sortable table, and in which of them the run is the best."""
    others = [f"{name} on {card.digits.tested:,} of {card.digits.source}" for name, card in cards.items() if card.digits]
    st.markdown(
        "Each run on the 10,000 MNIST test digits, and in what it is the best. A press on a title sorts."
        f"{' But ' * bool(others)}{', '.join(others)}{', which compares with none.' * bool(others)}"
    )
    found, won = cache.made(_found)
    several, presented = spread.several(found), bool(st.session_state.get("presented"))
    rows = [
        {"Model": cache.named(setting.cards[0]).short}
        | {"Best in": ", ".join(_bare(COLUMNS[key][0]) for key in won[setting.cards[0].name] if key in COLUMNS)}
        | ({} if presented else {"Run": ", ".join(card.name for card in setting.cards)})
        | ({"Seeds": len(setting.cards)} if several else {})
        | ({} if presented else {"Code": setting.cards[0].model.latent_size})
        | {_bare(title): over(setting, key) for key, (title, _) in COLUMNS.items()}
        for setting in found
    ]
    key, height = (None, PRESENTED) if presented else ("all-figures", 38 + 35 * len(rows))
    shown = spread.table(rows, {_bare(title): form for title, form in COLUMNS.values()})
    with st.container(key=key, height=height, border=False):
        st.dataframe(shown, hide_index=True, column_config=_columns(several, presented), height="stretch", placeholder="")
    if several:
        st.caption(say("spread", "a row a setting"))
    with st.expander("What you are seeing"):
        columns = say("compare", "columns", chance=say("spread", "seeds") if several else say("compare", "one seed each"))
        write(f"{_nats_words(cards)}\n\n{say('compare', 'elbo')}\n\n{columns}")


def _found() -> tuple[list[Setting], dict[str, list[str]]]:
    cards = cache.surveyed().values()
    return every(cards), ablations.winners(cards)


def _columns(several: bool, presented: bool) -> dict:
    """How the columns look; where there are several seeds a figure is written with its deviation, and needs more room."""
    own = {_bare(title): (form, {8: 72, 12: 88}.get(len(_bare(title)), 56)) for title, form in COLUMNS.values()}
    if presented:
        formats = {title: st.column_config.NumberColumn(format=None if several else form) for title, (form, _) in own.items()}
        return formats | {"Model": st.column_config.TextColumn(pinned=True)}
    formats = {
        title: st.column_config.NumberColumn(
            format=None if several else form, help=meaning(title), width=SPREAD if several else width
        )
        for title, (form, width) in own.items()
    }
    return formats | {
        "Model": st.column_config.TextColumn(width=176, pinned=True),
        "Best in": st.column_config.TextColumn(width=112),
        "Run": st.column_config.TextColumn(width=140),  # in sight on a laptop however far one scrolls
        "Code": st.column_config.NumberColumn(width=48),
        "Seeds": st.column_config.NumberColumn(width=52),
    }


def _bare(title: str) -> str:
    return title.removesuffix(" (nats)")


def _nats_words(cards: dict[str, Card]) -> str:
    """What is in nats in the table of all runs, what is not of the posterior mean, and what cannot be compared."""
    said = "In nats: Copy, BCE of the decoded mean; KL"
    if ablations.on_plane(cards.values()):
        said += "; Draws, BCE of decoded draws of the posterior; −ELBO, the sum of Draws and KL"
    if bounds := [card.metrics.importance_bound for card in cards.values() if card.metrics.importance_bound is not None]:
        said += f"; IW bound, importance-weighted with k = {bounds[0].k}, on the first {bounds[0].images:,} digits"
    said += ". All else is of the mean."
    if told := [name for name, card in cards.items() if card.model.variational and card.model.classes]:
        said += f" The nats of {', '.join(told)} are those of a digit whose class is given, another quantity."
    return said


def speck_words(cards: dict[str, Card]) -> str:
    """Where draws of N(0, I) land on the map of a plain 2-D run, if that is a speck of it, beside a variational one; else nothing."""
    said = []
    for variational in (False, True):
        runs = [
            name
            for name, card in cards.items()
            if card.model.latent_size == 2 and card.model.variational == variational and not card.model.classes
        ]
        found = {name: cache.drawn(name) for name in sorted(runs, key=lambda name: not name.startswith("conv-"))[:1]}
        for name, counts in found.items():
            top = sorted(range(10), key=lambda digit: -counts[digit])[:3]
            said.append((name, sorted(top), sum(counts[digit] for digit in top) / sum(counts), sum(counts)))
    if not said or said[0][2] < FEW:
        return ""
    name, (a, b, c), share, draws = said[0]
    other = f"; for {said[1][0]} no three digits have more than {said[1][2]:.0%}" if len(said) > 1 else ""
    return f" For {name} it is the second: of {draws:,} draws {share:.0%} have a code of the digit {a}, {b} or {c} nearest to them{other}."


def training(cards: dict[str, Card], first: str) -> None:
    """Loss against epoch of one run, picked beside it: its setting, and of several seeds the seed; at first the run of that name."""
    left, right = st.columns([1, 3], gap="medium")
    with left:
        found = {setting.cards[0].name: setting for setting in cache.made(_found)[0]}
        start = next(place for place, setting in enumerate(found.values()) if any(card.name == first for card in setting.cards))
        setting = found[st.selectbox("Model", list(found), start, lambda name: _titled(found[name]), key="trained")]
        card = _of_a_seed(setting, cards[first].recipe.seed)
        name, recipe = card.name, card.recipe
        if recipe.family == "pca":
            st.caption(f"{name}: no gradient steps, its weights are the principal axes of the training digits: {card.reason}.")
            return
        st.caption(
            f"{name}: {recipe.family}, {recipe.epochs} epochs, batches of {recipe.batch_size}, β = {recipe.beta:g}: {card.reason}."
        )
        st.page_link("pages/learn.py", label="Watch it learn", query_params={"runs": name})
    with right:
        lines("losses", [_losses(card, part) for part in loss_history.parts(card.history)])


def _titled(setting: Setting) -> str:
    return cache.named(setting.cards[0]).title + (f", {len(setting.cards)} seeds" if len(setting.cards) > 1 else "")


def _of_a_seed(setting: Setting, start: int) -> Card:
    """The run of the seed that is picked, at first of this one where there is such a run."""
    if len(setting.cards) == 1:
        return setting.cards[0]
    place = setting.cards.index(setting.of(start))
    return setting.of(st.selectbox("Seed", setting.seeds, place, key=f"seed of {setting.cards[0].name}"))


def _losses(card: Card, part: loss_history.Part) -> Chart:
    epochs = [entry.epoch for entry in card.history]
    sides = [Line("train", epochs, part.train, "dash"), Line("test", epochs, part.test)]
    return Chart(
        f"{card.name}, in {UNITS[card.recipe.reconstruction]}: {part.title}, against the epoch",
        sides,
        ("epoch", part.title),
        reach=part.reach,
    )
