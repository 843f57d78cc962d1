"""Both sides approve with one digit; a dissent is attached and never lost; everybody hears that there are minutes."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.contacts import make_contact
from locales.catalogue import catalogue
from models.agenda import AgendaItem
from models.minutes import MinuteEntry
from models.vocabulary import ItemState, Line, MinutesState, Side, Verdict
from operations.approvals import send_for_approval
from operations.minute_entries import change_entry
from operations.minutes import Pen, correct
from tests.committee_world import Committee
from tests.minutes_world import A_DAY, POINT, Held
from tests.world import Person, World

MANAGERS = ("Hossain", "Rahman", "Alam", "Chowdhury")


@pytest.fixture
def held(world: World) -> Held:
    """The committee's minutes hold one decision and are sent; Salma, who sent them, has approved by that."""
    held = Held(Committee(world))
    held.written("All exits stay open")
    return held


def says(held: Held, name: str, *answers: str) -> str:
    heard: list[str] = []
    for answer in answers:
        heard = held.committee.people[name].says(answer)
    return "\n".join(heard)


def state(held: Held) -> str:
    return str(held.minutes().state)


def test_who_was_there_is_asked_and_can_read_first(held: Held) -> None:
    rahima = held.committee.people["Rahima"]
    assert rahima.hears() == ["Minutes Tue, Dec 8: decisions 1, actions 0. Right?\n1 Yes\n2 No\n3 Read"]
    heard = "\n".join(rahima.says("3"))
    assert "1. All exits stay open" in heard
    assert heard.endswith("3 Read")


def test_who_was_not_there_is_not_asked(world: World) -> None:
    held = Held(Committee(world))
    held.said("1", "4", "0", "1", *"55555", "1")
    assert held.committee.people["Shirin"].hears() == []
    assert len(held.committee.people["Rahima"].hears()) == 1


def test_more_than_half_of_each_side_approves(held: Held) -> None:
    says(held, "Hossain", "1")
    says(held, "Rahman", "1")
    says(held, "Alam", "1")
    says(held, "Rahima", "1")
    assert state(held) == MinutesState.FOR_APPROVAL  # two of four workers
    assert "you approve" in says(held, "Abdul", "1")
    assert state(held) == MinutesState.APPROVED
    assert held.view().silent_sides == []


def test_a_dissent_counts_at_once_and_its_words_are_attached_under_the_side_alone(held: Held) -> None:
    assert "What is not right?" in says(held, "Shirin", "2")
    assert held.view().words[0].verdict is Verdict.DISSENT
    assert "attached" in says(held, "Shirin", "Nobody said this about the exit of floor 2")
    for name in (*MANAGERS, "Rahima", "Abdul"):
        says(held, name, "1")
    view = held.view()
    assert view.state is MinutesState.APPROVED
    assert [(one.side, one.text) for one in view.words] == [(Side.WORKER, "Nobody said this about the exit of floor 2")]


def test_words_at_the_question_are_kept_with_the_answer(held: Held) -> None:
    says(held, "Shirin", "This is not at all what we agreed on")
    assert "attached" in says(held, "Shirin", "2")
    assert held.view().words[0].text == "This is not at all what we agreed on"


def test_who_changes_a_dissent_keeps_the_words(held: Held) -> None:
    """Answered on paper later: the advisor saw her signature."""
    says(held, "Shirin", "2", "The date is wrong")
    with held.committee.world.work() as work:
        from operations.approvals import decide

        decide(work, held.minutes().id, held.committee.members["Shirin"], Verdict.APPROVE)
    (words,) = held.view().words
    assert (words.verdict, words.text) == (Verdict.APPROVE, "The date is wrong")


def test_silence_counts_after_the_days_of_the_rules_and_the_minutes_say_so(held: Held) -> None:
    for name in MANAGERS:
        says(held, name, "1")
    for _day in range(10):
        held.committee.world.wait(A_DAY)
    assert state(held) == MinutesState.APPROVED
    assert held.view().silent_sides == [Side.WORKER]


def test_who_has_said_nothing_is_asked_once_more(held: Held) -> None:
    rahima, asked = held.committee.people["Rahima"], 0
    for _day in range(10):
        asked += sum("Right?" in words for words in rahima.hears())
        held.committee.world.wait(A_DAY)
    assert asked == 2


