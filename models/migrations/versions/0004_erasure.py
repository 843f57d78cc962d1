"""Erasure: contacts that leave, copies at providers, ids of messages only as a hash, versions of keyed hashes"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LEAVING = sa.text("erase_at is not null")
INBOX_COPIED = sa.text("copy_id is not null")
OUTBOX_COPIED = sa.text("line = 'twilio' and provider_id is not null and rank >= 4")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("erase_at", sa.Double(), nullable=True))
    op.create_index("ix_contacts_leaving", "contacts", ["erase_at"], sqlite_where=LEAVING, postgresql_where=LEAVING)
    op.add_column("inbox", sa.Column("copy_id", sa.String(80), nullable=True))
    op.add_column("inbox", sa.Column("copy_due", sa.Double(), nullable=True))
    op.create_index("ix_inbox_copies", "inbox", ["copy_due"], sqlite_where=INBOX_COPIED, postgresql_where=INBOX_COPIED)
    op.create_index("ix_inbox_received", "inbox", ["received_at"])
    op.add_column("outbox", sa.Column("copy_due", sa.Double(), nullable=True))
    op.create_index(
        "ix_outbox_copies", "outbox", ["copy_due"], sqlite_where=OUTBOX_COPIED, postgresql_where=OUTBOX_COPIED
    )
    op.add_column("members", sa.Column("code_version", sa.Integer(), nullable=True))
    op.add_column("candidates", sa.Column("code_version", sa.Integer(), nullable=True))
    op.add_column("petition_marks", sa.Column("tag_version", sa.Integer(), nullable=False, server_default="1"))
    for table in ("members", "candidates"):
        op.execute(f"UPDATE {table} SET code_version = 1 WHERE code_tag IS NOT NULL")  # noqa: S608
    _hash_ids()


def downgrade() -> None:
    op.drop_column("petition_marks", "tag_version")
    op.drop_column("candidates", "code_version")
    op.drop_column("members", "code_version")
    op.drop_index("ix_outbox_copies", table_name="outbox")
    op.drop_column("outbox", "copy_due")
    op.drop_index("ix_inbox_received", table_name="inbox")
    op.drop_index("ix_inbox_copies", table_name="inbox")
    op.drop_column("inbox", "copy_due")
    op.drop_column("inbox", "copy_id")
    op.drop_index("ix_contacts_leaving", table_name="contacts")
    op.drop_column("contacts", "erase_at")


def _hash_ids() -> None:
    """Messages taken in so far; those that wait keep their id, to which their text is bound."""
    connection = op.get_bind()
    inbox = sa.table("inbox", sa.column("line"), sa.column("external_id"), sa.column("payload_sealed"))
    found = sa.select(inbox.c.line, inbox.c.external_id).where(inbox.c.payload_sealed.is_(None))
    for line, external_id in connection.execute(found).all():
        this = (inbox.c.line == line, inbox.c.external_id == external_id)
        digest = hashlib.sha256(external_id.encode()).hexdigest()
        connection.execute(sa.update(inbox).where(*this).values(external_id=digest))
