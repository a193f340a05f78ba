"""Lessons: what their files may say, the figures in them, and each walked from its first step to its last on the desk and on a phone."""

from __future__ import annotations

import json
import re
import time
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from aelab import checkpoints
from tests.browser import DESK, PHONE, ROOT, until, visit
from tests.gestures import drag, idle, stroke
from tests.pages import opened
from ui import cache, frame, parts
from ui.instruments.lesson import asked
from ui.lessons import figures, lines, paper, questions, reading, sliders, views
from ui.lessons.questions import Question
from ui.lessons.reading import Lesson, Step

LESSONS, PROBLEMS = reading.survey()
CARDS, _ = cache.survey()
HEAD = "title: A\nminutes: 5\nfor: All.\nafter: see.\n\n"
STEP = "# One\nview: home\n\nLook.\n"
CHOICE = "question: choose, Which?\n- One | mse of conv-ae-2 > mse of conv-ae-16\n- Two | otherwise\nwhy: So.\n"
BARS = "\nquestion: curve, How?\nfrom: 0\nto: 9\nanswer: kl of each number of conv-vae-2\nwhy: So.\n"
NUMBER = "\nquestion: number, How many?\nfrom: {low}\nto: {high}\nanswer: mse of conv-ae-2\n{more}why: So.\n"
SHEET = 0.46  # of a phone's height, under the panel


