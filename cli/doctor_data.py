"""What the doctor asks the database: does the clock tick, does anything lie about, do the keys fit the data?"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.contacts import open_address
from bot.copies import waiting
from bot.settings import Settings
from bot.spending import spent_today
from cli.checks import Check
from cli.house import open_store, require_schema
from models.base import table
from models.contact import Contact
from models.database import database_url
from models.encryption import KeyRing, KeyRingError, Purpose, SealBroken, bound
from models.factory import Factory
from models.inbox import InboxMessage
from models.lease import Lease
from models.user import User
from models.vocabulary import InboxState
from operations.audit import first_broken
from operations.calendar import holidays_known
from operations.data_keys import CASES, COMMITTEES, SERVER, KeyStore
from operations.work import Refused

DAY = 86_400.0
NETWORK = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "ceph", "fuse.glusterfs", "afs", "lustre")
SILENCE = 120.0
"""Seconds without a tick after which the clock counts as still; `/health` has the same."""


def data_checks(settings: Settings, ring: KeyRing | None) -> Iterator[Check]:
    """The database, and what is in it; no question whether the keys fit where there are none."""
    url = database_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        yield Check("database", False, f"there is no file {url.database}; check DATABASE_URL, or run “bobbin migrate”")
        return
    db = open_store(settings)
    try:
        require_schema(db)
        yield Check("database", True, "answers, and has the newest schema")
        if db.is_sqlite:
            yield _disk(Path(url.database or ""))
            yield _room(db.free_bytes() or 0, settings.disk_reserve)
        with db.read() as connection:
            if ring is not None:
                yield _keys_fit(connection, ring)
            yield from _running(connection)
            yield _spending(connection, settings)
    except (SQLAlchemyError, Refused) as error:
        reason = str(error) if isinstance(error, Refused) else "does not answer; check DATABASE_URL and its server"
        yield Check("database", False, reason)


def _disk(path: Path) -> Check:
    """A network's locks are not to be relied on: two writers at once would spoil the file."""
    kind = file_system_of(path.resolve(), Path("/proc/mounts"))
    if kind.startswith(NETWORK):
        advice = "the database lies on a network's disk, where its locks do not hold; move it, or use PostgreSQL"
        return Check("disk", False, advice)
    return Check("disk", True, "of this machine")


def _room(free: int, reserve: int) -> Check:
    if free >= reserve:
        return Check("room", True, f"more than {reserve // 1_000_000} MB")
    advice = "are left, and no message is taken in; make room on the disk, or set DISK_RESERVE"
    return Check("room", False, f"less than {reserve // 1_000_000} MB {advice}")


def file_system_of(path: Path, mounts: Path) -> str:
    """The type of the file system that a path is on; nothing where that cannot be told."""
    if not mounts.exists():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    holding = [(len(point), kind) for point, kind in found if path.is_relative_to(point.replace("\\040", " "))]
    return max(holding, default=(0, ""))[1]


def holidays_check(countries: Sequence[str], year: int) -> Check:
    """Without holidays a meeting may be proposed on one: said, but nothing to fail for."""
    empty = [
        f"{country} {one}" for country in countries for one in (year, year + 1) if not holidays_known(country, one)
    ]
    detail = f"none known for {', '.join(empty)}; days are proposed without them" if empty else "known"
    return Check("public holidays", True, detail, warns=bool(empty))


def _running(connection: Connection) -> Iterator[Check]:
    ticked = connection.execute(select(func.max(Lease.ticked_at))).scalar()
    countries = connection.execute(select(Factory.country).distinct().order_by(Factory.country)).scalars().all()
    dead = select(func.count()).select_from(InboxMessage).where(InboxMessage.state == InboxState.DEAD)
    ticks = ticked is not None and time.time() - ticked < SILENCE
    yield Check("clock", ticks, "ticks" if ticks else "no clock has ticked for two minutes; start “bobbin clock”")
    yield _dead_letters(connection.execute(dead).scalar_one())
    yield _audit(connection)
    yield _copies(waiting(connection, time.time() - DAY))
    yield holidays_check(countries, datetime.now(UTC).year)


