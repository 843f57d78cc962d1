"""What happens around committees in transcripts: who sits there, elections, meetings, actions, and time that passes."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from locales.words import known_languages
from models.action import Action
from models.agenda import AgendaItem
from models.committee import Member
from models.contact import Contact
from models.meeting import Meeting
from models.vocabulary import ActionState, ItemState
from operations import fix_polls
from operations.agenda import agenda_of, item_discussed
from operations.committees import chamber, found_committee, set_rule
from operations.meetings import NewMeeting, plan_meeting
from operations.members import NewMember, add_member, change_office, find_member, members_of
from operations.points import accept
from tests.committee_world import SEATS
from tests.election_world import Ballot
from tests.world import World

NAMES = {
    "bn": "রহিমা খাতুন,সালমা আক্তার,আবদুল করিম,শিরিন বেগম,হোসেন সাহেব,রহমান ম্যাডাম,আলম সাহেব,চৌধুরী সাহেব",
    "ar": "رحيمة خاتون,سلمى أكتر,عبد الكريم,شيرين بيغم,السيد حسين,السيدة رنا,السيد علاء,السيد شادي",
}
"""How the eight are called where the committee is."""
TOWNS = {"Amman": {"country": "JO", "timezone": "Asia/Amman"}}
HOUR = 3600.0


def committee(world: World, words: Sequence[str]) -> Ballot:
    """`bn`, or with the factory's other languages, `Amman`, `managers` for a committee still to be elected."""
    languages = tuple(word for word in words if word in known_languages())
    setting = {
        "languages": languages,
        "place": next((TOWNS[word] for word in words if word in TOWNS), {}),
        "sides": ("management",) if "managers" in words else ("worker", "management"),
        "names": _names(languages[0]),
    }
    return Ballot(world, language=languages[0], setting=setting)


def _names(language: str) -> dict[str, str]:
    short = [name.removeprefix("Mr ").removeprefix("Ms ").split()[0] for name, *_rest in SEATS]
    return dict(zip(short, NAMES[language].split(","), strict=True)) if language in NAMES else {}


def workers(ballot: Ballot, words: Sequence[str]) -> None:
    """Names; a language before them is that of their phones."""
    language = words[0] if words[0] in known_languages() else None
    ballot.hires(*words[language is not None :], language=language)


def speaks(ballot: Ballot, words: Sequence[str]) -> None:
    language, *names = words
    with ballot.world.work() as work:
        for name in names:
            contact = update(Contact).where(Contact.id == ballot.everybody[name].contact_id)
            work.connection.execute(contact.values(language=language))


def alternate(ballot: Ballot, words: Sequence[str]) -> None:
    """`Nasima Abdul নাসিমা বেগম`: who stands in for whom, and her name as it is written."""
    short, member, *name = words
    phone = ballot.everybody[short].contact_id if short in ballot.everybody else None
    assert phone is not None
    with ballot.world.work() as work:
        seat = find_member(work.connection, work.ring, seat_of(ballot, member))
        new = NewMember(" ".join(name) or short, seat.side, stands_in_for_id=seat.id)
        add_member(work, ballot.committee.id, new, phone)


def office(ballot: Ballot, words: Sequence[str]) -> None:
    name, wanted = words
    with ballot.world.work() as work:
        change_office(work, seat_of(ballot, name), wanted, ballot.advisor)


def rule(ballot: Ballot, words: Sequence[str]) -> None:
    """A setting of the committee is switched on."""
    with ballot.world.work() as work:
        set_rule(work, ballot.committee.id, words[0], True, ballot.advisor)


def second(ballot: Ballot, words: Sequence[str]) -> None:
    """`safety_bd Rahima Alam`: these sit on another committee of the factory too."""
    kind, *names = words
    with ballot.world.work() as work:
        other = found_committee(work, ballot.committee.factory.id, kind)
        for name in names:
            seat = find_member(work.connection, work.ring, seat_of(ballot, name))
            add_member(work, other, NewMember(seat.name, seat.side), ballot.everybody[name].contact_id)
    ballot.others.append(other)


