"""WHO tells any worker who represents them, where and since when."""

import pytest

from conversations import representatives as says
from locales.catalogue import catalogue
from models.vocabulary import Side
from operations.committees import found_committee
from operations.members import NewMember, add_member
from tests.committee_world import Committee
from tests.world import Person, World


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


def worker(committee: Committee) -> Person:
    """Somebody who has introduced herself and named the factory."""
    person = committee.world.person("+8801700000098")
    person.says(committee.factory.code)
    person.says("1")
    return person


def enrol(committee: Committee, committee_id: str, *names: str, **values: str) -> None:
    with committee.world.work() as work:
        for name in names:
            add_member(work, committee_id, NewMember(name, Side.WORKER, **values))


def test_who_names_the_worker_side_and_nobody_else(committee: Committee) -> None:
    enrol(committee, committee.id, "Moyna", department="Line 4")
    told = worker(committee).says("WHO")[0]
    assert told.startswith("Workers are represented by: Rahima Khatun (Nov 2026), Salma Akter (Nov 2026)")
    assert "Moyna (Line 4, Nov 2026)" in told
    assert "Hossain" not in told


def test_a_worker_of_an_unknown_factory_is_asked_for_its_code(committee: Committee) -> None:
    person = committee.world.person("+8801700000097")
    for words in ("hello", "1", "1"):
        person.says(words)
    assert "Which factory?" in person.says("WHO")[-1]
    assert "I don't know that code." in person.says("ZZ29")[0]
    assert "Rahima Khatun" in person.says(committee.factory.code)[0]
    assert "Rahima Khatun" in person.says("WHO")[0]


def test_who_does_not_name_the_factory_is_told_why_nothing_can_be_said(committee: Committee) -> None:
    person = committee.world.person("+8801700000097")
    for words in ("hello", "1", "1", "WHO"):
        person.says(words)
    assert person.says("1")[0].startswith("Without the factory I cannot say who represents you.")


def test_of_several_committees_one_is_chosen(committee: Committee) -> None:
    with committee.world.work() as work:
        safety = found_committee(work, committee.factory.id, "safety_bd")
    person = worker(committee)
    asked = person.says("WHO")[-1]
    assert asked.startswith("Which committee?\n1 PICC\n2 Safety Committee")
    assert person.says("2")[0].startswith("Nobody represents workers in the committee yet.")
    enrol(committee, safety, "Moyna")
    person.says("WHO")
    assert person.says("2")[0].startswith("Workers are represented by: Moyna (Nov 2026)")


def test_a_long_list_comes_in_pages_of_one_sms(world: World) -> None:
    committee = Committee(world, "bn")
    names = [f"রহিমা খাতুন {letter}" for letter in "কখগঘচছজঝ"]
    enrol(committee, committee.id, *names)
    person = worker(committee)
    heard, (page,) = [], person.says("WHO")
    more = says.MORE.label.render(catalogue("bn"))
    for _turn in range(20):
        heard.append(page)
        if not page.endswith(f"1 {more}"):
            break
        assert len(page) <= 70
        page = person.says("1")[0]
    assert all(name in "".join(heard) for name in names)
    workers = says.page("", first=True).render(catalogue("bn"))
    assert workers in heard[0]
    assert workers not in heard[1]
