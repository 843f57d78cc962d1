"""Pictures and voice messages as answers. Nothing of them leaves but words that an advisor writes about them.

1. While a wave is open only the sealed answers of a person name their files: a file's row says nothing of whose it is.
2. A file is fetched after the transaction (bot.attachments), sealed under the wave's key.
3. When the wave closes, files are sealed anew under other ids, as parts of texts in an order of chance. What has not
   come by then is let go: to fetch it later its source at the provider would have to be kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from models.base import new_id, table
from models.encryption import CaseCipher, SealBroken, bound
from models.survey import SurveyFile, SurveyFileContent
from models.vocabulary import AttachmentKind, AttachmentState
from operations import audit
from operations.data_keys import WAVES
from operations.work import Work

Reference = Mapping[str, Any]
"""Where the provider keeps a file: `ref`, `kind`, `media_type`, perhaps `size`."""
_file = table(SurveyFile).c
_content = table(SurveyFileContent).c


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file as a page lists it."""

    id: str
    kind: AttachmentKind
    media_type: str
    size: int
    state: AttachmentState


def keep_file(work: Work, cipher: CaseCipher, wave_id: str, line: str, reference: Reference) -> str:
    """Remember where the provider keeps a file. Returns its id, which only sealed answers may hold."""
    file_id = new_id()
    row = {"id": file_id, "wave_id": wave_id, "text_id": None, "line": line, "kind": reference["kind"]}
    row |= {"media_type": reference["media_type"], "size": reference.get("size") or 0}
    row |= {"source_sealed": cipher.seal_text(reference["ref"], bound("survey_files", "source", file_id))}
    work.connection.execute(insert(table(SurveyFile)), row)
    return file_id


def drop_files(work: Work, file_ids: Sequence[str]) -> None:
    """Delete files of answers that were taken back."""
    if file_ids:
        work.connection.execute(delete(table(SurveyFile)).where(_file.id.in_(file_ids)))


def came(connection: Connection, wave_id: str) -> set[str]:
    """The files of an open wave that are here, by id."""
    mine = (_file.wave_id == wave_id, _file.state == AttachmentState.READY.value)
    return set(connection.execute(select(_file.id).where(*mine)).scalars())


def hand_over(work: Work, cipher: CaseCipher, file_id: str, text_id: str) -> None:
    """Make a file part of a text of the wave, under another id; one at a time, for they may be large."""
    row = work.connection.execute(
        select(*_of_a_text, _content.content_sealed)
        .join(table(SurveyFileContent), _content.file_id == _file.id)
        .where(_file.id == file_id)
    ).one()
    content = cipher.open_bytes(row.content_sealed, bound("survey_file_contents", "content", file_id))
    kept = {name: value for name, value in row._mapping.items() if name != "content_sealed"}
    kept |= {"id": new_id(), "text_id": text_id}
    sealed = cipher.seal_bytes(content, bound("survey_file_contents", "content", kept["id"]))
    work.connection.execute(insert(table(SurveyFile)), kept)
    work.connection.execute(insert(table(SurveyFileContent)), {"file_id": kept["id"], "content_sealed": sealed})


def forget_open(work: Work, wave_id: str) -> None:
    """Delete the files of a wave that no text has: what answers still named."""
    work.connection.execute(delete(table(SurveyFile)).where(_file.wave_id == wave_id, _file.text_id.is_(None)))


def files_by_text(connection: Connection, wave_id: str) -> dict[str, AnswerFile]:
    """The files of a closed wave, by the text that each belongs to."""
    rows = connection.execute(
        select(*_listed, _file.text_id).where(_file.wave_id == wave_id, _file.text_id.is_not(None))
    )
    return {row.text_id: _listed_file(row) for row in rows}


def view_file(work: Work, wave: Any, file_id: str, by: str) -> tuple[AnswerFile, bytes] | None:
    """A file of a closed wave, opened; None when there is none. That somebody looked is written down."""
    row = work.connection.execute(
        select(*_listed, _content.content_sealed)
        .join(table(SurveyFileContent), _content.file_id == _file.id)
        .where(_file.id == file_id, _file.wave_id == wave.id, _file.text_id.is_not(None))
    ).one_or_none()
    if row is None:
        return None
    try:
        cipher = WAVES.find(work.connection, work.ring, wave.id)
        content = cipher.open_bytes(row.content_sealed, bound("survey_file_contents", "content", file_id))
    except SealBroken:
        return None
    about = ("survey_file", file_id)
    audit.record(work, "survey.file_viewed", user_id=by, about=about, factory_id=wave.factory_id)
    return _listed_file(row), content


def _listed_file(row: Any) -> AnswerFile:
    return AnswerFile(row.id, AttachmentKind(row.kind), row.media_type, row.size, AttachmentState(row.state))


_listed = (_file.id, _file.kind, _file.media_type, _file.size, _file.state)
_of_a_text = (_file.wave_id, _file.line, _file.kind, _file.media_type, _file.size, _file.state)
