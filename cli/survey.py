"""`bobbin survey`: sending a survey to workers."""

import time

import click

from bot.waves import draw_next
from cli.house import open_house
from cli.output import json_option, show
from operations.sampling import Sample
from operations.waves import DAY, PACE, NewWave, invited, open_wave


@click.group("survey")
def command() -> None:
    """Ask workers, and see what they answered."""


@command.command("send")
@click.argument("survey_id", metavar="ID")
@click.option("--sample", "size", type=click.IntRange(1), help="So many people, drawn by chance; all when not given.")
@click.option("--roster", "roster_id", help="Draw from this list; from the line's own contacts when not given.")
@click.option("--by", "strata", multiple=True, type=click.Choice(["section", "shift", "gender"]), help="Stratify.")
@click.option("--reserve", type=click.IntRange(0), default=0, help="So many more stand ready.")
@click.option("--days", type=click.IntRange(1, 60), default=7, show_default=True, help="How long it is open.")
@click.option("--pace", type=click.IntRange(1), default=PACE, show_default=True, help="Invitations in an hour.")
@click.option("--keyword", help="A word by which anybody of the factory can begin.")
@json_option
def send(
    survey_id: str,
    size: int | None,
    roster_id: str | None,
    strata: tuple[str, ...],
    reserve: int,
    days: int,
    pace: int,
    keyword: str | None,
    as_json: bool,
) -> None:
    """Open a wave: people are drawn now, and asked at its pace at decent hours."""
    house, now = open_house("survey"), time.time()
    new = NewWave(Sample(roster_id, size or 0, strata, reserve), now, now + days * DAY, pace=pace, keyword=keyword)
    with house.db.write() as connection:
        wave_id = open_wave(house.work(connection, now), survey_id, new, "")
    while draw_next(house, now):
        pass
    with house.db.read() as connection:
        people = invited(connection, wave_id)
    show(as_json, {"invited": people, "wave": wave_id}, f"{people} people will be asked.")
