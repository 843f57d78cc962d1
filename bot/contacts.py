"""Finding who writes, and putting the conversation back: the statements of the hot path, built once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.chats import remember
from bot.inbound import Inbound
from bot.scripts import SCRIPTS, perform
from bot.talk import Talk
from conversations.dialogue import UNFINISHED, State
from locales.words import script_hint
from models.base import new_id, table
from models.contact import Contact, Conversation, Prompt
from models.encryption import Purpose, bound
from models.prepared import Done, Prepared, Values, together
from models.upsert import insert_or_ignore
from models.vocabulary import Priority
from operations.allowance import Used
from operations.outbox import INSERT, row_of
from operations.work import Work

NO_DATABASE = (OperationalError, InterfaceError)
"""The database is away or full: the caller must not acknowledge."""

_contact, _conversation = table(Contact).c, table(Conversation).c
_joined = (
    select(
        _contact.id,
        _contact.line,
        _contact.language,
        _contact.introduced,
        _contact.sendable,
        _contact.unsendable_reason,
        _contact.user_id,
        _contact.factory_id,
        _conversation.state_sealed,
        _conversation.outbox_number,
        _conversation.rest_at,
        _conversation.thread_case_id,
        _contact.muted_on,
        _conversation.spent,
        _conversation.heard_at,
        _conversation.echo,
        _conversation.held,
        _conversation.chat_sealed,
    )
    .select_from(table(Contact).join(table(Conversation), _conversation.contact_id == _contact.id))
    .with_for_update(of=table(Conversation))
)
_BY_TAG = Prepared(_joined.where(_contact.line == bindparam("line"), _contact.index_tag == bindparam("tag")))
_BY_ID = Prepared(_joined.where(_contact.id == bindparam("contact")))
_NEW_CONTACT = insert_or_ignore(Contact)
_NEW_CONVERSATION = insert_or_ignore(Conversation)
_went_on = (
    update(table(Conversation))
    .where(_conversation.contact_id == bindparam("contact"))
    .values(
        state_sealed=bindparam("state"),
        version=_conversation.version + 1,
        outbox_number=bindparam("number"),
        active_at=bindparam("active"),
        thread_case_id=bindparam("thread"),
        spent=bindparam("spent_now"),
        heard_at=bindparam("heard"),
        echo=bindparam("echo_now"),
    )
)
_rests: dict[str, Any] = {"rest_at": bindparam("rest")}
_chats: dict[str, Any] = {"chat_sealed": bindparam("held"), "chat_until": bindparam("until")}
_WENT_ON = {
    (rests, chats): Prepared(_went_on.values(**(_rests if rests else {}), **(_chats if chats else {})))
    for rests in (False, True)
    for chats in (False, True)
}
"""By whether it rests at another time than before, and whether a message came in that can be deleted."""
IN_THE_MIDDLE = 15 * 60.0
"""Somebody who wrote within this time is in the middle of something: nothing is opened on top of it."""
_RELEASE_PROMPTS = (
    update(table(Prompt))
    .where(
        table(Prompt).c.contact_id == bindparam("contact"),
        text("state = 'waiting'"),
        table(Prompt).c.not_before <= bindparam("free_at") + IN_THE_MIDDLE,
    )
    .values(not_before=bindparam("free_at"))
)
"""Those that waited for the person; what waits for its own hour goes on waiting."""


def search(work: Work, inbound: Inbound) -> list[tuple[Prepared, Values]]:
    """The statements that look for whoever wrote, by blind index, under every version of the key in the ring."""
    return _search(work, inbound.line, inbound.address)


def open_talk(work: Work, inbound: Inbound, found: Sequence[Done] | None = None) -> Talk:
    """The conversation with whoever wrote, locked; begun when it is their first message.

    `found` is what their `search` came to, where it was made already.
    """
    row = _find(work, inbound.line, inbound.address) if found is None else _first_of(found)
    if row is None:
        _make(work, inbound.line, inbound.address)
        row = _find(work, inbound.line, inbound.address)
        assert row is not None
    talk = _talk(work, row, inbound.text)
    talk.message = inbound.message
    return talk


def open_talk_with(work: Work, contact_id: str) -> Talk:
    """The conversation with a contact, locked: for when the line speaks first."""
    return _talk(work, _BY_ID.run(work.connection, {"contact": contact_id}).one(), "")


def close_talk(talk: Talk, tap: Any = None, heard: bool = True) -> None:
    """Write what the turn came to: the contact's changes, the replies, the conversation."""
    connection, row, rest = talk.work.connection, talk.contact, _rest_at(talk)
    if talk.changes:
        connection.execute(update(table(Contact)).where(_contact.id == row.id).values(**talk.changes))
    rows = _replies(talk, tap)
    if row.state_sealed is not None and not talk.stack:
        _release_prompts(connection, row.id, talk.work.now)
    went_on = {
        "contact": row.id,
        "state": _seal(talk),
        "number": rows[-1]["number"] if rows else _number(talk),
        "active": talk.work.now if talk.stack and heard else 0.0,
        "rest": rest,
        "thread": talk.thread_case_id,
        "spent_now": talk.used.spent,
        "heard": talk.used.heard_at,
        "echo_now": talk.used.echo,
    }
    chat = {} if talk.message is None else remember(talk, talk.message)
    statement = _WENT_ON[rest != row.rest_at, bool(chat)]
    together(connection, *talk.kept.values(), *((INSERT, reply) for reply in rows), (statement, went_on | chat))


