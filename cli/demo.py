"""The demo's people: a factory in Dhaka with a committee, its advisor, and the advisor's mailbox for alerts.

Made once, then found.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import pyotp
from sqlalchemy import select

from bot.contacts import make_contact
from cli.demo_committee import demo_committee
from models.factory import Factory
from models.user import User
from models.vocabulary import Line, Role
from operations.factories import NewFactory, add_factory
from operations.users import add_user
from operations.work import Work

FACTORY = NewFactory("Shapla Garments (demo)", "BD", "Asia/Dhaka", ("bn", "en"), rest_days=("friday",))
EMAIL = "advisor@example.org"


@dataclass(frozen=True)
class Demo:
    """How to sign in to the demo. Kept beside the keys, readable by its owner alone."""

    email: str
    password: str
    totp_secret: str
    factory_code: str
    factory_name: str

    def code(self) -> str:
        """The authenticator's code of the moment."""
        return pyotp.TOTP(self.totp_secret).now()


def demo_data(work: Work, path: Path) -> Demo:
    """The demo's log-in, its data made when there are none."""
    demo = _login(work, path)
    factory_id = work.connection.execute(select(Factory.id).where(Factory.code == demo.factory_code)).scalar()
    if factory_id is not None:
        demo_committee(work, factory_id)
    return demo


def _login(work: Work, path: Path) -> Demo:
    if path.exists() and work.connection.execute(select(User.id).where(User.email == EMAIL)).first():
        return Demo(**json.loads(path.read_text()))
    return _made(work, path)


def _made(work: Work, path: Path) -> Demo:
    code = work.connection.execute(select(Factory.code).where(Factory.name == FACTORY.name)).scalar()
    code = code or add_factory(work, FACTORY).code
    user = add_user(work, EMAIL, Role.ADVISOR, [code])
    user_id = work.connection.execute(select(User.id).where(User.email == EMAIL)).scalar_one()
    make_contact(work, Line.EMAIL, EMAIL, user_id=user_id, introduced=True)
    demo = Demo(user.email, user.password, user.totp_secret, code, FACTORY.name)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(demo), file)
    return demo
