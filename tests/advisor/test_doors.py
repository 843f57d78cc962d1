"""What holds for every address: tokens, origins, headers, sizes, and pages for what went wrong."""

import gzip
import hashlib
import json
import re

import pytest
from flask import Flask
from jinja2 import UndefinedError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from advisor.assets import FOLDER, TYPES
from models.case import Case
from operations.users import NewUser
from tests.advisor.addresses import addresses
from tests.advisor.conftest import Browser, Office, build, form_token
from tests.canaries import Canaries
from tests.promises import figure

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def posts(app: Flask, case_id: str) -> list[str]:
    """Every address that takes a form, from the URL map."""
    everything = {rule.endpoint for rule in app.url_map.iter_rules()}
    return [path for _, method, path in addresses(app, everything, {"case_id": case_id}) if method == "POST"]


@pytest.mark.parametrize("token", [None, "", "x", "of another session"])
def test_no_form_is_taken_without_its_token(
    app: Flask, office: Office, at_desk: Browser, stranger: Browser, token: str | None
) -> None:
    opened = office.case()
    if token == "of another session":
        token = form_token(stranger.get("/advisor/login").text)
    before = office.rows(select(Case.__table__))
    found = posts(app, opened.case_id)
    assert len(found) >= 9
    for path in found:
        fields = {"text": "x", "email": "a@b.example", "password": "x", "change": "sessions"}
        reply = at_desk.client.post(path, data=fields | ({} if token is None else {"csrf_token": token}))
        assert reply.status_code == 400, path
    assert office.rows(select(Case.__table__)) == before
    figure("P11", f"{len(found)} of {len(found)} addresses refuse a form without its token; asking changes 0 rows")


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, False),
    ],
)
def test_a_form_comes_from_our_own_page(office: Office, at_desk: Browser, headers: dict[str, str], taken: bool) -> None:
    opened = office.case()
    reply = at_desk.post(f"/advisor/cases/{opened.case_id}/take", headers=headers)
    assert reply.status_code == (303 if taken else 403)
    assert (office.rows(select(Case.assignee_id))[0][0] is not None) is taken


def test_asking_for_a_page_changes_no_case(app: Flask, office: Office, at_desk: Browser) -> None:
    opened = office.case()
    before = office.rows(select(Case.__table__))
    for path in posts(app, opened.case_id):
        at_desk.get(path)
        at_desk.client.head(path)
        at_desk.client.get(path, headers={"X-HTTP-Method-Override": "POST"})
    assert office.rows(select(Case.__table__)) == before


def answers(desk: Browser, office: Office) -> dict[str, object]:
    """One answer of each kind."""
    opened = office.case()
    page = f"/advisor/cases/{opened.case_id}"
    token = form_token(desk.get(page).text)
    return {
        "200": desk.get(page),
        "303": desk.post("/advisor/settings", {"change": "nothing"}),
        "400": desk.client.post(f"{page}/take"),
        "403": desk.post(f"{page}/take", headers={"Origin": "https://evil.example"}),
        "404": desk.get("/advisor/cases/none"),
        "404 outside": desk.get("/advisor/nothing/here"),
        "404 elsewhere": desk.get("/nothing"),
        "405": desk.client.delete("/advisor/"),
        "413": desk.client.post(f"{page}/reply", data={"csrf_token": token, "text": "x" * 70_000}),
        "422": desk.post(f"{page}/reply", {"text": ""}, page=page),
        "static": desk.get("/advisor/static/bobbin.css"),
    }


def test_every_answer_has_all_headers_once(office: Office, at_desk: Browser) -> None:
    for name, reply in answers(at_desk, office).items():
        assert reply.status_code == (200 if name == "static" else int(name[:3])), name  # type: ignore[attr-defined]
        for header, value in HEADERS.items():
            wanted = ["no-cache"] if (name, header) == ("static", "Cache-Control") else [value]
            assert reply.headers.getlist(header) == wanted, (name, header)  # type: ignore[attr-defined]
        assert "Strict-Transport-Security" not in reply.headers  # type: ignore[attr-defined]
        assert "ETag" not in reply.headers  # type: ignore[attr-defined]
        assert "Last-Modified" not in reply.headers  # type: ignore[attr-defined]
    figure("P17", f"{len(HEADERS)} headers on each of {len(answers(at_desk, office))} kinds of answer, errors too")


