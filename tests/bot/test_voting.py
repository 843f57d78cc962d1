"""The vote itself: one digit, once, in secret; ties are voted on again, and nobody is left hanging."""

from datetime import date

import pytest

from models.vocabulary import ElectionState
from tests.election_world import Ballot, number_of
from tests.world import World

COUNTED = "Your vote is counted. We keep nowhere whom it was for. Your phone does: delete these messages."


@pytest.fixture
def ballot(world: World) -> Ballot:
    return Ballot(world)


# --------------------------------------------------------------------------------------------------- voting


def test_everybody_votes_with_one_digit_and_the_most_votes_win(ballot: Ballot) -> None:
    ballot.hires("Hasina", "Nasima", "Kulsum")
    ballot.opens("Moyna", "Jorina", "Rupa")
    for voter, name in zip(ballot.workers, ["Moyna", "Moyna", "Moyna", "Jorina", "Jorina", "Rupa"], strict=False):
        assert ballot.votes(voter, name) == [COUNTED]
    assert ballot.counts() == {"Moyna": 3, "Jorina": 2, "Rupa": 1}
    ballot.ends(ElectionState.DISPUTE)
    assert ballot.elected() == {"Moyna", "Jorina"}
    assert "Elected by workers: Jorina, Moyna." in ballot.workers["Kulsum"].hears()[-1]


