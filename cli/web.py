"""`bobbin web`."""

import signal
import sys

import click

from cli.house import ADVISOR, INTAKE, open_house
from cli.serving import serve
from webhooks.app import build_app


@click.command("web")
@click.option(
    "--advisor-only",
    is_flag=True,
    help="Only the advisor's pages: this process never holds a key that could open a worker's number.",
)
def command(advisor_only: bool) -> None:
    """Serve webhooks and the advisor's pages, until stopped. Any number may run, on one port too."""
    house = open_house("web", ADVISOR if advisor_only else INTAKE)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # or a shell’s background would ignore it
    serve(build_app(house), house.settings.port, house.db.is_sqlite)
