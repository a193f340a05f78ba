"""The part of a page that one chooses, draws or uploads a digit on, alone: what it gives does not depend on who takes it, and to turn a page of
Streamlit's for each of many files and strokes is nearly all that they would cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser import DESK, listening
from ui import modules

# four bars for digits; what is in hand is shown as Denoise shows it
LAB = """
const images = new Uint8Array(4 * 784).map((_, i) => (i % 28 === 4 + 5 * Math.floor(i / 784) ? 255 : 0));
const digits = new Map(Object.entries({ images, labels: [0, 1, 2, 3], index: [0, 1, 2, 3] }).map(([name, data]) => [name, { data }]));
const clean = module_kit_canvas.digitCanvas({ label: "in hand", testid: "clean-digit" });
const root = module_kit_kit.element("div", { class: "aelab" });
document.body.append(root);
globalThis.told = 0;
const show = ({ pixels }) => {
  clean.element.pixels = pixels;
  clean.draw(pixels);
};
const source = digitSource({ digits, one: "bar", start: 0, onInput: show, onRelease: () => globalThis.told++ });
root.append(source.row, source.panel, clean.element);
show(source.digit());
"""


@contextmanager
def own_digit(browser) -> Iterator:
    """A page with nothing else; `told` counts how often the server would be told."""
    context = browser.new_context(**DESK)
    page = listening(context.new_page())
    page.set_content(f"<!doctype html><title>digit</title><style>{modules.sheet('digits/digit_source.js')}</style>")
    page.add_script_tag(type="module", content=modules.bundle("digits/digit_source.js") + LAB)
    page.get_by_test_id("clean-digit").wait_for()
    yield page
    context.close()
    assert not page.problems
