"""Twilio's webhook: signed for the configured address, every name once, and a repeat is nothing new."""

import string
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.settings import Twilio
from tests.promises import figure
from tests.webhooks.conftest import MESSAGE, OLD_TOKEN, PUBLIC, SID, TOKEN, Machines, signature
from webhooks.twilio import parse, signed

PATH = "/webhooks/twilio/message"


def test_a_signed_message_is_taken_in_and_answered_with_empty_twiml(machines: Machines) -> None:
    answer = machines.twilio()
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert b"<Message" not in answer.data
    assert machines.rows() == {"inbox": 1, "contacts": 1, "conversations": 1, "outbox": 1, "cases": 0}


@pytest.mark.parametrize(
    "forged",
    [
        {"signed": ""},
        {"signed": "ünïcode"},
        {"signed": "AAAA"},
        {"token": "another-token"},
        {"signed_url": "http://line.example.org" + PATH},
        {"signed_url": "https://other.example.org" + PATH},
        {"signed_url": PUBLIC + "/webhooks/twilio/other"},
        {"signed_url": PUBLIC + PATH + "/"},
        {"signed_url": PUBLIC + PATH + "?a=b"},
        {"AccountSid": "AC" + "9" * 32},
        {"pairs": [(name, value) for name, value in MESSAGE.items() if name != "MessageSid"]},
        {"pairs": [(name, value) for name, value in MESSAGE.items() if name != "From"]},
        {"MessageSid": "SM\0"},
        {"MessageSid": "S" * 81},
        {"MessageSid": ""},
        {"pairs": [*MESSAGE.items(), ("Body", "hello")]},
        {"pairs": [*MESSAGE.items(), ("From", "+8801700000001")]},
    ],
    ids=lambda forged: " ".join(forged) + " " + str(next(iter(forged.values())))[-12:],
)
def test_what_is_forged_is_refused_and_writes_nothing(machines: Machines, forged: dict[str, str]) -> None:
    assert machines.twilio(**forged).status_code == 403  # type: ignore[arg-type]
    assert sum(machines.rows().values()) == 0


def test_a_missing_signature_is_refused(machines: Machines) -> None:
    assert machines.client.post(PATH, data=MESSAGE).status_code == 403


def test_a_value_moved_across_the_boundary_has_the_same_signature_and_is_refused(machines: Machines) -> None:
    shifted = [(name, value) for name, value in MESSAGE.items() if name not in ("Body", "From")]
    shifted.append(("BodyhelloFrom", MESSAGE["From"]))
    assert signature(PUBLIC + PATH, shifted) == signature(PUBLIC + PATH, list(MESSAGE.items()))
    assert machines.twilio(pairs=shifted).status_code == 403


@pytest.mark.parametrize("good", [{"token": OLD_TOKEN}, {"signed_url": "https://line.example.org:443" + PATH}])
def test_the_old_token_and_a_written_port_are_good(machines: Machines, good: dict[str, str]) -> None:
    assert machines.twilio(**good).status_code == 200  # type: ignore[arg-type]


def test_other_methods_and_types_are_refused(machines: Machines) -> None:
    assert machines.client.get(PATH).status_code == 405
    assert machines.client.post(PATH, json=MESSAGE).status_code == 403


