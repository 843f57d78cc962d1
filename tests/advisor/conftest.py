"""An advisor's office: a store of its own, a house with case and session keys only, people, and a clock."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from werkzeug.test import TestResponse

import advisor
from bot.house import House
from bot.settings import load_settings
from conversations.outcomes import FileGrievance
from models.base import new_id
from models.case import Attachment, AttachmentContent, CaseMessage
from models.contact import Contact, Conversation
from models.database import Database
from models.encryption import KeyRing, Purpose, bound, new_ring
from models.factory import Factory
from models.user import User
from operations import cases
from operations.case_keys import cipher_of
from operations.users import NewUser, add_user
from operations.work import Work
from tests.pages import COMPILED

START = datetime(2026, 11, 24, 9, 37, 41, tzinfo=UTC).timestamp()
WORKER_NUMBER = "+8801700000001"
DHAKA = "Asia/Dhaka"


@dataclass
class Clock:
    """The time, which tests set."""

    now: float = START

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Office:
    """Everything there is in a test, and the words to make more of it."""

    db: Database
    ring: KeyRing
    clock: Clock
    factories: dict[str, str] = field(default_factory=dict)

    def do(self, action: Callable[[Work], Any]) -> Any:
        with self.db.write() as connection:
            return action(Work(connection, self.ring, self.clock()))

    def factory(self, code: str, name: str) -> str:
        factory_id = new_id()
        row = {"id": factory_id, "code": code, "name": name, "country": "BD", "timezone": DHAKA}
        more = {"languages": ["bn", "en"], "created_on": datetime.fromtimestamp(START, UTC).date()}
        self.do(lambda work: work.connection.execute(insert(Factory).values(**row, **more)))
        self.factories[code] = factory_id
        return factory_id

    def user(self, email: str, role: str = "advisor", factories: tuple[str, ...] = ()) -> NewUser:
        added: NewUser = self.do(lambda work: add_user(work, email, role, factories))
        return added

    def user_id(self, email: str) -> str:
        with self.db.read() as connection:
            return str(connection.execute(select(User.id).where(User.email == email)).scalar_one())

    def contact(self, number: str = WORKER_NUMBER, line: str = "twilio") -> str:
        contact_id = new_id()
        version, tag = self.ring.tag(f"{line}|{number}{contact_id}")
        sealed = self.ring.seal(Purpose.ADDRESS, number.encode(), bound("contacts", "address", contact_id))

        def keep(work: Work) -> None:
            row = {"id": contact_id, "line": line, "index_tag": tag, "index_version": version}
            work.connection.execute(insert(Contact).values(**row, address_sealed=sealed, first_on=work.day()))
            work.connection.execute(insert(Conversation).values(contact_id=contact_id))

        self.do(keep)
        return contact_id

    def case(self, factory: str | None = "D4KA", story: str = "The exit is locked.", **more: Any) -> cases.Opened:
        """A case by a worker; `more` are fields of the grievance, or `language`."""
        language = more.pop("language", "bn")
        values: dict[str, Any] = {
            "topic": "safety",
            "subtopic": "fire_exits",
            "story": ({"text": story, "files": []},),
            "urgent": False,
            "audience": "better_work",
            "remedy": "",
            "may_ask": True,
        }
        filed = FileGrievance(**(values | more))
        place = self.factories[factory] if factory else None
        origin = cases.Origin(self.contact(), "twilio", language, place, DHAKA if place else None)
        opened: cases.Opened = self.do(lambda work: cases.open_case(work, origin, filed))
        return opened

    def file(self, case_id: str, content: bytes, kind: str = "photo", media_type: str = "image/png") -> str:
        """A file of the first message of a case, fetched already."""
        attachment_id = new_id()

        def keep(work: Work) -> None:
            query = select(CaseMessage.id).where(CaseMessage.case_id == case_id, CaseMessage.number == 1)
            row = {"id": attachment_id, "case_id": case_id, "message_id": work.connection.execute(query).scalar_one()}
            row |= {"line": "telegram", "kind": kind, "media_type": media_type, "state": "ready"}
            work.connection.execute(insert(Attachment).values(**row, size=len(content)))
            cipher = cipher_of(work.connection, work.ring, case_id)
            sealed = cipher.seal_bytes(content, bound("attachment_contents", "content", attachment_id))
            values = {"attachment_id": attachment_id, "content_sealed": sealed}
            work.connection.execute(insert(AttachmentContent).values(**values))

        self.do(keep)
        return attachment_id

    def change(self, table: Any, where: Any, **values: Any) -> None:
        self.do(lambda work: work.connection.execute(update(table).where(where).values(**values)))

    def rows(self, query: Any) -> list[Any]:
        with self.db.read() as connection:
            return list(connection.execute(query))


@dataclass
class Browser:
    """Somebody at a screen: fills in the forms of our pages, as a browser would."""

    client: FlaskClient
    clock: Clock
    user: NewUser | None = None
    """Who signed in here."""

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, fields: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """Post with the token of a page that this browser has loaded."""
        token = form_token(self.client.get(more.pop("page", "/advisor/login"), follow_redirects=True).text)
        return self.client.post(path, data={"csrf_token": token, **(fields or {})}, **more)

    def sign_in(self, user: NewUser) -> TestResponse:
        self.user = user
        self.password(user)
        return self.code(user)

    def password(self, user: NewUser, password: str | None = None) -> TestResponse:
        fields = {"email": user.email, "password": user.password if password is None else password}
        return self.post("/advisor/login", fields)

    def code(self, user: NewUser) -> TestResponse:
        return self.post("/advisor/login", {"code": code_of(user, self.clock)})


def form_token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found, "the page has no form"
    return found[1]


def code_of(user: NewUser, clock: Clock) -> str:
    return pyotp.TOTP(user.totp_secret).at(int(clock()))


def build(office: Office, public_url: str = "http://localhost") -> Flask:
    """The app as the web role starts it: without any key to an address."""
    settings = load_settings({"PUBLIC_URL": public_url})
    house = House(office.db, office.ring.only(Purpose.CASE, Purpose.SESSION), settings)
    app = Flask("office", static_folder=None)
    app.config.update(NOW=office.clock, TESTING=True)
    advisor.register(app, house)
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture
def office(db: Database) -> Office:
    here = Office(db, new_ring(), Clock())
    here.factory("D4KA", "Padma Knitwear")
    here.factory("N4RA", "Meghna Denim")
    return here


@pytest.fixture
def app(office: Office) -> Flask:
    return build(office)


@pytest.fixture
def stranger(app: Flask, office: Office) -> Browser:
    return Browser(app.test_client(), office.clock)


@pytest.fixture
def farida(office: Office) -> NewUser:
    """The advisor of Padma Knitwear."""
    return office.user("farida@advisors.example", "advisor", ("D4KA",))


@pytest.fixture
def at_desk(app: Flask, office: Office, farida: NewUser) -> Browser:
    """Farida, signed in."""
    browser = Browser(app.test_client(), office.clock)
    browser.sign_in(farida)
    return browser


@pytest.fixture
def desk_of(app: Flask, office: Office) -> Callable[[NewUser], Browser]:
    """Somebody's desk, signed in."""

    def sit(user: NewUser) -> Browser:
        browser = Browser(app.test_client(), office.clock)
        assert browser.sign_in(user).status_code == 303
        return browser

    return sit
