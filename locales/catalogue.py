"""The translations of a language, loaded once. A language without a catalogue speaks English."""

import gettext
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
DOMAIN = "messages"


@lru_cache(maxsize=64)
def catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue of a language (`bn`, `ar`, …)."""
    return gettext.translation(DOMAIN, str(FOLDER), languages=[language], fallback=True)


def translated_languages() -> tuple[str, ...]:
    """The languages the line speaks: English, and every one with a catalogue."""
    return ("en", *sorted(path.parent.parent.name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))
