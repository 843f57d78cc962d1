"""Another phone: PINs of cases, the phones that follow them, tries; messages of a chat that can be deleted; safe hours"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_pins",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("hash_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_case_pins_failures")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_pins_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_pins")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_links",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_links_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_case_links_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_links")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_case_links_contact_id"), "case_links", ["contact_id"], unique=False)
    op.create_table(
        "pin_sources",
        sa.Column("contact_id", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_pin_sources_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_pin_sources")),
        sqlite_with_rowid=False,
    )
    op.add_column("contacts", sa.Column("safe_hours", sa.String(length=5), nullable=True))
    op.add_column("conversations", sa.Column("chat_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("conversations", sa.Column("chat_until", sa.Double(), nullable=True))
    op.create_index(
        "ix_conversations_chat_until",
        "conversations",
        ["chat_until"],
        unique=False,
        sqlite_where=sa.text("chat_until is not null"),
        postgresql_where=sa.text("chat_until is not null"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_conversations_chat_until",
        table_name="conversations",
        sqlite_where=sa.text("chat_until is not null"),
        postgresql_where=sa.text("chat_until is not null"),
    )
    op.drop_column("conversations", "chat_until")
    op.drop_column("conversations", "chat_sealed")
    op.drop_column("contacts", "safe_hours")
    op.drop_table("pin_sources")
    op.drop_index(op.f("ix_case_links_contact_id"), table_name="case_links")
    op.drop_table("case_links")
    op.drop_table("case_pins")
