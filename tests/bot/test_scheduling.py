"""Meetings planned by chat: offered slots or her own words, always said back; dates found among all members."""

from datetime import date, time

import pytest
from sqlalchemy import select

from models.meeting import DatePoll, Meeting
from tests.committee_world import Committee
from tests.world import World


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


def planned(committee: Committee) -> list[tuple[date, str, str]]:
    with committee.world.db.read() as connection:
        rows = connection.execute(select(Meeting.day, Meeting.clock, Meeting.state).order_by(Meeting.number))
        return [(row.day, row.clock, row.state) for row in rows]


def begin(committee: Committee) -> list[str]:
    """Salma, the secretary, opens the planning."""
    salma = committee.people["Salma"]
    salma.says("COMMITTEE")
    salma.says("Meetings")
    return salma.says("Plan a meeting")


def test_the_secretary_picks_one_of_three_slots(committee: Committee) -> None:
    (offered,) = begin(committee)
    assert offered.count("10:00") == 1
    salma = committee.people["Salma"]
    assert "Right?" in salma.says("1")[0]
    assert "Where?" in salma.says("1")[0]
    assert "Planned" in salma.says("In the canteen")[0]
    assert len(planned(committee)) == 1
    assert "Do you come?" in committee.people["Alam"].hears()[0]


def test_another_time_in_her_own_words_is_said_back_and_a_rest_day_is_warned_about(committee: Committee) -> None:
    begin(committee)
    salma = committee.people["Salma"]
    salma.says("Another time")
    assert "such as" in salma.says("soon after lunch")[0]
    (echo,) = salma.says("Friday 11 Dec 3pm")
    assert "rest day" in echo
    assert "15:00" in echo
    assert "Which day" in salma.says("no")[0]
    assert "Tue" in salma.says("8 Dec 14:00")[0]
    salma.says("1")
    salma.says("1")
    assert planned(committee) == [(date(2026, 12, 8), "14:00", "planned")]


def test_only_who_has_an_office_is_offered_to_plan(committee: Committee) -> None:
    (menu,) = committee.people["Shirin"].says("COMMITTEE")
    assert "Plan" not in menu
    assert "Meetings" not in menu
    assert "Next meeting" in menu


def test_a_meeting_is_moved_and_called_off_by_chat(committee: Committee) -> None:
    committee.meets(date(2026, 12, 8))
    salma = committee.people["Salma"]
    for words in ("COMMITTEE", "Meetings", "Move it", "Another time", "10 Dec 10:00", "1"):
        salma.says(words)
    assert planned(committee) == [(date(2026, 12, 10), "10:00", "planned")]
    assert any("moved" in words for words in committee.people["Alam"].hears())
    for words in ("COMMITTEE", "Meetings", "Call it off", "1"):
        salma.says(words)
    assert planned(committee)[0][2] == "cancelled"
    assert "does not take place" in committee.people["Alam"].hears()[-1]


def test_the_next_meeting_is_shown_and_an_answer_may_be_changed(committee: Committee) -> None:
    committee.meets(date(2026, 12, 8))
    shirin = committee.people["Shirin"]
    shirin.says("1")
    shirin.says("COMMITTEE")
    (shown,) = shirin.says("Next meeting")
    assert "canteen" in shown
    assert "Do you come?" in shown
    assert "cannot come" in [*shirin.says("2"), *shirin.says("1")][-1]


def poll(committee: Committee) -> None:
    begin(committee)
    assert "asked which dates" in committee.people["Salma"].says("Ask all members")[0]


def test_the_best_slot_for_both_sides_is_planned_when_all_have_answered(committee: Committee) -> None:
    poll(committee)
    replies = {"Rahima": "1 2", "Salma": "2", "Abdul": "2,3", "Shirin": "0"}
    replies |= {"Hossain": "2", "Rahman": "1 2 3", "Alam": "2", "Chowdhury": "0"}
    for name, words in replies.items():
        person = committee.people[name]
        assert name == "Salma" or "Which suit you?" in person.hears()[-1]
        person.says(words)
    with committee.world.db.read() as connection:
        slots = connection.execute(select(DatePoll.slots)).scalar_one()
    day, clock, state = planned(committee)[0]
    assert ([day.isoformat(), clock], state) == (slots[1], "planned")
    assert any("Best for both sides" in words for words in committee.people["Salma"].hears())


def test_a_poll_without_a_quorum_plans_nothing_and_says_so(committee: Committee) -> None:
    poll(committee)
    committee.people["Rahima"].says("1")
    committee.world.wait(3 * 86400)
    assert planned(committee) == []
    assert "No date suits" in committee.people["Salma"].hears()[-1]
    assert "No meeting is planned" in committee.people["Alam"].says("1")[-1]


def test_a_side_that_will_be_short_is_told_two_days_before(committee: Committee) -> None:
    committee.meets(date(2026, 12, 8))
    for name in ("Rahima", "Salma", "Hossain", "Rahman", "Alam"):
        committee.people[name].says("1")
    salma = committee.people["Salma"]
    for _ in range(13 * 4):
        committee.world.wait(21600)
    heard = salma.hears()
    assert sum("too few" in words for words in heard) == 1
    assert "Do you come?" in [words for words in committee.people["Shirin"].hears() if "Reminder" not in words][-1]


def test_a_quorum_that_is_lost_is_told_at_once_and_once(committee: Committee) -> None:
    committee.meets(date(2026, 12, 8))
    for name in ("Abdul", "Shirin"):
        committee.people[name].says("2")
        committee.people[name].says("1")
    committee.world.wait(60)
    for name in ("Rahima", "Hossain"):
        committee.people[name].says("1")
    for _ in range(13 * 4):
        committee.world.wait(21600)
    assert sum("too few" in words for words in committee.people["Salma"].hears()) == 1
    asked = [words for words in committee.people["Alam"].hears() if "Do you come?" in words]
    assert len(asked) == 2  # at first, and two days before


def test_a_meeting_that_is_due_is_asked_for(committee: Committee) -> None:
    committee.meets(date(2026, 12, 8), time(15))
    committee.world.wait(15 * 86400)
    salma = committee.people["Salma"]
    salma.hears()
    heard = []
    for _ in range(40):
        committee.world.wait(86400)
        heard += salma.hears()
    assert any("When do you meet?" in words for words in heard)
