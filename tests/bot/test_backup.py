"""Backups of a running line: all that was acknowledged comes back; who was erased does not, after a week."""

import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from bot import backup, restore
from bot.archive import PAGE, read_label
from bot.house import House
from bot.inbound import Inbound
from bot.inbox import receive
from models.base import table
from models.case import Case, CaseKey, CaseMessage
from models.contact import Contact
from models.database import Database
from models.inbox import InboxMessage
from models.lease import Lease
from models.outbox import OutboxMessage
from models.perishable import perishable, ties
from models.tables import Base
from models.vocabulary import Line
from operations.case_keys import cipher_of
from operations.data_keys import Erased
from operations.erasure import erase_contact
from operations.outbox import Outgoing, queue
from operations.receipts import receipt
from operations.work import Refused
from tests.databases import Shelf, opened
from tests.promises import figure
from tests.world import World

DAY = 86_400.0
RAHIMA = "+8801700000001"


@pytest.fixture
def told(world: World) -> World:
    """Rahima has told, and Farida has answered."""
    advisor = world.advisor(world.factory("en").code)
    rahima = world.person(RAHIMA)
    rahima.says("Our wages have not been paid")
    rahima.says("English")
    world.wait(2 * DAY)
    advisor.replies("We will come on Monday")
    return world


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "house.backup"


@pytest.fixture
def elsewhere(told: World, shelf: Shelf) -> Iterator[Database]:
    """Another machine, with nothing in its database."""
    with opened(shelf, told.db.engine.dialect.name) as db:
        yield db


def back_up(world: World, file: Path, now: float | None = None) -> Path:
    return backup.back_up(world.db, file, Path("/nowhere/keys.json"), now or time.time())


def put_back(db: Database, file: Path, without_keys: bool = False, replace: bool = False) -> None:
    chosen = restore.choose(file, db.engine.dialect.name, without_keys, time.time())
    restore.restore(db, chosen, replace)


def rows(db: Database) -> dict[str, int]:
    with db.read() as connection:
        tables = Base.metadata.sorted_tables
        return {one.name: connection.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}


class TestDrill:
    """Another machine takes over."""

    def test_everything_comes_back_and_goes_on(self, told: World, file: Path, elsewhere: Database) -> None:
        keys = back_up(told, file)
        assert [path.stat().st_mode & 0o777 for path in (file, keys)] == [0o600, 0o600]
        assert sorted(path.name for path in file.parent.iterdir()) == ["house.backup", "house.backup.keys"]
        put_back(elsewhere, file)
        assert rows(elsewhere) == rows(told.db)
        moved = World(elsewhere, told.ring, told.now)
        moved.settle()
        assert "Monday" in " ".join(moved.person(RAHIMA).hears())
        moved.person(RAHIMA).says("Thank you")
        assert rows(elsewhere)["contacts"] == rows(told.db)["contacts"]

    def test_under_load_no_acknowledged_message_is_missing(self, told: World, file: Path, elsewhere: Database) -> None:
        acknowledged: list[tuple[str, float]] = []
        over = threading.Event()

        def writes(number: int) -> None:
            house = House(told.db, told.ring, told.house.settings)
            while not over.is_set():
                external_id = secrets.token_hex(8)
                receive(house, Inbound(Line.SIM_SMS, f"+880170000{number:04}", external_id, "Hello"), time.time())
                acknowledged.append((external_id, time.monotonic()))

        writers = [threading.Thread(target=writes, args=(number,)) for number in range(4)]
        for writer in writers:
            writer.start()
        give_up = time.monotonic() + 60
        while len(acknowledged) < 30 and time.monotonic() < give_up:
            time.sleep(0.1)
        began = time.monotonic()
        back_up(told, file)
        time.sleep(0.2)
        over.set()
        for writer in writers:
            writer.join()
        resting = time.monotonic()
        put_back(elsewhere, file)
        took = time.monotonic() - resting
        before = {receipt(external_id) for external_id, at in acknowledged if at < began}
        with elsewhere.read() as connection:
            kept = set(connection.execute(select(InboxMessage.external_id)).scalars())
        assert len(before) > 20
        assert before <= kept
        assert len(acknowledged) > len(before), "the line stood still while it was backed up"
        engine = told.db.engine.dialect.name
        figure("P18", f"0 of {len(before)} missing; backed up under load, put back in {took:.1f} s ({engine})")

    def test_a_vote_is_not_sent_twice(self, told: World, file: Path, elsewhere: Database) -> None:
        with told.work() as work:
            contact_id = work.connection.execute(select(Contact.id)).scalar_one()
            queue(work, contact_id, Outgoing({"text": "counted", "language": "en"}, resend=False))
        back_up(told, file)
        put_back(elsewhere, file)
        with elsewhere.read() as connection:
            found = connection.execute(select(OutboxMessage.state, OutboxMessage.error).where(~OutboxMessage.resend))
            assert found.all() == [("failed", "restored")]


