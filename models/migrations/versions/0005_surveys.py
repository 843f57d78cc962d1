"""Surveys: questionnaires, waves, who is asked, answers, rosters"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rosters",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("factory_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name=op.f("fk_rosters_factory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
    )
    op.create_index(op.f("ix_rosters_factory_id"), "rosters", ["factory_id"], unique=False)
    op.create_table(
        "surveys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("factory_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.Column("source_name", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.String(length=32), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(state = 'published') = (published_on is not null)", name=op.f("ck_surveys_published_on")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_surveys_version")),
        sa.ForeignKeyConstraint(
            ["earlier_id"], ["surveys.id"], name=op.f("fk_surveys_earlier_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name=op.f("fk_surveys_factory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    op.create_index(op.f("ix_surveys_factory_id"), "surveys", ["factory_id"], unique=False)
    op.create_table(
        "roster_entries",
        sa.Column("roster_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=True),
        sa.Column("shift", sa.String(length=20), nullable=True),
        sa.Column("gender", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_roster_entries_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["rosters.id"], name=op.f("fk_roster_entries_roster_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("roster_id", "contact_id", name=op.f("pk_roster_entries")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_roster_entries_contact_id"), "roster_entries", ["contact_id"], unique=False)
    op.create_table(
        "waves",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.String(length=32), nullable=False),
        sa.Column("factory_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opens_at", sa.Double(), nullable=False),
        sa.Column("closes_at", sa.Double(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("pace", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("keyword", sa.String(length=16), nullable=True),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("drawing", sa.JSON(), nullable=True),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("paced_at", sa.Double(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=True),
        sa.Column("release_on", sa.Date(), nullable=True),
        sa.Column("message", sa.JSON(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_on is not null)", name=op.f("ck_waves_closed_on")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_waves_window")),
        sa.CheckConstraint("reminders between 0 and 2", name=op.f("ck_waves_reminders")),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name=op.f("fk_waves_factory_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_waves_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_waves_survey_id_number")),
    )
    op.create_index(op.f("ix_waves_factory_id"), "waves", ["factory_id"], unique=False)
    op.create_index(
        "ix_waves_keyword",
        "waves",
        ["keyword"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "invitations",
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_invitations_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_invitations_wave_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave_id", "contact_id", name=op.f("pk_invitations")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_invitations_due",
        "invitations",
        ["wave_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state in ('waiting', 'asked', 'started')"),
        postgresql_where=sa.text("state in ('waiting', 'asked', 'started')"),
    )
    op.create_table(
        "responses",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_responses_wave_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
        sa.UniqueConstraint("wave_id", "tag", name=op.f("uq_responses_wave_id_tag")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_texts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("released_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state = 'released') = (released_sealed is not null)", name=op.f("ck_survey_texts_released")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_survey_texts_wave_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_texts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_texts_wave", "survey_texts", ["wave_id", "question"], unique=False)
    op.create_table(
        "vouchers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_vouchers_wave_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_vouchers_wave_id"), "vouchers", ["wave_id"], unique=False)
    op.create_table(
        "wave_counts",
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_wave_counts_number")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_wave_counts_wave_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave_id", "name", name=op.f("pk_wave_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wave_keys",
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_wave_keys_wave_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave_id", "recipient", name=op.f("pk_wave_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wave_links",
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_wave_links_wave_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_wave_links")),
        sqlite_with_rowid=False,
    )
    op.add_column("contacts", sa.Column("survey_consent", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("contacts", "survey_consent")
    op.drop_table("wave_links")
    op.drop_index(op.f("ix_vouchers_wave_id"), table_name="vouchers")
    op.drop_table("vouchers")
    op.drop_table("wave_keys")
    op.drop_table("wave_counts")
    op.drop_index("ix_survey_texts_wave", table_name="survey_texts")
    op.drop_table("survey_texts")
    op.drop_table("responses")
    op.drop_index(
        "ix_invitations_due",
        table_name="invitations",
        sqlite_where=sa.text("state in ('waiting', 'asked', 'started')"),
        postgresql_where=sa.text("state in ('waiting', 'asked', 'started')"),
    )
    op.drop_table("invitations")
    op.drop_index(
        "ix_waves_keyword",
        table_name="waves",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_waves_factory_id"), table_name="waves")
    op.drop_table("waves")
    op.drop_index(op.f("ix_roster_entries_contact_id"), table_name="roster_entries")
    op.drop_table("roster_entries")
    op.drop_index(op.f("ix_surveys_factory_id"), table_name="surveys")
    op.drop_table("surveys")
    op.drop_index(op.f("ix_rosters_factory_id"), table_name="rosters")
    op.drop_table("rosters")
