"""The schema's history: one head, the models' own schema at its end, and data that survives each step."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from models.database import Database, open_database
from models.schema import FOLDER, config, current_revision, migrate, newest_revision
from models.tables import Base
from models.vocabulary import Priority
from tests.bot.post_office import SALMA, PostOffice
from tests.world import World


def test_there_is_one_head() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [newest_revision()]


def test_the_migrations_end_at_the_models(db: Database) -> None:
    with db.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_migration_changes_nothing_and_keeps_what_was_said(db: Database) -> None:
    world = World(db)
    worker = world.person("+8801700000001")
    worker.says("They have not paid us for two months")
    assert migrate(db) == newest_revision()
    assert "Better Work" in worker.says("English")[0]


def test_a_broadcast_that_waits_stays_one_when_first_answers_come_between(db: Database) -> None:
    post = PostOffice(World(db))
    post.writes("an answer")
    post.writes("a survey", to=SALMA, priority=Priority.BROADCAST)
    seen = []
    for step in (command.downgrade, command.upgrade):
        with db.write() as connection:
            step(config(connection), "0005" if step is command.downgrade else "0007")
        with db.read() as connection:
            seen.append(sorted(connection.execute(text("select priority from outbox")).scalars()))
    assert seen == [[0, 1], [Priority.REPLY, Priority.BROADCAST]]
    with db.read() as connection:
        kept = connection.execute(text("select spent, heard_at, echo, held from conversations")).all()
    assert set(kept) == {(0.0, 0.0, None, 0)}
    assert post.claims() == ["an answer", "a survey"]


def test_an_empty_database_comes_to_the_newest_revision(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    with db.read() as connection:
        assert current_revision(connection) is None
    assert migrate(db) == newest_revision()
    db.dispose()


def test_tables_of_cases_keep_no_order_on_sqlite(tmp_path: Path) -> None:
    """A rowid counts up: it would tell which of two workers wrote first (threat model, D31)."""
    db = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(db)
    with db.read() as connection:
        for table in ("contacts", "conversations", "cases", "case_messages", "attachments", "prompts"):
            made = connection.execute(text("select sql from sqlite_master where name = :name"), {"name": table})
            assert "WITHOUT ROWID" in made.scalar_one()
    db.dispose()


def test_every_constraint_has_a_name(db: Database) -> None:
    inspector = inspect(db.engine)
    for table in Base.metadata.tables:
        names = [check["name"] for check in inspector.get_check_constraints(table)]
        names += [key["name"] for key in inspector.get_foreign_keys(table)]
        assert all(names), table


def test_the_store_is_opened_safely_on_sqlite(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    with db.engine.connect() as connection:
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted
    db.dispose()
