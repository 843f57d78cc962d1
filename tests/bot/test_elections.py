"""Workers elect their representatives by chat: they stand, name colleagues, vote in secret, and may object."""

import pytest

from models.vocabulary import ElectionState
from tests.election_world import Ballot
from tests.world import World


@pytest.fixture
def ballot(world: World) -> Ballot:
    return Ballot(world)


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
    assert "1 Election" in hasina.says("COMMITTEE")[-1]
    assert "1 I stand" in hasina.says("1")[-1]
    hasina.says("1")
    assert "line or department" in hasina.says("Hasina Begum")[-1]
    assert hasina.says("Line 4") == ["Noted: Hasina Begum stands for election."]
    assert [one.name for one in ballot.candidates()] == ["Hasina Begum"]
    hasina.says("COMMITTEE")
    assert "1 I no longer stand" in hasina.says("1")[-1]
    assert hasina.says("1") == ["Noted: you no longer stand."]
    assert ballot.candidates() == []


def test_a_colleague_who_is_named_stands_once_she_accepts(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    hasina.hears()
    hasina.says("COMMITTEE")
    hasina.says("1")
    hasina.says("2")
    hasina.says("Moyna")
    (told,) = hasina.says("1")
    assert "Moyna" not in told
    assert ballot.candidates() == []
    moyna = ballot.world.person("+8801700000099")
    heard = moyna.says(told.partition("code: ")[2].partition(".")[0])
    assert "Named for election: Moyna. Accept?" in heard[-1]
    assert "1 Moyna" in moyna.says("1")[-1]
    assert moyna.says("Moyna Rani") == ["Noted: Moyna Rani stands for election."]
    assert [(one.name, bool(one.contact_id)) for one in ballot.candidates()] == [("Moyna Rani", True)]


def test_everybody_votes_with_one_digit_and_the_most_votes_win(ballot: Ballot) -> None:
    ballot.hires("Hasina", "Nasima", "Kulsum")
    ballot.announced()
    ballot.stand("Moyna", "Jorina", "Rupa")
    ballot.ends(ElectionState.VOTING)
    (asked,) = ballot.workers["Hasina"].hears()[1:]
    assert "secret and final" in asked
    for voter, name in zip(ballot.workers, ["Moyna", "Moyna", "Moyna", "Jorina", "Jorina", "Rupa"], strict=False):
        if voter != "Hasina":
            ballot.workers[voter].hears()
        assert ballot.votes(voter, name) == ["Your vote is counted. Nobody can see it."]
    ballot.ends(ElectionState.DISPUTE)
    assert ballot.elected() == {"Moyna", "Jorina"}
    assert "Elected by workers: Jorina, Moyna" in ballot.workers["Kulsum"].hears()[-1]
    ballot.ends(ElectionState.CERTIFIED)
