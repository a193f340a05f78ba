"""What stands before Streamlit: a server that is there at once, and whose first visitors wait for what is still being imported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.test_assets import fetch, serving
from ui import warm
from ui.front import HEALTH, Front

ROOT = Path(__file__).parent.parent


@pytest.fixture
def streamlit(monkeypatch):
    """What stands behind us: a server that says where it was asked."""
    monkeypatch.setattr(warm, "warm_up", lambda: None)
    monkeypatch.setattr(warm, "theme_once", lambda: None)
    routes = [Route("/{path:path}", lambda request: PlainTextResponse(f"Streamlit: {request.url.path}"))]
    return Starlette(routes=routes, middleware=[Middleware(Front, base="lab/")])


def test_a_server_is_there_before_it_is_imported_and_who_asks_for_more_waits(streamlit, monkeypatch):
    may, imported = threading.Event(), Front._imported
    monkeypatch.setattr(Front, "_imported", lambda front: may.wait(30) and imported(front))
    with ThreadPoolExecutor() as pool, serving(streamlit) as url:
        assert fetch(url + HEALTH[1:])[::2] == (200, b"Streamlit: /_stcore/health")
        asked = [pool.submit(fetch, url + path) for path in ("lab/", "lab/room", "anything")]
        time.sleep(0.2)
        assert not any(each.done() for each in asked)
        may.set()
        document, room, other = (each.result() for each in asked)
    assert b"<title>Streamlit</title>" in document[2], "from memory"
    assert room[0] == 405, "ours, and to be posted to"
    assert other[2] == b"Streamlit: /anything"


def test_ours_is_reached_with_and_without_the_path_that_pages_lie_under(streamlit):
    with serving(streamlit) as url:
        for path in ("room/BCDFGH/events", "lab/room/BCDFGH/events"):
            status, _, said = fetch(url + path)
            assert status == 404
            assert b"room" in said
            assert b"Streamlit" not in said


def test_a_server_that_cannot_be_imported_ends_and_nobody_waits_for_it(streamlit, monkeypatch, capfd):
    told: list[tuple[int, int]] = []

    def broken(_: Front) -> None:
        raise ImportError("no module of that name")

    monkeypatch.setattr(Front, "_imported", broken)
    monkeypatch.setattr(os, "kill", lambda *whom: told.append(whom))
    with serving(streamlit) as url:
        assert fetch(url)[0] == 500
    assert "ImportError: no module of that name" in capfd.readouterr().err
    assert told == [(os.getpid(), signal.SIGTERM)]


def test_numpy_multiplies_in_the_thread_that_asks_and_a_training_has_the_machine():
    code = """
import os, threadpoolctl
from ui.front import BLAS, _numpy_on_one_core
_numpy_on_one_core()
import numpy
numpy.ones((9, 9)) @ numpy.ones((9, 9))
print([pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"], os.environ.get(BLAS))
"""
    env = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout
    assert said == "[1] None\n"
