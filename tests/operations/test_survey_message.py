"""The way back: one message to everybody who was asked, of what was published and nothing else."""

from dataclasses import replace

import pytest

from conversations.segments import segments
from operations.survey_message import MOST, fits, result_message
from operations.survey_published import Published
from operations.survey_results import published
from tests.survey_world import CLOSED, crowd, form, reached


def results(number: int) -> Published:
    return Published.from_json(published(form(), crowd(number), reached(number, number + 160), CLOSED))


def test_it_says_how_many_answered_and_what_most_said() -> None:
    said = result_message(results(240), form(), "en")
    assert said.startswith("Thank you: about 244 answered. Do you trust your committee?")
    assert segments(said).count == 1


def test_nothing_sensitive_stands_on_a_phone() -> None:
    assert "shouted" not in result_message(results(240), form(), "en")


@pytest.mark.parametrize("language", ["en", "bn", "ar", "km", "my", "vi"])
def test_it_is_two_segments_at_most(language: str) -> None:
    long = form(items=tuple(replace(item, label={"en": "x" * 90}) for item in form().items))
    for asked in (form(), long):
        found = Published.from_json(published(asked, crowd(300), reached(300, 460), CLOSED))
        said = result_message(found, asked, language)
        assert segments(said).count <= MOST
        assert fits(said)


def test_so_few_hear_only_thanks() -> None:
    assert result_message(results(8), form(), "en").startswith("Thank you for answering.")


@pytest.mark.parametrize(("text", "fine"), [("Thank you.", True), ("", False), ("  \n", False), ("x" * 307, False)])
def test_what_can_be_sent(text: str, fine: bool) -> None:
    assert fits(text) is fine