def test_a_side_that_disagrees_keeps_them_open_and_the_secretary_hears_it(held: Held) -> None:
    says(held, "Shirin", "2", "1")
    heard: list[str] = []
    for _day in range(10):
        held.committee.world.wait(A_DAY)
        heard += held.salma.hears()
    assert state(held) == MinutesState.FOR_APPROVAL
    assert sum("not approved, somebody disagrees" in words for words in heard) == 1


def test_an_approval_after_the_last_day_still_counts_while_they_are_open(held: Held) -> None:
    says(held, "Shirin", "2", "1")
    for name in MANAGERS:
        says(held, name, "1")
    for _day in range(10):
        held.committee.world.wait(A_DAY)
    for name in ("Rahima", "Abdul"):
        says(held, name, "1")
    assert state(held) == MinutesState.APPROVED


def test_a_verdict_after_approval_is_too_late_to_count_but_a_dissent_is_kept(held: Held) -> None:
    for name in ("Hossain", "Rahman", "Alam", "Rahima", "Abdul"):
        says(held, name, "1")
    assert "approved already" in says(held, "Chowdhury", "1")
    says(held, "Shirin", "2", "I was not asked")
    view = held.view()
    assert view.state is MinutesState.APPROVED
    assert [one.text for one in view.words] == ["I was not asked"]


def test_an_answer_to_minutes_that_were_corrected_does_not_count_for_the_new_ones(held: Held) -> None:
    with held.committee.world.work() as work:
        correct(work, held.minutes().id, Pen(member_id=held.committee.members["Salma"]))
    assert "corrected since" in says(held, "Rahima", "1")
    assert held.versions() == ["superseded", "draft"]


def test_approved_minutes_are_locked_even_for_the_database(held: Held) -> None:
    for name in (*MANAGERS, "Rahima", "Abdul"):
        says(held, name, "1")
    with pytest.raises(IntegrityError), held.committee.world.work() as work:
        work.connection.execute(update(MinuteEntry).values(kind="information"))


def test_a_correction_is_a_new_version_and_both_are_kept(held: Held) -> None:
    for name in (*MANAGERS, "Rahima", "Abdul"):
        says(held, name, "1")
    held.hush()
    old = held.minutes().id
    assert "were sent. Correct them?" in held.said("COMMITTEE", "2", "1")
    held.said("1", "2", "1", "And no goods stand in front of them", "5", "1")
    assert held.versions() == ["approved", "for_approval"]
    for name in (*MANAGERS, "Rahima", "Abdul"):
        says(held, name, "1")
    assert held.versions() == ["superseded", "approved"]
    assert [entry.text for entry in held.view(old).entries] == ["All exits stay open"]
    assert len(held.view().entries) == 2


def test_points_that_were_talked_about_do_not_come_back_and_others_do(world: World) -> None:
    held = Held(Committee(world))
    held.said("1", "0", "0", "1", "5", "5", "5", "1", "Fans are repaired")
    assert held.view().points[3].item.title == POINT  # type: ignore[union-attr]
    held.said("5", "5", "1")
    for name in (*MANAGERS, "Rahima", "Abdul"):
        says(held, name, "1")
    with world.db.read() as connection:
        states = connection.execute(select(AgendaItem.state).where(AgendaItem.source == "member")).scalars()
        assert list(states) == [ItemState.DISCUSSED]
        standing = connection.execute(select(AgendaItem.state).where(AgendaItem.source == "standing")).scalars()
        assert ItemState.DISCUSSED not in set(standing)


def worker(held: Held, language: str = "en", address: str = "+8801700000250") -> Person:
    """Somebody of the factory who sits on no committee and is asleep at night."""
    known = {"introduced": True, "factory_id": held.committee.factory.id, "language": language}
    with held.committee.world.work() as work:
        make_contact(work, Line.SIM_SMS, address, **known)
    return held.committee.world.person(address)


