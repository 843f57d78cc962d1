"""Keeping what is said in a case: sealed under the key of the case, numbered within it, with the day and no more."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, update

from conversations.outcomes import Part
from models.base import new_id, table
from models.case import Attachment, Case, CaseMessage
from models.encryption import CaseCipher, bound
from models.vocabulary import Author, MessageKind, OutboxState
from operations.work import Work

_INSERT = insert(table(CaseMessage))


def keep_parts(
    work: Work,
    line: str,
    case_id: str,
    cipher: CaseCipher,
    parts: Sequence[tuple[MessageKind, Part]],
    today: date,
    kept: int = 0,
) -> int:
    """Keep pieces of a story as messages with their files, after the `kept` there are. Returns how many there are."""
    rows = [
        {
            "id": (message_id := new_id()),
            "case_id": case_id,
            "number": number,
            "author": Author.WORKER.value,
            "kind": kind.value,
            "body_sealed": cipher.seal_text(part["text"], bound("case_messages", "body", message_id)),
            "on_day": today,
        }
        for number, (kind, part) in enumerate(parts, kept + 1)
    ]
    if rows:
        work.connection.execute(_INSERT, rows)
    for row, (_kind, part) in zip(rows, parts, strict=True):
        for file in part["files"]:
            _keep_file(work, line, case_id, str(row["id"]), cipher, file)
    return kept + len(rows)


def _keep_file(
    work: Work, line: str, case_id: str, message_id: str, cipher: CaseCipher, file: Mapping[str, Any]
) -> None:
    """Remember where the provider keeps a file; it is fetched after the transaction."""
    attachment_id = new_id()
    source = cipher.seal_text(file["ref"], bound("attachments", "source", attachment_id))
    work.connection.execute(
        insert(Attachment).values(
            id=attachment_id,
            case_id=case_id,
            message_id=message_id,
            line=line,
            kind=file["kind"],
            media_type=file["media_type"],
            size=file.get("size") or 0,
            source_sealed=source,
        )
    )


def keep_message(
    work: Work,
    case: Case,
    cipher: CaseCipher,
    author: Author,
    kind: MessageKind,
    user_id: str,
    text: str,
    today: date,
) -> str:
    """Keep one message by a user; the per-case counter is taken and raised in one statement."""
    number = work.connection.execute(
        update(Case).where(Case.id == case.id).values(messages=Case.messages + 1).returning(Case.messages)
    ).scalar_one()
    message_id = new_id()
    work.connection.execute(
        insert(CaseMessage).values(
            id=message_id,
            case_id=case.id,
            number=number,
            author=author.value,
            kind=kind.value,
            user_id=user_id,
            body_sealed=cipher.seal_text(text, bound("case_messages", "body", message_id)),
            on_day=today,
            delivery=OutboxState.QUEUED.value if author is Author.ADVISOR else None,
        )
    )
    return message_id
