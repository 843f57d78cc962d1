"""`bobbin committee add`: found a committee of a factory."""

import time

import click

from cli.house import open_house
from cli.output import json_option, show
from operations.factories import find_factory
from operations.founding import found
from operations.rules import rule_packs
from operations.work import Work


@click.group("committee")
def command() -> None:
    """Found a committee of a factory."""


@command.command("add")
@click.option("--factory", "code", required=True, help="The join code of the factory.")
@click.option("--rules", default="picc", show_default=True, help="The type of the committee.")
@click.option("--name", default="", help="What it is called; the name of the type when not given.")
@json_option
def add(code: str, rules: str, name: str, as_json: bool) -> None:
    """Found a committee; its type names the rules it lives by."""
    house = open_house("committee")
    with house.db.write() as connection:
        factory = find_factory(connection, code)
        committee_id = found(Work(connection, house.ring, time.time()), factory.id, rules, name)
    title = rule_packs()[rules].title
    show(as_json, {"id": committee_id, "rules": rules}, f"{name or title}: add its members with “bobbin member add”.")
