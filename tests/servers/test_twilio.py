"""The local Twilio speaks with the real library, and refuses what is wrong."""

import time
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.servers.callers import Ourselves, ask_twilio
from tests.servers.client import get
from tests.servers.twilio_forms import signed_form
from tests.servers.twilio_rules import segments
from tests.servers.twilio_server import FakeTwilio, basic

pytest_plugins = ["tests.servers.fixtures"]

WORKER = "+8801700000001"
COLLEAGUE = "+8801700000002"
SERVICE = "MG" + "ab" * 16
CALLBACK = "https://bobbin.example/webhooks/twilio/status/1f"


def test_a_message_is_taken_as_twilio_takes_it(twilio: FakeTwilio, client: Client) -> None:
    message = client.messages.create(
        to=WORKER, from_=twilio.number, body="Hello", status_callback=CALLBACK, validity_period=14400
    )
    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.status, message.num_segments, message.direction) == ("queued", "1", "outbound-api")
    assert abs(message.date_created.timestamp() - time.time()) < 5
    assert message.date_sent is None
    [sent] = twilio.sent
    assert (sent.to, sent.from_, sent.body, sent.status_callback) == (WORKER, twilio.number, "Hello", CALLBACK)
    assert sent.params["ValidityPeriod"] == ["14400"]


def test_a_messaging_service_assigns_the_sender_later(twilio: FakeTwilio, client: Client) -> None:
    message = client.messages.create(to=WORKER, messaging_service_sid=SERVICE, body="Hello")
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")


def test_a_wrong_token_is_refused(twilio: FakeTwilio) -> None:
    http = TwilioHttpClient(timeout=2)
    stranger = Client(twilio.account_sid, "0" * 32, http_client=http)
    stranger.api.base_url = twilio.url
    with pytest.raises(TwilioRestException) as refused:
        stranger.messages.create(to=WORKER, from_=twilio.number, body="Hello")
    http.session.close()
    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert twilio.sent == []


GOOD = {"To": WORKER, "From": "+15005550006", "Body": "Hello"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": None}, 21604),
        ({"To": "8801700000001"}, 21211),
        ({"To": "+0801700000001"}, 21211),
        ({"To": "whatsapp:8801700000001"}, 21211),
        ({"To": "+88017000 00001"}, 21211),
        ({"To": "whatsapp:" + WORKER}, 21910),
        ({"From": None}, 21603),
        ({"MessagingServiceSid": SERVICE}, 21712),
        ({"From": None, "MessagingServiceSid": "MG12"}, 21705),
        ({"From": "a sender that is too long"}, 21212),
        ({"From": "+0123"}, 21212),
        ({"To": "+15005550006"}, 21266),
        ({"Body": ""}, 21602),
        ({"Body": None}, 21619),
        ({"Body": "x" * 1601}, 21617),
        ({"Body": "😀" * 801}, 21617),
        ({"StatusCallback": "not a url"}, 21609),
        ({"StatusCallback": "ftp://bobbin.example/x"}, 21609),
        ({"StatusCallback": "https://my_host.example/x"}, 21609),
        ({"StatusCallback": "http://localhost:8000/x"}, 21609),
        ({"StatusCallback": "https://bobbin.example/" + "x" * 4000}, 21609),
        ({"ValidityPeriod": "0"}, 21624),
        ({"ValidityPeriod": "36001"}, 21624),
        ({"ValidityPeriod": "4h"}, 21624),
        ({"ContentRetention": "forget"}, 20001),
        ({"AddressRetention": "hide"}, 20001),
        ({"SmartEncoded": "True"}, 20001),
        ({"MediaUrl": ["https://media.example/1"] * 11}, 21623),
        ({"MediaUrl": "picture.jpg"}, 21620),
        ({"SendAt": "2027-01-01T00:00:00Z"}, 20001),
        ({"body": "hello"}, 20001),
        ({"Body": ["one", "two"]}, 20001),
    ],
)
def test_a_wrong_message_is_refused(twilio: FakeTwilio, change: dict[str, Any], code: int) -> None:
    form = {name: value for name, value in (GOOD | change).items() if value is not None}
    status, error = ask_twilio(twilio, **form)
    more = f"https://www.twilio.com/docs/errors/{code}"
    assert (status, error["code"], error["status"], error["more_info"]) == (400, code, 400, more)
    assert twilio.sent == []


@pytest.mark.parametrize(
    "change",
    [
        {"Body": "x" * 1600},
        {"From": "BetterWork"},
        {"From": "384387"},
        {"From": SERVICE},
        {"To": "whatsapp:" + WORKER, "From": "whatsapp:+15005550006"},
        {"Body": "", "MediaUrl": "https://media.example/1"},
        {"StatusCallback": "http://127.0.0.1:8000/webhooks/twilio/status/ab?x=%20"},
        {"ContentRetention": "discard", "AddressRetention": "obfuscate", "ValidityPeriod": "36000"},
    ],
)
def test_a_right_message_is_taken(twilio: FakeTwilio, change: dict[str, Any]) -> None:
    status, _message = ask_twilio(twilio, **(GOOD | change))
    assert status == 201


def test_a_number_that_opted_out_or_is_refused(twilio: FakeTwilio, client: Client) -> None:
    twilio.opted_out.add(WORKER)
    twilio.refused[COLLEAGUE] = 21614
    for number, code in ((WORKER, 21610), (COLLEAGUE, 21614)):
        with pytest.raises(TwilioRestException) as refused:
            client.messages.create(to=number, from_=twilio.number, body="Hello")
        assert (refused.value.status, refused.value.code) == (400, code)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("ক" * 70, 1), ("ক" * 71, 2)],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count


