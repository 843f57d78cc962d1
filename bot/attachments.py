"""Fetching what people sent beside words: after the message was taken in, outside every transaction.

Types are allowed by content, never by name; images are drawn anew, so that place, time and camera are gone;
what is kept is sealed under the key of its case, committee or wave.
"""

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Update, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.channel import Channel, FetchError
from bot.house import House
from models.case import Attachment, AttachmentContent
from models.encryption import CaseCipher, SealBroken, bound
from models.faults import reach
from models.minutes import Paper, PaperContent
from models.survey import SurveyFile, SurveyFileContent
from models.vocabulary import AttachmentState
from operations.data_keys import CASES, COMMITTEES, WAVES, KeyStore

ATTEMPTS = 8
FIRST_RETRY = 10.0
PIXELS = 40_000_000
SIDE = 2000
"""Longest side of a kept image, in pixels: enough to read a notice, small enough for slow data."""
log = structlog.get_logger(__name__)


class Unfit(Exception):
    """A file that is not kept, and why."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A file fit to be kept."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Drawer:
    """Where files of one kind of owner are kept; `owner` and `file` are the columns that name owner and file."""

    files: type[Attachment] | type[Paper] | type[SurveyFile]
    contents: type[AttachmentContent] | type[PaperContent] | type[SurveyFileContent]
    owner: str
    file: str
    keys: KeyStore


DRAWERS = (
    Drawer(Attachment, AttachmentContent, "case_id", "attachment_id", CASES),
    Drawer(Paper, PaperContent, "committee_id", "paper_id", COMMITTEES),
    Drawer(SurveyFile, SurveyFileContent, "wave_id", "file_id", WAVES),
)


async def fetch_due(house: House, channels: Mapping[str, Channel], now: float, limit: int = 5) -> int:
    """Fetch some of what waits. Returns how many were tried."""
    tried = 0
    for drawer in DRAWERS:
        files = drawer.files
        with house.db.read() as connection:
            due = connection.execute(
                select(files.__table__)
                .where(files.state == AttachmentState.PENDING, files.retry_at <= now)
                .where(files.line.in_(list(channels)))
                .limit(limit)
            ).all()
        for row in due:
            await _fetch(house, channels[row.line], drawer, row, now)
        tried += len(due)
    return tried


async def _fetch(house: House, channel: Channel, drawer: Drawer, row: Any, now: float) -> None:
    try:
        with house.db.read() as connection:
            cipher = drawer.keys.find(connection, house.ring, getattr(row, drawer.owner))
        source = cipher.open_text(row.source_sealed, bound(drawer.files.__tablename__, "source", row.id))
        clean = cleaned(await channel.fetch(source))
    except FetchError as error:
        _not_fetched(house, drawer, row, error, now)
    except Unfit as error:
        _settle(house, drawer, row.id, state=AttachmentState.REFUSED, reason=str(error), source_sealed=None)
    except SealBroken:
        _settle(house, drawer, row.id, state=AttachmentState.FAILED, reason="erased", source_sealed=None)
    except SQLAlchemyError:
        raise
    except Exception as error:  # a mistake of ours with one file must not stop the sender
        _not_fetched(house, drawer, row, FetchError(type(error).__name__, retryable=True), now)
    else:
        _store(house, drawer, row.id, cipher, clean)


def _store(house: House, drawer: Drawer, file_id: str, cipher: CaseCipher, clean: Clean) -> None:
    ready = {"state": AttachmentState.READY, "media_type": clean.media_type, "size": len(clean.content)}
    reach("files.fetched")
    sealed = cipher.seal_bytes(clean.content, bound(drawer.contents.__tablename__, "content", file_id))
    with house.db.write() as connection:
        if connection.execute(_pending(drawer, file_id).values(**ready, source_sealed=None)).rowcount:
            connection.execute(insert(drawer.contents).values(**{drawer.file: file_id, "content_sealed": sealed}))
        reach("files.before_commit")


def _not_fetched(house: House, drawer: Drawer, row: Any, error: FetchError, now: float) -> None:
    log.warning("attachment.failed", attachment=row.id, code=error.code)
    attempts = row.attempts + 1
    if error.retryable and attempts < ATTEMPTS:
        later = now + FIRST_RETRY * 2**attempts
        _settle(house, drawer, row.id, attempts=attempts, retry_at=later, reason=error.code)
    else:
        _settle(house, drawer, row.id, state=AttachmentState.FAILED, reason=error.code, source_sealed=None)


def _settle(house: House, drawer: Drawer, file_id: str, **values: Any) -> None:
    with house.db.write() as connection:
        connection.execute(_pending(drawer, file_id).values(**values))


def _pending(drawer: Drawer, file_id: str) -> Update:
    """A change of a file, as long as nobody else has settled it."""
    files = drawer.files
    return update(files).where(files.id == file_id, files.state == AttachmentState.PENDING)


def cleaned(content: bytes) -> Clean:
    """The file as it may be kept. Raises Unfit."""
    media_type = sniff(content)
    if media_type is None:
        raise Unfit("type")
    return _redrawn(content) if media_type.startswith("image/") else Clean(content, media_type)


MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3gp", "audio/3gpp"),
)


def sniff(content: bytes) -> str | None:
    """The type of a file by its first bytes; None when it is none that we take."""
    for offset, magic, media_type in MAGIC:
        if content[offset : offset + len(magic)] == magic:
            return media_type
    return None


def _redrawn(content: bytes) -> Clean:
    """The picture and nothing but the picture."""
    from PIL import Image, ImageOps  # only a sender fetches files

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
                if image.width * image.height > PIXELS:
                    raise Unfit("pixels")
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unfit("pixels") from error
    except Unfit:
        raise
    except Exception as error:  # a file made to break the library raises whatever it can
        raise Unfit("broken_image") from error
    upright.thumbnail((SIDE, SIDE))
    blank = Image.new("RGB", upright.size)
    blank.paste(upright)
    drawn = io.BytesIO()
    blank.save(drawn, "JPEG", quality=82, optimize=True)
    return Clean(drawn.getvalue(), "image/jpeg")
