"""Committee members: who sits for which side, enrolled by a user, by the secretary, or by an election.

A phone is tied to a seat when its owner sends the code of the seat: whoever enrols a member never types a number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from locales.words import known_languages
from models.base import new_id
from models.codes import new_case_code, read_code
from models.committee import CalendarFeed, Committee, Member
from models.contact import Contact
from models.encryption import CaseCipher, Purpose
from models.vocabulary import Gender, Office, Side
from operations import audit
from operations.calendar import after_months
from operations.committees import Chamber, chamber, cipher_of
from operations.member_details import checked_gender, open_details, seal_details
from operations.work import Mistyped, Refused, Work

NAME_LIMIT = 60


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member as entered."""

    name: str
    side: str
    office: str | None = None
    union: str = ""
    gender: str | None = None
    department: str = ""
    shift: str | None = None
    language: str | None = None
    stands_in_for_id: str | None = None
    trained_on: date | None = None
    elected: bool = False


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A member just enrolled; `code` is shown once, none where the phone is known."""

    id: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Seated:
    """A member with the words of the seat opened."""

    id: str
    committee_id: str
    contact_id: str | None
    name: str
    union: str
    department: str
    side: Side
    office: Office | None
    gender: Gender | None
    shift: str | None
    language: str
    line: str | None
    sendable: bool
    stands_in_for_id: str | None
    elected: bool
    term_from: date
    term_until: date | None
    trained_on: date | None

    @property
    def is_alternate(self) -> bool:
        return self.stands_in_for_id is not None


@dataclass(frozen=True, slots=True)
class Balance:
    """How a committee is made up: members that are no alternates, by side, and the women among them."""

    workers: int
    managers: int
    women_percent: int | None

    @property
    def equal(self) -> bool:
        return self.workers == self.managers


def add_member(work: Work, committee_id: str, new: NewMember, contact_id: str | None = None, by: str = "") -> Enrolled:
    """Enrol a member. Breaking parity is possible, and visible until it is mended. Raises Refused."""
    house = chamber(work.connection, committee_id)
    _check(work.connection, committee_id, new)
    member_id, code = new_id(), None if contact_id else new_case_code()
    cipher = cipher_of(work.connection, work.ring, committee_id)
    today = work.day(house.timezone)
    months = house.rules.get("term_months")
    work.connection.execute(
        insert(Member).values(
            id=member_id,
            committee_id=committee_id,
            contact_id=contact_id,
            details_sealed=seal_details(cipher, member_id, new.name, new.union, new.department),
            side=Side(new.side).value,
            office=new.office,
            gender=new.gender,
            shift=new.shift,
            language=new.language,
            stands_in_for_id=new.stands_in_for_id,
            elected=new.elected,
            term_from=today,
            term_until=after_months(today, months) if months else None,
            trained_on=new.trained_on,
            **_code(work, code),
        )
    )
    _record(work, "member.enrolled", member_id, house, by)
    return Enrolled(member_id, code)


def take_seat(work: Work, contact_id: str, typed: str) -> Seated | None:
    """Tie the phone that sends a seat's code to that seat; None when the code belongs to no seat."""
    code = read_code(typed)
    if code is None:
        return None
    tags = [tag for _version, tag in work.ring.tags(f"seat|{code}", Purpose.CASE)]
    found = work.connection.execute(
        select(Member.id, Member.committee_id, Committee.factory_id, Member.language)
        .join(Committee, Committee.id == Member.committee_id)
        .where(Member.code_tag.in_(tags), Member.left_on.is_(None))
    ).one_or_none()
    if found is None:
        return None
    work.connection.execute(update(Member).where(Member.id == found.id).values(contact_id=contact_id, **_code(work)))
    contact = {"factory_id": found.factory_id}
    work.connection.execute(update(Contact).where(Contact.id == contact_id).values(**contact))
    audit.record(work, "member.seated")
    return find_member(work.connection, work.ring, found.id)


def new_seat_code(work: Work, member_id: str, by: str) -> str:
    """Another code for a seat, for a new phone; the old phone is untied at once."""
    member = find_member(work.connection, work.ring, member_id)
    code = new_case_code()
    work.connection.execute(update(Member).where(Member.id == member_id).values(contact_id=None, **_code(work, code)))
    _end_calendar(work, member_id)
    _record(work, "member.code", member_id, chamber(work.connection, member.committee_id), by)
    return code


def leave(work: Work, member_id: str, by: str) -> None:
    """A member leaves the committee; what they said in it stays."""
    member = find_member(work.connection, work.ring, member_id)
    house = chamber(work.connection, member.committee_id)
    work.connection.execute(
        update(Member)
        .where(Member.id == member_id)
        .values(left_on=work.day(house.timezone), contact_id=None, **_code(work))
    )
    _end_calendar(work, member_id)
    _record(work, "member.left", member_id, house, by)


def change_office(work: Work, member_id: str, office: str | None, by: str) -> None:
    """Give a member an office; whoever held it before holds none."""
    member = find_member(work.connection, work.ring, member_id)
    if office:
        held = (Member.committee_id == member.committee_id, Member.office == Office(office).value)
        work.connection.execute(update(Member).where(*held).values(office=None))
    work.connection.execute(update(Member).where(Member.id == member_id).values(office=office))
    _record(work, "member.office", member_id, chamber(work.connection, member.committee_id), by)


