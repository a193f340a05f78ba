"""The glossary, its words in what pages say and on the instruments' labels, and the sentences they open in a browser."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from tests.browser import PHONE, lent, until, visit
from tests.gestures import drag, go, idle, settled
from tests.pages import opened, plain, words
from ui import assets, prose
from ui.frame import PAGES, WORDS
from ui.words import anchor, glossary, mark, meaning, offer

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "ui/browser").rglob("*.js"))
FIELD = """code latent encoder decoder prior posterior mean sigma epsilon KL nat ELBO beta PCA t-SNE 10-NN AUC ROC MSE PSNR SSIM
active-unit manifold density autoencoder VAE""".lower().split()
LABEL = re.compile(r"\[([^\]|\n\"`$]+)(?:\|([\w-]+))?\]")
NO_WORD = {"HTTP", "PNG", "GIF", "PC", "ID", "OK"}  # capitals that are no term of the field
LINK = re.compile(r"\[([^\[\]]+)\]\(words#([\w-]+)\)")


@cache
def said(page: str) -> str:
    """All that a page says, in each of its parts."""
    parts = ("Line-up", "Rate and distortion", "All figures", "Few labels") if page == "pages/compare.py" else (None,)
    return " ".join(words(opened(page, **({"part": part} if part else {}))) for part in parts)


def labels() -> list[tuple[str, str, str]]:
    """The words marked on labels of instruments: file, text, anchor."""
    strings = [(file, text) for file in SOURCES for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', file.read_text("utf-8"))]
    decoded = [(file, json.loads(f'"{text}"')) for file, text in strings if "[" in text and "\\" not in text.replace("\\u", "")]
    return [
        (file.stem, found[1], found[2] or anchor(found[1]))
        for file, text in decoded
        for found in LABEL.finditer(text)
        if not re.search(r"\[[\w-]+\W?=|data-|href|\[\d", text)  # selectors and intervals
    ]


@pytest.mark.parametrize("word", FIELD)
def test_the_words_of_the_field_have_an_entry(word):
    assert word in glossary()


ROOMS = {
    "home": ["latent_space"],
    "learn": ["moments", "replay", "train", "live"],
}  # of a page's instruments, where they have other names


def test_every_entry_is_a_short_text_and_leads_to_a_page_that_has_the_word():
    names = {page.name: path for path, page in PAGES.items()}
    on_labels = {}
    for file in SOURCES:
        on_labels[file.parent.name] = on_labels.get(file.parent.name, "") + file.read_text("utf-8")
    for key, word in glossary().items():
        assert word.see in names, key
        assert 20 < len(word.says) < 330, key
        assert word.says.endswith("."), key
        page = Path(names[word.see]).stem
        labels = " ".join(on_labels.get(room, "") for room in ROOMS.get(page, [page]))
        there = f"{said(names[word.see])} {labels}".lower().replace("\\u03bc", "μ")
        assert any(spelling.lower() in there for spelling in (word.name, *word.also)), f"{word.see} has no {word.name}"


def test_no_term_on_a_page_lacks_an_entry():
    """Abbreviations and Greek letters in prose, on labels and in presets."""
    spelled = {text for word in glossary().values() for text in (word.name, *word.also)}
    known = {part for text in spelled for part in re.findall(r"[A-Z]{2,}|[α-ω]", text)} | NO_WORD
    for page in PAGES:
        text = re.sub(r"\$\$.*?\$\$|\$[^$]+\$|`[^`]+`", "", said(page), flags=re.DOTALL)
        found = set(re.findall(r"\b[A-Z]{2,}\b(?!s?\w*\.)", re.sub(r"\\u[0-9a-f]{4}", " ", text))) | set(
            re.findall("[α-ω]", text)
        )
        assert found <= known, (page, found - known)


def test_the_words_on_labels_have_an_entry_and_are_many():
    found = labels()
    assert {key for _, _, key in found} <= glossary().keys(), found
    assert {"posterior", "density", "manifold", "kl", "log-p-z", "mse", "prior", "t-sne"} <= {key for _, _, key in found}


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_is_marked(page):
    marked = [markdown.value for markdown in opened(page).markdown]
    links = [found for text in marked for found in LINK.finditer(text)]
    assert len(links) >= 4
    assert {found[2] for found in links} <= glossary().keys()
    for text in marked:
        anchors = [found[2] for found in LINK.finditer(text)]
        assert len(anchors) == len(set(anchors)), "a word is marked once"


def test_marks_change_nothing_else():
    texts = [said for file in prose.TEXT.glob("*.md") for said in prose.parts(file.read_text("utf-8")).values()]
    assert [plain(mark(text)) for text in texts] == texts
    assert sum(mark(text) != text for text in texts) > 20


def test_formulas_code_links_headings_and_tables_are_left_alone():
    apart = "$\\text{posterior}$ $$\nprior\n$$ `code` [the decoder](x) \n# KL\n| MSE | SSIM |\n"
    assert mark(apart) == apart
    assert mark("Priors and priors, a KL; encode-\ndecode, Posterior\nof a mean\nerror.") == (
        "[Priors](words#prior) and priors, a [KL](words#kl); encode-\ndecode, [Posterior](words#posterior)\nof "
        "[a mean](words#mean)\nerror."
    )
    assert mark("**negative\nELBO**") == "**[negative\nELBO](words#elbo)**"


def test_the_page_of_all_words_has_each_at_its_anchor():
    script = WORDS
    app = opened(script)
    assert not app.exception
    assert [(head.value, head.anchor) for head in app.header] == [(word.name, key) for key, word in glossary().items()]
    assert all(word.says in said(script) for word in glossary().values())
    assert not any(LINK.search(text.value) for text in app.markdown[2:]), "a page of words has no words to open"


def test_the_headings_of_tables_say_what_their_words_mean():
    assert [meaning(title) for title in ("MSE at σ 0.5", "10-NN accuracy", "Run")] == [
        glossary()["mse"].says,
        glossary()["10-nn"].says,
        None,
    ]


def test_the_browser_is_offered_all_of_it():
    told = json.loads(_bytes(offer()))
    assert told.keys() == glossary().keys()
    assert told["10-nn"] == ["10-NN", "Latent space", glossary()["10-nn"].says]


def _bytes(given: assets.Offer) -> bytes:
    import gzip

    answer = assets.packed(given.place)
    return gzip.decompress(answer.data) if answer.gzipped else answer.data


def test_an_entry_of_another_form_is_refused(tmp_path, monkeypatch):
    (tmp_path / "glossary.md").write_text("# A\nalso: b\n\nNo page.\n")
    monkeypatch.setattr(prose, "TEXT", tmp_path)
    glossary.cache_clear()
    with pytest.raises(ValueError, match="'A' has no lines also:, see:"):
        glossary()


def test_a_word_opens_by_pointer_press_and_keyboard_and_leads_on(page, app):
    visit(page, f"{app}/encode")
    tip = page.get_by_test_id("word-tip")
    label = page.locator("a.word", has_text="Posterior")
    label.hover(timeout=60_000)
    tip.wait_for()
    assert tip.inner_text().startswith("Posterior. The cloud of codes")
    described = label.evaluate("word => word.getRootNode().getElementById(word.getAttribute('aria-describedby')).textContent")
    assert described.endswith("One code is drawn from it and decoded.")
    paper = tip.evaluate("tip => getComputedStyle(tip).backgroundColor + getComputedStyle(tip).opacity")
    assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)1", paper), "what lies below shines through"
    page.mouse.move(3, 3)
    tip.wait_for(state="detached")
    inside = page.locator("[data-testid=stMarkdownContainer] a[href='words#code']").first
    inside.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # as a keyboard comes to it
    tip.wait_for()
    page.keyboard.press("Escape")
    assert not tip.count()
    page.keyboard.press("Enter")
    link = tip.get_by_text("See it on Home")
    until(page, lambda: link.evaluate("link => link.matches(':focus')"))
    page.keyboard.press("Escape")
    assert inside.evaluate("word => document.activeElement === word")
    assert not tip.count()
    inside.click()
    # a press elsewhere closes it; the page is drawn anew
    drag(page, page.get_by_test_id("epsilon-pad"), ((0.5, 0.5), (0.2, 0.3)))
    page.wait_for_url("**/encode?*epsilon=*")
    idle(page)
    assert not tip.count()
    inside.click()
    link.click()
    page.mouse.move(3, 3)  # from any word of that page
    page.get_by_role("heading", name=PAGES["home.py"].question).wait_for()
    tip.wait_for(state="detached")
    go(page, "Encode")  # within the visit: the draw is as it was left
    page.wait_for_url("**/encode?*epsilon=*")
    assert not [*page.problems, *page.complaints]


def test_under_a_finger_a_word_opens_within_the_smallest_window_and_a_control_does_what_it_is_for(browser, app):
    with lent(browser, **PHONE) as page:
        page.set_viewport_size({"width": 320, "height": 700})
        visit(page, app)
        tip = page.get_by_test_id("word-tip")
        settled(page)  # what tells the words comes with the navigation, after the digit
        page.locator("[data-word=density]").tap()
        tip.wait_for()
        box = tip.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert page.get_by_role("radio", name="Density").is_checked()
        page.touchscreen.tap(160, 90)
        tip.wait_for(state="detached")
        word = page.locator("[data-testid=stMarkdownContainer] a[href^='words#']").first
        word.tap()
        tip.wait_for()
        assert page.url.split("?")[0].rstrip("/") == app
        assert not [*page.problems, *page.complaints]
