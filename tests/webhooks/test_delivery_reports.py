"""Delivery reports come late, twice, out of order, early, and for nobody: the status only rises."""

import itertools

import pytest
from sqlalchemy import select

from models.outbox import OutboxMessage
from tests.webhooks.conftest import PUBLIC, SID, Machines

STATUSES = ("queued", "sending", "sent", "undelivered", "delivered")


def queued(machines: Machines) -> str:
    """The id of a message to the worker, which is also its token."""
    machines.twilio()
    with machines.world.db.session() as session:
        return session.scalars(select(OutboxMessage.id)).one()


def report(machines: Machines, token: str, status: str, **form: str) -> int:
    path = f"/webhooks/twilio/status/{token}"
    pairs = list({"MessageSid": "SM" + "1" * 32, "MessageStatus": status, "AccountSid": SID, **form}.items())
    return machines.twilio(path, pairs=pairs, signed_url=PUBLIC + path).status_code


def state(machines: Machines) -> str:
    with machines.world.db.session() as session:
        return session.scalars(select(OutboxMessage.state)).one()


def test_in_every_order_and_doubled_the_best_news_stays(machines: Machines) -> None:
    token = queued(machines)
    for order in itertools.permutations(STATUSES):
        with machines.world.db.write() as connection:
            connection.exec_driver_sql("update outbox set state = 'sending', rank = 1")
        for status in order:
            assert report(machines, token, status) == 204
            assert report(machines, token, status) == 204
        assert state(machines) == "delivered"


def test_a_report_may_come_before_the_call_has_returned(machines: Machines) -> None:
    token = queued(machines)
    assert report(machines, token, "delivered") == 204
    assert state(machines) == "delivered"


@pytest.mark.parametrize("code", ["9" * 400, "\0", "30007; drop", "Unreachable, they say", ""])
def test_what_is_no_code_of_an_error_is_not_kept(machines: Machines, code: str) -> None:
    token = queued(machines)
    assert report(machines, token, "undelivered", ErrorCode=code, MessageSid="\0" * 90) == 204
    with machines.world.db.session() as session:
        query = select(OutboxMessage.error, OutboxMessage.provider_id).where(OutboxMessage.id == token)
        assert session.execute(query).one() == (None, None)


def test_a_status_nobody_has_heard_of_changes_nothing(machines: Machines) -> None:
    token = queued(machines)
    assert report(machines, token, "teleported") == 204
    assert state(machines) == "queued"


def test_no_more_than_two_parameters_is_enough(machines: Machines) -> None:
    token = queued(machines)
    path = f"/webhooks/twilio/status/{token}"
    pairs = [("MessageSid", "SM1"), ("MessageStatus", "sent")]
    assert machines.twilio(path, pairs=pairs, signed_url=PUBLIC + path).status_code == 204
    assert state(machines) == "sent"


@pytest.mark.parametrize("token", ["0" * 32, "x", "g" * 32])
def test_a_token_that_was_never_given_out_is_refused(machines: Machines, token: str) -> None:
    queued(machines)
    assert report(machines, token, "delivered") == 403
    assert state(machines) == "queued"


def test_a_gateway_s_reports_rise_too(machines: Machines) -> None:
    token = queued(machines)
    assert machines.gateway("delivered", data={"id": token}).status_code == 200
    assert machines.gateway("sent", json={"id": token}).status_code == 200
    assert state(machines) == "delivered"
    assert machines.gateway("failed", json={"id": "0" * 32}).json == {"ok": False}
