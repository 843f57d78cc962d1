"""Sealing again under the newest keys, a batch in a transaction. Bodies stay: only what the ring itself has sealed.

Whatever is new already is passed over, so a rotation that was broken off goes on where it stopped.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    String,
    bindparam,
    column,
    func,
    or_,
    select,
    tuple_,
    update,
)

from models.base import table
from models.contact import Contact
from models.encryption import FORMAT, HEADER, KeyRing, Purpose, SealBroken, sealed_version
from models.prepared import Prepared
from models.seals import SERVER, RingSeal, ring_seals, version_columns

BATCH = 500
_contacts = table(Contact)


@dataclass(frozen=True, slots=True)
class Batch:
    """The next rows of a column, as they are to be written, and after which row the next begins; None at the end."""

    seal: RingSeal
    rows: Sequence[Mapping[str, Any]]
    after: tuple[Any, ...] | None


def seals_to_renew() -> list[RingSeal]:
    """Every column that the ring seals; contacts first, so that both versions are searched for a short while only."""
    return sorted(ring_seals(), key=lambda seal: seal.table is not _contacts)


def prepare(connection: Connection, ring: KeyRing, seal: RingSeal, after: tuple[Any, ...] | None) -> Batch:
    """Seal the next rows of a column under the newest key; of contacts make the keyed hash too. Writes nothing.

    Values that do not open are left as they are.
    """
    rows = _old_rows(connection, ring, seal, after)
    renewed = [found for row in rows for found in [_renewed(ring, seal, row)] if found]
    last = tuple(rows[-1][name] for name in seal.key_names) if len(rows) == BATCH else None
    return Batch(seal, renewed, last)


def write(connection: Connection, batch: Batch) -> int:
    """Write what was prepared, and is still as it was. Returns how many rows.

    Rows that somebody else is writing are left for the next round: rotation waits for nobody, so nothing waits for it.
    """
    rows = _without_doubles(connection, batch.rows) if batch.seal.table is _contacts else batch.rows
    free = _free(connection, batch.seal, rows)
    if free and connection.dialect.name == "sqlite":
        _one_by_one(batch.seal).run_each(connection, free)
    elif free:
        _at_once(batch.seal).run(connection, {name: [row[name] for row in free] for name in free[0]})
    return len(free)


def in_use(connection: Connection, ring: KeyRing) -> dict[Purpose, Counter[int]]:
    """How many rows hang on each version of a key."""
    found: dict[Purpose, Counter[int]] = {purpose: Counter() for purpose in Purpose}
    for seal in ring_seals():
        for purpose, version, count in _sealed_rows(connection, ring, seal):
            found[purpose][version] += count
    for hashed in version_columns():
        column = hashed.column
        counted = select(column, func.count()).where(column.is_not(None)).group_by(column)
        for version, count in connection.execute(counted):
            found[hashed.purpose][version] += count
    return found


def left_behind(connection: Connection, ring: KeyRing) -> dict[Purpose, int]:
    """How many rows hang on an older version than the newest; only where there are some."""
    counted = in_use(connection, ring).items()
    old = {
        purpose: sum(count for version, count in versions.items() if version != ring.newest(purpose)[0])
        for purpose, versions in counted
        if ring.has(purpose)
    }
    return {purpose: count for purpose, count in old.items() if count}


def _old_rows(connection: Connection, ring: KeyRing, seal: RingSeal, after: tuple[Any, ...] | None) -> Sequence[Any]:
    more = [seal.table.c.line] if seal.table is _contacts else []
    query = select(*seal.key, seal.column, *more).where(_is_old(ring, seal), *_for_the_server(seal))
    if after is not None:
        query = query.where(seal.key[0] > after[0] if len(after) == 1 else tuple_(*seal.key) > tuple_(*after))
    return connection.execute(query.order_by(*seal.key).limit(BATCH)).mappings().all()


def _free(connection: Connection, seal: RingSeal, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Those rows that nobody else is writing, locked; on SQLite there is but one who writes."""
    if connection.dialect.name == "sqlite" or not rows:
        return rows
    keys = [tuple(row[f"key_{name}"] for name in seal.key_names) for row in rows]
    ours: ColumnElement[bool] = tuple_(*seal.key).in_(keys)
    if len(seal.key) == 1:  # one list rather than hundreds of values
        ours = seal.key[0] == func.any(bindparam("ids", [key[0] for key in keys], ARRAY(String())))
    free = {tuple(row) for row in connection.execute(select(*seal.key).where(ours).with_for_update(skip_locked=True))}
    return [row for row, key in zip(rows, keys, strict=True) if key in free]


