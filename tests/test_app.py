"""The pages as Streamlit runs them, without a browser: they open on real checkpoints, and on missing and broken ones."""

import json
import shutil
from pathlib import Path

import pytest
from streamlit import dataframe_util

from aelab import between, checkpoints, digit_arrays, latent
from tests.laws import LAWS
from tests.pages import opened, plain, start
from tests.shipped import CARDS, NAMES
from ui import cache, digits, modules, warm
from ui.frame import BESIDE, PAGES
from ui.instruments import train
from ui.pickers import FIRST, KEYS

PLAIN = ["mlp-ae-8", "conv-ae-2"]  # with no variational run beside them


@pytest.fixture
def only(tmp_path, monkeypatch):
    """Makes a checkpoints folder of this test's own, with these runs alone: links to them, not to be written to."""

    def made(*names: str):
        for name in names:
            (tmp_path / name).symlink_to(checkpoints.ROOT / name)
        monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
        return tmp_path

    return made


def picked(app, key: str) -> list[str]:
    """What the pills of a picker hold, those of all families together."""
    held = [part.value for part in app.sidebar.button_group if part.key.startswith(f"{key} ")]
    return [name for value in held if value for name in ([value] if isinstance(value, str) else value)]


def choosing(page: str, **query: str | list[str]):
    """A page with its picker open, which makes what is to be picked from."""
    return opened(page, {f"{key} open": True for key in KEYS}, **query)


def offered(app) -> set[str]:
    return {option for part in app.sidebar.button_group for option in part.options}


def test_what_home_is_given_is_not_looked_into_for_tables(monkeypatch):
    """Streamlit imports pandas and PyArrow to look, and a server's first visitor waits for that."""
    looked, look = [], dataframe_util.determine_data_format
    monkeypatch.setattr(dataframe_util, "determine_data_format", lambda given: looked.append(given) or look(given))
    assert not opened("home.py").exception
    assert not looked


def test_what_is_made_while_the_server_starts_is_not_made_again_in_front_of_a_visitor(monkeypatch):
    for kept in (
        cache._latents.cache_clear,
        cache._distance.cache_clear,
        cache._between.cache_clear,
        cache._drawn.cache_clear,
        modules.bundle.cache_clear,
        digits._chosen.cache_clear,
        digits._whole.cache_clear,
        train.worker.cache_clear,
    ):
        kept()  # as in a server that was just started
    warm.warm_up()

    def again(*_):
        raise AssertionError("made again")

    for module, name in (
        (checkpoints, "survey"),
        (between, "halfway"),
        (between, "sums"),
        (digit_arrays, "few"),
        (digit_arrays, "bundled"),
        (modules, "_read"),
    ):
        monkeypatch.setattr(module, name, again)
    for page in PAGES:
        assert not opened(page).exception, page


def test_every_script_is_in_the_table_of_pages():
    root = Path(__file__).parent.parent
    assert (PAGES | BESIDE).keys() == {"home.py", *(f"pages/{path.name}" for path in (root / "pages").glob("*.py"))}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_its_question(page):
    app = opened(page)
    assert not app.exception
    assert not app.warning
    assert app.title[0].value == PAGES[page].question
    assert app.title[0].value.endswith("?")
    assert plain(app.markdown[0].value) == f":gray[{PAGES[page].lede}]"


def kind(name: str) -> tuple:
    """All that a page asks of a run but its figures: by two of one kind it does the same."""
    card = CARDS[name]
    size = card.model.latent_size
    return card.recipe.family, card.recipe.noise == "none", min(size, 3), size > latent.WHOLE


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.slow
def test_every_page_opens_on_every_kind_of_run_and_every_run_on_a_page(page):
    """One at a time, or three where it shows several."""
    key, names = LAWS[PAGES[page].name].picker or "run", NAMES
    some = list({kind(name): name for name in reversed(names)}.values())
    assert len(some) > 10
    some += sorted(set(names[list(PAGES).index(page) :: len(PAGES)]) - set(some))
    several = 1 if key == "run" else 3
    for first in range(0, len(some), several):
        few = some[first : first + several]
        app = opened(page, **{key: few})
        assert not app.exception, (page, few)
        if (held := f"{key} picked") in app.session_state:  # Compare's figures are of all runs
            assert set(app.session_state[held]) in (set(few), set()), (page, few)