def test_the_shipped_lessons_are_whole():
    assert PROBLEMS == []
    assert len(LESSONS) == 9
    assert sum("$" in step.text for step in next(iter(LESSONS.values())).steps) == 0, "the first one has no equations"
    assert {step.question.kind for lesson in LESSONS.values() for step in lesson.steps if step.question} == set(
        questions.QUESTIONS
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "a lesson has steps"),
        (HEAD.replace("minutes: 5\n", "") + STEP, 1, "there is no line 'minutes'"),
        (HEAD.replace("5", "some") + STEP, 2, "minutes are a whole number"),
        (HEAD.replace("title", "name") + STEP, 1, "here stand lines"),
        (HEAD + "# One\n\n", 6, "a step needs a line 'view:'"),
        (HEAD + "# One\nview: home\n", 6, "a step needs a few sentences"),
        (HEAD + "# One\npoint: latent-map\n\nLook.\n", 7, "there is no line 'view'"),
        (HEAD + STEP.replace("home", "attic"), 7, "there is no page 'attic'"),
        (HEAD + STEP.replace("home", "home?colour=red"), 7, "home has no parameter 'colour'"),
        (HEAD + STEP.replace("home", "denoise?level=2"), 7, "level is a number from 0 to 1, and not '2'"),
        (HEAD + STEP.replace("home", "home?run=conv-vae-2&z=1"), 7, "z is a list of 2, each a number from -10000 to 10000"),
        (HEAD + STEP.replace("home", "learn?part=Play"), 7, "learn has no part 'Play' (Replay?), but Replay, Train here"),
        (HEAD + STEP.replace("home", "home?part=Replay"), 7, "home has no parameter 'part'"),
        (HEAD + STEP.replace("home", "home?theme=blue"), 7, "theme is one of 'light', 'dark', and not 'blue'"),
        (HEAD + STEP.replace("home", "encode?try=1"), 7, "encode has no parameter 'try'"),
        (HEAD + STEP.replace("home", "home?run=nobody"), 7, "there is no model 'nobody', but mlp-ae-2, "),
        (HEAD + STEP.replace("\n\n", "\nshow: wave\n\n", 1), 8, "'wave' shows nothing"),
        (
            HEAD + STEP.replace("\n\n", "\nhide: latent-map, latent-mop\n\n", 1),
            8,
            "there is no part 'latent-mop' on this page (latent-map?), but picker, ",
        ),
        (HEAD + STEP.replace("\n\n", "\npoint: noise-level\n\n", 1), 8, "there is no part 'noise-level' on this page"),
        (
            HEAD + STEP.replace("\n\n", "\nshow: sweep decoded-digit from 1,1 to 2,2\n\n", 1),
            8,
            "'decoded-digit' has no ring to sweep",
        ),
        (HEAD + STEP.replace("\n\n", "\nshow: sweep latent-map from the 4s to there\n\n", 1), 8, "'there' is no place on a map"),
        (HEAD + STEP.replace("\n\n", "\nshow: sweep latent-map from the 4s\n\n", 1), 8, "from somewhere to somewhere"),
        (
            HEAD + STEP.replace("home\n\n", "home?run=conv-ae-16\nshow: sweep latent-map from the 4s to the 9s\n\n", 1),
            8,
            "conv-ae-16 has a code of 16 numbers",
        ),
        (HEAD + STEP.replace("\n\n", "\nshow: press play\n\n", 1), 8, "there is no part 'play' on this page"),
        (HEAD + STEP.replace("\n\n", "\nview: home\n\n", 1), 8, "a second line 'view:'"),
        (HEAD + STEP.replace("Look.", "It is [[mse of nobody]]."), 9, "there is no model 'nobody', but mlp-ae-2, "),
        (HEAD + STEP.replace("Look.", "It is [[kl of conv-ae-2]]."), 9, "'kl' was not measured of conv-ae-2"),
        (HEAD + STEP.replace("Look.", "It is [[beauty of conv-ae-2]]."), 9, "there is no figure 'beauty', but numbers, mse, "),
        (HEAD + STEP + "\nquestion: guess, What?\nwhy: So.\n", 11, "write 'question: choose, Which one?'"),
        (HEAD + STEP + "\nquestion: number, How many?\nfrom: 0\nto: 1\nwhy: So.\n", 11, "a question without an answer"),
        (
            HEAD + STEP + "\nquestion: number, How many?\nanswer: mse of conv-ae-2\nwhy: So.\n",
            12,
            "needs lines 'from:' and 'to:'",
        ),
        (
            HEAD + STEP + "\nquestion: number, How many?\nfrom: 1\nto: 2\nanswer: mse of conv-ae-2\nwhy: So.\n",
            14,
            "does not lie between 1 and 2",
        ),
        (HEAD + STEP + BARS.replace("conv-vae-2", "conv-ae-2"), 14, "conv-ae-2 has no KL: it is no VAE"),
        (HEAD + STEP + BARS.replace("from: 0", "from: 1"), 14, "bars stand on 0"),
        (HEAD + STEP + BARS.replace("to: 9", "to: 1"), 14, "does not lie between 0 and 1"),
        (HEAD + STEP + "\nquestion: place, Where?\nanswer: image 7 in conv-ae-16\nwhy: So.\n", 12, "a code of 16 numbers"),
        (HEAD + STEP + "\n" + CHOICE.replace("why: So.\n", ""), 11, "there is no line 'why'"),
        (HEAD + STEP + "\n" + CHOICE.replace("- Two | otherwise\n", ""), 11, "at least two lines"),
        (HEAD + STEP + "\n" + CHOICE.replace("otherwise", "mse of conv-ae-16 < 1"), 11, "2 of the options are right"),
        (HEAD + STEP + "\n" + CHOICE.replace(">", "over"), 12, "compares nothing"),
        (HEAD + STEP + "\n" + CHOICE + "\nMore.\n", 11, "a step asks one question, at its end: behind it stands text"),
        (HEAD + STEP + "\n" + CHOICE + "\n" + CHOICE, 16, "a step asks one question, at its end: here is another"),
        (HEAD + STEP + "\n" + CHOICE.replace("\n", "\n\n", 1), 13, "the lines of a question stand together"),
        (HEAD + STEP + "\n" + CHOICE.replace("So.", ""), 14, "behind 'why:' stands nothing"),
        (HEAD + STEP.replace("home", "interpolate?models=nobody"), 7, "there is no model 'nobody', but mlp-ae-2, "),
        (HEAD + STEP.replace("\n\n", "\n\npoint: latent-map\n\n", 1), 9, "'point:' stands right below the step's name"),
        (HEAD + STEP + "\n## Two\nview: home\n\nLook.\n", 11, "a step begins with '# Its name'"),
        (HEAD + STEP + "\n#Two\nview: home\n\nLook.\n", 11, "a step begins with '# Its name'"),
        (HEAD + STEP.replace("# One\n", "") + STEP, 6, "a step begins with '# Its name'"),
        (HEAD + STEP.replace("\n\n", "\n", 1), 8, "and not 'Look.': an empty line ends them, before the text"),
        (HEAD + STEP.replace("Look.", "It is [[mse of conv-ae-2]."), 9, "a figure stands between [[ and ]]"),
        (HEAD + STEP + NUMBER.format(low="0,1", high=1, more=""), 12, "'0,1' is no number"),
        (HEAD + STEP + NUMBER.format(low=1, high=0, more=""), 12, "'from:' is less than 'to:'"),
        (HEAD + STEP + NUMBER.format(low=0, high=20, more="unit: %\n"), 15, "a share goes from 0 to 1"),
    ],
)
def test_a_mistake_is_refused_with_its_line(text: str, line: int, reason: str):
    with pytest.raises(lines.Mistake) as refused:
        reading.read("broken", text, CARDS)
    assert reason in str(refused.value)
    assert refused.value.line == line


