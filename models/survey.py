"""Asking workers: surveys, waves, who is asked, and what was answered. No row joins a person and an answer for long.

While a wave is open, an answer is found again by a keyed hash of the person (`tag`) under the wave's own key. When it
closes, the key, the answers and the marks of who answered are deleted; what was published stays (operations.waves).
"""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Day, Id, Instant, Ref, Sealed, SealedKey
from models.vocabulary import AttachmentState, InvitationState, SurveyState, TextState, WaveState


class Survey(Base):
    """A questionnaire of a factory. Once published it never changes: a new version is a new survey."""

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("(state = 'published') = (published_on is not null)", name="published_on"),
        CheckConstraint("version >= 1", name="version"),
    )

    id: Mapped[Id]
    factory_id: Mapped[Ref] = mapped_column(ForeignKey("factories.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[dict[str, Any]]
    """The questions (operations.survey_form)."""
    source: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The workbook it was imported from, byte by byte."""
    source_name: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16), default=SurveyState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    earlier_id: Mapped[Ref | None] = mapped_column(ForeignKey("surveys.id", ondelete="SET NULL"))
    """The survey that this is a new version of, so that both can be compared."""
    created_on: Mapped[Day]
    published_on: Mapped[Day | None]


class Wave(Base):
    """One round of asking. `plan` holds how people are chosen and asked (operations.wave_plan)."""

    __tablename__ = "waves"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("(state = 'closed') = (closed_on is not null)", name="closed_on"),
        CheckConstraint("reminders between 0 and 2", name="reminders"),
        Index("ix_waves_keyword", "keyword", unique=True, sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
    )  # fmt: skip

    id: Mapped[Id]
    survey_id: Mapped[Ref] = mapped_column(ForeignKey("surveys.id"))
    factory_id: Mapped[Ref] = mapped_column(ForeignKey("factories.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=WaveState.OPEN)
    opens_at: Mapped[Instant]
    closes_at: Mapped[Instant]
    opened_on: Mapped[Day]
    closed_on: Mapped[Day | None]
    pace: Mapped[int]
    """Invitations in an hour, at most."""
    reminders: Mapped[int] = mapped_column(default=2)
    keyword: Mapped[str | None] = mapped_column(String(16))
    """By which anybody of the factory can begin, while it is open; also in its QR code."""
    seed: Mapped[str] = mapped_column(String(32))
    """What the draw began from: the same seed draws the same people."""
    plan: Mapped[dict[str, Any]]
    drawing: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """What is still to be drawn (operations.sampling); none when all are."""
    invited: Mapped[int] = mapped_column(default=0)
    """People drawn to be asked, without the reserve."""
    paced_at: Mapped[Instant] = mapped_column(default=0.0)
    """Until when the invitations of the hour have been given out."""
    results: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What may leave, as it was published when the wave closed; never computed again."""
    release_on: Mapped[Day | None]
    """The announced day from which results are shown, where it is not that of closing."""
    message: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The result for those who were asked, by language, as an advisor approved it."""
    told_on: Mapped[Day | None]


class WaveKey(Base):
    """The wave's data key, wrapped for one recipient: answers and free text are sealed under it."""

    __tablename__ = "wave_keys"
    __table_args__ = (WITHOUT_ROWID,)

    wave_id: Mapped[Ref] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(32), primary_key=True, default="server")
    wrapped: Mapped[SealedKey]


class WaveLink(Base):
    """The key of the tags of an open wave, sealed under its data key; deleted when the wave closes."""

    __tablename__ = "wave_links"
    __table_args__ = (WITHOUT_ROWID,)

    wave_id: Mapped[Ref] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    key_sealed: Mapped[Sealed]


INVITED = text(f"state in ('{InvitationState.WAITING}', '{InvitationState.ASKED}', '{InvitationState.STARTED}')")


class Invitation(Base):
    """That somebody is asked in a wave, and how far that came. What they answer is elsewhere, under no name."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index("ix_invitations_due", "wave_id", "due_at", sqlite_where=INVITED, postgresql_where=INVITED),
        WITHOUT_ROWID,
    )

    wave_id: Mapped[Ref] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[Ref] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default=InvitationState.WAITING)
    asked: Mapped[int] = mapped_column(default=0)
    """How often: the invitation, and reminders."""
    due_at: Mapped[Instant] = mapped_column(default=0.0)
    """When the next step may be taken: the invitation, or a reminder."""


class Response(Base):
    """What somebody has answered so far, sealed as one JSON object with their traits (operations.responses)."""

    __tablename__ = "responses"
    __table_args__ = (UniqueConstraint("wave_id", "tag"), WITHOUT_ROWID)

    id: Mapped[Id]
    wave_id: Mapped[Ref] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"))
    tag: Mapped[bytes] = mapped_column(LargeBinary(32))
    answers_sealed: Mapped[Sealed]


class WaveCount(Base):
    """Something that is counted while a wave is open: a quota's places taken, or what is left of a block of noise."""

    __tablename__ = "wave_counts"
    __table_args__ = (CheckConstraint("number >= 0", name="number"), WITHOUT_ROWID)

    wave_id: Mapped[Ref] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(160), primary_key=True)
    number: Mapped[int]


