"""What people send beside words: only pictures, sound and PDF by their content, drawn anew, and fetched in time."""

import asyncio
import contextlib
import io
from random import Random
from typing import Any

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from sqlalchemy import select

from bot import attachments
from bot.attachments import ATTEMPTS, MAGIC, SIDE, Unfit, cleaned, fetch_due
from bot.channels.channel import FetchError
from bot.channels.simulator import SimulatorChannel
from models.case import Attachment, AttachmentContent
from models.encryption import bound
from models.vocabulary import Line
from operations.case_keys import cipher_of
from tests.transcripts.player import PICTURE
from tests.world import Person, World

PLACE = "23.8103N 90.4125E"


def picture(form: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **saved: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new(mode, size, 90).save(drawn, form, **saved)
    return drawn.getvalue()


def photo_with_a_place() -> bytes:
    """As a phone makes it: camera, place and time inside, turned by a note, and a thumbnail of its own."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = f"Camera of Rahima {PLACE}"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = PLACE
    return picture("JPEG", exif=exif, comment=PLACE.encode())


def png_with_words() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", PLACE)
    return picture("PNG", pnginfo=info)


@pytest.mark.parametrize("content", [photo_with_a_place(), png_with_words()], ids=["jpeg", "png"])
def test_place_time_and_camera_are_gone(content: bytes) -> None:
    assert PLACE.encode() in content
    clean = cleaned(content)
    assert clean.media_type == "image/jpeg"
    assert PLACE.encode() not in clean.content
    with Image.open(io.BytesIO(clean.content)) as image:
        assert dict(image.getexif()) == {}
        assert not {"comment", "exif", "icc_profile"} & set(image.info)


def test_a_turned_photo_stands_upright_without_its_note() -> None:
    with Image.open(io.BytesIO(cleaned(photo_with_a_place()).content)) as image:
        assert image.size == (48, 64)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_every_picture_becomes_a_plain_one(form: str, mode: str) -> None:
    assert cleaned(picture(form, mode=mode)).media_type == "image/jpeg"


def test_a_large_picture_becomes_as_small_as_it_can_be_read() -> None:
    with Image.open(io.BytesIO(cleaned(picture("PNG", (5000, 1000))).content)) as image:
        assert image.size == (SIDE, 400)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(Unfit, match="pixels"):
        cleaned(picture("PNG", (9_000, 5_000), mode="1"))


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\0 a program",
        b"PK\x03\x04 an archive",
        b"#!/bin/sh",
        b"BM a bitmap",
        b"II*\0 a tiff",
        b"RIFF\0\0\0\0AVI ",
        b"",
        b"\0",
    ],
)
def test_other_types_are_refused_whatever_they_are_called(content: bytes) -> None:
    with pytest.raises(Unfit, match="type"):
        cleaned(content)


def test_what_only_begins_like_a_picture_is_refused() -> None:
    for _offset, magic, media_type in MAGIC:
        if media_type.startswith("image/") and magic != b"WEBP":
            with pytest.raises(Unfit, match="broken_image"):
                cleaned(magic + b"<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"OggS" + b"\0" * 40, "audio/ogg"),
        (b"#!AMR\n", "audio/amr"),
        (b"\0\0\0 ftypM4A ", "audio/mp4"),
        (b"ID3", "audio/mpeg"),
    ],
)
def test_a_voice_stays_as_it_was_spoken(content: bytes, media_type: str) -> None:
    assert (cleaned(content).content, cleaned(content).media_type) == (content, media_type)


def test_a_broken_picture_is_refused_and_nothing_else_happens() -> None:
    """Bytes changed, cut and repeated at random: drawn or refused, never another error."""
    random, samples = Random(11), [photo_with_a_place(), png_with_words(), picture("GIF"), picture("WEBP")]
    for number in range(1200):
        content = bytearray(samples[number % len(samples)])
        for _change in range(random.randint(1, 8)):
            content[random.randrange(4, len(content))] = random.choice((0, 1, 127, 128, 255, random.randrange(256)))
        if random.random() < 0.4:
            del content[random.randrange(12, len(content)) :]
        with contextlib.suppress(Unfit):
            cleaned(bytes(content))


class TestFetching:
    @pytest.fixture
    def rahima(self, world: World) -> Person:
        """She has sent off a case with a photo."""
        person = world.person("700000001", Line.SIM_TELEGRAM)
        person.sends(start=f"f_{world.factory('en').code}")
        for button in (1, 1, 6, 1):
            person.taps(button)
        person.shows(PICTURE, text="What is this?")
        person.taps(1)
        person.taps(1)
        return person

    def fetch(self, world: World, channel: Any = None) -> int:
        line = channel or SimulatorChannel(Line.SIM_TELEGRAM, world.phones)
        return asyncio.run(fetch_due(world.house, {Line.SIM_TELEGRAM: line}, world.now))

    def row(self, world: World) -> Attachment:
        with world.db.session() as session:
            return session.scalars(select(Attachment)).one()

    def test_it_is_kept_sealed_and_where_it_came_from_is_forgotten(self, world: World, rahima: Person) -> None:
        assert self.fetch(world) == 1
        row = self.row(world)
        assert (row.state, row.media_type, row.source_sealed) == ("ready", "image/jpeg", None)
        with world.db.read() as connection:
            sealed = connection.execute(select(AttachmentContent.content_sealed)).scalar_one()
            cipher = cipher_of(connection, world.ring, row.case_id)
        content = cipher.open_bytes(sealed, bound("attachment_contents", "content", row.id))
        assert content == cleaned(PICTURE).content
        assert len(content) == row.size
        assert self.fetch(world) == 0

    def test_it_is_tried_again_later_each_time_and_then_given_up(self, world: World, rahima: Person) -> None:
        away, tries = Away(FetchError("http_500", retryable=True)), 0
        while self.row(world).state == "pending":
            assert self.fetch(world, away) == 1
            assert self.fetch(world, away) == 0
            tries += 1
            world.now = max(world.now + 1, self.row(world).retry_at)
        assert tries == ATTEMPTS
        assert (self.row(world).state, self.row(world).reason, self.row(world).source_sealed) == (
            "failed", "http_500", None,
        )  # fmt: skip

    def test_what_is_gone_is_not_asked_for_again(self, world: World, rahima: Person) -> None:
        self.fetch(world, Away(FetchError("gone", retryable=False)))
        assert (self.row(world).state, self.row(world).reason) == ("failed", "gone")

    def test_a_file_that_is_not_kept_says_why(self, world: World, rahima: Person) -> None:
        self.fetch(world, Away(b"MZ a program"))
        assert (self.row(world).state, self.row(world).reason) == ("refused", "type")

    def test_a_mistake_of_ours_with_one_file_stops_no_other(
        self, world: World, rahima: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(attachments, "cleaned", lambda _content: 1 / 0)
            assert self.fetch(world, Away(PICTURE)) == 1
        assert (self.row(world).state, self.row(world).reason) == ("pending", "ZeroDivisionError")
        world.now = self.row(world).retry_at
        self.fetch(world, Away(PICTURE))
        assert self.row(world).state == "ready"

    def test_of_an_erased_case_nothing_is_fetched(self, world: World, rahima: Person) -> None:
        with world.work() as work:
            work.connection.exec_driver_sql("delete from case_keys")
        self.fetch(world)
        assert (self.row(world).state, self.row(world).reason) == ("failed", "erased")


class Away:
    """A channel whose file is this, or cannot be had."""

    line = Line.SIM_TELEGRAM

    def __init__(self, found: bytes | FetchError) -> None:
        self._found = found

    async def fetch(self, _source: str) -> bytes:
        if isinstance(self._found, FetchError):
            raise self._found
        return self._found
