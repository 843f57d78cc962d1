"""`bobbin backup`."""

import time
from pathlib import Path

import click

from bot.backup import back_up
from cli.house import open_house
from cli.output import json_option, show


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """Back the database up while the line runs, into FILE and FILE.keys.

    FILE may be kept; FILE.keys holds the keys of cases and the phones, and must be gone after 7 days: older ones beside
    it are deleted. The key ring is in neither: back it up by itself, somewhere else.
    """
    house = open_house("backup", ())
    keys = back_up(house.db, file, house.settings.key_file, time.time())
    result = {"file": str(file), "keys": str(keys), "bytes": file.stat().st_size + keys.stat().st_size}
    show(as_json, result, f"Backed up into {file} and {keys}; delete the latter within 7 days.")
