"""Papers of a committee: photos and files that show its minutes or the proof of an action, under its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from models.base import new_id
from models.committee import Committee
from models.encryption import CaseCipher, SealBroken, bound
from models.minutes import Paper, PaperContent
from models.vocabulary import AttachmentKind, AttachmentState
from operations import audit
from operations.committee_access import seen_committees
from operations.committees import cipher_of
from operations.sessions import Viewer
from operations.work import Work

WEB = "web"
"""The line of a paper that an advisor put there: nothing is to be fetched."""


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A paper as a page lists it."""

    id: str
    kind: AttachmentKind
    media_type: str
    size: int
    state: AttachmentState


def keep_paper(
    work: Work, cipher: CaseCipher, committee_id: str, about_id: str, line: str, file: Mapping[str, Any]
) -> str:
    """Remember where the provider keeps a file; it is fetched after the transaction. Returns its id."""
    paper_id = new_id()
    work.connection.execute(
        insert(Paper).values(
            id=paper_id,
            committee_id=committee_id,
            about_id=about_id,
            line=line,
            kind=file["kind"],
            media_type=file["media_type"],
            size=file.get("size") or 0,
            source_sealed=cipher.seal_text(file["ref"], bound("papers", "source", paper_id)),
        )
    )
    return paper_id


def keep_content(work: Work, committee_id: str, about_id: str, content: bytes, media_type: str) -> str:
    """Keep a picture that is here already, and clean (bot.attachments). Returns its id."""
    paper_id = new_id()
    row = {"committee_id": committee_id, "about_id": about_id, "line": WEB, "kind": AttachmentKind.PHOTO.value}
    ready = {"media_type": media_type, "size": len(content), "state": AttachmentState.READY.value}
    work.connection.execute(insert(Paper).values(id=paper_id, **row, **ready))
    cipher = cipher_of(work.connection, work.ring, committee_id)
    sealed = cipher.seal_bytes(content, bound("paper_contents", "content", paper_id))
    work.connection.execute(insert(PaperContent).values(paper_id=paper_id, content_sealed=sealed))
    return paper_id


def papers_of(connection: Connection, about_id: str) -> list[PaperFile]:
    """The papers of minutes or of an action, also those not fetched yet."""
    columns = (Paper.id, Paper.kind, Paper.media_type, Paper.size, Paper.state)
    rows = connection.execute(select(*columns).where(Paper.about_id == about_id).order_by(Paper.id))
    return [_file(row) for row in rows]


def view_paper(work: Work, viewer: Viewer, paper_id: str) -> tuple[PaperFile, bytes] | None:
    """A paper of a committee the viewer may see, opened; None when there is none for them. Looking is written down."""
    found = work.connection.execute(
        select(
            Paper.id,
            Paper.kind,
            Paper.media_type,
            Paper.size,
            Paper.state,
            Paper.committee_id,
            Committee.factory_id,
            PaperContent.content_sealed,
        )
        .join(Committee, Committee.id == Paper.committee_id)
        .join(PaperContent, PaperContent.paper_id == Paper.id)
        .where(Paper.id == paper_id, Paper.state == AttachmentState.READY, seen_committees(viewer))
    ).one_or_none()
    if found is None:
        return None
    try:
        cipher = cipher_of(work.connection, work.ring, found.committee_id)
        content = cipher.open_bytes(found.content_sealed, bound("paper_contents", "content", paper_id))
    except SealBroken:
        return None
    about = ("paper", paper_id)
    audit.record(work, "committee.paper_viewed", user_id=viewer.id, about=about, factory_id=found.factory_id)
    return _file(found), content


def _file(row: Any) -> PaperFile:
    return PaperFile(row.id, AttachmentKind(row.kind), row.media_type, row.size, AttachmentState(row.state))
