"""An extraordinary meeting is proposed to the advisor of a committee; minutes have wordings in other languages"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = "minutes_id, number, kind, text_sealed, due_on"


def locked(columns: str) -> list[str]:
    """What holds approved minutes as they are, over these columns."""
    if op.get_context().dialect.name == "sqlite":
        return [
            "DROP TRIGGER minute_entries_locked_update",
            f"""
            CREATE TRIGGER minute_entries_locked_update BEFORE UPDATE OF {columns} ON minute_entries
            WHEN (SELECT state FROM minutes WHERE id = OLD.minutes_id) IN ('approved', 'superseded')
            BEGIN SELECT RAISE(ABORT, 'approved minutes are locked'); END
            """,  # noqa: S608  two lists of columns, both written here
        ]
    return [
        "DROP TRIGGER minute_entries_locked ON minute_entries",
        f"""
        CREATE TRIGGER minute_entries_locked BEFORE INSERT OR DELETE OR UPDATE OF {columns} ON minute_entries
        FOR EACH ROW EXECUTE FUNCTION minute_entries_locked()
        """,
    ]


def upgrade() -> None:
    op.add_column("committees", sa.Column("proposed_on", sa.Date(), nullable=True))
    op.add_column("minute_entries", sa.Column("wordings_sealed", sa.LargeBinary(), nullable=True))
    for statement in locked(f"{COLUMNS}, wordings_sealed"):
        op.execute(statement)


def downgrade() -> None:
    for statement in locked(COLUMNS):
        op.execute(statement)
    op.drop_column("minute_entries", "wordings_sealed")
    op.drop_column("committees", "proposed_on")
