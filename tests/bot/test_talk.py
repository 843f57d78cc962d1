"""Several conversations with one person: danger never waits below a menu, and nothing told on the way is lost."""

from dataclasses import replace

from sqlalchemy import select

from bot.contacts import open_talk
from bot.hearing import hear
from bot.inbound import Event, Inbound
from conversations.questions import Shown
from models.case import Case
from models.contact import Contact
from models.vocabulary import Line
from tests.bot.test_first_contact import told
from tests.world import Person, World

WEEK = 7 * 86400.0


def at_the_menu(world: World) -> Person:
    rahima = world.person("+8801700000001")
    for words in (world.factory("en", "bn").code, "English"):
        rahima.says(words)
    return rahima


def in_danger(world: World) -> Person:
    """She has said that somebody is in danger, and not yet sent it."""
    rahima = at_the_menu(world)
    for words in ("1", "3", "1", "The boiler leaks gas", "1", "yes"):
        rahima.says(words)
    return rahima


def case(world: World) -> Case:
    (found,) = world.cases()
    return found


def test_danger_is_sent_by_silence_though_she_looked_elsewhere(world: World) -> None:
    rahima = in_danger(world)
    rahima.says("MENU")
    world.wait(599)
    assert world.cases() == []
    world.wait(2)
    assert case(world).urgent
    assert "An advisor is being told now" in rahima.hears()[0]


def test_a_story_goes_on_when_she_looked_elsewhere_and_rests(world: World) -> None:
    rahima = at_the_menu(world)
    for words in ("1", "1", "1", "They pay us late", "LANGUAGE"):
        rahima.says(words)
    world.wait(601)
    assert rahima.hears()[-1].startswith("Is anyone in danger now?")


def test_who_is_not_understood_in_danger_is_read_at_once(world: World) -> None:
    rahima = in_danger(world)
    for words in ("hurry", "please", "now"):
        replies = rahima.says(words)
    assert "A person will read your message" in replies[0]
    assert (case(world).urgent, case(world).topic) == (True, "safety")
    assert told(world) == ["The boiler leaks gas", "hurry", "please", "now"]


def test_all_that_was_said_reaches_the_person_who_reads_it(world: World) -> None:
    rahima = at_the_menu(world)
    for words in ("1", "1", "1", "They pay us late", "1", "no", "2", "Pay on the seventh", "maybe", "who knows", "hm"):
        rahima.says(words)
    assert told(world) == ["They pay us late", "maybe", "who knows", "hm", "Pay on the seventh"]
    assert case(world).audience == "better_work"


def test_a_story_told_while_choosing_a_language_is_gone_on_with(world: World) -> None:
    rahima = at_the_menu(world)
    for words in ("LANGUAGE", "They have not paid us for two months", "1"):
        replies = rahima.says(words)
    assert "What is it about?" in replies[-1]
    for words in ("1", "1", "1", "no", "1", "1", "no", "1"):
        rahima.says(words)
    assert told(world) == ["They have not paid us for two months"]


def with_two_cases(world: World) -> Person:
    rahima = at_the_menu(world)
    for _case in range(2):
        for words in ("MENU", "1", "6", "1", "When is the next holiday?", "1", "1"):
            rahima.says(words)
    assert len(world.cases()) == 2
    return rahima


def test_a_story_told_while_choosing_a_case_goes_to_that_case(world: World) -> None:
    rahima = with_two_cases(world)
    for words in ("STATUS", "They say there is no holiday at all", "1"):
        replies = rahima.says(words)
    assert any("Passed on" in reply for reply in replies)
    assert sorted(case.messages for case in world.cases()) == [1, 2]


def test_a_story_told_while_choosing_a_case_outlives_a_change_of_mind(world: World) -> None:
    rahima = with_two_cases(world)
    for words in ("MENU", "STATUS", "They say there is no holiday at all", "MENU"):
        replies = rahima.says(words)
    assert "What is it about?" in replies[-1]
    for words in ("1", "1", "1", "no", "1", "1", "no", "1"):
        rahima.says(words)
    assert len(world.cases()) == 3


def test_asking_the_phone_company_for_help_does_not_stop_the_clock(world: World) -> None:
    """Twilio answers HELP by itself, and only tells us."""
    rahima = in_danger(world)
    rahima.sends(event=Event.HELPED)
    world.wait(601)
    assert case(world).urgent


def test_after_a_week_all_is_forgotten_without_a_word(world: World) -> None:
    rahima = at_the_menu(world)
    for words in ("1", "LANGUAGE"):
        rahima.says(words)
    world.wait(WEEK + 1)
    world.wait(WEEK + 1)
    assert rahima.hears() == []
    assert rahima.says("hello")[-1].startswith("What would you like to do?")


def test_a_factory_nobody_knows_is_asked_for_three_times_at_most(world: World) -> None:
    rahima = world.person("+8801700000001")
    for words in ("hello", "English", "7Q2X", "7Q2Y", "blue gate"):
        replies = rahima.says(words)
    assert "A person will read your message" in replies[0]
    assert told(world) == ["7Q2X", "7Q2Y", "blue gate"]


def test_what_is_told_after_stopping_is_kept_and_nothing_more_is_sent(world: World) -> None:
    rahima = at_the_menu(world)
    assert "no more messages" in rahima.says("STOP")[0]
    for words in ("MENU", "STATUS", "HELP", "LANGUAGE", "STOP", "1", world.factory("en").code):
        assert rahima.says(words) == []
    assert rahima.says("They hit my colleague at the gate") == []
    assert told(world) == ["They hit my colleague at the gate"]
    assert "again" in rahima.says("START")[0]


def test_a_deep_link_begins_again_after_stopping(world: World) -> None:
    factory = world.factory("en")
    rahima = world.person("700000001", Line.SIM_TELEGRAM)
    rahima.sends(start=f"f_{factory.code}")
    rahima.taps(1)
    rahima.says("STOP")
    assert rahima.sends(start=f"f_{factory.code}") == ["What would you like to do?"]
    assert rahima.taps(1) == ["What is it about?"]


def test_who_stops_in_the_middle_of_a_story_is_heard_and_left_in_peace(world: World) -> None:
    rahima = in_danger(world)
    rahima.says("STOP")
    world.wait(601)
    assert rahima.hears() == []
    assert (case(world).urgent, told(world)) == (True, ["The boiler leaks gas"])


def test_a_word_that_stands_in_the_open_list_is_an_answer_and_no_command(world: World) -> None:
    """Two committees of one name: PICC is also the word that opens committees. STOP is never hidden so."""
    rahima = at_the_menu(world)
    with world.work() as work:
        inbound = Inbound(Line.SIM_SMS, rahima.address, "to look at", "")
        talk = open_talk(work, inbound)
        talk.stack[-1] = replace(talk.stack[-1], menu=(Shown("language", "PICC"), Shown("status", "Stop")))
        hear(talk, replace(inbound, text="picc"))
        assert talk.stack[-1].script == "language"
        talk.stack[-1] = replace(talk.stack[-1], menu=(Shown("status", "Stop"),))
        hear(talk, replace(inbound, text="stop"))
        assert not work.connection.execute(select(Contact.sendable)).scalar_one()