def test_forwarded_headers_change_nothing(machines: Machines) -> None:
    good = signature(PUBLIC + PATH, list(MESSAGE.items()))
    headers = {"X-Twilio-Signature": good, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert machines.client.post(PATH, data=MESSAGE, headers=headers).status_code == 200


def test_too_much_is_refused_before_it_is_read(machines: Machines) -> None:
    assert machines.twilio(Body="x" * 70_000).status_code == 413
    many = [*MESSAGE.items(), *((f"Field{number}", "x") for number in range(1001))]
    assert machines.twilio(pairs=many).status_code == 403
    assert sum(machines.rows().values()) == 0


def test_a_repeat_has_one_effect_for_ever(machines: Machines) -> None:
    for _time in range(25):
        assert machines.twilio().status_code == 200
    machines.world.now += 3600
    assert machines.twilio().status_code == 200
    assert machines.count("inbox") == 1
    assert machines.count("outbox") == 1


def test_the_provider_s_own_opt_out_is_understood_in_silence(machines: Machines) -> None:
    machines.twilio()
    machines.twilio(MessageSid="SM" + "2" * 32, Body="STOP", OptOutType="STOP")
    assert machines.count("contacts", "not sendable") == 1
    assert machines.count("outbox", "state = 'blocked'") == 1
    assert machines.count("outbox") == 1
    machines.twilio(MessageSid="SM" + "3" * 32, Body="START", OptOutType="START")
    assert machines.count("contacts", "sendable") == 1
    machines.twilio(MessageSid="SM" + "4" * 32, Body="HELP", OptOutType="HELP")
    assert machines.count("outbox") == 1


STRANGE = {
    "whatsapp": {"From": "whatsapp:+8801700000001", "ProfileName": "Amina", "WaId": "8801700000001"},
    "short code": {"To": "384387"},
    "media without body": {"NumMedia": "1", "MediaUrl0": "https://m/1", "MediaContentType0": "image/jpeg", "Body": ""},
    "media of a kind that is none": {"NumMedia": "1", "MediaUrl0": "https://m/1", "MediaContentType0": "image/\0" * 30},
    "media count that is none": {"NumMedia": "many"},
    "sender that is a word": {"From": "Ministry"},
    "empty": {"Body": ""},
    "nul": {"Body": "a\0b\x1a\x07"},
    "bengali": {"Body": "মজুরি পাইনি"},
    "emoji": {"Body": "👩‍🏭" * 60},
    "right to left override": {"Body": "\u202eabc"},
    "jinja": {"Body": "{{7*7}} {% raw %} ${7*7}"},
    "sql": {"Body": "'; drop table cases; --"},
    "future parameters": {"Something": "New", "ChannelMetadata": "{}"},
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_every_form_of_request_gets_200_once_verified(machines: Machines, strange: dict[str, str]) -> None:
    assert machines.twilio(**strange).status_code == 200
    assert machines.count("inbox") == 1


def test_bytes_that_are_no_text_are_answered_clearly(machines: Machines) -> None:
    raw = b"MessageSid=SM1&From=%2B1&AccountSid=" + SID.encode() + b"&Body=%ff%fe%zz"
    answer = machines.client.post(
        PATH, data=raw, content_type="application/x-www-form-urlencoded", headers={"X-Twilio-Signature": "x"}
    )
    assert answer.status_code == 403


MUTATIONS = 2500
"""Of each database; both together are what was promised."""


def test_mutations_of_a_good_request_never_write(machines: Machines) -> None:
    """Every single change of a signed request breaks its signature, or names a parameter twice."""
    random, good = Random(7), list(MESSAGE.items())
    header = signature(PUBLIC + PATH, good)
    for _mutation in range(MUTATIONS):
        pairs = list(good)
        place = random.randrange(len(pairs))
        name, value = pairs[place]
        letter = random.choice(string.ascii_letters + string.digits)
        changes = [
            (name, value + letter), (name + letter, value), (name, value[1:] + letter), (name, letter + value),
        ]  # fmt: skip
        pairs[place] = random.choice(changes)
        if pairs[place] != good[place]:
            assert machines.twilio(pairs=pairs, signed=header).status_code == 403
    assert sum(machines.rows().values()) == 0
    figure("P9", f"0 of {MUTATIONS} mutations wrote anything")


FORM = st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=20), max_size=8)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(form=FORM, url=st.sampled_from([PUBLIC + PATH, "https://a.example/x?y=z", "http://127.0.0.1:8000/w"]))
def test_our_signature_is_the_library_s(form: dict[str, str], url: str) -> None:
    ours = Twilio(SID, (TOKEN,), "+15005550006", None, 1.0)
    theirs = RequestValidator(TOKEN)
    good = theirs.compute_signature(url, form)
    assert signed(ours, url, form, good) == theirs.validate(url, form, good)
    assert not signed(ours, url, form, ("A" if good[0] != "A" else "B") + good[1:])


def test_names_that_twilio_knows_are_not_kept() -> None:
    inbound = parse(MESSAGE | {"ProfileName": "Amina Begum", "FromCity": "Dhaka"})
    assert "Amina" not in str(inbound.to_json())
    assert "Dhaka" not in str(inbound.to_json())
