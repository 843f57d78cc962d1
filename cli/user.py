"""`bobbin user add`, `bobbin user alert` and `bobbin user close`."""

import time

import click
from sqlalchemy import select

from bot.contacts import make_contact
from cli.house import open_house
from cli.output import json_option, show
from cli.phones import read_phone, sms_line
from models.contact import Contact
from models.user import User
from models.vocabulary import Line, Role
from operations import audit
from operations.leaving_users import close_account
from operations.users import add_user, folded
from operations.work import Mistyped, Refused, Work


@click.group("user")
def command() -> None:
    """Register a user of the web view; tell them of danger by SMS; close an account."""


@command.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--factory", "factories", multiple=True, help="The join code of a factory to look after; repeatable.")
@json_option
def add(email: str, role: str, factories: tuple[str, ...], as_json: bool) -> None:
    """Register a user; prints the password and the authenticator's secret, this once."""
    house = open_house("user")
    with house.db.write() as connection:
        work = Work(connection, house.ring, time.time())
        added = add_user(work, email, role, factories)
        user_id = connection.execute(select(User.id).where(User.email == added.email)).scalar_one()
        make_contact(work, Line.EMAIL, added.email, user_id=user_id, introduced=True)
    words = (
        f"{added.email}: password {added.password}, authenticator secret {added.totp_secret}.\n"
        "Neither is shown again. Urgent cases are announced to this address when SMTP_URL is set."
    )
    show(as_json, {"email": added.email, "password": added.password, "totp_secret": added.totp_secret}, words)


@command.command("alert")
@click.argument("email")
@click.option("--phone", required=True, help="Such as +8801700000001.")
@json_option
def alert(email: str, phone: str, as_json: bool) -> None:
    """Let alerts of urgent cases reach a user by SMS as well; which way alone is chosen on the web."""
    house = open_house("user")
    number, line = read_phone(phone, house.settings.default_country), sms_line(house.settings, ())
    with house.db.write() as connection:
        tie_phone(Work(connection, house.ring, time.time()), email, line, number)
    show(as_json, {"email": email, "alerts": "sms"}, f"Alerts reach {email} by SMS as well.")


def tie_phone(work: Work, email: str, line: Line, number: str) -> None:
    """The number is the user's from now on. Raises Mistyped for no such user, Refused for a phone of somebody else."""
    connection = work.connection
    user_id = connection.execute(select(User.id).where(User.email == folded(email), User.active)).scalar()
    if user_id is None:
        raise Mistyped(f"there is no user “{email}”; “bobbin user add” registers one")
    contact_id = make_contact(work, line, number, user_id=user_id, introduced=True)
    owner = connection.execute(select(Contact.user_id).where(Contact.id == contact_id)).scalar()
    if owner != user_id:
        raise Refused("this phone writes to the line already: an alert would tell its owner apart from workers")
    audit.record(work, "user.phone_tied", user_id=user_id, about=("user", user_id))


@command.command("close")
@click.argument("email")
@json_option
def close(email: str, as_json: bool) -> None:
    """Close an account: its sessions end at once, and nobody signs in with it any more.

    For a stolen laptop, and for who leaves. Its cases are nobody's until somebody takes them.
    """
    house = open_house("user")
    with house.db.write() as connection:
        close_account(Work(connection, house.ring, time.time()), email)
    show(as_json, {"email": email, "closed": True}, f"The account {email} is closed.")
