"""The agenda of a meeting: standing items, what comes back, what members and advisors add; and what was discussed.

It is a draft until it is sent (operations.agenda_release); from then on only an advisor adds, words or takes off.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, select, update

from models.action import Action
from models.agenda import AgendaItem
from models.base import table
from models.encryption import CaseCipher
from models.meeting import Meeting
from models.vocabulary import ActionState, ItemSource, ItemState, MeetingState, Side
from operations import agenda_items, agenda_notices, audit
from operations.actions import find_task
from operations.agenda_items import LONGEST, SHORTEST, Item, NewItem, checked_title, find_item, items_at, keep_item
from operations.agenda_order import by_support, swapped, with_new
from operations.carrying import Place, Return, Trace, returning
from operations.committees import Chamber, chamber, cipher_of
from operations.meeting_views import find_meeting, next_meetings
from operations.work import Refused, Work

ROUTINE_MINUTES = 5


def agenda_of(connection: Connection, ring: Any, meeting_id: str) -> list[Item]:
    """The agenda as it stands: as it was put in order; once it was sent, by what members support."""
    meeting = find_meeting(connection, meeting_id)
    items = items_at(connection, ring, meeting)
    return by_support(items) if meeting.agenda_sent else items


def carry_over(work: Work, meeting: Any) -> list[Item]:
    """Bring a draft up to date: standing items, and on the next meeting's what comes back. Returns the agenda.

    May be called as often as one likes: what is there already does not come twice, what is settled goes.
    """
    meeting = find_meeting(work.connection, meeting.id, lock=True)
    if meeting.agenda_sent or meeting.state != MeetingState.PLANNED or meeting.starts_at <= work.now:
        return items_at(work.connection, work.ring, meeting)
    house = chamber(work.connection, meeting.committee_id)
    cipher = cipher_of(work.connection, work.ring, house.id)
    before = items_at(work.connection, work.ring, meeting)
    _standing(work, house, cipher, meeting)
    if _collects(work, meeting):
        traces = _traces(work, meeting)
        _apply(work, cipher, meeting, returning(traces, _open_actions(work.connection, house.id)))
    return settle_places(work, meeting, before)


def propose(work: Work, committee_id: str, side: Side, title: str) -> None:
    """A member's point: on the next agenda that is not sent yet, at once; with the side, and no name anywhere."""
    cipher = cipher_of(work.connection, work.ring, committee_id)
    keep_item(work, cipher, committee_id, NewItem(ItemSource.MEMBER, " ".join(title.split()), side))
    audit.record(work, "agenda.proposed")
    for meeting in next_meetings(work.connection, [committee_id], work.now)[:1]:
        carry_over(work, meeting)


def add_item(work: Work, meeting_id: str, title: str, minutes: int, by: str, side: Side | None = None) -> str:
    """An advisor's own point, at the end of the points. Returns its id."""
    meeting = _open(work, meeting_id)
    cipher = cipher_of(work.connection, work.ring, meeting.committee_id)
    before = items_at(work.connection, work.ring, meeting)
    new = NewItem(ItemSource.ADVISOR, checked_title(title), side, meeting_id=meeting_id, minutes=_time_box(minutes))
    item_id = keep_item(work, cipher, meeting.committee_id, new)
    settle_places(work, meeting, before)
    _record(work, "agenda.added", item_id, meeting.committee_id, by)
    return item_id


def edit_item(work: Work, item_id: str, title: str, wordings: Mapping[str, str], minutes: int, by: str) -> None:
    """Other words, or another time box. Standing items keep the words that catalogues translate."""
    item = find_item(work.connection, work.ring, item_id)
    if item.state in (ItemState.DISCUSSED, ItemState.DECLINED):
        raise Refused("this point is over")
    if item.source is not ItemSource.STANDING:
        agenda_items.reword(work, item, title, wordings)
    agenda_items.change_item(work, item_id, minutes=_time_box(minutes))
    _record(work, "agenda.edited", item_id, item.committee_id, by)


def move_item(work: Work, item_id: str, by_places: int, by: str) -> None:
    """A place up (-1) or down (1). Once members have the agenda, its numbers hold and they decide the order."""
    meeting, item = _placed(work, item_id)
    if meeting.agenda_sent:
        raise Refused("the agenda was sent: its order is for members to say")
    agenda_items.put_in_order(work, swapped(items_at(work.connection, work.ring, meeting), item_id, by_places))
    _record(work, "agenda.moved", item_id, item.committee_id, by)


def remove_item(work: Work, item_id: str, by: str) -> None:
    """Off the agenda; it does not come back."""
    _meeting, item = _placed(work, item_id)
    agenda_items.change_item(work, item_id, state=ItemState.DECLINED.value)
    _record(work, "agenda.removed", item_id, item.committee_id, by)


def item_discussed(work: Work, item_id: str) -> None:
    """The minutes hold that an item was discussed: its topic comes back no more but as its open actions.

    A worker whose point it was hears it, once, with what was decided.
    """
    changed = work.connection.execute(
        update(table(AgendaItem))
        .where(AgendaItem.id == item_id, AgendaItem.state.not_in((ItemState.DISCUSSED, ItemState.DECLINED)))
        .values(state=ItemState.DISCUSSED.value)
    )
    if changed.rowcount:
        item = find_item(work.connection, work.ring, item_id)
        day = _day_of(work.connection, item.meeting_id)
        if item.case_id and day:
            agenda_notices.tell_discussed(work, item, day)


