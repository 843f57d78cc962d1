"""The demo's committee: whoever opens the advisor's pages sees one that lives. Made once; what was changed stays."""

from datetime import timedelta

from sqlalchemy import select

from bot.contacts import make_contact
from models.committee import Committee
from models.vocabulary import Gender, Line, Office, Side
from operations.actions import open_action
from operations.agenda import propose
from operations.calendar import propose_slots
from operations.committees import Chamber, chamber
from operations.founding import PICC, found
from operations.meetings import NewMeeting, plan_meeting
from operations.members import NewMember, add_member
from operations.work import Work

MEMBERS = (
    ("Rahima Khatun", Side.WORKER, Office.CO_CHAIR, Gender.WOMAN, "bn"),
    ("Salma Akter", Side.WORKER, Office.SECRETARY, Gender.WOMAN, "bn"),
    ("Abdul Karim", Side.WORKER, None, Gender.MAN, "bn"),
    ("Shirin Begum", Side.WORKER, None, Gender.WOMAN, "bn"),
    ("Kamal Hossain", Side.MANAGEMENT, Office.CHAIR, Gender.MAN, "en"),
    ("Nadia Rahman", Side.MANAGEMENT, None, Gender.WOMAN, "en"),
    ("Tariq Alam", Side.MANAGEMENT, None, Gender.MAN, "bn"),
    ("Imran Chowdhury", Side.MANAGEMENT, None, Gender.MAN, "bn"),
)
PHONE = "+88017000000{number}"
FIRST_PHONE = 81
"""A range of the country's numbers for examples; simulated phones that anybody may open."""
POINTS = ((Side.WORKER, "The fans on floor 2"), (Side.MANAGEMENT, "Overtime before the holidays"))
OVERDUE, SINCE, AHEAD = timedelta(days=5), timedelta(days=21), timedelta(days=14)


def demo_committee(work: Work, factory_id: str) -> None:
    """A PICC of eight with a meeting ahead, an action that is open and one that is overdue; none where there is one."""
    if work.connection.execute(select(Committee.id).where(Committee.factory_id == factory_id)).first():
        return
    house = chamber(work.connection, found(work, factory_id, PICC))
    members = [_seated(work, house, number) for number in range(len(MEMBERS))]
    today = work.day(house.timezone)
    ((day, clock),) = propose_slots(house.rest_days, house.country, house.shift, today, count=1)
    plan_meeting(work, house.id, NewMeeting(day, clock, "canteen"))
    for side, words in POINTS:
        propose(work, house.id, side, words)
    before = Work(work.connection, work.ring, work.now - SINCE.total_seconds())
    open_action(before, house.id, text="Mark both fire exits", owner_id=members[4], due_on=today - OVERDUE)
    open_action(work, house.id, text="Clean the water tank each week", owner_id=members[1], due_on=today + AHEAD)


def _seated(work: Work, house: Chamber, number: int) -> str:
    name, side, office, gender, language = MEMBERS[number]
    known = {"introduced": True, "factory_id": house.factory_id, "language": language}
    contact_id = make_contact(work, Line.SIM_SMS, PHONE.format(number=FIRST_PHONE + number), **known)
    return add_member(work, house.id, NewMember(name, side, office, gender=gender), contact_id).id
