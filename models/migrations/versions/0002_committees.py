"""Committees: members, meetings, agenda, minutes, actions, elections, and whatever is due at a time"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


LOCKED = {
    "sqlite": [
        f"""
        CREATE TRIGGER minute_entries_locked_{name} BEFORE {event} ON minute_entries
        WHEN (SELECT state FROM minutes WHERE id = {row}.minutes_id) IN ('approved', 'superseded')
        BEGIN SELECT RAISE(ABORT, 'approved minutes are locked'); END
        """  # noqa: S608  three events, all written here
        for name, event, row in (
            ("insert", "INSERT", "NEW"),
            ("update", "UPDATE OF minutes_id, number, kind, text_sealed, due_on", "OLD"),
            ("delete", "DELETE", "OLD"),
        )
    ],
    "postgresql": [
        """
        CREATE FUNCTION minute_entries_locked() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE entry minute_entries%ROWTYPE;
        BEGIN
            IF TG_OP = 'INSERT' THEN entry := NEW; ELSE entry := OLD; END IF;
            IF (SELECT state FROM minutes WHERE id = entry.minutes_id) IN ('approved', 'superseded') THEN
                RAISE EXCEPTION 'approved minutes are locked' USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER minute_entries_locked
        BEFORE INSERT OR DELETE OR UPDATE OF minutes_id, number, kind, text_sealed, due_on ON minute_entries
        FOR EACH ROW EXECUTE FUNCTION minute_entries_locked()
        """,
    ],
}
"""Approved minutes never change, whoever writes to the table. What goes with the whole minutes may go."""


def upgrade() -> None:
    op.create_table(
        "committees",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("factory_id", sa.String(length=32), nullable=False),
        sa.Column("rules", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=False),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name=op.f("fk_committees_factory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
    )
    op.create_index(op.f("ix_committees_factory_id"), "committees", ["factory_id"], unique=False)
    op.create_table(
        "committee_keys",
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_committee_keys_committee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("committee_id", "recipient", name=op.f("pk_committee_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "elections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("votes_each", sa.Integer(), nullable=False),
        sa.Column("whole_side", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("seats_left", sa.Integer(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("nomination_days", sa.Integer(), nullable=False),
        sa.Column("voting_days", sa.Integer(), nullable=False),
        sa.Column("dispute_days", sa.Integer(), nullable=False),
        sa.Column("nominate_until", sa.Double(), nullable=False),
        sa.Column("vote_until", sa.Double(), nullable=False),
        sa.Column("dispute_until", sa.Double(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.CheckConstraint("seats between 1 and 50", name=op.f("ck_elections_seats")),
        sa.CheckConstraint("votes_each between 1 and seats", name=op.f("ck_elections_votes_each")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_elections_committee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elections")),
    )
    op.create_index(op.f("ix_elections_committee_id"), "elections", ["committee_id"], unique=False)
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("clock", sa.String(length=5), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.Double(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("facilitated", sa.Boolean(), nullable=False),
        sa.Column("agenda_sent", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.CheckConstraint("clock like '__:__'", name=op.f("ck_meetings_clock")),
        sa.CheckConstraint("minutes between 10 and 600", name=op.f("ck_meetings_minutes")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_meetings_committee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("committee_id", "number", name=op.f("uq_meetings_committee_id_number")),
    )
    op.create_index("ix_meetings_starts", "meetings", ["state", "starts_at"], unique=False)
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=True),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("office", sa.String(length=16), nullable=True),
        sa.Column("gender", sa.String(length=8), nullable=True),
        sa.Column("shift", sa.String(length=11), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("stands_in_for_id", sa.String(length=32), nullable=True),
        sa.Column("elected", sa.Boolean(), nullable=False),
        sa.Column("term_from", sa.Date(), nullable=False),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("code_tag", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint("office in ('chair', 'co-chair', 'secretary')", name=op.f("ck_members_office")),
        sa.CheckConstraint("side in ('worker', 'management')", name=op.f("ck_members_side")),
        sa.CheckConstraint(
            "stands_in_for_id is null or stands_in_for_id <> id", name=op.f("ck_members_stands_in_for_another")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_members_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_members_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["stands_in_for_id"], ["members.id"], name=op.f("fk_members_stands_in_for_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("code_tag", name=op.f("uq_members_code_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_members_committee", "members", ["committee_id", "left_on"], unique=False)
    op.create_index("ix_members_contact", "members", ["contact_id"], unique=False)
    op.create_table(
        "papers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("about_id", sa.String(length=32), nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("source_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "(state = 'pending') = (source_sealed is not null)", name=op.f("ck_papers_source_while_pending")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_papers_committee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_papers_about", "papers", ["about_id"], unique=False)
    op.create_index("ix_papers_pending", "papers", ["state", "retry_at"], unique=False)
    op.create_table(
        "petition_marks",
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("heard", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_petition_marks_committee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("committee_id", "tag", name=op.f("pk_petition_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=True),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("action_id", sa.String(length=32), nullable=True),
        sa.Column("carried_from_id", sa.String(length=32), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("wordings_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_agenda_items_case_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_agenda_items_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_agenda_items_committee", "agenda_items", ["committee_id", "state"], unique=False)
    op.create_index("ix_agenda_items_meeting", "agenda_items", ["meeting_id"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("presence", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_attendances_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_attendances_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_attendances")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.Column("member_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("(user_id is null) <> (member_id is null)", name=op.f("ck_calendar_feeds_one_owner")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_calendar_feeds_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calendar_feeds_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("member_id", name=op.f("uq_calendar_feeds_member_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_calendar_feeds_user_id")),
    )
    op.create_table(
        "candidates",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("election_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=True),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("code_tag", sa.LargeBinary(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("elected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_candidates_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_candidates_election_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("code_tag", name=op.f("uq_candidates_code_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_candidates_election_id"), "candidates", ["election_id"], unique=False)
    op.create_table(
        "date_polls",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=True),
        sa.Column("asker_id", sa.String(length=32), nullable=True),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("closes_at", sa.Double(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_date_polls_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_date_polls_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asker_id"], ["members.id"], name=op.f("fk_date_polls_asker_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_polls")),
    )
    op.create_index(op.f("ix_date_polls_committee_id"), "date_polls", ["committee_id"], unique=False)
    op.create_table(
        "minutes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=True),
        sa.Column("user_id", sa.String(length=32), nullable=True),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("approve_by", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("attendance", sa.JSON(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'approved' and approved_on is not null) or state = 'superseded' or approved_on is null",
            name=op.f("ck_minutes_approved_on"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_minutes_member_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_minutes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", "version", name=op.f("uq_minutes_meeting_id_version")),
    )
    op.create_table(
        "paper_contents",
        sa.Column("paper_id", sa.String(length=32), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_paper_contents_paper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_paper_contents")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("about_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reminders_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reminders_about", "reminders", ["about_id"], unique=False)
    op.create_index(
        "ix_reminders_due",
        "reminders",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "rsvps",
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("filed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_rsvps_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_rsvps_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_rsvps")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voter_marks",
        sa.Column("election_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("tag", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_voter_marks_election_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("election_id", "round", "tag", "number", name=op.f("pk_voter_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=True),
        sa.Column("item_id", sa.String(length=32), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("root_cause_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("proof_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("compliance_point", sa.String(length=64), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.CheckConstraint("(done_on is null) = (state = 'open')", name=op.f("ck_actions_done_on")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_actions_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_actions_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_actions_meeting_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"], name=op.f("fk_actions_owner_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    op.create_index("ix_actions_committee", "actions", ["committee_id", "state"], unique=False)
    op.create_table(
        "agenda_supports",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_agenda_supports_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_agenda_supports_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_agenda_supports")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "approvals",
        sa.Column("minutes_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_approvals_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_approvals_minutes_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("minutes_id", "member_id", name=op.f("pk_approvals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "date_poll_answers",
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=32), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_date_poll_answers_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["date_polls.id"], name=op.f("fk_date_poll_answers_poll_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "member_id", name=op.f("pk_date_poll_answers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vote_counts",
        sa.Column("election_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.String(length=32), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_vote_counts_votes")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_vote_counts_candidate_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["elections.id"], name=op.f("fk_vote_counts_election_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("election_id", "round", "candidate_id", name=op.f("pk_vote_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fix_polls",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("action_id", sa.String(length=32), nullable=False),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.Double(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("yes >= 0 and no >= 0", name=op.f("ck_fix_polls_counts")),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_fix_polls_action_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fix_polls")),
    )
    op.create_index(op.f("ix_fix_polls_action_id"), "fix_polls", ["action_id"], unique=False)
    op.create_table(
        "minute_entries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("minutes_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=True),
        sa.Column("action_id", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["members.id"], name=op.f("fk_minute_entries_owner_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_minute_entries_action_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_items.id"], name=op.f("fk_minute_entries_item_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minute_entries_minutes_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_entries")),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_minute_entries_minutes_id_number")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fix_poll_marks",
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["fix_polls.id"], name=op.f("fk_fix_poll_marks_poll_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "tag", name=op.f("pk_fix_poll_marks")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "self_checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("committee_id", sa.String(length=32), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("closes_at", sa.Double(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_self_checks_committee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_checks")),
        sa.UniqueConstraint("committee_id", "quarter", name=op.f("uq_self_checks_committee_id_quarter")),
    )
    op.create_table(
        "self_check_counts",
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("partly", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.CheckConstraint("yes >= 0 and partly >= 0 and no >= 0", name=op.f("ck_self_check_counts_counts")),
        sa.ForeignKeyConstraint(
            ["check_id"], ["self_checks.id"], name=op.f("fk_self_check_counts_check_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("check_id", "side", "question", name=op.f("pk_self_check_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "self_check_marks",
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"], ["self_checks.id"], name=op.f("fk_self_check_marks_check_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("check_id", "tag", name=op.f("pk_self_check_marks")),
        sqlite_with_rowid=False,
    )
    for statement in LOCKED[op.get_bind().dialect.name]:
        op.execute(statement)
    op.add_column("factories", sa.Column("workers", sa.Integer(), nullable=True))
    op.add_column("factories", sa.Column("women_percent", sa.Integer(), nullable=True))
    op.add_column("prompts", sa.Column("about_id", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("prompts", "about_id")
    op.drop_column("factories", "women_percent")
    op.drop_column("factories", "workers")
    op.drop_table("self_check_marks")
    op.drop_table("self_check_counts")
    op.drop_table("self_checks")
    op.drop_table("fix_poll_marks")
    op.drop_table("minute_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION minute_entries_locked()")
    op.drop_index(op.f("ix_fix_polls_action_id"), table_name="fix_polls")
    op.drop_table("fix_polls")
    op.drop_table("vote_counts")
    op.drop_table("date_poll_answers")
    op.drop_table("approvals")
    op.drop_table("agenda_supports")
    op.drop_index("ix_actions_committee", table_name="actions")
    op.drop_table("actions")
    op.drop_table("voter_marks")
    op.drop_table("rsvps")
    op.drop_index(
        "ix_reminders_due",
        table_name="reminders",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index("ix_reminders_about", table_name="reminders")
    op.drop_table("reminders")
    op.drop_table("paper_contents")
    op.drop_table("minutes")
    op.drop_index(op.f("ix_date_polls_committee_id"), table_name="date_polls")
    op.drop_table("date_polls")
    op.drop_index(op.f("ix_candidates_election_id"), table_name="candidates")
    op.drop_table("candidates")
    op.drop_table("calendar_feeds")
    op.drop_table("attendances")
    op.drop_index("ix_agenda_items_meeting", table_name="agenda_items")
    op.drop_index("ix_agenda_items_committee", table_name="agenda_items")
    op.drop_table("agenda_items")
    op.drop_table("petition_marks")
    op.drop_index("ix_papers_pending", table_name="papers")
    op.drop_index("ix_papers_about", table_name="papers")
    op.drop_table("papers")
    op.drop_index("ix_members_contact", table_name="members")
    op.drop_index("ix_members_committee", table_name="members")
    op.drop_table("members")
    op.drop_index("ix_meetings_starts", table_name="meetings")
    op.drop_table("meetings")
    op.drop_index(op.f("ix_elections_committee_id"), table_name="elections")
    op.drop_table("elections")
    op.drop_table("committee_keys")
    op.drop_index(op.f("ix_committees_factory_id"), table_name="committees")
    op.drop_table("committees")