def test_the_ballot_asks_first_whether_now_is_a_good_moment(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    ballot.stand("Moyna", "Jorina", "Rupa")
    ballot.ends(ElectionState.VOTING)
    assert hasina.hears()[-1] == "Election. Your vote is secret and final. Vote now?\n1 Yes\n2 Later"
    assert "To vote, send COMMITTEE by" in hasina.says("2")[0]
    assert "Vote now?" in ballot.goes_to(hasina)[-1]
    assert ballot.votes("Hasina", "Rupa") == [COUNTED]


def test_a_second_vote_is_not_counted(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.opens("Moyna", "Jorina", "Rupa")
    ballot.votes("Hasina", "Rupa")
    assert ballot.goes_to(hasina) == ["You have voted already."]
    assert (sum(ballot.counts().values()), ballot.marks()) == (1, 1)


def test_a_ballot_open_twice_is_one_vote(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.opens("Moyna", "Jorina", "Rupa")
    ballot.goes_to(hasina)
    assert ballot.votes("Hasina", "Rupa") == [COUNTED]
    assert "Vote now?" not in "".join(hasina.says("MENU"))
    assert ballot.marks() == 1


def test_later_is_later_also_when_the_ballot_was_open_already(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.opens("Hasina Begum", "Moyna Rani", "Rupa")
    assert "Vote now?" in ballot.goes_to(hasina)[-1]
    (heard,) = hasina.says("2")
    assert "To vote, send COMMITTEE" in heard
    assert "Vote now?" not in heard


def test_a_page_that_was_asked_for_says_nothing_of_a_reply_before(world: World) -> None:
    ballot = Ballot(world)
    (hasina,) = ballot.hires("Hasina")
    ballot.opens(*(f"Candidate of line {number}" for number in range(12)))
    (page,) = hasina.says("1")
    assert "Only a number" in hasina.says("1 and 2")[0]
    assert "Whom do you vote for?" in hasina.says(number_of("More", page))[0]


def test_a_vote_that_comes_too_late_is_refused_kindly(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina")
    ballot.opens("Moyna", "Jorina", "Rupa")
    hasina.says("1")
    ballot.votes("Rahima", "Moyna")
    ballot.votes("Salma", "Jorina")
    ballot.ends(ElectionState.DISPUTE)
    hasina.hears()
    assert hasina.says("1")[0] == "This vote is over. Nothing was counted."
    assert ballot.elected() == {"Moyna", "Jorina"}


def test_who_wrote_for_the_first_time_during_the_vote_is_not_on_the_roll(ballot: Ballot) -> None:
    ballot.opens("Moyna", "Jorina", "Rupa")
    newcomer = ballot.world.person("+8801700000098")
    for words in (ballot.committee.factory.code, "1"):
        newcomer.says(words)
    assert ballot.goes_to(newcomer)[0].startswith("This vote is for workers who wrote here before it began.")


def test_names_on_several_pages_each_one_sms(world: World) -> None:
    ballot = Ballot(world, language="bn")
    names = [f"রহিমা খাতুন {letter}" for letter in "কখগঘচছজঝট"]
    ballot.opens(*names)
    rahima = ballot.workers["Rahima"]
    seen, (page,) = set(), rahima.says("1")
    for _turn in names:
        assert len(page) <= 70
        *shown, more = page.splitlines()[1:]
        seen |= {line.partition(" ")[2] for line in shown}
        (page,) = rahima.says(more.split()[0])
    assert seen == set(names)


def test_each_voter_has_an_order_of_their_own(ballot: Ballot) -> None:
    ballot.hires(*(f"Worker {number}" for number in range(8)))
    ballot.opens("Moyna", "Jorina", "Rupa", "Kulsum", "Asha")
    assert len({person.says("1")[0] for person in ballot.workers.values()}) > 1


def test_what_may_be_a_vote_in_words_is_not_kept_and_a_story_is(ballot: Ballot) -> None:
    hasina, nasima = ballot.hires("Hasina", "Nasima")
    ballot.opens("Moyna Rani", "Jorina", "Rupa")
    hasina.says("1")
    assert "words get lost" in hasina.says("I would like to vote for moyna of line four")[0]
    assert "words get lost" in hasina.says("moina")[0]
    assert "Nothing was counted" in hasina.says("7 8")[0]
    assert ballot.world.cases() == []
    nasima.says("1")
    assert "I have kept what you wrote." in nasima.says("The manager locked the fire exit again today")[0]
    heard = nasima.says("1")
    assert heard[0].startswith(COUNTED)
    assert "What is it about?" in heard[-1]


def test_a_digit_meant_for_another_question_votes_for_nobody(ballot: Ballot) -> None:
    """The ballot opens on top of an invitation; a "1" meant for the meeting only says that now is a good moment."""
    ballot.announced()
    ballot.stand("Moyna", "Jorina", "Rupa")
    ballot.committee.meets(date(2026, 12, 8))
    rahima = ballot.workers["Rahima"]
    ballot.ends(ElectionState.VOTING)
    assert "Vote now?" in rahima.hears()[-1]
    rahima.says("1")
    assert ballot.marks() == 0
    assert rahima.says("1")[0].startswith(COUNTED)


def test_with_two_votes_each_is_counted_as_it_comes(world: World) -> None:
    ballot = Ballot(world, votes_each=2)
    ballot.opens("Moyna", "Jorina", "Rupa")
    rahima = ballot.workers["Rahima"]
    heard = ballot.votes("Rahima", "Moyna")
    assert "One more vote, for the same name or another. Now?" in heard[-1]
    assert ballot.votes("Rahima", "Jorina") == [COUNTED]
    assert ballot.goes_to(rahima) == ["You have voted already."]
    assert ballot.counts() == {"Moyna": 1, "Jorina": 1, "Rupa": 0}


# --------------------------------------------------------------------------------------- ties, and nobody


def test_a_tie_at_the_last_seat_is_decided_by_another_round(ballot: Ballot) -> None:
    ballot.hires("Hasina")
    ballot.opens("Moyna", "Jorina", "Rupa")
    for voter, name in (("Rahima", "Moyna"), ("Salma", "Moyna"), ("Abdul", "Jorina"), ("Shirin", "Rupa")):
        ballot.votes(voter, name)
    stale = ballot.workers["Hasina"]
    stale.says("1")
    after = ballot.ends(ElectionState.VOTING)
    assert (after.round, after.seats_left) == (2, 1)
    assert ballot.elected() == {"Moyna"}
    assert stale.hears()[-1].startswith("It was a tie.")
    (page,) = stale.says("1")
    assert "Moyna" not in page
    assert stale.says("1") == [COUNTED]
    ballot.ends(ElectionState.DISPUTE)
    assert len(ballot.elected()) == 2


def test_a_tie_that_three_rounds_leave_is_settled_by_lot(ballot: Ballot) -> None:
    ballot.opens("Moyna", "Jorina", "Rupa")
    ballot.votes("Rahima", "Moyna")
    for state in (ElectionState.VOTING, ElectionState.VOTING, ElectionState.DISPUTE):
        ballot.ends(state)
    assert len(ballot.elected()) == 2
    assert "Moyna" in ballot.elected()
    assert ballot.now().result["lot"]


def test_where_nobody_votes_twice_nobody_is_elected(ballot: Ballot) -> None:
    ballot.opens("Moyna", "Jorina", "Rupa")
    ballot.ends(ElectionState.VOTING)
    ballot.ends(ElectionState.CANCELLED)
    assert ballot.workers["Rahima"].hears()[-1] == "The election is over: nobody voted."
    assert ballot.elected() == set()


def test_too_few_candidates_give_another_week_then_they_are_elected_unopposed(ballot: Ballot) -> None:
    ballot.announced()
    ballot.stand("Moyna")
    ballot.ends(ElectionState.NOMINATION)
    assert "Too few people stand" in ballot.workers["Rahima"].hears()[-1]
    ballot.ends(ElectionState.DISPUTE)
    assert ballot.elected() == {"Moyna"}
    assert ballot.now().result["unopposed"]


def test_where_nobody_stands_it_ends(ballot: Ballot) -> None:
    ballot.announced()
    ballot.ends(ElectionState.NOMINATION)
    ballot.ends(ElectionState.CANCELLED)
    assert ballot.workers["Rahima"].hears()[-1] == "The election is over: nobody stood."
