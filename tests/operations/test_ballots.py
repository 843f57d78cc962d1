"""The ballot is secret and counts each person once, whatever the order of votes, repeats and late ones."""

import hashlib
import hmac
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.contacts import make_contact
from models.contact import Contact, Conversation
from models.election import Candidate
from models.encryption import Purpose, SealBroken, bound
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.tables import Base
from models.vocabulary import ElectionState, Line
from operations import ballots, elections
from operations.committees import cipher_of
from operations.election_phases import Step, go_on
from operations.elections import NewElection
from operations.outbox import open_body
from tests.election_world import TOOLS, Ballot
from tests.world import World

NAMES = ("Moyna", "Jorina", "Rupa", "Kulsum")
VOTERS = 6


@pytest.fixture
def ballot(world: World) -> Ballot:
    return Ballot(world)


def phones(ballot: Ballot) -> dict[str, str]:
    """Contact ids of the workers, by name."""
    found = {}
    for name, person in ballot.workers.items():
        with ballot.world.work() as work:
            found[name] = make_contact(work, person.line, person.address)
    return found


attempts = st.lists(
    st.tuples(st.integers(0, VOTERS - 1), st.integers(0, len(NAMES) - 1), st.booleans()), min_size=1, max_size=25
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(attempts, st.integers(1, 2))
@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_votes_marks_and_people_add_up(ballot: Ballot, tried: list[tuple[int, int, bool]], each: int) -> None:
    """Some votes come for a round that is over; some people try again and again."""
    people = _people(ballot)
    with ballot.world.work() as work:
        running = elections.running(work.connection, ballot.committee.id)
        if running:
            elections.annul(work, running.id, ballot.advisor)
        new = NewElection(2, **TOOLS, votes_each=each)
        ballot.id = elections.announce(work, ballot.committee.id, new, ballot.advisor)
    ballot.stand(*NAMES)
    _phase_ends(ballot, "nominate_until")
    names = {one.name: one.id for one in ballot.candidates()}
    expected: Counter[str] = Counter()
    for who, whom, late in tried:
        with suppress(ballots.VoteRefused), ballot.world.work() as work:
            ballots.vote(work, ballot.id, 0 if late else 1, people[who], names[NAMES[whom]])
            expected[people[who]] += 1
    wanted = Counter(people[who] for who, _whom, late in tried if not late)
    assert expected == Counter({who: min(count, each) for who, count in wanted.items()})
    assert sum(ballot.counts().values()) == ballot.marks() == sum(expected.values())
    with ballot.world.db.read() as connection:
        assert ballots.cast_so_far(connection, ballot.now()).voters == len(expected)
    _phase_ends(ballot, "vote_until")
    assert ballot.now().round > 1 or (ballot.counts(), ballot.marks()) == ({}, 0)


def _phase_ends(ballot: Ballot, column: str) -> None:
    """As the clock does it, without the messages."""
    ballot.world.now = getattr(ballot.now(), column)
    with ballot.world.work() as work:
        go_on(work, [SimpleNamespace(about_id=ballot.id, step=Step.PHASE_ENDS)])


def _people(ballot: Ballot) -> list[str]:
    missing = VOTERS - len(ballot.workers)
    ballot.hires(*(f"Worker {number}" for number in range(missing)))
    return list(phones(ballot).values())[:VOTERS]


def test_one_number_is_one_voter_on_every_line(ballot: Ballot) -> None:
    """By SMS, by WhatsApp and through a gateway; another number, or Telegram, is somebody else to us."""
    known = {"introduced": True, "factory_id": ballot.committee.factory.id, "language": "en"}
    addresses = (
        (Line.TWILIO, "+8801700000077"),
        (Line.TWILIO, "whatsapp:+8801700000077"),
        (Line.GATEWAY, "+8801700000077"),
    )
    with ballot.world.work() as work:
        contacts = [make_contact(work, line, address, **known) for line, address in addresses]
        telegram = make_contact(work, Line.TELEGRAM, "8801700000077", **known)
    ballot.opens(*NAMES)
    moyna = next(one.id for one in ballot.candidates() if one.name == "Moyna")
    with ballot.world.work() as work:
        ballots.vote(work, ballot.id, 1, contacts[0], moyna)
        for again in contacts[1:]:
            with pytest.raises(ballots.VotedAlready):
                ballots.vote(work, ballot.id, 1, again, moyna)
        ballots.vote(work, ballot.id, 1, telegram, moyna)
    assert ballot.counts()["Moyna"] == 2


def test_votes_that_come_at_the_same_moment_are_all_counted_once(ballot: Ballot) -> None:
    """Ten people, each from two threads at once."""
    ballot.hires(*(f"Worker {number}" for number in range(6)))
    ballot.opens(*NAMES)
    whom = [one.id for one in ballot.candidates()]

    def cast(turn: int, contact_id: str) -> bool:
        try:
            with ballot.world.work() as work:
                ballots.vote(work, ballot.id, 1, contact_id, whom[turn % len(whom)])
        except ballots.VotedAlready:
            return False
        return True

    people = list(phones(ballot).values()) * 2
    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(cast, range(len(people)), people))
    assert sum(counted) == ballot.marks() == sum(ballot.counts().values()) == len(ballot.workers)