def _standing(work: Work, house: Chamber, cipher: CaseCipher, meeting: Any) -> None:
    """The items that are on every agenda, unless somebody took one off this one."""
    wanted = house.rules.get("standing_items") or ()
    own = (AgendaItem.meeting_id == meeting.id, AgendaItem.source == ItemSource.STANDING)
    there = {item.title for item in agenda_items.items_where(work.connection, work.ring, house.id, *own)}
    for place, title in enumerate(wanted):
        if title not in there:
            new = NewItem(ItemSource.STANDING, title, meeting_id=meeting.id, position=place, minutes=ROUTINE_MINUTES)
            keep_item(work, cipher, house.id, new)


def _collects(work: Work, meeting: Any) -> bool:
    """Only the next meeting takes up what comes back: a later one would say everything twice."""
    planned = next_meetings(work.connection, [meeting.committee_id], work.now)
    return bool(planned) and planned[0].id == meeting.id


def _traces(work: Work, meeting: Any) -> list[Trace]:
    """Everything that ever stood on an agenda of the committee, or waits for one."""
    known = (ItemState.RELEASED, ItemState.DISCUSSED, ItemState.DECLINED)
    rows = work.connection.execute(
        select(
            table(AgendaItem), Meeting.state.label("meeting_state"), Meeting.starts_at, Meeting.minutes.label("long")
        )
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaItem.committee_id == meeting.committee_id, AgendaItem.state.in_(known))
    )
    return [
        Trace(
            id=row.id,
            topic_id=row.carried_from_id or row.id,
            action_id=row.action_id,
            source=ItemSource(row.source),
            state=ItemState(row.state),
            place=_place(row, meeting, work.now),
            at=row.starts_at or 0.0,
        )
        for row in rows
    ]


def _place(row: Any, meeting: Any, now: float) -> Place:
    if row.meeting_id == meeting.id:
        return Place.HERE
    if row.meeting_id is None or row.meeting_state == MeetingState.CANCELLED:
        return Place.NOWHERE
    ahead = row.meeting_state == MeetingState.PLANNED and row.starts_at + 60.0 * row.long > now
    return Place.AHEAD if ahead else Place.BEHIND


def _open_actions(connection: Connection, committee_id: str) -> dict[str, str | None]:
    """Open actions, each with the item it is about, what is due first."""
    rows = connection.execute(
        select(Action.id, Action.item_id)
        .where(Action.committee_id == committee_id, Action.state == ActionState.OPEN)
        .order_by(Action.due_on, Action.id)
    )
    return {row.id: row.item_id for row in rows}


def _apply(work: Work, cipher: CaseCipher, meeting: Any, back: Return) -> None:
    """Do what the rule says."""
    if back.drop:
        work.connection.execute(delete(table(AgendaItem)).where(AgendaItem.id.in_(back.drop)))
    for item_id in back.move:
        agenda_items.change_item(work, item_id, meeting_id=meeting.id, position=0)
    for item_id in back.copy:
        _copy(work, cipher, meeting, find_item(work.connection, work.ring, item_id))
    for place, (action_id, topic_id) in enumerate(back.actions.items()):
        _list_action(work, cipher, meeting, action_id, topic_id, place)


def _list_action(
    work: Work, cipher: CaseCipher, meeting: Any, action_id: str, topic_id: str | None, place: int
) -> None:
    """An open action, as an item; with the topic that it is about."""
    task = find_task(work.connection, work.ring, action_id)
    listed = NewItem(
        ItemSource.ACTION,
        task.text,
        meeting_id=meeting.id,
        action_id=action_id,
        carried_from_id=topic_id,
        wordings=task.wordings,
        position=place,
        minutes=ROUTINE_MINUTES,
    )
    keep_item(work, cipher, meeting.committee_id, listed)


def _copy(work: Work, cipher: CaseCipher, meeting: Any, item: Item) -> None:
    """A topic comes back: the same words and side; whose it was follows it."""
    again = NewItem(
        ItemSource.CARRIED,
        item.title,
        item.side,
        meeting_id=meeting.id,
        case_id=item.case_id,
        carried_from_id=item.topic_id,
        wordings=item.wordings,
        position=item.position,
        minutes=item.minutes,
    )
    keep_item(work, cipher, meeting.committee_id, again)


def settle_places(work: Work, meeting: Any, before: Sequence[Item]) -> list[Item]:
    """What is new gets its place among what stood there `before`. Returns the agenda."""
    now = {item.id: item for item in items_at(work.connection, work.ring, meeting)}
    old = [now.pop(item.id) for item in before if item.id in now]
    agenda_items.put_in_order(work, with_new(old, list(now.values())))
    return items_at(work.connection, work.ring, meeting)


def _open(work: Work, meeting_id: str) -> Any:
    """A meeting whose agenda can still change, locked."""
    meeting = find_meeting(work.connection, meeting_id, lock=True)
    if meeting.state != MeetingState.PLANNED or meeting.starts_at <= work.now:
        raise Refused("this meeting has begun or is called off")
    return meeting


def _placed(work: Work, item_id: str) -> tuple[Any, Item]:
    """An item on the agenda of a meeting that has not begun, and the meeting."""
    item = find_item(work.connection, work.ring, item_id)
    if item.meeting_id is None or item.state is not ItemState.RELEASED:
        raise Refused("this point is on no agenda")
    return _open(work, item.meeting_id), item


def _time_box(minutes: int) -> int:
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(f"a time box has {SHORTEST} to {LONGEST} minutes")
    return minutes


def _day_of(connection: Connection, meeting_id: str | None) -> date | None:
    day: date | None = connection.execute(select(Meeting.day).where(Meeting.id == meeting_id)).scalar()
    return day


def _record(work: Work, action: str, item_id: str, committee_id: str, by: str) -> None:
    factory_id = chamber(work.connection, committee_id).factory_id
    audit.record(work, action, user_id=by or None, about=("agenda_item", item_id), factory_id=factory_id)
