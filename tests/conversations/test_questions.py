"""Kinds of question: what each takes for an answer, what it keeps as a story, what it asks again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.questions import (
    CHOOSE,
    DONE,
    EITHER,
    GONE,
    ONE_ONLY,
    WRITE,
    Answer,
    Miss,
    Option,
    Question,
    Reading,
    Reply,
    Shown,
    Told,
    choice,
    code,
    confirmation,
    free_text,
    language,
    part,
    story_part,
    yes_no,
)
from conversations.texts import Verbatim, _

SKIP = Option("", _("I don't know"))
STORY = "The line chief keeps back our wages"
PHOTO = {"kind": "photo", "ref": "r", "media_type": "image/jpeg", "size": 9}
ASKED = _("What is it?")
DANGER = yes_no("danger", ASKED)
TOPIC = choice("topic", ASKED, [Option("pay", _("Pay")), Option("safety", _("Safety")), Option("job", _("My job"))])
REMEDY = free_text("remedy", ASKED, SKIP)
OPENING, MORE = story_part("story.1", ASKED, first=True), story_part("story.2", ASKED, first=False)
FACTORY = code("factory", ASKED, SKIP)
REVIEW = confirmation("review", ASKED, [Option("send", _("Send")), Option("discard", _("Throw away"))])
TONGUE = language("language", ASKED, [Option("bn", Verbatim("বাংলা")), Option("en", Verbatim("English"))])
ALL: tuple[Question[Any], ...] = (DANGER, TOPIC, REMEDY, OPENING, MORE, FACTORY, REVIEW, TONGUE)


def read(question: Question[Any], text: str = "", spoken: str = "en", **reply: Any) -> Reading:
    """A reply to a question as it was shown in English."""
    menu = [Shown(option.value, option.label.message) for option in question.options]
    return question.read(Reply(text, language=spoken, **reply), menu)


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (TOPIC, "2", "safety"),
        (TOPIC, "2) Safety", "safety"),
        (TOPIC, "my job", "job"),
        (TOPIC, "saftey", "safety"),
        (DANGER, "yes", "yes"),
        (DANGER, "2", "no"),
        (DANGER, "No!", "no"),
        (REVIEW, "1", "send"),
        (REVIEW, "yes", "send"),
        (REVIEW, "throw away", "discard"),
        (TONGUE, "1", "bn"),
        (TONGUE, "bangla", "bn"),
        (TONGUE, "ENGLISH", "en"),
        (REMEDY, "Pay us", "Pay us"),
        (REMEDY, "1", ""),
        (REMEDY, "2", "2"),
        (FACTORY, "7q2k", "7q2k"),
        (FACTORY, "1", ""),
        (MORE, "1", DONE),
        (MORE, "no", DONE),
        (MORE, "that is all", DONE),
    ],
)
def test_what_is_an_answer(question: Question[Any], text: str, value: str) -> None:
    assert read(question, text) == Answer(value)


def test_yes_and_no_in_the_language_of_the_person() -> None:
    assert read(DANGER, "হ্যাঁ", "bn") == Answer("yes")
    assert read(DANGER, "na", "bn") == Answer("no")
    assert read(DANGER, "لا", "ar") == Answer("no")


def test_a_native_word_is_not_taken_for_another_answer() -> None:
    """A plain "no" at "Send? Throw away?" is neither."""
    assert isinstance(read(REVIEW, "no"), Miss)


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        (TOPIC, "9", CHOOSE),
        (TOPIC, "1 or 2", ONE_ONLY),
        (TOPIC, "", CHOOSE),
        (DANGER, "yes and no", EITHER),
        (DANGER, "3", EITHER),
        (REMEDY, "  ", WRITE),
        (OPENING, "\n", WRITE),
        (MORE, "", WRITE),
        (FACTORY, "", WRITE),
    ],
)
def test_what_is_asked_again_and_why(question: Question[Any], text: str, why: Any) -> None:
    assert read(question, text) == Miss(why)


@pytest.mark.parametrize("question", [TOPIC, DANGER, REVIEW, TONGUE, FACTORY], ids=lambda question: question.key)
def test_a_story_at_a_menu_is_kept_as_it_was_written(question: Question[Any]) -> None:
    assert read(question, STORY) == Told({"text": STORY, "files": []})
    assert read(question, "look", files=(PHOTO,)) == Told({"text": "look", "files": [PHOTO]})


def test_a_story_takes_words_and_files() -> None:
    assert read(OPENING, "They hit her") == Answer({"text": "They hit her", "files": []})
    assert read(MORE, "", files=(PHOTO,)) == Answer({"text": "", "files": [PHOTO]})
    assert read(MORE, "1", files=(PHOTO,)) == Answer({"text": "1", "files": [PHOTO]})


def test_a_story_s_first_piece_may_look_like_an_answer() -> None:
    """Nothing can end a story that has not begun."""
    assert read(OPENING, "no") == Answer({"text": "no", "files": []})
    assert read(OPENING, "1") == Answer({"text": "1", "files": []})


@pytest.mark.parametrize("question", [TOPIC, DANGER, REVIEW, TONGUE], ids=lambda question: question.key)
def test_a_button_counts_by_its_value_alone(question: Question[Any]) -> None:
    for option in question.options:
        assert read(question, value=option.value) == Answer(option.value)
    assert read(question, value="gone") == Miss(GONE)


def test_yes_and_no_reach_the_script_as_truth() -> None:
    assert DANGER.parse("yes") is True
    assert DANGER.parse("no") is False


KEPT: dict[str, list[Any]] = {
    "topic": ["pay"],
    "danger": ["yes", "no"],
    "story.2": [part(Reply("x")), DONE],
    "remedy": ["", "Pay us"],
    "factory": ["", "7Q2K"],
    "language": ["bn"],
}


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.key)
def test_what_was_saved_is_known_again_and_what_is_foreign_is_not(question: Question[Any]) -> None:
    for value in KEPT.get(question.key, []):
        assert question.accepts(value)
    for junk in (None, 17, 1.5, [], ["pay"]):
        assert not question.accepts(junk)


@given(
    question=st.sampled_from(ALL),
    text=st.text(max_size=60) | st.sampled_from(["1", "2", "yes", "\ud800"]),
    value=st.none() | st.text(max_size=20),
    files=st.sampled_from([(), (PHOTO,)]),
    spoken=st.sampled_from(["en", "bn", "ar", "km", "my", "xx"]),
    menu=st.lists(st.builds(Shown, st.text(max_size=8), st.text(max_size=12)), max_size=9),
)
def test_any_reply_is_read_and_what_is_taken_is_accepted_again(
    question: Question[Any], text: str, value: str | None, files: Any, spoken: str, menu: list[Shown]
) -> None:
    reading = question.read(Reply(text, value, files, spoken), menu)
    if isinstance(reading, Answer):
        assert question.accepts(json.loads(json.dumps(reading.value)))
        question.parse(reading.value)
    elif isinstance(reading, Told):
        assert reading.part == {"text": text, "files": list(files)}
    else:
        assert reading.text.message
