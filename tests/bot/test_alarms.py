"""The ladder: danger is announced to those on call until one of them has taken the case, and then no more."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from bot.reminders import fire_due
from models.base import table
from models.case import Case
from models.contact import Contact
from models.factory import Factory
from models.reminder import Reminder
from models.user import User
from models.vocabulary import Line, ReminderKind, Way
from operations import cases
from operations.on_call import put_on_call
from operations.sessions import Viewer, choose_alerts, new_link_token
from tests.world import Advisor, Person, World

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
URGENT = "Bobbin: something urgent waits for you. Please sign in."
DANGER = ("1", "1", "3", "1", "The boiler leaks gas and nobody may leave", "1", "yes", "1")
BEATEN = ("1", "1", "4", "2", "He hits us with a ruler", "1", "no", "1", "1", "no", "1")
"""Not in danger now; what Better Work does not tolerate all the same."""
LATE = ("1", "1", "1", "1", "Our wages have not been paid", "1", "no", "1", "1", "no", "1")


@dataclass
class Guard:
    """Padma and those who look after it: each has a chat for alerts."""

    world: World
    people: dict[str, Advisor] = field(default_factory=dict)
    chats: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.code = self.world.factory("en").code
        with self.world.db.read() as connection:
            self.factory_id = str(connection.execute(select(Factory.id)).scalar_one())
        for number, (name, role) in enumerate(
            (("farida", "advisor"), ("jamal", "advisor"), ("lead", "lead"), ("admin", "admin"))
        ):
            own = (self.code,) if role == "advisor" else ()
            self.people[name] = self.world.advisor(*own, role=role, email=f"{name}@advisors.example")
            self.chats[name] = self.world.person(f"90000000{number}", Line.SIM_TELEGRAM)
            self.chats[name].sends(start=f"u_{self.token(name)}")

    def token(self, name: str) -> str:
        with self.world.work() as work:
            return new_link_token(work, self.people[name].id)

    def on_call(self, name: str, starts_at: str = "00:00", ends_at: str = "00:00") -> None:
        viewer = Viewer(self.people["admin"].id, "admin@advisors.example", "admin", "en")
        with self.world.work() as work:
            put_on_call(work, viewer, self.factory_id, self.people[name].id, starts_at, ends_at)

    def tells(self, words: tuple[str, ...] = DANGER) -> Case:
        worker = self.world.person("+8801700000001")
        for one in (self.code, *words):
            worker.says(one)
        (case,) = self.world.cases()
        return case

    def heard(self) -> dict[str, int]:
        """How often each has been alerted since; they hear nothing else."""
        told = {name: chat.hears() for name, chat in self.chats.items()}
        assert {words for one in told.values() for words in one} <= {URGENT}
        return {name: len(words) for name, words in told.items() if words}

    def rounds(self, number: int) -> None:
        for _round in range(number):
            self.world.wait(10 * MINUTE)

    def rounds_kept(self) -> int:
        with self.world.db.read() as connection:
            query = select(func.count()).where(table(Reminder).c.kind == ReminderKind.ALARM)
            return int(connection.execute(query).scalar_one())


@pytest.fixture
def guard(world: World) -> Guard:
    return Guard(world)


@pytest.mark.parametrize("words", [DANGER, BEATEN])
def test_who_is_on_call_is_told_then_leads_then_admins_and_never_less(guard: Guard, words: tuple[str, ...]) -> None:
    guard.on_call("farida")
    guard.tells(words)
    assert guard.heard() == {"farida": 1}
    guard.rounds(2)
    assert guard.heard() == {"farida": 2}
    guard.rounds(1)
    assert guard.heard() == {"farida": 1, "lead": 1}
    guard.rounds(3)
    assert guard.heard() == {"farida": 3, "lead": 3, "admin": 1}
    guard.world.wait(HOUR)
    assert guard.heard() == {"farida": 1, "lead": 1, "admin": 1}
    guard.world.wait(30 * MINUTE)
    assert guard.heard() == {}


def test_when_nobody_is_on_call_all_are_told_at_once(guard: Guard) -> None:
    guard.tells()
    assert guard.heard() == {"farida": 1, "jamal": 1, "lead": 1, "admin": 1}


def test_hours_are_those_of_the_factory_and_go_over_midnight(guard: Guard) -> None:
    guard.on_call("farida", "20:00", "08:00")
    guard.on_call("jamal", "08:00", "20:00")
    guard.world.now += 13 * HOUR  # 23 o'clock in Dhaka: an alert goes out at night
    guard.tells()
    assert guard.heard() == {"farida": 1}


def test_who_cannot_be_reached_counts_as_nobody(guard: Guard) -> None:
    guard.on_call("farida")
    with guard.world.work() as work:
        hers = Contact.user_id == guard.people["farida"].id
        work.connection.execute(table(Contact).update().where(hers).values(sendable=False))
    guard.tells()
    assert guard.heard() == {"jamal": 1, "lead": 1, "admin": 1}


def test_what_is_not_grave_wakes_nobody(guard: Guard) -> None:
    guard.on_call("farida")
    guard.tells(LATE)
    guard.rounds(2)
    assert (guard.heard(), guard.rounds_kept()) == ({}, 0)


@pytest.mark.parametrize("how", ["take", "acknowledge", "reply", "close"])
def test_it_ends_when_somebody_has_taken_the_case(guard: Guard, how: str) -> None:
    guard.on_call("farida")
    case, farida = guard.tells(), guard.people["farida"]
    guard.rounds(1)
    guard.heard()
    if how == "take":
        with guard.world.work() as work:
            cases.assign(work, case, farida.id, farida.id)
    elif how == "reply":
        farida.replies("We are on our way")
    else:
        farida.does(how)
    assert guard.rounds_kept() == 0  # their hours would tell when she wrote
    guard.rounds(8)
    assert (guard.heard(), guard.rounds_kept()) == ({}, 0)


def test_given_to_somebody_they_are_told_and_given_back_it_begins_anew(guard: Guard) -> None:
    guard.on_call("farida")
    case, lead = guard.tells(), guard.people["lead"].id
    guard.heard()
    with guard.world.work() as work:
        cases.assign(work, case, lead, guard.people["jamal"].id)
    guard.rounds(2)
    assert guard.heard() == {"jamal": 1}
    with guard.world.work() as work:
        cases.assign(work, case, lead, None)
    guard.world.settle()
    assert guard.heard() == {"farida": 1}
    guard.rounds(1)
    assert guard.heard() == {"farida": 1}


def test_a_clock_that_dies_in_the_middle_tells_everybody_once(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    guard.on_call("farida")
    guard.tells()
    guard.heard()
    guard.world.now += 10 * MINUTE
    for _death in range(3):
        with monkeypatch.context() as dying:
            dying.setattr("bot.reminders.settle", _dies)
            with pytest.raises(KeyboardInterrupt):
                fire_due(guard.world.house, guard.world.now)
    guard.world.settle()
    assert guard.heard() == {"farida": 1}
    assert guard.rounds_kept() == 1


def test_after_an_outage_it_goes_on_from_where_it_was(guard: Guard) -> None:
    guard.on_call("farida")
    guard.tells()
    guard.heard()
    guard.world.wait(DAY)
    assert guard.heard() == {"farida": 1}
    guard.rounds(2)
    assert guard.heard() == {"farida": 2, "lead": 1}


def test_each_is_told_by_the_way_they_chose(guard: Guard) -> None:
    guard.on_call("farida")
    phone = guard.world.person("+8801700000300")
    phone.says("Hello")
    hers = guard.people["farida"].id
    with guard.world.db.read() as connection:
        contact = connection.execute(select(Contact.id).where(Contact.line == Line.SIM_SMS)).scalar_one()
    with guard.world.work() as work:
        work.connection.execute(table(Contact).update().where(Contact.id == contact).values(user_id=hers))
    phone.hears()
    guard.tells()
    assert (guard.heard(), phone.hears()) == ({"farida": 1}, [URGENT])
    for way, told in ((Way.SMS, ({}, [URGENT])), (Way.TELEGRAM, ({"farida": 1}, [])), (Way.EMAIL, None)):
        with guard.world.work() as work:
            choose_alerts(work, hers, way)
        guard.rounds(1)
        if told is None:  # no address for that way: every other one
            assert phone.hears() == [URGENT]
            continue
        heard = guard.heard()
        heard.pop("lead", None)
        assert (heard, phone.hears()) == told


def _dies(*_args: object) -> None:
    raise KeyboardInterrupt


def test_of_a_closed_account_nobody_is_on_call(guard: Guard) -> None:
    guard.on_call("farida")
    with guard.world.work() as work:
        work.connection.execute(table(User).update().where(User.id == guard.people["farida"].id).values(active=False))
    guard.tells()
    assert guard.heard() == {"jamal": 1, "lead": 1, "admin": 1}
