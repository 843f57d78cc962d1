"""The words of an entry of minutes, sealed: as they were typed, and in other languages where somebody gave them."""

import json
from collections.abc import Mapping
from typing import Any

from models.encryption import CaseCipher, bound


def seal_words(cipher: CaseCipher, entry_id: str, text: str, wordings: Mapping[str, str]) -> dict[str, bytes | None]:
    """The sealed columns of an entry."""
    tidy = {language: words.strip() for language, words in wordings.items() if words.strip()}
    others = json.dumps(tidy, ensure_ascii=False)
    return {
        "text_sealed": cipher.seal_text(text, bound("minute_entries", "text", entry_id)),
        "wordings_sealed": cipher.seal_text(others, bound("minute_entries", "wordings", entry_id)) if tidy else None,
    }


def open_text(cipher: CaseCipher, row: Any) -> str:
    """The words as they were typed."""
    return cipher.open_text(row.text_sealed, bound("minute_entries", "text", row.id))


def open_wordings(cipher: CaseCipher, row: Any) -> dict[str, str]:
    """The words by language; none where nobody gave any."""
    if row.wordings_sealed is None:
        return {}
    others = cipher.open_text(row.wordings_sealed, bound("minute_entries", "wordings", row.id))
    found: dict[str, str] = json.loads(others)
    return found
