"""`bobbin roster import`: workers who may be asked, from a list. Only here: the web view holds no key to a number."""

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from bot.contacts import make_contacts
from bot.house import House
from cli.house import open_house
from cli.output import json_option, show
from cli.phones import read_phone, sms_line
from operations.factories import find_factory
from operations.roster_files import Listed, read_list
from operations.rosters import add_entries, make_roster
from operations.work import Mistyped, Work

CHUNK = 500
"""People in a transaction: between two of them others are answered."""
SHOWN = 10
"""Mistakes that are named; of more only the number is."""


@click.group("roster")
def command() -> None:
    """Lists of workers who may be asked in surveys."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--factory", "code", required=True, help="The join code of the factory.")
@click.option("--name", help="What the list is called; its file's name when not given.")
@json_option
def import_list(file: Path, code: str, name: str | None, as_json: bool) -> None:
    """Import a CSV or XLSX with the columns phone, line, shift, gender, language, consent. All of it or nothing."""
    house = open_house("roster")
    with house.db.read() as connection:
        factory = find_factory(connection, code)
    _check(house, file)
    with house.db.write() as connection:
        roster_id = make_roster(house.work(connection, time.time()), factory.id, name or file.stem)
    entries = sum(_add(house, factory, roster_id, people) for people in _in_chunks(read_list(file)))
    show(as_json, {"id": roster_id, "entries": entries}, f"{entries} people are on the list {name or file.stem}.")


def _check(house: House, file: Path) -> None:
    """Every number of the list is looked at before anything is written."""
    wrong = [one.row for one in read_list(file) if not _is_phone(house, one)]
    if wrong:
        rows = ", ".join(map(str, wrong[:SHOWN])) + (f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else "")
        raise Mistyped(f"no phone number such as +8801700000001 stands in row {rows}; nothing was imported")


def _is_phone(house: House, one: Listed) -> bool:
    try:
        read_phone(one.phone, house.settings.default_country)
    except Mistyped:
        return False
    return True


def _add(house: House, factory: Any, roster_id: str, people: list[Listed]) -> int:
    line, country = sms_line(house.settings, factory.channels), house.settings.default_country
    by_phone = {read_phone(one.phone, country): one for one in people}
    columns = {
        phone: {"factory_id": factory.id, "language": one.language or factory.languages[0]}
        for phone, one in by_phone.items()
    }
    with house.db.write() as connection:
        work = Work(connection, house.ring, time.time())
        ids = make_contacts(work, line, columns)
        return add_entries(work, roster_id, [(ids[phone], one) for phone, one in by_phone.items()])


def _in_chunks(people: Iterator[Listed]) -> Iterator[list[Listed]]:
    return iter(lambda: list(islice(people, CHUNK)), [])
