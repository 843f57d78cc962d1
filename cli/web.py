"""`bobbin web`."""

import click

from cli.house import ADVISOR, INTAKE, open_house
from cli.serving import serve, stop_on_signals
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
    stop_on_signals()
    serve(build_app(house), house.settings.port, house.db.is_sqlite)