def _replies(talk: Talk, tap: Any) -> list[dict[str, Any]]:
    """The rows of the replies, numbered on; a tap is acknowledged with the first of them."""
    messages = talk.messages()
    if tap and messages and messages[0].body is not None:
        messages[0].body["tap"] = dict(tap)
    return [
        row_of(talk.work, talk.contact.id, talk.contact.line, place, outgoing)
        for place, outgoing in enumerate(messages, _number(talk) + 1)
    ]


def _number(talk: Talk) -> int:
    """Of the last message before these replies."""
    return int(talk.contact.outbox_number) + talk.work.numbered[talk.contact.id]


def _rest_at(talk: Talk) -> float | None:
    """When silence is taken up. Long waits are kept to the hour: then their index seldom changes, and tells less."""
    wait = talk.rests_after
    if wait is None:
        return None
    at = talk.work.now + wait
    return at if wait < UNFINISHED else at - at % 3600


def _release_prompts(connection: Connection, contact_id: str, now: float) -> None:
    """The person is free: what waited for that may be asked; what is meant for a later hour may not."""
    connection.execute(_RELEASE_PROMPTS, {"contact": contact_id, "free_at": now})


def _seal(talk: Talk) -> bytes | None:
    state = talk.state_json()
    if state is None:
        return None
    return talk.work.ring.seal(Purpose.STATE, state, bound("conversations", "state", talk.contact.id))


def _search(work: Work, line: str, address: str) -> list[tuple[Prepared, Values]]:
    return [(_BY_TAG, {"line": line, "tag": tag}) for _version, tag in work.ring.tags(f"{line}|{address}")]


def _find(work: Work, line: str, address: str) -> Any:
    return _first_of(together(work.connection, *_search(work, line, address)))


def _first_of(found: Sequence[Done]) -> Any:
    return next((row for row in (done.one_or_none() for done in found) if row is not None), None)


def _make(work: Work, line: str, address: str, **values: Any) -> None:
    dialect, contact = work.connection.dialect.name, _new_row(work, line, address, values)
    if work.connection.execute(_NEW_CONTACT[dialect], contact).rowcount:
        work.connection.execute(_NEW_CONVERSATION[dialect], _new_conversation(contact["id"]))


def _new_row(work: Work, line: str, address: str, values: Mapping[str, Any]) -> dict[str, Any]:
    contact_id = new_id()
    version, tag = work.ring.tag(f"{line}|{address}")
    return {
        "id": contact_id,
        "line": line,
        "index_tag": tag,
        "index_version": version,
        "address_sealed": work.ring.seal(Purpose.ADDRESS, address.encode(), bound("contacts", "address", contact_id)),
        "introduced": False,
        "sendable": True,
        "first_on": work.day(),
        **values,
    }


def _new_conversation(contact_id: str) -> dict[str, Any]:
    return {"contact_id": contact_id, "version": 0, "outbox_number": 0, "active_at": 0.0}


def make_contact(work: Work, line: str, address: str, **values: Any) -> str:
    """The id of the contact at an address, made when there is none; `values` are columns of a new one."""
    row = _find(work, line, address)
    if row is None:
        _make(work, line, address, **values)
        row = _find(work, line, address)
    return str(row.id)


def make_contacts(work: Work, line: str, people: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The ids of the contacts at many addresses, made where there are none; values are columns of a new one."""
    tags = {work.ring.tag(f"{line}|{address}")[1]: address for address in people}
    known = _known(work, line, people)
    rows = [_new_row(work, line, address, people[address]) for address in tags.values() if address not in known]
    if rows:
        dialect = work.connection.dialect.name
        work.connection.execute(_NEW_CONTACT[dialect], rows)
        work.connection.execute(_NEW_CONVERSATION[dialect], [_new_conversation(row["id"]) for row in rows])
    return known | _known(work, line, [address for address in people if address not in known])


def _known(work: Work, line: str, addresses: Iterable[str]) -> dict[str, str]:
    """Looked for under every version of the key."""
    tags = {tag: address for address in addresses for _version, tag in work.ring.tags(f"{line}|{address}")}
    found = work.connection.execute(
        select(_contact.id, _contact.index_tag).where(_contact.line == line, _contact.index_tag.in_(list(tags)))
    )
    return {tags[bytes(row.index_tag)]: row.id for row in found}


def open_address(ring: Any, contact_id: str, sealed: bytes) -> str:
    """The address of a contact; only a process that sends holds the key."""
    opened: bytes = ring.open(Purpose.ADDRESS, sealed, bound("contacts", "address", contact_id))
    return opened.decode()


def _talk(work: Work, row: Any, heard: str) -> Talk:
    talk = Talk(work, row, _stack(work, row), row.thread_case_id, SCRIPTS, perform)
    talk.used = Used(row.spent, row.heard_at, row.echo)
    if not row.introduced and not talk.stack:
        talk.priority = Priority.FIRST
    talk.language = row.language or next(iter([*talk.languages, *script_hint(heard), "en"]))
    return talk


def _stack(work: Work, row: Any) -> list[State]:
    if row.state_sealed is None:
        return []
    plain = work.ring.open(Purpose.STATE, row.state_sealed, bound("conversations", "state", row.id))
    return [State.from_json(saved) for saved in json.loads(plain)]
