"""`bobbin survey results`: what was published of a wave."""

from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy import select

from cli.house import open_house
from cli.output import json_option, show
from models.survey import Survey, Wave
from operations.survey_form import Form
from operations.survey_published import Published
from operations.survey_words import Words, plain
from operations.work import Refused


@click.command("results")
@click.argument("wave_id", metavar="ID")
@json_option
def results(wave_id: str, as_json: bool) -> None:
    """Show the results of a wave, as they were published when it closed."""
    house = open_house("survey")
    with house.db.read() as connection:
        row = connection.execute(
            select(Wave.results, Wave.state, Survey.form)
            .join(Survey, Survey.id == Wave.survey_id)
            .where(Wave.id == wave_id)
        ).one_or_none()
    if row is None:
        raise click.UsageError(f"there is no wave {wave_id}; its page on the web has the ID at the end of its address")
    if not row.results:
        raise Refused("the wave is not closed; results are made when it closes, all at once")
    found: dict[str, Any] = dict(row.results)
    show(as_json, found, "\n".join(_lines(Published.from_json(found), Words(Form.from_json(row.form), "en"))))


def _lines(found: Published, words: Words) -> Iterator[str]:
    yield plain(f"{words.title}, closed on {found.closed_on}: response rate {words.rate(found) or 'not shown'}")
    if not found.shown:
        yield "fewer than 10 answered: nothing else is shown"
    for question in found.questions:
        yield f"\n{words.question(question)}"
        if question.estimate:
            yield f"  estimated yes: {plain(words.estimate(question.estimate))}"
        for answer, cell in zip(question.answers, question.cells, strict=True):
            people = f" ({words.people(question, cell)})" if cell else ""
            yield plain(f"  {words.answer(question, answer)}: {words.percent(question, cell)}{people}")
