"""Trainings as the server tells of them: who may start one, what can be asked for, and one stream for each who watches."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.requests import Request

import train
from aelab import asked, checkpoints, families, live, telling
from aelab.events import Parts, Step
from aelab.runs import Recipe
from tests.browser import ROOT, free_port
from tests.test_assets import fetch, serving
from ui import broadcast, page_training, permission

HERE = {"host": "localhost:8501"}


def request(client: str, headers: dict[str, str]) -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw, "client": (client, 1)})


@pytest.mark.parametrize("setting", [None, "local"])
@pytest.mark.parametrize(
    ("client", "headers", "may"),
    [
        ("127.0.0.1", HERE, True),
        ("127.0.0.1", {"host": "127.0.0.1:8501", "referer": "http://127.0.0.1:8501/learn"}, True),
        ("::1", {"host": "[::1]:8501"}, True),
        ("::ffff:127.0.0.1", HERE, True),
        ("192.168.1.7", HERE, False),
        ("192.168.1.7", {"host": "192.168.1.2:8501"}, False),
        ("::ffff:192.168.1.7", HERE, False),
        ("127.0.0.1", {}, False),
        ("127.0.0.1", {"host": "rebound.example"}, False),
        ("127.0.0.1", {"host": "localhost.example:8501"}, False),
        ("127.0.0.1", {"host": "127.0.0.1.example"}, False),
        ("127.0.0.1", HERE | {"referer": "https://lab.example/learn"}, False),
        ("127.0.0.1", HERE | {"x-forwarded-for": "127.0.0.1"}, False),
        ("127.0.0.1", HERE | {"X-Forwarded-Proto": "https"}, False),
        ("127.0.0.1", HERE | {"Forwarded": "for=127.0.0.1"}, False),
        ("127.0.0.1", HERE | {"Via": "1.1 proxy"}, False),
        ("127.0.0.1", HERE | {"X-Real-IP": "127.0.0.1"}, False),
        ("testclient", HERE, False),
    ],
)
def test_who_may_by_default(client, headers, may, setting, monkeypatch):
    monkeypatch.delenv(permission.SETTING, raising=False)
    if setting:
        monkeypatch.setenv(permission.SETTING, setting)
    assert (permission.refusal(request(client, headers)) == "") == may


@pytest.mark.parametrize(("setting", "may"), [("on", True), ("ON ", True), ("off", False), ("", False), ("yes", False)])
@pytest.mark.parametrize("client", ["127.0.0.1", "192.168.1.7"])
def test_who_may_where_it_is_set(setting, may, client, monkeypatch):
    monkeypatch.setenv(permission.SETTING, setting)
    assert (permission.refusal(request(client, HERE)) == "") == may


OURS = HERE | {
    "origin": "http://localhost:8501",
    "sec-fetch-site": "same-origin",
    "content-type": "application/json",
    permission.TOKEN_HEADER: permission.TOKEN,
}


@pytest.mark.parametrize(
    ("change", "ours"),
    [
        ({}, True),
        ({"sec-fetch-site": None}, True),
        ({"host": "inner:80", "x-forwarded-host": "localhost:8501"}, True),
        ({"origin": None}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://localhost:9999"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({permission.TOKEN_HEADER: None}, False),
        ({permission.TOKEN_HEADER: "guessed"}, False),
        ({"content-type": "text/plain"}, False),
    ],
)
def test_a_press_on_another_page_is_none_of_ours(change, ours):
    headers = {name: value for name, value in (OURS | change).items() if value is not None}
    assert (permission.forged(request("127.0.0.1", headers)) == "") == ours


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"family": "pca"}',
        '{"family": "dense-ae; rm -rf /"}',
        '{"family": "dense-ae", "latent_size": 0}',
        '{"family": "dense-ae", "latent_size": 65}',
        '{"family": "dense-ae", "latent_size": "2"}',
        '{"family": "conv-vae", "beta": -1}',
        '{"family": "conv-vae", "beta": NaN}',
        '{"family": "conv-vae", "noise": "rain"}',
        '{"family": "conv-vae", "noise_level": 2}',
        '{"family": "conv-vae", "epochs": 101}',
        '{"family": "conv-vae", "seed": 4294967296}',
        '{"family": "conv-vae", "checkpoints": "/tmp"}',
        '{"family": "conv-vae", "device": "cpu"}',
    ],
)
def test_nothing_else_can_be_asked_for(body):
    with pytest.raises(page_training.RefusedError, match="cannot be trained"):
        page_training.asked(body.encode())


@pytest.mark.parametrize(
    "name", ["../away", "a/b", "a\\b", ".hidden", "-flag", "con", "a b", "conv-vae-2", "Conv-VAE-2", "mine", "MINE"]
)
def test_no_such_name(name, tmp_path):
    (tmp_path / "mine").mkdir()
    wanted = page_training.asked(json.dumps({"family": "dense-ae", "name": name}).encode())
    with pytest.raises(page_training.RefusedError):
        wanted.called(tmp_path)


def test_a_name_of_its_own_and_options_that_train_takes(tmp_path):
    wanted = page_training.asked(
        b'{"family": "conv-vae", "latent_size": 4, "beta": 2, "noise": "gaussian", "seed": 3, "epochs": 5}'
    )
    name = wanted.called(tmp_path)
    assert name == "my-conv-vae-4-beta-2-gaussian-seed-3"
    (tmp_path / name).mkdir()
    assert wanted.called(tmp_path) == f"{name}-no-2"
    (run,) = asked.wanted(train._parser().parse_args([*wanted.options(name), f"--checkpoints={tmp_path / 'none'}"]))
    assert run.recipe == Recipe(name, "conv-vae", 4, beta=2, noise="gaussian", noise_levels=(0.5, 0.5), epochs=5, seed=3)
    for family in page_training.FAMILIES:
        plain = page_training.asked(json.dumps({"family": family}).encode())
        (run,) = asked.wanted(train._parser().parse_args([*plain.options("mine"), f"--checkpoints={tmp_path / 'none'}"]))
        assert run.recipe == Recipe("mine", family, 2, epochs=10)


def test_beta_is_asked_of_what_has_a_prior():
    sizes = {family: 392 if family == "conv-denoiser" else 2 for family in families.FAMILIES}
    assert [family for family, size in sizes.items() if families.spec(family, size).variational] == page_training.VARIATIONAL


@contextmanager
def told(root, test_digits, name="tiny"):
    """A training that does nothing but tell of itself."""
    with telling.telling(Recipe(name, "mlp-ae", 2), test_digits, root) as telling_:
        telling_.hear(Step(1, 5, 100, Parts(3, 2, 1), 1000, 9.5))
        telling_.say("training")
        yield telling_


class Watcher:
    """The events of one stream. An open one would keep a server that a test has started from ending."""

    def __init__(self, url):
        self.answer = urllib.request.urlopen(url, timeout=60)
        self.close = self.answer.close
        self.hello = self.next()

    def next(self, seconds: float = 60) -> dict:
        end = time.monotonic() + seconds
        while not (line := self.answer.readline()).startswith(b"data: "):
            assert line, "the stream ended"
            assert time.monotonic() < end, "nothing was told but that the stream is there"
        return json.loads(line.removeprefix(b"data: "))

    def until(self, met) -> dict:
        now = self.next()
        while not met(now):
            assert not (now["last"] and "error" in now["last"]["words"]), now
            now = self.next()
        return now


@pytest.fixture
def server(tmp_path):
    with serving(Starlette(routes=broadcast.routes("lab/", tmp_path))) as url:
        yield url


def test_two_watch_one_training_and_its_end(server, tmp_path, test_digits):
    with closing(Watcher(f"{server}training/stream")) as one, closing(Watcher(f"{server}lab/training/stream")) as other:
        assert one.answer.headers["Content-Type"].startswith("text/event-stream")
        assert one.answer.headers["Cache-Control"] == "no-store"
        assert one.answer.headers.get("Content-Encoding") is None
        assert one.next() == {"trainings": [], "starting": "", "last": None}
        with told(tmp_path, test_digits):
            for watcher in (one, other):
                (now,) = watcher.until(lambda now: now["trainings"])["trainings"]
                assert (now["name"], now["step"], now["steps"], now["eta"]) == ("tiny", 5, 100, None)
            with told(tmp_path, test_digits, "second"):
                names = [each["name"] for each in one.until(lambda now: len(now["trainings"]) == 2)["trainings"]]
                assert names == ["tiny", "second"]
        for watcher in (one, other):
            last = watcher.until(lambda now: not now["trainings"])["last"]
            assert not last["saved"]
            assert "terminal" in last["words"]
    assert list(tmp_path.iterdir()) == []


def test_moments_come_as_they_were_told(server, tmp_path, test_digits, digits):
    import torch

    from aelab import pipeline, training

    recipe = Recipe("tiny", "mlp-ae", 2, epochs=1, batch_size=16)
    with telling.telling(recipe, test_digits, tmp_path) as telling_:
        for event in training.fit(pipeline.build(recipe), digits, test_digits, recipe, torch.device("cpu")):
            telling_.hear(event)
        (now,) = live.trainings(tmp_path)
        address = f"{server}lab/training/moments/{now['key']}"
        status, headers, body = fetch(f"{address}/1/{now['moments']}", **{"Accept-Encoding": "identity"})
        assert (status, body) == (200, live.moments(now["key"], 1, now["moments"], tmp_path))
        assert load(body)["codes"].shape == (now["moments"] - 1, 60, 2)
        assert "immutable" in headers["Cache-Control"]
        for wrong in (
            f"{address}/0/99",
            f"{address}/0/64",
            f"{server}training/moments/tiny.x/0/1",
            f"{server}training/moments/..%2ftiny.x/0/1",
        ):
            status, _, body = fetch(wrong)
            assert status == 404
            assert str(tmp_path).encode() not in body


def test_a_class_watches_and_one_reads(tmp_path, test_digits, monkeypatch):
    looks = itertools.count()
    real = live.trainings
    monkeypatch.setattr(live, "trainings", lambda root: next(looks) >= 0 and real(root))

    async def watch(port: int, heard: list[float]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /training/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b'"name": "tiny"')
        heard.append(time.monotonic())
        await reader.readuntil(b'"last": {"name": "tiny"')
        writer.close()

    async def classroom(port: int) -> list[float]:
        heard: list[float] = []
        watchers = [asyncio.create_task(watch(port, heard)) for _ in range(200)]
        await asyncio.sleep(1)
        with told(tmp_path, test_digits):
            while len(heard) < len(watchers):
                await asyncio.sleep(0.05)
        await asyncio.wait_for(asyncio.gather(*watchers), 20)
        return heard

    began = time.monotonic()
    with serving(Starlette(routes=broadcast.routes("", tmp_path))) as url:
        port = int(url.rsplit(":", 1)[1].strip("/"))
        with ThreadPoolExecutor() as apart:  # Chromium's driver may have a loop in this thread
            heard = apart.submit(lambda: asyncio.run(classroom(port))).result()
        assert len(heard) == 200
        assert next(looks) <= (time.monotonic() - began) / broadcast.EVERY + 3  # however many watch
        time.sleep(3 * broadcast.EVERY)
        before = next(looks)
        time.sleep(3 * broadcast.EVERY)
        assert next(looks) == before + 1  # and nobody looks where nobody watches


def test_the_server_does_not_wait_for_its_streams(tmp_path):
    port = free_port()
    code = "import uvicorn; from starlette.applications import Starlette; from ui import broadcast; "
    code += f"uvicorn.run(Starlette(routes=broadcast.routes('')), port={port}, log_level='error')"
    server = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        watcher = None
        while watcher is None:
            try:
                watcher = Watcher(f"http://127.0.0.1:{port}/training/stream")
            except urllib.error.URLError:
                assert server.poll() is None
                time.sleep(0.1)
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) is not None
    finally:
        server.kill()


@pytest.fixture
def small(tmp_path, monkeypatch):
    """The page trains on few and small digits; returns the folder of the runs."""
    monkeypatch.setattr(page_training, "TRAIN", ROOT / "tests/small_train.py")
    monkeypatch.delenv(permission.SETTING, raising=False)
    root = tmp_path / "checkpoints"
    root.mkdir()
    return root


def press(url: str, what: str, token: str, **asked) -> tuple[int, dict]:
    origin = "/".join(url.split("/")[:3])
    headers = {"Origin": origin, "Content-Type": "application/json", "X-Aelab-Token": token}
    message = urllib.request.Request(f"{url}training/{what}", json.dumps(asked).encode(), headers)
    try:
        with urllib.request.urlopen(message) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


@pytest.mark.slow
def test_a_training_of_the_page_from_the_press_to_the_run(small):
    with serving(Starlette(routes=broadcast.routes("", small))) as url:
        with closing(Watcher(f"{url}training/stream")) as watcher:
            token = watcher.hello["token"]
            assert watcher.hello["may"]
            assert press(url, "start", "guessed", family="dense-ae")[0] == 403
            status, answer = press(url, "stop", token)
            assert (status, answer["error"]) == (200, "No training that was started from the page runs now.")
            assert press(url, "start", token, family="dense-ae", epochs=100)[1] == {"name": "my-dense-ae-2"}
            watcher.until(lambda now: now["starting"] == "my-dense-ae-2")
            status, answer = press(url, "start", token, family="dense-ae")
            assert (status, answer["error"]) == (200, "my-dense-ae-2 is being trained: one at a time.")
            (now,) = watcher.until(lambda now: now["trainings"])["trainings"]
            assert (now["name"], now["page"]) == ("my-dense-ae-2", True)
            assert press(url, "stop", token)[0] == 200
            last = watcher.until(lambda now: now["last"])["last"]
            assert (last["saved"], last["words"]) == (False, "It was stopped.")
            assert list(small.iterdir()) == []
            assert press(url, "start", token, family="dense-vae", latent_size=3, epochs=2)[0] == 200
        # the tab is closed, and whoever comes back finds it
        with closing(Watcher(f"{url}training/stream")) as watcher:
            last = watcher.until(lambda now: now["last"] and now["last"]["saved"])["last"]
            assert (last["name"], last["words"]) == ("my-dense-vae-3", "")
    assert checkpoints.names(small) == ["my-dense-vae-3"]
    assert [path.name for path in small.iterdir()] == ["my-dense-vae-3"]


@pytest.mark.slow
def test_what_went_wrong_is_a_sentence(small):
    outcomes: list[dict] = []
    page = page_training.PageTraining(outcomes.append, small)
    small.rmdir()
    small.write_text("a file where the folder should be")
    page.start(page_training.asked(b'{"family": "dense-ae", "name": "mine"}'))
    while not outcomes:
        time.sleep(0.05)
    assert outcomes[0]["words"] == "It ended with an error: checkpoints cannot be written to: File exists"
    assert list(small.parent.iterdir()) == [small]
    small.unlink()
    page.start(page_training.asked(b'{"family": "dense-ae", "name": "mine", "epochs": 100}'))
    while not live.trainings(small):
        time.sleep(0.05)
    os.kill(page._process.pid, signal.SIGKILL)
    while len(outcomes) < 2:
        time.sleep(0.05)
    assert "It was killed (SIGKILL)" in outcomes[1]["words"]
    assert list(Path(small).iterdir()) == []
