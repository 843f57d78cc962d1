"""Fetching what people sent beside words: after the message was taken in, outside every transaction.

Types are allowed by content, never by name; images are drawn anew, so that place, time and camera are gone;
what is kept is sealed under the key of its case.
"""

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from PIL import Image, ImageOps
from sqlalchemy import insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.channel import Channel, FetchError
from bot.house import House
from models.case import Attachment, AttachmentContent
from models.encryption import SealBroken, bound
from models.vocabulary import AttachmentState
from operations.case_keys import cipher_of

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


async def fetch_due(house: House, channels: Mapping[str, Channel], now: float, limit: int = 5) -> int:
    """Fetch some of what waits. Returns how many were tried."""
    with house.db.read() as connection:
        due = connection.execute(
            select(Attachment.__table__)
            .where(Attachment.state == AttachmentState.PENDING, Attachment.retry_at <= now)
            .where(Attachment.line.in_(list(channels)))
            .limit(limit)
        ).all()
    for row in due:
        await _fetch(house, channels[row.line], row, now)
    return len(due)


async def _fetch(house: House, channel: Channel, row: Any, now: float) -> None:
    try:
        with house.db.read() as connection:
            cipher = cipher_of(connection, house.ring, row.case_id)
        source = cipher.open_text(row.source_sealed, bound("attachments", "source", row.id))
        clean = cleaned(await channel.fetch(source))
    except FetchError as error:
        _not_fetched(house, row, error, now)
    except Unfit as error:
        _settle(house, row.id, state=AttachmentState.REFUSED, reason=str(error), source_sealed=None)
    except SealBroken:
        _settle(house, row.id, state=AttachmentState.FAILED, reason="erased", source_sealed=None)
    except SQLAlchemyError:
        raise
    except Exception as error:  # a mistake of ours with one file must not stop the sender
        _not_fetched(house, row, FetchError(type(error).__name__, retryable=True), now)
    else:
        sealed = cipher.seal_bytes(clean.content, bound("attachment_contents", "content", row.id))
        _store(house, row.id, sealed, clean)


def _store(house: House, attachment_id: str, sealed: bytes, clean: Clean) -> None:
    with house.db.write() as connection:
        ready = connection.execute(
            update(Attachment)
            .where(Attachment.id == attachment_id, Attachment.state == AttachmentState.PENDING)
            .values(
                state=AttachmentState.READY, media_type=clean.media_type, size=len(clean.content), source_sealed=None
            )
        )
        if ready.rowcount:
            connection.execute(insert(AttachmentContent).values(attachment_id=attachment_id, content_sealed=sealed))


def _not_fetched(house: House, row: Any, error: FetchError, now: float) -> None:
    log.warning("attachment.failed", attachment=row.id, code=error.code)
    attempts = row.attempts + 1
    if error.retryable and attempts < ATTEMPTS:
        _settle(house, row.id, attempts=attempts, retry_at=now + FIRST_RETRY * 2**attempts, reason=error.code)
    else:
        _settle(house, row.id, state=AttachmentState.FAILED, reason=error.code, source_sealed=None)


def _settle(house: House, attachment_id: str, **values: Any) -> None:
    with house.db.write() as connection:
        connection.execute(
            update(Attachment)
            .where(Attachment.id == attachment_id, Attachment.state == AttachmentState.PENDING)
            .values(**values)
        )


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
