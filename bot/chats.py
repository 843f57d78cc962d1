"""What of a chat can still be taken back: the ids of its messages, for as long as the provider lets us delete them.

Kept sealed beside the conversation, and let go of when the time is over (operations.retention). Only for CLEAR.
"""

import json
from typing import Any

from sqlalchemy import select

from bot.talk import Talk
from conversations import menu
from conversations.dialogue import Message
from conversations.rendering import body_of
from locales.catalogue import catalogue
from models.encryption import Purpose, bound
from models.outbox import OutboxMessage
from models.packed import packed
from models.vocabulary import CHAT_LINES, OutboxState
from operations.outbox import Outgoing

DELETABLE = 48 * 3600.0
"""Seconds for which Telegram lets a bot delete a message in a private chat, hers and ours alike."""
MARGIN = 60.0
LONGEST = 1000
"""So many of the last messages of one person: a flood must not make each message of it dearer than the one before."""
HOUR = 3600.0


def remember(talk: Talk, message_id: int) -> dict[str, Any]:
    """What is to be kept once a message came in, `held`, and `until` when. The hour is enough for that."""
    now, contact_id = talk.work.now, talk.contact.id
    known = [*_known(talk), [message_id, int(now)]][-LONGEST:]
    until = now + DELETABLE
    held = talk.work.ring.seal(Purpose.STATE, packed(known), _place(contact_id))
    return {"held": held, "until": until + HOUR - until % HOUR}


def clear(talk: Talk) -> None:
    """Delete what can be deleted of both sides, with the very message that asked for it, and say what could not be.

    It goes through the outbox as one message: the deletions come first, and again if nobody can tell how far they came.
    """
    ids = sorted({*(one for one, _at in _known(talk)), *_sent(talk), *([talk.message] if talk.message else [])})
    words = catalogue(talk.language)
    body = body_of(Message((menu.CLEARED,)), words, talk.language)
    talk.post(Outgoing(body=body | {"clear": {"ids": ids, "left": menu.NOT_ALL_CLEARED.render(words)}}))


def can_clear(talk: Talk) -> bool:
    """Whether the provider deletes what both have written."""
    return talk.contact.line in CHAT_LINES


def _known(talk: Talk) -> list[list[int]]:
    """Her messages that can still be deleted: [id, second]."""
    held = talk.contact.chat_sealed
    if held is None:
        return []
    kept: list[list[int]] = json.loads(talk.work.ring.open(Purpose.STATE, held, _place(talk.contact.id)))
    return [one for one in kept if one[1] > talk.work.now - DELETABLE + MARGIN]


def _sent(talk: Talk) -> list[int]:
    """Our messages that can still be deleted."""
    row = OutboxMessage
    mine = (row.contact_id == talk.contact.id, row.line == talk.contact.line, row.provider_id.is_not(None))
    still = (row.state.in_((OutboxState.SENT, OutboxState.DELIVERED)), row.not_before > talk.work.now - DELETABLE)
    found: list[Any] = list(talk.work.connection.execute(select(row.provider_id).where(*mine, *still)).scalars())
    return [int(one) for one in found]


def _place(contact_id: str) -> str:
    return bound("conversations", "chat", contact_id)
