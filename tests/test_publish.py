"""The app as a site of static files: what it holds, what the browser puts together, and its pages without a network."""

from __future__ import annotations

import functools
import http.server
import json
import re
import runpy
import subprocess
import sys
import threading
import time
from urllib.parse import parse_qs, urlencode

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from safetensors.numpy import load

from aelab import checkpoints, digit_arrays
from tests.accessible import small_targets, violations
from tests.browser import DESK, PHONE, ROOT, listening, two_frames, until, visit, with_digits
from tests.gestures import drag, places, seen, settled, stroke
from tests.laws import LAWS
from tests.shipped import CARDS
from tests.test_node import NODE
from ui import between, cache, digits
from ui.anywhere import site
from ui.anywhere.file import written
from ui.anywhere.record import APART, record
from ui.frame import LESSONS, PAGES, address
from ui.lessons import reading
from ui.meant import near
from ui.parts import CHOICES
from ui.publish import lessons, pages
from ui.publish.__main__ import KNOWN
from ui.publish.folder import raw

RUNS = ["conv-vae-2", "conv-ae-2", "conv-vae-16"]
pytestmark = pytest.mark.skipif(set(RUNS) - CARDS.keys() != set(), reason="the runs are not in checkpoints/")
SEVERAL = {  # pages of several models, the parameter of their picker, and models in the order in which the page shows them
    "pages/latent_space.py": (
        "runs",
        [["conv-vae-2", "conv-ae-2"], ["conv-vae-16", "conv-ae-2"], ["conv-vae-2", "conv-vae-16", "conv-ae-2"]],
    ),
    "pages/interpolate.py": ("runs", [["conv-ae-2", "conv-vae-16"]]),
    "pages/denoise.py": ("models", [["conv-ae-2", "conv-vae-2", "conv-dae-maps"]]),
    "pages/outliers.py": ("models", [["conv-ae-2", "conv-vae-2"]]),
    "pages/compare.py": ("models", [["conv-ae-2", "conv-vae-2", "conv-vae-16", "conv-dae-maps"]]),
    "pages/learn.py": ("runs", [["conv-ae-2", "conv-vae-16"]]),
}
LESSON = "a-map-of-digits"
# the address of a page, with the models that it opens on: the app, which has more of them, opens on others
ASKS = """(picker) => {
  const asks = new URLSearchParams(location.search);
  if (!asks.has(picker)) for (const name of JSON.parse(written.textContent).states[0].start) asks.append(picker, name);
  return String(asks);
}"""
KEPT = "async (url) => (await caches.match(url)) !== undefined"


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """As on a machine without MNIST, and without what takes Interpolate ten seconds to measure."""
    monkeypatch.setenv("AELAB_DATA", str(tmp_path / "nothing"))
    monkeypatch.setattr(between, "measure", lambda *_: None)


