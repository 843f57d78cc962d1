"""Putting a backup back: everything is checked before anything is touched, and it is all there or nothing is.

Without the file of keys, or when its week is over, texts of cases do not open and phones are unknown: that is what the
week is for. A restored line sends no vote twice: what perhaps went out after the backup is given up where it must not.
"""

import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, inspect, literal, select

from bot.archive import CONTENT, KEYS, Label, opened, read_label, unpack
from bot.backup import LIFE, client, keys_beside, private_folder
from models.database import Database
from models.faults import reach
from models.lease import LEASE, Lease
from models.perishable import perishable, ties
from models.schema import is_known
from models.tables import Base
from operations.work import Refused

MEASURES = ("users", "factories", "contacts", "cases")
UNSURE = (
    "UPDATE outbox SET state = 'failed', rank = 5, error = 'restored', body_sealed = NULL, leased_until = NULL "
    "WHERE state IN ('queued', 'sending', 'unknown') AND NOT resend"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A backup that was looked at and is good to be restored; `keys` is None where it comes without."""

    content: Path
    keys: Path | None
    label: Label


def choose(path: Path, engine: str, without_keys: bool, now: float) -> Chosen:
    """Look at a backup. Raises Refused."""
    label = read_label(path)
    if label.part != CONTENT:
        raise Refused(f"{path} is the file of keys; name the backup that it belongs to")
    if label.engine != engine:
        raise Refused(f"{path} is of {label.engine}; set DATABASE_URL to a database of {label.engine}")
    if not is_known(label.revision):
        raise Refused(f"{path} is of a newer program (revision {label.revision}); install the newest Bobbin")
    return Chosen(path, None if without_keys else _keys_of(path, label, now), label)


def restore(db: Database, chosen: Chosen, replace: bool) -> None:
    """Put a backup in the place of the database. Raises Refused where that would lose data."""
    _check_target(db, replace)
    for path in (chosen.content, chosen.keys):
        if path is not None:
            with opened(path):
                pass
    reach("restore.checked")
    (_into_sqlite if db.is_sqlite else _into_postgresql)(db, chosen)


def _keys_of(path: Path, label: Label, now: float) -> Path:
    keys, anyway = keys_beside(path), "; to restore the rest, whose cases do not open, say --without-keys"
    if not keys.is_file():
        raise Refused(f"there is no {keys}, which holds the keys of cases{anyway}")
    its = read_label(keys)
    if its.part != KEYS or its.pair != label.pair:
        raise Refused(f"{keys} belongs to another backup{anyway}")
    if its.made_at < now - LIFE:
        raise Refused(f"{keys} is older than 7 days: people were erased since; delete it{anyway}")
    return keys


def _check_target(db: Database, replace: bool) -> None:
    with db.read() as connection:
        there = set(inspect(connection).get_table_names())
        held = [name for name in MEASURES if name in there and _has_rows(connection, name)]
        if held and not replace:
            raise Refused("the database holds data; restore into an empty one, or say --replace to lose what it holds")
        ticking = select(Lease.name).where(Lease.expires_at > 0.0, Lease.ticked_at > time.time() - LEASE)
        if "leases" in there and connection.execute(ticking).first():
            raise Refused("the line is running on this database; stop it first")


def _has_rows(connection: Connection, name: str) -> bool:
    return connection.execute(select(literal(1)).select_from(Base.metadata.tables[name]).limit(1)).first() is not None


def _into_sqlite(db: Database, chosen: Chosen) -> None:
    """Put the parts together beside the database, and copy the whole over it in one transaction."""
    target = Path(str(db.engine.url.database))
    db.dispose()
    with private_folder(target.parent) as folder:
        whole, keys = folder / "whole.db", folder / "keys.db"
        unpack(chosen.content, whole)
        if chosen.keys is not None:
            unpack(chosen.keys, keys)
        with closing(sqlite3.connect(whole, isolation_level=None)) as copy:
            _join(copy, keys if chosen.keys else None)
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise Refused("the backup is damaged inside; take another")
            reach("restore.before_commit")
            with closing(sqlite3.connect(target, timeout=10)) as database:
                copy.backup(database)


def _join(copy: sqlite3.Connection, keys: Path | None) -> None:
    copy.execute("BEGIN")
    if keys is not None:
        copy.execute("COMMIT")
        copy.execute("ATTACH ? AS apart", (str(keys),))
        copy.execute("BEGIN")
        for name in _tables_in(copy):
            copy.execute(f"INSERT INTO main.{name} SELECT * FROM apart.{name}")  # noqa: S608  our names
    else:
        for statement in _untied():
            copy.execute(statement)
    copy.execute(UNSURE)
    copy.execute("COMMIT")


def _tables_in(copy: sqlite3.Connection) -> list[str]:
    """The tables of the file of keys that we know; an older backup has fewer."""
    there = {name for (name,) in copy.execute("SELECT name FROM apart.sqlite_master WHERE type = 'table'")}
    return [table.name for table in perishable() if table.name in there]


def _into_postgresql(db: Database, chosen: Chosen) -> None:
    """All sections through one session of psql, in one transaction: tables, rows of both parts, then the ties.

    Its own `--single-transaction` would commit what it has got by then when we die and its input ends.
    """
    url = db.engine.url
    session = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    with client(url, session, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as psql:
        assert psql.stdin is not None
        psql.stdin.write(b"BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
        _section(db, chosen.content, "pre-data", psql.stdin)
        _section(db, chosen.content, "data", psql.stdin)
        if chosen.keys is not None:
            _section(db, chosen.keys, "data", psql.stdin)
        after = [UNSURE, *([] if chosen.keys else _untied())]
        psql.stdin.write("".join(f"SET search_path = public; {one};\n" for one in after).encode())
        _section(db, chosen.content, "post-data", psql.stdin)
        reach("restore.before_commit")
        psql.stdin.write(b"COMMIT;\n")
    db.engine.dispose()


def _section(db: Database, path: Path, section: str, to: IO[bytes]) -> None:
    """A part of a dump as SQL, written to a session."""
    command = ["pg_restore", "--no-owner", "--no-acl", f"--section={section}", "--file=-"]
    with opened(path) as source, private_folder(path.parent) as folder:
        plain = folder / "dump"
        with plain.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        with client(db.engine.url, [*command, str(plain)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            shutil.copyfileobj(process.stdout, to, 1 << 20)


def _untied() -> list[str]:
    return [f"UPDATE {tie.table} SET {tie.column} = NULL" for tie in ties()]  # noqa: S608  our names
