"""Backing up a running system, into two files: what may be kept, and what is gone after a week (models.perishable).

The key ring is in neither. SQLite is copied by its online backup, PostgreSQL dumped from one snapshot; nobody waits.
"""

import errno
import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, text

from bot.archive import CONTENT, KEYS, Label, keep, read_label
from models.database import Database
from models.faults import reach
from models.perishable import perishable
from models.schema import current_revision
from operations.work import Refused

LIFE = 7 * 86_400.0
"""Seconds that the file with the keys of cases may be kept."""


def back_up(db: Database, path: Path, key_file: Path, now: float) -> Path:
    """Write `path` and the file of keys beside it; returns the latter. Raises Refused."""
    _check_place(path, key_file)
    with db.read() as connection:
        revision = current_revision(connection)
    label = Label(CONTENT, secrets.token_hex(8), db.engine.dialect.name, revision or "", now)
    try:
        (_from_sqlite if db.is_sqlite else _from_postgresql)(db, path, label)
    except (OSError, sqlite3.Error) as error:
        if _is_full(error):
            raise Refused(
                f"there is no room for a backup in {path.parent}; make some, or name another folder"
            ) from None
        raise
    forget_old_keys(path.parent, now)
    return keys_beside(path)


def keys_beside(path: Path) -> Path:
    """The file of keys that belongs to a backup."""
    return path.with_name(path.name + ".keys")


def forget_old_keys(folder: Path, now: float) -> int:
    """Delete files of keys whose week is over; returns how many."""
    old = [one for one in folder.glob("*.keys") if _is_over(one, now)]
    for one in old:
        one.unlink()
    return len(old)


def _is_over(path: Path, now: float) -> bool:
    try:
        label = read_label(path)
    except (Refused, OSError):
        return False
    return label.part == KEYS and label.made_at < now - LIFE


def _is_full(error: Exception) -> bool:
    """Whether a file could not grow any more."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def _check_place(path: Path, key_file: Path) -> None:
    if not path.parent.is_dir():
        raise Refused(f"there is no folder {path.parent}; make it")
    if path.is_dir():
        raise Refused(f"{path} is a directory; name a file")
    if path.resolve().parent == key_file.resolve().parent:
        raise Refused("a backup must not lie where the key file is: who takes one would have both; name another folder")


def _from_sqlite(db: Database, path: Path, label: Label) -> None:
    with private_folder(path.parent) as folder:
        content, keys = folder / "content.db", folder / "keys.db"
        with closing(sqlite3.connect(str(db.engine.url.database))) as source, closing(_fresh(content)) as copy:
            source.backup(copy)
            _part(copy, keys)
        reach("backup.copied")
        keep(keys_beside(path), _of_keys(label), lambda file: _copy(keys, file))
        reach("backup.keys_kept")
        keep(path, label, lambda file: _copy(content, file))


def _fresh(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _part(copy: sqlite3.Connection, keys: Path) -> None:
    """Move what is kept apart out of a copy; nothing of it stays in free pages."""
    copy.execute("PRAGMA journal_mode = DELETE")
    os.close(os.open(keys, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    copy.execute("ATTACH ? AS apart", (str(keys),))
    for table in perishable():
        copy.execute(f"CREATE TABLE apart.{table.name} AS SELECT * FROM main.{table.name}")  # noqa: S608  our names
        copy.execute(f"DELETE FROM main.{table.name}")  # noqa: S608  our names
    copy.execute("DETACH apart")
    copy.execute("VACUUM")


def _from_postgresql(db: Database, path: Path, label: Label) -> None:
    names = [table.name for table in perishable()]
    with db.engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        dump = ["pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
        apart = ["--data-only", *(f"--table={name}" for name in names)]
        rest = [f"--exclude-table-data={name}" for name in names]
        reach("backup.copied")
        keep(keys_beside(path), _of_keys(label), lambda file: _run(db.engine.url, [*dump, *apart], file))
        reach("backup.keys_kept")
        keep(path, label, lambda file: _run(db.engine.url, [*dump, *rest], file))


def _run(url: URL, command: Sequence[str], file: Any) -> None:
    with client(url, command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        shutil.copyfileobj(process.stdout, file, 1 << 20)


@contextmanager
def client(url: URL, command: Sequence[str], **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a client tool of PostgreSQL on our database; its password is in no argument. Raises Refused."""
    if shutil.which(command[0]) is None:
        raise Refused(f"{command[0]} is missing; install PostgreSQL's client tools, of the server's version or newer")
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=client_environment(url), stderr=errors, **streams)  # noqa: S603  ours, no shell
        try:
            yield process
        finally:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            code = process.wait()
        if code:
            raise Refused(f"{command[0]} failed{_hint(errors)}")


def _hint(errors: IO[bytes]) -> str:
    """Its words may quote rows, so only known ones are passed on."""
    errors.seek(0)
    said = errors.read().decode(errors="replace")
    known = {
        "server version mismatch": "; install the client tools of the server's version",
        "permission denied": "; its user may not do this: use the owner of the database",
        "could not connect": "; check DATABASE_URL and its server",
        "connection to server": "; check DATABASE_URL and its server",
    }
    return next((advice for words, advice in known.items() if words in said), "; look at the server's log")


def client_environment(url: URL) -> dict[str, str]:
    """The settings of a client tool; nothing of ours but what it needs."""
    asked = {name: value if isinstance(value, str) else value[0] for name, value in url.query.items()}
    wanted = {
        "PGHOST": asked.get("host") or url.host,
        "PGPORT": asked.get("port") or (str(url.port) if url.port else None),
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
        "PGSSLMODE": asked.get("sslmode"),
        "PGSSLROOTCERT": asked.get("sslrootcert"),
        "PATH": os.defpath,
    }
    return {name: value for name, value in wanted.items() if value}


@contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """A folder for ourselves, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".bobbin-", dir=beside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _of_keys(label: Label) -> Label:
    return Label(KEYS, label.pair, label.engine, label.revision, label.made_at)


def _copy(path: Path, file: Any) -> None:
    with path.open("rb") as source:
        shutil.copyfileobj(source, file, 1 << 20)
