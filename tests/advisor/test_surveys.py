"""Farida makes a survey on the web: brings a workbook, takes from the bank, words, translates, protects, publishes."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.survey import Survey
from operations.survey_form import Form, Garble
from operations.users import NewUser
from tests.advisor.conftest import Browser, Office, form_token
from tests.operations.test_xlsforms import BAD_FILES, row

GOOD = row("text", "wish", "What is your wish?", "ইচ্ছা কী?")


def brings(desk: Browser, office: Office, content: bytes, factory: str = "D4KA") -> TestResponse:
    """Send a file as a browser does; the body is put together here, so that no temporary file is left open."""
    fields = {"csrf_token": form_token(desk.get("/advisor/surveys").text), "factory": office.factories[factory]}
    head = "".join(f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    head += '--b\r\nContent-Disposition: form-data; name="file"; filename="wishes.xlsx"\r\n\r\n'
    body = head.encode() + content + b"\r\n--b--\r\n"
    return desk.client.post("/advisor/surveys/import", data=body, content_type="multipart/form-data; boundary=b")


def writes(desk: Browser, office: Office, title: str = "Wages", factory: str = "D4KA") -> str:
    """Begin an empty survey; returns its address."""
    fields = {"title": title, "factory": office.factories[factory]}
    reply = desk.post("/advisor/surveys", fields, page="/advisor/surveys")
    assert reply.status_code == 303
    return str(reply.headers["Location"])


def forms(office: Office) -> list[Form]:
    return [Form.from_json(row.form) for row in office.rows(select(Survey.form).order_by(Survey.version))]


def does(desk: Browser, page: str, path: str, fields: dict[str, str] | None = None, status: int = 303) -> TestResponse:
    reply = desk.post(f"{page}/{path}", fields, page=page)
    assert reply.status_code == status, reply.text
    return reply


def test_a_workbook_is_taken_in_and_comes_out_byte_by_byte(office: Office, at_desk: Browser) -> None:
    reply = brings(at_desk, office, GOOD)
    assert reply.status_code == 303
    page = reply.headers["Location"]
    shown = at_desk.get(page).text
    assert "What is your wish?" in shown
    assert "000 বলতে চাই না" in shown
    out = at_desk.get(f"{page}/workbook")
    assert out.data == GOOD
    assert out.headers["Content-Disposition"] == 'attachment; filename="survey-1.xlsx"'
    assert "wishes" in at_desk.get("/advisor/surveys").text


def test_everything_that_is_wrong_stands_in_one_table(office: Office, at_desk: Browser) -> None:
    reply = brings(at_desk, office, row("geopoint", "where", "Where?", columns={"bobbin_half": "c"}))
    assert reply.status_code == 422
    cells = re.findall(r"<td>(?:<bdi>)?([^<]*)", reply.text)
    assert cells == ["survey", "3", "A type", "a place cannot be asked by SMS; ask for it in words or choices"]
    assert office.rows(select(Survey.id)) == []


@pytest.mark.parametrize("name", [name for name in BAD_FILES if name != "50 MB"])
def test_a_file_that_means_harm_gets_one_clear_message(office: Office, at_desk: Browser, name: str) -> None:
    content, told = BAD_FILES[name]
    reply = brings(at_desk, office, content)
    assert reply.status_code == 422
    assert told.replace(">", "&gt;") in reply.text


def test_a_file_of_fifty_megabytes_is_not_even_read(office: Office, at_desk: Browser) -> None:
    assert brings(at_desk, office, b"PK" + bytes(50 * 1024 * 1024)).status_code == 413
    six = brings(at_desk, office, b"PK" + bytes(6 * 1024 * 1024))
    assert six.status_code == 422
    assert "at most 5 MB" in six.text


def test_no_survey_for_a_foreign_factory(office: Office, at_desk: Browser) -> None:
    assert brings(at_desk, office, GOOD, "N4RA").status_code == 404
    fields = {"title": "Wages", "factory": office.factories["N4RA"]}
    assert at_desk.post("/advisor/surveys", fields, page="/advisor/surveys").status_code == 404
    assert office.rows(select(Survey.id)) == []


def test_a_survey_of_the_bank_is_made_ordered_and_published(office: Office, at_desk: Browser) -> None:
    page = writes(at_desk, office)
    for name in ("consent", "age", "harassment", "contact"):
        does(at_desk, page, "items", {"bank": name})
    does(at_desk, page, "items/contact/up")
    does(at_desk, page, "items/contact/down")
    does(at_desk, page, "items/age/remove")
    (form,) = forms(office)
    assert [item.name for item in form.items] == ["consent", "harassment", "contact"]
    assert form.languages == ("bn", "en")
    faulty = at_desk.get(page).text
    assert "it looks at ${age}, which is no earlier question" in faulty
    assert "disabled>Publish" in faulty
    does(at_desk, page, "publish", status=422)
    does(at_desk, page, "items/harassment", item_fields(form, "harassment") | {"relevant": "${consent} = 'yes'"})
    does(at_desk, page, "publish")
    shown = at_desk.get(page).text
    assert "Make a new version" in shown
    does(at_desk, page, "items", {"bank": "wish"}, status=422)
    second = does(at_desk, page, "version").headers["Location"]
    assert second != page
    assert "The version before" in at_desk.get(second).text
    does(at_desk, second, "items", {"bank": "wish"})
    assert [len(one.items) for one in forms(office)] == [3, 4]


def item_fields(form: Form, name: str) -> dict[str, str]:
    """The fields of a question's page as they stand."""
    item = form.item(name)
    fields = {"name": item.name, "relevant": "\n".join(item.relevant), "constraint": item.constraint, "half": item.half}
    fields |= {f"label_{code}": words for code, words in item.label.items()}
    for place, choice in enumerate(item.choices):
        fields |= {f"choice_{place}": choice.name}
        fields |= {f"choice_{place}_{code}": words for code, words in choice.label.items()}
    if item.garble:
        fields |= {"garble": str(item.garble.rate), "block": str(item.garble.block)}
    return fields | ({"sensitive": "on"} if item.sensitive else {}) | ({"required": "on"} if item.required else {})


