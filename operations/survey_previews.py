"""How a question will look on a phone: as SMS with what it costs, and on Telegram with its buttons. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conversations.rendering import as_sms
from conversations.segments import Segments, segments
from operations.survey_form import Form, Item
from operations.survey_questions import question_body


@dataclass(frozen=True, slots=True)
class Preview:
    """A question in a language. `missing` where nobody has written it in that language."""

    language: str
    sms: str
    cost: Segments
    words: str
    """Without the answers: what stands over the buttons."""
    buttons: tuple[str, ...]
    missing: bool

    @property
    def is_long(self) -> bool:
        return self.cost.count > 1


def previews(form: Form, item: Item) -> Iterator[Preview]:
    """The question in every language of the form."""
    return (preview(item, language, form.languages) for language in form.languages)


def preview(item: Item, language: str, languages: Sequence[str] = ()) -> Preview:
    """The question in one language, with all its choices, in the very words that the line sends."""
    body = question_body(languages, item, language)
    sms = as_sms(body)
    labels = tuple(label for _value, label in body.get("options", ()))
    return Preview(language, sms, segments(sms), body["text"], labels, not _is_whole(item, language))


def _is_whole(item: Item, language: str) -> bool:
    needed = [item.label, *([item.hint] if item.hint else []), *(choice.label for choice in item.choices)]
    return all(wordings.get(language) for wordings in needed)