def test_managers_and_users_are_on_no_roll(ballot: Ballot) -> None:
    ballot.opens(*NAMES)
    moyna = ballot.candidates()[0].id
    hossain = ballot.committee.people["Hossain"]
    with ballot.world.work() as work:
        manager = make_contact(work, hossain.line, hossain.address)
        with pytest.raises(ballots.NotOnRoll):
            ballots.vote(work, ballot.id, 1, manager, moyna)
    assert ballot.marks() == 0


def test_a_name_that_is_not_in_the_round_takes_no_vote(ballot: Ballot) -> None:
    ballot.opens(*NAMES)
    rahima = phones(ballot)["Rahima"]
    with ballot.world.work() as work, pytest.raises(ballots.VotingOver):
        ballots.vote(work, ballot.id, 1, rahima, "0" * 32)
    assert ballot.marks() == 0


# ------------------------------------------------------------------------------------------------ secrecy


def opened(ballot: Ballot) -> str:
    """Everything that a thief of the database and of all keys can read, in one text."""
    ring = ballot.world.ring
    read: list[str] = []
    with ballot.world.db.read() as connection:
        for table in Base.metadata.sorted_tables:
            read += [repr(tuple(row)) for row in connection.execute(select(table))]
        for row in connection.execute(select(OutboxMessage.id, OutboxMessage.body_sealed)):
            read += [repr(open_body(ring, row.id, row.body_sealed))] if row.body_sealed else []
        for row in connection.execute(select(Conversation.contact_id, Conversation.state_sealed)):
            read += (
                [ring.open(Purpose.STATE, row.state_sealed, bound("conversations", "state", row.contact_id)).decode()]
                if row.state_sealed
                else []
            )
    return "\n".join(read)


def test_after_the_count_nothing_joins_a_voter_and_a_vote(ballot: Ballot) -> None:
    """The dump of before and after one vote differ in nothing that names whom it was for; D34."""
    ballot.hires("Hasina", *(f"Worker {number}" for number in range(3)))
    ballot.opens(*NAMES)
    whom = {one.name: one.id for one in ballot.candidates()}
    for voter, name in zip(ballot.workers, ["Moyna", "Moyna", "Moyna", "Jorina", "Jorina", "Rupa"], strict=False):
        ballot.votes(voter, name)
    key = _key(ballot)
    tags = {hmac.digest(key, person.address.encode(), hashlib.sha256).hex() for person in ballot.workers.values()}
    ballot.ends(ElectionState.DISPUTE)
    dump = opened(ballot)
    assert not any(tag in dump or str(bytes.fromhex(tag)) in dump for tag in tags)
    assert "vote_counts" not in dump
    for table in ("voter_marks", "vote_counts"):
        with ballot.world.db.read() as connection:
            assert connection.execute(text(f"select count(*) from {table}")).scalar_one() == 0
    people = phones(ballot).values()
    lines = [line for line in dump.splitlines() if any(one in line for one in people)]
    assert not any(candidate in line for line in lines for candidate in whom.values())
    with pytest.raises(TypeError):
        _key(ballot)


