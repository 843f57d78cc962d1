"""How a worker begins: any words, a join code, a story at once; and nothing she told is lost on the way."""

from sqlalchemy.orm import Session

from models.case import CaseMessage
from models.encryption import bound
from models.vocabulary import Line
from operations.case_keys import cipher_of
from tests.transcripts.player import PICTURE
from tests.world import World


def told(world: World) -> list[str]:
    """What advisors would read, in order."""
    (case,) = world.cases()
    with world.db.read() as connection:
        cipher = cipher_of(connection, world.ring, case.id)
        messages = Session(connection).query(CaseMessage).order_by(CaseMessage.number).all()
        return [cipher.open_text(row.body_sealed, bound("case_messages", "body", row.id)) for row in messages]


def test_a_stranger_is_asked_for_her_language_then_told_who_we_are(world: World) -> None:
    worker = world.person("+8801700000001")
    (menu,) = worker.says("hello")
    assert "বাংলা" in menu
    replies = worker.says("English")
    assert "Better Work" in replies[0]
    assert "factory" in replies[-1]


def test_the_languages_of_the_factory_come_first(world: World) -> None:
    factory = world.factory("ar", "fr")
    (menu,) = world.person("+8801700000001").says(factory.code)
    assert menu.splitlines()[1:3] == ["1 العربية", "2 Français"]


def test_the_script_she_writes_in_comes_first_where_no_factory_is_known(world: World) -> None:
    (menu,) = world.person("+8801700000001").says("আমার বেতন")
    assert menu.splitlines()[1] == "1 বাংলা"


def test_a_story_told_at_first_contact_is_kept(world: World) -> None:
    factory = world.factory("en", "bn")
    worker = world.person("+8801700000001")
    worker.says("The manager locked the fire exit again today")
    for words in ("1", factory.code, "3", "1", "1", "no", "1", "1", "no", "1"):
        worker.says(words)
    assert told(world) == ["The manager locked the fire exit again today"]
    assert world.cases()[0].factory_id == factory.id


def test_not_wanting_to_say_the_factory_is_an_answer(world: World) -> None:
    worker = world.person("+8801700000001")
    for words in ("hello", "English", "1"):
        replies = worker.says(words)
    assert "Tell a problem" in replies[-1]


def test_a_photo_may_be_the_first_thing(world: World) -> None:
    worker = world.person("700000001", Line.SIM_TELEGRAM)
    world.factory("en")
    worker.shows(PICTURE)
    worker.taps(1)
    worker.taps(1)  # does not want to say the factory
    for button in (3, 1, 1, 2, 1, 1, 2, 1):
        worker.taps(button)
    (case,) = world.cases()
    assert case.messages == 1


def test_a_deep_link_is_as_good_as_the_code(world: World) -> None:
    factory = world.factory("en", "bn")
    worker = world.person("700000001", Line.SIM_TELEGRAM)
    worker.sends(start=f"f_{factory.code}")
    assert worker.taps(1)[-1] == "What would you like to do?"


def test_an_unknown_deep_link_still_begins(world: World) -> None:
    worker = world.person("700000001", Line.SIM_TELEGRAM)
    assert worker.sends(start="f_0000") == ["Bobbin"]


def test_testing_is_answered_warmly_and_opens_nothing(world: World) -> None:
    factory = world.factory("en")
    worker = world.person("+8801700000001")
    for words in (factory.code, "English", "1", "6", "4"):
        replies = worker.says(words)
    assert "It works" in replies[0]
    assert world.cases() == []


def test_an_old_button_answers_no_other_question(world: World) -> None:
    factory = world.factory("en")
    worker = world.person("700000001", Line.SIM_TELEGRAM)
    worker.sends(start=f"f_{factory.code}")
    worker.taps(1)
    old = worker._last
    worker.taps(1)
    worker._last = old
    assert "earlier question" in worker.taps(2)[0]
    assert world.cases() == []
