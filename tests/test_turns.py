"""One page after another: in order, and nobody waits for what takes long, ends in an error or rests."""

from __future__ import annotations

import threading
import time

import pytest

from tests.pages import opened
from ui import turns


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 60)
    yield
    turns._own.held = None


def begun(run) -> threading.Thread:
    """A thread that has asked for a turn."""
    before, thread, end = turns._last, threading.Thread(target=run, daemon=True), time.monotonic() + 30
    thread.start()
    while turns._last is before:
        assert time.monotonic() < end, "it asks for no turn"
        time.sleep(0.001)
    return thread


def in_line(work) -> threading.Thread:
    """A thread that has asked for its turn, and works when it has it."""

    def run() -> None:
        turns.take()
        work()

    return begun(run)


def done(thread: threading.Thread) -> bool:
    thread.join(30)
    return not thread.is_alive()


def test_they_work_one_at_a_time_in_the_order_in_which_they_asked():
    said: list[str] = []

    def of(name: str):
        def work() -> None:
            said.append(name)
            time.sleep(0.01)
            said.append(name)

        return work

    turns.take()
    threads = [in_line(of(name)) for name in "abcdef"]
    time.sleep(0.05)
    assert said == [], "somebody else has the turn"
    turns._own.held = None
    assert all(map(done, threads))
    assert "".join(said) == "aabbccddeeff"


def test_an_error_ends_a_turn(monkeypatch):
    failed: list = []
    monkeypatch.setattr(threading, "excepthook", failed.append)
    turns.take()
    fails, follows = in_line(lambda: 1 / 0), in_line(lambda: None)
    turns._own.held = None
    assert done(fails)
    assert done(follows)
    assert len(failed) == 1


def test_what_takes_long_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    still = threading.Event()
    long, short = in_line(still.wait), in_line(lambda: None)
    assert done(short)
    assert long.is_alive()
    still.set()
    assert done(long)


def test_another_has_its_turn_while_one_rests():
    said: list[str] = []
    turns.take()
    other = in_line(lambda: said.append("other"))
    assert not said
    turns.rest(0.01)
    assert said == ["other"], "who rested waits for those who came meanwhile"
    assert done(other)


def test_a_page_waits_for_its_turn_and_ends_it():
    said: list[str] = []

    def page() -> None:
        said.append(opened("pages/words.py").title[0].value)

    turns.take()
    drawn = begun(page)
    time.sleep(0.3)
    assert not said
    turns._own.held = None
    assert done(drawn)
    assert said == ["What does each word mean?"]
    assert done(in_line(lambda: None)), "its thread has ended"
