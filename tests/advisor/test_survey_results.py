"""Results of a survey on Farida's desk: shown once, the same everywhere, and nothing of a few."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from frictionless import Package
from sqlalchemy import select, update

from models.agenda import AgendaItem
from models.audit import AuditEntry
from models.survey import SurveyText, Wave
from operations.committees import found_committee
from operations.responses import COMMENTS
from operations.sessions import CONFIRMED, FREE_TRIES
from operations.survey_form import Choice, Form, Item, ItemKind
from operations.survey_published import Published
from operations.users import NewUser
from tests.advisor.conftest import Browser, Office, code_of
from tests.survey_world import CLOSED, closed_wave, form, said, shown

Desk = Callable[[NewUser], Browser]
pytestmark = pytest.mark.parametrize("db", ["sqlite"], indirect=True)


@pytest.fixture
def wave(office: Office) -> str:
    """240 of 400 workers of Padma Knitwear answered."""
    return str(office.do(lambda work: closed_wave(work, office.factories["D4KA"])))


def page_of(desk: Browser, wave_id: str) -> str:
    reply = desk.get(f"/advisor/waves/{wave_id}")
    assert reply.status_code == 200
    return reply.text


def confirms(desk: Browser, wave_id: str, **typed: str) -> int:
    """Give password and a new code again; `typed` instead of what is right."""
    assert desk.user is not None
    desk.clock.pass_by(60)
    page = f"/advisor/waves/{wave_id}/export"
    right = {"password": desk.user.password, "code": code_of(desk.user, desk.clock)}
    return desk.post(page, right | typed, page=page).status_code


def took(desk: Browser, wave_id: str, kind: str) -> bytes:
    address = f"/advisor/waves/{wave_id}/export/{kind}"
    reply = desk.get(address)
    if reply.status_code == 303:
        assert confirms(desk, wave_id) == 303
        reply = desk.get(address)
    assert reply.status_code == 200
    assert "attachment" in reply.headers["Content-Disposition"]
    return reply.data


def published(office: Office, wave_id: str) -> Published:
    return Published.from_json(office.rows(select(Wave.results).where(Wave.id == wave_id))[0][0])


def test_bars_with_a_table_beneath_each(at_desk: Browser, wave: str) -> None:
    html = page_of(at_desk, wave)
    pictures, tables = re.findall(r"<svg .*?</svg>", html, re.S), html.count("<table")
    assert len(pictures) >= 10
    assert all('role="img"' in one and "<title" in one and "<desc" in one for one in pictures)
    assert tables >= len(pictures)
    assert "Response rate" in html
    assert "60 %" in html
    assert "240" in html
    assert "fewer than 5" in html or "fewer than 10" in html
    assert "19 times out of 20" in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)
    assert len(re.findall(r'\bid="([^"]+)"', html)) == len(set(re.findall(r'\bid="([^"]+)"', html)))


def test_right_to_left_bars_grow_from_the_right(office: Office, at_desk: Browser, wave: str) -> None:
    at_desk.post("/advisor/settings", {"change": "language", "language": "ar"}, page="/advisor/settings")
    html = page_of(at_desk, wave)
    assert 'dir="rtl"' in html
    assert "هل تثق في لجنتك؟" in html
    widths = re.findall(r'class="bar" x="(\d+)" y="\d+" width="(\d+)"', html)
    assert widths
    assert all(int(begin) + int(width) == 640 for begin, width in widths)


def test_an_open_wave_tells_one_band(office: Office, at_desk: Browser, wave: str) -> None:
    office.change(Wave, Wave.id == wave, state="open", closed_on=None, results=None)
    html = page_of(at_desk, wave)
    assert "0–25" in html
    assert "<svg" not in html
    for kind in ("csv", "pdf"):
        assert at_desk.get(f"/advisor/waves/{wave}/export/{kind}").status_code == 404
    office.change(Wave, Wave.id == wave, invited=9)
    assert "not shown for so few" in page_of(at_desk, wave)


def test_results_wait_for_the_announced_day(office: Office, at_desk: Browser, wave: str) -> None:
    office.change(Wave, Wave.id == wave, release_on=date(2026, 11, 30))
    assert "Results are shown from Nov 30, 2026 on" in re.sub("</?bdi>", "", page_of(at_desk, wave))
    assert at_desk.get(f"/advisor/waves/{wave}/export/csv").status_code == 404
    office.change(Wave, Wave.id == wave, release_on=date(2026, 11, 24))
    assert "Do you trust your committee?" in page_of(at_desk, wave)


def test_it_is_held_against_the_wave_before(office: Office, at_desk: Browser, wave: str) -> None:
    assert "Last time" not in page_of(at_desk, wave)
    survey_id = office.rows(select(Wave.survey_id))[0][0]
    values: dict[str, Any] = {"survey_id": survey_id, "number": 2, "trust": 0.9, "people": 300}
    later = office.do(lambda work: closed_wave(work, office.factories["D4KA"], **values))
    html = page_of(at_desk, later)
    assert "Last time" in html
    assert "can be a sign of trust" in html


def test_a_new_version_is_held_against_the_old_one(office: Office, at_desk: Browser, wave: str) -> None:
    survey_id = office.rows(select(Wave.survey_id))[0][0]
    other = form(items=form().items[:1])
    later = office.do(lambda work: closed_wave(work, office.factories["D4KA"], form=other, earlier_id=survey_id))
    assert "Last time" in page_of(at_desk, later)
    changed = Item("trust", ItemKind.SELECT_ONE, {"en": "Trust?"}, choices=(Choice("yes", {"en": "Yes"}),))
    last = office.do(
        lambda work: closed_wave(work, office.factories["D4KA"], form=form(items=(changed,)), earlier_id=survey_id)
    )
    assert page_of(at_desk, last).count("Last time") == 1  # the rate; other choices are another question


def test_only_a_lead_sees_other_factories(office: Office, at_desk: Browser, desk_of: Desk, wave: str) -> None:
    office.do(lambda work: closed_wave(work, office.factories["N4RA"], people=120))
    assert "Meghna Denim" not in page_of(at_desk, wave)
    assert "Meghna Denim" in page_of(desk_of(office.user("lead@advisors.example", "lead")), wave)
    narrow = desk_of(office.user("narrow@advisors.example", "lead", ("D4KA",)))
    assert "Meghna Denim" not in page_of(narrow, wave)


def test_words_leave_only_as_they_were_released(office: Office, at_desk: Browser, wave: str) -> None:
    """Rahima named her supervisor; Farida releases what she wants without the name, and withholds Abdul's."""
    hers = office.do(lambda work: said(work, wave, "Hossain on line 4 shouts, make him stop"))
    his = office.do(lambda work: said(work, wave, "I am Abdul from cutting"))
    office.do(lambda work: said(work, wave, "nobody read this yet"))
    page = f"/advisor/waves/{wave}/texts"
    assert "Hossain on line 4" in at_desk.get(page).text
    at_desk.post(f"{page}/{hers}/release", {"words": "Supervisors should not shout"}, page=page)
    at_desk.post(f"{page}/{his}/withhold", page=page)
    shown = page_of(at_desk, wave)
    files = b"".join(took(at_desk, wave, kind) for kind in ("csv", "codebook", "xlsx", "floip"))
    assert "Supervisors should not shout" in shown
    for secret in ("Hossain", "Abdul", "nobody read"):
        assert secret not in shown
        assert secret.encode() not in files
    states = dict(office.rows(select(SurveyText.id, SurveyText.state)))
    assert (states[hers], states[his]) == ("released", "withheld")
    assert at_desk.post(f"{page}/{hers}/release", {"words": " "}, page=page).status_code == 422
    assert at_desk.post(f"{page}/{'0' * 32}/withhold", page=page).status_code == 404


