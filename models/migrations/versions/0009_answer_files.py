"""Pictures and voice messages that answer a question of a survey; when a password was last given again; actions
have wordings in other languages"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_files",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("text_id", sa.String(length=32), nullable=True),
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
            "(state = 'pending') = (source_sealed is not null)", name=op.f("ck_survey_files_source_while_pending")
        ),
        sa.CheckConstraint("text_id is null or state = 'ready'", name=op.f("ck_survey_files_closed_ready")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_survey_files_wave_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["text_id"], ["survey_texts.id"], name=op.f("fk_survey_files_text_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_files")),
        sa.UniqueConstraint("text_id", name=op.f("uq_survey_files_text_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_files_pending", "survey_files", ["state", "retry_at"], unique=False)
    op.create_index("ix_survey_files_wave", "survey_files", ["wave_id"], unique=False)
    op.create_table(
        "survey_file_contents",
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["survey_files.id"], name=op.f("fk_survey_file_contents_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_survey_file_contents")),
        sqlite_with_rowid=False,
    )
    op.add_column("actions", sa.Column("wordings_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("web_sessions", sa.Column("confirmed_at", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("web_sessions", "confirmed_at")
    op.drop_column("actions", "wordings_sealed")
    op.drop_table("survey_file_contents")
    op.drop_index("ix_survey_files_wave", table_name="survey_files")
    op.drop_index("ix_survey_files_pending", table_name="survey_files")
    op.drop_table("survey_files")