def test_several_models_are_put_together_as_python_does(alone):
    """Their answers excepted, which are each model's own."""
    asked, then = [], []
    for page, (key, sets) in SEVERAL.items():
        for names in sets:
            given = [site.given(record(page, {key: [name]})) for name in names]
            asked.append({"given": given, "names": names})
            then.append(site.given(record(page, {key: names}))["parts"])
    script = str(ROOT / "tests/node/put_together.js")
    done = subprocess.run([NODE, script], input=json.dumps(asked), capture_output=True, text=True, check=True)
    for made, parts, one in zip(json.loads(done.stdout), then, asked, strict=True):
        found = {part["key"]: part for part in made["parts"]}
        for part in parts:
            own = found[part["key"]]
            if part["name"] == "delivery":
                addresses = [[offer["address"] for offer in each["data"]] for each in (own, part)]
                assert set(addresses[1]) <= set(addresses[0])
            elif part["name"] != "steps":
                for preset, asks in zip(own["data"]["presets"], part["data"]["presets"], strict=True):
                    assert bool(preset.pop("answer")) == bool(asks.pop("answer")), preset["name"]
                assert own["data"] == json.loads(json.dumps(part["data"])), (part["name"], one["names"])


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A site of three models, written once for this module."""
    folder, kept = tmp_path_factory.mktemp("site") / "under" / "a path", checkpoints.ROOT
    with pytest.MonkeyPatch.context() as patch:
        links = tmp_path_factory.mktemp("links")
        patch.setenv("AELAB_DATA", str(links / "nothing"))
        patch.setattr(between, "measure", lambda *_: None)
        patch.setattr(checkpoints, "ROOT", kept)
        patch.setattr(reading, "ROOT", reading.ROOT)
        left = pages.only(RUNS, list(KNOWN.values()), links)
        assert any(
            re.match(r"lessons/1-what-is-an-autoencoder.md, line \d+: there is no model 'conv-ae-16'", each) for each in left
        ), left
        made = pages.publish(folder, list(KNOWN.values()))
    return folder, made


@pytest.fixture(scope="module")
def served(published):
    """The address of the site, on a server of static files, below a path; how to stop it; and files that it holds back while they are named."""
    folder, _ = published
    held: set[str] = set()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            while any(self.path.endswith(at) for at in tuple(held)):
                time.sleep(0.02)
            super().do_GET()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder.parent.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    yield f"http://127.0.0.1:{server.server_port}/under/a%20path", stop, held
    held.clear()
    stop()


@pytest.fixture
def page_of_app(browser, alone):
    """A page for the app, with the digits that the site has."""
    with with_digits(browser, raw(digits.chosen()[0].address)) as page:
        yield page


def test_every_page_is_worked_without_a_network(browser, page_of_app, app, served, apart, tmp_path):
    """Of the site after a first visit to one of them, below a path, on a server that is gone; and each of them as a file."""
    url, stop, held = served
    page_of_app.goto(app)
    context = browser.new_context(**DESK)
    there = listening(context.new_page())
    last = json.loads(re.search(r"THEN = (\[.*?\]);", there.request.get(f"{url}/sw.js").text())[1])[-1]
    held.add(last)  # pages open while the worker is not done
    what_came_before_the_worker_is_kept(there, url)
    what_is_not_here_is_said(there, url)
    there.goto(f"{url}/?lesson=nope&step=2")
    before = settled(there)["digits"]
    expect(there.get_by_text("There is no lesson “nope”. The page Lessons has those that there are.")).to_be_visible()
    assert "lesson" not in there.url
    what_is_picked_elsewhere_is_not_shown_by_back(there, f"{url}/inside/", before)
    what_comes_late_is_not_shown(there, url, held)
    there.locator("#picker select").select_option("conv-vae-16")
    until(there, lambda: "run=conv-vae-16" in there.url and seen(there)["digits"] != before, "the model is not another")
    there.locator("#picker select").select_option("conv-vae-2")
    until(
        there, lambda: settled(there)["digits"] == before, "the first model is not back"
    )  # the other one stays until it is fetched
    held.clear()
    until(there, lambda: there.evaluate(KEPT, f"{url}/{last}"), "the worker does not keep the site")
    what_a_link_names_goes_along(there, url)
    there.goto(f"{url}/?lesson={LESSON}")
    needs = there.evaluate("(key) => fetch(JSON.parse(written.textContent).lessons[key].at).then((it) => it.json())", LESSON)[
        "needs"
    ]
    assert needs, "the lesson shows nothing but what the site keeps anyway"
    until(there, lambda: all(there.evaluate(KEPT, f"{url}/{at}") for at in needs), "the worker does not keep the lesson")
    there.get_by_test_id("lesson-leave").click()
    stop()  # from here on there is no network
    there.reload()
    for script, (name, question, _) in PAGES.items():
        if name != "Home":
            there.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True).click()
        expect(there.get_by_role("heading", name=question, exact=True)).to_be_visible()
        before = settled(there)["digits"]
        if (
            name == "Compare"
        ):  # the frame is one for all, and has Home's lesson below; the instruments are for tests/test_journey.py
            assert not violations(there), name
        assert not small_targets(there, 24), name
        drag(there, there.get_by_test_id(LAWS[name].surface).first, LAWS[name].points)
        then = until(
            there, lambda before=before: (now := settled(there)["digits"]) != before and now, f"{name}: the hand moves nothing"
        )
        expect(there.get_by_test_id("status"), name).to_have_text(re.compile(LAWS[name].says))
        if name == "Outliers":  # no address holds what was drawn
            LAWS[name].also(there)
            then = settled(there)["digits"]
        asks = there.evaluate(ASKS, LAWS[name].picker)
        visit(page_of_app, f"{app}/{address(script)}?{asks}")
        assert settled(page_of_app)["digits"] == then, f"{name}: other pixels than the app's"
        if name == "Generate":
            there.reload()
            assert settled(there)["digits"] == then, "the address does not hold the view"
        assert not there.problems, (name, there.problems)
        assert not there.complaints, (name, there.complaints)
        worked_as_a_file(apart, tmp_path / f"{name}.html", script, asks, then)
    walk_a_lesson(there)
    what_was_not_kept_is_said(there, url)
    there.goto(f"{url}/encode/?hide=legend&hide=costs,below&lock=epsilon-pad,picker&run=conv-vae-2")
    hold_to_the_link(there)
    there.goto(f"{url}/?hide=pages")
    settled(there)
    expect(there.get_by_role("link", name="Compare")).to_have_count(0)
    context.close()


def worked_as_a_file(page, file, script: str, asks: str, then: list[bytes]) -> None:
    """At the address of a view it draws the digits that the app does, and says where the hand went; it asks for nothing."""
    (name, question, _), law = PAGES[script], LAWS[PAGES[script].name]
    file.write_text(written(address(script), urlencode({law.picker: parse_qs(asks)[law.picker]}, doseq=True)), "utf-8")
    page.asked.clear()
    page.goto(f"{file.as_uri()}?{asks}")
    expect(page.get_by_role("heading", name=question, exact=True)).to_be_visible()
    before, surface = settled(page)["digits"], page.get_by_test_id(law.surface).first
    assert before == then, f"{name}: a file draws other pixels than the app"
    surface.scroll_into_view_if_needed()
    first, *rest = places(surface, law.points[::-1])  # for it is where the gesture ends
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        page.mouse.move(*place, steps=4)
        until(page, lambda: seen(page)["digits"] != before, f"{name}: the hand moves nothing in a file")
    page.mouse.up()
    page.mouse.move(2, 2)
    settled(page)
    expect(page.get_by_test_id("status"), name).to_have_text(re.compile(law.says))
    page.get_by_test_id("copy-link").first.click()
    expect(page.get_by_test_id("copy-link").first).to_have_text("Copied")
    assert page.evaluate("globalThis.copied").startswith(f"{address(script)}?"), name
    own = [url for url in page.asked if not url.startswith((file.as_uri(), "blob:"))]
    assert not own, f"{name} asks for {own}"
    assert not page.complaints, (name, page.complaints)
    assert not page.problems, (name, page.problems)


def what_is_not_here_is_said(there, url: str) -> None:
    """As the app says it, with what is like it, and the address no longer asks for it."""
    there.goto(f"{url}/lessons/?print={LESSON[:-1]}")
    link = there.locator(".notice", has_text=f"There is no lesson “{LESSON[:-1]}”. A name like it has:").get_by_role("link").first
    expect(link).to_have_attribute("href", re.compile(rf"/lessons/\?print={LESSON}$"))
    assert "print" not in there.url
    there.goto(f"{url}/compare/?part=All+figure&models=conv-vae-2&models=conv-vae-1")
    known = json.loads(there.locator("#written").text_content())
    for what, said, names in (
        ("something that this page does not have (part)", "All figure", known["choices"]["part"]),
        ("a model that is not here", "conv-vae-1", known["states"][0]["order"]),
    ):
        assert near(said, names)
        expect(there.locator(".notice", has_text=what)).to_contain_text(near(said, names))
    until(there, lambda: there.url.endswith("/compare/?models=conv-vae-2"), "the address still asks for it")


def what_a_link_names_goes_along(there, url: str) -> None:
    """A model that an address names is that of the visit's next page."""
    for run, asks in (("conv-vae-16", r"run=conv-vae-16(&|$)"), ("conv-vae-2", "$")):
        there.goto(f"{url}/inside/?run={run}")
        settled(there)
        there.get_by_role("navigation", name="Pages").get_by_role("link", name="Home", exact=True).click()
        expect(there).to_have_url(re.compile(rf"{url}/\??{asks}"))
        settled(there)


