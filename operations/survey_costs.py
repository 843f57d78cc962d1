"""What asking will cost, said before anything is sent: segments in each language, people, a price."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conversations import survey
from conversations.dialogue import Message
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from locales.catalogue import catalogue
from operations.survey_form import Form
from operations.survey_questions import question_as_sms, said_as_sms

_PRICES = Path(__file__).parent / "prices.toml"


@dataclass(frozen=True, slots=True)
class Cost:
    """At most so much: everybody answers every question by SMS in the dearest language."""

    people: int
    segments_each: int
    """For somebody who answers all, in the dearest language."""
    language: str
    euro: float
    """In all, if everybody answers all; an invitation nobody answers costs `euro_unanswered` in all."""
    euro_unanswered: float


@cache
def prices() -> Mapping[str, float]:
    """Euro for a segment, by country."""
    with _PRICES.open("rb") as file:
        return {country: float(price) for country, price in tomllib.load(file)["euro"].items()}


def cost_of(form: Form, people: int, price: float) -> Cost:
    """The cost of a wave at a price in euro for a segment."""
    by_language = {language: segments_each(form, language) for language in form.languages}
    language = max(by_language, key=lambda one: by_language[one])
    opening = _count(_opening(form, language))
    return Cost(
        people,
        by_language[language],
        language,
        people * by_language[language] * price,
        people * opening * price,
    )


def segments_each(form: Form, language: str) -> int:
    """Segments to somebody who answers every question, without reminders."""
    texts = [
        _opening(form, language),
        said_as_sms([survey.HOW], language),
        *(question_as_sms(form.languages, item, language) for item in form.items),
        said_as_sms([survey.THANKS], language),
    ]
    if any(item.garble for item in form.items):
        texts.append(said_as_sms([survey.SAFE], language))
    return sum(_count(text) for text in texts)


def _opening(form: Form, language: str) -> str:
    message = Message((survey.opening(len(form.asked), False),), survey.MAY_WE, "0" * 8, "begin")
    return as_sms(body_of(message, catalogue(language), language))


def _count(text: str) -> int:
    return segments(text).count