SETTINGS: dict[str, Callable[[Ballot, Sequence[str]], None]] = {
    "workers": workers,
    "speaks": speaks,
    "alternate": alternate,
    "office": office,
    "rule": rule,
    "second": second,
}


def seat_of(ballot: Ballot, name: str) -> str:
    """The seat of somebody's phone in the committee."""
    seat = (Member.contact_id == ballot.everybody[name].contact_id, Member.committee_id == ballot.committee.id)
    with ballot.world.db.read() as connection:
        return str(connection.execute(select(Member.id).where(*seat)).scalar_one())


def seat_named(ballot: Ballot, short: str) -> str:
    """The seat of somebody whose phone is not known yet, or no longer theirs."""
    if short in ballot.committee.members:
        return ballot.committee.members[short]
    with ballot.world.db.read() as connection:
        seated = members_of(connection, ballot.world.ring, ballot.committee.id)
    return next(one.id for one in seated if one.name == ballot.committee.names.get(short, short))


def announce(ballot: Ballot, seats: str) -> None:
    ballot.seats = int(seats)
    ballot.announced()


def enter(ballot: Ballot, names: str) -> None:
    ballot.stand(*names.split(", "))


def phase_ends(ballot: Ballot, _text: str) -> None:
    ballot.ends()


def plan(ballot: Ballot, words: str) -> None:
    day, _, place = words.partition(" ")
    ballot.committee.meets(date.fromisoformat(day), place=place or "canteen")


def plan_second(ballot: Ballot, words: str) -> None:
    day, clock = datetime.fromisoformat(words).date(), datetime.fromisoformat(words).time()
    with ballot.world.work() as work:
        plan_meeting(work, ballot.others[-1], NewMeeting(day, clock))
    ballot.world.settle()


def word(ballot: Ballot, wording: str) -> None:
    with ballot.world.work() as work:
        pending = select(AgendaItem.id).where(AgendaItem.state == ItemState.PENDING)
        item_id = work.connection.execute(pending).scalars().one()
        accept(work, item_id, wording, ballot.advisor)
    ballot.worded.append(item_id)


def discuss(ballot: Ballot, title: str) -> None:
    with ballot.world.work() as work:
        (meeting,) = work.connection.execute(select(Meeting.id)).scalars()
        for item in agenda_of(work.connection, work.ring, meeting):
            if item.title == title:
                item_discussed(work, item.id)
    ballot.world.settle()


def ask_workers(ballot: Ballot, question: str) -> None:
    """The advisor asks about the action that was done last."""
    with ballot.world.work() as work:
        done = select(Action.id).where(Action.state == ActionState.DONE)
        languages = chamber(work.connection, ballot.committee.id).languages
        action_id = work.connection.execute(done).scalars().one()
        fix_polls.start_poll(work, action_id, {languages[0]: question}, 3, ballot.advisor)
    ballot.world.settle()


ACTS: dict[str, Callable[[Ballot, str], None]] = {
    "announce": announce,
    "enter": enter,
    "phase-ends": phase_ends,
    "plan": plan,
    "plan-second": plan_second,
    "word": word,
    "discuss": discuss,
    "ask-workers": ask_workers,
}
"""What happens to a committee; people look at their phones with `Rahima?`."""


def pass_until(ballot: Ballot, words: str) -> None:
    """Hour by hour, as the factory's clock goes: a reminder that is only true for an hour is not missed."""
    with ballot.world.db.read() as connection:
        zone = ZoneInfo(chamber(connection, ballot.committee.id).timezone)
    moment = datetime.fromisoformat(words).replace(tzinfo=zone).timestamp()
    assert moment > ballot.world.now
    while ballot.world.now < moment:
        ballot.world.wait(min(HOUR, moment - ballot.world.now))