class TestTakingResultsAlong:
    """It needs a lead, and password and code once more: a desk left open takes nothing away (threat model, A6)."""

    def file(self, desk: Browser, wave: str) -> int:
        return desk.get(f"/advisor/waves/{wave}/export/csv").status_code

    def test_signing_in_is_not_enough(self, office: Office, at_desk: Browser, wave: str) -> None:
        assert self.file(at_desk, wave) == 303
        assert "/export/csv" not in at_desk.get(f"/advisor/waves/{wave}/export").text
        assert confirms(at_desk, wave, password="not hers") == 422
        assert confirms(at_desk, wave, code="000000") == 422
        assert self.file(at_desk, wave) == 303
        assert confirms(at_desk, wave) == 303
        assert "/export/csv" in at_desk.get(f"/advisor/waves/{wave}/export").text
        assert self.file(at_desk, wave) == 200
        entries = office.rows(select(AuditEntry.action).order_by(AuditEntry.number.desc()).limit(2))
        assert [action for (action,) in entries] == ["survey.exported", "user.confirmed"]

    def test_it_counts_for_five_minutes_and_for_this_session(
        self, office: Office, at_desk: Browser, desk_of: Desk, wave: str, farida: NewUser
    ) -> None:
        confirms(at_desk, wave)
        at_desk.clock.pass_by(CONFIRMED)
        assert self.file(at_desk, wave) == 200
        at_desk.clock.pass_by(1)
        assert self.file(at_desk, wave) == 303
        confirms(at_desk, wave)
        at_desk.clock.pass_by(60)
        assert self.file(at_desk, wave) == 200
        assert self.file(desk_of(farida), wave) == 303

    def test_guessing_is_slowed_down(self, at_desk: Browser, wave: str) -> None:
        page = f"/advisor/waves/{wave}/export"
        said = [
            at_desk.post(page, {"password": "a guess", "code": "123456"}, page=page).status_code
            for _try in range(FREE_TRIES + 2)
        ]
        assert said[0] == 422
        assert said[-1] == 429

    def test_where_there_is_a_lead_she_takes_it(
        self, office: Office, at_desk: Browser, desk_of: Desk, wave: str
    ) -> None:
        confirms(at_desk, wave)
        lead = desk_of(office.user("lead@advisors.example", "lead"))
        assert self.file(at_desk, wave) == 303
        assert "A lead takes results along" in at_desk.get(f"/advisor/waves/{wave}/export").text
        confirms(lead, wave)
        assert self.file(lead, wave) == 200