def test_https_is_remembered_when_we_have_it(office: Office) -> None:
    reply = build(office, "https://line.example").test_client().get("/advisor/login", base_url="https://line.example")
    assert reply.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


MISTAKES = (
    ValueError("+8801700000001"),
    IntegrityError("insert into contacts values (?)", ("+8801700000001",), Exception("+8801700000001 is there")),
    UndefinedError("'+8801700000001' has no attribute 'name'"),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: type(mistake).__name__)
def test_a_mistake_of_ours_says_nothing(
    app: Flask, office: Office, at_desk: Browser, canaries: Canaries, mistake: Exception
) -> None:
    """Neither the page nor the log: there stands of what kind it was, and on which page."""
    app.testing = False

    def burst() -> float:
        raise mistake

    cookie = at_desk.client.get_cookie("bobbin")
    app.config["NOW"] = burst
    reply = at_desk.get("/advisor/")
    assert cookie
    assert reply.status_code == 500
    assert "Something went wrong on our side." in reply.text
    assert "8801700000001" not in reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    (logged,) = map(json.loads, canaries.log.getvalue().splitlines())
    assert logged == {"event": "page.failed", "error": type(mistake).__name__, "route": "/advisor/"}


@pytest.mark.parametrize(
    "path", ["cases/%00", "cases/a%00b", "attachments/%00", "?factory=%00", "?after=1.2026-11-24.%00", "cases/%ff%fe"]
)
def test_an_address_with_odd_bytes_finds_nothing(at_desk: Browser, path: str) -> None:
    assert at_desk.get(f"/advisor/{path}").status_code == 404


def test_forwarded_headers_move_nobody(at_desk: Browser) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Host": "evil.example"}
    reply = at_desk.get("/advisor/login", headers=headers)
    assert "evil.example" not in reply.text + str(reply.headers)


def test_pages_hold_no_script_and_no_style(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    for path in ("/advisor/", f"/advisor/cases/{opened.case_id}", "/advisor/settings", "/advisor/none"):
        html = at_desk.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", html), path
        assert not re.search(r'(src|href|action)="(?!/|#)', html), path


def test_files_are_kept_for_good_under_their_hash(at_desk: Browser) -> None:
    html = at_desk.get("/advisor/").text
    links = re.findall(r'"(/advisor/static/[^"]+)"', html)
    assert len(links) >= 3
    for link in links:
        reply = at_desk.get(link, headers={"Accept-Encoding": "gzip"})
        assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in reply.headers
        assert gzip.decompress(reply.data) == at_desk.get(link).data


@pytest.mark.parametrize("name", ["vendor/VENDORED.md", "../blueprint.py", "..%2fblueprint.py", "none.css"])
def test_no_other_file_is_served(stranger: Browser, name: str) -> None:
    assert stranger.get(f"/advisor/static/{name}").status_code == 404


def test_a_cold_list_is_light(app: Flask, office: Office, at_desk: Browser) -> None:
    """Old laptops on slow data: 50 cases with everything they need, in at most 50 kB."""
    for _ in range(50):
        office.case()
    packed = {"Accept-Encoding": "gzip"}
    page = at_desk.get("/advisor/", headers=packed)
    assert page.headers["Content-Encoding"] == "gzip"
    links = set(re.findall(r'"(/advisor/static/[^"]+)"', gzip.decompress(page.data).decode()))
    total = len(page.data) + sum(len(at_desk.get(link, headers=packed).data) for link in links)
    assert total <= 50_000


def test_vendored_files_are_as_published() -> None:
    table = (FOLDER / "vendor" / "VENDORED.md").read_text()
    for name in TYPES:
        if name.startswith("vendor/"):
            content = (FOLDER / name).read_bytes()
            assert f"{hashlib.sha256(content).hexdigest()}" in table, name
            assert b"sourceMappingURL" not in content


def test_the_language_is_the_browsers_until_somebody_signs_in(stranger: Browser, farida: NewUser) -> None:
    assert '<html lang="en" dir="ltr">' in stranger.get("/advisor/login", headers={"Accept-Language": "xx"}).text
