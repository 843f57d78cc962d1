"""Taking the answers of one person in an open wave. Each is kept as it comes, so a phone that dies loses none.

1. The row of a person is found by a keyed hash of them under the wave's own key, which is deleted when it closes.
2. What is kept holds no time and no order but that of the questions; that somebody answered stands elsewhere.
3. A sensitive yes or no is garbled before it is kept (operations.noise): the true answer is written nowhere.
4. Answers to a wave that is closed, or of somebody through already, change nothing and say so.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, or_, select, update

from models.base import new_id, table
from models.contact import Contact
from models.encryption import CaseCipher, bound
from models.prepared import Prepared, Step, together
from models.survey import Invitation, Response, RosterEntry, Wave, WaveKey, WaveLink
from models.upsert import insert_or_update
from models.vocabulary import InvitationState, WaveState
from operations.data_keys import SERVER, WAVES
from operations.noise import noted
from operations.persons import person_at
from operations.quotas import is_full, take_place
from operations.responses import COMMENTS, FILES, Answered, Traits, opened, sealed
from operations.survey_files import Reference, drop_files, keep_file
from operations.survey_form import Item
from operations.survey_logic import can_answer, refusal, upcoming
from operations.waves import OPEN_BY_ID, OpenWave
from operations.waves import opened as opened_wave
from operations.work import Work

_wave, _invitation, _response, _entry = table(Wave).c, table(Invitation).c, table(Response).c, table(RosterEntry).c
_OF_TAG = Prepared(
    select(_response.id, _response.answers_sealed).where(
        _response.wave_id == bindparam("wave"), _response.tag == bindparam("tag")
    )
)
_KEPT = Prepared(
    update(table(Response)).where(_response.id == bindparam("response")).values(answers_sealed=bindparam("held"))
)
_key, _link, _contact = table(WaveKey).c, table(WaveLink).c, table(Contact).c
_WHAT_TELLS = (_key.wrapped, _link.key_sealed, _contact.line, _contact.address_sealed)
"""What a person is found by in a wave: its keys and her address."""


def _with_what_tells(waves: Select[Any]) -> Prepared:
    """Rows of waves that are open, with the keys of each and somebody's address."""
    mine = (_key.wave_id == _wave.id, _key.recipient == SERVER, _link.wave_id == _wave.id)
    return Prepared(waves.add_columns(*_WHAT_TELLS).where(*mine, _contact.id == bindparam("contact")))


_STANDING = _with_what_tells(OPEN_BY_ID)
_BEGUN = _with_what_tells(
    select(_wave.id)
    .join(table(Invitation), _invitation.wave_id == _wave.id)
    .where(
        _wave.state == WaveState.OPEN.value,
        _invitation.contact_id == bindparam("contact"),
        or_(*(_invitation.state == begun.value for begun in (InvitationState.STARTED, InvitationState.FINISHED))),
    )
)
_COME_TO = Prepared(
    insert_or_update(Invitation, ("wave_id", "contact_id"), ("state",)),
    ("wave_id", "contact_id", "state", "asked", "due_at"),
)


class ConstraintBroken(Exception):
    """An answer that the question does not allow."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person in a wave: what they have answered, and where it is kept."""

    wave: OpenWave
    cipher: CaseCipher
    tag: bytes
    response_id: str | None
    answered: Answered
    today: date
    sends_files: bool = True
    """Whether their line carries pictures and voice messages: else they are not asked for any."""

    def next_items(self) -> Sequence[Item]:
        """Notes to be said and, last, the question to be asked; empty when there is none left."""
        return upcoming(self.wave.form, self.answers, self.answered.half, self.today, self.sends_files)

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.answered.answers

    @property
    def questions_left(self) -> int:
        """At most so many more; conditions may leave some out."""
        mine = [item for item in self.wave.form.asked if item.half in ("", self.answered.half)]
        return sum(item.name not in self.answers and can_answer(item, self.sends_files) for item in mine)

    def files_of(self, name: str | None = None) -> list[str]:
        """The ids of the files they sent, to one question or to all."""
        return file_ids(self.answers, name)


def file_ids(answers: Mapping[str, Any], name: str | None = None) -> list[str]:
    """The ids of the files among answers, to one question or to all."""
    pairs = [kept.rsplit(" ", 1) for kept in answers.get(FILES, ())]
    return [file_id for question, file_id in pairs if name in (None, question)]


def respondent(work: Work, wave_id: str, contact_id: str, language: str, sends_files: bool = True) -> Respondent | None:
    """Somebody as they stand in a wave; None when it takes no answers (any more). Nothing is written."""
    asked = {"wave": wave_id, "contact": contact_id, "now": work.now}
    found = _STANDING.run(work.connection, asked).one_or_none()
    if found is None:
        return None
    wave = opened_wave(work.connection, found)
    cipher, tag = _cipher_and_tag(work, contact_id, found)
    today = work.day(wave.timezone)
    row = _OF_TAG.run(work.connection, {"wave": wave.id, "tag": tag}).one_or_none()
    if row is None:
        half = "ab"[tag[0] & 1]
        answered = Answered(_traits(work, wave, contact_id, language), {}, half)
        return Respondent(wave, cipher, tag, None, answered, today, sends_files)
    answered = opened(cipher, row.id, row.answers_sealed)
    return Respondent(wave, cipher, tag, row.id, answered, today, sends_files)


