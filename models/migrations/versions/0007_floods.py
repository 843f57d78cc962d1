"""Floods: what each contact has used up of our answers, messages that wait, muted contacts, what was sent in a day"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HELD = sa.text("state = 'held'")


def upgrade() -> None:
    op.create_table(
        "buckets",
        sa.Column("scope", sa.String(length=48), nullable=False),
        sa.Column("spent", sa.Double(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_buckets")),
    )
    op.add_column("conversations", sa.Column("spent", sa.Double(), nullable=False, server_default="0"))
    op.add_column("conversations", sa.Column("heard_at", sa.Double(), nullable=False, server_default="0"))
    op.add_column("conversations", sa.Column("echo", sa.Integer(), nullable=True))
    op.add_column("conversations", sa.Column("held", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("contacts", sa.Column("muted_on", sa.Date(), nullable=True))
    op.add_column("inbox", sa.Column("contact_id", sa.String(length=32), nullable=True))
    op.create_index("ix_inbox_held", "inbox", ["contact_id", "received_at"], sqlite_where=HELD, postgresql_where=HELD)
    op.add_column("line_paces", sa.Column("counted_day", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("line_paces", sa.Column("counted", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("line_paces", sa.Column("alerted_day", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("alarmed", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE outbox SET priority = 2 WHERE priority = 1")  # a first answer stands between the two now


def downgrade() -> None:
    op.execute("UPDATE outbox SET priority = 1 WHERE priority = 2")
    op.drop_column("cases", "alarmed")
    op.drop_column("line_paces", "alerted_day")
    op.drop_column("line_paces", "counted")
    op.drop_column("line_paces", "counted_day")
    op.drop_index("ix_inbox_held", table_name="inbox", sqlite_where=HELD, postgresql_where=HELD)
    op.drop_column("inbox", "contact_id")
    op.drop_column("contacts", "muted_on")
    op.drop_column("conversations", "held")
    op.drop_column("conversations", "echo")
    op.drop_column("conversations", "heard_at")
    op.drop_column("conversations", "spent")
    op.drop_table("buckets")