@pytest.mark.parametrize("page", PAGES)
def test_a_damaged_run_is_skipped_with_a_notice_that_names_it(page, only):
    root = only(FIRST)
    (root / "broken").symlink_to(root / FIRST)
    app = choosing(page)
    assert not app.exception
    (notice,) = app.warning
    assert "broken" in notice.value
    assert offered(app) == {"VAE 2-D"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("damaged", [False, True])
def test_without_a_whole_run_the_page_says_how_to_get_one(page, damaged, only):
    whole, root = checkpoints.ROOT / FIRST, only()
    if damaged:
        shutil.copytree(whole, root / FIRST)
        (root / FIRST / "model.safetensors").write_bytes(b"no tensors")
    app = opened(page)
    assert not app.exception
    assert [FIRST in notice.value for notice in app.warning] == [True] * damaged
    assert "python train.py" in app.info[0].value


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("names", [[FIRST], [PLAIN[0]], PLAIN, ["conv-cvae-2"], ["conv-dae-maps"]], ids="+".join)
def test_a_few_runs_are_enough_for_every_page(page, names, only):
    only(*names)
    app = choosing(page)
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert start(app)  # the instrument is there
    assert offered(app) == {cache.named(CARDS[name]).short for name in names}


@pytest.mark.parametrize(("page", "key", "most"), [("pages/latent_space.py", "runs", 3), ("pages/denoise.py", "models", 4)])
def test_of_too_many_models_the_first_picked_goes_and_none_is_said_to_be(page, key, most):
    names = sorted(NAMES)[: most + 1]
    app = choosing(page, **{key: names})
    assert sorted(picked(app, key)) == sorted(names[1:])
    assert sorted(app.query_params[key]) == sorted(names[1:])
    short = cache.named(CARDS[names[0]]).short
    picker = next(part for part in app.sidebar.button_group if short in part.options)
    app = picker.set_value([*picker.value, names[0]]).run()  # the one that was pressed last stays
    assert app.session_state[f"{key} picked"] == [*names[2:], names[0]]
    assert sorted(picked(app, key)) == sorted([*names[2:], names[0]])  # and the pills of every family show it
    app = opened(page, **{key: ""})
    assert not app.exception
    assert not app.info
    assert "None is picked" in app.sidebar.caption[0].value


def test_compare_shows_the_figures_of_the_cards():
    app = opened("pages/compare.py", part="All figures")
    table = app.dataframe[0].value
    assert list(table.columns)[:3] == ["Model", "Best in", "Run"]  # what it is the best in is in sight on any screen
    columns = json.loads(app.dataframe[0].proto.columns)
    widths = {name: columns[name]["width"] for name in table.columns}
    assert sum(widths.values()) - 974 <= widths["Best in"], (
        "a laptop's scrolls by no more: the run's name is in sight all the way"
    )
    assert list(table["Run"]) == sorted(NAMES, key=list(table["Run"]).index)
    assert table.set_index("Run").loc[FIRST, "MSE"] == CARDS[FIRST].metrics.mse


def test_codes_are_read_again_once_their_run_changes_and_not_before(only):
    whole, root = checkpoints.ROOT / FIRST, only()
    shutil.copytree(whole, root / FIRST)
    before = cache.latents(FIRST)
    assert cache.latents(FIRST) is before
    checkpoints.remeasured(FIRST, CARDS[FIRST].metrics, root, "trained again")
    assert cache.latents(FIRST) is not before


def part_of(app) -> str:
    return next(group.value for group in app.button_group if group.key == "part")


def test_a_page_is_opened_on_the_part_that_is_asked_for():
    app = opened("pages/compare.py", part="Training")
    assert (part_of(app), app.query_params["part"]) == ("Training", "Training")
    app.query_params.clear()
    app.switch_page("pages/words.py").run()
    app.switch_page("pages/compare.py").run()
    assert part_of(app) == "Line-up", "its own, after another page"
    app.query_params.clear()
    app.query_params.update({"lesson": "beta", "step": "5"})
    app.run()
    assert part_of(app) == "Rate and distortion", "that of a lesson's step"


@pytest.mark.parametrize("part", ["training", "", "`[x](javascript:1)`", "a" * 5000, ["Training", "nope"]])
def test_a_part_that_is_not_there_is_said_so(part):
    app = opened("pages/compare.py", part=part)
    (said,) = [notice.value for notice in app.info if "something that this page does not have (part)" in notice.value]
    assert said.endswith(" Like it: Training.") == (part == "training")
    assert part_of(app) == "Line-up"
    assert "part" not in app.query_params
    assert not app.run().info
