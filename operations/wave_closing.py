"""Closing a wave, in one transaction: results are made and frozen, free text is put apart, all else is deleted.

The link key goes, the answers, the counters, and who answered: only who was asked is kept until they have been told
the result. From here on nobody can join a person and an answer, not even with every key and the database.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from conversations.survey_items import SENT
from models.base import new_id, table
from models.encryption import CaseCipher, bound
from models.factory import Factory
from models.faults import reach
from models.survey import Invitation, Response, SurveyText, Wave, WaveCount, WaveLink
from models.vocabulary import InvitationState, TextState, WaveState
from operations import audit
from operations.data_keys import WAVES
from operations.responses import COMMENTS, FILES, Answered, Reached, opened
from operations.survey_files import came, forget_open, hand_over
from operations.survey_form import UNKNOWN, UNSAID
from operations.survey_results import published
from operations.survey_tally import WORDS
from operations.waves import form_of
from operations.work import Refused, Work

CHUNK = 1000
_invitation = table(Invitation).c
WAS_ASKED = (InvitationState.ASKED, InvitationState.STARTED, InvitationState.FINISHED)


def close_wave(work: Work, wave_id: str, by: str = "") -> None:
    """Make the results, and let nobody find out any more who answered. Raises Refused when it is closed."""
    wave = work.connection.execute(select(Wave.__table__).where(Wave.id == wave_id).with_for_update()).one_or_none()
    if wave is None or wave.state == WaveState.CLOSED:
        raise Refused("this wave is closed already")
    timezone = work.connection.execute(select(Factory.timezone).where(Factory.id == wave.factory_id)).scalar_one()
    form, closed_on = form_of(work.connection, wave.survey_id), work.day(timezone)
    cipher = WAVES.find(work.connection, work.ring, wave_id)
    texts = _Texts([item.name for item in form.items if item.kind in WORDS], came(work.connection, wave_id))
    answered = texts.passing(answers_of(work, cipher, wave_id))
    results = published(form, answered, reached(work.connection, wave_id), closed_on)
    _keep_texts(work, cipher, wave_id, texts.found)
    reach("wave.before_forgetting")
    _forget(work, wave_id)
    reach("wave.forgotten")
    closed = {"state": WaveState.CLOSED, "closed_on": closed_on, "results": results, "drawing": None}
    work.connection.execute(update(Wave).where(Wave.id == wave_id).values(**closed))
    audit.record(work, "wave.closed", user_id=by or None, about=("wave", wave_id), factory_id=wave.factory_id)


def reached(connection: Connection, wave_id: str) -> Reached:
    """How far people came so far. Of those who came by the keyword only that they started and finished counts."""
    states, number = InvitationState, func.count()
    rows = connection.execute(
        select(_invitation.state, number.label("people"))
        .where(_invitation.wave_id == wave_id)
        .group_by(_invitation.state)
    )
    by_state = {row.state: row.people for row in rows}
    uninvited = connection.execute(
        select(number).where(
            _invitation.wave_id == wave_id,
            _invitation.asked == 0,
            _invitation.state.in_((states.STARTED, states.FINISHED)),
        )
    ).scalar_one()
    invited = sum(by_state.values()) - by_state.get(states.RESERVE, 0) - uninvited
    unreached = by_state.get(states.WAITING, 0) + by_state.get(states.UNREACHED, 0)
    finished = by_state.get(states.FINISHED, 0)
    return Reached(invited, invited - unreached, finished + by_state.get(states.STARTED, 0), finished)


class _Text(NamedTuple):
    """Something in somebody's own words, or their own voice."""

    question: str
    language: str
    words: str
    file_id: str | None = None


@dataclass
class _Texts:
    """Takes free text and files out of answers as they pass by."""

    names: list[str]
    files: set[str]
    """Those that are here."""
    found: list[_Text] = field(default_factory=list)

    def passing(self, answered: Iterable[Answered]) -> Iterator[Answered]:
        for one in answered:
            language, files = one.traits.language or "", self._files(one)
            for name in self.names:
                words = _own_words(one.answers.get(name))
                self.found += [_Text(name, language, "", file_id) for file_id in files.get(name, ())[1:]]
                first = next(iter(files.get(name, ())), None)
                if words or first:
                    self.found.append(_Text(name, language, words, first))
            self.found += [_Text(COMMENTS, language, words) for words in one.answers.get(COMMENTS, ())]
            yield one

    def _files(self, one: Answered) -> dict[str, list[str]]:
        files: dict[str, list[str]] = {}
        for kept in one.answers.get(FILES, ()):
            name, file_id = kept.rsplit(" ", 1)
            if file_id in self.files:
                files.setdefault(name, []).append(file_id)
        return files


def _own_words(answer: Any) -> str:
    """Empty where nothing was written: no answer, or a file alone."""
    return answer if isinstance(answer, str) and answer not in (UNKNOWN, UNSAID, SENT) else ""


def answers_of(work: Work, cipher: CaseCipher, wave_id: str) -> Iterator[Answered]:
    """Everybody's answers so far, in no order."""
    rows = work.connection.execute(
        select(Response.id, Response.answers_sealed)
        .where(Response.wave_id == wave_id)
        .execution_options(yield_per=CHUNK)
    )
    for row in rows:
        yield opened(cipher, row.id, row.answers_sealed)


def _keep_texts(work: Work, cipher: CaseCipher, wave_id: str, found: list[_Text]) -> None:
    """In an order of chance; each under an id of its own, so that nothing tells which came from the same person."""
    secrets.SystemRandom().shuffle(found)
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        rows = [_text_row(cipher, wave_id, one) for one in chunk]
        work.connection.execute(insert(table(SurveyText)), rows)
        for one, row in zip(chunk, rows, strict=True):
            if one.file_id:
                hand_over(work, cipher, one.file_id, row["id"])
    forget_open(work, wave_id)


def _text_row(cipher: CaseCipher, wave_id: str, one: _Text) -> dict[str, Any]:
    row_id = new_id()
    return {
        "id": row_id,
        "wave_id": wave_id,
        "question": one.question,
        "language": one.language,
        "text_sealed": cipher.seal_text(one.words, bound("survey_texts", "text", row_id)),
        "state": TextState.NEW.value,
        "released_sealed": None,
    }


def _forget(work: Work, wave_id: str) -> None:
    for model in (WaveLink, Response, WaveCount):
        work.connection.execute(delete(model).where(model.wave_id == wave_id))
    mine = _invitation.wave_id == wave_id
    work.connection.execute(delete(table(Invitation)).where(mine, _invitation.state.not_in(WAS_ASKED)))
    same = {"state": InvitationState.ASKED.value, "asked": 1, "due_at": 0.0}
    work.connection.execute(update(table(Invitation)).where(mine).values(**same))