def _is_old(ring: KeyRing, seal: RingSeal) -> ColumnElement[bool]:
    newest = {_header(ring.newest(purpose)[0]) for purpose in seal.purposes}
    old: ColumnElement[bool] = seal.column.is_not(None)
    if len(newest) == 1:  # else the number alone does not tell: each value is tried
        old = old & _header_of(seal).not_in(newest)
    if seal.table is _contacts:
        return or_(old, _contacts.c.index_version != ring.newest(Purpose.INDEX)[0])
    return old


def _renewed(ring: KeyRing, seal: RingSeal, row: Any) -> dict[str, Any] | None:
    """The values to write for a row; None where there is nothing to write, or it does not open."""
    place, sealed = seal.place(row), row[seal.column.name]
    purpose, plain = _opened(ring, seal, sealed, place)
    shared = len(seal.purposes) > 1
    if plain is None or (shared and sealed_version(sealed) == ring.newest(purpose)[0]):
        return None
    values = {f"key_{name}": row[name] for name in seal.key_names}
    values |= {"sealed": ring.seal(seal.purposes[0], plain, place), "before": sealed}
    if seal.table is _contacts:
        values["version"], values["tag"] = ring.tag(f"{row['line']}|{plain.decode()}")
    return values


def _opened(ring: KeyRing, seal: RingSeal, sealed: bytes, place: str) -> tuple[Purpose, bytes | None]:
    """By which purpose a value is sealed, and what it is; None where none of them opens it."""
    for purpose in seal.purposes:
        try:
            return purpose, ring.open(purpose, sealed, place)
        except SealBroken:
            continue
    return seal.purposes[0], None


@cache
def _one_by_one(seal: RingSeal) -> Prepared:
    """For one row and its values; the driver repeats it for many."""
    return Prepared(_update(seal, bindparam))


@cache
def _at_once(seal: RingSeal) -> Prepared:
    """For many rows in one statement, each value given as the list of all rows'; PostgreSQL only."""
    types: dict[str, Any] = {f"key_{column.name}": String() for column in seal.key} | {
        "sealed": LargeBinary(),
        "before": LargeBinary(),
    }
    if seal.table is _contacts:
        types |= {"tag": LargeBinary(), "version": Integer()}
    lists = (bindparam(name, type_=ARRAY(kind)) for name, kind in types.items())
    given = func.unnest(*lists).table_valued(*(column(name, kind) for name, kind in types.items())).render_derived()
    return Prepared(_update(seal, lambda name: given.c[name]))


def _update(seal: RingSeal, value: Callable[[str], Any]) -> Any:
    this = [column == value(f"key_{column.name}") for column in seal.key]
    written: dict[str, Any] = {seal.column.name: value("sealed")}
    if seal.table is _contacts:
        written |= {"index_tag": value("tag"), "index_version": value("version")}
    return update(seal.table).where(*this, seal.column == value("before")).values(**written)


def _without_doubles(connection: Connection, renewed: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Without contacts whose address has another contact under the new key by now: two rows cannot have one hash."""
    tags = [values["tag"] for values in renewed]
    known = select(_contacts.c.index_tag, _contacts.c.id).where(_contacts.c.index_tag.in_(tags))
    owners = {bytes(tag): contact_id for tag, contact_id in connection.execute(known)}
    return [values for values in renewed if owners.setdefault(values["tag"], values["key_id"]) == values["key_id"]]


def _sealed_rows(connection: Connection, ring: KeyRing, seal: RingSeal) -> list[tuple[Purpose, int, int]]:
    """(purpose, version, rows) of a column; where two purposes share it, each old value is asked which it is."""
    if len(seal.purposes) > 1:
        return [_used(ring, seal, row) for row in _all_rows(connection, seal)]
    header = _header_of(seal)
    counted = select(header, func.count()).where(seal.column.is_not(None), *_for_the_server(seal)).group_by(header)
    return [(seal.purposes[0], int.from_bytes(found[1:], "big"), count) for found, count in connection.execute(counted)]


def _all_rows(connection: Connection, seal: RingSeal) -> Any:
    query = select(*seal.key, seal.column).where(seal.column.is_not(None))
    return connection.execution_options(yield_per=1000).execute(query).mappings()


def _used(ring: KeyRing, seal: RingSeal, row: Any) -> tuple[Purpose, int, int]:
    sealed = row[seal.column.name]
    return _opened(ring, seal, sealed, seal.place(row))[0], sealed_version(sealed), 1


def _for_the_server(seal: RingSeal) -> list[ColumnElement[bool]]:
    return [seal.table.c.recipient == SERVER] if "recipient" in seal.table.c else []


def _header_of(seal: RingSeal) -> ColumnElement[bytes]:
    return func.substr(seal.column, 1, HEADER, type_=LargeBinary)


def _header(version: int) -> bytes:
    return FORMAT + version.to_bytes(2, "big")
