"""Points of workers: sent by chat, worded by an advisor, waiting to be released together; and points made from cases.

The worker's own words stay in her case. What the committee reads is what the advisor wrote, and nothing tells when.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from conversations.outcomes import FileGrievance, Part
from models.agenda import AgendaItem
from models.case import Case
from models.committee import Member
from models.contact import Contact
from models.vocabulary import Audience, Author, ItemSource, ItemState, Side
from operations import audit
from operations.access import find_case
from operations.agenda_items import (
    Item,
    NewItem,
    change_item,
    checked_title,
    find_item,
    items_where,
    keep_item,
    reword,
)
from operations.case_views import view_case
from operations.cases import Opened, Origin, open_case
from operations.committees import Chamber, chamber, chambers_of, cipher_of
from operations.sessions import Viewer
from operations.work import Refused, Work

SMALLEST_CROWD = 5
"""A point can be made from a case when so many people could have raised it: k-anonymity."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A worker's point to be worded: her words, None where they can no longer be opened; files are in the case."""

    item: Item
    words: tuple[str | None, ...]
    files: int


@dataclass(frozen=True, slots=True)
class Ways:
    """How a case can come before a committee: those of its factory, and the item it has become already."""

    committees: tuple[Chamber, ...]
    item: Item | None
    must_agree: bool
    """The worker lets others know, not this committee: she has to be asked first."""
    closed: bool
    """Only Better Work may know."""


def send_point(work: Work, origin: Origin, committee_id: str, parts: tuple[Part, ...]) -> Opened:
    """A worker sends a point: a case like any other, so that she hears back, and an item without words of its own."""
    filed = FileGrievance("unclear", None, parts, False, Audience.COMMITTEE, "", may_ask=True)
    opened = open_case(work, origin, filed)
    cipher = cipher_of(work.connection, work.ring, committee_id)
    new = NewItem(ItemSource.WORKER, "", Side.WORKER, ItemState.PENDING, case_id=opened.case_id)
    keep_item(work, cipher, committee_id, new)
    return opened


def waiting_points(work: Work, viewer: Viewer, committee_id: str) -> list[Waiting]:
    """Points to be worded, of cases that the viewer may see, in a random order that stays."""
    pending = (AgendaItem.state == ItemState.PENDING,)
    found = items_where(work.connection, work.ring, committee_id, *pending)
    return [point for item in found for point in [_waiting(work, viewer, item)] if point]


def accepted_points(connection: Connection, ring: object, committee_id: str) -> list[Item]:
    """Points that wait for the batch, in a random order that stays."""
    return items_where(connection, ring, committee_id, AgendaItem.state == ItemState.ACCEPTED)


def accept(work: Work, item_id: str, wording: str, by: str) -> None:
    """The advisor's words for a worker's point; it waits for the batch."""
    item = _of_state(work, item_id, ItemState.PENDING)
    reword(work, item, wording, {})
    change_item(work, item_id, state=ItemState.ACCEPTED.value)
    _record(work, "agenda.accepted", item, by)


def decline(work: Work, item_id: str, by: str) -> None:
    """Not for the committee; the advisor answers in the case."""
    item = _of_state(work, item_id, ItemState.PENDING, ItemState.ACCEPTED)
    change_item(work, item_id, state=ItemState.DECLINED.value)
    _record(work, "agenda.declined", item, by)


def point_from_case(work: Work, case: Case, committee_id: str, wording: str, people: int, agreed: bool, by: str) -> str:
    """Make an item of a case, in words that name nobody. Raises Refused where it could tell who wrote."""
    ways = ways_of(work, case)
    if committee_id not in {one.id for one in ways.committees}:
        raise Refused("the committee is of another factory")
    _check_audience(ways, agreed)
    _check_crowd(work.connection, str(case.factory_id), people)
    cipher = cipher_of(work.connection, work.ring, committee_id)
    title = checked_title(wording)
    new = NewItem(ItemSource.CASE, title, Side.WORKER, ItemState.ACCEPTED, case_id=case.id)
    item_id = keep_item(work, cipher, committee_id, new)
    _record(work, "agenda.from_case", find_item(work.connection, work.ring, item_id), by)
    return item_id


def ways_of(work: Work, case: Case) -> Ways:
    """How a case can come before a committee."""
    connection = work.connection
    committees = chambers_of(connection, case.factory_id) if case.factory_id else []
    found = [
        item
        for committee_id in connection.execute(_committees_of(case.id)).scalars().all()
        for item in items_where(connection, work.ring, committee_id, AgendaItem.case_id == case.id)
        if item.state is not ItemState.DECLINED
    ]
    narrow = case.audience not in (Audience.COMMITTEE, Audience.FACTORY)
    closed = case.audience == Audience.BETTER_WORK
    return Ways(tuple(committees), found[-1] if found else None, narrow and not closed, closed)


def crowd(connection: Connection, factory_id: str) -> int:
    """Workers of a factory whom the line knows; members for management are none."""
    managers = select(Member.contact_id).where(Member.side == Side.MANAGEMENT, Member.contact_id.is_not(None))
    known = (Contact.factory_id == factory_id, Contact.user_id.is_(None), Contact.id.not_in(managers))
    return connection.execute(select(func.count()).select_from(Contact).where(*known)).scalar_one()


def _check_audience(ways: Ways, agreed: bool) -> None:
    if ways.item is not None:
        raise Refused("this case has a point already")
    if ways.closed:
        raise Refused("the worker lets only Better Work know")
    if ways.must_agree and not agreed:
        raise Refused("the worker has to agree first")


def _check_crowd(connection: Connection, factory_id: str, people: int) -> None:
    if people < SMALLEST_CROWD:
        raise Refused("too few people could have raised it")
    if crowd(connection, factory_id) < SMALLEST_CROWD:
        raise Refused("too few workers of the factory are known to the line")


def _waiting(work: Work, viewer: Viewer, item: Item) -> Waiting | None:
    """Her words as the case shows them; looking is written down as looking at the case."""
    case = find_case(work.connection, viewer, item.case_id or "")
    if case is None:
        return None
    told = [message for message in view_case(work, viewer, case).messages if message.author == Author.WORKER]
    return Waiting(item, tuple(message.text for message in told), sum(len(message.files) for message in told))


def _of_state(work: Work, item_id: str, *states: ItemState) -> Item:
    work.connection.execute(select(AgendaItem.id).where(AgendaItem.id == item_id).with_for_update())
    item = find_item(work.connection, work.ring, item_id)
    if item.state not in states:
        raise Refused("this point was decided on already")
    return item


def _committees_of(case_id: str) -> Select[str]:
    return select(AgendaItem.committee_id).where(AgendaItem.case_id == case_id).distinct()


def _record(work: Work, action: str, item: Item, by: str) -> None:
    factory_id = chamber(work.connection, item.committee_id).factory_id
    audit.record(work, action, user_id=by, about=("agenda_item", item.id), factory_id=factory_id)