def test_a_broken_lesson_is_named_and_the_others_go_on(tmp_path, monkeypatch):
    (tmp_path / "1-good.md").write_text(HEAD + STEP + "\n" + CHOICE)
    for name in ("10-later.md", "2-sooner.md", "last.md"):
        (tmp_path / name).write_text(HEAD + STEP)
    (tmp_path / "2-bad.md").write_text(HEAD + STEP.replace("home", "attic"))
    (tmp_path / "4-good.md").write_text(HEAD + STEP)
    (tmp_path / "3-latin.md").write_bytes("title: A\nfor: é".encode("latin-1"))
    (tmp_path / "5-saved.md.txt").write_text(HEAD + STEP)
    (tmp_path / "6.md").write_text(HEAD + STEP)
    for name in ("notes.txt", "._1-good.md", "picture.png"):
        (tmp_path / name).write_bytes(b"\x00 none of a lesson's")
    (tmp_path / "7-8-and-9.md").write_text(HEAD + STEP, "utf-8-sig", newline="\r\n")
    monkeypatch.setattr(reading, "ROOT", tmp_path)
    found, problems = reading.survey()
    assert list(found) == ["good", "sooner", "8-and-9", "later", "last"], "in the order of their numbers"
    assert "lessons/2-bad.md, line 7: there is no page 'attic'" in problems[0]
    assert problems[1].startswith("lessons/3-latin.md, line 2: a letter here is not in UTF-8")
    assert problems[2].startswith("lessons/4-good.md: lessons/1-good.md has this name, too")
    assert problems[3].startswith("lessons/5-saved.md.txt: the name of a lesson's file ends in .md")
    assert problems[4].startswith("lessons/6.md: it has a number and no name")
    page = opened("pages/lessons.py", print="bad")
    assert len(page.warning) == len(problems) == 5
    assert len(page.info) == 1, "the sheet that was asked for is not here"
    assert not page.exception


def test_a_lesson_comes_back_to_its_step_when_its_file_is_mended(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "ROOT", tmp_path)
    file, step = tmp_path / "1-mine.md", STEP + "\n" + STEP
    file.write_text(HEAD + step.replace("home", "attic"))
    (tmp_path / "2-not-mine.md").write_text("another one with a mistake")
    page = opened("home.py", lesson="mine", step="2")
    assert [each.value[:34] for each in page.warning if "lesson" in each.value] == ["Skipped a lesson: lessons/1-mine.m"]
    assert not page.info, "and nothing else is said of it"
    assert "".join(page.query_params["lesson"]) == "mine", "the address keeps the step"
    file.write_text(HEAD + step)
    time.sleep(0.06)  # files are looked at once in 50 ms
    page.run()
    assert not [each.value for each in page.warning if "lesson" in each.value]  # a training beside it may be spoken of
    assert "".join(page.query_params["step"]) == "2"
    assert [each.value for each in page.subheader] == ["One"]


