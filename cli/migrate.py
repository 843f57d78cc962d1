"""`bobbin migrate`."""

import click

from bot.logs import configure_logs
from bot.settings import settings_from_environment
from cli.house import make_keys, newest_schema, open_store
from cli.output import json_option, show
from models.encryption import load_ring


@click.command("migrate")
@json_option
def command(as_json: bool) -> None:
    """Bring the database to the newest schema; make the key file when there is none."""
    configure_logs("migrate")
    settings = settings_from_environment()
    make_keys(settings)
    load_ring(settings.key_file)
    revision = newest_schema(open_store(settings))
    show(as_json, {"revision": revision}, f"The database is at revision {revision}.")
