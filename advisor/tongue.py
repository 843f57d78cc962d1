"""Translation of our own words, with types: flask_babel has none."""

from typing import Any

import flask_babel


def _(message: str, **values: Any) -> str:
    """The words in the language of the page."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, number: int) -> str:
    """The words for a count, which they hold as `%(num)d`."""
    return str(flask_babel.ngettext(singular, plural, number))


def lazy(message: str) -> str:
    """The words once a page shows them: for tables made at import."""
    text: str = flask_babel.lazy_gettext(message)
    return text
