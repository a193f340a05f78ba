"""Three trainings played back in a real Chromium: each move of the hand is one redraw of every map, and what is seen is what was recorded."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from aelab import checkpoints, replays
from tests.browser import greys, set_slider, two_frames, until, visit
from tests.gestures import idle, settled

RUNS = ("conv-ae-2", "conv-vae-2", "conv-vae-32")
ADDRESS = "learn?" + "&".join(f"runs={run}" for run in RUNS)
# how often each map is drawn anew, and how often the hand moves
COUNT = """maps => {
  const drawn = (globalThis.drawn = Object.fromEntries(maps.map((map) => [map.dataset.run, 0])));
  globalThis.moves = 0;
  for (const map of maps) {
    const context = map.querySelectorAll("canvas")[1].getContext("2d");
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    context.clearRect = (...box) => (drawn[map.dataset.run]++, clear.apply(context, box));
  }
  addEventListener("input", () => globalThis.moves++, true);
}"""


def test_three_trainings_are_scrubbed_and_played_as_they_were_recorded(page, app):
    visit(page, f"{app}/{ADDRESS}&t=0.3")
    settled(page)
    time, play = page.get_by_test_id("learn-time"), page.get_by_test_id("learn-play")
    expect(page.get_by_test_id("learn-map")).to_have_count(3)
    expect(page.get_by_test_id("learn-reconstruction")).to_have_count(30)
    page.get_by_test_id("learn-map").evaluate_all(COUNT)

    # scrubbed: a redraw a move, of every map
    box = time.bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    two_frames(page)
    page.evaluate("() => { globalThis.moves = 0; for (const run in drawn) drawn[run] = 0; }")
    sent = len(page.sent)
    for i in range(20):
        page.mouse.move(box["x"] + (0.31 + 0.02 * i) * box["width"], box["y"] + box["height"] / 2)
        two_frames(page)
    moves, drawn = page.evaluate("[moves, drawn]")
    print(f"redraws a move: {drawn} of {moves}")
    assert moves == 20
    assert drawn == dict.fromkeys(RUNS, moves)
    assert len(page.sent) == sent
    page.mouse.up()
    page.mouse.move(2, 2)
    idle(page)

    # a step leads to a moment, at which all is as it was recorded
    page.get_by_test_id("learn-step").click()
    settled(page)
    t = float(time.input_value())
    for run in RUNS:
        kept = checkpoints.replay(run)
        k = int(np.abs(replays.times(kept) - t).argmin())
        assert abs(replays.times(kept)[k] - t) < 1e-4
        copies = page.locator(f"[data-testid=learn-reconstruction][data-run={run}]")
        assert np.abs(greys(copies).astype(int) - kept["reconstructions"][k].reshape(10, 784)).max() <= 1
        assert abs(float(page.locator(f"[data-testid=learn-test][data-run={run}]").inner_text()) - kept["test"][k, 0]) < 0.2
        if "kl_per_dimension" in kept:
            nats = kept["kl_per_dimension"][k]
            used = (nats >= 0.01).sum()
            label = page.locator(f"[data-testid=learn-kl][data-run={run}]").get_attribute("aria-label")
            said, figures = label.split(". In order, nats: ")
            assert said.endswith(f": {used} of {len(nats)} used")
            np.testing.assert_allclose([float(number) for number in figures.split(", ")], nats, atol=0.011)

    # played to its end, in step, and in silence until then
    set_slider(page, "learn-time", 0.6)  # two seconds: a busy machine sees it play, too
    idle(page)
    page.evaluate("() => { for (const run in drawn) drawn[run] = 0; }")
    sent = len(page.sent)
    page.get_by_label("Speed").select_option("2")
    play.click()
    expect(play).to_have_text("Pause")
    assert len(page.sent) == sent
    expect(play).to_have_text("Play")
    expect(time).to_have_value("1")
    drawn = page.evaluate("drawn")
    assert len(set(drawn.values())) == 1, drawn
    assert drawn[RUNS[0]] > 3
    page.wait_for_url(re.compile(r"[?&]t=1(\.0)?(&|$)"))

    # a question brings its runs, and plays; space stops it
    page.get_by_role("button", name="Only 4 and 9").click()
    expect(page.get_by_test_id("learn-map")).to_have_count(2)
    expect(play).to_have_text("Pause")
    expect(page.get_by_test_id("legend-9")).to_have_attribute("aria-pressed", "true")
    until(page, lambda: float(time.input_value()) > 0.02)
    time.focus()
    page.keyboard.press(" ")
    expect(play).to_have_text("Play")
    for chart in page.get_by_test_id("learn-map").all():
        expect(chart).to_have_attribute(
            "aria-label", re.compile(r", epoch [\d.]+\. z₁ from \S+ to \S+, z₂ .*\. Only 4, 9 in colour\.$")
        )
    until(page, lambda: re.search(r"only=4(,|%2C)9", page.url))
    until(page, lambda: "runs=conv-vae-32" not in page.url, "the question has runs of its own")
