"""Files: pictures are shown under a policy that lets them do nothing, the rest is saved."""

import pytest
from sqlalchemy import delete

from models.case import Attachment, CaseKey
from tests.advisor.conftest import Browser, Office


@pytest.mark.parametrize(
    ("media_type", "kind", "place", "served"),
    [
        ("image/png", "photo", 'inline; filename="photo.png"', "image/png"),
        ("audio/ogg", "voice", 'attachment; filename="voice.ogg"', "audio/ogg"),
        ("application/pdf", "file", 'attachment; filename="file.pdf"', "application/pdf"),
        ("text/html", "file", 'attachment; filename="file.bin"', "application/octet-stream"),
        ("image/svg+xml", "photo", 'attachment; filename="photo.bin"', "application/octet-stream"),
    ],
)
def test_a_file_is_given_out_tamed(
    office: Office, at_desk: Browser, media_type: str, kind: str, place: str, served: str
) -> None:
    opened = office.case()
    file = office.file(opened.case_id, b"<script>alert(1)</script>", kind, media_type)
    reply = at_desk.get(f"/advisor/attachments/{file}")
    assert reply.data == b"<script>alert(1)</script>"
    assert reply.mimetype == served
    assert reply.headers["Content-Disposition"] == place
    assert reply.headers["Content-Security-Policy"].startswith("sandbox;")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"


def test_the_page_shows_pictures_and_links_the_rest(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    photo = office.file(opened.case_id, b"x")
    voice = office.file(opened.case_id, b"x" * 2000, "voice", "audio/ogg")
    html = at_desk.get(f"/advisor/cases/{opened.case_id}").text
    assert f'<img src="/advisor/attachments/{photo}"' in html
    assert f'href="/advisor/attachments/{voice}"' in html
    assert "2 kB" in html


@pytest.mark.parametrize(
    ("state", "words"),
    [("pending", "is being fetched"), ("refused", "was not kept"), ("failed", "could not be fetched")],
)
def test_a_file_that_is_not_there_says_why(office: Office, at_desk: Browser, state: str, words: str) -> None:
    opened = office.case()
    file = office.file(opened.case_id, b"x")
    source = b"x" if state == "pending" else None
    office.change(Attachment, Attachment.id == file, state=state, source_sealed=source)
    html = at_desk.get(f"/advisor/cases/{opened.case_id}").text
    assert words in html
    assert f"/attachments/{file}" not in html
    assert at_desk.get(f"/advisor/attachments/{file}").status_code == 404


def test_a_file_whose_key_is_gone_is_nowhere(office: Office, at_desk: Browser) -> None:
    file = office.file(office.case().case_id, b"x")
    office.do(lambda work: work.connection.execute(delete(CaseKey)))
    assert at_desk.get(f"/advisor/attachments/{file}").status_code == 404