def members_of(connection: Connection, ring: Any, committee_id: str) -> list[Seated]:
    """Everybody on a committee now, alternates too: offices first, then by side and name."""
    cipher = cipher_of(connection, ring, committee_id)
    rows = connection.execute(_SEATED.where(Member.committee_id == committee_id, Member.left_on.is_(None)))
    seated = [_seated(cipher, row) for row in rows]
    return sorted(seated, key=lambda one: (one.is_alternate, _rank(one.office), one.side, one.name))


def find_member(connection: Connection, ring: Any, member_id: str) -> Seated:
    """One member, also one who has left. Raises Refused when there is none."""
    row = connection.execute(_SEATED.where(Member.id == member_id)).one_or_none()
    if row is None:
        raise Refused("there is no such member")
    return _seated(cipher_of(connection, ring, row.committee_id), row)


def seats_of_contact(connection: Connection, contact_id: str) -> list[Row[Any]]:
    """(id, committee_id, side, office, committee) of every seat that a phone is tied to."""
    return list(
        connection.execute(
            select(Member.id, Member.committee_id, Member.side, Member.office, Committee.name.label("committee"))
            .join(Committee, Committee.id == Member.committee_id)
            .where(Member.contact_id == contact_id, Member.left_on.is_(None), Committee.dissolved_on.is_(None))
            .order_by(Committee.name)
        )
    )


def balance_of(members: Iterable[Seated]) -> Balance:
    """Parity and the women's share; None while no member's gender is known."""
    full = [member for member in members if not member.is_alternate]
    known = [member for member in full if member.gender]
    women = sum(member.gender is Gender.WOMAN for member in known)
    return Balance(
        workers=sum(member.side is Side.WORKER for member in full),
        managers=sum(member.side is Side.MANAGEMENT for member in full),
        women_percent=round(100 * women / len(known)) if known else None,
    )


def alternates_of(members: Sequence[Seated], member_id: str) -> list[Seated]:
    """Who stands in for a member, in the order they were named."""
    return [member for member in members if member.stands_in_for_id == member_id]


def _check(connection: Connection, committee_id: str, new: NewMember) -> None:
    if not new.name.strip() or len(new.name.strip()) > NAME_LIMIT:
        raise Mistyped(f"the name should have 1 to {NAME_LIMIT} letters")
    if new.side not in set(Side):
        raise Mistyped(f"side “{new.side}” should be one of {', '.join(Side)}")
    if new.office and new.office not in set(Office):
        raise Mistyped(f"office “{new.office}” should be one of {', '.join(Office)}")
    checked_gender(new.gender)
    if new.language and new.language not in known_languages():
        raise Mistyped(f"language “{new.language}” is not known; choose from {', '.join(known_languages())}")
    if new.office:
        _check_office(connection, committee_id, new.office)
    if new.stands_in_for_id:
        _check_alternate(connection, committee_id, new)


def _check_office(connection: Connection, committee_id: str, office: str) -> None:
    taken = select(Member.id).where(
        Member.committee_id == committee_id, Member.office == office, Member.left_on.is_(None)
    )
    if connection.execute(taken).first():
        raise Refused(f"the committee has a {office} already; change the office there first")


def _check_alternate(connection: Connection, committee_id: str, new: NewMember) -> None:
    seat = connection.execute(
        select(Member.side, Member.stands_in_for_id).where(
            Member.id == new.stands_in_for_id, Member.committee_id == committee_id, Member.left_on.is_(None)
        )
    ).one_or_none()
    if seat is None or seat.stands_in_for_id is not None:
        raise Refused("an alternate stands in for a member of this committee")
    if seat.side != new.side:
        raise Refused("an alternate is of the same side as the member")


_SEATED = select(
    Member.id,
    Member.committee_id,
    Member.contact_id,
    Member.details_sealed,
    Member.side,
    Member.office,
    Member.gender,
    Member.shift,
    Member.language,
    Member.stands_in_for_id,
    Member.elected,
    Member.term_from,
    Member.term_until,
    Member.trained_on,
    Contact.language.label("chosen"),
    Contact.line,
    Contact.sendable,
).outerjoin(Contact, Contact.id == Member.contact_id)


def _seated(cipher: CaseCipher, row: Any) -> Seated:
    details = open_details(cipher, row.id, row.details_sealed)
    return Seated(
        id=row.id,
        committee_id=row.committee_id,
        contact_id=row.contact_id,
        name=details["name"],
        union=details["union"],
        department=details["department"],
        side=Side(row.side),
        office=Office(row.office) if row.office else None,
        gender=Gender(row.gender) if row.gender else None,
        shift=row.shift,
        language=row.chosen or row.language or "en",
        line=row.line,
        sendable=bool(row.sendable),
        stands_in_for_id=row.stands_in_for_id,
        elected=row.elected,
        term_from=row.term_from,
        term_until=row.term_until,
        trained_on=row.trained_on,
    )


def _code(work: Work, code: str | None = None) -> dict[str, Any]:
    """The columns of a seat's code; without one, of none."""
    version, tag = work.ring.tag(f"seat|{code}", Purpose.CASE) if code else (None, None)
    return {"code_tag": tag, "code_version": version}


def _end_calendar(work: Work, member_id: str) -> None:
    """The address of a calendar was on the phone that is no longer theirs."""
    work.connection.execute(delete(CalendarFeed).where(CalendarFeed.member_id == member_id))


def _rank(office: Office | None) -> int:
    return list(Office).index(office) if office else len(Office)


def _record(work: Work, action: str, member_id: str, house: Chamber, by: str) -> None:
    audit.record(work, action, user_id=by or None, about=("member", member_id), factory_id=house.factory_id)
