"""Weights reach the page once in a visit, take no room on it, and are found by every component."""
# ruff: noqa: F811 (fixtures are imported by name)

from __future__ import annotations

import pytest

from aelab import checkpoints
from tests.browser import browser, serve  # noqa: F401

APP = """
import streamlit as st
from aelab import checkpoints
from ui import components

RUN = {run!r}
st.page_link("home.py", label="first page")
st.page_link("pages/other.py", label="other page")
st.button("again")
st.markdown("above")
components.deliver(RUN)
st.markdown("below")
reader = st.components.v2.component("reader", html="<p></p>", js=components.bundle("kit/store.js") + '''
export default function ({{ data, parentElement }}) {{
  const say = (text) => (parentElement.querySelector("p").textContent = text);
  runReady(data.run, data.spec).then(({{ model, latents }}) => say(`ready ${{model.latentSize}} ${{latents.size}}`), (error) => say(error.message));
}}
''')
reader(data={{"run": RUN, "spec": checkpoints.card(RUN)["model"]}})
"""
OTHER = """
import streamlit as st
st.page_link("home.py", label="first page")
st.markdown("elsewhere")
"""


@pytest.mark.skipif(not checkpoints.names(), reason="there are no trained runs in checkpoints/")
def test_weights_travel_once_a_visit_and_take_no_room(browser, tmp_path, capsys):
    run = checkpoints.names()[0]
    (tmp_path / "pages").mkdir()
    (tmp_path / "home.py").write_text(APP.format(run=run))
    (tmp_path / "pages" / "other.py").write_text(OTHER)
    ready = f"ready {checkpoints.card(run)['model']['latent_size']} {len(checkpoints.latents(run))}"
    received = [0]
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    figures = {}

    def settle(name: str, text: str) -> None:
        page.get_by_text(text, exact=True).wait_for()
        page.wait_for_timeout(1000)
        figures[name] = sum(received)
        received.clear()

    with serve(tmp_path / "home.py") as url:
        page.goto(url)
        settle("first visit", ready)
        gap = page.evaluate(
            """() => {
                const [above, below] = ["above", "below"].map((text) =>
                    [...document.querySelectorAll('[data-testid="stElementContainer"]')].find((e) => e.innerText.trim() === text));
                return below.getBoundingClientRect().top - above.getBoundingClientRect().bottom;
            }"""
        )
        page.get_by_role("button", name="again").click()
        settle("rerun", ready)
        page.get_by_role("link", name="other page").click()
        settle("other page", "elsewhere")
        page.get_by_role("link", name="first page").click()
        settle("back", ready)
        page.close()
    with capsys.disabled():
        print("\nbytes received: " + ", ".join(f"{name} {count:,}" for name, count in figures.items()))
    assert figures["first visit"] > len(checkpoints.raw(run, "model.safetensors"))
    assert max(figures[name] for name in ("rerun", "other page", "back")) < 10_000
    assert gap == pytest.approx(16, abs=1)  # the column's own gap, once
