"""The pages as Streamlit runs them, without a browser: they open on real checkpoints, and on missing and broken ones."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aelab import checkpoints
from ui.frame import FIRST, PAGES

PROJECT = Path(__file__).parent.parent
HOME = str(PROJECT / "streamlit_app.py")


def opened(page: str = "streamlit_app.py", **query) -> AppTest:
    app = AppTest.from_file(HOME, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app if page == "streamlit_app.py" else app.switch_page(page).run()


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A checkpoints folder of this test's own, with one good run."""
    shutil.copytree(checkpoints.ROOT / FIRST, tmp_path / FIRST)
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_its_question(page):
    app = opened(page)
    assert not app.exception
    assert not app.warning
    assert app.title[0].value.endswith("?")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_every_run(page):
    for name in checkpoints.names():
        app = opened(page, run=name)
        assert not app.exception, (page, name)
        assert [box.value for box in app.sidebar.selectbox] in ([], [name])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("run", ["", "nope", "../../etc/passwd", "<script>alert(1)</script>", "nan", "conv-vae-2" * 1000])
def test_a_run_that_is_not_there_gives_the_default_and_a_notice(page, run):
    app = opened(page, run=run)
    assert not app.exception
    assert [box.value for box in app.sidebar.selectbox] in ([], [FIRST])


@pytest.mark.parametrize("page", PAGES)
def test_a_damaged_run_is_skipped_with_a_notice(page, root):
    shutil.copytree(root / FIRST, root / "broken")
    app = opened(page)
    assert not app.exception
    assert "belongs to the run" in app.warning[0].value
    assert all(box.options == [FIRST] for box in app.sidebar.selectbox)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_run_the_page_says_how_to_get_one(page, root):
    shutil.rmtree(root / FIRST)
    app = opened(page)
    assert not app.exception
    assert "python train.py" in app.info[0].value


def test_compare_shows_the_figures_of_the_cards():
    app = opened("pages/compare.py")
    table = app.dataframe[0].value
    assert list(table["Run"]) == sorted(checkpoints.names(), key=list(table["Run"]).index)
    card = checkpoints.card(FIRST)
    assert table.set_index("Run").loc[FIRST, "MSE"] == card["metrics"]["mse"]
