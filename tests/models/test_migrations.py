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


def test_what_was_there_before_another_phone_is_there_after_it(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(db, "0005")
    contact = {"id": "c" * 32, "line": "telegram", "index_tag": b"t" * 32, "index_version": 1}
    contact |= {"address_sealed": b"sealed", "introduced": True, "sendable": True, "first_on": "2026-11-24"}
    conversation = {"contact_id": "c" * 32, "version": 3, "outbox_number": 7, "active_at": 0.0}
    with db.write() as connection:
        for name, row in (("contacts", contact), ("conversations", conversation)):
            names = ", ".join(row)
            values = ", ".join(f":{column}" for column in row)
            connection.execute(text(f"insert into {name} ({names}) values ({values})"), row)
    assert migrate(db) == newest_revision()
    with db.read() as connection:
        kept = connection.execute(text("select line, index_tag, safe_hours from contacts")).one()
        talk = connection.execute(text("select outbox_number, chat_sealed, chat_until from conversations")).one()
    assert (tuple(kept), tuple(talk)) == (("telegram", b"t" * 32, None), (7, None, None))
    db.dispose()


def test_a_broadcast_that_waits_stays_one_when_first_answers_come_between(db: Database) -> None:
    post = PostOffice(World(db))
    post.writes("an answer")
    post.writes("a survey", to=SALMA, priority=Priority.BROADCAST)
    seen = []
    for step in (command.downgrade, command.upgrade):
        with db.write() as connection:
            step(config(connection), "0005" if step is command.downgrade else "head")
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


def test_an_open_wave_goes_on_through_the_step_that_keeps_files(tmp_path: Path) -> None:
    """What was answered before is still there, and files can be kept beside it."""
    db = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(db, "0005")
    with db.write() as connection:
        for statement in OPEN_WAVE:
            connection.execute(text(statement))
    migrate(db, "0009")
    with db.write() as connection:
        assert connection.execute(text("select id, tag from responses")).all() == [("r", b"t")]
        columns = "(id, wave_id, line, kind, media_type, size, state, source_sealed, attempts, retry_at)"
        kept = text(
            f"insert into survey_files {columns} values ('f', 'w', 'l', 'photo', 'x', 0, 'pending', x'00', 0, 0)"
        )
        connection.execute(kept)
        connection.execute(text("delete from waves"))
        assert connection.execute(text("select count(*) from survey_files")).scalar() == 0
    db.dispose()


OPEN_WAVE = (
    "insert into factories (id, code, name, country, timezone, languages, shift_start, shift_end, rest_days, channels,"
    " created_on) values ('f', 'PADM', 'Padma', 'BD', 'Asia/Dhaka', '[]', '08:00', '17:00', '[]', '[]', '2026-11-24')",
    "insert into surveys (id, factory_id, title, form, state, version, created_on)"
    " values ('s', 'f', 'Pay', '{}', 'draft', 1, '2026-11-24')",
    "insert into waves (id, survey_id, factory_id, number, state, opens_at, closes_at, opened_on, pace, reminders,"
    " seed, plan, invited, paced_at) values ('w', 's', 'f', 1, 'open', 1, 2, '2026-11-24', 1, 2, 's', '{}', 0, 0)",
    "insert into responses (id, wave_id, tag, answers_sealed) values ('r', 'w', x'74', x'00')",
)


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


def test_cases_and_users_of_before_come_through_check_ins(tmp_path: Path) -> None:
    """Back to the revision before and up again, with a case, an advisor and who is on call."""
    db = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(db)
    world = World(db)
    worker = world.person("+8801700000001")
    for words in (world.factory("en").code, "English", "They have not paid us for two months"):
        worker.says(words)
    world.wait(2 * 86_400)
    farida = world.advisor()
    farida.does("close")
    with db.write() as connection:
        command.downgrade(config(connection), "0005")
        assert not inspect(connection).has_table("check_ins")
    assert migrate(db) == newest_revision()
    with db.read() as connection:
        kept = connection.execute(text("select status from cases")).scalars().all()
        alerts = connection.execute(text("select alerts_by from users")).scalars().all()
    assert (kept, alerts) == (["closed"], [None])
    db.dispose()
