"""Plays a transcript: does what the worker and the advisor do, and writes down what comes back."""

import io
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.lines import Line
from models.case import Case
from models.user import User
from models.vocabulary import CaseAction
from operations import cases
from operations.users import add_user
from tests.world import Person, World

FOLDER = Path(__file__).parent
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LINES = {"sms": Line.SIM_SMS, "telegram": Line.SIM_TELEGRAM}
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]")


class Player:
    """One transcript's world: a worker, and the advisor of her case."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.worker = Person(world, "+8801700000001", Line.SIM_SMS)
        self.code = "FACT"

    def do(self, line: str) -> list[str]:
        """One line of the transcript; returns the messages that come back."""
        mark, _, rest = line.partition(" ")
        return DOING[mark](self, rest)

    def setting(self, words: str) -> list[str]:
        kind, *languages = words.split()
        if kind in LINES:
            address = "+8801700000001" if kind == "sms" else "700000001"
            self.worker = Person(self.world, address, LINES[kind])
        else:
            self.code = self.world.factory(*languages).code
        return []

    def writes(self, words: str) -> list[str]:
        if words.startswith("/start "):
            return self.worker.sends(start=words.removeprefix("/start ").replace("FACT", self.code))
        return self.worker.says(words.replace("FACT", self.code))

    def taps(self, number: str) -> list[str]:
        return self.worker.taps(int(number))

    def shows(self, kind: str) -> list[str]:
        return self.worker.shows(PICTURE if kind == "photo" else b"OggS" + b"\0" * 64, kind)

    def waits(self, span: str) -> list[str]:
        self.world.wait(int(span[:-1]) * UNITS[span[-1]])
        return self.worker.hears()

    def advisor(self, words: str) -> list[str]:
        act, _, text = words.partition(" ")
        with self.world.work() as work:
            session = Session(work.connection)
            user = session.scalar(select(User))
            if user is None:
                add_user(work, "advisor@example.org", "advisor")
                user = session.scalars(select(User)).one()
            case = session.scalars(select(Case)).first()
            assert case is not None
            if act == "reply":
                cases.reply(work, case, user.id, text)
            else:
                cases.change_status(work, case, user.id, CaseAction(act))
        self.world.settle()
        return self.worker.hears()


DOING: dict[str, Callable[[Player, str], list[str]]] = {
    "@": Player.setting,
    ">": Player.writes,
    "*": Player.taps,
    "+": Player.shows,
    "~": Player.waits,
    "!": Player.advisor,
}


def play(script: str, world: World) -> str:
    """The transcript with what really comes back."""
    player, played = Player(world), []
    for line in script.splitlines():
        if line[:1] in ("<", "|"):
            continue
        played.append(line)
        if line[:1] in DOING:
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
