"""`bobbin factory add` and `bobbin factory poster`."""

import time
from pathlib import Path

import click

from cli.house import open_house
from cli.output import json_option, show
from operations.calendar import WEEKDAYS
from operations.factories import NewFactory, add_factory
from operations.work import Work


@click.group("factory")
def command() -> None:
    """Register a factory; make its poster."""


@command.command("add")
@click.argument("name")
@click.option("--country", required=True, help="Two letters, such as BD.")
@click.option("--timezone", required=True, help="Such as Asia/Dhaka.")
@click.option("--language", "languages", multiple=True, required=True, help="Such as bn; the first is the default.")
@click.option("--shift", default="08:00-17:00", show_default=True, help="When its people work.")
@click.option("--rest-day", "rest_days", multiple=True, type=click.Choice(WEEKDAYS), help="Repeat for several.")
@click.option("--channel", "channels", multiple=True, help="Lines in order of preference; all when none is named.")
@click.option("--workers", type=int, help="How many people it employs; some committees need seats by it.")
@click.option("--women-percent", type=int, help="The women's share of them, to hold the committee's beside it.")
@json_option
def add(
    name: str,
    country: str,
    timezone: str,
    languages: tuple[str, ...],
    shift: str,
    rest_days: tuple[str, ...],
    channels: tuple[str, ...],
    workers: int | None,
    women_percent: int | None,
    as_json: bool,
) -> None:
    """Register a factory; prints the join code that workers send."""
    house = open_house("factory")
    wanted = NewFactory(name, country, timezone, languages, shift, rest_days, channels, workers, women_percent)
    with house.db.write() as connection:
        added = add_factory(Work(connection, house.ring, time.time()), wanted)
    result = {"id": added.id, "code": added.code, "name": added.name}
    show(as_json, result, f"{added.name}: workers join with the code {added.code}.")


@command.command("poster")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def poster(code: str, file: Path) -> None:
    """Make the poster and the lanyard card of a factory as a PDF."""
    from cli.posters import make_poster  # WeasyPrint: 0.8 s and system libraries, only for this

    make_poster(open_house("poster"), code, file)
    click.echo(f"{file}: the poster on the first page, cards for lanyards on the second.")
