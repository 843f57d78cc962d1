"""Pictures and voice messages as answers: kept sealed, gone when taken back, and nobody's any more after closing."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.attachments import cleaned, fetch_due
from bot.channels.channel import FetchError
from bot.channels.simulator import SimulatorChannel
from models.survey import Response, SurveyFile, SurveyFileContent, SurveyText
from models.vocabulary import Line
from operations.answering import respondent, withdraw
from operations.data_keys import WAVES
from operations.erasure import erase_contact
from operations.responses import FILES
from operations.survey_files import files_by_text, view_file
from operations.survey_form import Item, ItemKind
from operations.survey_retention import TEXTS, waves_over
from operations.survey_texts import _texts as texts_of
from operations.wave_closing import answers_of, close_wave
from tests.bot.test_attachments import Away
from tests.transcripts.player import PICTURE
from tests.wave_world import PAID, WISH, form, wave
from tests.world import Advisor, Person, World

VOICE = b"OggS" + b"a voice that somebody would know" * 4
SHOW = Item("exit", ItemKind.IMAGE, {"en": "Show us the exit.", "bn": "দরজাটি দেখান।"})
SAY = Item("story", ItemKind.AUDIO, {"en": "Tell us of your day.", "bn": "দিনটি কেমন ছিল বলুন।"})
QUESTIONS = form(PAID, SHOW, SAY, WISH)


@pytest.fixture
def code(world: World) -> str:
    return world.factory("en", "bn").code


@pytest.fixture
def open_wave(world: World, code: str) -> str:
    return wave(world, code, QUESTIONS, keyword="DOORS", invites=False)


def asked(world: World, code: str, address: str = "700000001", line: Line = Line.SIM_TELEGRAM) -> Person:
    """Somebody of the factory who began by the word on the poster."""
    person = world.person(address, line)
    for text in (code, "1", "DOORS", "1"):
        person.says(text)
    return person


@pytest.fixture
def rahima(world: World, code: str, open_wave: str) -> Person:
    """She was paid, and is asked for a picture."""
    person = asked(world, code)
    assert person.says("1")[-1].startswith("Show us the exit.")
    return person


def files(world: World) -> list[Any]:
    with world.db.read() as connection:
        return list(connection.execute(select(SurveyFile.__table__).order_by(SurveyFile.id)))


def contents(world: World) -> int:
    with world.db.read() as connection:
        return int(connection.execute(select(func.count()).select_from(SurveyFileContent)).scalar_one())


def fetch(world: World, channel: Any = None) -> int:
    line = channel or SimulatorChannel(Line.SIM_TELEGRAM, world.phones)
    return asyncio.run(fetch_due(world.house, {Line.SIM_TELEGRAM: line}, world.now))


def kept(world: World, wave_id: str) -> list[dict[str, Any]]:
    with world.work() as work:
        cipher = WAVES.find(work.connection, work.ring, wave_id)
        return [dict(one.answers) for one in answers_of(work, cipher, wave_id)]


def close(world: World, wave_id: str) -> None:
    with world.work() as work:
        close_wave(work, wave_id)


def read(world: World, wave_id: str) -> list[tuple[str, str | None, str | None]]:
    """What an advisor reads: question, words, type of the file."""
    with world.db.read() as connection:
        found = texts_of(connection, world.ring, wave_id, raw=True)
    return sorted((one.question, one.text, one.file.media_type if one.file else None) for one in found)


def content_of(world: World, wave_id: str, file_id: str, farida: Advisor) -> bytes:
    with world.work() as work:
        row = SimpleNamespace(id=wave_id, factory_id=None)
        found = view_file(work, row, file_id, farida.id)
    assert found is not None
    return found[1]


def test_a_picture_and_a_voice_are_kept_as_they_may_be(world: World, rahima: Person, open_wave: str) -> None:
    assert rahima.shows(PICTURE, text="It is locked")[-1].startswith("Tell us of your day.")
    assert rahima.shows(VOICE, "voice")[-1].startswith("What should change?")
    rahima.says("Open it")
    fetch(world)
    assert {(row.kind, row.state, row.media_type, row.source_sealed, row.text_id) for row in files(world)} == {
        ("photo", "ready", "image/jpeg", None, None),
        ("voice", "ready", "audio/ogg", None, None),
    }
    (answers,) = kept(world, open_wave)
    assert {name: answers[name] for name in ("exit", "story")} == {"exit": "It is locked", "story": "sent"}
    close(world, open_wave)
    assert read(world, open_wave) == [
        ("exit", "It is locked", "image/jpeg"),
        ("story", "", "audio/ogg"),
        ("wish", "Open it", None),
    ]
    farida = world.advisor()
    opened = sorted(content_of(world, open_wave, row.id, farida) for row in files(world))
    assert opened == sorted((VOICE, cleaned(PICTURE).content))


def test_no_row_says_whose_it_is_and_no_id_outlives_the_wave(world: World, rahima: Person, open_wave: str) -> None:
    """While the wave is open only the sealed answer names the file; afterwards nothing that names it is left."""
    rahima.shows(PICTURE)
    fetch(world)
    (before,) = files(world)
    (answers,) = kept(world, open_wave)
    assert answers[FILES] == [f"exit {before.id}"]
    with world.db.read() as connection:
        (response_id,) = connection.execute(select(Response.id)).scalars()
    assert response_id not in (str(value) for value in before)
    close(world, open_wave)
    (after,) = files(world)
    with world.db.read() as connection:
        texts = connection.execute(select(SurveyText.id).where(SurveyText.question == "exit")).scalars().all()
    assert after.id != before.id
    assert [after.text_id] == texts
    assert contents(world) == 1


def test_back_takes_the_file_back(world: World, rahima: Person, open_wave: str) -> None:
    rahima.shows(PICTURE)
    fetch(world)
    assert rahima.says("BACK")[-1].startswith("Show us the exit.")
    assert (files(world), contents(world)) == ([], 0)
    rahima.shows(VOICE, "voice")
    (row,) = files(world)
    assert kept(world, open_wave)[0][FILES] == [f"exit {row.id}"]


def test_what_somebody_withdraws_is_gone(world: World, rahima: Person, open_wave: str) -> None:
    rahima.shows(PICTURE)
    fetch(world)
    with world.work() as work:
        one = respondent(work, open_wave, rahima.contact_id, "en")
        assert one is not None
        withdraw(work, one, rahima.contact_id)
    assert (files(world), contents(world), kept(world, open_wave)) == ([], 0, [])


def test_who_has_herself_forgotten_takes_her_answers_along(
    world: World, code: str, rahima: Person, open_wave: str
) -> None:
    """As long as the wave is open they are hers; a colleague's stay."""
    rahima.shows(PICTURE, text="It is locked")
    salma = asked(world, code, "700000002")
    salma.says("2")
    salma.shows(PICTURE, text="It is open")
    fetch(world)
    with world.work() as work:
        erase_contact(work, rahima.contact_id, last_word=True)
    assert len(files(world)) == contents(world) == 1
    assert [answers["exit"] for answers in kept(world, open_wave)] == ["It is open"]