def test_capitals_tabs_and_blanks_of_an_editor_are_read():
    plain = HEAD + STEP.replace("\n\n", "\npoint: latent-map\n\n", 1) + "\n" + CHOICE
    typed = plain.replace("point: ", "\tPoint :\t").replace("question:", "    Question:").replace("- One", " - One")
    assert typed != plain
    assert reading.read("mine", typed, CARDS) == reading.read("mine", plain, CARDS)


def test_figures_are_those_of_the_cards_and_codes():
    content = {name: json.loads((checkpoints.ROOT / name / "run.json").read_text()) for name in ("conv-vae-2", "conv-dae-16")}
    metrics = content["conv-vae-2"]["metrics"]
    assert figures.number("mse of conv-vae-2", CARDS).value == metrics["mse"]
    assert figures.number("negative elbo of conv-vae-2", CARDS).value == metrics["negative_elbo"]
    curves = content["conv-dae-16"]["metrics"]["curves"]
    assert (
        figures.number("mse at gaussian 0.7 of conv-dae-16", CARDS).value
        == curves["gaussian"][curves["levels"].index(pytest.approx(0.7))]
    )
    assert figures.number("mse of conv-vae-2 / mse of conv-vae-2", CARDS) == (1, "1")
    assert figures.number("mse of conv-ae-16 - mse of conv-ae-2", CARDS).text.startswith("−")
    assert figures.line("loss of conv-vae-2", CARDS).y == [epoch["test"]["total"] for epoch in content["conv-vae-2"]["history"]]
    assert figures.line("mse at gaussian of conv-dae-16", CARDS)[:2] == (curves["levels"], curves["gaussian"])
    codes = checkpoints.latents("conv-vae-2")
    fours = codes["mean"][codes["labels"] == 4].mean(0)
    np.testing.assert_allclose(figures.stop("the 4s", "conv-vae-2", CARDS), fours, atol=6e-4)
    assert figures.stop("1.5, -2", "conv-vae-2", CARDS) == [1.5, -2]
    each = metrics["kl_per_dimension"]
    assert figures.line("kl of each number of conv-vae-2", CARDS).y == sorted(each, reverse=True)
    assert figures.number("largest kl of conv-vae-2", CARDS).value == max(each)
    assert figures.number("smallest kl of conv-vae-2", CARDS).value == min(each)
    arrays = checkpoints.latents("conv-vae-2")
    place = figures.place("image 7 in conv-vae-2", CARDS)
    np.testing.assert_allclose(place.z, arrays["mean"][7], atol=6e-4)
    codes = np.random.default_rng(0).standard_normal((1000, 2), np.float32)
    near = np.linalg.norm(codes[:, None] - arrays["mean"][None], axis=2).argmin(1)
    counts = np.sort(np.bincount(arrays["labels"][near], minlength=10))[::-1]
    assert figures.number("draws at three digits of conv-vae-2", CARDS).value == counts[:3].sum() / 1000


def test_what_is_right_is_not_told_before_it_is_asked():
    for step in _asking():
        data = asked(step.question, None, CARDS)
        assert not {"right", "why", "predicted"} & data.keys()
        assert step.question.why not in json.dumps(data)
        assert {"right", "why", "predicted"} <= asked(step.question, 0, CARDS).keys()


def test_each_lesson_prints():
    for lesson in LESSONS.values():
        sheet = opened("pages/lessons.py", print=lesson.key)
        assert not sheet.exception
        said = [each.value for each in sheet.subheader]
        assert said == [f"{number}. {step.name}" for number, step in enumerate(lesson.steps, 1)]
    assert set(paper.LINES) == set(questions.QUESTIONS)


