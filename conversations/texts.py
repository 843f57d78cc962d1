"""Words to be translated when they leave. A script names them; only rendering knows a language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

Value = "str | int | Text"


class Catalogue(Protocol):
    """The translations of one language: what `gettext.NullTranslations` offers."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, singular: str, plural: str, n: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A message id with the values of its `{placeholders}`; with `plural`, chosen by the value `n`."""

    message: str
    values: Mapping[str, "str | int | Text"] = field(default_factory=dict)
    plural: str | None = None

    def render(self, catalogue: Catalogue) -> str:
        words = self._words(catalogue)
        if not self.values:
            return words
        return words.format_map({name: _plain(value, catalogue) for name, value in self.values.items()})

    def _words(self, catalogue: Catalogue) -> str:
        if self.plural is None:
            return catalogue.gettext(self.message)
        count = self.values["n"]
        assert isinstance(count, int)
        return catalogue.ngettext(self.message, self.plural, count)


def _(message: str, **values: str | int | Text) -> Text:
    """Mark a message for translation."""
    return Text(message, values)


def ngettext(singular: str, plural: str, n: int, **values: str | int | Text) -> Text:
    """Mark a message whose form depends on a count."""
    return Text(singular, {"n": n, **values}, plural)


@dataclass(frozen=True, slots=True)
class Verbatim(Text):
    """Words that are the same in every language: a name of a language, a code."""

    def _words(self, catalogue: Catalogue) -> str:
        return self.message


def _plain(value: "str | int | Text", catalogue: Catalogue) -> str | int:
    return value.render(catalogue) if isinstance(value, Text) else value
