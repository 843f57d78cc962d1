"""Items of an agenda: kept sealed, found and opened. Nothing here knows an author or a day.

Lists that are not an agenda yet are in the order of their ids, which are random: always the same, and telling nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from locales.catalogue import catalogue
from models.agenda import AgendaItem, AgendaSupport
from models.base import new_id
from models.encryption import CaseCipher, bound
from models.vocabulary import ItemSource, ItemState, Side
from operations.committees import cipher_of
from operations.work import Refused, Work

TITLE_LIMIT = 200
SHORTEST, LONGEST = 1, 240
"""Minutes of a time box."""
TOPICS = (ItemSource.MEMBER, ItemSource.ADVISOR, ItemSource.WORKER, ItemSource.CASE, ItemSource.CARRIED)
"""What somebody wants talked about; the rest is routine."""
ON_AGENDA = (ItemState.RELEASED, ItemState.DISCUSSED)


@dataclass(frozen=True, slots=True)
class Item:
    """An item with its words opened. `topic_id` is the item that brought the topic up first."""

    id: str
    committee_id: str
    meeting_id: str | None
    case_id: str | None
    action_id: str | None
    topic_id: str
    source: ItemSource
    side: Side | None
    state: ItemState
    title: str
    wordings: Mapping[str, str] = field(default_factory=dict)
    position: int = 0
    minutes: int = 10
    supports: int = 0

    @property
    def is_topic(self) -> bool:
        return self.source in TOPICS

    def words(self, language: str) -> str:
        """The wording in a language, as far as there is one. Standing items are messages of the catalogues."""
        if self.source is ItemSource.STANDING:
            return catalogue(language).gettext(self.title)
        return self.wordings.get(language) or self.title


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to keep."""

    source: ItemSource
    title: str
    side: Side | None = None
    state: ItemState = ItemState.RELEASED
    meeting_id: str | None = None
    case_id: str | None = None
    action_id: str | None = None
    carried_from_id: str | None = None
    wordings: Mapping[str, str] = field(default_factory=dict)
    position: int = 0
    """Its place among what is new; then it gets one on the agenda."""
    minutes: int = 10


def keep_item(work: Work, cipher: CaseCipher, committee_id: str, new: NewItem) -> str:
    """Keep an item; where it stands on the agenda is for others to say. Returns its id."""
    item_id = new_id()
    work.connection.execute(
        insert(AgendaItem).values(
            id=item_id,
            committee_id=committee_id,
            meeting_id=new.meeting_id,
            case_id=new.case_id,
            action_id=new.action_id,
            carried_from_id=new.carried_from_id,
            source=new.source.value,
            side=new.side,
            state=new.state.value,
            position=new.position,
            minutes=new.minutes,
            **_sealed(cipher, item_id, new.title, new.wordings),
        )
    )
    return item_id


def find_item(connection: Connection, ring: Any, item_id: str) -> Item:
    """One item. Raises Refused when there is none."""
    committee_id = connection.execute(select(AgendaItem.committee_id).where(AgendaItem.id == item_id)).scalar()
    if committee_id is None:
        raise Refused("there is no such item")
    return items_where(connection, ring, committee_id, AgendaItem.id == item_id)[0]


def items_where(connection: Connection, ring: Any, committee_id: str, *conditions: ColumnElement[bool]) -> list[Item]:
    """Items of a committee, in the order of their ids."""
    cipher = cipher_of(connection, ring, committee_id)
    supports = select(func.count()).where(AgendaSupport.item_id == AgendaItem.id).scalar_subquery()
    rows = connection.execute(
        select(AgendaItem.__table__, supports.label("supports"))
        .where(AgendaItem.committee_id == committee_id, *conditions)
        .order_by(AgendaItem.id)
    )
    return [_item(cipher, row) for row in rows]


def items_at(connection: Connection, ring: Any, meeting: Any) -> list[Item]:
    """What stands on the agenda of a meeting, as it was put in order; what was taken off is not among it."""
    here = (AgendaItem.meeting_id == meeting.id, AgendaItem.state.in_(ON_AGENDA))
    found = items_where(connection, ring, meeting.committee_id, *here)
    return sorted(found, key=lambda item: item.position)


def put_in_order(work: Work, items: Sequence[Item]) -> None:
    """Write the places of items; only where they change."""
    for place, item in enumerate(items, 1):
        if item.position != place:
            change_item(work, item.id, position=place)


def change_item(work: Work, item_id: str, **values: Any) -> None:
    work.connection.execute(update(AgendaItem).where(AgendaItem.id == item_id).values(**values))


def reword(work: Work, item: Item, title: str, wordings: Mapping[str, str]) -> None:
    """Other words for an item, in one language or several."""
    cipher = cipher_of(work.connection, work.ring, item.committee_id)
    change_item(work, item.id, **_sealed(cipher, item.id, checked_title(title), wordings))


def checked_title(title: str) -> str:
    """A wording as it is kept. Raises Refused for none and for one that is too long."""
    words = " ".join(title.split())
    if not words or len(words) > TITLE_LIMIT:
        raise Refused(f"a point should have 1 to {TITLE_LIMIT} letters")
    return words


def _sealed(cipher: CaseCipher, item_id: str, title: str, wordings: Mapping[str, str]) -> dict[str, bytes | None]:
    tidy = {language: " ".join(words.split())[:TITLE_LIMIT] for language, words in wordings.items() if words.strip()}
    others = json.dumps(tidy, ensure_ascii=False)
    return {
        "title_sealed": cipher.seal_text(title, bound("agenda_items", "title", item_id)),
        "wordings_sealed": cipher.seal_text(others, bound("agenda_items", "wordings", item_id)) if tidy else None,
    }


def _item(cipher: CaseCipher, row: Any) -> Item:
    others = row.wordings_sealed
    return Item(
        id=row.id,
        committee_id=row.committee_id,
        meeting_id=row.meeting_id,
        case_id=row.case_id,
        action_id=row.action_id,
        topic_id=row.carried_from_id or row.id,
        source=ItemSource(row.source),
        side=Side(row.side) if row.side else None,
        state=ItemState(row.state),
        title=cipher.open_text(row.title_sealed, bound("agenda_items", "title", row.id)),
        wordings=json.loads(cipher.open_text(others, bound("agenda_items", "wordings", row.id))) if others else {},
        position=row.position,
        minutes=row.minutes,
        supports=row.supports,
    )