def hold_to_the_link(there) -> None:
    """What a link for a class hides and locks, on this page and on another one of the visit."""
    before = settled(there)
    for gone in (there.get_by_test_id("costs"), there.get_by_text("What you are seeing")):
        expect(gone).to_be_hidden()
    drag(there, there.get_by_test_id("epsilon-pad"), ((0.5, 0.5), (0.3, 0.6)))
    there.get_by_test_id("epsilon-pad").press("ArrowLeft")
    expect(there.get_by_test_id("locked-why")).to_be_visible()
    there.locator("#picker select").press("ArrowDown")
    assert settled(there) == before, "nothing that is locked moved"
    there.get_by_role("navigation", name="Pages").get_by_role("link", name="Words", exact=True).click()
    expect(there).to_have_url(re.compile(r"/words/\?hide=costs%2Cbelow&lock=epsilon-pad%2Cpicker$"))


def what_came_before_the_worker_is_kept(there, url: str) -> None:
    there.goto(f"{url}/interpolate/?runs=conv-vae-16")
    settled(there)
    own = there.evaluate("JSON.parse(written.textContent).states[0].picks['conv-vae-16']")
    until(there, lambda: there.evaluate(KEPT, f"{url}/{own}"), "the worker does not keep what came before it")


def what_was_not_kept_is_said(there, url: str) -> None:
    """And the picker and the address say what is shown instead."""
    there.goto(f"{url}/interpolate/?runs=conv-vae-16")
    settled(there)
    expect(there.get_by_role("alert")).to_have_count(0)
    there.locator("#picker summary").click()
    there.locator("#picker [value=conv-vae-16]").click()
    expect(there.locator("#picker [value=conv-vae-16]")).to_be_checked()  # the last one stays
    there.goto(f"{url}/generate/?run=conv-vae-2")
    before, address, picker = settled(there)["digits"], there.url, there.locator("#picker select")
    picker.select_option("conv-vae-16")
    expect(there.get_by_role("alert")).to_contain_text("the page stays as it was")
    assert (picker.input_value(), there.url, settled(there)["digits"]) == ("conv-vae-2", address, before)
    there.get_by_role("link", name="Try again").click()
    expect(there.get_by_role("alert")).to_contain_text("this is what the page opens on")
    assert (picker.input_value(), there.url) == ("conv-vae-2", address)
    there.goto(f"{url}/latent_space/")
    there.locator("#picker summary").click()
    there.locator("#picker [value=conv-vae-2]").uncheck()
    until(there, lambda: there.url.endswith("?runs=conv-ae-2"), "a page does not show one of the models that it opens on")
    there.goto(f"{url}/encode/")
    picker.select_option("conv-vae-16")  # whose bytes are kept for another page
    until(there, lambda: "run=conv-vae-16" in there.url, "a model that is kept is not shown")


