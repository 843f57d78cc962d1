"""Points come in by chat, go out together as an agenda, and members say which one matters most."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.contacts import make_contact
from conversations.segments import segments
from models.agenda import AgendaItem
from models.contact import Contact
from models.factory import Factory
from models.meeting import PetitionMark
from models.user import User
from models.vocabulary import ItemSource, ItemState, Line, Side
from operations.actions import finish, open_action
from operations.agenda import agenda_of, item_discussed, propose
from operations.agenda_release import release
from operations.points import accept, decline
from operations.users import add_user
from tests.committee_world import Committee
from tests.world import Person, World

DAY = date(2026, 12, 8)
"""A Tuesday; three working days before it, without the Friday, is Saturday the 5th."""
WEEK = 7 * 86400.0


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


def worker(committee: Committee, number: int, line: Line = Line.SIM_SMS, language: str = "en") -> Person:
    """Somebody of the factory who sits on no committee."""
    address = f"+88017000002{number:02}"
    known = {"introduced": True, "factory_id": committee.factory.id, "language": language}
    with committee.world.work() as work:
        make_contact(work, line, address, **known)
    return committee.world.person(address, line)


def sends_a_point(person: Person, words: str) -> list[str]:
    offered = person.says("COMMITTEE")[-1]
    lines = offered.splitlines()
    number = next((line.split()[0] for line in lines if "Send a point" in line), None)
    if number is None:
        group = next(line.split()[0] for line in lines if "Agenda, minutes" in line)
        offered = person.says(group)[-1]
        number = next((one.split()[0] for one in offered.splitlines() if "Send a point" in one), None)
    if number is not None:
        person.says(number)
    return person.says(words)


def items(committee: Committee, source: ItemSource) -> list[AgendaItem]:
    with committee.world.db.session() as session:
        return list(session.scalars(select(AgendaItem).where(AgendaItem.source == source)))


def titles(committee: Committee, meeting_id: str) -> list[str]:
    with committee.world.db.read() as connection:
        return [item.title for item in agenda_of(connection, committee.world.ring, meeting_id)]


def sent(committee: Committee, meeting_id: str) -> None:
    with committee.world.work() as work:
        release(work, meeting_id)
    committee.world.settle()


def accepts(committee: Committee, item_id: str, words: str) -> None:
    with committee.world.work() as work:
        add_user(work, "farida@advisors.example", "advisor", (committee.factory.code,))
        accept(work, item_id, words, by=work.connection.execute(select(User.id)).scalar_one())


def hush(committee: Committee) -> None:
    """Nobody has anything unread, and nobody is in the middle of anything."""
    for person in committee.people.values():
        person.hears()


def test_a_members_point_is_on_the_next_agenda_at_once_with_the_side_and_no_name(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    assert "Kept for the next agenda" in sends_a_point(committee.people["Rahima"], "The fans are broken")[-1]
    assert "The fans are broken" in titles(committee, meeting_id)
    (item,) = items(committee, ItemSource.MEMBER)
    assert (item.side, item.state, item.meeting_id) == (Side.WORKER, ItemState.RELEASED, meeting_id)
    assert not hasattr(item, "member_id")


def test_a_number_that_was_meant_for_another_question_is_no_point(committee: Committee) -> None:
    committee.meets(DAY)
    assert "in words" in sends_a_point(committee.people["Rahima"], "1")[-1]
    assert items(committee, ItemSource.MEMBER) == []
    assert "Kept for the next agenda" in committee.people["Rahima"].says("সিঁড়ি অন্ধকার")[-1]


def test_a_point_waits_for_a_meeting_where_none_is_planned(committee: Committee) -> None:
    sends_a_point(committee.people["Hossain"], "Orders for January")
    (item,) = items(committee, ItemSource.MEMBER)
    assert (item.side, item.meeting_id) == (Side.MANAGEMENT, None)
    meeting_id = committee.meets(DAY)
    sends_a_point(committee.people["Rahima"], "The fans are broken")
    assert titles(committee, meeting_id)[3:5] in (
        ["Orders for January", "The fans are broken"],
        ["The fans are broken", "Orders for January"],
    )


def test_who_sent_a_point_can_follow_it_and_nobody_else_can(committee: Committee) -> None:
    """STATUS tells stages and days, in none of them a word of what she wrote."""
    world, shirin, colleague = committee.world, worker(committee, 1), worker(committee, 2)
    kept = sends_a_point(shirin, "The supervisor locks the toilet on line 4")[-1]
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", kept)
    assert code
    heard = [shirin.says("STATUS")[-1]]
    (item,) = items(committee, ItemSource.WORKER)
    accepts(committee, item.id, "Access to toilets")
    heard.append(shirin.says("STATUS")[-1])
    meeting_id = committee.meets(DAY)
    sent(committee, meeting_id)
    shirin.hears()
    heard.append(shirin.says("STATUS")[-1])
    world.now += 15 * 86400
    with world.work() as work:
        item_discussed(work, item.id)
        action = open_action(
            work, committee.id, text="Keep it open", owner_id=None, due_on=date(2026, 12, 20), item_id=item.id
        )
    shirin.hears()
    heard.append(shirin.says("STATUS")[-1])
    with world.work() as work:
        finish(work, action)
    world.settle()
    shirin.hears()
    heard.append(shirin.says("STATUS")[-1])
    assert [words.removeprefix(code[0]) for words in heard] == [
        ": your point is with an advisor. Write here to add.",
        ": your point comes on the next agenda. Write here to add.",
        ": your point is on the agenda of the meeting on Tue, Dec 8.",
        ": talked about. Something is to be done by Sun, Dec 20. Write here to add.",
        ": talked about, and what was agreed is done. Write here if not.",
    ]
    for stranger in (colleague, committee.people["Rahima"], committee.people["Hossain"]):
        stranger.hears()
        assert code[0] not in "".join([*stranger.says("STATUS"), *stranger.says(code[0])])


def test_a_point_that_was_talked_about_without_an_action_says_so_and_a_declined_one_is_a_case_again(
    committee: Committee,
) -> None:
    shirin, nasima = worker(committee, 1), worker(committee, 2)
    sends_a_point(shirin, "The water is warm")
    (item,) = items(committee, ItemSource.WORKER)
    accepts(committee, item.id, "Drinking water")
    sends_a_point(nasima, "Mr Alam is rude to me")
    (other,) = [one for one in items(committee, ItemSource.WORKER) if one.id != item.id]
    sent(committee, committee.meets(DAY))
    committee.world.now += 15 * 86400
    with committee.world.work() as work:
        item_discussed(work, item.id)
        decline(work, other.id, by=work.connection.execute(select(User.id)).scalar_one())
    for person in (shirin, nasima):
        person.hears()
    assert "your point was talked about on Tue, Dec 8" in shirin.says("STATUS")[-1]
    assert "You get an answer by" in nasima.says("STATUS")[-1]


def test_what_was_told_at_the_menu_is_the_point(committee: Committee) -> None:
    """One message is enough: who writes the point before choosing anything is not asked for it again."""
    committee.meets(DAY)
    shirin = worker(committee, 1)
    shirin.says("COMMITTEE")
    assert "kept" in shirin.says("The stairs on the third floor are dark at night")[-1]
    assert "Your code" in shirin.says("2")[-1]
    assert len(committee.world.cases()) == 1


def test_a_workers_point_is_a_case_and_an_item_without_words_author_or_day(committee: Committee) -> None:
    committee.meets(DAY)
    heard = sends_a_point(worker(committee, 1), "The water is dirty")
    assert "nobody can tell who sent it" in heard[-1]
    (case,) = committee.world.cases()
    assert (case.audience, case.factory_id) == ("committee", committee.factory.id)
    (item,) = items(committee, ItemSource.WORKER)
    assert (item.case_id, item.state, item.meeting_id, item.position) == (case.id, ItemState.PENDING, None, 0)
    columns = {column.name for column in AgendaItem.__table__.columns}
    assert not {name for name in columns if "day" in name or name.endswith(("_at", "_on")) or "user" in name}


def test_the_agenda_goes_out_in_each_ones_language_and_the_worker_hears_of_it(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    shirin = worker(committee, 1)
    sends_a_point(shirin, "The water is dirty")
    sends_a_point(committee.people["Hossain"], "Orders for January")
    (item,) = items(committee, ItemSource.WORKER)
    accepts(committee, item.id, "Drinking water")
    hush(committee)
    assert "Drinking water" not in titles(committee, meeting_id)
    sent(committee, meeting_id)
    heard = committee.people["Salma"].hears()
    assert "Drinking water" in heard[0]
    assert "and 4 more" in heard[0]
    (news,) = shirin.hears()
    assert "your point is on the agenda of the meeting on" in news
    assert "water" not in news
    assert "matters most" in heard[1]


def test_telegram_gets_the_whole_agenda_an_sms_its_points_and_how_many_more(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, line=Line.SIM_TELEGRAM)
    meeting_id = committee.meets(DAY)
    for number in range(12):
        with committee.world.work() as work:
            propose(work, committee.id, Side.WORKER, f"Point {number}, which takes many words to say what it is about")
    hush(committee)
    nasima.hears()
    sent(committee, meeting_id)
    (long,) = (heard for heard in nasima.hears() if "Agenda for" in heard)
    (short,) = (heard for heard in committee.people["Salma"].hears() if "Agenda for" in heard)
    assert long.count("Point") == 12
    assert "- Any other business" in long
    assert "1 Point" in short
    assert 0 < short.count("Point") < 12
    assert segments(short).count == 2
    more = re.search(r"and (\d+) more", short)
    assert more
    assert int(more[1]) == 16 - short.count("Point")


def test_votes_order_the_agenda_and_can_be_changed(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    for name, words in (("Rahima", "Fans"), ("Salma", "Water"), ("Abdul", "Stairs")):
        sends_a_point(committee.people[name], words)
    hush(committee)
    committee.world.wait(20 * 60)  # nobody is in the middle of anything any more
    sent(committee, meeting_id)
    points = [title for title in titles(committee, meeting_id) if title in ("Fans", "Water", "Stairs")]
    karim, shirin = committee.people["Abdul"], committee.people["Shirin"]
    karim.hears()
    assert "Please send one number of the agenda" in karim.says("7")[-1]
    assert "point 3 matters most" in karim.says("3")[-1]
    shirin.says("3")
    assert titles(committee, meeting_id)[3] == points[2]


def test_the_agenda_is_sent_by_itself_three_working_days_before(committee: Committee) -> None:
    committee.meets(DAY)
    sends_a_point(committee.people["Rahima"], "The fans are broken")
    committee.world.wait(3600)
    hush(committee)
    hossain, days = committee.people["Hossain"], []
    for _step in range(14 * 8):
        committee.world.wait(3 * 3600)
        if any("Agenda for" in words for words in hossain.hears()):
            days.append(datetime.fromtimestamp(committee.world.now, ZoneInfo("Asia/Dhaka")))
    assert [(day.date(), 17 <= day.hour <= 20) for day in days] == [(date(2026, 12, 5), True)]


def test_after_the_meeting_the_worker_hears_that_it_was_talked_about_once(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    shirin = worker(committee, 1)
    sends_a_point(shirin, "The water is dirty")
    (item,) = items(committee, ItemSource.WORKER)
    accepts(committee, item.id, "Drinking water")
    sent(committee, meeting_id)
    shirin.hears()
    committee.world.wait(14 * 86400)
    shirin.hears()
    for _twice in range(2):
        with committee.world.work() as work:
            item_discussed(work, item.id)
    committee.world.settle()
    (news,) = shirin.hears()
    assert "talked about" in news


def ask_for_a_meeting(person: Person) -> str:
    offered = person.says("COMMITTEE")[-1]
    number = next(line.split()[0] for line in offered.splitlines() if "Ask for a meeting" in line)
    person.says(number)
    return person.says("1")[-1]


def test_enough_workers_call_for_a_meeting_and_each_counts_once(committee: Committee) -> None:
    people = [worker(committee, number) for number in range(1, 6)]
    hush(committee)
    for person in people[:4]:
        assert "Counted" in ask_for_a_meeting(person)
    assert "Counted" in ask_for_a_meeting(people[0])
    assert committee.people["Hossain"].hears() == []
    ask_for_a_meeting(people[4])
    for name in ("Hossain", "Salma"):
        (told,) = committee.people[name].hears()
        assert told.startswith("Workers ask for an extra meeting")
        assert not any(letter.isdigit() for letter in told)
    assert committee.people["Abdul"].hears() == []
    ask_for_a_meeting(worker(committee, 6))
    assert committee.people["Hossain"].hears() == []


def test_a_larger_factory_needs_a_share_of_its_workers(committee: Committee) -> None:
    with committee.world.work() as work:
        work.connection.execute(update(Factory).values(workers=70))
    for number in range(1, 8):
        assert committee.people["Hossain"].hears() == []
        ask_for_a_meeting(worker(committee, number))
    assert len(committee.people["Hossain"].hears()) == 1


def test_a_petition_names_nobody_and_is_forgotten_after_ninety_days(committee: Committee) -> None:
    shirin = worker(committee, 1)
    ask_for_a_meeting(shirin)
    with committee.world.db.read() as connection:
        (mark,) = connection.execute(select(PetitionMark.__table__)).all()
        contacts = connection.execute(select(Contact.id, Contact.index_tag)).all()
    assert mark.tag not in {row.id for row in contacts} | {row.index_tag.hex() for row in contacts}
    committee.world.now += 90 * 86400
    ask_for_a_meeting(worker(committee, 2))
    with committee.world.db.read() as connection:
        left = connection.execute(select(PetitionMark.tag)).scalars().all()
    assert len(left) == 1
    assert left != [mark.tag]


def test_who_thinks_better_of_it_has_asked_for_nothing(committee: Committee) -> None:
    shirin = worker(committee, 1)
    shirin.says("COMMITTEE")
    shirin.says("3")
    assert shirin.says("2")[-1].startswith("Nothing was sent")
    with committee.world.db.read() as connection:
        assert connection.execute(select(PetitionMark.tag)).all() == []