def test_a_link_to_a_lesson_that_is_not_here_opens_the_page_itself():
    page = opened("home.py", lesson="nobody", step="2")
    assert not page.exception
    assert [notice.value for notice in page.info] == ["There is no lesson `nobody`. The page Lessons has those that there are."]
    assert not {"lesson", "step"} & set(page.query_params)


def test_a_link_to_a_lesson_leads_to_the_page_that_it_begins_on():
    """By way of another one Back would lead to that, where the reader never was."""
    links = [link.proto for page in ("home.py", "pages/lessons.py") for link in opened(page).main.get("page_link")]
    found = [(parse_qs(link.query_string)["lesson"][0], link.page) for link in links if "lesson=" in link.query_string]
    assert len(found) == 1 + len(LESSONS)
    assert len({page for _, page in found}) > 1
    assert all(page == frame.address(LESSONS[key].steps[0].view.script) for key, page in found)


@pytest.mark.parametrize(("script", "key"), [("home.py", "lesson"), ("pages/lessons.py", "print")])
def test_of_a_lesson_that_there_is_not_names_like_it_are_offered(script, key):
    page = opened(script, **{key: "Nois"})
    assert ["`Nois`. A name like it has:" in notice.value for notice in page.info] == [True]
    links = [link.proto.query_string for link in page.main.get("page_link") if link.proto.label == LESSONS["noise"].title]
    assert f"{key}=noise" in links
    page = opened(script, **{key: "`[x](javascript:1)`"})
    assert ["There is no lesson of this name." in notice.value for notice in page.info] == [True]


@pytest.mark.parametrize(
    "tex",
    [r"\frac{1}{2", r"x}", r"\frac{1}", r"\nosuch x", "x^", r"\left( x", r"\begin{matrix} a"],
)
def test_a_formula_that_cannot_be_set_is_refused_with_its_line(tex):
    for text, line in (
        (HEAD + STEP.replace("Look.", f"Look:\nso is ${tex}$."), 10),
        (HEAD + STEP.replace("Look.", f"Look:\n\n$$\n{tex}\n$$"), 12),
        (HEAD + STEP + "\n" + CHOICE.replace("So.", f"So is ${tex}$."), 14),
    ):
        with pytest.raises(lines.Mistake, match="cannot be set") as refused:
            reading.read("broken", text, CARDS)
        assert refused.value.line == line


def test_a_slider_is_dragged_within_its_bounds():
    source = "".join(file.read_text("utf-8") for file in (ROOT / "ui/browser").rglob("*.js"))
    for part, parameter in sliders.HELD.items():
        with_it = [table for script, table in views.TABLES.items() if part in parts.of(script)]
        assert with_it
        for table in with_it:
            assert table.parameters[parameter].json["kind"] in ("number", "whole")
        if part == "arithmetic-strength":  # whose slider two rows share
            continue
        of_view = re.search(rf'slider\("{parameter}", \{{[^{{}}]*testid: "{part}"', source)
        by_powers = re.search(rf'testid: "{part}",\n *powers: true,[^\n]*(?:\n.*)?move\(\{{ {parameter}: ', source, re.DOTALL)
        assert of_view or by_powers, part