class TestAWeek:
    """What is gone after seven days."""

    def test_without_the_keys_nothing_of_a_person_opens_or_is_found(
        self, told: World, file: Path, elsewhere: Database
    ) -> None:
        back_up(told, file).unlink()
        put_back(elsewhere, file, without_keys=True)
        left = rows(elsewhere)
        assert all(left[one.name] == 0 for one in perishable())
        assert (left["cases"], left["users"], left["case_messages"] > 0) == (1, 1, True)
        with elsewhere.read() as connection:
            case_id = connection.execute(select(Case.id)).scalar_one()
            assert connection.execute(select(Case.contact_id)).scalar_one() is None
            with pytest.raises(Erased):
                cipher_of(connection, told.ring, case_id)

    def test_the_file_that_is_kept_holds_no_page_of_what_is_not(self, told: World, file: Path) -> None:
        with told.db.read() as connection:
            secret = [
                connection.execute(select(column)).scalars().first()
                for column in (CaseKey.wrapped, Contact.address_sealed, Contact.index_tag)
            ]
            kept = connection.execute(select(CaseMessage.body_sealed)).scalars().first()
        keys = back_up(told, file)
        if told.db.is_sqlite:
            assert all(bytes(one) not in file.read_bytes() for one in secret)
            assert all(bytes(one) in keys.read_bytes() for one in secret)
            assert bytes(kept) in file.read_bytes()
        assert all(one.name not in {tie.table for tie in ties()} for one in perishable())

    def test_who_was_erased_since_is_not_read_with_a_backup_older_than_a_week(
        self, told: World, file: Path, elsewhere: Database
    ) -> None:
        back_up(told, file, now=time.time() - 8 * DAY)
        with told.work() as work:
            erase_contact(work, work.connection.execute(select(Contact.id)).scalar_one())
        with pytest.raises(Refused, match="older than 7 days"):
            put_back(elsewhere, file)
        back_up(told, file.with_name("next.backup"))
        assert not backup.keys_beside(file).exists()
        with pytest.raises(Refused, match="there is no"):
            put_back(elsewhere, file)


class TestRefusals:
    """Nothing is overwritten by mistake, and nothing that is not whole is put back."""

    def test_a_database_with_data_is_not_overwritten_unless_that_is_said(self, told: World, file: Path) -> None:
        back_up(told, file)
        before = rows(told.db)
        told.person("+8801700000002").says("Hello")
        with pytest.raises(Refused, match="--replace"):
            put_back(told.db, file)
        assert rows(told.db)["contacts"] == before["contacts"] + 1
        put_back(told.db, file, replace=True)
        assert rows(told.db) == before

    def test_a_line_that_runs_is_to_be_stopped_first(self, told: World, file: Path) -> None:
        back_up(told, file)
        with told.work() as work:
            lease = {"name": "clock", "holder": "alice", "expires_at": time.time() + 20, "ticked_at": time.time()}
            work.connection.execute(insert(table(Lease)), lease)
        with pytest.raises(Refused, match="stop it first"):
            put_back(told.db, file, replace=True)

    @pytest.mark.parametrize("which", ["content", "keys"])
    def test_one_changed_byte_is_found_before_anything_is_touched(self, told: World, file: Path, which: str) -> None:
        keys = back_up(told, file)
        spoilt = file if which == "content" else keys
        content = bytearray(spoilt.read_bytes())
        content[PAGE + 100] ^= 1
        spoilt.write_bytes(content)
        before = rows(told.db)
        with pytest.raises(Refused, match="damaged"):
            put_back(told.db, file, replace=True)
        assert rows(told.db) == before

    def test_the_keys_of_another_backup_are_not_taken(self, told: World, file: Path) -> None:
        back_up(told, file)
        other = back_up(told, file.with_name("other.backup"))
        shutil.copy(other, backup.keys_beside(file))
        with pytest.raises(Refused, match="another backup"):
            put_back(told.db, file, replace=True)

    def test_of_another_database_or_program(self, told: World, file: Path) -> None:
        keys = back_up(told, file)
        other = "postgresql" if told.db.is_sqlite else "sqlite"
        with pytest.raises(Refused, match="set DATABASE_URL"):
            restore.choose(file, other, False, time.time())
        with pytest.raises(Refused, match="file of keys"):
            restore.choose(keys, told.db.engine.dialect.name, False, time.time())
        with told.work() as work:
            work.connection.execute(text("update alembic_version set version_num = '9999'"))
        back_up(told, file)
        with pytest.raises(Refused, match="newest Bobbin"):
            restore.choose(file, told.db.engine.dialect.name, False, time.time())

    def test_beside_the_key_file_none_is_written(self, told: World, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="another folder"):
            backup.back_up(told.db, tmp_path / "house.backup", tmp_path / "keys.json", time.time())

    def test_what_was_there_stands_when_writing_fails(
        self, told: World, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        back_up(told, file)
        before = read_label(file)
        monkeypatch.setattr(backup, "perishable", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            back_up(told, file)
        assert read_label(file) == before
        assert len(list(file.parent.iterdir())) == 2

    def test_missing_tools_are_named(self, told: World, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if told.db.is_sqlite:
            return
        monkeypatch.setenv("PATH", "/nowhere")
        with pytest.raises(Refused, match="client tools"):
            back_up(told, file)
