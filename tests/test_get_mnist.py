"""MNIST over HTTP: whole or not at all, from mirrors that are good, cut short, damaged, absent; and the button in the app."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from playwright.sync_api import expect

from aelab import digit_arrays, mnist_form
from tests.browser import ROOT, pixels_of, serve, until
from tests.mnist import mnist

SAID = "could not be downloaded"


class Mirror:
    """A server of gzipped files on this machine; `files` may be changed while it runs."""

    def __init__(self, files: dict[str, bytes]):
        self.files, self.asked, self.pause = files, [], 0.0
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.asked.append(self.path)
                name = self.path.removeprefix("/").removesuffix(".gz")
                if name not in mirror.files:
                    self.send_error(404)
                    return
                body, length = mirror.files[name], mirror.lengths.get(name)
                self.send_response(200)
                self.send_header("Content-Length", str(length or len(body)))
                self.end_headers()
                for at in range(0, len(body), 1 << 16):
                    self.wfile.write(body[at : at + (1 << 16)])
                    time.sleep(mirror.pause)

            def log_message(self, *words):
                pass

        self.lengths: dict[str, int] = {}  # said, where it is not the true one
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Four small files in MNIST's place, a mirror of them, and an empty data folder."""
    noise = np.random.default_rng(0)
    files = {name: noise.integers(0, 256, 200_000 + i, np.uint8).tobytes() for i, name in enumerate(digit_arrays.FILES)}
    monkeypatch.setattr(digit_arrays, "FILES", {name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    monkeypatch.setattr(digit_arrays, "SIZES", {name: len(content) for name, content in files.items()})
    monkeypatch.setenv("AELAB_DATA", str(tmp_path))
    mirror = Mirror({name: gzip.compress(content) for name, content in files.items()})
    monkeypatch.setenv("AELAB_MIRROR", mirror.url)
    yield mirror, files, tmp_path / "MNIST" / "raw"
    mirror.server.shutdown()
    mirror.server.server_close()


def found(raw) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in raw.iterdir()}


def test_all_files_come_whole_and_the_share_grows_to_one(small):
    _, files, raw = small
    heard = []
    digit_arrays.get_mnist(heard.append)
    assert found(raw) == files
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert len(set(heard)) > len(files)  # by bytes, not by files


def test_what_is_there_is_not_fetched_again_and_what_is_damaged_is(small):
    mirror, files, raw = small
    digit_arrays.get_mnist()
    kept, spoilt = list(files)[:2]
    (raw / spoilt).write_bytes(b"spoilt")
    mirror.asked.clear()
    digit_arrays.get_mnist()
    assert found(raw) == files
    assert mirror.asked == [f"/{spoilt}.gz"]


@pytest.mark.parametrize("how", ["cut", "cut, length kept", "damaged", "other file", "no gzip", "empty", "too large", "missing"])
def test_a_bad_file_leaves_nothing_behind_and_says_so(small, how):
    mirror, files, raw = small
    name = list(files)[2]
    good = mirror.files[name]
    bad = {
        "cut": good[: len(good) // 2],
        "cut, length kept": good[: len(good) // 2],
        "damaged": good[:5000] + bytes(64) + good[5064:],
        "other file": gzip.compress(bytes(len(files[name]))),
        "no gzip": b"<html>Sign in to the network</html>",
        "empty": b"",
        "too large": gzip.compress(bytes(50_000_000)),
    }
    mirror.files = {**mirror.files, name: bad[how]} if how in bad else {n: f for n, f in mirror.files.items() if n != name}
    if how == "cut, length kept":
        mirror.lengths[name] = len(good)
    with pytest.raises(mnist_form.DataError, match=SAID) as caught:
        digit_arrays.get_mnist()
    assert name in str(caught.value)
    assert found(raw) == {n: files[n] for n in list(files)[:2]}
    mirror.files, mirror.lengths = {**mirror.files, name: good}, {}
    digit_arrays.get_mnist()
    assert found(raw) == files


def test_the_second_mirror_is_asked_where_the_first_fails(small, monkeypatch):
    mirror, files, raw = small
    monkeypatch.delenv("AELAB_MIRROR")
    monkeypatch.setattr(digit_arrays, "MIRRORS", ("http://127.0.0.1:9/", mirror.url))
    digit_arrays.get_mnist()
    assert found(raw) == files


def test_many_at_one_time_do_each_other_no_harm(small):
    mirror, files, raw = small
    mirror.pause = 0.01
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: digit_arrays.get_mnist(), range(8)))
    assert found(raw) == files


def test_without_a_network_there_is_a_sentence(small, monkeypatch):
    monkeypatch.setenv("AELAB_MIRROR", "http://no-such-host.invalid/")
    with pytest.raises(mnist_form.DataError, match=SAID) as caught:
        digit_arrays.get_mnist()
    said = str(caught.value)
    assert "downloaded: no network" in said, "the likeliest reason first"
    assert "ubyte" not in said
    assert "no-such-host.invalid" in said
    assert "AELAB_DATA" in said


def test_a_folder_that_cannot_be_written_is_named(small, monkeypatch, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("AELAB_DATA", str(tmp_path / "file"))
    with pytest.raises(mnist_form.DataError, match="cannot be written"):
        digit_arrays.get_mnist()


# In the app


def opened(page, url) -> None:
    page.goto(f"{url}/denoise")
    page.get_by_test_id("noise-level").wait_for(timeout=60_000)
    page.get_by_text("These are scikit-learn's 8×8 digits").wait_for()


def test_the_button_says_what_fails_and_fetches_mnist_for_every_visitor(page, tmp_path, monkeypatch):
    mirror = Mirror({})
    monkeypatch.setenv("AELAB_DATA", str(tmp_path))
    monkeypatch.setenv("AELAB_MIRROR", mirror.url)
    other = page.context.new_page()
    with serve(ROOT / "streamlit_app.py") as url:
        opened(page, url)
        button = page.get_by_role("button", name="Get MNIST")
        button.click()
        page.get_by_text(SAID).wait_for()
        button.wait_for()  # to try again
        assert page.get_by_test_id("clean-digit").is_visible()
        assert "scikit-learn digit" in page.locator(".picture").first.inner_text()
        monkeypatch.undo()
        digits = mnist()
        raw = digit_arrays.root() / "MNIST" / "raw"
        mirror.files |= {name: gzip.compress((raw / name).read_bytes(), 1) for name in digit_arrays.FILES}
        mirror.asked.clear()
        mirror.pause = 0.01
        other.goto(url)  # Home, where a newcomer looks first
        other.get_by_text("the test digit stands here as a model copied it").wait_for(timeout=60_000)
        for visitor in (page, other):
            visitor.get_by_role("button", name="Get MNIST").click(no_wait_after=True)
        page.get_by_text("Getting MNIST: ").wait_for()
        until(page, lambda: page.get_by_text("test image 84").count() > 0, seconds=60)
        until(other, lambda: re.search("a 0; MSE", other.get_by_test_id("input-says").text_content()), seconds=60)
        for visitor in (page, other):
            expect(visitor.get_by_role("button", name="Get MNIST")).to_have_count(0)
        shown = pixels_of(page.get_by_test_id("clean-digit"))
        np.testing.assert_allclose(shown, digits.images[84].numpy().ravel() / 255, atol=1e-6)
    other.close()
    assert sorted(mirror.asked) == sorted(f"/{name}.gz" for name in digit_arrays.FILES)  # one download for both
    for name in digit_arrays.FILES:
        assert (tmp_path / "MNIST" / "raw" / name).read_bytes() == (raw / name).read_bytes()
