"""Surveys to tell stories with: a form, an open wave, and people who are asked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select

from models.base import new_id, table
from models.factory import Factory
from models.survey import Survey, Wave
from models.vocabulary import SurveyState
from operations.sampling import Sample
from operations.survey_form import Choice, Form, Garble, Item, ItemKind
from operations.waves import NewWave, open_wave
from tests.world import Person, World

DAY = 86400.0
YES_NO = (Choice("yes", {"en": "Yes", "bn": "হ্যাঁ"}), Choice("no", {"en": "No", "bn": "না"}))
PAID = Item("paid", ItemKind.SELECT_ONE, {"en": "Were you paid in time?", "bn": "সময়মতো বেতন পেয়েছেন?"}, choices=YES_NO)
DAYS = Item(
    "late_days", ItemKind.INTEGER, {"en": "How many days late?", "bn": "কত দিন দেরি?"},
    relevant=("${paid} = 'no'",), constraint=". <= 90", constraint_message={"en": "At most 90."},
)  # fmt: skip
WORRIES = Item(
    "worries", ItemKind.SELECT_MULTIPLE, {"en": "What worries you?", "bn": "কী নিয়ে চিন্তা?"},
    choices=(Choice("heat", {"en": "Heat"}), Choice("noise", {"en": "Noise"}), Choice("food", {"en": "Food"})),
)  # fmt: skip
WISH = Item("wish", ItemKind.TEXT, {"en": "What should change?", "bn": "কী বদলানো উচিত?"})
TOUCHED = Item(
    "touched", ItemKind.SELECT_ONE, {"en": "Did a boss touch you against your will?"}, choices=YES_NO,
    sensitive=True, garble=Garble(0.2),
)  # fmt: skip


def form(*items: Item, **values: Any) -> Form:
    """A questionnaire in English and Bengali."""
    return Form("pay", {"en": "Pay"}, ("en", "bn"), items or (PAID, DAYS, WORRIES, WISH), **values)


def survey(world: World, factory_id: str, questions: Form, survey_id: str | None = None) -> str:
    """A draft of a factory."""
    survey_id = survey_id or new_id()
    with world.work() as work:
        row = {"id": survey_id, "factory_id": factory_id, "title": "Pay", "form": questions.to_json()}
        more = {"state": SurveyState.DRAFT.value, "version": 1, "created_on": work.day()}
        work.connection.execute(insert(table(Survey)), row | more)
    return survey_id


def wave(world: World, code: str, questions: Form | None = None, **values: Any) -> str:
    """An open wave of a factory, from now on for a week, all asked at once."""
    factory_id = factory_id_of(world, code)
    new = NewWave(Sample(), world.now, world.now + 7 * DAY, pace=100_000)
    survey_id = survey(world, factory_id, questions or form())
    with world.work() as work:
        return open_wave(work, survey_id, replace(new, **values), "")


def factory_id_of(world: World, code: str) -> str:
    with world.db.read() as connection:
        return str(connection.execute(select(Factory.id).where(Factory.code == code)).scalar_one())


def worker(world: World, code: str, address: str, language: str = "2") -> Person:
    """Somebody who has written to the line from a factory, and been left alone since."""
    person = world.person(address)
    person.says(code)
    person.says(language)
    person.hears()
    return person


def results(world: World, wave_id: str) -> Mapping[str, Any]:
    with world.db.read() as connection:
        found = connection.execute(select(Wave.results).where(Wave.id == wave_id)).scalar_one()
        assert found is not None
        return dict(found)