@pytest.mark.parametrize(
    ("view", "said", "reason"),
    [
        ("interpolate", "path-position from 0 to 10", "path-position goes from 0 to 1, and not to 10"),
        ("interpolate", "path-position from -1 to 1", "path-position goes from 0 to 1, and not to -1"),
        ("interpolate", "path-position to 1.01", "and not to 1.01"),
        ("interpolate", "path-position to 1.0.1", "shows nothing: write"),
        ("outliers", "prevalence from 0.01 to 1", "prevalence goes from 0.001 to 0.5, and not to 1"),
        ("outliers", "score-strip to 5", "score-strip goes from 0.00.*, and not to 5"),
        (
            "learn?part=Train+here",
            "train-setting-rate from 0 to 0.01",
            "train-setting-rate goes from 0.0001 to 0.1, and not to 0",
        ),
        ("generate?run=conv-vae-16", "latent-slider-0 to 9", "latent-slider-0 goes from -.* to .*, and not to 9"),
        ("generate?run=mlp-ae-32&order=principal", "latent-slider-0 to 90", "latent-slider-0 goes from -.* to .*, and not to 90"),
        ("generate", "decoded-digit to 1", "decoded-digit is no slider, but latent-slider-0 and temperature of this page"),
        ("encode", "epsilon-pad to 1", "epsilon-pad is no slider$"),
    ],
)
def test_a_slide_off_its_slider_is_refused(view, said, reason):
    with pytest.raises(lines.Mistake, match=reason) as refused:
        reading.read("far", HEAD + STEP.replace("home\n", f"{view}\nshow: slide {said}\n"), CARDS)
    assert refused.value.line == 8


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("interpolate", "path-position to 1"),
        ("outliers", "prevalence from 0.001 to 0.5"),
        ("outliers?models=mlp-ae-8", "score-strip from 0.005 to 0.02"),
        ("learn?part=Train+here", "train-setting-rate from 0.0001 to 0.1"),
        ("generate?run=conv-vae-16", "latent-slider-0 from -2 to 2"),
        ("generate?run=mlp-ae-32&order=principal", "latent-slider-0 from -2 to 2"),
    ],
)
def test_a_slide_on_its_slider_is_taken(view, said):
    reading.read("near", HEAD + STEP.replace("home\n", f"{view}\nshow: slide {said}\n"), CARDS)


def test_a_view_is_a_link_as_it_was_copied():
    view = {"run": ["conv-vae-4"], "behind": ["codes"]}
    for address in (
        "home?run=conv-vae-4&behind=codes",
        "?run=conv-vae-4&behind=codes",
        "http://a.b:1/?run=conv-vae-4&behind=codes",
    ):
        assert views.opened(address, CARDS) == ("home.py", view)
    assert views.opened("http://a.b:1/generate?lesson=noise&step=2&run=conv-vae-4&seed=1", CARDS) == (
        "pages/generate.py",
        {"run": ["conv-vae-4"], "seed": ["1"]},
    ), "while a lesson was open"


def test_every_page_can_be_in_a_lesson():
    assert {step.view.script for lesson in LESSONS.values() for step in lesson.steps} <= views.TABLES.keys()


def _asking() -> list[Step]:
    return [step for lesson in LESSONS.values() for step in lesson.steps if step.question]


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))
def test_a_lesson_is_walked(app: str, phone: Page, lesson: Lesson):
    """Every view opens without a notice, what is pointed at is in sight on a desk and on a phone, every question takes a wrong answer and a right one."""
    page, lessons = phone, list(LESSONS.values())
    _resize(page, DESK)
    if not page.url.startswith(app) or f"lesson={lesson.key}&step=1" not in page.url:  # the lesson before may have led here
        visit(page, f"{app}/?lesson={lesson.key}&step=1")
    panel, sizes = page.get_by_test_id("lesson"), [DESK, PHONE]
    for at, step in enumerate(lesson.steps, 1):
        expect(panel).to_contain_text(f"{at} of {len(lesson.steps)}", timeout=60_000)
        expect(panel.get_by_role("heading")).to_have_text(step.name)
        idle(page)
        assert page.get_by_test_id("stAlert").count() == 0
        until(page, lambda step=at: f"step={step}" in page.url, "the address names the step")
        _seen(page, step, sizes[0])
        if (lesson.key, at) == ("why-a-vae", 1):
            page.wait_for_timeout(2000)  # the page is long built when the window becomes another
        sizes.reverse()  # the question is answered in the other size, and the next step come to
        _resize(page, sizes[0])
        _seen(page, step, sizes[0])
        acts = [act for act in step.show if "sweep" in act]
        if step.question:
            _answer(page, step.question)
        if acts or at == len(lesson.steps):
            sizes = [DESK, PHONE]
            _resize(page, DESK)
        for act in acts:
            _sweep(page, act)
        if at < len(lesson.steps):
            page.get_by_test_id("lesson-next").click()
    following = page.get_by_test_id("lesson-following")
    expect(following).to_have_count(int(lesson != lessons[-1]))
    if lesson == lessons[0]:
        _resize(page, PHONE)
        _fold(page, lesson)
        page.get_by_test_id("lesson-next").click()
        expect(panel.get_by_role("heading")).to_have_text(lesson.steps[-1].name)
        _resize(page, DESK)
        _send(page, lesson)
    if lesson in lessons[-2:]:
        page.get_by_test_id("lesson-leave" if lesson == lessons[-1] else "lesson-next").click()
        expect(panel).to_have_count(0)
        until(page, lambda: "lesson" not in page.url, "the address names no lesson")
    else:
        after = lessons[lessons.index(lesson) + 1]
        expect(following).to_contain_text(after.title)
        following.click()
        expect(panel.get_by_role("heading")).to_have_text(after.steps[0].name)
        until(page, lambda: f"lesson={after.key}&step=1" in page.url, "the address names the next lesson")
    assert page.complaints == []


