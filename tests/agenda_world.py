"""A committee whose agendas follow one another: what is said, discussed and over."""

from datetime import date, time, timedelta

from sqlalchemy import update

from models.meeting import Meeting
from models.vocabulary import MeetingState, Side
from operations.agenda import agenda_of, carry_over, item_discussed, propose
from operations.agenda_items import Item
from operations.committees import found_committee
from operations.meeting_views import find_meeting
from operations.meetings import NewMeeting, plan_meeting
from tests.world import World

FIRST = date(2026, 12, 8)
MONTH = timedelta(days=28)


def picc(world: World) -> str:
    factory = world.factory("en")
    with world.work() as work:
        return found_committee(work, factory.id, "picc")


def meets(world: World, committee_id: str, day: date) -> str:
    with world.work() as work:
        return plan_meeting(work, committee_id, NewMeeting(day, time(15)))


def draft(world: World, meeting_id: str) -> list[Item]:
    with world.work() as work:
        return carry_over(work, find_meeting(work.connection, meeting_id))


def topics(world: World, meeting_id: str) -> list[str]:
    return [item.title for item in draft(world, meeting_id) if item.is_topic]


def says(world: World, committee_id: str, *titles: str) -> None:
    for title in titles:
        with world.work() as work:
            propose(work, committee_id, Side.WORKER, title)


def over(world: World, meeting_id: str, *discussed: str) -> None:
    """The meeting takes place; the minutes hold these titles."""
    with world.work() as work:
        meeting = find_meeting(work.connection, meeting_id)
        items = {item.title: item.id for item in agenda_of(work.connection, world.ring, meeting_id)}
    world.now = max(world.now, meeting.starts_at + 7200)
    with world.work() as work:
        work.connection.execute(update(Meeting).where(Meeting.id == meeting_id).values(state=MeetingState.HELD))
        for title in discussed:
            item_discussed(work, items[title])