def what_is_picked_elsewhere_is_not_shown_by_back(there, other: str, then: list[bytes]) -> None:
    """It shows the model of the address that it leads to, and so does a reload there."""
    there.goto(other)
    settled(there)
    there.locator("#picker select").select_option("conv-vae-16")
    until(there, lambda: "run=conv-vae-16" in there.url, "the model is not another")
    for turn in (there.go_back, there.reload):
        turn()
        assert settled(there)["digits"] == then, "another model than the address says"


def what_comes_late_is_not_shown(there, url: str, held: set[str]) -> None:
    """In the place of a model that was picked since."""
    late = there.evaluate("JSON.parse(written.textContent).states[0].picks['conv-vae-16']")
    held.add(late)
    there.locator("#picker select").select_option("conv-vae-16")
    there.locator("#picker select").select_option("conv-ae-2")
    until(there, lambda: "run=conv-ae-2" in there.url, "the model is not another")
    before = settled(there)["digits"]
    held.remove(late)
    until(there, lambda: there.evaluate(KEPT, f"{url}/{late}"), "the first model did not come")
    two_frames(there)
    assert settled(there)["digits"] == before
    assert "run=conv-ae-2" in there.url


def walk_a_lesson(there) -> None:
    """From the door on Home over a question and a page that is another, on a desk and then on a phone."""
    there.get_by_role("navigation", name="Pages").get_by_role("link", name="Home", exact=True).click()
    there.get_by_role("link", name="Start with the basics").click()
    panel, forward, verdict = (there.get_by_test_id(f"lesson{part}") for part in ("", "-next", "-verdict"))
    lesson = reading.survey()[0][LESSON]
    surface = there.get_by_test_id(lesson.steps[0].point[0]).first
    expect(surface).to_have_css("outline-style", "solid")
    assert "z=0%2C0" in there.url, "the step's view is not opened"
    forward.click()
    expect(panel.get_by_role("heading")).to_have_text(lesson.steps[1].name)
    expect(surface).to_be_hidden()  # until the question is answered
    question = lesson.steps[1].question
    assert question.why not in there.content()
    stroke(there, there.get_by_test_id("lesson-place"), ((0.3, 0.3), (0.5, 0.4)))
    there.get_by_test_id("lesson-check").click()
    expect(verdict).to_contain_text(question.why)
    expect(surface).to_be_visible()
    there.reload()
    expect(verdict).to_contain_text(question.why)
    expect(panel).to_contain_text("2 of 6")
    assert not violations(there)
    there.set_viewport_size(PHONE["viewport"])
    for at in (3, 4, 5):
        forward.click()
        expect(panel).to_contain_text(f"{at} of 6")
        expect(panel.get_by_role("heading")).to_have_text(lesson.steps[at - 1].name)
    expect(there.get_by_role("heading", name=PAGES["pages/latent_space.py"].question)).to_be_visible()
    assert there.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert panel.bounding_box()["height"] <= there.viewport_size["height"] / 2
    there.get_by_test_id("lesson-back").click()
    expect(panel).to_contain_text("4 of 6")
    there.get_by_test_id("lesson-leave").click()
    expect(panel).to_have_count(0)
    assert "lesson" not in there.url
    there.set_viewport_size(DESK["viewport"])
    assert not there.problems
    assert not there.complaints


