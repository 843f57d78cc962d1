"""`bobbin survey`: bring a questionnaire to a factory."""

import sys
import time
from pathlib import Path

import click

from cli.house import open_house
from cli.output import json_option, show
from locales.catalogue import catalogue
from operations.factories import find_factory
from operations.form_problems import MORE, FormRefused
from operations.surveys import import_survey, survey_of
from operations.work import Refused, Work
from operations.workbooks import LARGEST, too_large


@click.group("survey")
def command() -> None:
    """Surveys of workers: import a questionnaire."""


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