class Voucher(Base):
    """A code for airtime, given to somebody who is through; deleted when it is given, so nothing joins the two."""

    __tablename__ = "vouchers"
    __table_args__ = (WITHOUT_ROWID,)

    id: Mapped[Id]
    wave_id: Mapped[Ref] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), index=True)
    code_sealed: Mapped[Sealed]


class SurveyText(Base):
    """Free text of a wave that is closed, apart from every other answer; it leaves only as an advisor released it."""

    __tablename__ = "survey_texts"
    __table_args__ = (
        CheckConstraint("(state = 'released') = (released_sealed is not null)", name="released"),
        Index("ix_survey_texts_wave", "wave_id", "question"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    wave_id: Mapped[Ref] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    text_sealed: Mapped[Sealed]
    state: Mapped[str] = mapped_column(String(16), default=TextState.NEW)
    released_sealed: Mapped[Sealed | None]
    """The words as they may be shown: shortened, and without what could name somebody."""


class SurveyFile(Base):
    """A picture or voice message that answers a question, sealed under the key of its wave.

    While the wave is open only the sealed answers say whose it is. When it closes the file is sealed anew under
    another id, as part of a text that stands apart from every other answer.
    """

    __tablename__ = "survey_files"
    __table_args__ = (
        CheckConstraint("(state = 'pending') = (source_sealed is not null)", name="source_while_pending"),
        CheckConstraint("text_id is null or state = 'ready'", name="closed_ready"),
        UniqueConstraint("text_id"),
        Index("ix_survey_files_pending", "state", "retry_at"),
        Index("ix_survey_files_wave", "wave_id"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    wave_id: Mapped[Ref] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"))
    text_id: Mapped[Ref | None] = mapped_column(ForeignKey("survey_texts.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(16), default=AttachmentState.PENDING)
    reason: Mapped[str | None] = mapped_column(String(32))
    source_sealed: Mapped[Sealed | None]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[Instant] = mapped_column(default=0.0)


class SurveyFileContent(Base):
    """The bytes of such a file, apart from its row."""

    __tablename__ = "survey_file_contents"
    __table_args__ = (WITHOUT_ROWID,)

    file_id: Mapped[Ref] = mapped_column(ForeignKey("survey_files.id", ondelete="CASCADE"), primary_key=True)
    content_sealed: Mapped[Sealed]


class Roster(Base):
    """A list of workers who may be asked, as the factory or union gave it, with a lawful reason to ask them."""

    __tablename__ = "rosters"

    id: Mapped[Id]
    factory_id: Mapped[Ref] = mapped_column(ForeignKey("factories.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    imported_on: Mapped[Day]
    entries: Mapped[int] = mapped_column(default=0)


class RosterEntry(Base):
    """Somebody on a roster: a contact and their traits, by which people are drawn and results are broken down."""

    __tablename__ = "roster_entries"
    __table_args__ = (WITHOUT_ROWID,)

    roster_id: Mapped[Ref] = mapped_column(ForeignKey("rosters.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[Ref] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, index=True)
    section: Mapped[str | None] = mapped_column(String(40))
    """The production line or department, in the factory's own words."""
    shift: Mapped[str | None] = mapped_column(String(20))
    gender: Mapped[str | None] = mapped_column(String(8))