def test_the_list_is_paged_and_filtered(twilio: FakeTwilio, client: Client) -> None:
    noon = 1_795_521_600.0  # 2026-11-24 12:00 UTC
    for number in range(5):
        twilio.clock = lambda number=number: noon + number * 3600  # type: ignore[misc]
        twilio.arrive(WORKER if number % 2 else COLLEAGUE, f"text {number}")
    assert [one.body for one in client.messages.list(page_size=2)] == [f"text {n}" for n in (4, 3, 2, 1, 0)]
    assert [one.body for one in client.messages.list(from_=WORKER)] == ["text 3", "text 1"]
    assert client.messages.list(to=COLLEAGUE) == []
    since = parsedate_to_datetime("Tue, 24 Nov 2026 14:00:00 +0000")
    assert [one.body for one in client.messages.list(date_sent_after=since)] == ["text 4", "text 3", "text 2"]
    assert len(client.messages.list(date_sent_before=since)) == 3
    assert client.messages.list(date_sent=since.date()) != []
    with pytest.raises(TwilioRestException):
        client.messages("SM" + "0" * 32).fetch()


def test_a_page_stands_still_while_messages_come_in(twilio: FakeTwilio, client: Client) -> None:
    for number in range(4):
        twilio.arrive(WORKER, f"text {number}")
    first = client.messages.page(page_size=2)
    twilio.arrive(WORKER, "a new one")
    assert [one.body for one in first.next_page()] == ["text 1", "text 0"]


def test_a_message_is_deleted_once_it_is_done(twilio: FakeTwilio, client: Client) -> None:
    sid = client.messages.create(to=WORKER, from_=twilio.number, body="Hello").sid
    with pytest.raises(TwilioRestException) as refused:
        client.messages(sid).delete()
    assert (refused.value.status, refused.value.code) == (409, 20009)
    twilio.move(twilio.sent[0], "delivered")
    assert client.messages(sid).fetch().status == "delivered"
    assert client.messages(sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        client.messages(sid).delete()
    assert (gone.value.status, gone.value.code) == (404, 20404)


def test_media_needs_the_password_and_its_store_refuses_it(twilio: FakeTwilio) -> None:
    message = twilio.arrive(WORKER, None, media=[("image/jpeg", b"picture")])
    form = twilio.incoming_form(message)
    assert message.sid.startswith("MM")
    assert "Body" not in form
    assert (form["NumMedia"], form["MediaContentType0"]) == ("1", "image/jpeg")
    key = {"Authorization": basic(twilio.account_sid, twilio.auth_token)}
    assert get(form["MediaUrl0"]).status == 401
    store = get(form["MediaUrl0"], key)
    assert store.status == 307
    address = store.headers["Location"].replace("localhost", "127.0.0.1")
    assert get(address, key).status == 400
    assert get(address).body == b"picture"


def test_incoming_and_reports_carry_a_signature_that_twilio_accepts(twilio: FakeTwilio, us: Ourselves) -> None:
    validator = RequestValidator(twilio.auth_token)
    public = "https://bobbin.example/webhooks/twilio/message?x=1"
    answer = twilio.incoming(public, WORKER, "আসসালামু আলাইকুম", via=us.url, opt_out_type="STOP", extra={"New": ""})
    assert (answer.status, answer.body) == (200, b"<Response/>")
    path, headers, _body = us.calls[-1]
    assert (path, headers["Host"]) == ("/webhooks/twilio/message?x=1", "bobbin.example")
    assert validator.validate(public, us.form(), headers["X-Twilio-Signature"])
    assert not validator.validate(public, us.form() | {"Body": "other"}, headers["X-Twilio-Signature"])
    assert us.form()["Body"] == "আসসালামু আলাইকুম"
    assert {
        "MessageSid",
        "SmsSid",
        "SmsMessageSid",
        "NumSegments",
        "FromCountry",
        "OptOutType",
        "New",
    } <= us.form().keys()

    ask_twilio(twilio, **GOOD, StatusCallback=us.url + "/status/1")
    us.status = 204
    assert twilio.callback(twilio.sent[0], "undelivered", 30005) == 204
    assert validator.validate(us.url + "/status/1", us.form(), us.calls[-1][1]["X-Twilio-Signature"])
    assert (us.form()["MessageStatus"], us.form()["ErrorCode"], us.form()["To"]) == ("undelivered", "30005", WORKER)
    twilio.callback(twilio.sent[0], "on its way", full=False)
    assert us.form() == {"MessageSid": twilio.sent[0].sid, "MessageStatus": "on its way"}
    assert twilio.sent[0].status == "on its way"


def test_whatsapp_brings_its_own_names(twilio: FakeTwilio) -> None:
    message = twilio.arrive("whatsapp:" + WORKER, "hello")
    assert message.to == "whatsapp:" + twilio.number
    assert {"ProfileName", "WaId", "MessageType", "ChannelMetadata"} <= twilio.incoming_form(message).keys()


def test_the_same_sid_is_the_same_message(twilio: FakeTwilio, us: Ourselves) -> None:
    sid = "SM" + "1" * 32
    for _time in range(2):
        twilio.incoming(us.url + "/", WORKER, "hello", sid=sid)
    assert len(us.calls) == 2
    assert us.calls[0][2] == us.calls[1][2]
    assert list(twilio.messages) == [sid]


def test_a_signature_of_another_token_is_not_ours() -> None:
    headers = signed_form("https://bobbin.example/", {"Body": "hello"}, "another")
    validator = RequestValidator("ours")
    assert not validator.validate("https://bobbin.example/", {"Body": "hello"}, headers["X-Twilio-Signature"])
