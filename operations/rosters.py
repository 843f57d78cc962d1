"""Lists of workers who may be asked: kept as contacts and their traits, in chunks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from models.base import new_id, table
from models.contact import Contact
from models.survey import Roster, RosterEntry
from models.upsert import insert_or_ignore
from models.vocabulary import SurveyConsent
from operations import audit
from operations.roster_files import Listed
from operations.work import Work

_ENTRY = insert_or_ignore(RosterEntry)


@dataclass(frozen=True, slots=True)
class RosterView:
    """A list as a page shows it."""

    id: str
    name: str
    entries: int


def make_roster(work: Work, factory_id: str, name: str, by: str = "") -> str:
    """An empty list. Returns its id."""
    roster_id = new_id()
    row = {"id": roster_id, "factory_id": factory_id, "name": name[:80], "imported_on": work.day(), "entries": 0}
    work.connection.execute(insert(table(Roster)), row)
    audit.record(work, "roster.imported", user_id=by or None, about=("roster", roster_id), factory_id=factory_id)
    return roster_id


def add_entries(work: Work, roster_id: str, listed: Sequence[tuple[str, Listed]]) -> int:
    """Put contacts on a list, each once. Returns how many are new to it."""
    rows = [
        {
            "roster_id": roster_id,
            "contact_id": contact_id,
            "section": one.section,
            "shift": one.shift,
            "gender": one.gender,
        }
        for contact_id, one in listed
    ]
    before = _count(work.connection, roster_id)
    work.connection.execute(_ENTRY[work.connection.dialect.name], rows)
    _refuse(work, [contact_id for contact_id, one in listed if one.consent == SurveyConsent.NO])
    entries = _count(work.connection, roster_id)
    work.connection.execute(update(Roster).where(Roster.id == roster_id).values(entries=entries))
    return entries - before


def rosters_of(connection: Connection, factory_id: str) -> list[RosterView]:
    """The lists of a factory, the newest first."""
    query = select(Roster.id, Roster.name, Roster.entries).where(Roster.factory_id == factory_id)
    return [RosterView(*row) for row in connection.execute(query.order_by(Roster.imported_on.desc(), Roster.name))]


def _refuse(work: Work, contact_ids: Sequence[str]) -> None:
    """A “no” on paper is a no; nothing on a list makes a yes of a no that somebody sent."""
    if contact_ids:
        contacts = table(Contact)
        no = {"survey_consent": SurveyConsent.NO.value}
        work.connection.execute(update(contacts).where(contacts.c.id.in_(contact_ids)).values(**no))


def _count(connection: Connection, roster_id: str) -> int:
    query = select(func.count()).select_from(RosterEntry).where(RosterEntry.roster_id == roster_id)
    return connection.execute(query).scalar_one()
