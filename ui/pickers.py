"""The pickers: of models, kept over pages and in the URL, and of a page's parts."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from contextlib import nullcontext
from itertools import groupby

import streamlit as st

from aelab import names
from aelab.card import Card
from aelab.settings import settings
from ui import cache, link
from ui.choice import choose
from ui.instruments.steps import steps
from ui.meant import near
from ui.once import When, at_once
from ui.view import View

FIRST = "conv-vae-2"  # the run that a visit opens on
KEYS = ("run", "runs", "models")  # by one of these a page has its models in the address, and it reads all of them
PICKER = "picker"  # of the element that ui/presenting.css keeps in sight


def pick_run(cards: dict[str, Card], step: bool = False, when: When = at_once) -> Card:
    """The model picker in the sidebar; kept across pages and in the URL as ?run=. Returns the card of the run picked.

    With `step` there stands beside the page's title what steps to the runs that differ from it in beta, or in size, alone.
    `when` is handed what draws the picker, which may wait.
    """
    start = FIRST if FIRST in cards else next(iter(cards))
    kept, settled = _choice("run", list(cards), [start], 1)
    card = cards[kept[0]]

    def draw() -> None:
        with st.sidebar:
            st.markdown("**Model**")
            # to have picked one is to be done: the next run of the page closes it
            named = cache.named(card)
            label = named.short if st.session_state.get("presented") else named.title  # in the page's corner
            popover = st.container(key=PICKER).popover(label, width="stretch", key="run open", on_change="rerun")
            with popover:
                if popover.open:
                    _families(cards, "run", kept, settled, 1)
            st.caption(f"{card.name}: {card.reason}.")

    _keep_choice("run", kept, [start])
    st.session_state["picker"] = "run", 1, kept
    when(draw)
    if step:
        step_beside(card, cards, "run")
    return card


def pick_runs(cards: dict[str, Card], key: str, start: list[str], most: int = 3, step: bool = False) -> list[Card]:
    """The picker of several models, in the sidebar and in the URL under `key`. Returns 1 to `most` cards in their one order.

    `start` names the runs picked at first, and those shown where none is picked; those that are not here are left out. Of more than
    `most`, the one that was picked first goes. `step` as in `pick_run`, for the first of them that is variational, else the first.
    """
    start = [name for name in start if name in cards] or list(cards)[:1]
    kept, settled = _choice(key, list(cards), start, most)  # in the order in which they were picked
    with st.sidebar:
        shown = st.container(gap="xsmall")
        # two dozen names would fill the sidebar, and those picked be out of sight
        popover = st.container(key=PICKER).popover("Pick models", width="stretch", key=f"{key} open", on_change="rerun")
        with popover:
            st.caption(f"Up to {most}: of more, the one that was picked first goes.")
            if popover.open:
                _families(cards, key, kept, settled, most)
    _keep_choice(key, kept, start)
    picked = [card for name, card in cards.items() if name in (kept or start)]
    shown.markdown("**Models**")
    shown.markdown("\n\n".join(f":small[{cache.named(card).title}]  \n:small[:gray[{card.name}]]" for card in picked))
    for card in picked:
        if card.digits:  # what it says of the page's 10,000 test digits does not hold of it
            shown.caption(f"{card.name}: {card.reason}.")
    if not kept:
        shown.caption("None is picked: these are the page's own.")
    st.session_state["picker"] = key, most, [card.name for card in picked]
    if step:
        step_beside(next((card for card in picked if card.model.variational), picked[0]), cards, key)
    return picked[:most]


def step_beside(card: Card, cards: dict[str, Card], key: str) -> None:
    """What steps from a run to its siblings, beside the page's title."""
    with st.session_state["beside the title"]:
        steps(card, cards, lambda name: _put(key, card.name, name))


def _put(key: str, out: str, name: str) -> None:
    """Pick a run in another one's place: before the page is drawn."""
    before = st.session_state[f"{key} picked"] or [out]
    if name not in before:
        st.session_state[f"{key} picked"] = [name if each == out else each for each in before]


def _families(cards: dict[str, Card], key: str, kept: list[str], settled: bool, most: int) -> None:
    """The runs to pick from, those of a family together under its name and its reason, made when they are asked for: they would be a
    quarter of what a page costs, and few visitors open them. Of runs that differ in their seed alone there is the first, and all of them
    where one is picked."""
    seeds = cache.made(_seeds)
    unfolded = {first for first, own in seeds.items() if set(own) & set(kept)}
    folded = {name for first, own in seeds.items() if first in cards and first not in unfolded for name in own[1:]}
    for family, own in groupby(cards.values(), names.family):
        runs = [card.name for card in own if card.name not in folded]
        picked = [name for name in kept if name in runs]
        turns, before = f"{key} {family} turn", st.session_state.get(f"{key} {family} turn", 0)
        was = _part(key, family, before)
        # what is not the browser's own choice is shown by new pills: those of a closed popover would hold on to what they had
        same = st.session_state.get(f"{key} {family} runs") == runs
        theirs = settled and same and was in st.session_state and set(_listed(st.session_state[was])) == set(picked)
        st.session_state[turns], st.session_state[f"{key} {family} runs"] = before + (not theirs), runs
        st.pills(
            f"**{family}**: {names.FAMILIES[family]}",
            runs,
            selection_mode="multi" if most > 1 else "single",
            default=picked if most > 1 else next(iter(picked), None),
            format_func=lambda name: cache.named(cards[name]).short + _more(seeds.get(name, []), name in unfolded),
            key=_part(key, family, st.session_state[turns]),
            on_change=_pick,
            args=(key, family, st.session_state[turns], runs, most),
        )


