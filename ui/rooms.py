"""The rule of rooms: who leads one, who follows it, what they answer, and when it ends. Knows no server and no clock of its own.

A room is kept in memory alone and forgotten when it ends; it has no names. Times are seconds of a clock that never goes back.
"""

from __future__ import annotations

import math
import re
import secrets
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"  # no vowels, so that no word comes of it, and no L, which looks like an I
LENGTH = 6  # letters of a code: 64 million of them
ABSENCE = 600  # seconds after which a room without its lectern ends
ROOMS, FOLLOWERS, SEATS, QUESTIONS, POINTS = 64, 500, 2000, 64, 256  # at most: on a server; in a room; points of a curve
OPENED = 30, 12  # rooms that an address may open at once, and in a minute
MOVES = 40, 1800  # of a room, at once and in a minute
WRONG = 40, 40  # wrong codes from one address,
ALL_WRONG = 120, 120  # and from all: a guesser would take a month to find one room
PAGE, TESTID = re.compile(r"[a-z_]{0,32}"), re.compile(r"[\w-]{1,64}", re.ASCII)
QUERY = 4000  # characters of what an address says


class Refused(Exception):  # noqa: N818  (it is no error of the server's)
    """Something that a rule forbids: the status of the answer, and a sentence."""

    def __init__(self, status: int, words: str):
        super().__init__(words)
        self.status = status


class Ask(NamedTuple):
    """What may be answered: one of so many `options`, a number between `low` and `high`, so many `points` between them, a place on a
    map that reaches `high` far."""

    kind: str
    options: int = 0
    low: float = 0
    high: float = 0
    points: int = 0

    def read(self, value: Any) -> int | float | list[float]:
        """An answer, checked: nothing but numbers within the question's bounds. Raises Refused."""
        if self.kind == "choose":
            if type(value) is int and 0 <= value < self.options:
                return value
        elif self.kind == "number":
            if _number(value) and self.low <= value <= self.high:
                return float(f"{value:.4g}")
        elif isinstance(value, list) and len(value) == (2 if self.kind == "place" else self.points) <= POINTS:
            low = -self.high if self.kind == "place" else self.low
            if all(_number(part) and low <= part <= self.high for part in value):
                return [float(f"{part:.4g}") for part in value]
        raise Refused(400, "That is no answer to this question.")


class Bucket:
    """So many at once, and so many in a minute after that."""

    def __init__(self, most: float, minute: float, now: float):
        self.most, self.rate, self.left, self.at = most, minute / 60, float(most), now

    def full(self, now: float) -> bool:
        """Whether nothing was taken for long enough."""
        return self.left + (now - self.at) * self.rate >= self.most

    def any(self, now: float) -> bool:
        self.left, self.at = min(self.most, self.left + (now - self.at) * self.rate), now
        return self.left >= 1

    def take(self, now: float) -> bool:
        if not self.any(now):
            return False
        self.left -= 1
        return True


@dataclass
class Room:
    """One room. `state` is what the lectern shows."""

    code: str
    key: str
    seen: float  # when the lectern was there last
    moves: Bucket
    state: dict[str, Any] = field(default_factory=dict)
    step: str = ""  # of a lesson, that is shown,
    asked: tuple[str, Ask] | None = None  # and its question
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)  # by question, and by seat
    revealed: set[str] = field(default_factory=set)
    seats: set[str] = field(default_factory=set)
    here: Counter = field(default_factory=Counter)  # the streams of each seat
    closed: bool = False

    def leads(self, key: str) -> None:
        """Raises Refused unless this is the lectern's key."""
        if not secrets.compare_digest(self.key.encode(), key.encode()):
            raise Refused(403, "Only the lectern can do that.")

    def knows(self, proof: str) -> bool:
        """Whether it is this lectern's key, or a seat of this room."""
        return proof in self.seats or secrets.compare_digest(self.key.encode(), proof.encode(errors="replace"))

    def move(self, said: Any, now: float) -> bool:
        """What the lectern shows now; nothing, where it only says that it is there. Returns whether anything is new."""
        self.seen = now
        if said == {}:
            return False
        if not self.moves.take(now):
            raise Refused(429, "These are too many moves.")
        state = _state(said)
        new, self.state = state != self.state, state
        return new

    def ask(self, step: str, ask: Ask | None) -> None:
        """Another step is shown, with this question."""
        self.step, self.asked = step, (step, ask) if ask else None

    def sit(self, seat: str | None) -> str:
        """A seat for who follows: the one that was given before, or a new one."""
        if seat in self.seats:
            return str(seat)
        if len(self.here) >= FOLLOWERS or len(self.seats) >= SEATS:
            raise Refused(503, "This room is full.")
        self.seats.add(made := secrets.token_urlsafe(9))
        return made

    def come(self, seat: str) -> None:
        """A stream begins; a seat may have two, in two tabs."""
        if seat not in self.seats:
            raise Refused(404, "There is no such seat in this room: join it again.")
        if self.here[seat] >= 4 or seat not in self.here and len(self.here) >= FOLLOWERS:
            raise Refused(503, "This room is full.")
        self.here[seat] += 1

    def go(self, seat: str) -> None:
        self.here[seat] -= 1
        if self.here[seat] <= 0:
            del self.here[seat]

    def answer(self, seat: str, question: Any, value: Any) -> None:
        """A prediction, or another one from the same seat, for as long as the lectern has not revealed what is right."""
        if seat not in self.seats:
            raise Refused(403, "Only those who have joined can answer.")
        if not self.asked or self.asked[0] != question:
            raise Refused(409, "This is not asked now.")
        if question in self.revealed:
            raise Refused(409, "The answer was revealed already.")
        read = self.asked[1].read(value)
        if question not in self.answers and len(self.answers) >= QUESTIONS:
            raise Refused(503, "This room has been asked enough.")
        self.answers.setdefault(question, {})[seat] = read

    def reveal(self) -> None:
        if not self.asked:
            raise Refused(409, "Nothing is asked now.")
        self.revealed.add(self.asked[0])

    def answered(self) -> list[Any]:
        """The predictions of the question that is asked, in no order that says whose they are."""
        given = self.answers.get(self.asked[0], {}) if self.asked else {}
        return [given[seat] for seat in sorted(given)]