def test_what_had_not_come_by_closing_is_let_go(world: World, rahima: Person, open_wave: str) -> None:
    """To fetch it later its source would have to be kept."""
    rahima.shows(PICTURE, text="locked")
    fetch(world, Away(FetchError("http_500", retryable=True)))
    assert [row.state for row in files(world)] == ["pending"]
    close(world, open_wave)
    assert files(world) == []
    assert read(world, open_wave) == [("exit", "locked", None)]


def test_a_file_that_is_refused_leaves_the_words(world: World, rahima: Person, open_wave: str) -> None:
    rahima.shows(b"MZ a program", text="see")
    fetch(world)
    assert [(row.state, row.reason) for row in files(world)] == [("refused", "type")]
    close(world, open_wave)
    assert read(world, open_wave) == [("exit", "see", None)]
    assert files(world) == []


def test_a_file_that_cannot_be_had_is_counted_and_not_read(world: World, rahima: Person, open_wave: str) -> None:
    rahima.shows(PICTURE)
    fetch(world, Away(FetchError("gone", retryable=False)))
    close(world, open_wave)
    assert read(world, open_wave) == []


def test_after_90_days_nothing_is_left(world: World, rahima: Person, open_wave: str) -> None:
    rahima.shows(VOICE, "voice")
    fetch(world)
    close(world, open_wave)
    world.now += (TEXTS + timedelta(days=1)).total_seconds()
    with world.work() as work:
        assert waves_over(work) == 1
        assert files_by_text(work.connection, open_wave) == {}
    assert (files(world), contents(world)) == ([], 0)


def test_who_can_send_no_file_is_not_asked_for_one(world: World, code: str, open_wave: str) -> None:
    amina = asked(world, code, "+8801700000001", Line.SIM_SMS)
    assert amina.says("1")[-1].startswith("What should change?")
    assert "Your answers are counted" in amina.says("Doors")[0]
    (answers,) = kept(world, open_wave)
    assert {"exit", "story"}.isdisjoint(answers)


def test_a_question_may_be_called_comments(world: World, code: str) -> None:
    """What is kept beside the answers goes by a name that no question can have."""
    told = Item("comments", ItemKind.TEXT, {"en": "Anything else?"})
    wave_id = wave(world, code, form(PAID, told), keyword="DOORS", invites=False)
    amina = asked(world, code, "+8801700000001", Line.SIM_SMS)
    amina.says("they have never paid us on time in this whole year")
    amina.says("2")
    amina.says("No")
    close(world, wave_id)
    texts = [(question, text) for question, text, _file in read(world, wave_id)]
    assert texts == [("#comments", "they have never paid us on time in this whole year"), ("comments", "No")]