def _fold(phone: Page, lesson: Lesson) -> None:
    """The page has room, and the next step is not folded; presenting covers none of the buttons."""
    panel, fold = phone.get_by_test_id("lesson"), phone.get_by_test_id("lesson-fold")
    phone.keyboard.press("p")
    expect(phone.get_by_test_id("stHeader")).to_be_hidden()
    for name in ("back", "next", "fold"):
        phone.get_by_test_id(f"lesson-{name}").click(trial=True)
    phone.set_viewport_size({"width": 900, "height": 700})  # there the steps from run to run stand in line with the question
    for name in ("beta-more", "size-more"):
        phone.get_by_test_id(f"step-{name}").click(trial=True)
    phone.set_viewport_size(PHONE["viewport"])
    phone.keyboard.press("Escape")
    expect(phone.get_by_test_id("stHeader")).to_be_visible()
    fold.click()
    expect(fold).to_have_text("Unfold")
    until(phone, lambda: panel.bounding_box()["height"] < 80, "of the sheet its foot alone stays")
    phone.get_by_test_id("lesson-back").click()
    expect(panel.get_by_role("heading")).to_have_text(lesson.steps[-2].name)
    expect(fold).to_have_text("Fold")


def _send(page: Page, lesson: Lesson) -> None:
    """A link for a class leads to the step, and a room opens on it."""
    page.get_by_test_id("lesson-class-link").click()
    page.get_by_test_id("class-link-lock-latent-map").check()
    link = parse_qs(urlsplit(page.get_by_test_id("class-link-open").get_attribute("href")).query)
    assert {"lesson": [lesson.key], "step": [str(len(lesson.steps))], "lock": ["latent-map,presets"]}.items() <= link.items()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("lesson-class-link")).to_be_focused()
    page.get_by_test_id("lesson-room").click()
    expect(page.get_by_test_id("room-open")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("lesson-room")).to_be_focused()


def _resize(page: Page, device: dict) -> None:
    page.set_viewport_size(device["viewport"])
    until(page, lambda: page.evaluate("innerWidth") == device["viewport"]["width"], "the window is another")


