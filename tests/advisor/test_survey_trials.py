"""Farida tries her draft as a worker would have it on the phone; nothing of it is kept anywhere."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import func, select

from models.survey import Invitation, Response
from models.tables import Base
from operations.survey_editing import added
from operations.survey_form import Item, ItemKind
from operations.surveys import change_form, create_survey
from operations.users import NewUser
from tests.advisor.conftest import Browser, Office
from tests.wave_world import DAYS, PAID, TOUCHED, WISH, WORRIES, form

Desk = Callable[[NewUser], Browser]
pytestmark = pytest.mark.parametrize("db", ["sqlite"], indirect=True)
SHOW = Item("exit", ItemKind.IMAGE, {"en": "Show us the exit.", "bn": "দরজাটি দেখান।"})


@pytest.fixture
def draft(office: Office) -> str:
    """Paid in time, how late, worries, a picture, a wish."""

    def make(work: object) -> str:
        survey_id = create_survey(work, office.factories["D4KA"], "Pay", ["en", "bn"], by="")  # type: ignore[arg-type]
        change_form(work, survey_id, form(PAID, DAYS, WORRIES, SHOW, WISH), by="")  # type: ignore[arg-type]
        return survey_id

    return str(office.do(make))


def heard(html: str) -> list[str]:
    """What the line said, in order."""
    found = re.findall(r'<li class="line"><p[^>]*><span[^>]*>[^<]*</span>(.*?)</p>', html, re.S)
    return [unescape(one) for one in found]


class Phone:
    """The page as a phone: each reply carries those before it, as the form does."""

    def __init__(self, desk: Browser, survey_id: str, **chosen: str) -> None:
        self.desk, self.page, self.chosen = desk, f"/advisor/surveys/{survey_id}/try", chosen
        self.said: list[str] = []
        self.html = desk.get(self.page, query_string=chosen).text

    def says(self, text: str, button: str = "reply") -> str:
        """The last thing the line says to it."""
        fields = {**self.chosen, "said": self.said, button: text}
        self.html = self.desk.post(self.page, fields, page=self.page).text  # type: ignore[arg-type]
        form = self.html[self.html.rindex("<form") :]
        self.said = [unescape(one) for one in re.findall(r'name="said" value="([^"]*)"', form)]
        return heard(self.html)[-1]


def test_it_asks_as_the_line_does(at_desk: Browser, draft: str) -> None:
    phone = Phone(at_desk, draft)
    assert heard(phone.html) == ["May we ask 4 questions? No name is kept.\n1 Yes\n2 Later\n3 Do not ask me"]
    assert phone.says("1").endswith("Were you paid in time?\n1 Yes\n2 No\n00 I don't know, 000 I don't want to say")
    assert phone.says("2").startswith("How many days late?")
    assert phone.says("100").startswith("At most 90.\nHow many days late?")
    assert phone.says("12").startswith("What worries you?")
    assert phone.says("1-3").startswith("Please send the numbers, such as 1 3.")
    assert phone.says("1 3").startswith("What should change?")  # no picture by SMS
    assert phone.says("Fans") == "Thank you. Your answers are counted, without your name."
    assert "That is the end." in phone.html
    assert phone.html.count("1 SMS<") == 8


def test_a_condition_leaves_a_question_out_and_a_reply_can_be_taken_back(at_desk: Browser, draft: str) -> None:
    phone = Phone(at_desk, draft)
    phone.says("1")
    assert phone.says("1").startswith("What worries you?")
    assert "Were you paid in time?" in phone.says("1", button="back")
    assert phone.says("2").startswith("How many days late?")


def test_on_telegram_there_are_buttons_and_a_picture_is_asked_for(at_desk: Browser, draft: str) -> None:
    phone = Phone(at_desk, draft, phone="telegram", language="bn")
    phone.says("1", button="press")
    assert phone.says("1", button="press") == "কী নিয়ে চিন্তা?"
    assert 'name="press" value="000"' in phone.html
    assert "দরজাটি দেখান।" in phone.says("00", button="press")


def test_who_does_not_want_to_is_let_go(at_desk: Browser, draft: str) -> None:
    assert Phone(at_desk, draft).says("3") == "We will not ask you again."
    assert Phone(at_desk, draft).says("2") == "All right, another time."


def test_nothing_is_kept(office: Office, at_desk: Browser, draft: str) -> None:
    def rows() -> dict[str, int]:
        tables = [one for one in Base.metadata.sorted_tables if one.name not in ("web_sessions", "login_delays")]
        return {one.name: office.rows(select(func.count()).select_from(one))[0][0] for one in tables}

    before, phone = rows(), Phone(at_desk, draft)
    for text in ("1", "2", "9", "1", "my own words"):
        phone.says(text)
    assert rows() == before
    assert (before[Response.__tablename__], before[Invitation.__tablename__]) == (0, 0)


def test_it_needs_nothing_but_hostile_replies_change_nothing(at_desk: Browser, draft: str) -> None:
    phone = Phone(at_desk, draft)
    for text in ("<script>alert(1)</script>", "9" * 600, "%(x)s {0}", "\u202e1"):
        phone.says(text)
    assert "<script>alert" not in phone.html
    page = phone.page
    assert at_desk.get(page, query_string={"language": "xx", "phone": "pigeon", "half": "z"}).status_code == 200


def test_a_survey_with_noise_says_why_it_is_safe(office: Office, at_desk: Browser, draft: str) -> None:
    office.do(lambda work: change_form(work, draft, added(form(PAID), TOUCHED), by=""))
    phone = Phone(at_desk, draft)
    assert "Some answers are changed by chance" in phone.says("1")


def test_only_who_sees_the_survey_tries_it(office: Office, desk_of: Desk, draft: str) -> None:
    stranger = desk_of(office.user("stranger@advisors.example", "advisor", ("N4RA",)))
    assert stranger.get(f"/advisor/surveys/{draft}/try").status_code == 404
