"""A survey from its workbook to the message back: 2,000 workers over local providers, and the truth beside it.
On PostgreSQL 400 of them, which is as much as the rules of suppression need to have something to do.

The workbook is made elsewhere, people are slow, silent, wrong, late or write as they speak; then everything that left
is held against what they truly said, within the rules of suppression.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.contacts import make_contacts
from bot.house import House
from models.database import Database
from models.survey import Invitation, Response, SurveyText, Wave, WaveLink
from models.user import User
from models.vocabulary import Line
from operations.roster_files import Listed, read_list
from operations.rosters import add_entries, make_roster
from operations.sampling import Sample
from operations.survey_exports import as_xlsx
from operations.survey_floip import as_floip
from operations.survey_form import Form
from operations.survey_message import approve, result_message
from operations.survey_published import Published, Question, banded
from operations.surveys import import_survey, survey_of
from operations.wave_closing import close_wave
from operations.waves import DAY, NewWave, draw_on, open_wave
from tests.committee_life.town import SECRET, Town
from tests.servers.telegram_people import Person
from tests.survey_life.crowd import Worker, crowd
from tests.survey_life.workbook import LANGUAGES, workbook

pytestmark = pytest.mark.long
PEOPLE = {"sqlite": 2000, "postgresql": 400}
EVENING = 1_795_523_400.0
"""A Tuesday, 18:30 in Dhaka: decent, and off the shift."""
ROUNDS = 12
CHATTERS = 20
"""People with Telegram, who come by the survey's QR code."""


class Survey:
    """A wave under way."""

    def __init__(self, town: Town, db: Database, folder: Path) -> None:
        self.town, self.db, self.people = town, db, crowd(PEOPLE["sqlite" if db.is_sqlite else "postgresql"])
        self.by_number = {one.number: one for one in self.people}
        self.read = 0
        self.factory = town.factory(
            name="Shapla Garments", country="BD", timezone="Asia/Dhaka", languages=tuple(LANGUAGES), shift="08:00-17:00"
        )
        self.survey_id, self.wave_id = self._opened(folder)

    @property
    def house(self) -> House:
        return self.town.house

    def _opened(self, folder: Path) -> tuple[str, str]:
        with self.db.write() as connection:
            work = self.house.work(connection, self.town.now)
            survey_id = import_survey(work, self.factory.id, workbook(), "pay.xlsx", "")
            roster_id = make_roster(work, self.factory.id, "October")
            for chunk in _chunks(read_list(self._list(folder)), 500):
                people = {
                    one.phone: {"factory_id": self.factory.id, "language": one.language, "introduced": True}
                    for one in chunk
                }
                ids = make_contacts(work, Line.TWILIO, people)
                add_entries(work, roster_id, [(ids[one.phone], one) for one in chunk])
            sample = Sample(roster_id, strata=("section", "shift", "gender"))
            until = self.town.now + 5 * DAY
            new = NewWave(sample, self.town.now, until, pace=100_000, reminders=1, keyword="HEAT")
            wave_id = open_wave(work, survey_id, new, "")
            while draw_on(work, wave_id):
                pass
        return survey_id, wave_id

    def _list(self, folder: Path) -> Path:
        path = folder / "october.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["Phone", "Line", "Shift", "Gender", "Language"])
            writer.writerows([one.number, one.section, one.shift, one.gender, one.language] for one in self.people)
        return path

    def runs(self) -> None:
        """People are asked and answer, round after round, each as they do."""
        for _round in range(ROUNDS):
            self.town.now += 61
            self.town.settle()
            self._answer()
        self._chat()

    def _answer(self) -> None:
        """Everybody who heard something replies to it; what the replies bring is answered too."""
        while True:
            new, self.read = self.town.twilio.sent[self.read :], len(self.town.twilio.sent)
            replies = [(message.to, self.by_number[message.to].reply(message.body or "")) for message in new]
            told = [(number, text) for number, text in replies if text is not None]
            if not told:
                return
            for number, text in told:
                hook = f"{self.town.base}/webhooks/twilio/message"
                assert self.town.twilio.incoming(hook, number, text).status == 200
            self.town.settle()

    def _chat(self) -> None:
        """Some come by the QR code on Telegram, and press buttons."""
        for number in range(CHATTERS):
            person = self.town.telegram.person(f"T{number}")
            self._update(self.town.telegram.update_text(person, "/start s_HEAT"))
            self.town.settle()
            for label in ("English", "Yes", "Yes", "Heat", "No"):
                self._press(person, label)
            self._update(self.town.telegram.update_text(person, "fans"))
            self.town.settle()

    def _press(self, person: Person, label: str) -> None:
        mine = [message for message in self.town.telegram.sent if message.chat_id == person.id and message.buttons]
        shown = [text for text, _data in mine[-1].buttons]
        self._update(self.town.telegram.update_tap(person, mine[-1], shown.index(label)))
        self.town.settle()

    def _update(self, update: dict[str, Any]) -> None:
        assert self.town.telegram.deliver(update, f"{self.town.base}/webhooks/telegram", SECRET).status == 200

    def closes(self) -> Published:
        with self.db.write() as connection:
            close_wave(self.house.work(connection, self.town.now), self.wave_id)
        with self.db.read() as connection:
            return Published.from_json(
                connection.execute(select(Wave.results).where(Wave.id == self.wave_id)).scalar_one() or {}
            )

    @property
    def advisor_id(self) -> str:
        with self.db.read() as connection:
            return str(connection.execute(select(User.id)).scalar_one())

    @property
    def form(self) -> Form:
        with self.db.read() as connection:
            return survey_of(connection, self.survey_id).form

    def tells(self, results: Published) -> list[str]:
        """The advisor approves the words; what everybody then reads."""
        before = len(self.town.twilio.sent)
        self.town.user("farida@advisors.example", "advisor", self.factory.code)
        with self.db.write() as connection:
            wave = connection.execute(select(Wave.__table__).where(Wave.id == self.wave_id)).one()
            texts = {language: result_message(results, self.form, language) for language in LANGUAGES}
            approve(self.house.work(connection, self.town.now), wave, texts, self.advisor_id)  # type: ignore[arg-type]
        self.town.settle()
        return [message.to for message in self.town.twilio.sent[before:]]


