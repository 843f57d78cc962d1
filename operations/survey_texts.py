"""Free texts of a closed wave: an advisor reads them and releases what names nobody. Nothing leaves unread.

A text may have a picture or voice message with it: that never leaves, only the words that an advisor writes about it.

They stand apart from every other answer, in the order of their random ids, without a day.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from models.encryption import CaseCipher, KeyRing, SealBroken, bound
from models.survey import SurveyText
from models.vocabulary import TextState
from operations import audit
from operations.data_keys import WAVES
from operations.survey_files import AnswerFile, files_by_text
from operations.work import Refused, Work

LONGEST = 500
"""Letters of a text that is released."""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody's own words. `text` is None where they can no longer be opened; `released` as they may be shown."""

    id: str
    question: str
    language: str
    state: TextState
    text: str | None
    released: str | None
    file: AnswerFile | None = None


def texts_to_read(work: Work, wave: Any, by: str) -> list[Told]:
    """Every text of a wave, opened for the advisor who moderates; that they looked is written down."""
    audit.record(work, "survey.texts_viewed", user_id=by, about=("wave", wave.id), factory_id=wave.factory_id)
    return _texts(work.connection, work.ring, wave.id, raw=True)


def released_texts(connection: Connection, ring: KeyRing, wave_id: str) -> list[Told]:
    """What may be shown: the released words only."""
    return [one for one in _texts(connection, ring, wave_id, raw=False) if one.state is TextState.RELEASED]


def decide(work: Work, wave: Any, text_id: str, words: str | None, by: str) -> None:
    """Release a text in these words, or withhold it (None). Raises Refused for none of this wave, or no words."""
    found = select(SurveyText.id).where(SurveyText.id == text_id, SurveyText.wave_id == wave.id).with_for_update()
    if work.connection.execute(found).first() is None:
        raise Refused("there is no such text")
    values: dict[str, Any] = {"state": TextState.WITHHELD.value, "released_sealed": None}
    if words is not None:
        values = {"state": TextState.RELEASED.value, "released_sealed": _sealed(work, wave.id, text_id, words)}
    work.connection.execute(update(SurveyText).where(SurveyText.id == text_id).values(**values))
    action = "survey.text_withheld" if words is None else "survey.text_released"
    audit.record(work, action, user_id=by, about=("survey_text", text_id), factory_id=wave.factory_id)


def _sealed(work: Work, wave_id: str, text_id: str, words: str) -> bytes:
    tidy = words.strip()
    if not 0 < len(tidy) <= LONGEST:
        raise Refused(f"a text should have 1 to {LONGEST} letters")
    return WAVES.find(work.connection, work.ring, wave_id).seal_text(tidy, bound("survey_texts", "released", text_id))


def _texts(connection: Connection, ring: KeyRing, wave_id: str, raw: bool) -> list[Told]:
    try:
        cipher = WAVES.find(connection, ring, wave_id)
    except SealBroken:
        cipher = None
    files = files_by_text(connection, wave_id) if raw else {}
    rows = connection.execute(
        select(SurveyText.__table__).where(SurveyText.wave_id == wave_id).order_by(SurveyText.question, SurveyText.id)
    )
    return [_told(cipher, row, raw, files.get(row.id)) for row in rows]


def _told(cipher: CaseCipher | None, row: Any, raw: bool, file: AnswerFile | None) -> Told:
    text = _opened(cipher, row.text_sealed, "text", row.id) if raw else None
    released = _opened(cipher, row.released_sealed, "released", row.id)
    return Told(row.id, row.question, row.language, TextState(row.state), text, released, file)


def _opened(cipher: CaseCipher | None, sealed: bytes | None, column: str, text_id: str) -> str | None:
    try:
        return cipher.open_text(sealed, bound("survey_texts", column, text_id)) if cipher and sealed else None
    except SealBroken:
        return None