# what is wrong with the parts pointed at and the panel, and which of the hidden parts are shown
UNSEEN = """({ pointed, hidden, height, sheet }) => {
  const roots = (root) => [root, ...[...root.querySelectorAll("*")].filter((node) => node.shadowRoot).flatMap((host) => roots(host.shadowRoot))];
  const all = roots(document);
  const found = (testid) => all.map((root) => root.querySelector(`[data-testid="${testid}"]`)).find(Boolean);
  const covered = (node, { left, top, width, height }) => {
    let at = node.getRootNode().elementFromPoint(left + width / 2, top + Math.min(height / 2, 24));
    while (at && !at.contains(node) && getComputedStyle(at).position !== "sticky") at = at.parentElement;
    return Boolean(at) && !at.contains(node);
  };
  const shown = hidden.filter((testid) => found(testid)?.checkVisibility({ visibilityProperty: true }));
  const wrong = [];
  for (const testid of pointed) {
    const node = found(testid);
    const box = node?.getBoundingClientRect();
    if (!box?.width || box.top >= height * (1 - sheet) - 20) wrong.push(`${testid} is not above the panel`);
    else if (getComputedStyle(node.closest(".slider, .learn-setting") ?? node).outlineStyle !== "solid") wrong.push(`${testid} is not marked`);
    else if (covered(node, box)) wrong.push(`${testid} is under what stays in view`);
  }
  if (!sheet) return { wrong, shown };
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page is wider than a phone");
  if (document.querySelector("[data-testid=lesson]").getBoundingClientRect().height > height * sheet + 1) wrong.push("the panel is high");
  return { wrong, shown };
}"""


def _seen(page: Page, step: Step, device: dict) -> None:
    """What is pointed at is in sight and marked, above the panel on a phone; what is hidden is not seen before the answer."""
    asked = {"height": device["viewport"]["height"], "sheet": SHEET if device == PHONE else 0}
    asked |= {"pointed": step.point[:1], "hidden": step.hide if step.question else []}
    wrong: list[str] = []

    def looked() -> dict | None:
        found = page.evaluate(UNSEEN, asked)
        wrong[:] = found["wrong"]
        return None if wrong else found

    assert until(page, looked, wrong)["shown"] == [], "before the answer"
    for testid in step.point[:1]:
        expect(page.get_by_test_id(testid).first).to_be_in_viewport()


def _sweep(page: Page, act: dict) -> None:
    """The ring goes along; a hand that takes it has it; "Back to the step" has the step's view again. With less motion it is at the end at once."""
    place = lambda: parse_qs(urlsplit(page.url).query).get("z")  # noqa: E731
    began, show = until(page, place, "the step's view is there"), page.get_by_test_id("lesson-show")
    show.click()
    page.wait_for_timeout(300)
    drag(page, page.get_by_test_id(act["sweep"]), ((0.2, 0.2), (0.25, 0.3)))
    until(page, lambda: place() != began, "the hand has moved it")
    mine = place()
    page.wait_for_timeout(300)
    assert place() == mine, "nothing takes it from the hand"
    page.get_by_test_id("lesson-restore").click()
    until(page, lambda: place() == began, "the step has its own view again")
    idle(page)
    page.emulate_media(reduced_motion="reduce")
    show.click()
    until(
        page,
        lambda: [float(part) for part in (place() or ["0,0"])[0].split(",")] == pytest.approx(act["path"][-1]),
        "it is there",
    )


def _answer(page: Page, question: Question) -> None:
    verdict = page.get_by_test_id("lesson-verdict")
    if question.kind == "choose":
        right = questions.right(question.options, CARDS)
        for option, said in ((1 - min(right, 1), "Not so"), (right, "Yes.")):
            page.get_by_test_id(f"lesson-option-{option}").click()
            page.get_by_test_id("lesson-check").click()
            expect(verdict).to_contain_text(said)
            if option != right:
                page.get_by_test_id("lesson-again").click()
                expect(verdict).to_have_count(0)
        return
    if question.kind == "number":
        page.get_by_test_id("lesson-number").press("ArrowRight")
    else:
        stroke(page, page.get_by_test_id(f"lesson-{question.kind}"), ((0.3, 0.3), (0.6, 0.5), (0.9, 0.6)))
    page.get_by_test_id("lesson-check").click()
    expect(verdict).to_contain_text(question.why)
    expect(verdict).to_contain_text(" off" if question.kind != "place" else " away, on a map")