def _chunks(people: Iterator[Listed], size: int) -> Iterator[list[Listed]]:
    everybody = list(people)
    return (everybody[start : start + size] for start in range(0, len(everybody), size))


def true_count(people: list[Worker], name: str, answer: str) -> int:
    return sum(answer == said or (isinstance(said, list) and answer in said) for one in people
               for key, said in one.said.items() if key == name)  # fmt: skip


def holds(question: Question, answer: str, count: int) -> None:
    """A cell that is shown tells the truth, in its band."""
    cell = question.cell(answer)
    assert cell is not None, answer
    assert (cell.low, cell.high) == banded(count), (answer, count, cell)


@pytest.fixture
def run(db: Database, tmp_path: Path) -> Iterator[Survey]:
    town = Town(db, EVENING)
    town.arrives = False
    with town.open():
        survey = Survey(town, db, tmp_path)
        survey.runs()
        yield survey


def test_what_left_agrees_with_what_people_truly_said(run: Survey) -> None:
    answered = [one for one in run.people if one.said]
    assert len(answered) > 0.8 * len(run.people)
    results = run.closes()
    self_reported = results.question("paid")
    worries = results.question("worries")
    assert self_reported
    assert worries
    for answer in ("yes", "no"):
        extra = CHATTERS if answer == "yes" else 0
        holds(self_reported, answer, true_count(run.people, "paid", answer) + extra)
    for answer in ("heat", "noise", "food"):
        extra = CHATTERS if answer == "heat" else 0
        holds(worries, answer, true_count(run.people, "worries", answer) + extra)
    touched = results.question("touched")
    assert touched
    assert touched.estimate
    truly = 100 * sum(one.said.get("touched") == "yes" for one in answered) / len(answered)
    assert abs(touched.estimate.percent - truly) <= 5 * (2000 / len(run.people)) ** 0.5  # beyond four deviations
    # of the four people of Line 9 nothing is told by themselves
    assert all(row.values != ("Line 9",) for question in results.questions for row in question.by.get("section", ()))
    _every_way_out_agrees(run, results)
    _nobody_can_be_joined(run)
    told = run.tells(results)
    assert len(told) == len(set(told))
    assert len(told) >= len([one for one in run.people if one.manner not in ("refuses",)]) - 5
    late = next(one for one in run.people if one.manner == "late")
    hook = f"{run.town.base}/webhooks/twilio/message"
    assert run.town.twilio.incoming(hook, late.number, "1").status == 200


def _every_way_out_agrees(run: Survey, results: Published) -> None:
    """The sheet and the Flow Results package hold the published numbers, and no other."""
    paid = results.question("paid")
    assert paid
    sheet = load_workbook(io.BytesIO(as_xlsx(results, run.form)), read_only=True).worksheets[0]
    lines = [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    for answer in ("yes", "no"):
        cell = paid.cell(answer)
        assert cell
        found = [line for line in lines if {"paid", answer} <= set(line)]
        assert any({str(cell.low), str(cell.high)} <= set(line) for line in found), (answer, found[:3])
    with zipfile.ZipFile(io.BytesIO(as_floip(results, run.form))) as package:
        rows = json.loads(package.read("responses.json"))
    for answer in ("yes", "no"):
        cell = paid.cell(answer)
        assert cell
        assert sum(row[4] == "paid" and row[5] == answer for row in rows) == cell.middle


def _nobody_can_be_joined(run: Survey) -> None:
    with run.db.read() as connection:
        for model in (WaveLink, Response):
            assert connection.execute(select(func.count()).select_from(model)).scalar_one() == 0
        assert set(connection.execute(select(Invitation.state)).scalars()) == {"asked"}
        assert connection.execute(select(func.count()).select_from(SurveyText)).scalar_one() > 0.5 * len(run.people)
