"""An advisor ties a Telegram chat to the account and gets alerts there; nobody else can."""

from sqlalchemy import select

from models.contact import Contact
from models.user import User
from models.vocabulary import Line, Role
from operations.sessions import LINK_LIFE, new_link_token
from operations.users import add_user
from tests.world import World


def advisor(world: World, factory_code: str) -> str:
    """An advisor's link token."""
    with world.work() as work:
        add_user(work, "farida@example.org", Role.ADVISOR, [factory_code])
        user_id = work.connection.execute(select(User.id)).scalar_one()
        return new_link_token(work, user_id)


def test_an_urgent_case_alerts_the_linked_chat_without_a_word_of_it(world: World) -> None:
    factory = world.factory("en")
    token = advisor(world, factory.code)
    chat = world.person("900000001", Line.SIM_TELEGRAM)
    assert chat.sends(start=f"u_{token}") == ["Done. Alerts come here from now on."]
    worker = world.person("+8801700000001")
    for words in (factory.code, "1", "1", "3", "1", "The boiler leaks gas", "1", "yes", "1"):
        worker.says(words)
    (alert,) = chat.hears()
    assert "urgent" in alert
    assert "boiler" not in alert
    assert factory.name not in alert


def test_a_token_ends_after_an_hour(world: World) -> None:
    token = advisor(world, world.factory("en").code)
    world.now += LINK_LIFE + 1
    assert world.person("900000001", Line.SIM_TELEGRAM).sends(start=f"u_{token}") == ["Bobbin"]


def test_a_token_works_once(world: World) -> None:
    token = advisor(world, world.factory("en").code)
    chat = world.person("900000001", Line.SIM_TELEGRAM)
    chat.sends(start=f"u_{token}")
    other = world.person("900000003", Line.SIM_TELEGRAM)
    assert other.sends(start=f"u_{token}") == ["Bobbin"]
    with world.db.session() as session:
        assert len(session.scalars(select(Contact).where(Contact.user_id.is_not(None))).all()) == 1


def test_a_guessed_token_is_nobody_s(world: World) -> None:
    advisor(world, world.factory("en").code)
    stranger = world.person("900000002", Line.SIM_TELEGRAM)
    assert stranger.sends(start="u_guessed") == ["Bobbin"]
