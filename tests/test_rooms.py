"""Rooms: who leads, who follows, what they answer, how a room ends; the rules by a clock of the test, and the routes of a server."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest
from starlette.applications import Starlette

from tests.test_assets import serving
from ui import hall, rooms
from ui.lessons import together
from ui.rooms import Ask, Refused, Rooms

STATE = {"page": "generate", "query": "run=conv-vae-2", "view": "z=1%2C2", "cursor": ["latent-slider-0", 0, 0.5, 0.25]}


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def room(clock):
    return Rooms(clock).open("here")


def refused(status: int, do, *given) -> str:
    with pytest.raises(Refused) as no:
        do(*given)
    assert no.value.status == status, no.value
    return str(no.value)


def test_a_code_is_read_aloud_and_not_guessed(clock):
    held = Rooms(clock)
    codes = [held.open(n).code for n in range(rooms.ROOMS)]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[BCDFGHJKMNPQRSTVWXYZ]{6}", code) for code in codes)
    assert held.find(codes[0].lower(), "there").code == codes[0]
    refused(503, held.open, "one more")
    minutes = len(rooms.LETTERS) ** rooms.LENGTH / rooms.ROOMS / rooms.ALL_WRONG[1]
    assert minutes > 5 * 24 * 60, "days of guessing by as many addresses as may, on a full server"


def test_who_guesses_is_told_nothing_for_a_while(clock):
    held = Rooms(clock)
    code = held.open("here").code
    for _ in range(rooms.WRONG[0]):
        refused(404, held.find, "AAAAAA", "guesser")
    refused(429, held.find, "AAAAAA", "guesser")
    refused(429, held.find, code, "guesser")
    assert held.find(code, "somebody else").code == code
    seat = held.find(code, "somebody else").sit(None)
    for proof in (held.find(code, "somebody else").key, seat):
        assert held.find(code, "guesser", proof).code == code, "a class may share its lectern's address"
    refused(429, held.find, code, "guesser", "\ud800")
    clock.now += 61
    assert held.find(code, "guesser").code == code


def test_many_guessers_are_as_slow_as_one_would_be(clock):
    held = Rooms(clock)
    code, tries = held.open("here").code, 0
    for address in range(1000):
        for _ in range(2):
            try:
                held.find("AAAAAA", address)
            except Refused as no:
                tries += no.status == 404
    assert tries <= 1000 + rooms.ALL_WRONG[0], "one each, and no more than all together may"
    assert held.find(code, "a student").code == code, "who made no mistake joins meanwhile"


def test_rooms_are_not_opened_without_end(clock):
    held = Rooms(clock)
    for _ in range(rooms.OPENED[0]):
        held.open("here")
    refused(429, held.open, "here")
    clock.now += 60
    held.open("here")


def test_only_the_lectern_leads(room):
    room.leads(room.key)
    for key in ("", "x", room.code, room.key[:-1], "\u00e9"):
        refused(403, room.leads, key)


def test_a_room_ends_ten_minutes_after_its_lectern_was_last_there(clock):
    held = Rooms(clock)
    room = held.open("here")
    clock.now += rooms.ABSENCE - 1
    assert room.move({}, clock.now) is False, "to be there is no move"
    clock.now += rooms.ABSENCE - 1
    assert held.find(room.code, "a") is room
    assert held.sweep() == []
    clock.now += 2
    refused(404, held.find, room.code, "a")
    assert held.sweep() == [room]
    assert (room.state, room.answers, room.closed) == ({}, {}, True)


def test_nothing_of_a_closed_room_is_kept(clock):
    held = Rooms(clock)
    room = held.open("here")
    room.move(STATE, clock.now)
    room.ask("lesson 1", Ask("choose", options=2))
    room.answer(room.sit(None), "lesson 1", 1)
    held.close(room)
    assert (room.state, room.answers) == ({}, {})
    refused(404, held.find, room.code, "a")


def test_a_move_is_a_page_a_view_and_a_place(room, clock):
    assert room.move(STATE, clock.now)
    assert not room.move(dict(STATE), clock.now), "the same again is nothing new"
    assert room.move(STATE | {"cursor": None}, clock.now)
    for wrong in (
        {"page": "x"},
        STATE | {"page": "../x"},
        STATE | {"page": 1},
        STATE | {"query": "x" * 4001},
        STATE | {"query": None},
        STATE | {"view": ["z=1"]},
        STATE | {"html": "<b>"},
        STATE | {"cursor": ["<b>", 0, 0, 0]},
        STATE | {"cursor": ["a", -1, 0, 0]},
        STATE | {"cursor": ["a", True, 0, 0]},
        STATE | {"cursor": ["a", 0, float("nan"), 0]},
        STATE | {"cursor": ["a", 0, 9, 0]},
        STATE | {"cursor": "a"},
        [],
        None,
    ):
        refused(400, room.move, wrong, clock.now)
    assert room.state["page"] == "generate"


def burst(room, said, now):
    for n in range(rooms.MOVES[0] + 1):
        room.move(said[n % 2], now)


def test_moves_come_as_fast_as_a_hand_and_no_faster(room, clock):
    said = [STATE | {"page": "a"}, STATE | {"page": "b"}]
    for n in range(200):
        clock.now += 1 / 20
        room.move(said[n % 2], clock.now)
    with pytest.raises(Refused, match="too many"):
        burst(room, said, clock.now)


def test_a_room_is_full_at_some_time(room, monkeypatch):
    monkeypatch.setattr(rooms, "FOLLOWERS", 2)
    seats = [room.sit(None) for _ in range(2)]
    assert len(set(seats)) == 2
    assert room.sit(seats[0]) == seats[0]
    assert room.sit("made up") not in ("made up", *seats)
    for seat in seats:
        room.come(seat)
    refused(503, room.sit, None)
    refused(404, room.come, "made up")
    room.come(seats[0])
    for _ in range(2):
        room.come(seats[0])
    refused(503, room.come, seats[0])
    assert len(room.here) == 2, "two tabs of one seat are one who follows"
    for _ in range(4):
        room.go(seats[0])
    assert len(room.here) == 1


@pytest.mark.parametrize(
    ("ask", "right", "wrong"),
    [
        (Ask("choose", options=3), [0, 2], [3, -1, 1.0, True, "1", None, [1], "<b>"]),
        (Ask("number", low=0, high=1), [0, 1, 0.25], [1.1, -0.1, float("nan"), float("inf"), True, "0.5", None, [0.5]]),
        (Ask("curve", low=0, high=2, points=3), [[0, 1, 2]], [[0, 1], [0, 1, 2, 2], [0, 1, 3], [0, 1, None], "012", 1, {}]),
        (Ask("place", high=3), [[0, 0], [-3, 3]], [[0, 3.1], [0], [0, 0, 0], [0, "0"], [float("nan"), 0], None]),
        (Ask("essay", high=3), [], ["", 1, [0, 0]]),
    ],
)
def test_an_answer_is_a_number_within_the_questions_bounds(ask, right, wrong):
    for value in right:
        assert ask.read(value) == value
    for value in wrong:
        refused(400, ask.read, value)


def test_each_seat_answers_once_and_until_it_is_revealed(room):
    one, other = room.sit(None), room.sit(None)
    refused(409, room.answer, one, "lesson 1", 1)
    room.ask("lesson 1", Ask("choose", options=2))
    for seat, value in ((one, 0), (other, 1), (one, 1)):
        room.answer(seat, "lesson 1", value)
    assert room.answered() == [1, 1]
    refused(403, room.answer, "made up", "lesson 1", 1)
    refused(409, room.answer, one, "lesson 2", 1)
    refused(409, room.answer, one, ["lesson 1"], 1)
    room.reveal()
    refused(409, room.answer, one, "lesson 1", 0)
    room.ask("lesson 2", None)
    assert room.answered() == []
    refused(409, room.reveal)
    room.ask("lesson 1", Ask("choose", options=2))
    assert room.answered() == [1, 1], "back at a question, its answers are there still"


def test_every_question_of_the_lessons_can_be_answered_together():
    from ui.lessons import questions, reading

    kinds = set()
    for lesson in reading.survey()[0].values():
        for at, step in enumerate(lesson.steps, 1):
            name = together.question_of(f"run=x&lesson={lesson.key}&step={at}")
            ask = together.ask(name)
            assert (ask is None) == (step.question is None)
            if ask:
                kinds.add(ask.kind)
                right = together.right(name)
                assert right["why"]
                value = right["right"]
                ask.read(value["value"] if ask.kind == "number" else value)  # the right answer can be given
    assert kinds == set(questions.QUESTIONS)
    for nobody in ("", "nobody 1", "beta", "beta 99", "beta x", " 1"):
        assert together.ask(nobody) is None
    assert together.question_of("lesson=beta") == ""


@pytest.fixture(scope="module")
def server():
    with serving(Starlette(routes=hall.routes("lab/"))) as url:
        yield url


def post(url: str, key: str = "", **said) -> tuple[int, dict]:
    headers = {"Content-Type": "application/json", "X-Aelab-Key": key}
    return sent(urllib.request.Request(url, json.dumps(said).encode(), headers))


def sent(request: urllib.request.Request) -> tuple[int, dict]:
    try:
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


class Follower:
    """The events of one stream. An open one would keep the server from ending."""

    def __init__(self, url: str, code: str, seat: str | None = None):
        status, said = post(f"{url}room/{code}/join", seat=seat)
        assert status == 200, said
        self.seat = said["seat"]
        self.answer = urllib.request.urlopen(f"{url}room/{code}/events?seat={self.seat}", timeout=30)
        self.close = self.answer.close

    def next(self, kind: str) -> dict:
        """The next event of a kind; others are passed over."""
        named = ""
        while line := self.answer.readline():
            if line.startswith(b"event: "):
                named = line.decode().removeprefix("event: ").strip()
            elif line.startswith(b"data: ") and named == kind:
                return json.loads(line.removeprefix(b"data: "))
        raise EOFError

    def until(self, kind: str, met) -> dict:
        while not met(now := self.next(kind)):
            pass
        return now


def opened(server: str) -> tuple[str, str]:
    status, said = post(f"{server}room")
    assert status == 200
    return f"{server}room/{said['code']}", said["key"]


def test_who_follows_sees_what_the_lectern_shows(server):
    room, key = opened(server)
    code = room[-6:]
    assert post(f"{room}/move", key, **STATE)[0] == 200
    with closing(Follower(server, code)) as one, closing(Follower(f"{server}lab/", code.lower())) as other:
        assert one.answer.headers["Content-Type"].startswith("text/event-stream")
        assert one.answer.headers.get("Content-Encoding") is None
        assert one.next("state") == other.next("state") == STATE, "who comes late is told at once"
        moved = STATE | {"view": "z=2%2C2"}
        began = time.monotonic()
        status, stands = post(f"{room}/move", key, **moved)
        assert one.next("state") == other.next("state") == moved
        assert time.monotonic() - began < 2  # and not with the next look of the server
        assert status == 200
        assert one.until("room", lambda now: now["followers"] == 2)["question"] is None
        assert post(f"{room}/move", key)[1]["followers"] == 2, "the lectern hears it too, and has moved nothing"
        with closing(Follower(server, code, one.seat)) as again:
            assert again.seat == one.seat
            assert again.next("state") == moved
        other.close()
        assert one.until("room", lambda now: now["followers"] == 1)
        assert post(f"{room}/close", key)[0] == 200
        assert one.next("closed") == {}
        with pytest.raises(EOFError):
            one.next("state")
    assert post(f"{server}room/{code}/join")[0] == 404


def test_what_is_answered_is_seen_when_it_is_revealed(server):
    room, key = opened(server)
    from ui.lessons import reading

    steps = reading.survey()[0]["beta"].steps
    at = next(n for n, step in enumerate(steps, 1) if step.question and step.question.kind == "number")
    asking = STATE | {"query": f"lesson=beta&step={at}"}
    low = steps[at - 1].question.low
    with closing(Follower(server, room[-6:])) as one, closing(Follower(server, room[-6:])) as other:
        post(f"{room}/move", key, **asking)
        assert one.until("room", lambda now: now["question"]) == {
            "followers": 2,
            "question": f"beta {at}",
            "answered": 0,
            "revealed": False,
        }
        for follower in (one, other):
            assert post(f"{room}/answer", seat=follower.seat, question=f"beta {at}", value=low) == (200, {})
        assert post(f"{room}/answer", seat=one.seat, question=f"beta {at}", value="<b>")[0] == 400
        assert post(f"{room}/answer", seat="nobody", question=f"beta {at}", value=low)[0] == 403
        assert one.until("room", lambda now: now["answered"] == 2)
        assert post(f"{room}/answers", one.seat)[0] == 403
        assert post(f"{room}/answers", key)[1] == {"question": f"beta {at}", "answers": [low, low]}
        assert post(f"{room}/reveal", one.seat)[0] == 403
        assert post(f"{room}/reveal", key)[1]["revealed"]
        spread = other.next("spread")
        assert (spread["question"], spread["answers"]) == (f"beta {at}", [low, low])
        assert spread["why"]
        assert spread["right"]["value"] > low
    post(f"{room}/close", key)


def test_who_follows_is_told_of_the_last_question_however_long_the_one_before_takes(server, monkeypatch):
    """What is right of it is still being worked out when the lectern goes on."""
    room, key = opened(server)
    works, go_on, right = threading.Event(), threading.Event(), together.right

    def slowly(name: str) -> dict:
        works.set()
        assert go_on.wait(30)
        return right(name)

    monkeypatch.setattr(together, "right", slowly)
    with closing(Follower(server, room[-6:])) as one:
        post(f"{room}/move", key, **STATE | {"query": "lesson=a-map-of-digits&step=2"})
        revealing = threading.Thread(target=post, args=(f"{room}/reveal", key))
        revealing.start()
        assert works.wait(30)
        post(f"{room}/move", key, **STATE | {"query": "lesson=a-map-of-digits&step=3"})
        one.until("room", lambda now: now["question"] == "a-map-of-digits 3")
        go_on.set()
        revealing.join()
        with closing(Follower(server, room[-6:])) as late:
            told = late.next("room")
            assert (told["question"], told["revealed"]) == ("a-map-of-digits 3", False)
    post(f"{room}/close", key)


def test_a_stream_without_news_says_that_it_is_there(server, monkeypatch):
    """A browser hears of a connection that is dead by nothing else."""
    monkeypatch.setattr(hall, "HEARTBEAT", 0.1)
    room, key = opened(server)
    with closing(Follower(server, room[-6:])) as one:
        assert one.next("beat") == one.next("beat") == {}
    post(f"{room}/close", key)


def test_a_question_that_comes_later_is_asked_at_the_lecterns_next_beat(server, monkeypatch):
    """A lesson that had a mistake was mended meanwhile."""
    room, key = opened(server)
    with monkeypatch.context() as without:
        without.setattr(together, "ask", lambda name: None)
        assert post(f"{room}/move", key, **STATE | {"query": "lesson=a-map-of-digits&step=3"})[1]["question"] is None
    assert post(f"{room}/move", key)[1]["question"] == "a-map-of-digits 3"
    post(f"{room}/close", key)


def test_the_link_is_one_that_other_machines_reach(server):
    room, key = opened(server)
    status, said = post(f"{room}/picture", key, root="http://lab.example/aelab/")
    assert (status, said["address"]) == (200, f"http://lab.example/aelab/?room={room[-6:]}")
    assert said["picture"].startswith("data:image/svg+xml")
    assert post(f"{room}/picture", key, root="192.168.1.7:8501")[1]["address"] == f"http://192.168.1.7:8501/?room={room[-6:]}"
    for wrong in ("javascript:alert(1)", "file:///etc", "http://", "x" * 400, "http://a?b=c", 1):
        assert post(f"{room}/picture", key, root=wrong)[0] == 400
        assert post(f"{server}room/address", root=wrong)[0] == 400
    assert post(f"{server}room/address", root="lab.example")[1]["root"] == "http://lab.example/", "for a link, without a room"
    post(f"{room}/close", key)


def test_what_is_no_request_of_ours_is_refused_with_a_sentence(server):
    room, key = opened(server)
    json_type = {"Content-Type": "application/json", "X-Aelab-Key": key}
    for body, headers, status in (
        (b"{}", {"Content-Type": "text/plain", "X-Aelab-Key": key}, 415),
        (b"page=", {"X-Aelab-Key": key}, 415),
        (b"", json_type, 400),
        (b"[]", json_type, 400),
        (b"[" * 4000, json_type, 400),
        (b'{"page": NaN}', json_type, 400),
        (b'{"page": "' + b"x" * 9000 + b'"}', json_type, 413),
        (b"{}", json_type | {"X-Aelab-Key": "guessed"}, 403),
    ):
        answer, said = sent(urllib.request.Request(f"{room}/move", body, headers))
        assert answer == status
        assert said["error"].endswith((".", "/"))
    status, said = post(f"{server}room/AAAAAA/join")
    assert (status, said["error"][:16]) == (404, "There is no room")
    for wrong in ("AAAAAA/events", f"{room[-6:]}/events?seat=nobody"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{server}room/{wrong}")
    post(f"{room}/close", key)
