"""Words of minutes and actions, sealed: as they were typed, and in other languages where somebody gave them."""

import json
from collections.abc import Mapping
from typing import Any

from models.encryption import CaseCipher, bound

ENTRIES = "minute_entries"
ACTIONS = "actions"


def seal_words(cipher: CaseCipher, entry_id: str, text: str, wordings: Mapping[str, str]) -> dict[str, bytes | None]:
    """The sealed columns of an entry."""
    return {
        "text_sealed": cipher.seal_text(text, bound(ENTRIES, "text", entry_id)),
        "wordings_sealed": seal_wordings(cipher, ENTRIES, entry_id, wordings),
    }


def seal_wordings(cipher: CaseCipher, kind: str, row_id: str, wordings: Mapping[str, str]) -> bytes | None:
    """The words by language, of a row of this table; None where there are none."""
    tidy = {language: words.strip() for language, words in wordings.items() if words.strip()}
    others = json.dumps(tidy, ensure_ascii=False)
    return cipher.seal_text(others, bound(kind, "wordings", row_id)) if tidy else None


def open_text(cipher: CaseCipher, row: Any) -> str:
    """The words of an entry as they were typed."""
    return cipher.open_text(row.text_sealed, bound(ENTRIES, "text", row.id))


def open_wordings(cipher: CaseCipher, row: Any, kind: str = ENTRIES) -> dict[str, str]:
    """The words by language; none where nobody gave any."""
    if row.wordings_sealed is None:
        return {}
    found: dict[str, str] = json.loads(cipher.open_text(row.wordings_sealed, bound(kind, "wordings", row.id)))
    return found