@pytest.mark.slow
def test_nothing_of_mnist_is_in_the_site(published):
    folder, made = published
    if not digit_arrays.root().joinpath("MNIST/raw").is_dir():
        pytest.skip("MNIST is not here")
    images = np.concatenate([digit_arrays.mnist(train=train, download=False)[0] for train in (False, True)]).reshape(-1, 784)
    known, looked = {image.tobytes() for image in images}, 0
    for at in made.sizes:
        if at.startswith("bytes/") and "." not in at.rsplit("/", 1)[1]:
            for array in load((folder / at).read_bytes()).values():
                pictures = array.reshape(-1, 784) if array.dtype == np.uint8 and array.size % 784 == 0 else []
                looked += len(pictures)
                assert not {picture.tobytes() for picture in pictures} & known, at
    assert looked > 2000


def test_the_site_has_what_the_app_has(published):
    """Every page and part, each figure of the tables, and addresses that say what lies there."""
    folder, made = published
    assert {path.parent.name for path in folder.glob("*/index.html")} == set(KNOWN.values()) - {""}
    written = written_in(folder / "compare/index.html")
    assert [state["when"].get("part") for state in written["states"]][:2] == [None, "Rate and distortion"]
    figures = next(state for state in written["states"] if state["when"].get("part") == "All figures")
    (table,) = {(folder / at).read_text("utf-8") for at in figures["picks"].values()}
    for name in RUNS:
        assert f"{CARDS[name].metrics.mse:.4f}" in table
    assert '"rel=\\"' not in table
    served = [name for name in APART if name in CHOICES["pages/learn.py"]]
    assert served, "the part of Learn that needs the server has another name"
    assert not [name for name in served if name in (folder / "learn/index.html").read_text("utf-8")]
    worker = (folder / "sw.js").read_text("utf-8")
    first = json.loads(re.search(r"FIRST = (\[.*?\])[,;]", worker)[1])
    assert all((folder / at).exists() for at in first)
    kept = {*first, *json.loads(re.search(r"THEN = (\[.*?\]);", worker)[1])}
    for state in (state for file in folder.rglob("index.html") for state in written_in(file)["states"]):
        for models, at in state["picks"].items():
            parts = json.loads((folder / at).read_text("utf-8"))["parts"]
            needs = {offer["address"] for part in parts if part["name"] == "delivery" for offer in part["data"]}
            assert (at in kept) == (needs <= kept), "what can be shown without a network is kept, and nothing else"
            assert at in kept or not set(models.split()) <= set(state["start"])
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) == sum(made.sizes.values())


