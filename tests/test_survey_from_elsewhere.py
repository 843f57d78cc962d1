"""A form that others made and published, asked in six languages: pyxform's own, with columns of translations added.

Its words, names and list are theirs (tests/operations/xlsforms); what is added is what any translator would add.
"""

from io import BytesIO
from pathlib import Path
from random import Random

from openpyxl import load_workbook
from sqlalchemy import select

from bot.contacts import make_contact
from bot.inbound import Inbound
from bot.inbox import receive
from models.base import new_id
from models.outbox import OutboxMessage
from models.survey import Wave
from models.vocabulary import Line
from operations.sampling import Sample
from operations.survey_published import Published, banded
from operations.surveys import import_survey, survey_of
from operations.wave_closing import close_wave
from operations.waves import DAY, NewWave, open_wave
from tests.world import World

FORM = Path(__file__).parent / "operations" / "xlsforms" / "yes_or_no_question.xlsx"
WORDS = {
    "Bangla (bn)": ("আজ দিনটা ভালো গেছে?", "হ্যাঁ", "না"),
    "Arabic (ar)": ("هل كان يومك جيدا؟", "نعم", "لا"),
    "Vietnamese (vi)": ("Hôm nay ổn chứ?", "Có", "Không"),
    "Khmer (km)": ("ថ្ងៃនេះល្អទេ?", "បាទ/ចាស", "ទេ"),
    "Sinhala (si)": ("අද හොඳ ද?", "ඔව්", "නැහැ"),
}
LANGUAGES = ("en", "bn", "ar", "vi", "km", "si")
ONE = {"bn": ("১", "২"), "ar": ("١", "٢"), "km": ("១", "២")}
"""How some write 1 and 2."""
PEOPLE = 120


def translated(content: bytes) -> bytes:
    """The form with a column for each further language, headed as its own are; every other cell is as it was."""
    book = load_workbook(BytesIO(content))
    for language, (question, yes, no) in WORDS.items():
        for sheet, words in ((book["survey"], [question]), (book["choices"], [yes, no])):
            column = sheet.max_column + 1
            for row, text in enumerate([f"label:{language}", *words], 1):
                sheet.cell(row, column, text)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_published_form_is_answered_in_six_languages(world: World) -> None:
    factory, dice = world.factory(*LANGUAGES), Random(11)
    with world.work() as work:
        survey_id = import_survey(work, factory.id, translated(FORM.read_bytes()), FORM.name, "")
        new = NewWave(Sample(), world.now, world.now + 5 * DAY, keyword="DAY", invites=False)
        wave_id = open_wave(work, survey_id, new, "")
        form = survey_of(work.connection, survey_id).form
        for number in range(PEOPLE):
            known = {"introduced": True, "factory_id": factory.id, "language": LANGUAGES[number % 6]}
            make_contact(work, Line.SIM_SMS, f"+88017000{number:05}", **known)
    assert (form.languages, [item.name for item in form.asked]) == (LANGUAGES, ["good_day"])
    truth = {"yes": 0, "no": 0}
    for number in range(PEOPLE):
        said = "yes" if dice.random() < 0.7 else "no"
        truth[said] += 1
        language = LANGUAGES[number % 6]
        digit = ONE.get(language, ("1", "2"))[said == "no"]
        for text in ("DAY", "1", digit if number % 2 else str(1 + (said == "no"))):
            receive(world.house, Inbound(Line.SIM_SMS, f"+88017000{number:05}", new_id(), text=text), world.now)
    with world.work() as work:
        close_wave(work, wave_id)
        results = Published.from_json(
            work.connection.execute(select(Wave.results).where(Wave.id == wave_id)).scalar_one() or {}
        )
        segments = set(work.connection.execute(select(OutboxMessage.segments)).scalars())
    question = results.question("good_day")
    assert question is not None
    for answer, count in truth.items():
        cell = question.cell(answer)
        assert cell is not None
        assert (cell.low, cell.high) == banded(count)
    assert segments <= {1, 2}