def test_a_question_of_her_own_in_two_languages(office: Office, at_desk: Browser) -> None:
    page = writes(at_desk, office)
    does(at_desk, page, "items", {"bank": "age"})
    made = does(at_desk, page, "items", {"kind": "select_one"}).headers["Location"]
    assert made == f"{page}/items/question"
    assert "has no words" in at_desk.get(made).text
    fields = {
        "name": "hit",
        "label_en": "Were you hit?",
        "label_bn": "মার খেয়েছেন?",
        "choice_0": "yes",
        "choice_0_en": "Yes",
        "choice_0_bn": "হ্যাঁ",
        "choice_1": "no",
        "choice_1_en": "No",
        "choice_2_en": "Rather not",
        "if_question": "age",
        "if_is": ">=",
        "if_value": "18",
        "sensitive": "on",
        "half": "b",
        "point": "Gender",
    }
    does(at_desk, page, "items/question", fields)
    item = forms(office)[0].item("hit")
    assert item.label == {"bn": "মার খেয়েছেন?", "en": "Were you hit?"}
    assert [choice.name for choice in item.choices] == ["yes", "no", "choice_1"]
    assert item.relevant == ("${age} >= 18",)
    assert (item.sensitive, item.half, item.tags, item.required) == (True, "b", ("Gender",), False)
    shown = at_desk.get(f"{page}/items/hit").text
    assert "To translate" in shown, "the third choice has no Bengali"
    assert "1 SMS" in shown


def test_noise_is_kept_as_typed_or_refused(office: Office, at_desk: Browser) -> None:
    page = writes(at_desk, office)
    does(at_desk, page, "items", {"bank": "punished"})
    fields = item_fields(forms(office)[0], "punished")
    does(at_desk, page, "items/punished", fields | {"garble": "0.3", "block": "20"})
    assert forms(office)[0].item("punished").garble == Garble(0.3, 20)
    refused = does(at_desk, page, "items/punished", fields | {"garble": "often"}, status=422)
    assert "a rate such as 0.2" in refused.text
    does(at_desk, page, "items/punished", fields | {"garble": "1.5"})
    assert "the rate is between 0 and 1" in at_desk.get(page).text


def test_title_and_languages(office: Office, at_desk: Browser) -> None:
    page = writes(at_desk, office)
    fields = {"title_bn": "বেতন", "title_en": "Pay", "language": ["bn", "en", "km"]}
    does(at_desk, page, "settings", fields)  # type: ignore[arg-type]
    (form,) = forms(office)
    assert (form.title, form.languages) == ({"bn": "বেতন", "en": "Pay"}, ("bn", "en", "km"))
    does(at_desk, page, "settings", {}, status=422)


def test_a_draft_is_thrown_away(office: Office, at_desk: Browser) -> None:
    page = writes(at_desk, office)
    assert does(at_desk, page, "discard").headers["Location"] == "/advisor/surveys"
    assert at_desk.get(page).status_code == 404
    assert forms(office) == []


def test_a_long_question_is_marked(office: Office, at_desk: Browser) -> None:
    page = writes(at_desk, office)
    does(at_desk, page, "items", {"bank": "overtime_concern"})
    shown = at_desk.get(page).text
    assert "More than one SMS" in shown
    assert "3 SMS" in shown


@pytest.mark.parametrize("path", ["items/none/up", "items/none"])
def test_a_question_that_is_not_there(office: Office, at_desk: Browser, path: str) -> None:
    page = writes(at_desk, office)
    does(at_desk, page, path, status=404)


def test_words_are_shown_as_words(office: Office, at_desk: Browser, farida: NewUser) -> None:
    page = writes(at_desk, office, title="<script>alert(1)</script>")
    does(at_desk, page, "items", {"kind": "text"})
    does(at_desk, page, "items/question", {"label_bn": "<img src=x onerror=alert(1)>"})
    for address in (page, f"{page}/items/question", "/advisor/surveys"):
        shown = at_desk.get(address).text
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
