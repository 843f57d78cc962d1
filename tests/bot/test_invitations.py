"""Members are invited by chat, answer with one digit, and are reminded of the date that holds."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from models.vocabulary import Side
from operations.committee_views import invited_to
from operations.meeting_views import find_meeting
from operations.meetings import NewMeeting, cancel_meeting, move_meeting
from operations.members import NewMember, add_member, new_seat_code
from operations.rsvps import turnout
from tests.committee_world import Committee
from tests.world import World

DAY = date(2026, 12, 8)
"""A Tuesday two weeks after all stories begin."""


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


def coming(committee: Committee, meeting_id: str) -> dict[Side, int]:
    with committee.world.db.read() as connection:
        sides = turnout(connection, committee.world.ring, meeting_id)
    return {side.side: side.coming for side in sides}


def test_everybody_is_asked_and_one_digit_is_enough(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    for person in committee.people.values():
        (asked,) = person.hears()
        assert "Do you come?" in asked
        assert "15:00" in asked
    (noted,) = committee.people["Rahima"].says("1")
    assert "See you" in noted
    assert coming(committee, meeting_id) == {Side.WORKER: 1, Side.MANAGEMENT: 0}


def test_who_declines_is_asked_why_and_the_alternate_is_asked_at_once(committee: Committee) -> None:
    stand_in = committee.seat("Nasima Begum", "worker", 9, stands_in_for_id=committee.members["Abdul"])
    meeting_id = committee.meets(DAY)
    assert stand_in.hears() == []
    karim = committee.people["Abdul"]
    assert "Why not?" in karim.says("2")[-1]
    karim.says("My child is ill")
    assert committee.people["Salma"].hears()[-1] == "Abdul Karim, Tue, Dec 8, 15:00: No - My child is ill"
    assert all("ill" not in words for words in committee.people["Hossain"].hears())
    assert "Do you come?" in stand_in.hears()[0]
    stand_in.says("1")
    assert coming(committee, meeting_id)[Side.WORKER] == 1


def test_nobody_is_reminded_on_the_day_of_the_invitation(committee: Committee) -> None:
    committee.meets(date(2026, 12, 1))
    rahima = committee.people["Rahima"]
    rahima.says("1")
    for _quarter in range(4):
        committee.world.wait(6 * 3600)
    assert rahima.hears() == []
    for _quarter in range(24):
        committee.world.wait(6 * 3600)
    assert any("Reminder" in words for words in rahima.hears())


def test_who_ties_a_phone_to_a_seat_is_asked_to_the_meetings_that_are_called_already(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    committee.meets(date(2026, 12, 1))
    with committee.world.work() as work:
        new = add_member(work, committee.id, NewMember("Nasima Begum", "worker"))
        code = new_seat_code(work, committee.members["Abdul"], "")
    karim, nasima = committee.world.person("+8801700000120"), committee.world.person("+8801700000121")
    karim.says(code)
    assert [("Dec 8" in said, "Dec 1" in said) for said in karim.hears() if "Do you come?" in said] == []
    assert "Do you come?" in nasima.says(str(new.code))[-1]
    nasima.says("1")
    nasima.says("1")
    assert coming(committee, meeting_id)[Side.WORKER] == 1


def test_an_alternate_is_asked_afresh_when_the_meeting_moves_and_is_counted_only_then(committee: Committee) -> None:
    stand_in = committee.seat("Nasima Begum", "worker", 9, stands_in_for_id=committee.members["Abdul"])
    meeting_id = committee.meets(DAY)
    karim = committee.people["Abdul"]
    karim.says("2")
    karim.says("My child is ill")
    stand_in.says("1")
    with committee.world.work() as work:
        move_meeting(work, meeting_id, NewMeeting(date(2026, 12, 9), time(15)))
    committee.world.settle()
    (told,) = stand_in.hears()
    assert "is moved" in told
    assert coming(committee, meeting_id)[Side.WORKER] == 0
    karim.hears()
    karim.says("2")
    karim.says("My child is still ill")
    assert "Do you come?" in stand_in.hears()[0]
    stand_in.says("1")
    assert coming(committee, meeting_id)[Side.WORKER] == 1


def test_reminders_come_at_decent_hours_to_those_who_have_not_declined(committee: Committee) -> None:
    committee.meets(DAY)
    rahima, karim = committee.people["Rahima"], committee.people["Abdul"]
    rahima.says("1")
    karim.says("2")
    karim.says("1")
    committee.world.wait(15 * 86400)
    assert [words for words in karim.hears() if "Reminder" in words] == []
    assert rahima.hears() == []  # the meeting is over: nothing is sent late


def test_three_reminders_before_a_meeting(committee: Committee) -> None:
    committee.meets(DAY)
    rahima = committee.people["Rahima"]
    rahima.says("1")
    heard = []
    for _hour in range(15 * 24):
        committee.world.wait(3600)
        heard += [words for words in rahima.hears() if "Reminder" in words]
    assert len(heard) == 3
    assert all("canteen" in words for words in heard)


def test_reminders_of_two_meetings_that_fall_due_at_once_each_name_their_own_place(committee: Committee) -> None:
    committee.meets(DAY)
    committee.meets(DAY, time(17), place="training room")
    rahima = committee.people["Rahima"]
    rahima.says("1")
    rahima.says("1")
    rahima.hears()
    committee.world.now += 13 * 86400
    committee.world.settle()
    heard = [words for words in rahima.hears() if "Reminder" in words]
    assert sorted(heard) == [
        "Reminder: meeting Tue, Dec 8, 15:00, canteen.",
        "Reminder: meeting Tue, Dec 8, 17:00, training room.",
    ]


def test_a_meeting_of_tomorrow_is_asked_about_once_and_not_reminded_of_at_once(committee: Committee) -> None:
    committee.meets(date(2026, 11, 25))
    rahima, salma = committee.people["Rahima"], committee.people["Salma"]
    for person in (rahima, salma):
        (asked,) = person.hears()
        assert "Do you come?" in asked
    rahima.says("1")
    heard = []
    for _hour in range(14):
        committee.world.wait(3600)
        heard += salma.hears()
    assert sum("too few" in words for words in heard) == 1
    assert "Do you come?" in heard[-1]


def test_a_moved_meeting_is_told_once_and_an_old_answer_does_not_count(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    rahima, salma = committee.people["Rahima"], committee.people["Salma"]
    rahima.says("1")
    salma.hears()
    with committee.world.work() as work:
        move_meeting(work, meeting_id, NewMeeting(date(2026, 12, 10), time(10)))
    committee.world.settle()
    heard = rahima.hears()
    assert sum("moved" in words for words in heard) == 1
    assert coming(committee, meeting_id)[Side.WORKER] == 0
    rahima.says("1")
    assert coming(committee, meeting_id)[Side.WORKER] == 1
    salma.says("1")
    assert coming(committee, meeting_id)[Side.WORKER] == 2


def test_who_stood_in_on_the_old_date_is_no_answer_for_the_new_one(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, stands_in_for_id=committee.members["Abdul"])
    meeting_id, karim = committee.meets(DAY), committee.people["Abdul"]
    karim.says("2")
    karim.says("1")
    assert "See you" in nasima.says("1")[-1]
    assert coming(committee, meeting_id)[Side.WORKER] == 1
    with committee.world.work() as work:
        move_meeting(work, meeting_id, NewMeeting(date(2026, 12, 10), time(10)))
    committee.world.wait(16 * 60)
    assert coming(committee, meeting_id)[Side.WORKER] == 0
    assert [words for words in nasima.hears() if "Do you come?" in words] == []
    karim.says("2")
    karim.says("1")
    committee.world.wait(16 * 60)
    assert "Thu, Dec 10, 10:00. Do you come?" in nasima.hears()[-1]
    nasima.says("1")
    assert coming(committee, meeting_id)[Side.WORKER] == 1


def test_a_stand_in_who_is_asked_when_the_meeting_moves_hears_of_it_and_of_its_end(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, stands_in_for_id=committee.members["Abdul"])
    meeting_id, karim = committee.meets(DAY), committee.people["Abdul"]
    karim.says("2")
    karim.says("1")
    nasima.hears()
    with committee.world.work() as work:
        move_meeting(work, meeting_id, NewMeeting(date(2026, 12, 10), time(10)))
    committee.world.settle()
    assert "moved" in nasima.hears()[-1]
    assert nasima.says("1")[0] == "That date no longer holds. If you are needed, we ask you."
    assert coming(committee, meeting_id)[Side.WORKER] == 0
    with committee.world.work() as work:
        cancel_meeting(work, meeting_id)
    committee.world.settle()
    assert "does not take place" in nasima.hears()[-1]


def test_what_was_told_at_an_invitation_goes_along_when_the_meeting_moves(committee: Committee) -> None:
    meeting_id, karim = committee.meets(DAY), committee.people["Abdul"]
    karim.hears()
    assert "kept what you wrote" in karim.says("My child is ill and nobody else can stay with her")[0]
    with committee.world.work() as work:
        move_meeting(work, meeting_id, NewMeeting(date(2026, 12, 10), time(10)))
    committee.world.wait(16 * 60)
    karim.hears()
    karim.says("2")
    with committee.world.db.read() as connection:
        (abdul,) = (
            one
            for one in invited_to(connection, committee.world.ring, find_meeting(connection, meeting_id))
            if one.member.id == committee.members["Abdul"]
        )
    assert abdul.reason == "My child is ill and nobody else can stay with her"


def test_a_cancelled_meeting_is_told_once_and_reminds_nobody(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    rahima = committee.people["Rahima"]
    rahima.says("1")
    with committee.world.work() as work:
        cancel_meeting(work, meeting_id)
    committee.world.settle()
    assert "does not take place" in rahima.hears()[-1]
    committee.world.wait(14 * 86400)
    assert rahima.hears() == []


def test_who_answers_too_late_hears_what_became_of_the_meeting(committee: Committee) -> None:
    committee.meets(DAY)
    meeting_id = committee.meets(date(2026, 12, 29))
    rahima, salma = committee.people["Rahima"], committee.people["Salma"]
    for person in (rahima, salma):
        person.hears()
    with committee.world.work() as work:
        cancel_meeting(work, meeting_id)
    committee.world.settle()
    assert "Tue, Dec 29, 15:00 does not take place" in rahima.hears()[-1]
    assert "does not take place" in rahima.says("1")[0]
    assert "See you Tue, Dec 8" in rahima.says("1")[0]


def test_an_answer_after_the_meeting_is_told_that_it_is_over(committee: Committee) -> None:
    committee.meets(DAY)
    shirin = committee.people["Shirin"]
    shirin.hears()
    for _ in range(15):
        committee.world.wait(86400)
        if committee.world.now > 1_796_720_400:
            break
        shirin.hears()
    shirin.hears()
    assert "no longer holds" not in "".join(shirin.says("1"))


def test_who_answers_for_the_old_date_is_asked_about_the_new_one(committee: Committee) -> None:
    """The move is heard only when the answer is on its way already."""
    meeting_id, rahima = committee.meets(DAY), committee.people["Rahima"]
    rahima.hears()
    with committee.world.work() as work:
        move_meeting(work, meeting_id, NewMeeting(date(2026, 12, 10), time(10)))
    heard = rahima.says("1")
    assert any("That date no longer holds. You will be asked about the new one." in words for words in heard)
    committee.world.wait(16 * 60)
    assert any("Thu, Dec 10, 10:00. Do you come?" in words for words in [*heard, *rahima.hears()])


def test_an_answer_while_the_meeting_is_over_says_where_the_next_one_is_found(committee: Committee) -> None:
    committee.meets(DAY)
    shirin = committee.people["Shirin"]
    shirin.hears()
    committee.world.now = datetime(2026, 12, 8, 16, tzinfo=ZoneInfo("Asia/Dhaka")).timestamp()
    assert "That meeting is over. For the next one send COMMITTEE." in shirin.says("1")[0]
