"""Minutes are written by chat, answer by answer, and nothing is lost when a phone dies."""

import asyncio
import io

import pytest
from PIL import Image
from sqlalchemy import select

from bot.attachments import fetch_due
from bot.channels.registry import open_channels
from models.action import Action
from models.minutes import MinuteEntry, PaperContent
from models.vocabulary import EntryKind, MinutesState, Presence, Side
from operations.members import new_seat_code
from operations.minutes_views import MinutesView
from operations.papers import papers_of
from tests.committee_world import Committee
from tests.minutes_world import A_DAY, DAY, POINT, Held
from tests.world import World


@pytest.fixture
def held(world: World) -> Held:
    return Held(Committee(world))


def texts(view: MinutesView) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in view.entries]


def absent(view: MinutesView, side: Side) -> list[str]:
    return [one.name for half in view.sides if half.side is side for one in half.absent]


def test_the_secretary_is_asked_when_the_meeting_is_over_and_nobody_else(held: Held) -> None:
    (asked,) = held.salma.hears()
    assert asked == "Write the minutes of Tue, Dec 8?\n1 Now\n2 Later"
    assert [name for name, person in held.committee.people.items() if person.hears()] == []


def test_absence_takes_two_answers(held: Held) -> None:
    asked = held.said("1")
    assert "Workers who were NOT there? Numbers, or 0:\n1 Rahima Khatun\n2 Salma Akter\n" in asked
    assert "not there: Abdul Karim, Shirin Begum" in held.said("3 4")
    assert "all of them were there" in held.said("0")
    assert absent(held.view(), Side.WORKER) == ["Abdul Karim", "Shirin Begum"]
    assert absent(held.view(), Side.MANAGEMENT) == []


def test_who_came_late_or_left_early_was_there(held: Held) -> None:
    held.said("1", "0", "0", "2", "1", "3", "5")
    (workers, managers) = held.view().sides
    presences = {member.name: how for side in (workers, managers) for member, how in side.people}
    assert presences["Mr Hossain"] is Presence.LATE
    assert presences["Mr Chowdhury"] is Presence.LEFT
    assert (workers.taken, managers.taken) == (4, 4)


def test_an_alternate_who_came_counts_for_the_seat(world: World) -> None:
    committee = Committee(world)
    committee.seat("Nasima Begum", "worker", 9, stands_in_for_id=committee.members["Abdul"])
    held = Held(committee)
    held.said("1", "3")
    assert held.said("0").endswith("Who came in their place? Numbers, or 0:\n1 Nasima Begum")
    held.said("1")
    workers = held.view().sides[0]
    assert (workers.seats, workers.taken) == (4, 4)
    assert [one.name for one in workers.absent] == ["Abdul Karim"]


def test_a_side_without_quorum_is_said_at_once(held: Held) -> None:
    held.said("1", "1 3 4", "0")
    assert "No quorum: 1 of 4 came, 3 are needed." in held.said("1")
    assert not held.view().quorate


def test_each_point_takes_entries_and_an_action_gets_owner_and_day(held: Held) -> None:
    points = held.said("1", "0", "0", "1")
    assert points.startswith("1/5 ")
    held.said("5", "5", "5")
    assert POINT in held.said("1", "Fans are repaired before Eid")
    assert "Who does it?" in held.said("2", "Call the electrician")
    assert "By when? A day, or:" in held.said("4")
    assert "Noted: Mr Alam, by Thu, Dec 31." in held.said("31 December")
    held.said("3", "Three fans were bought in May", "4", "Whether wages are cut for the time lost")
    view = held.view()
    assert texts(view) == [
        (EntryKind.DECISION, "Fans are repaired before Eid"),
        (EntryKind.ACTION, "Call the electrician"),
        (EntryKind.INFORMATION, "Three fans were bought in May"),
        (EntryKind.DISAGREEMENT, "Whether wages are cut for the time lost"),
    ]
    point = next(one for one in view.points if one.entries)
    assert point.item is not None
    assert point.item.title == POINT
    action = point.entries[1]
    assert (action.owner, action.due_on and action.due_on.day) == ("Mr Alam", 31)
    assert action.task is not None
    assert action.task.item_id == point.item.id


def test_a_phone_that_dies_in_the_middle_loses_nothing(held: Held) -> None:
    """She has a new number and a new code for her seat, and goes on after two days where she stood."""
    held.said("1", "3", "0", "1", "5", "5", "5", "1", "Fans are repaired before Eid", "2", "Call the electrician")
    with held.committee.world.work() as work:
        code = new_seat_code(work, held.committee.members["Salma"], by="")
    held.committee.world.wait(2 * A_DAY)
    fresh = held.committee.world.person("+8801700000199")
    fresh.says("Salam")
    fresh.says(code)
    for answer in ("COMMITTEE", "2", "1"):
        heard = fresh.says(answer)
    assert "Who does it?" in heard[-1]
    for answer in ("4", "1"):
        heard = fresh.says(answer)
    assert heard[-1].endswith("5 Next point")
    assert len(texts(held.view())) == 2
    assert "Only the secretary or the chair" in held.said("4", "1")  # whoever has the old phone
    assert len(texts(held.view())) == 2


def test_back_corrects_the_last_entry_and_then_goes_to_the_step_before(held: Held) -> None:
    held.said("1", "0", "0", "1", "1", "Exits stay open")
    assert held.said("BACK").startswith("You wrote: Exits stay open\n1 Write again")
    held.said("1", "All exits stay open")
    assert texts(held.view()) == [(EntryKind.DECISION, "All exits stay open")]
    held.said("BACK", "2")
    assert texts(held.view()) == []
    assert "late or leave early" in held.said("BACK")
    assert "Managers who were NOT there" in held.said("BACK")
    assert "Workers who were NOT there" in held.said("BACK")
    assert "This is the first question." in held.said("BACK")