def test_a_voice_never_leaves_but_what_farida_writes_about_it_does(
    office: Office, at_desk: Browser, desk_of: Desk, wave: str
) -> None:
    """It is saved, never played here, under a policy that lets it do nothing; who opened it is written down."""
    hers = office.do(lambda work: said(work, wave, ""))
    voice = b"OggS the voice of Rahima"
    file_id = office.do(lambda work: shown(work, wave, hers, voice, "audio/ogg", "voice"))
    page, address = f"/advisor/waves/{wave}/texts", f"/advisor/waves/{wave}/files/{file_id}"
    assert address in at_desk.get(page).text
    reply = at_desk.get(address)
    assert (reply.data, reply.headers["Content-Type"]) == (voice, "audio/ogg")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert reply.headers["Content-Security-Policy"].startswith("sandbox")
    assert office.rows(select(AuditEntry.object_id).where(AuditEntry.action == "survey.file_viewed")) == [(file_id,)]
    at_desk.post(f"{page}/{hers}/release", {"words": "The canteen is too small"}, page=page)
    shown_page = page_of(at_desk, wave)
    assert "The canteen is too small" in shown_page
    assert "/files/" not in shown_page
    assert b"OggS" not in b"".join(took(at_desk, wave, kind) for kind in ("csv", "codebook", "xlsx", "floip", "pdf"))
    assert desk_of(office.user("stranger@advisors.example", "advisor", ("N4RA",))).get(address).status_code == 404
    office.change(Wave, Wave.id == wave, release_on=date(2026, 11, 30))
    assert at_desk.get(address).status_code == 404


def test_what_was_written_beside_the_answers_is_read_and_released_too(
    office: Office, at_desk: Browser, wave: str
) -> None:
    beside = office.do(lambda work: said(work, wave, "It is hot", COMMENTS))
    page = f"/advisor/waves/{wave}/texts"
    assert "Written beside the answers" in at_desk.get(page).text
    assert "It is hot" not in page_of(at_desk, wave)
    at_desk.post(f"{page}/{beside}/release", {"words": "It is too hot"}, page=page)
    assert "It is too hot" in page_of(at_desk, wave)


