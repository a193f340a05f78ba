"""Bytes in a real browser: a failed download says so and can be tried again, behind a proxy and in a frame they come as well, and those of a run trained again come anew."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from aelab import checkpoints
from tests.browser import Traffic, serve_page, until
from tests.shipped import NAMES

pytestmark = pytest.mark.skipif(not NAMES, reason="there are no trained runs in checkpoints/")
DRAWN = """canvases => canvases.some((canvas) =>
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value, i) => i % 4 === 0 && value > 99))"""


def drawn(page, frame=None) -> None:
    """Wait for home's first digit, in a frame of the page or in itself."""
    until(page, lambda: (frame or page).get_by_test_id("decoded-digit").evaluate_all(DRAWN), 60)


FAILURES = [
    ({"abort": "connectionreset"}, "The server could not be reached."),
    ({"status": 502, "body": "no"}, "The server answered with status 502."),
    ({"status": 404, "body": "The run was trained again"}, "The run was trained again"),
    ({"status": 200, "body": "<html>please sign in</html>"}, "These bytes are no safetensors file"),
    ({"status": 200, "body": ""}, "The safetensors file is cut short"),
]


def test_a_failed_download_says_so_in_the_instruments_place_and_can_be_tried_again(beside, app):
    """First the code of the instrument; then a part of its model fails in every way, one after another, and comes."""
    page, answer, code, part = beside, {}, "**/bytes/**/latent_space.js*", "**/bytes/*/*/decoder"
    page.route(code, lambda route: route.abort())
    page.route(part, lambda route: route.abort(answer["abort"]) if "abort" in answer else route.fulfill(**answer))
    button, problem = page.get_by_test_id("download-again"), page.get_by_role("alert")
    for failure, says in FAILURES:
        answer.clear()
        answer.update(failure)
        if page.url == "about:blank":
            page.goto(app)
            page.get_by_text("The download of this instrument failed.").wait_for(timeout=60_000)
            page.unroute(code)
            page.get_by_role("button", name="Try again").click()
        else:
            button.click()
        expect(problem.filter(has_text=says)).to_be_visible(timeout=60_000)
        expect(problem).to_contain_text("The download of the decoder of conv-vae-2 failed.")
        button.wait_for()
    page.unroute(part)
    button.click()
    drawn(page)
    expect(problem).to_have_count(0)


@contextmanager
def stripping_proxy(target: str, prefix: str) -> Iterator[str]:
    """The address of a proxy that takes `prefix` off each path and passes the rest on to `target`, websockets included."""
    port = int(target.rsplit(":", 1)[1])
    loop, ready, over, where = asyncio.new_event_loop(), threading.Event(), asyncio.Event(), []

    async def pipe(reader, writer) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def passed_on(reader, writer) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:  # opened in advance by the browser, and never used
            writer.close()
            return
        line, _, rest = head.partition(b"\r\n")
        method, path, version = line.split(b" ", 2)
        if not path.startswith(prefix.encode() + b"/"):
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            writer.close()
            return
        if b"upgrade: websocket" not in rest.lower():  # one request a connection: a head is looked at only where it begins
            kept = [field for field in rest.split(b"\r\n") if not field.lower().startswith(b"connection:")]
            rest = b"\r\n".join([b"Connection: close", *kept])
        inside, outside = await asyncio.open_connection("127.0.0.1", port)
        outside.write(b" ".join([method, path[len(prefix) :], version]) + b"\r\n" + rest)
        await asyncio.gather(pipe(reader, outside), pipe(inside, writer))

    async def run() -> None:
        server = await asyncio.start_server(passed_on, "127.0.0.1", 0)
        where.append(server.sockets[0].getsockname()[1])
        ready.set()
        try:
            await over.wait()
        finally:
            server.close()
        passing = asyncio.all_tasks() - {asyncio.current_task()}
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)
        await asyncio.sleep(0)  # the connections are closed

    thread = threading.Thread(target=loop.run_until_complete, args=[run()], daemon=True)
    thread.start()
    ready.wait()
    try:
        yield f"http://127.0.0.1:{where[0]}{prefix}"
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def test_behind_a_proxy_that_takes_a_prefix_off_and_in_a_frame(beside, app):
    page = beside
    with stripping_proxy(app, "/school/lab") as url:
        page.goto(f"{url}/generate")
        page.get_by_test_id("decoded-digit").first.wait_for(timeout=60_000)
        page.goto(f"{app}/_stcore/health")  # a page of another origin, which the frame may be in
        page.set_content(f'<iframe src="{url}/" width="1200" height="700"></iframe>')
        drawn(page, page.frame_locator("iframe"))
        page.close()


def test_a_run_trained_again_is_fetched_anew(beside, tmp_path):
    """An app over a folder of its own, whose one run gets other weights while a page is open."""
    name = "conv-vae-2" if "conv-vae-2" in NAMES else NAMES[0]
    runs = tmp_path / "checkpoints"
    shutil.copytree(checkpoints.ROOT / name, runs / name)
    script = (
        f"from pathlib import Path\nfrom aelab import checkpoints\ncheckpoints.ROOT = Path({str(runs)!r})\n"
        "from ui.pickers import pick_run\nfrom ui.instruments.latent_space import latent_space\n"
        "from ui.instruments.mount import mount\n"
        "import streamlit as st\nst.button('again')\n"
        "card = pick_run(checkpoints.survey()[0])\nmount(latent_space([card]), key='home')\n"
    )
    page = beside
    with serve_page(tmp_path, script) as url:
        traffic = Traffic(page)
        page.goto(url)
        drawn(page)
        page.wait_for_load_state("networkidle")
        first = [address for address in traffic.fetched if address.endswith("/decoder")]
        model = checkpoints.load(name, runs)
        model.decoder[-1].bias.data += 1
        arrays = {"latents": checkpoints.latents(name, runs), "replay": checkpoints.replay(name, runs)}
        checkpoints.save(checkpoints.card(name, runs).to_json(), model, **arrays, root=runs)
        page.reload()
        drawn(page)
        page.wait_for_load_state("networkidle")
        second = [address for address in traffic.fetched if address.endswith("/decoder")]
        assert len(first) == 1
        assert len(second) == 2
        assert first[0] != second[1]
