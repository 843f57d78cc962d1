"""The language a column of a form is in: its heading's “Bangla (bn)”, “Español” or “fr” as a BCP 47 code."""

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from locales.words import known_languages, language_by_name, language_name, script_hint

_WITH_CODE = re.compile(r"^(.*?)\s*\(\s*([A-Za-z0-9_-]+)\s*\)$")


@lru_cache(maxsize=512)
def code_of(heading: str) -> str | None:
    """The code; None for a language nobody knows by that name."""
    match = _WITH_CODE.match(heading.strip())
    if match:
        return _checked(match[2]) or code_of(match[1])
    return language_by_name(heading) or _by_name(heading) or _checked(heading.strip())


def heading_of(code: str) -> str:
    """As XLSForm has it: “Bangla (bn)”."""
    return f"{_name(code)} ({code})"


def guessed(words: str) -> str:
    """The language of words that no heading names: by their script; English for Latin letters."""
    return next(iter(script_hint(words)), "en")


def _name(code: str) -> str:
    english = Locale("en").languages.get(code.replace("-", "_")) or Locale("en").languages.get(code.partition("-")[0])
    return str(english or code).replace("(", "").replace(")", "")


def _checked(code: str) -> str | None:
    """A code as BCP 47 writes it, where its language exists."""
    plain = code.replace("_", "-")
    try:
        locale = Locale.parse(plain, sep="-")
    except (ValueError, UnknownLocaleError):
        return plain.lower() if _exists(plain.lower()) else None
    return "-".join(part for part in (locale.language, locale.script, locale.territory) if part)


def _exists(language: str) -> bool:
    """A language without data of its own in the library, such as Haitian."""
    return language.isalpha() and 2 <= len(language) <= 3 and (language in _english() or language in known_languages())


def _by_name(heading: str) -> str | None:
    return _names().get(heading.strip().casefold())


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale("en").languages.items()}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Languages by their English names, and those of the line by their own."""
    found = {name.casefold(): code.replace("_", "-") for code, name in _english().items()}
    return found | {language_name(code).casefold(): code for code in known_languages()} | {"bangla": "bn"}