def written_in(file) -> dict:
    """What the document of a page holds for its host."""
    said = re.search(r'id="written">(.*?)</script>', file.read_text("utf-8"), re.DOTALL)
    return json.loads(said[1].replace("<\\/", "</"))


def test_a_lesson_that_is_left_out_has_its_reason(tmp_path, monkeypatch):
    head, links = "title: A\nminutes: 5\nfor: All.\nafter: see.\n\n", tmp_path / "links"
    links.mkdir()
    for name, page in (("1-good", "home"), ("2-good", "home"), ("3-bad", "attic"), ("4-away", "denoise")):
        (tmp_path / f"{name}.md").write_text(f"{head}# One\nview: {page}\n\nLook.\n")
    monkeypatch.setattr(reading, "ROOT", tmp_path)
    left = lessons.only(["home.py", LESSONS], cache.survey()[0], links)
    assert [each.split(", but")[0] for each in left] == [
        "lessons/2-good.md: lessons/1-good.md has this name, too",
        "lessons/3-bad.md, line 7: there is no page 'attic'",
        "lessons/4-away.md: it leads to Denoise, which is not in it",
    ]
    assert [file.name for file in links.iterdir()] == ["1-good.md"]


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
def test_the_command_says_what_it_wrote_or_what_is_wrong(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(reading, "ROOT", reading.ROOT)  # which it changes, in a process of its own
    for words, status, said in (
        ([str(tmp_path / "x"), "--runs", "nobody"], 2, "no run of checkpoints/ is called nobody"),
        ([str(ROOT)], 2, "is not empty"),
        (
            [str(tmp_path / "site"), "--pages", "words"],
            None,
            r"1 pages, \d+ models, \d+ files, \d\.\d MB(.|\n)*left out: all lessons",
        ),
    ):
        monkeypatch.setattr(sys, "argv", ["publish", *words])
        try:
            runpy.run_module("ui.publish", run_name="__main__")
            code = None
        except SystemExit as ended:
            code = ended.code
        told = capsys.readouterr()
        assert code == status, told.err
        assert re.search(said, told.out + told.err)


def test_a_tablet_gets_an_icon_in_its_size(published):
    """The ring's colour at its middle line, the page's beyond the safe middle, as the SVG has them."""
    folder, _ = published
    manifest = json.loads((folder / "manifest.webmanifest").read_text())
    sizes = {icon["sizes"]: icon["src"] for icon in manifest["icons"] if icon["type"] == "image/png"}
    assert set(sizes) == {"192x192", "512x512"}
    assert 'rel="apple-touch-icon" href="icon-180.png"' in (folder / "index.html").read_text("utf-8")
    for side in (180, 192, 512):
        with Image.open(folder / f"icon-{side}.png") as icon:
            assert icon.size == (side, side)
            ring = side / 2 + 11 / 32 * 0.8 * side
            assert np.abs(np.array(icon.getpixel((round(ring), side // 2))) - (0x5B, 0x74, 0xF0)).max() <= 2
            assert icon.getpixel((1, 1)) == icon.getpixel((round(side * 0.09), side // 2))
