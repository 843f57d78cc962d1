"""`bobbin restore`."""

import time
from pathlib import Path

import click

from bot.restore import choose, restore
from cli.house import known_schema, open_house
from cli.output import json_option, show
from models.schema import newest_revision


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Also where the database holds data, which is lost.")
@click.option("--without-keys", is_flag=True, help="Without FILE.keys: texts of cases do not open, phones are unknown.")
@json_option
def command(file: Path, replace: bool, without_keys: bool, as_json: bool) -> None:
    """Put a backup back into the database, with its FILE.keys; the line must be stopped."""
    db = open_house("restore", (), schema=False).db
    known_schema(db)
    chosen = choose(file, db.engine.dialect.name, without_keys, time.time())
    restore(db, chosen, replace)
    behind = chosen.label.revision != newest_revision()
    result = {"file": str(file), "revision": chosen.label.revision, "keys": chosen.keys is not None}
    show(as_json, result, f"Restored.{' Now run “bobbin migrate”, then' if behind else ' Now run'} “bobbin doctor”.")
