"""`bobbin user add` and `bobbin user close`."""

import time

import click
from sqlalchemy import select

from bot.contacts import make_contact
from cli.house import open_house
from cli.output import json_option, show
from models.user import User
from models.vocabulary import Line, Role
from operations.leaving_users import close_account
from operations.users import add_user
from operations.work import Work


@click.group("user")
def command() -> None:
    """Register a user of the web view; close an account."""


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
