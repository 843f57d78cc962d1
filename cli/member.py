"""`bobbin member add`: register a committee member with a phone."""

import time
from typing import Any

import click
from sqlalchemy import select

from bot.contacts import make_contact
from bot.house import House
from cli.house import open_house
from cli.output import json_option, show
from cli.phones import read_phone, sms_line
from models.committee import Committee
from models.contact import Contact
from models.vocabulary import Gender, Office, Side
from operations.factories import find_factory
from operations.founding import found
from operations.members import Enrolled, NewMember, add_member
from operations.rsvps import ask_newly_seated
from operations.work import Refused, Work


@click.group("member")
def command() -> None:
    """Register a committee member."""


@command.command("add")
@click.option("--factory", "code", required=True, help="The join code of the factory.")
@click.option("--name", required=True)
@click.option("--side", required=True, type=click.Choice([side.value for side in Side]))
@click.option("--phone", help="Such as +8801700000001; without it a code is printed that the member sends to the line.")
@click.option("--office", type=click.Choice([office.value for office in Office]))
@click.option("--language", help="Such as bn; the factory's first when not given.")
@click.option("--gender", type=click.Choice([gender.value for gender in Gender]))
@click.option("--committee", "rules", default="picc", show_default=True, help="The type of the committee.")
@json_option
def add(
    code: str,
    name: str,
    side: str,
    phone: str | None,
    office: str | None,
    language: str | None,
    gender: str | None,
    rules: str,
    as_json: bool,
) -> None:
    """Register a member of a factory's committee; the committee is founded when there is none yet."""
    house = open_house("member")
    new = NewMember(name, side, office, gender=gender, language=language)
    with house.db.write() as connection:
        work = Work(connection, house.ring, time.time())
        enrolled = _enrol(work, house, find_factory(connection, code), rules, new, phone)
    if enrolled.code is None:
        words = f"{name} is a member; the line writes to this phone."
    else:
        words = f"{name} is a member. To tie a phone to the seat, send this code to the line: {enrolled.code}"
    show(as_json, {"id": enrolled.id} | ({"code": enrolled.code} if enrolled.code else {}), words)


def _enrol(work: Work, house: House, factory: Any, rules: str, new: NewMember, phone: str | None) -> Enrolled:
    committee = work.connection.execute(
        select(Committee.id).where(Committee.factory_id == factory.id, Committee.rules == rules)
    ).scalar()
    committee_id = committee or found(work, factory.id, rules)
    contact_id = None
    if phone is not None:
        line = sms_line(house.settings, factory.channels)
        values = {"introduced": True, "factory_id": factory.id, "language": new.language or factory.languages[0]}
        contact_id = make_contact(work, line, read_phone(phone, house.settings.default_country), **values)
        contact = work.connection.execute(select(Contact.user_id).where(Contact.id == contact_id)).one()
        if contact.user_id:
            raise Refused("this address belongs to a user of the web view")
    enrolled = add_member(work, committee_id, new, contact_id)
    ask_newly_seated(work, enrolled.id)
    return enrolled
