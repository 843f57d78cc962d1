"""Bringing a database to the newest schema, and knowing where it stands.

Alembic is needed to bring it there; where it stands is a row and a file's name, which every web worker looks at.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from models.database import Database
from models.faults import reach

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
_NAMED = re.compile(r"(\d{4})_\w+\.py")
"""A migration's file begins with its revision."""


def migrate(db: Database, revision: str = "head") -> str:
    """Upgrade to `revision` in one transaction; returns the revision reached."""
    with db.read() as connection:
        found = current_revision(connection)
    if revision in ("head", found) and found == newest_revision():
        return found
    from alembic import command  # ten megabytes that a web worker does not need

    with db.write() as connection:
        command.upgrade(config(connection), revision)
        reached = current_revision(connection) or ""
        reach("migrate.before_commit")
    reach("migrate.committed")
    return reached


def grant(db: Database, role: str) -> None:
    """Let a role do what the program does, and no more: of the audit log it can neither change nor delete an entry.

    To be called as the owner of the tables; harmless to repeat. PostgreSQL only.
    """
    with db.write() as connection:
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM {role}",
            f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
            f"REVOKE INSERT, DELETE ON audit_head FROM {role}",
        ):
            connection.execute(text(statement))


def current_revision(connection: Connection) -> str | None:
    """The revision of a database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("select version_num from alembic_version")).scalar()
    return None if found is None else str(found)


def newest_revision() -> str:
    """The revision that this version of the program needs."""
    return max(_revisions())


def is_known(revision: str) -> bool:
    """Whether this program has the revision; one that it has not was made by a newer program."""
    return revision in _revisions()


def config(connection: Connection) -> Config:
    """Alembic's configuration over a connection of ours: no ini file, no second way to find the database."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["connection"] = connection
    return settings


def _revisions() -> set[str]:
    found = (_NAMED.fullmatch(path.name) for path in (FOLDER / "versions").iterdir())
    return {named[1] for named in found if named}
