"""Workers elect their representatives by chat: they stand, name colleagues, vote in secret, and may object."""

from datetime import date

import pytest

from models.vocabulary import ElectionState, Side
from operations import elections
from operations.members import NewMember, add_member, members_of
from tests.election_world import Ballot
from tests.world import World

COUNTED = "Your vote is counted. We keep nowhere whom it was for. Your phone does: delete these messages."


@pytest.fixture
def ballot(world: World) -> Ballot:
    return Ballot(world)


def seated(ballot: Ballot) -> dict[str, bool]:
    """The worker members now, and whether they were elected."""
    with ballot.world.db.read() as connection:
        members = members_of(connection, ballot.world.ring, ballot.committee.id)
    return {one.name: one.elected for one in members if one.side is Side.WORKER}


# --------------------------------------------------------------------------------------------- nominations


def test_workers_hear_of_it_off_shift_and_managers_do_not(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    (notice,) = hasina.hears()
    assert "Workers elect 2 representatives" in notice
    assert "COMMITTEE" in notice
    assert ballot.committee.people["Hossain"].hears() == []


def test_a_worker_stands_and_may_think_better_of_it(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    hasina.hears()
    assert "1 I stand" in ballot.goes_to(hasina)[-1]
    hasina.says("1")
    assert "line or department" in hasina.says("Hasina Begum")[-1]
    assert hasina.says("Line 4") == ["Noted: Hasina Begum stands for election."]
    assert [(one.name, one.department) for one in ballot.candidates()] == [("Hasina Begum", "Line 4")]
    assert "1 I withdraw" in ballot.goes_to(hasina)[-1]
    assert hasina.says("1") == ["Noted: you no longer stand."]
    assert ballot.candidates() == []


def named(ballot: Ballot, by: str, name: str) -> str:
    """Somebody names a colleague; the code to hand over."""
    person = ballot.workers[by]
    person.hears()
    ballot.goes_to(person)
    for words in ("2", name):
        person.says(words)
    (told,) = person.says("1")
    assert name not in told
    return told.partition("code: ")[2].partition(".")[0]


def test_a_colleague_who_is_named_stands_once_she_accepts(ballot: Ballot) -> None:
    ballot.hires("Hasina")
    ballot.announced()
    code = named(ballot, "Hasina", "Moyna")
    assert ballot.candidates() == []
    moyna = ballot.world.person("+8801700000099")
    who_we_are, asked = moyna.says(code)
    assert "We ask no name" in who_we_are
    assert asked.startswith("Named for election: Moyna. Accept?")
    assert "1 Moyna" in moyna.says("1")[-1]
    assert moyna.says("Moyna Rani") == ["Noted: Moyna Rani stands for election."]
    assert [(one.name, bool(one.contact_id)) for one in ballot.candidates()] == [("Moyna Rani", True)]
    assert moyna.says(code)[-1] != asked  # a code is used once


def test_who_does_not_want_to_stand_is_not_on_the_list(ballot: Ballot) -> None:
    ballot.hires("Hasina", "Moyna")
    ballot.announced()
    code = named(ballot, "Hasina", "Moyna")
    moyna = ballot.workers["Moyna"]
    moyna.hears()
    moyna.says(code)
    assert moyna.says("2") == ["Noted: you do not stand. Nobody is told."]
    assert ballot.candidates() == []


def test_a_manager_who_gets_hold_of_a_code_does_not_stand_for_the_workers(ballot: Ballot) -> None:
    ballot.hires("Hasina")
    ballot.announced()
    code = named(ballot, "Hasina", "Moyna")
    hossain = ballot.committee.people["Hossain"]
    hossain.says(code)
    hossain.says("1")
    assert hossain.says("1") == ["This election is for workers only."]
    assert "Election" not in hossain.says("COMMITTEE")[-1]


def test_two_of_one_name_are_told_apart(ballot: Ballot) -> None:
    hasina, other = ballot.hires("Hasina", "Hasina of line 2")
    ballot.announced()
    ballot.stands(hasina, "Hasina Begum")
    assert "Somebody with that name stands already." in ballot.stands(other, "hasina begum")[-1]
    other.says("Hasina Begum, line 2")
    assert [one.name for one in ballot.candidates()] == ["Hasina Begum", "Hasina Begum, line 2"]


def test_a_story_instead_of_a_name_is_kept_as_a_story(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    ballot.goes_to(hasina)
    hasina.says("1")
    heard = hasina.says("They have not paid us our overtime for two months")
    assert "I have kept what you wrote." in heard[0]
    hasina.says("Hasina Begum")
    assert "What is it about?" in hasina.says("1")[-1]


def test_a_code_that_comes_when_nominations_are_over_opens_nothing(ballot: Ballot) -> None:
    ballot.hires("Hasina", "Moyna")
    ballot.announced()
    code = named(ballot, "Hasina", "Moyna")
    ballot.stand("Jorina", "Rupa", "Kulsum")
    ballot.ends(ElectionState.VOTING)
    assert "Accept?" not in ballot.workers["Moyna"].says(code)[-1]
    assert {one.name for one in ballot.candidates()} == {"Jorina", "Rupa", "Kulsum"}


def test_a_nominee_who_answers_too_late_is_told(ballot: Ballot) -> None:
    ballot.hires("Hasina", "Moyna")
    ballot.announced()
    code = named(ballot, "Hasina", "Moyna")
    moyna = ballot.workers["Moyna"]
    moyna.hears()
    moyna.says(code)
    moyna.says("1")
    ballot.stand("Jorina", "Rupa")
    ballot.ends(ElectionState.DISPUTE)
    moyna.hears()
    assert moyna.says("1") == ["It is too late: no more names are taken."]


@pytest.mark.parametrize("reached", [0, 1, 2])
def test_who_was_about_to_stand_when_names_ended_votes_and_is_asked_no_more(ballot: Ballot, reached: int) -> None:
    """The ballot comes on top of a question that is over by then."""
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    hasina.hears()
    ballot.goes_to(hasina)
    for words in ("1", "Hasina Begum")[:reached]:
        hasina.says(words)
    ballot.stand("Moyna", "Jorina", "Rupa")
    ballot.ends(ElectionState.VOTING)
    hasina.hears()
    assert ballot.votes("Hasina", "Rupa") == [COUNTED]
    assert hasina.says("hello")[-1].startswith("What would you like to do?")


def test_an_election_that_was_being_looked_at_comes_up_again(ballot: Ballot) -> None:
    rahima = ballot.workers["Rahima"]
    ballot.announced()
    rahima.hears()
    ballot.goes_to(rahima)
    ballot.committee.meets(date(2026, 12, 8))
    ballot.world.wait(3600)
    assert "Do you come?" in rahima.hears()[-1]
    assert "Names until" in rahima.says("1")[-1]
    rahima.says("1")
    rahima.says("Rahima K.")
    assert rahima.says("1") == ["Noted: Rahima K. stands for election."]


# ------------------------------------------------------------------------------------ dispute, certificate


def test_without_an_objection_the_elected_take_their_seats(ballot: Ballot) -> None:
    with ballot.world.work() as work:
        add_member(work, ballot.committee.id, NewMember("Taslima", "worker", elected=True))
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    ballot.stands(hasina, "Hasina Begum")
    ballot.stand("Moyna")
    ballot.ends(ElectionState.DISPUTE)
    hasina.hears()
    ballot.ends(ElectionState.CERTIFIED)
    assert seated(ballot)["Hasina Begum"]
    assert seated(ballot)["Moyna"]
    assert "Taslima" not in seated(ballot)
    assert "Rahima Khatun" in seated(ballot)  # enrolled by the advisor, not elected: the advisor decides
    assert hasina.hears() == ["You are a member of PICC now. Send COMMITTEE for what you can do."]
    assert ballot.now().result["certified_on"]


def test_who_is_elected_again_keeps_seat_office_and_phone(ballot: Ballot) -> None:
    rahima = ballot.workers["Rahima"]
    ballot.announced()
    ballot.stands(rahima, "Rahima K.")
    ballot.stand("Moyna")
    ballot.ends(ElectionState.DISPUTE)
    ballot.ends(ElectionState.CERTIFIED)
    with ballot.world.db.read() as connection:
        members = members_of(connection, ballot.world.ring, ballot.committee.id)
    (again,) = [one for one in members if one.id == ballot.committee.members["Rahima"]]
    assert (again.office, again.elected, again.name) == ("co-chair", True, "Rahima Khatun")
    assert again.term_from == date(2026, 12, 6)
    assert sorted(one.name for one in members if one.elected) == ["Moyna", "Rahima Khatun"]


def test_an_objection_goes_to_better_work_and_nothing_is_certified_by_itself(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    ballot.stand("Moyna", "Jorina")
    ballot.ends(ElectionState.DISPUTE)
    hasina.hears()
    assert ballot.goes_to(hasina)[-1].startswith("Was anything wrong with the election?")
    hasina.says("1")
    (told,) = hasina.says("The supervisor stood beside us while we voted")
    assert "Your code" in told
    (case,) = ballot.world.cases()
    assert (case.topic, case.subtopic, case.contact_id is not None) == ("other", "election", True)
    assert ballot.now().result["disputes"] == [case.id]
    ballot.ends(ElectionState.DISPUTE)
    assert "Moyna" not in seated(ballot)
    with ballot.world.work() as work:
        elections.certify(work, ballot.id, ballot.advisor)
    assert seated(ballot)["Moyna"]


def test_an_election_that_was_not_right_is_annulled_and_run_again(ballot: Ballot) -> None:
    ballot.announced()
    ballot.stand("Moyna", "Jorina")
    ballot.ends(ElectionState.DISPUTE)
    with ballot.world.work() as work:
        again = elections.annul(work, ballot.id, ballot.advisor, again=True)
    assert again is not None
    assert ballot.now().state == ElectionState.CANCELLED
    ballot.id = again
    assert ballot.now().state == ElectionState.NOMINATION
    ballot.world.wait(86400)
    heard = ballot.workers["Rahima"].hears()
    assert heard[-1].startswith("The last election does not count. Workers elect again")
    assert not any("representatives does not count" in words for words in heard)
    assert "Moyna" not in seated(ballot)


def test_an_objection_that_is_too_late_still_reaches_better_work(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    ballot.stand("Moyna", "Jorina")
    ballot.ends(ElectionState.DISPUTE)
    ballot.goes_to(hasina)
    hasina.says("1")
    ballot.ends(ElectionState.CERTIFIED)
    hasina.hears()
    heard = hasina.says("The supervisor stood beside us while we voted")
    assert "The result holds already." in heard[0]
    assert "What is it about?" in heard[-1]
