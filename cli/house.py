"""Opening the house for a command: settings, keys of its role, database."""

from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy import select

from bot.house import House
from bot.logs import configure_logs
from bot.settings import Settings, settings_from_environment
from models.database import Database, database_url, open_database
from models.encryption import KeyRing, Purpose, SealBroken, load_ring, new_ring, save_ring
from models.schema import current_revision, is_known, migrate, newest_revision
from models.seals import ring_seals
from operations.work import Refused

ADVISOR = (Purpose.CASE, Purpose.SESSION)
INTAKE = (Purpose.INDEX, Purpose.ADDRESS, Purpose.CASE, Purpose.STATE, Purpose.SESSION, Purpose.PIN)
SENDER = (Purpose.ADDRESS, Purpose.CASE, Purpose.STATE)
CLOCK = (Purpose.CASE, Purpose.STATE, Purpose.INDEX, Purpose.ADDRESS, Purpose.PIN)
ALL = tuple(Purpose)
TRIED = ("contacts", "users", "case_keys")


def open_house(process: str, purposes: Sequence[Purpose] = ALL, demo: bool = False, schema: bool = True) -> House:
    """The house of a role. Raises where keys are missing or the schema is not the newest."""
    configure_logs(process)
    settings = settings_from_environment(demo)
    ring = load_ring(settings.key_file).only(*purposes)
    _require(ring, purposes, settings.key_file)
    db = open_store(settings)
    if schema:
        require_schema(db)
        require_fit(db, ring)
    return House(db, ring, settings)


def open_store(settings: Settings) -> Database:
    """The database, closed when the command ends; the folder of a SQLite file is made."""
    url = database_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        _make_folder(Path(url.database).parent)
    db = open_database(settings.database_url)
    command = click.get_current_context(silent=True)
    if command is not None:
        command.call_on_close(db.dispose)
    return db


def require_schema(db: Database) -> None:
    if known_schema(db) != newest_revision():
        raise Refused("the database has not the newest schema; run “bobbin migrate”")


def newest_schema(db: Database) -> str:
    """Bring the database to the newest schema. Raises Refused where a newer program has been at it."""
    known_schema(db)
    return migrate(db)


def require_fit(db: Database, ring: KeyRing) -> None:
    """One value of each kind has to open: with the keys of another house every message would be somebody new."""
    with db.read() as connection:
        for seal in (one for one in ring_seals() if one.table.name in TRIED and ring.has(one.purposes[0])):
            query = select(*seal.key, seal.column).where(seal.column.is_not(None)).limit(1)
            for row in connection.execute(query).mappings():
                try:
                    ring.open(seal.purposes[0], row[seal.column.name], seal.place(row))
                except SealBroken as error:
                    raise Refused(
                        f"the keys are not those of the data ({seal.table.name}); set KEY_FILE to its own"
                    ) from error


def known_schema(db: Database) -> str | None:
    """The revision of a database. Raises Refused where a newer program has been at it."""
    with db.read() as connection:
        found = current_revision(connection)
    if found is not None and not is_known(found):
        raise Refused(f"the database is newer than this program (revision {found}); install the newest Bobbin")
    return found


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"the folder {path} cannot be made ({error.strerror}); check DATABASE_URL") from error


def keys_made(settings: Settings) -> KeyRing:
    """The key ring, with a key for everything; made when there is no key file yet."""
    make_keys(settings)
    ring = load_ring(settings.key_file)
    _require(ring, ALL, settings.key_file)
    return ring


def make_keys(settings: Settings) -> None:
    """Make the key file when there is none yet."""
    try:
        if not settings.key_file.exists():
            save_ring(new_ring(), settings.key_file)
    except OSError as error:
        raise Refused(f"{settings.key_file} cannot be made ({error.strerror}); check KEY_FILE") from error


def _require(ring: KeyRing, purposes: Sequence[Purpose], path: Path) -> None:
    missing = [purpose.value for purpose in purposes if not ring.has(purpose)]
    if missing:
        raise Refused(
            f"the key file {path} lacks the keys for {', '.join(missing)}; restore it from your backup of keys"
        )
