"""How a question will look on a phone: as SMS with what it costs, and on Telegram with its buttons. Pure.

Each question takes “I don't know” as 00 and “I don't want to say” as 000, so that a number is always an answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conversations.segments import Segments, fold, segments
from conversations.texts import Text, _
from locales.catalogue import catalogue
from operations.survey_checks import MOST_CHOICES
from operations.survey_form import CHOSEN, Form, Item, worded

EITHER_WAY: tuple[tuple[str, Text], ...] = (("00", _("I don't know")), ("000", _("I don't want to say")))


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
    """The question in one language, with all its choices."""
    words = question_words(item, language, languages)
    numbered = [f"{mark} {label}" for mark, label in answers(item, language, languages)]
    sms = fold("\n".join([words, *numbered]), language)
    labels = tuple(label for _mark, label in answers(item, language, languages))
    return Preview(language, sms, segments(sms), words, labels, not _is_whole(item, language))


def question_words(item: Item, language: str, languages: Sequence[str] = ()) -> str:
    """What is asked, with the hint under it."""
    pieces = (worded(wordings, language, tuple(languages)) for wordings in (item.label, item.hint))
    return "\n".join(piece for piece in pieces if piece)


def answers(item: Item, language: str, languages: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The numbered choices, and the two answers that every question takes; a note takes none.

    Of a longer list as many are shown as can stand together after its filter.
    """
    if not item.is_asked:
        return []
    choices = item.choices[:MOST_CHOICES] if item.kind in CHOSEN else ()
    listed = [worded(choice.label, language, tuple(languages)) for choice in choices]
    standing = [(mark, text.render(catalogue(language))) for mark, text in EITHER_WAY]
    return [*((str(number), label) for number, label in enumerate(listed, 1)), *standing]


def _is_whole(item: Item, language: str) -> bool:
    needed = [item.label, *([item.hint] if item.hint else []), *(choice.label for choice in item.choices)]
    return all(wordings.get(language) for wordings in needed)