def _key(ballot: Ballot) -> bytes:
    election = ballot.now()
    with ballot.world.db.read() as connection:
        cipher = cipher_of(connection, ballot.world.ring, ballot.committee.id)
        return cipher.open_bytes(election.key_sealed, bound("elections", "key", ballot.id))


def test_a_turn_at_the_ballot_writes_the_same_whoever_is_chosen(ballot: Ballot) -> None:
    """Two voters choose differently: but for counters, their turns leave rows that do not differ."""
    ballot.hires("Hasina", "Nasima")
    ballot.opens(*NAMES)
    left = {}
    for voter, name in (("Hasina", "Moyna"), ("Nasima", "Rupa")):
        before = _rows(ballot)
        ballot.votes(voter, name)
        left[voter] = _shape(before, _rows(ballot))
    assert left["Hasina"] == left["Nasima"]


def _rows(ballot: Ballot) -> dict[str, Any]:
    with ballot.world.db.read() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def _shape(before: dict[str, Any], after: dict[str, Any]) -> dict[str, int]:
    """How many rows of each table are new or changed."""
    changed = {name: len([row for row in rows if row not in before[name]]) for name, rows in after.items()}
    return {name: count for name, count in changed.items() if count}


def test_a_pressed_button_leaves_no_name_in_what_is_sent_back(ballot: Ballot) -> None:
    (hasina,) = ballot.hires("Hasina", line=Line.SIM_TELEGRAM)
    ballot.opens(*NAMES)
    asked = [shown for shown in ballot.world.phones.received(hasina.line, hasina.address, 0) if shown.options][-1]
    hasina._last = asked
    hasina.taps(1)
    labels = [label for _data, label in hasina._last.options]
    assert set(labels) >= set(NAMES)
    hasina.taps(labels.index("Moyna") + 1)
    *_, last = ballot.world.phones.received(hasina.line, hasina.address, 0)
    assert last.text == "Your vote is counted. We keep nowhere whom it was for. Your phone does: delete these messages."
    assert last.tapped is not None
    assert "label" not in last.tapped
    assert ballot.counts()["Moyna"] == 1


def test_who_named_a_colleague_is_kept_nowhere(ballot: Ballot) -> None:
    """Once the colleague has answered, or nominations are over, not even with all keys."""
    (hasina,) = ballot.hires("Hasina")
    ballot.announced()
    hasina.hears()
    ballot.goes_to(hasina)
    for words in ("2", "Moyna Rani"):
        hasina.says(words)
    hasina.says("1")
    mine = phones(ballot)["Hasina"]
    with ballot.world.db.read() as connection:
        (candidate,) = connection.execute(select(Candidate.__table__)).all()
        assert connection.execute(select(Contact.id).where(Contact.id == candidate.contact_id)).first() is None
    linked = [line for line in opened(ballot).splitlines() if mine in line]
    assert not any(candidate.id in line or "Moyna" in line for line in linked)
    ballot.stand(*NAMES)
    ballot.ends(ElectionState.VOTING)
    assert candidate.id not in opened(ballot)


def test_a_vote_that_could_not_be_taken_in_leaves_no_words_once_it_was(ballot: Ballot) -> None:
    ballot.opens(*NAMES)
    ballot.votes("Rahima", "Moyna")
    with ballot.world.db.read() as connection:
        kept = connection.execute(select(InboxMessage.payload_sealed)).scalars().all()
    assert set(kept) == {None}


def test_the_key_of_a_round_opens_nowhere_else(ballot: Ballot) -> None:
    ballot.opens(*NAMES)
    with ballot.world.db.read() as connection:
        cipher = cipher_of(connection, ballot.world.ring, ballot.committee.id)
    with pytest.raises(SealBroken):
        cipher.open_bytes(ballot.now().key_sealed, bound("elections", "key", "0" * 32))
