"""A petition for an extraordinary meeting: each worker counts once, as a keyed hash; when enough ask, it is said.

The key of the marks is not in the database, and the web view does not hold it. No number is told to anybody.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from conversations.petition import ADVISOR_ASKS, WORKERS_ASK
from conversations.texts import Text
from models.committee import Committee
from models.meeting import Meeting, PetitionMark
from models.vocabulary import MeetingKind, MeetingState, Office
from operations import audit
from operations.alerts import alert_petition
from operations.committees import Chamber, chamber
from operations.members import members_of
from operations.notices import recipients, tell
from operations.points import crowd
from operations.proposals import settle_proposal
from operations.work import Work

PERIOD = timedelta(days=90)
"""Within which somebody counts once."""
FEWEST = 5
"""So many have to ask, however small the factory is; a committee may set more (`petition_min`)."""


def ask_for_meeting(work: Work, committee_id: str, contact_id: str) -> None:
    """A worker asks. The last one of those who are enough lets everybody know, once for all of them."""
    work.connection.execute(select(Committee.id).where(Committee.id == committee_id).with_for_update())
    house = chamber(work.connection, committee_id)
    _forget_old(work, house)
    if _is_marked(work, committee_id, contact_id):
        return
    version, tag = work.ring.tag(_mark(committee_id, contact_id))
    mark = {"committee_id": committee_id, "tag": tag.hex(), "tag_version": version, "heard": False}
    work.connection.execute(insert(PetitionMark).values(**mark, on_day=work.day(house.timezone)))
    audit.record(work, "petition.signed")
    unheard = (PetitionMark.committee_id == committee_id, PetitionMark.heard.is_(False))
    count = work.connection.execute(select(func.count()).select_from(PetitionMark).where(*unheard)).scalar_one()
    if count >= needed(work.connection, house):
        work.connection.execute(update(PetitionMark).where(*unheard).values(heard=True))
        _tell_officers(work, house, WORKERS_ASK)
        alert_petition(work, house.factory_id)


def call_extraordinary(work: Work, committee_id: str, by: str) -> None:
    """The advisor calls for a meeting that cannot wait, as after a zero-tolerance event."""
    house = chamber(work.connection, committee_id)
    _tell_officers(work, house, ADVISOR_ASKS)
    settle_proposal(work, committee_id)
    audit.record(work, "meeting.called_for", user_id=by, about=("committee", committee_id), factory_id=house.factory_id)


def needed(connection: Connection, house: Chamber) -> int:
    """How many have to ask: a share of the workforce, or of those known while that was not said."""
    workers = house.workers if house.workers is not None else crowd(connection, house.factory_id)
    share = -(-workers * int(house.rules.get("petition_percent") or 0) // 100)
    return max(FEWEST, share, int(house.rules.get("petition_min") or 0))


def is_asked_for(connection: Connection, committee_id: str) -> bool:
    """Whether workers ask for an extraordinary meeting and none was planned since."""
    asked = select(func.max(PetitionMark.on_day)).where(
        PetitionMark.committee_id == committee_id, PetitionMark.heard.is_(True)
    )
    day = connection.execute(asked).scalar()
    if day is None:
        return False
    planned = select(Meeting.id).where(
        Meeting.committee_id == committee_id,
        Meeting.kind == MeetingKind.EXTRAORDINARY,
        Meeting.state != MeetingState.CANCELLED,
        Meeting.day >= day,
    )
    return connection.execute(planned).first() is None


def _tell_officers(work: Work, house: Chamber, words: Text) -> None:
    """Chair and secretary; whoever of them has no phone hears it from the advisor."""
    members = members_of(work.connection, work.ring, house.id)
    phones: Iterable[str | None] = (one.contact_id for one in members if one.office in (Office.CHAIR, Office.SECRETARY))
    tell(work, recipients(work, [contact for contact in phones if contact]), lambda _language: words)


def _forget_old(work: Work, house: Chamber) -> None:
    old = work.day(house.timezone) - PERIOD
    marks = (PetitionMark.committee_id == house.id, PetitionMark.on_day <= old)
    work.connection.execute(delete(PetitionMark).where(*marks))


def _is_marked(work: Work, committee_id: str, contact_id: str) -> bool:
    known = PetitionMark.tag.in_(_tags(work, committee_id, contact_id))
    query = select(PetitionMark.tag).where(PetitionMark.committee_id == committee_id, known)
    return work.connection.execute(query).first() is not None


def _tags(work: Work, committee_id: str, contact_id: str) -> list[str]:
    """The mark of somebody under each version of the key, newest first."""
    return [tag.hex() for _version, tag in work.ring.tags(_mark(committee_id, contact_id))]


def _mark(committee_id: str, contact_id: str) -> str:
    return f"petition|{committee_id}|{contact_id}"
