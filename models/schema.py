"""Bringing a database to the newest schema, and knowing where it stands."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models.database import Database

FOLDER = Path(__file__).parent / "migrations"


def migrate(db: Database, revision: str = "head") -> str:
    """Upgrade to `revision` in one transaction; returns the revision reached."""
    with db.write() as connection:
        command.upgrade(config(connection), revision)
        return current_revision(connection) or ""


def current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def is_known(revision: str) -> bool:
    """Whether this program has the revision; one that it has not was made by a newer program."""
    return revision in {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def config(connection: Connection) -> Config:
    """Alembic's configuration over a connection of ours: no ini file, no second way to find the database."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["connection"] = connection
    return settings