def test_everybody_is_told_in_one_message(office: Office, at_desk: Browser, wave: str) -> None:
    html = page_of(at_desk, wave)
    assert "about 244 answered" in html
    proposed = re.findall(r'name="text_(\w+)"[^>]*>([^<]*)</textarea>', html)
    assert [language for language, _ in proposed] == ["bn", "en"]
    assert "shouted" not in html.split("Back to the workers")[1].split("</form>")[0]
    texts = {"text_bn": "ধন্যবাদ", "text_en": "Thank you all."}
    here = f"/advisor/waves/{wave}"
    assert at_desk.post(f"{here}/message", {"text_bn": "ধন্যবাদ"}, page=here).status_code == 422
    assert at_desk.post(f"{here}/message", texts | {"text_en": "x" * 400}, page=here).status_code == 422
    assert at_desk.post(f"{here}/message", texts, page=here).status_code == 303
    assert office.rows(select(Wave.message))[0][0] == {"bn": "ধন্যবাদ", "en": "Thank you all."}
    office.change(Wave, Wave.id == wave, told_on=CLOSED)
    assert at_desk.post(f"{here}/message", texts, page=here).status_code == 422


def test_the_committee_gets_it_as_a_point(office: Office, at_desk: Browser, wave: str) -> None:
    ours = office.do(lambda work: found_committee(work, office.factories["D4KA"], "picc"))
    theirs = office.do(lambda work: found_committee(work, office.factories["N4RA"], "picc"))
    here = f"/advisor/waves/{wave}"
    wording = {"wording": "Half of us do not trust the committee"}
    assert at_desk.post(f"{here}/agenda", wording | {"committee": theirs}, page=here).status_code == 404
    assert at_desk.post(f"{here}/agenda", {"wording": "", "committee": ours}, page=here).status_code == 422
    assert at_desk.post(f"{here}/agenda", wording | {"committee": ours}, page=here).status_code == 303
    assert office.rows(select(AgendaItem.committee_id, AgendaItem.state)) == [(ours, "accepted")]
    assert "Half of us do not trust" in at_desk.get(f"/advisor/committees/{ours}/points").text


