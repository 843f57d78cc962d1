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

from sqlalchemy import bindparam, delete, insert, select, update

from models.base import new_id, table
from models.encryption import CaseCipher, bound
from models.prepared import Prepared, together
from models.survey import Invitation, Response, RosterEntry, Wave, WaveKey, WaveLink
from models.vocabulary import InvitationState, WaveState
from operations.data_keys import SERVER, WAVES
from operations.noise import noted
from operations.persons import ADDRESS_OF, person_at
from operations.quotas import is_full, take_place
from operations.responses import COMMENTS, FILES, Answered, Traits, opened, sealed
from operations.survey_files import Reference, drop_files, keep_file
from operations.survey_form import Item
from operations.survey_logic import can_answer, refusal, upcoming
from operations.waves import OpenWave
from operations.work import Work

_invitation, _response, _entry = table(Invitation).c, table(Response).c, table(RosterEntry).c
_OF_TAG = Prepared(
    select(_response.id, _response.answers_sealed).where(
        _response.wave_id == bindparam("wave"), _response.tag == bindparam("tag")
    )
)
_KEPT = Prepared(
    update(table(Response)).where(_response.id == bindparam("response")).values(answers_sealed=bindparam("held"))
)
_KEYS = Prepared(
    select(WaveKey.wrapped, WaveLink.key_sealed)
    .join(WaveLink, WaveLink.wave_id == WaveKey.wave_id)
    .where(WaveKey.wave_id == bindparam("wave"), WaveKey.recipient == SERVER)
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


def respondent(work: Work, wave: OpenWave, contact_id: str, language: str, sends_files: bool = True) -> Respondent:
    """Somebody as they stand in a wave; nothing is written."""
    cipher, tag = _cipher_and_tag(work, wave.id, contact_id)
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
    _set_invitation(work, one.wave, contact_id, InvitationState.STARTED)
    if one.response_id is not None:
        return one
    response_id = new_id()
    row = {"id": response_id, "wave_id": one.wave.id, "tag": one.tag}
    row |= {"answers_sealed": sealed(one.cipher, response_id, one.answered)}
    work.connection.execute(insert(table(Response)), row)
    return replace(one, response_id=response_id)


def answer(work: Work, one: Respondent, name: str, value: Any) -> Respondent:
    """Keep one answer. Raises ConstraintBroken when the question does not allow it."""
    item = one.wave.form.item(name)
    if refusal(item, value, one.answers, one.today):
        raise ConstraintBroken
    if is_full(work, one.wave, name, value):
        return finish(work, _kept(work, one, {name: value}))
    take_place(work, one.wave, name, value, before=one.answers.get(name))
    return _kept(work, one, {name: noted(work, one.wave, item, value)})


def comment(work: Work, one: Respondent, words: Sequence[str]) -> Respondent:
    """Keep what was written beside the answers."""
    said = [text for text in words if text.strip()]
    return _kept(work, one, {COMMENTS: [*one.answers.get(COMMENTS, ()), *said]}) if said else one


def attach(work: Work, one: Respondent, name: str, line: str, references: Sequence[Reference]) -> Respondent:
    """Keep the files of an answer; they take the place of those that it had."""
    if not references and not one.files_of(name):
        return one
    drop_files(work, one.files_of(name))
    others = _files_but(one, name)
    new = [f"{name} {keep_file(work, one.cipher, one.wave.id, line, each)}" for each in references]
    return _kept(work, one, {FILES: [*others, *new]})


def _files_but(one: Respondent, name: str) -> list[str]:
    return [kept for kept in one.answers.get(FILES, ()) if kept.rsplit(" ", 1)[0] != name]


def take_back(work: Work, one: Respondent) -> Respondent | None:
    """Take back the last answer; None when there is none."""
    answered = [item.name for item in one.wave.form.asked if item.name in one.answers]
    if not answered:
        return None
    left = {name: value for name, value in one.answers.items() if name != answered[-1]}
    if one.files_of(answered[-1]):
        drop_files(work, one.files_of(answered[-1]))
        left[FILES] = _files_but(one, answered[-1])
    return _written(work, one, replace(one.answered, answers=left))


def finish(work: Work, one: Respondent) -> Respondent:
    """They are through."""
    return _written(work, one, replace(one.answered, finished=True))


def mark_finished(work: Work, one: Respondent, contact_id: str) -> None:
    """That they are through, where it is marked who is asked; apart from what they said."""
    _set_invitation(work, one.wave, contact_id, InvitationState.FINISHED)


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
    _set_invitation(work, one.wave, contact_id, InvitationState.REFUSED)


def forget_answers(work: Work, contact_id: str) -> None:
    """Delete what somebody has answered in waves that are open; of closed ones nobody can tell what is theirs."""
    began = (InvitationState.STARTED.value, InvitationState.FINISHED.value)
    theirs = select(_invitation.wave_id).join(Wave, Wave.id == _invitation.wave_id)
    found = theirs.where(_invitation.contact_id == contact_id, _invitation.state.in_(began))
    for wave_id in work.connection.execute(found.where(Wave.state == WaveState.OPEN)).scalars().all():
        cipher, tag = _cipher_and_tag(work, wave_id, contact_id)
        row = _OF_TAG.run(work.connection, {"wave": wave_id, "tag": tag}).one_or_none()
        if row is not None:
            drop_files(work, file_ids(opened(cipher, row.id, row.answers_sealed).answers))
            work.connection.execute(delete(table(Response)).where(_response.id == row.id))


def _kept(work: Work, one: Respondent, more: Mapping[str, Any]) -> Respondent:
    return _written(work, one, replace(one.answered, answers={**one.answers, **more}))


def _written(work: Work, one: Respondent, answered: Answered) -> Respondent:
    assert one.response_id is not None
    held = sealed(one.cipher, one.response_id, answered)
    _KEPT.run(work.connection, {"response": one.response_id, "held": held})
    return replace(one, answered=answered)


def _traits(work: Work, wave: OpenWave, contact_id: str, language: str) -> Traits:
    """From the roster that the wave drew from, else from the newest that knows them."""
    found = select(_entry.section, _entry.shift, _entry.gender).where(_entry.contact_id == contact_id)
    if wave.roster_id:
        found = found.where(_entry.roster_id == wave.roster_id)
    row = work.connection.execute(found.limit(1)).one_or_none()
    return Traits(row.section, row.shift, row.gender, language) if row else Traits(language=language)


def _set_invitation(work: Work, wave: OpenWave, contact_id: str, state: InvitationState) -> None:
    """Who came by the keyword was never asked; they hear of the result all the same."""
    mine = (_invitation.wave_id == wave.id, _invitation.contact_id == contact_id)
    if not work.connection.execute(update(table(Invitation)).where(*mine).values(state=state.value)).rowcount:
        row = {"wave_id": wave.id, "contact_id": contact_id, "state": state.value, "asked": 0, "due_at": 0.0}
        work.connection.execute(insert(table(Invitation)), row)


def _cipher_and_tag(work: Work, wave_id: str, contact_id: str) -> tuple[CaseCipher, bytes]:
    """What the wave's answers are sealed under, and the keyed hash of a person; in one trip to the database."""
    keys, address = together(work.connection, (_KEYS, {"wave": wave_id}), (ADDRESS_OF, {"contact": contact_id}))
    row = keys.one()
    cipher = WAVES.unwrap(work.ring, wave_id, row.wrapped)
    key = cipher.open_bytes(row.key_sealed, bound("wave_links", "key", wave_id))
    person = person_at(work, contact_id, address.one())
    return cipher, hmac.digest(key, person.encode(), hashlib.sha256)