def test_back_opens_a_point_that_was_closed_too_early(held: Held) -> None:
    first = held.said("1", "0", "0", "1").splitlines()[0]
    assert not held.said("5").startswith(first)
    assert held.said("BACK").startswith(first)


def test_an_action_that_is_taken_out_reminds_nobody(held: Held) -> None:
    held.said("1", "0", "0", "1", "2", "Call the electrician", "1", "1")
    held.said("BACK", "2")
    with held.committee.world.db.read() as connection:
        assert connection.execute(select(Action.id)).first() is None


def test_prose_in_place_of_a_number_is_the_entry(held: Held) -> None:
    held.said("1", "0", "0", "1")
    kept = held.said("We agreed that all exits stay open")
    assert kept.startswith("I have kept what you wrote.")
    held.said("1")
    assert texts(held.view()) == [(EntryKind.DECISION, "We agreed that all exits stay open")]


def test_prose_at_a_list_of_names_is_kept_and_the_list_asked_again(held: Held) -> None:
    asked = held.said("1", "Karim was ill and Shirin had a holiday")
    assert "NOT there?" in asked
    held.said("3 4")
    assert texts(held.view()) == [(EntryKind.INFORMATION, "Karim was ill and Shirin had a holiday")]


@pytest.mark.parametrize("answer", ["9", "1-3", "all"])
def test_a_number_that_is_not_in_the_list_is_asked_again(held: Held, answer: str) -> None:
    held.said("1")
    assert "Workers who were NOT there?" in held.said(answer)
    assert held.view().sides[0].people == ()


def test_two_people_write_at_once_and_both_are_kept(held: Held) -> None:
    held.said("1", "0", "0", "1")
    hossain = held.committee.people["Hossain"]
    for answer in ("COMMITTEE", "2", "1"):
        heard = hossain.says(answer)
    assert "Salma Akter writes here too." in heard[-1]
    hossain.says("1")
    held.said("1", "Written by Salma")
    hossain.says("Written by the chair")
    assert {text for _kind, text in texts(held.view())} == {"Written by Salma", "Written by the chair"}


def test_what_one_writes_after_the_other_has_sent_goes_into_a_new_version(held: Held) -> None:
    held.said("1", "0", "0", "1")
    hossain = held.committee.people["Hossain"]
    for answer in ("COMMITTEE", "2", "1", "1"):
        hossain.says(answer)
    held.said("1", "Exits stay open", *"55555", "1")
    assert held.minutes().state == MinutesState.FOR_APPROVAL
    heard = hossain.says("Fans are repaired")
    assert "were sent. Correct them?" in heard[-1]
    hossain.says("1")
    assert held.versions() == ["superseded", "draft"]
    assert {text for _kind, text in texts(held.view())} == {"Exits stay open", "Fans are repaired"}


def test_a_photo_of_the_paper_is_kept_stripped_and_sealed(held: Held) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), (11, 92, 86)).save(drawn, "JPEG", comment=b"taken at home")
    held.said("1", "0", "0", "1", *"55555")
    assert "Send the photo" in held.said("3")
    heard = held.salma.shows(drawn.getvalue(), text="The list of names")
    assert "kept with the minutes" in heard[0]
    world = held.committee.world
    channels = open_channels(world.house.settings, world.phones)
    assert asyncio.run(fetch_due(world.house, channels, world.now)) == 1
    with world.db.read() as connection:
        (paper,) = papers_of(connection, held.minutes().id)
        (sealed,) = connection.execute(select(PaperContent.content_sealed)).scalars()
    assert (paper.state, paper.media_type) == ("ready", "image/jpeg")
    assert b"taken at home" not in sealed
    assert texts(held.view()) == [(EntryKind.INFORMATION, "The list of names")]


def test_in_a_script_that_is_costly_the_list_of_names_comes_in_pages(world: World) -> None:
    committee = Committee(world, "bn")
    held = Held(committee)
    first = held.said("1")
    page = [line for line in first.splitlines() if line[:1].isdigit()]
    if len(page) < 4:  # as soon as the words are Bengali
        second = held.said("0")
        assert f"\n{len(page) + 1} " in second


def test_a_member_without_an_office_is_not_offered_to_write(held: Held) -> None:
    offered = held.committee.people["Abdul"].says("COMMITTEE")
    more = held.committee.people["Abdul"].says("2")
    assert "Write minutes" not in "\n".join([*offered, *more])


def test_minutes_that_are_late_are_asked_for_again_and_an_advisor_is_alerted(held: Held) -> None:
    held.said("2")
    asked = 0
    for _day in range(12):
        held.committee.world.wait(A_DAY)
        asked += sum("Write the minutes of" in words for words in held.salma.hears())
    assert asked == 2


def test_every_word_is_sealed(held: Held) -> None:
    held.said("1", "0", "0", "1", "1", "Exits stay open")
    with held.committee.world.db.read() as connection:
        (sealed,) = connection.execute(select(MinuteEntry.text_sealed)).scalars()
    assert b"Exits" not in sealed


def test_a_meeting_that_has_not_begun_has_no_minutes(world: World) -> None:
    committee = Committee(world)
    committee.meets(DAY)
    salma = committee.people["Salma"]
    salma.says("1")
    for answer in ("COMMITTEE", "2", "1"):
        heard = salma.says(answer)
    assert heard[-1].startswith("There is no meeting to write about.")