def test_who_takes_a_file_is_written_down(office: Office, at_desk: Browser, wave: str) -> None:
    for kind in ("csv", "codebook", "xlsx", "floip", "pdf"):
        took(at_desk, wave, kind)
    entries = office.rows(select(AuditEntry.detail).where(AuditEntry.action == "survey.exported"))
    assert [entry.detail["kind"] for entry in entries] == ["csv", "codebook", "xlsx", "floip", "pdf"]


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_sheet_holds_what_the_page_shows(office: Office, at_desk: Browser, wave: str) -> None:
    lines = lines_of(took(at_desk, wave, "csv"))
    results = published(office, wave)
    trust = [line for line in lines if line["question"] == "trust" and line["breakdown"] == "all"]
    question = results.question("trust")
    assert question
    for line, cell in zip(trust, question.cells, strict=True):
        told = (line["people_from"], line["people_to"], line["percent"])
        assert told == ((str(cell.low), str(cell.high), str(cell.percent)) if cell else ("", "", ""))
        assert (line["hidden"] == "yes") is (cell is None)
    assert trust[0]["label::bn"] == "কমিটির উপর আস্থা আছে?"
    assert trust[0]["answer_label::ar"] == "كثيرا"
    book = openpyxl.load_workbook(io.BytesIO(took(at_desk, wave, "xlsx")))
    rows = [["" if value is None else str(value) for value in row] for row in book["results"].values]
    assert rows[1:] == [list(line.values()) for line in lines]
    assert {"question", "hidden"} <= {row[1] for row in book["codebook"].values}


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_formula_is_passed_on(office: Office, at_desk: Browser, begin: str) -> None:
    label = f'{begin}HYPERLINK("http://evil.example")'
    item = Item(
        "trust", ItemKind.SELECT_ONE, {"en": label}, choices=(Choice("a", {"en": label}), Choice("b", {"en": "B"}))
    )
    asked: Form = form(items=(item,), languages=("en",), title={"en": label})
    wave_id = office.do(lambda work: closed_wave(work, office.factories["D4KA"], form=asked))
    for kind in ("csv", "codebook"):
        for line in csv.reader(io.StringIO(took(at_desk, wave_id, kind).decode("utf-8-sig"))):
            assert not any(cell.startswith(begin) for cell in line)
    book = openpyxl.load_workbook(io.BytesIO(took(at_desk, wave_id, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(took(at_desk, wave_id, "xlsx"))) as parts:
        assert not any("<f>" in parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def test_the_data_package_is_valid(
    office: Office, at_desk: Browser, wave: str, tmp_path: Any, monkeypatch: Any
) -> None:
    """For frictionless with the profile that lies in it, and by every rule of Flow Results 1.1 for rows."""
    content = took(at_desk, wave, "floip")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        package.extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    report = Package("datapackage.json").validate()
    assert report.valid, report.flatten()
    package_of = json.loads((tmp_path / "datapackage.json").read_text())
    rows = json.loads((tmp_path / "responses.json").read_text())
    flow_results(package_of, rows)
    counts = Counter(row[5] for row in rows if row[4] == "trust")
    question = published(office, wave).question("trust")
    assert question
    for answer, cell in zip(question.answers, question.cells, strict=True):
        assert counts[answer.name] == (cell.middle if cell else 0)
    assert {row[0] for row in rows} == {"2026-11-20T00:00:00+00:00"}
    assert [row[4] for row in rows] != sorted(row[4] for row in rows)
    assert rows != json.loads(zipfile.ZipFile(io.BytesIO(took(at_desk, wave, "floip"))).read("responses.json"))


TYPES = {"select_one", "select_many", "numeric", "open", "text", "image", "video", "audio", "geo_point", "date"}
UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
RFC_3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d"
COLUMNS = ["timestamp", "row_id", "contact_id", "session_id", "question_id", "response", "response_metadata"]


def flow_results(package: dict[str, Any], rows: list[list[Any]]) -> None:
    """The rules of the specification."""
    assert package["profile"] == "flow-results-package"
    assert package["flow_results_specification_version"] == "1.1.0"
    assert re.fullmatch(UUID4, package["id"])
    assert re.fullmatch(RFC_3339, package["created"])
    assert package["modified"] == package["created"]
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    (resource,) = package["resources"]
    assert "data" not in resource
    assert (resource["access_method"], resource["path"]) == ("file", "responses.json")
    assert [field["name"] for field in resource["schema"]["fields"]] == COLUMNS
    assert resource["schema"]["language"] == "eng"
    questions = resource["schema"]["questions"]
    for question in questions.values():
        assert question["type"] in TYPES
        assert question["label"]
        assert ("choices" in question["type_options"]) == (question["type"] in ("select_one", "select_many"))
    assert questions["trust"]["semantic_labels"] == ["picc"]
    for column in (1, 2, 3):
        assert len({row[column] for row in rows}) == len(rows)
    for row in rows:
        assert len(row) == 7
        assert re.fullmatch(RFC_3339, row[0])
        question = questions[row[4]]
        chosen = row[5] if question["type"] == "select_many" else [row[5]]
        assert set(chosen) <= set(question["type_options"]["choices"])


def test_a_factory_of_few_is_told_so(office: Office, at_desk: Browser) -> None:
    wave_id = office.do(lambda work: closed_wave(work, office.factories["D4KA"], people=8))
    html = page_of(at_desk, wave_id)
    assert "Fewer than 10 answered" in html
    assert "0–25" in html
    for kind in ("csv", "xlsx", "codebook", "floip", "pdf"):
        took(at_desk, wave_id, kind)


def test_results_do_not_change_after_the_close(office: Office, at_desk: Browser, wave: str) -> None:
    before = page_of(at_desk, wave)
    office.do(lambda work: work.connection.execute(update(Wave).values(invited=9999)))
    strip = re.compile(r'value="[^"]+"')
    assert strip.sub("", page_of(at_desk, wave)) == strip.sub("", before)
