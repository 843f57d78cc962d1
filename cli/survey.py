"""`bobbin survey`: bring a questionnaire to a factory, and send it to its workers."""

import sys
import time
from pathlib import Path

import click

from bot.waves import draw_next
from cli.house import open_house
from cli.output import json_option, show
from cli.survey_results import results
from locales.catalogue import catalogue
from operations.factories import find_factory
from operations.form_problems import MORE, FormRefused
from operations.sampling import Sample
from operations.surveys import import_survey, survey_of
from operations.waves import DAY, PACE, NewWave, invited, open_wave
from operations.work import Refused, Work
from operations.workbooks import LARGEST, too_large


@click.group("survey")
def command() -> None:
    """Import a survey, send it to workers, see the results."""


command.add_command(results)


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--factory", "code", required=True, help="The join code of the factory.")
@json_option
def import_(file: Path, code: str, as_json: bool) -> None:
    """Import an XLSForm (.xlsx) as a draft; what cannot be asked is named with its sheet, row and column."""
    house = open_house("survey")
    try:
        with house.db.write() as connection:
            factory = find_factory(connection, code)
            work = Work(connection, house.ring, time.time())
            survey_id = import_survey(work, factory.id, _content(file), file.name, by="")
            survey = survey_of(connection, survey_id)
    except FormRefused as refused:
        raise Refused(_told(file, refused)) from refused
    questions = len(survey.form.asked)
    result = {"id": survey_id, "title": survey.title, "questions": questions}
    show(as_json, result, f"{survey.title}: {questions} questions, a draft for {factory.name}. Its id: {survey_id}")


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


def _content(file: Path) -> bytes:
    size = file.stat().st_size
    if size > LARGEST:
        raise too_large(size)
    return file.read_bytes()


def _told(file: Path, refused: FormRefused) -> str:
    """Every problem is a line on standard error; the last of them ends the command."""
    english = catalogue("en")
    lines = [f"{file.name}: {problem.line(english)}" for problem in refused.problems]
    if refused.more:
        lines.append(f"{file.name}: {MORE.message.format(n=refused.more)}")
    for line in lines[:-1]:
        print(f"bobbin: {line}", file=sys.stderr)
    return lines[-1]