def _spending(connection: Connection, settings: Settings) -> Check:
    """What was sent today, against the ceiling; that there is none is said where messages cost money."""
    soft, hard = settings.limits.segments_a_day, settings.limits.segments_at_most
    spent = spent_today(connection, time.time())
    if soft is None and hard is None:
        paid = settings.twilio is not None or settings.gateway is not None
        advice = "no ceiling; set SEGMENTS_A_DAY, so that a flood or a mistake costs no fortune"
        return Check("spending", True, advice if paid else "nothing that is paid for is switched on", warns=paid)
    ceiling = soft or hard or 0
    words = f"{spent} of {ceiling} segments today"
    if spent < ceiling:
        return Check("spending", True, words)
    waits = "answers wait" if hard is not None and spent >= hard else "broadcasts wait"
    return Check("spending", True, f"{words}: {waits} until tomorrow; raise SEGMENTS_A_DAY to go on", warns=True)


def _audit(connection: Connection) -> Check:
    """The chain, and whether the program itself could change it."""
    broken = first_broken(connection)
    if broken is not None:
        return Check("audit log", False, f"entry {broken} was changed; run “bobbin audit verify”")
    if connection.dialect.name == "sqlite":
        return Check("audit log", True, "whole")
    can_change = select(func.has_table_privilege("audit", "UPDATE, DELETE"))
    if connection.execute(can_change).scalar():
        advice = "whole, but the program could change it; run it as another role than the owner (DATABASE_ROLE)"
        return Check("audit log", True, advice, warns=True)
    return Check("audit log", True, "whole, and the program cannot change it")


def _copies(late: int) -> Check:
    if not late:
        return Check("copies at providers", True, "none is older than a day")
    advice = "messages should be deleted at Twilio and are still there; look for “copies.” in the log of the clock"
    return Check("copies at providers", False, f"{late} {advice}")


def _dead_letters(count: int) -> Check:
    if not count:
        return Check("dead letters", True, "none")
    words = "1 message was" if count == 1 else f"{count} messages were"
    advice = "given up and kept sealed; look for “inbox.” in the log and report the error"
    return Check("dead letters", False, f"{words} {advice}")


def _keys_fit(connection: Connection, ring: KeyRing) -> Check:
    """Open one value of each kind under each version of its key: what does not open now is lost to everybody."""
    tried = {
        "addresses": _open_contacts,
        "authenticators": _open_users,
        "cases": lambda *these: _open_data_keys(CASES, *these),
        "committees": lambda *these: _open_data_keys(COMMITTEES, *these),
    }
    shut = [name for name, opens in tried.items() if not _fits(opens, connection, ring)]
    if not shut:
        return Check("keys fit", True, "what is sealed opens")
    advice = "set KEY_FILE to the file that the data was made with, or restore it from your backup of keys"
    return Check("keys fit", False, f"the keys are not those of the data ({', '.join(shut)}); {advice}")


def _fits(opens: Callable[[Connection, KeyRing], None], connection: Connection, ring: KeyRing) -> bool:
    try:
        opens(connection, ring)
    except (SealBroken, KeyRingError):
        return False
    return True


def _open_contacts(connection: Connection, ring: KeyRing) -> None:
    sealed = func.substr(Contact.address_sealed, 1, 3)
    samples = select(func.min(Contact.id)).group_by(sealed, Contact.index_version)
    columns = (Contact.id, Contact.line, Contact.index_version, Contact.index_tag, Contact.address_sealed)
    for row in connection.execute(select(*columns).where(Contact.id.in_(samples))):
        address = open_address(ring, row.id, row.address_sealed)
        if (row.index_version, row.index_tag) not in ring.tags(f"{row.line}|{address}"):
            raise SealBroken("the blind index has another key")


def _open_users(connection: Connection, ring: KeyRing) -> None:
    samples = select(func.min(User.id)).group_by(func.substr(User.totp_sealed, 1, 3))
    for user_id, sealed in connection.execute(select(User.id, User.totp_sealed).where(User.id.in_(samples))):
        ring.open(Purpose.SESSION, sealed, bound("users", "totp", user_id))


def _open_data_keys(store: KeyStore, connection: Connection, ring: KeyRing) -> None:
    keys = table(store.model).c
    owner = keys[store.owner]
    samples = select(func.min(owner)).where(keys.recipient == SERVER).group_by(func.substr(keys.wrapped, 1, 3))
    for owner_id, wrapped in connection.execute(
        select(owner, keys.wrapped).where(owner.in_(samples), keys.recipient == SERVER)
    ):
        store.unwrap(ring, owner_id, wrapped)
