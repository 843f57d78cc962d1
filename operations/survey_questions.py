"""A question of a survey in the words of a language, as it is put to a person: for the line, previews and costs."""

from collections.abc import Sequence
from typing import Any

from conversations.dialogue import Message
from conversations.rendering import Body, as_sms, body_of
from conversations.survey_items import item_question
from conversations.texts import Text
from locales.catalogue import catalogue
from operations.survey_form import MOST_CHOICES, Choice, Item, worded


def item_facts(
    languages: Sequence[str], items: Sequence[Item], choices: Sequence[Choice], language: str
) -> dict[str, Any]:
    """What a question needs to be put: notes stand before the question they belong to, which is the last of `items`.

    Where there are no words in the language, those of the first of `languages` stand that has some.
    """
    item, known = items[-1], tuple(languages)
    said = [worded(each.label, language, known) for each in items]
    hint = worded(item.hint, language, known)
    return {
        "item": item.name,
        "kind": item.kind.value,
        "text": "\n".join(part for part in (*said, hint) if part),
        "options": [[each.name, worded(each.label, language, known)] for each in choices],
    }


def question_body(languages: Sequence[str], item: Item, language: str) -> Body:
    """A question by itself, as it is handed to a line; of a longer list as many choices as can stand together after
    its filter. A note is only its words."""
    facts = item_facts(languages, [item], item.choices[:MOST_CHOICES], language)
    if not item.is_asked:
        return {"text": facts["text"], "language": language}
    question = item_question(facts | {"key": item.name, "today": "2026-01-01"})
    assert question.text is not None
    message = Message((question.text,), question.options, "0" * 8, question.key)
    return body_of(message, catalogue(language), language)


def question_as_sms(languages: Sequence[str], item: Item, language: str) -> str:
    """The question as the SMS that is sent."""
    return as_sms(question_body(languages, item, language))


def said_as_sms(texts: Sequence[Text], language: str) -> str:
    """Words of the line as the SMS that is sent."""
    return as_sms(body_of(Message(tuple(texts)), catalogue(language), language))
