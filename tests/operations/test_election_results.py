"""Whatever was voted: the seats are filled by the most votes, and what is published shows no small group."""

from hypothesis import given
from hypothesis import strategies as st

from operations.election_results import by_lot, round_as_published, shown_votes, tally, turnout_band

counted = st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(0, 60), min_size=1)
seats = st.integers(1, 6)


@given(counted, seats)
def test_who_is_elected_has_more_votes_than_everybody_who_is_not(counts: dict[str, int], seats: int) -> None:
    decided = tally(counts, seats)
    out = set(counts) - set(decided.elected)
    assert all(counts[one] > counts[other] for one in decided.elected for other in out)


@given(counted, seats)
def test_every_seat_is_filled_or_tied_for(counts: dict[str, int], seats: int) -> None:
    decided = tally(counts, seats)
    assert len(decided.elected) + decided.seats_left == min(seats, len(counts))
    assert not decided.tied or len(decided.tied) > decided.seats_left > 0
    assert len({counts[one] for one in decided.tied}) <= 1
    assert not set(decided.tied) & set(decided.elected)


@given(counted, seats)
def test_the_lot_fills_what_a_tie_leaves(counts: dict[str, int], seats: int) -> None:
    decided = tally(counts, seats)
    drawn = by_lot(decided.tied, decided.seats_left)
    assert len(set(drawn)) == decided.seats_left
    assert set(drawn) <= set(decided.tied)


@given(counted, st.integers(0, 400), st.integers(0, 400))
def test_no_small_group_is_ever_published(counts: dict[str, int], voters: int, roll: int) -> None:
    """Neither a number below five nor one that follows from the others: all votes are shown, or none."""
    published = round_as_published(counts, voters, roll)
    votes = published["votes"]
    assert votes is None or (min(votes.values()) >= 5 and sum(votes.values()) >= 10 and set(votes) == set(counts))
    assert (published["turnout"] is None) == (roll < 10)


def test_one_small_number_hides_all() -> None:
    assert shown_votes({"a": 40, "b": 20, "c": 4}) is None
    assert shown_votes({"a": 40, "b": 20, "c": 5}) == {"a": 40, "b": 20, "c": 5}
    assert shown_votes({"a": 9}) is None
    assert shown_votes({}) is None


def test_turnout_is_a_band() -> None:
    assert [turnout_band(voters, 10) for voters in (0, 2, 3, 5, 10, 12)] == [
        [0, 25], [0, 25], [25, 50], [50, 75], [75, 100], [75, 100],
    ]  # fmt: skip
    assert turnout_band(9, 9) is None
