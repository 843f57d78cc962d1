"""`bobbin audit verify`."""

import click

from cli.house import open_house
from cli.output import json_option, show
from operations.audit import first_broken
from operations.work import Refused


@click.group("audit")
def command() -> None:
    """Check the chain of the audit log."""


@command.command("verify")
@json_option
def verify(as_json: bool) -> None:
    """Check every entry against the one before; exit status 1 names the first that does not fit."""
    house = open_house("audit")
    with house.db.read() as connection:
        broken = first_broken(connection)
    show(as_json, {"ok": broken is None, "first_broken": broken}, "The audit log is whole." if broken is None else "")
    if broken is not None:
        advice = "keep this database as it is, and compare it with your backups"
        raise Refused(f"the audit log was changed: entry {broken} does not fit the one before it; {advice}")
