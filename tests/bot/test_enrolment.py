"""The secretary enrols a member by chat; the code goes over by hand, and the sides that stand now are said."""

import re

import pytest

from operations.members import change_office, members_of
from tests.committee_world import Committee
from tests.world import Person, World


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


def begin(committee: Committee) -> Person:
    salma = committee.people["Salma"]
    salma.says("COMMITTEE")
    assert "Representatives" in salma.says("Members")[0]
    assert salma.says("Add a member") == ["Name of the new member?"]
    return salma


def test_the_secretary_enrols_a_member_who_takes_the_seat_from_her_own_phone(committee: Committee) -> None:
    salma = begin(committee)
    assert salma.says("Moyna Begum") == ["Which side?\n1 Workers\n2 Management"]
    (told,) = salma.says("1")
    assert told.startswith("Moyna Begum is enrolled.")
    assert told.endswith("Workers: 5, management: 4.")  # parity is broken, and she sees it
    moyna = committee.world.person("+8801700000077")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", told)
    assert code is not None
    assert "This phone is now yours in PICC" in moyna.says(code[0])[0]
    assert "Next meeting" in "".join(moyna.says("COMMITTEE"))


@pytest.mark.parametrize("name", ["Rahima", "Hossain", "Abdul"])
def test_nobody_else_may(committee: Committee, name: str) -> None:
    person = committee.people[name]
    person.says("COMMITTEE")
    assert not any("Add a member" in heard for heard in person.says("Members"))


def test_a_name_that_is_too_long_is_asked_again(committee: Committee) -> None:
    salma = begin(committee)
    salma.says("x" * 61)
    (again,) = salma.says("1")
    assert again.startswith("Please write a name, at most 60 letters.")
    assert salma.says("Moyna")[0].endswith("Workers: 5, management: 4.")


def test_who_is_secretary_no_more_enrols_nobody(committee: Committee) -> None:
    salma = begin(committee)
    salma.says("Moyna")
    with committee.world.work() as work:
        change_office(work, committee.members["Salma"], None, by="")
    assert "Moyna is enrolled" not in salma.says("1")[0]
    with committee.world.work() as work:
        members = members_of(work.connection, work.ring, committee.id)
    assert "Moyna" not in {member.name for member in members}
