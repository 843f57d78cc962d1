"""`bobbin migrate`."""

import click

from bot.logs import configure_logs
from bot.settings import settings_from_environment
from cli.house import make_keys, newest_schema, open_store
from cli.output import json_option, show
from models.encryption import load_ring
from models.schema import grant


@click.command("migrate")
@json_option
def command(as_json: bool) -> None:
    """Bring the database to the newest schema; make the key file when there is none.

    On PostgreSQL run it as the owner of the tables; DATABASE_ROLE is then given what the program needs, and cannot
    change the audit log.
    """
    configure_logs("migrate")
    settings = settings_from_environment()
    make_keys(settings)
    load_ring(settings.key_file)
    db = open_store(settings)
    revision = newest_schema(db)
    if settings.database_role and not db.is_sqlite:
        grant(db, settings.database_role)
    show(as_json, {"revision": revision}, f"The database is at revision {revision}.")
