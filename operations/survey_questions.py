"""A question of a survey in the words of a language, as it is put to a person: for the line, previews and costs."""

from collections.abc import Sequence
from typing import Any

from conversations.dialogue import Message
from conversations.rendering import as_sms, body_of
from conversations.survey_items import item_question
from conversations.texts import Text
from locales.catalogue import catalogue
from operations.survey_form import Choice, Form, Item, worded


def item_facts(form: Form, items: Sequence[Item], choices: Sequence[Choice], language: str) -> dict[str, Any]:
    """What a question needs to be put: notes stand before the question they belong to, which is the last of `items`."""
    item = items[-1]
    said = [worded(each.label, language, form.languages) for each in items]
    hint = worded(item.hint, language, form.languages)
    return {
        "item": item.name,
        "kind": item.kind.value,
        "text": "\n".join(part for part in (*said, hint) if part),
        "options": [[each.name, worded(each.label, language, form.languages)] for each in choices],
    }


def question_message(form: Form, item: Item, language: str) -> Message:
    """A question by itself, with all its choices."""
    facts = item_facts(form, [item], item.choices, language) | {"key": item.name, "today": "2026-01-01"}
    question = item_question(facts)
    assert question.text is not None
    return Message((question.text,), question.options, "0" * 8, question.key)


def question_as_sms(form: Form, item: Item, language: str) -> str:
    """The question as the SMS that is sent; a note is only its words."""
    if not item.is_asked:
        return worded(item.label, language, form.languages)
    return as_sms(body_of(question_message(form, item, language), catalogue(language), language))


def said_as_sms(texts: Sequence[Text], language: str) -> str:
    """Words of the line as the SMS that is sent."""
    return as_sms(body_of(Message(tuple(texts)), catalogue(language), language))
