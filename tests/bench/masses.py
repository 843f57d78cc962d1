"""Factories with hundreds of thousands of people, made in the database itself: no loop in Python comes near."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, text

from models.base import new_id, table
from models.database import Database
from models.factory import Factory

NUMBERS = {
    "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n where i < :people) select i from n",
    "postgresql": "select generate_series(1, :people) as i",
}
RANDOM_ID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "md5(random()::text || random()::text)"}
RANDOM_BYTES = {"sqlite": "randomblob(32)", "postgresql": "sha256((random()::text || random()::text)::bytea)"}
TRUE = {"sqlite": "1", "postgresql": "true"}
FALSE = {"sqlite": "0", "postgresql": "false"}


def factory(connection: Connection) -> str:
    """A factory in Dhaka. Returns its id."""
    factory_id = new_id()
    row: dict[str, Any] = {"id": factory_id, "code": "7Q2K", "name": "Shapla", "country": "BD"}
    place = {"timezone": "Asia/Dhaka", "languages": ["en"], "shift_start": "08:00", "shift_end": "17:00"}
    more = {"rest_days": [], "channels": [], "created_on": date(2026, 1, 1)}
    connection.execute(insert(table(Factory)), row | place | more)
    return factory_id


def contacts(connection: Connection, factory_id: str, people: int) -> None:
    """People of a factory. Their addresses open under no key."""
    dialect = connection.dialect.name
    connection.execute(
        text(
            "insert into contacts (id, line, index_tag, index_version, address_sealed, factory_id, introduced,"
            f" sendable, first_on) select {RANDOM_ID[dialect]}, 'twilio', {RANDOM_BYTES[dialect]}, 1,"
            f" {RANDOM_BYTES[dialect]}, :factory, {FALSE[dialect]}, {TRUE[dialect]}, '2026-01-01'"
            f" from ({NUMBERS[dialect]}) n"
        ),
        {"factory": factory_id, "people": people},
    )


def housekeep(db: Database, command: str) -> None:
    """What PostgreSQL would do at a time of its own: `vacuum analyze`, `checkpoint`."""
    if not db.is_sqlite:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(command)