def _seeds() -> dict[str, list[str]]:
    """The runs of each setting that was trained from several seeds, by the first of them."""
    found = settings(cache.surveyed().values())
    return {setting.cards[0].name: [card.name for card in setting.cards] for setting in found if len(setting.cards) > 1}


def _more(seeds: list[str], shown: bool) -> str:
    """What a run says that stands for those of other seeds, too."""
    return f", {len(seeds)} seeds" if seeds and not shown else ""


def _part(key: str, family: str, turn: int) -> str:
    return f"{key} {family} {turn}"


def _pick(key: str, family: str, turn: int, runs: list[str], most: int) -> None:
    """A run of a family was picked, or is no longer: before the page is drawn."""
    if turn != st.session_state[f"{key} {family} turn"]:
        return  # said of pills that are no more
    now, before = _listed(st.session_state[_part(key, family, turn)]), st.session_state[f"{key} picked"]
    kept = [name for name in before if name in now or name not in runs]
    kept = [*kept, *(name for name in now if name not in kept)][-most:]
    st.session_state[f"{key} picked"] = kept if kept or most > 1 else before
    if most == 1:
        st.session_state[f"{key} open"] = False


def _listed(value: list[str] | str | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _choice(key: str, known: list[str], start: list[str], most: int) -> tuple[list[str], bool]:
    """What a picker holds before it is drawn: what was picked last in this visit; at first, after Back and Forward, and after a link
    from another page what the address says, else `start`. What the address names that is no run is taken out of it, with a notice.

    Returns the names in the order in which they were picked, and whether the browser has them: where it has not they are to be set.
    None may be picked where there can be several.
    """
    if (there := named_by(key, st.query_params)) not in (key, ""):
        st.query_params[key] = st.query_params.get_all(there)
    for other in KEYS:
        if other != key and other in st.query_params:
            del st.query_params[other]
    said = st.query_params.get_all(key)
    asked = [name for name in dict.fromkeys(said) if name in known]
    if away := [name for name in said if name not in known and (name or most == 1)]:
        st.info(f"The link names a model that is not here. The page opens on its own choice.{near(away[0], known)}")
        st.query_params[key] = asked
    kept, stays = st.session_state.get(f"{key} picked"), st.session_state.get(f"{key} stay") == link.stay()
    led = bool(asked) and not stays and sorted(said) != sorted(st.session_state.get(f"{key} said", []))
    settled = kept is not None and not link.turned() and stays
    if kept is None or link.turned() or led:
        kept = asked or ([] if said == [""] and most > 1 else start)
    still = [name for name in kept if name in known][-most:] or start * bool(kept)  # a run may have gone
    return still, settled and still == kept


def named_by(own: str, names: Container[str]) -> str:
    """By which of the `names` in an address a page is told its models: its `own` word, else another page's, "" where there is none."""
    return next((key for key in (own, *KEYS) if key in names), "")


def _keep_choice(key: str, picked: list[str], start: list[str]) -> None:
    st.session_state[f"{key} picked"], st.session_state[f"{key} stay"] = picked, link.stay()
    said = [] if sorted(picked) == sorted(start) else picked or [""]  # an empty one where none is picked
    st.session_state[f"{key} said"] = said
    if sorted(st.query_params.get_all(key)) != sorted(said):
        st.query_params[key] = said


def pick_part(parts: Sequence[str], older: Mapping[str, View] | None = None, beside: bool = True) -> str:
    """The picker of a page's parts, in the address as ?part=: the first one is the page's own. Returns the part picked.

    It stands beside the page's title, or in a line of its own.

    `older` has the views of parts to which links without a part may lead, by what they say; the address keeps what they say for
    as long as their part is shown.
    """
    if len(parts) == 1:
        return parts[0]
    older = older or {}
    opens = next((part for part, view in older.items() if set(view.parameters) & set(st.query_params)), parts[0])

    def draw() -> str:
        with st.session_state["beside the title"] if beside else nullcontext():
            return st.segmented_control("Part of the page", parts, key="part", required=True, label_visibility="collapsed")

    part = choose("part", parts, draw, opens=opens)
    for other, view in older.items():
        for name in set(view.parameters) & set(st.query_params) if other != part else ():
            del st.query_params[name]
    return part


def show(key: str, names: list[str]) -> None:
    """Have a picker hold these runs, as far as it has them, when the page is drawn next: in a callback."""
    st.session_state[f"{key} picked"] = list(names)
