"""What lies at an address that an instrument is offered, and that nothing else is to be had there."""

from __future__ import annotations

import gzip
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import numpy as np
import pytest
import uvicorn
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.middleware import Middleware

from aelab import checkpoints
from tests.browser import free_port
from tests.conftest import card_content
from ui import assets
from ui.memory import FromMemory

LATENTS = {"mean": np.float16([[1, 2, 3]]), "labels": np.uint8([3])}
COPIES = np.arange(3 * 10 * 28 * 28, dtype=np.uint8).reshape(3, 10, 28, 28)


@pytest.fixture
def run(tmp_path, tiny_vae, monkeypatch):
    monkeypatch.setattr(checkpoints, "ROOT", tmp_path)
    assets.packed.cache_clear()
    checkpoints.save(card_content("tiny"), tiny_vae, LATENTS, {"reconstructions": COPIES}, tmp_path)
    return checkpoints.card("tiny")


@contextmanager
def serving(app):
    """The address of a server of nothing but this application."""
    port = free_port()
    served = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    while not served.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}/"
    served.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def server():
    """Our answers under the path /lab as well as under none."""
    with serving(Starlette(middleware=[Middleware(FromMemory, base="lab/")])) as url:
        yield url


def fetch(url: str, **headers: str):
    """Status, headers and body of an answer; the body as it travelled."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_the_two_sides_of_a_model_its_codes_and_copies(server, run, tiny_vae):
    bodies = {}
    for part in assets.PARTS:
        status, headers, body = fetch(server + assets.of_run(run, part).address, **{"Accept-Encoding": "gzip"})
        assert status == 200
        packed = headers["Content-Encoding"] == "gzip"
        assert not (packed and part in assets.SIDES)  # weights do not pack
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        bodies[part] = load(gzip.decompress(body) if packed else body)
    weights = {name: weight.half().numpy() for name, weight in tiny_vae.state_dict().items()}
    assert {**bodies["decoder"], **bodies["encoder"]}.keys() == weights.keys()
    for name, weight in weights.items():
        np.testing.assert_array_equal(bodies[name.split(".")[0]][name], weight)
    np.testing.assert_array_equal(bodies["latents"]["mean"], LATENTS["mean"])
    np.testing.assert_array_equal(bodies["copies"]["images"], COPIES[-1])


def test_for_those_who_cannot_unpack_under_a_path_and_asked_again(server, run):
    address = assets.of_run(run, "latents").address
    status, headers, body = fetch(f"{server}lab/{address}", **{"Accept-Encoding": "identity"})
    assert (status, headers["Content-Encoding"]) == (200, "identity")
    assert body == checkpoints.raw("tiny", "latents.safetensors")
    assert fetch(server + address, **{"If-None-Match": headers["ETag"]})[0] == 304


def test_a_run_that_was_trained_again_has_another_address(server, run, tiny_vae):
    address = assets.of_run(run, "latents").address
    assert fetch(server + address)[0] == 200
    checkpoints.save(card_content("tiny"), tiny_vae, LATENTS | {"labels": np.uint8([4])}, {"reconstructions": COPIES})
    assert assets.of_run(checkpoints.card("tiny"), "latents").address != address
    assets.packed.cache_clear()
    status, headers, body = fetch(server + address)
    assert (status, headers["Cache-Control"]) == (404, "no-store")
    assert "trained again" in body.decode()


def test_what_was_made_is_kept_under_its_own_address(server):
    offer = assets.made("@digits", "digits", b"some bytes" * 100)
    for accepted, read in (("gzip", gzip.decompress), ("identity", bytes)):
        status, headers, body = fetch(server + offer.address, **{"Accept-Encoding": accepted})
        assert (status, headers["Content-Encoding"], read(body)) == (200, accepted, b"some bytes" * 100)
    other = assets.made("@digits", "digits", b"other bytes")
    assert other.address != offer.address


def test_a_damaged_file_is_not_served(server, run, tmp_path):
    path = tmp_path / "tiny" / "latents.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    status, _, body = fetch(server + assets.of_run(run, "latents").address)
    assert status == 404
    assert body == b"The run is damaged, or no longer here: reload the page."


@pytest.mark.parametrize(
    "hostile",
    [
        "bytes/{version}/tiny/run.json",
        "bytes/{version}/tiny/replay",
        "bytes/{version}/../tiny/latents",
        "bytes/{version}/..%2F..%2Fetc/latents",
        "bytes/{version}/%2e%2e/latents",
        "bytes/{version}/tiny%00/latents",
        "bytes/{version}/.tiny.old/latents",
        "bytes/{version}/other/latents",
        "bytes/0/tiny/latents",
        "bytes/{version}/@digits/latents",
        "bytes/{version}/tiny/..%2Frun.json",
        "bytes/{version}/tiny/latents/more",
        "bytes/{version}//latents",
    ],
)
def test_nothing_else_is_reached(hostile, server, run):
    status, _, body = fetch(server + hostile.format(version=assets.of_run(run, "latents").version))
    assert status == 404
    assert b'"metrics"' not in body
    assert len(body) < 300