def begin(work: Work, one: Respondent, contact_id: str) -> Respondent:
    """They let themselves be asked: from here on there is a row of theirs."""
    together(work.connection, _comes_to(one, contact_id, InvitationState.STARTED))
    if one.response_id is not None:
        return one
    response_id = new_id()
    row = {"id": response_id, "wave_id": one.wave.id, "tag": one.tag}
    row |= {"answers_sealed": sealed(one.cipher, response_id, one.answered)}
    work.connection.execute(insert(table(Response)), row)
    return replace(one, response_id=response_id)


def answer(work: Work, one: Respondent, name: str, value: Any) -> Respondent:
    """With one answer more. Raises ConstraintBroken when the question does not allow it."""
    item = one.wave.form.item(name)
    if refusal(item, value, one.answers, one.today):
        raise ConstraintBroken
    if is_full(work, one.wave, name, value):
        return finish(_with(one, {name: value}))
    take_place(work, one.wave, name, value, before=one.answers.get(name))
    return _with(one, {name: noted(work, one.wave, item, value)})


def comment(one: Respondent, words: Sequence[str]) -> Respondent:
    """With what was written beside the answers."""
    said = [text for text in words if text.strip()]
    return _with(one, {COMMENTS: [*one.answers.get(COMMENTS, ()), *said]}) if said else one


def attach(work: Work, one: Respondent, name: str, line: str, references: Sequence[Reference]) -> Respondent:
    """With the files of an answer; they take the place of those that it had."""
    if not references and not one.files_of(name):
        return one
    drop_files(work, one.files_of(name))
    others = _files_but(one, name)
    new = [f"{name} {keep_file(work, one.cipher, one.wave.id, line, each)}" for each in references]
    return _with(one, {FILES: [*others, *new]})


def _files_but(one: Respondent, name: str) -> list[str]:
    return [kept for kept in one.answers.get(FILES, ()) if kept.rsplit(" ", 1)[0] != name]


def take_back(work: Work, one: Respondent) -> Respondent | None:
    """Without the last answer; None when there is none."""
    answered = [item.name for item in one.wave.form.asked if item.name in one.answers]
    if not answered:
        return None
    left = {name: value for name, value in one.answers.items() if name != answered[-1]}
    if one.files_of(answered[-1]):
        drop_files(work, one.files_of(answered[-1]))
        left[FILES] = _files_but(one, answered[-1])
    return replace(one, answered=replace(one.answered, answers=left))


def finish(one: Respondent) -> Respondent:
    """They are through."""
    return replace(one, answered=replace(one.answered, finished=True))


def keep(one: Respondent) -> Step:
    """What writes how they stand now."""
    assert one.response_id is not None
    return _KEPT, {"response": one.response_id, "held": sealed(one.cipher, one.response_id, one.answered)}


def mark_finished(one: Respondent, contact_id: str) -> Step:
    """What marks that they are through, where it stands who is asked; apart from what they said."""
    return _comes_to(one, contact_id, InvitationState.FINISHED)


def refuse_all(work: Work, contact_id: str) -> None:
    """They do not want to be asked: in no wave that is open."""
    work.connection.execute(
        update(table(Invitation))
        .where(
            _invitation.contact_id == contact_id,
            _invitation.state.not_in((InvitationState.FINISHED, InvitationState.STARTED)),
        )
        .values(state=InvitationState.REFUSED.value)
    )


def withdraw(work: Work, one: Respondent, contact_id: str) -> None:
    """They stop on the way and want no more: what they answered is theirs, and is deleted."""
    if one.response_id is not None:
        drop_files(work, one.files_of())
        work.connection.execute(delete(table(Response)).where(_response.id == one.response_id))
    together(work.connection, _comes_to(one, contact_id, InvitationState.REFUSED))


def forget_answers(work: Work, contact_id: str) -> None:
    """Delete what somebody has answered in waves that are open; of closed ones nobody can tell what is theirs."""
    for found in _BEGUN.run(work.connection, {"contact": contact_id}).all():
        cipher, tag = _cipher_and_tag(work, contact_id, found)
        row = _OF_TAG.run(work.connection, {"wave": found.id, "tag": tag}).one_or_none()
        if row is not None:
            drop_files(work, file_ids(opened(cipher, row.id, row.answers_sealed).answers))
            work.connection.execute(delete(table(Response)).where(_response.id == row.id))


def _with(one: Respondent, more: Mapping[str, Any]) -> Respondent:
    return replace(one, answered=replace(one.answered, answers={**one.answers, **more}))


def _traits(work: Work, wave: OpenWave, contact_id: str, language: str) -> Traits:
    """From the roster that the wave drew from, else from the newest that knows them."""
    found = select(_entry.section, _entry.shift, _entry.gender).where(_entry.contact_id == contact_id)
    if wave.roster_id:
        found = found.where(_entry.roster_id == wave.roster_id)
    row = work.connection.execute(found.limit(1)).one_or_none()
    return Traits(row.section, row.shift, row.gender, language) if row else Traits(language=language)


def _comes_to(one: Respondent, contact_id: str, state: InvitationState) -> Step:
    """Who came by the keyword was never asked; they hear of the result all the same."""
    row = {"wave_id": one.wave.id, "contact_id": contact_id, "state": state.value, "asked": 0, "due_at": 0.0}
    return _COME_TO, row


def _cipher_and_tag(work: Work, contact_id: str, found: Any) -> tuple[CaseCipher, bytes]:
    """What a wave's answers are sealed under, and the keyed hash of a person in it."""
    cipher = WAVES.unwrap(work.ring, found.id, found.wrapped)
    key = cipher.open_bytes(found.key_sealed, bound("wave_links", "key", found.id))
    return cipher, hmac.digest(key, person_at(work, contact_id, found).encode(), hashlib.sha256)
