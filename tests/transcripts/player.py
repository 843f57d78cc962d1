"""Plays a transcript: does what people with phones and the advisor do, and writes down what comes back."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.scripts import elections
from models.case import Case
from models.codes import spoken
from models.user import User
from models.vocabulary import CaseAction, Line
from operations import agenda_release, cases
from operations.members import new_seat_code
from operations.users import add_user
from tests.election_world import Ballot
from tests.minutes_world import Held
from tests.transcripts import committees
from tests.wave_world import wave
from tests.world import Person, World

FOLDER = Path(__file__).parent
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
AT_NIGHT = "22:00-06:00"
"""The shift of factories in here: answers are heard when they are given; tests/bot/test_reply_hours.py has others."""
LINES = {"sms": Line.SIM_SMS, "telegram": Line.SIM_TELEGRAM}
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]")


_NAMED = re.compile(r"(\w+(?:, \w+)*)([>*?])(?: (.*))?")
"""`Rahima> 1`: one of several people writes, presses a button, or looks at the phone; `Rahima, Salma> 1`: each does."""


class Player:
    """One transcript's world: a worker and the advisor of her case; or a committee, and workers with names."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.worker = Person(world, "+8801700000001", Line.SIM_SMS)
        self.code = "FACT"
        self.ballot: Ballot | None = None
        self._code_heard = ""

    def do(self, line: str) -> list[str]:
        """One line of the transcript; returns the messages that come back."""
        named = _NAMED.fullmatch(line)
        if named:
            heard = [self._by_name(name, named[2], named[3] or "") for name in named[1].split(", ")][-1]
        else:
            mark, _, rest = line.partition(" ")
            heard = DOING[mark](self, rest)
        codes = _CODE.findall("\n".join(heard))
        self._code_heard = codes[-1] if codes else self._code_heard
        return heard

    def _by_name(self, name: str, mark: str, rest: str) -> list[str]:
        assert self.ballot is not None
        if name not in self.ballot.everybody:
            self.ballot.everybody[name] = self.world.person(f"+88017000009{len(self.ballot.everybody):02}")
        self.worker = self.ballot.everybody[name]
        return {">": self.writes, "*": self.taps, "?": lambda _: self.worker.hears()}[mark](rest)

    def setting(self, words: str) -> list[str]:
        kind, *languages = words.split()
        if kind == "committee":
            self.ballot = committees.committee(self.world, languages)
            self.code = self.ballot.committee.factory.code
        elif kind in committees.SETTINGS:
            assert self.ballot is not None
            committees.SETTINGS[kind](self.ballot, languages)
        elif kind in LINES:
            address = "+8801700000001" if kind == "sms" else "700000001"
            self.worker = Person(self.world, address, LINES[kind])
        else:
            self.code = self.world.factory(*languages, shift=AT_NIGHT).code
        return []

    def writes(self, words: str) -> list[str]:
        if words.startswith("/start "):
            return self.worker.sends(start=words.removeprefix("/start ").replace("FACT", self.code))
        return self.worker.says(words.replace("FACT", self.code).replace("CODE", self._code_heard))

    def taps(self, number: str) -> list[str]:
        return self.worker.taps(int(number))

    def shows(self, kind: str) -> list[str]:
        return self.worker.shows(PICTURE if kind == "photo" else b"OggS" + b"\0" * 64, kind)

    def waits(self, span: str) -> list[str]:
        if span[-1] in UNITS:
            self.world.wait(int(span[:-1]) * UNITS[span[-1]])
            return self.worker.hears()
        assert self.ballot is not None
        committees.pass_until(self.ballot, span)
        return []

    def advisor(self, words: str) -> list[str]:
        act, _, text = words.partition(" ")
        if act in committees.ACTS:
            assert self.ballot is not None
            committees.ACTS[act](self.ballot, text)
            return []
        if act == "survey":
            wave(self.world, self.code)
            return []
        if act == "held":
            assert self.ballot is not None
            Held(self.ballot.committee)
            return []
        if act == "new-code":
            return self._new_code(text)
        with self.world.work() as work:
            session = Session(work.connection)
            user = session.scalar(select(User))
            if user is None:
                add_user(work, "advisor@example.org", "advisor")
                user = session.scalars(select(User)).one()
            case = session.scalars(select(Case)).first()
            assert case is not None
            if act == "reply":
                cases.reply(work, case, user.id, text, at_once=True)
            else:
                cases.change_status(work, case, user.id, CaseAction(act))
        self.world.settle()
        return self.worker.hears()

    def _new_code(self, name: str) -> list[str]:
        """The code of a seat is given from hand to hand."""
        assert self.ballot is not None
        seat = committees.seat_named(self.ballot, name)
        with self.world.work() as work:
            self._code_heard = spoken(new_seat_code(work, seat, by=""))
        return []

    def place_of(self, item_id: str) -> int:
        """Of a worker's point among those that wait."""
        worded = self.ballot.worded if self.ballot else []
        return worded.index(item_id) if item_id in worded else -1


DOING: dict[str, Callable[[Player, str], list[str]]] = {
    "@": Player.setting,
    ">": Player.writes,
    "*": Player.taps,
    "+": Player.shows,
    "~": Player.waits,
    "!": Player.advisor,
}


def play(script: str, world: World) -> str:
    """The transcript with what really comes back.

    Ballots are in the order of names, workers' points in that in which they were worded, so that they can be read.
    """
    player = Player(world)
    with (
        patch.object(elections, "mixed", lambda names: sorted(names, key=lambda one: one[1])),
        patch.object(agenda_release._random, "shuffle", lambda batch: batch.sort(key=player.place_of)),
    ):
        return _play(script, player)


def _play(script: str, player: Player) -> str:
    played = []
    for line in script.splitlines():
        if line[:1] in ("<", "|"):
            continue
        played.append(line)
        if line[:1] in DOING or _NAMED.fullmatch(line):
            played += [shown for message in player.do(line) for shown in _written(message)]
    return "\n".join(played) + "\n"


def _written(message: str) -> list[str]:
    first, *more = _CODE.sub("CODE", message).split("\n")
    return [f"< {first}", *(f"| {line}" for line in more)]


def _picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), (11, 92, 86)).save(drawn, "JPEG")
    return drawn.getvalue()


PICTURE = _picture()
