"""The committee by chat: what a member or a worker may do there, and taking a seat."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.fitting import is_said
from bot.scripts.cases import same
from bot.talk import Entry, RefusedAnswer, Talk
from conversations import committee, enrolment
from conversations.dialogue import Facts
from conversations.texts import Text
from models.codes import spoken
from models.vocabulary import Office, Side
from operations.committees import chambers_of
from operations.elections import running
from operations.members import NAME_LIMIT, NewMember, Seated, add_member, members_of, seats_of_contact, take_seat
from operations.rsvps import ask_newly_seated

MAY_MEMBER = ("meeting_next", "agenda_propose", "action_mine", "minutes_last", "who")
"""The scripts open to a member, as the menu of the committee offers them."""
MAY_OFFICER: tuple[str, ...] = ("minutes", "meeting_plan", "meeting_move", "meeting_call_off")
"""And those open only to chair, co-chair and secretary; they stand first."""
MAY_SECRETARY = ("member_enrol",)
"""And what the secretary alone may do."""
MAY_WORKER = ("who", "agenda_propose", "petition", "minutes_last")
"""The scripts open to any worker of the factory."""


def may_of_member(seat: Any) -> list[str]:
    """The scripts that a seat opens."""
    secretary = MAY_SECRETARY if seat.office == Office.SECRETARY else ()
    return [*(MAY_OFFICER if seat.office else ()), *MAY_MEMBER, *secretary]


def _committees(talk: Talk, facts: Facts) -> Facts:
    """The committees somebody sits on; for others those of their factory."""
    seats = seats_of_contact(talk.work.connection, talk.contact.id)
    if seats:
        return {
            "committees": [
                {
                    "id": seat.committee_id,
                    "name": seat.committee,
                    "member_id": seat.id,
                    "may": _may_now(talk, seat.committee_id, [*may_of_member(seat), *_may_here(talk)], seat.side),
                }
                for seat in seats
            ]
        }
    factory = talk.factory.id if talk.factory else ""
    return {
        "committees": [
            {"id": one.id, "name": one.name, "member_id": None, "may": _may_now(talk, one.id, MAY_WORKER)}
            for one in chambers_of(talk.work.connection, factory)
        ]
    }


def _may_here(talk: Talk) -> tuple[str, ...]:
    """What only some lines can carry: nobody can copy an address out of an SMS on a keypad phone."""
    return () if talk.is_sms else ("calendar",)


def _may_now(talk: Talk, committee_id: str, may: Sequence[str], side: str = Side.WORKER) -> list[str]:
    """An election stands first while there is one; it is the workers' own."""
    electing = side == Side.WORKER and running(talk.work.connection, committee_id)
    return [*(("election",) if electing else ()), *may]


ARRIVING = ("welcome", "factory")
"""Scripts that ask who somebody is; the code of a seat answers them."""


def seat(talk: Talk, typed: str) -> bool:
    """The code of a seat ties this phone to it; False when it is no such code."""
    member = take_seat(talk.work, talk.contact.id, typed)
    if member is None:
        return False
    if not talk.contact.introduced:
        talk.changes["introduced"] = True
        talk.speak(member.language)
    talk.stack[:] = [state for state in talk.stack if state.script not in ARRIVING or state.parts]
    names = {one.committee_id: one.committee for one in seats_of_contact(talk.work.connection, talk.contact.id)}
    talk.say(committee.seated(names[member.committee_id]))
    ask_newly_seated(talk.work, member.id)
    return True


def _enrol(talk: Talk, outcome: enrolment.EnrolMember) -> None:
    """Only for whoever is still the secretary of that committee."""
    seats = seats_of_contact(talk.work.connection, talk.contact.id)
    if not any((seat.committee_id, seat.office) == (outcome.committee_id, Office.SECRETARY) for seat in seats):
        talk.say(committee.NO_COMMITTEE)
        return
    if not 0 < len(outcome.name) <= NAME_LIMIT:
        raise RefusedAnswer("name", Text(enrolment.WRITE_A_NAME.message, {"count": NAME_LIMIT}))
    new = add_member(talk.work, outcome.committee_id, NewMember(outcome.name, outcome.side))
    sides = Counter(member.side for member in full_members(talk, outcome.committee_id))
    code = spoken(str(new.code))
    said = [enrolment.enrolled(name, code, sides[Side.WORKER], sides[Side.MANAGEMENT]) for name in (outcome.name, "…")]
    talk.say(said[0] if is_said(talk, said[0]) else said[1])


def full_members(talk: Talk, committee_id: str) -> list[Seated]:
    """Who has a seat of their own; alternates only stand in."""
    members = members_of(talk.work.connection, talk.work.ring, committee_id)
    return [member for member in members if not member.is_alternate]


SCRIPTS: Mapping[str, Entry] = {
    "committee": Entry(committee.committee, _committees),
    "member_enrol": Entry(enrolment.enrol, same),
}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    enrolment.EnrolMember: _enrol,
}
