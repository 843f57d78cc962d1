"""Private addresses of calendars: whoever has one sees when and where the committees of its owner meet, and no more.

Only the SHA-256 of the address's 256 random bits is kept; a new address ends the old one. What an owner may see is
looked up at each call: an advisor by their factories, a member by the seats of their phone.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, or_, select

from conversations.meeting import CALENDAR_NAME
from locales.catalogue import catalogue
from models.committee import CalendarFeed, Committee, CommitteeKey, Member
from models.contact import Contact
from models.encryption import CaseCipher, KeyRing, bound
from models.meeting import Meeting
from models.user import User
from operations import audit
from operations.calendar import after_months
from operations.calendar_files import event_of
from operations.committee_access import seen_committees
from operations.data_keys import COMMITTEES, SERVER
from operations.sessions import Viewer
from operations.work import Work

MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class FeedOwner:
    """Whose calendar it is: the language it speaks, and the query for the ids of their committees."""

    language: str
    committees: Select[str]


def new_feed(work: Work, *, user_id: str | None = None, member_id: str | None = None) -> str:
    """A new address for a user, or for a member; the old one ends. Returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    work.connection.execute(delete(CalendarFeed).where(_same_owner(user_id, member_id)))
    work.connection.execute(
        insert(CalendarFeed).values(token_hash=_digest(token), user_id=user_id, member_id=member_id)
    )
    audit.record(work, "calendar.made", user_id=user_id, about=("user", user_id) if user_id else None)
    return token


def address_of(public_url: str, token: str) -> str:
    return f"{public_url}/calendar/{token}.ics"


def find_feed(connection: Connection, token: str) -> FeedOwner | None:
    """Whose address it is; None when nobody's, or somebody's who has left or was switched off."""
    row = connection.execute(_OWNER.where(CalendarFeed.token_hash == _digest(token))).one_or_none()
    if row is None:
        return None
    if row.user_id:
        return _of_user(row) if row.active else None
    return _of_member(row) if row.contact_id and row.left_on is None else None


def read_feed(work: Work, owner: FeedOwner) -> bytes:
    """The calendar file: all meetings from a year ago on, cancelled ones too."""
    from operations.ics import feed  # a calendar library, only when a calendar asks

    since = after_months(work.day(), -MONTHS_BACK)
    rows = work.connection.execute(
        _MEETINGS.where(Meeting.committee_id.in_(owner.committees), Meeting.day >= since).order_by(Meeting.starts_at)
    ).all()
    ciphers = _ciphers(work.ring, rows)
    events = [event_of(row, _place(ciphers.get(row.committee_id), row), owner.language) for row in rows]
    return feed(events, CALENDAR_NAME.render(catalogue(owner.language)))


_OWNER = (
    select(
        CalendarFeed.user_id,
        User.email,
        User.role,
        User.active,
        User.language.label("user_language"),
        Member.contact_id,
        Member.left_on,
        Member.language.label("member_language"),
        Contact.language.label("chosen"),
    )
    .outerjoin(User, User.id == CalendarFeed.user_id)
    .outerjoin(Member, Member.id == CalendarFeed.member_id)
    .outerjoin(Contact, Contact.id == Member.contact_id)
)
_MEETINGS = select(Meeting.__table__, CommitteeKey.wrapped).outerjoin(
    CommitteeKey, (CommitteeKey.committee_id == Meeting.committee_id) & (CommitteeKey.recipient == SERVER)
)


def _same_owner(user_id: str | None, member_id: str | None) -> ColumnElement[bool]:
    """The addresses that a new one ends: of a member also those made from another seat of the same phone."""
    if member_id is None:
        return CalendarFeed.user_id == user_id
    phone = select(Member.contact_id).where(Member.id == member_id).scalar_subquery()
    seats = select(Member.id).where(Member.contact_id == phone)
    return or_(CalendarFeed.member_id == member_id, CalendarFeed.member_id.in_(seats))


def _of_user(row: Any) -> FeedOwner:
    viewer = Viewer(row.user_id, row.email, row.role, row.user_language)
    seen = select(Committee.id).where(seen_committees(viewer), Committee.dissolved_on.is_(None))
    return FeedOwner(row.user_language, seen)


def _of_member(row: Any) -> FeedOwner:
    seats = (
        select(Member.committee_id)
        .join(Committee, Committee.id == Member.committee_id)
        .where(Member.contact_id == row.contact_id, Member.left_on.is_(None), Committee.dissolved_on.is_(None))
    )
    return FeedOwner(row.chosen or row.member_language or "en", seats)


def _ciphers(ring: KeyRing, rows: Sequence[Any]) -> dict[str, CaseCipher]:
    """One a committee; none where its key was erased."""
    wrapped = {row.committee_id: row.wrapped for row in rows if row.wrapped}
    return {committee_id: COMMITTEES.unwrap(ring, committee_id, key) for committee_id, key in wrapped.items()}


def _place(cipher: CaseCipher | None, meeting: Any) -> str:
    if cipher is None or meeting.place_sealed is None:
        return ""
    return cipher.open_text(meeting.place_sealed, bound("meetings", "place", meeting.id))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
