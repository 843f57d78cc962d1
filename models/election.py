"""Electing worker representatives: who stands, who has voted, how many votes. No row joins a voter and a vote."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, CaseVersion, Day, Id, Instant, Ref, Sealed
from models.vocabulary import CandidateState, ElectionState


class Election(Base):
    """One election with its rounds: notice and nominations, secret ballot, dispute window, certificate."""

    __tablename__ = "elections"
    __table_args__ = (
        CheckConstraint("seats between 1 and 50", name="seats"),
        CheckConstraint("votes_each between 1 and seats", name="votes_each"),
    )

    id: Mapped[Id]
    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"), index=True)
    side: Mapped[str] = mapped_column(String(16))
    seats: Mapped[int]
    votes_each: Mapped[int] = mapped_column(default=1)
    whole_side: Mapped[bool] = mapped_column(default=True)
    """Whether those elected before leave the committee when this election is certified."""
    state: Mapped[str] = mapped_column(String(16), default=ElectionState.NOMINATION)
    round: Mapped[int] = mapped_column(default=1)
    seats_left: Mapped[int]
    """Seats that this round decides: all, or those that a tie left open."""
    announced_on: Mapped[Day]
    nomination_days: Mapped[int]
    voting_days: Mapped[int]
    dispute_days: Mapped[int]
    nominate_until: Mapped[Instant]
    vote_until: Mapped[Instant]
    dispute_until: Mapped[Instant]
    key_sealed: Mapped[Sealed | None]
    """Of the marks; deleted when the ballot is counted, so that nobody can tell who has voted."""
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was published (operations.election_results): ids only, and no number that is too small to be shown."""


class Candidate(Base):
    """Somebody who stands. `details_sealed` holds name and department as JSON, under the committee's key."""

    __tablename__ = "candidates"
    __table_args__ = (WITHOUT_ROWID,)

    id: Mapped[Id]
    election_id: Mapped[Ref] = mapped_column(ForeignKey("elections.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[Ref | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    """None until the nominee has accepted from their own phone."""
    details_sealed: Mapped[Sealed]
    code_tag: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    """Keyed hash of the code by which a nominee accepts from a phone the line does not know yet."""
    code_version: Mapped[CaseVersion | None]
    state: Mapped[str] = mapped_column(String(16), default=CandidateState.PROPOSED)
    round: Mapped[int] = mapped_column(default=1)
    """The last round that the candidate stands in."""
    elected: Mapped[bool] = mapped_column(default=False)


class VoteCount(Base):
    """How many votes a candidate has in a round. A vote only raises it; there is no row of a vote."""

    __tablename__ = "vote_counts"
    __table_args__ = (CheckConstraint("votes >= 0", name="votes"), WITHOUT_ROWID)

    election_id: Mapped[Ref] = mapped_column(ForeignKey("elections.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[Ref] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"), primary_key=True)
    votes: Mapped[int] = mapped_column(default=0)


class VoterMark(Base):
    """That somebody has cast one of their votes in a round: a keyed hash, apart from the vote."""

    __tablename__ = "voter_marks"
    __table_args__ = (WITHOUT_ROWID,)

    election_id: Mapped[Ref] = mapped_column(ForeignKey("elections.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """Which of their votes, from 1; where each has one vote, always 1."""