def test_every_worker_hears_once_that_the_committee_met_and_can_read_what_it_decided(held: Held) -> None:
    nasrin = worker(held)
    for name in (*MANAGERS, "Rahima", "Abdul"):
        says(held, name, "1")
    held.committee.world.wait(A_DAY)
    (told,) = nasrin.hears()
    assert told == "The committee met Tue, Dec 8. Decisions: 1, actions: 0. To read: send COMMITTEE."
    assert sum(told in words for words in held.committee.people["Abdul"].hears()) == 1
    offered = nasrin.says("COMMITTEE")[-1]
    number = next(line.split()[0] for line in offered.splitlines() if "Last minutes" in line)
    assert nasrin.says(number) == ["Committee, Tue, Dec 8: 1. All exits stay open"]


OPEN = "Les issues restent ouvertes"


def translated(held: Held) -> None:
    """Salma writes a new version, an advisor says its decision in French, and both sides approve it."""
    salma = Pen(member_id=held.committee.members["Salma"])
    with held.committee.world.work() as work:
        minutes_id = correct(work, held.minutes().id, salma)
        entry = work.connection.execute(select(MinuteEntry.id).where(MinuteEntry.minutes_id == minutes_id)).scalar_one()
        change_entry(work, entry, "All exits stay open", wordings={"fr": OPEN})
        send_for_approval(work, minutes_id, salma)
    held.committee.world.settle()
    for name in (*MANAGERS, "Rahima", "Abdul"):
        says(held, name, "1")


def test_each_reads_what_was_decided_in_their_language_where_somebody_gave_it(held: Held) -> None:
    nasrin, julie = worker(held), worker(held, "fr", "+8801700000251")
    translated(held)
    for person, language, words in ((nasrin, "en", "All exits stay open"), (julie, "fr", OPEN)):
        person.hears()
        offered, label = person.says("COMMITTEE")[-1], catalogue(language).gettext("Last minutes")
        number = next(line.split()[0] for line in offered.splitlines() if label in line)
        assert person.says(number)[-1].endswith(f"1. {words}")


def test_a_correction_keeps_the_words_of_other_languages_until_its_own_words_change(held: Held) -> None:
    translated(held)
    with held.committee.world.work() as work:
        minutes_id = correct(work, held.minutes().id, Pen(member_id=held.committee.members["Salma"]))
    (entry,) = held.view(minutes_id).entries
    assert (entry.said("fr"), entry.said("bn")) == (OPEN, "All exits stay open")
    with held.committee.world.work() as work:
        change_entry(work, entry.id, "All exits but one stay open")
    (entry,) = held.view(minutes_id).entries
    assert entry.said("fr") == "All exits but one stay open"


def test_approved_wordings_are_locked_too(held: Held) -> None:
    translated(held)
    with pytest.raises(IntegrityError), held.committee.world.work() as work:
        work.connection.execute(update(MinuteEntry).values(wordings_sealed=None))


def test_before_approval_workers_read_nothing(held: Held) -> None:
    nasrin = worker(held)
    offered = nasrin.says("COMMITTEE")[-1]
    number = next(line.split()[0] for line in offered.splitlines() if "Last minutes" in line)
    assert nasrin.says(number) == ["There are no minutes to read yet."]


def test_long_minutes_are_read_in_two_messages_and_point_to_the_board(world: World) -> None:
    held = Held(Committee(world))
    held.written(*(f"Decision number {number}: " + "the exit stays open " * 5 for number in range(9)))
    for name in (*MANAGERS, "Rahima", "Abdul"):
        says(held, name, "1")
    nasrin = worker(held)
    offered = nasrin.says("COMMITTEE")[-1]
    number = next(line.split()[0] for line in offered.splitlines() if "Last minutes" in line)
    (read,) = nasrin.says(number)
    assert read.endswith("More on the notice board.")
    assert len(read) <= 306
    assert "1. Decision number 0" in read


def test_minutes_that_are_to_be_filed_are_asked_for_two_days_before_and_on_the_day(world: World) -> None:
    committee = Committee(world)
    with world.work() as work:
        from models.committee import Committee as Row

        work.connection.execute(update(Row).values(settings={"filing_to": "Director of Labour", "filing_days": 7}))
    held = Held(committee)
    held.written("All exits stay open")
    heard: list[str] = []
    for _day in range(10):
        world.wait(A_DAY)
        heard += held.salma.hears()
    assert sum("file them with Director of Labour by Wed, Dec 16." in words for words in heard) == 2
