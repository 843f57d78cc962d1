"""What stands on a phone tells nobody who looks over a shoulder what it is about: no tell-tale word, no factory, no
link, and nothing of what she wrote (threat model, A14 and D37).

What is shown only because she asked for it a moment ago is listed here with its reason.
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from bot.saying import LONGEST
from conversations.dialogue import Message
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from conversations.texts import Verbatim
from locales.catalogue import catalogue, translated_languages
from tests.conversations.exploring import LONGEST_CODE, menus, messages
from tests.conversations.test_lengths import LEADS, said
from tests.world import World

LANGUAGES = translated_languages()
FOLDER = Path(__file__).parents[2] / "locales" / "telltale"
ASKED_FOR = {
    "grievance/topic": "the menu of what it is about: its names must be plain, and she asked for it just now",
    "grievance/about_treatment": "the same",
    "grievance/about_job": "the same",
    "grievance/audience": "who may know: she must be able to name her union",
}
"""Questions that may hold a tell-tale word: of a menu that was opened on purpose, answered and scrolled away."""
LINK = re.compile(r"https?:|www\.|t\.me/|\w\.(com|org|net|example)\b")
STORY = "Qzx the canary sings about hall nine"
FACTORY = "Qzx Shapla Garments"


def telltale(language: str) -> list[str]:
    return [word.casefold() for word in (FOLDER / f"{language}.txt").read_text().split("\n") if word]


def spoken(language: str) -> Iterator[tuple[str, str]]:
    """Every template that goes to a phone, with the longest values, by the name of its question."""
    questions = ((f"{script}/{message.key}", message) for script, message in chain(messages(language), menus()))
    alone = (("", Message((text,))) for text in chain(said(language), LEADS))
    for name, message in chain(questions, alone):
        yield name, as_sms(body_of(message, catalogue(language), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_word_that_tells(language: str) -> None:
    stems, hits = telltale(language), []
    for name, text in spoken(language):
        found = [stem for stem in stems if stem in text.casefold()]
        if found and name not in ASKED_FOR:
            hits.append(f"{name}: {found} in {text!r}")
    assert stems
    assert not hits, "\n".join(hits)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_holds_a_link(language: str) -> None:
    hits = [f"{name}: {text!r}" for name, text in spoken(language) if LINK.search(text)]
    assert not hits, "\n".join(hits)


def test_what_is_allowed_is_needed() -> None:
    """An exception that nothing uses any more goes."""
    used = {
        name
        for language in LANGUAGES
        for name, text in spoken(language)
        if any(stem in text.casefold() for stem in telltale(language))
    }
    assert used == set(ASKED_FOR)


def test_a_word_that_tells_is_found() -> None:
    """The search itself: the line of the list that a text would trip over, in every language."""
    for language in LANGUAGES:
        stem = telltale(language)[0]
        text = as_sms(body_of(Message((Verbatim(f"x{stem}x"),)), catalogue(language), language))
        assert stem in text.casefold()
        assert segments(text).count <= LONGEST
    assert LINK.search("see https://line.example/x")


@pytest.mark.parametrize("language", ["bn", "ar", "en"])
def test_nothing_of_what_she_wrote_and_no_factory_comes_back(world: World, language: str) -> None:
    """A first contact, a case, an advisor's answer, the menu, her cases, closing, forgetting."""
    factory = world.factory(language, "fr", name=FACTORY)
    farida = world.advisor(factory.code)
    rahima = world.person("+8801700000001")
    heard = rahima.says(STORY)
    number = next(line.split()[0] for line in heard[0].splitlines() if line[:1].isdigit() and line != heard[0])
    for words in (number, factory.code, "4", "1", STORY, "1", "2", "1", STORY, "1", "1"):
        heard += rahima.says(words)
    (case,) = world.cases()
    farida.replies("We are coming")
    world.wait(3600)
    heard += rahima.hears()
    for words in (STORY, "MENU", "STATUS", "WHO", "CLEAR", STORY, "FORGET"):
        heard += rahima.says(words)
    farida.does("close", case.id)
    world.wait(2 * 3600)
    heard += rahima.hears()
    assert len(heard) > 12
    assert not [text for text in heard if "qzx" in text.casefold() or "canary" in text.casefold()]
    assert not [text for text in heard if LINK.search(text)]
    assert LONGEST_CODE not in heard