class Rooms:
    """All rooms of a server, and what an address may try."""

    def __init__(self, clock: Callable[[], float]):
        self.clock, self._rooms = clock, dict[str, Room]()
        self._opened, self._wrong = dict[Hashable, Bucket](), dict[Hashable, Bucket]()
        self._all_wrong = Bucket(*ALL_WRONG, clock())

    def open(self, address: Hashable) -> Room:
        """A new room for who asks from an address. Raises Refused."""
        now = self.clock()
        self.sweep()
        if not self._of(self._opened, address, OPENED).take(now):
            raise Refused(429, "Too many rooms were opened from this address: wait a minute.")
        if len(self._rooms) >= ROOMS:
            raise Refused(503, "This server has as many rooms as it can hold.")
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        while code in self._rooms:
            code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        room = self._rooms[code] = Room(code, secrets.token_urlsafe(24), now, Bucket(*MOVES, now))
        return room

    def find(self, code: str, address: Hashable, proof: str = "") -> Room:
        """The room of a code. Who guesses is told nothing for a while, not even of a right one. But `proof`, a lectern's key or a seat, is of
        who did not guess: a class may share an address, and its lectern with it. Raises Refused."""
        now, wrong, room = self.clock(), self._wrong.get(address), self._rooms.get(code.upper())
        proven = room is not None and room.knows(proof)
        guessed = wrong is not None and not wrong.full(now) and not proven
        if guessed and not (wrong.any(now) and self._all_wrong.any(now)):  # type: ignore[union-attr]
            raise Refused(429, "Too many wrong codes came from here: wait a minute.")
        if room is not None and not self._over(room):
            return room
        self._of(self._wrong, address, WRONG).take(now)
        self._all_wrong.take(now)
        raise Refused(404, "There is no room of this code: it was mistyped, or the room has closed.")

    def close(self, room: Room) -> None:
        """End a room, and keep nothing of it."""
        room.closed = True
        room.answers.clear()
        room.state = {}
        self._rooms.pop(room.code, None)

    def sweep(self) -> list[Room]:
        """End the rooms whose lectern has been away for too long, and forget who tried nothing for a while. Returns those that ended."""
        now, gone = self.clock(), [room for room in self._rooms.values() if self._over(room)]
        for room in gone:
            self.close(room)
        for kept in (self._opened, self._wrong):
            for address in [address for address, bucket in kept.items() if bucket.full(now)]:
                del kept[address]
        return gone

    def _over(self, room: Room) -> bool:
        return room.closed or self.clock() - room.seen > ABSENCE

    def _of(self, kept: dict[Hashable, Bucket], address: Hashable, limit: tuple[float, float]) -> Bucket:
        return kept.setdefault(address, Bucket(*limit, self.clock()))


def _state(said: Any) -> dict[str, Any]:
    """What a lectern shows, checked: nothing but a page's name, what an address says
    beside the views of the instruments, those views, and a place on a part of the page."""
    if not isinstance(said, dict) or said.keys() - {"page", "query", "view", "cursor"}:
        raise Refused(400, "That is no move of a lectern.")
    page, texts, cursor = said.get("page"), [said.get(name) for name in ("query", "view")], said.get("cursor")
    fits = isinstance(page, str) and PAGE.fullmatch(page) and all(isinstance(text, str) and len(text) <= QUERY for text in texts)
    if not fits or not (cursor is None or _cursor(cursor)):
        raise Refused(400, "That is no move of a lectern.")
    return {"page": page, "query": texts[0], "view": texts[1], "cursor": cursor}


def _cursor(said: Any) -> bool:
    """Whether it is [test id, which of those of the page, x, y], the place in shares of the part's box."""
    if not isinstance(said, list) or len(said) != 4:
        return False
    testid, which, x, y = said
    named = isinstance(testid, str) and TESTID.fullmatch(testid) is not None
    return named and type(which) is int and 0 <= which < 100 and all(_number(share) and -2 <= share <= 3 for share in (x, y))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
