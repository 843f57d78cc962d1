"""Asking again after a case was closed; who is on call, and how they want to be alerted"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("still", sa.Boolean(), nullable=True),
        sa.Column("worse", sa.String(length=8), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("led_to_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("days in (7, 30, 90)", name=op.f("ck_check_ins_days")),
        sa.CheckConstraint("(answered_on is null) = (worse is null)", name=op.f("ck_check_ins_answered")),
        sa.CheckConstraint("worse in ('yes', 'no', 'unsaid')", name=op.f("ck_check_ins_worse")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_check_ins_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["led_to_id"], ["cases.id"], name=op.f("fk_check_ins_led_to_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("case_id", "due_on", name=op.f("uq_check_ins_case_id_due_on")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_check_ins_led_to", "check_ins", ["led_to_id"], unique=False)
    op.create_table(
        "on_call",
        sa.Column("factory_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.String(length=5), nullable=False),
        sa.Column("ends_at", sa.String(length=5), nullable=False),
        sa.CheckConstraint("starts_at like '__:__' and ends_at like '__:__'", name=op.f("ck_on_call_hours")),
        sa.ForeignKeyConstraint(
            ["factory_id"], ["factories.id"], name=op.f("fk_on_call_factory_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_on_call_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("factory_id", "user_id", name=op.f("pk_on_call")),
    )
    op.add_column("users", sa.Column("alerts_by", sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "alerts_by")
    op.drop_table("on_call")
    op.drop_index("ix_check_ins_led_to", table_name="check_ins")
    op.drop_table("check_ins")
