"""What the line wants to ask by itself. It waits while the person is in the middle of something (bot.prompts)."""

from collections.abc import Sequence

from sqlalchemy import insert

from models.base import new_id, table
from models.contact import Prompt
from models.vocabulary import PromptState
from operations.work import Work

LIFE = 7 * 86400.0
"""A question waits at most this long for a person who is in the middle of something."""


def ask(
    work: Work,
    contact_ids: Sequence[str],
    script: str,
    *,
    about_id: str | None = None,
    case_id: str | None = None,
    message_id: str | None = None,
    not_before: float | None = None,
    expires_at: float | None = None,
) -> None:
    """Let the line open a script with each of these contacts, as soon as each is free."""
    shared = {
        "script": script,
        "about_id": about_id,
        "case_id": case_id,
        "message_id": message_id,
        "not_before": work.now if not_before is None else not_before,
        "expires_at": work.now + LIFE if expires_at is None else expires_at,
        "state": PromptState.WAITING.value,
    }
    if contact_ids:
        rows = [{"id": new_id(), "contact_id": contact_id, **shared} for contact_id in contact_ids]
        work.connection.execute(insert(table(Prompt)), rows)
