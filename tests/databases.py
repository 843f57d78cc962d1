"""Real databases for tests: a SQLite file, and a PostgreSQL cluster of our own on a free port.

Both are made once with the newest schema and copied for each test.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Dialect, create_engine, text
from sqlalchemy.util import LRUCache

from models.database import Database, open_database
from models.schema import migrate

MEMORY = Path("/dev/shm")
ROOM = 512 * 1024 * 1024


class Cluster:
    """A PostgreSQL cluster that lives in a temporary folder; run by an unprivileged user when we are root.

    It is gone when its tests are, so it need not outlive a power cut, unless it is `durable` to be measured.
    """

    def __init__(self, durable: bool = False, waits: bool = False) -> None:
        """With `waits` a commit waits until it is written, and until a standby has it where there is one."""
        self._durable = durable
        self._commits = "on" if waits else "off"
        self.folder = Path(tempfile.mkdtemp(prefix="bobbin-pg-", dir=None if durable else _memory()))
        self.port = free_port()
        self._binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, self._user)
        self._make()
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        if not self._durable:
            options += f" -c fsync=off -c full_page_writes=off -c synchronous_commit={self._commits}"
        self._run("pg_ctl", "start", "--wait", f"--pgdata={self.data}", f"--log={self.folder / 'log'}", "-o", options)

    def _make(self) -> None:
        self._run(
            "initdb", "--auth=trust", "--username=bobbin", "--encoding=UTF8", "--locale=C", f"--pgdata={self.data}"
        )

    def kill(self) -> None:
        """As when its machine fails: nobody is told, nothing is written any more."""
        self._run("pg_ctl", "stop", "--mode=immediate", f"--pgdata={self.data}")

    def stop(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://bobbin@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        """A statement outside of any transaction, on the maintenance database."""
        engine = create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def dump(self, name: str, path: Path) -> None:
        """Everything a database holds, as SQL."""
        command = [str(self._binaries / "pg_dump"), "--inserts", f"--file={path}", self.url(name)]
        subprocess.run(command, check=True)

    def _run(self, binary: str, *arguments: str) -> None:
        command = [str(self._binaries / binary), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self._user, "--", *command]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Standby(Cluster):
    """A second cluster that has every commit of another before whoever committed hears of it."""

    def __init__(self, primary: Cluster) -> None:
        super().__init__(waits=True)
        self._primary = primary

    def _make(self) -> None:
        where = ("--host=127.0.0.1", f"--port={self._primary.port}", "--username=bobbin")
        self._run("pg_basebackup", *where, "--checkpoint=fast", "--write-recovery-conf", f"--pgdata={self.data}")

    def start(self) -> None:
        super().start()
        self._primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self._primary.execute("SELECT pg_reload_conf()")

    def promote(self) -> None:
        """From now on it is the one that is written to; it waits for no other."""
        self._run("pg_ctl", "promote", "--wait", f"--pgdata={self.data}")


class Shelf:
    """Fresh databases with the newest schema, quickly; on disk as in production where they are `durable`."""

    def __init__(self, folder: Path, durable: bool = False) -> None:
        self._durable = durable
        self._folder = folder if durable else _in_memory() or folder
        self._cluster: Cluster | None = None
        self._sqlite: Path | None = None

    def sqlite_url(self) -> str:
        if self._sqlite is None:
            self._sqlite = self._folder / "template.db"
            migrated(f"sqlite:///{self._sqlite}")
        copy = self._folder / f"{uuid4().hex}.db"
        shutil.copy(self._sqlite, copy)
        return f"sqlite:///{copy}"

    def postgresql_url(self) -> str:
        cluster = self.cluster()
        name = f"test_{uuid4().hex}"
        cluster.execute(f"CREATE DATABASE {name} TEMPLATE template_bobbin STRATEGY file_copy")
        return cluster.url(name)

    def cluster(self) -> Cluster:
        if self._cluster is None:
            self._cluster = Cluster(self._durable)
            self._cluster.start()
            self._cluster.execute("CREATE DATABASE template_bobbin")
            migrated(self._cluster.url("template_bobbin"))
        return self._cluster

    def drop(self, url: str) -> None:
        if url.startswith("sqlite"):
            for leftover in self._folder.glob(Path(url.removeprefix("sqlite:///")).name + "*"):
                leftover.unlink()
        elif self._cluster is not None:
            self._cluster.execute(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def close(self) -> None:
        if self._cluster is not None:
            self._cluster.stop()
        if not self._durable and self._folder.parent == MEMORY:
            shutil.rmtree(self._folder, ignore_errors=True)


def _memory() -> Path | None:
    """A place in memory, where this machine has room for it: a copy of a database takes a tenth of the time there."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM else None


def _in_memory() -> Path | None:
    """A folder in memory, if there is room for one."""
    memory = _memory()
    return Path(tempfile.mkdtemp(prefix="bobbin-", dir=memory)) if memory else None


@contextlib.contextmanager
def opened(shelf: Shelf, engine: str) -> Iterator[Database]:
    """A fresh database of an engine, gone afterwards."""
    url = shelf.sqlite_url() if engine == "sqlite" else shelf.postgresql_url()
    db = open_database(url)
    _share_statements(db)
    try:
        yield db
    finally:
        db.dispose()
        shelf.drop(url)


_DIALECTS: dict[str, Dialect] = {}
_STATEMENTS: LRUCache[Any, Any] = LRUCache(4000)


def _share_statements(db: Database) -> None:
    """Each statement is put together once for all databases of an engine, not again for each test."""
    db.engine.dialect = _DIALECTS.setdefault(db.engine.dialect.name, db.engine.dialect)
    db.engine.update_execution_options(compiled_cache=_STATEMENTS)


def migrated(url: str) -> None:
    db = open_database(url)
    migrate(db)
    if db.is_sqlite:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.dispose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
