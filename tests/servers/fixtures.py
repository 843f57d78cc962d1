"""The local providers for tests: name this module in `pytest_plugins` to have them."""

from collections.abc import Iterator

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.servers.callers import Ourselves
from tests.servers.gateway_server import FakeGateway
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import FakeTwilio


@pytest.fixture
def us() -> Iterator[Ourselves]:
    ourselves = Ourselves()
    yield ourselves
    ourselves.close()


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as server:
        yield server


@pytest.fixture
def tg() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with FakeGateway() as server:
        yield server


@pytest.fixture
def client(twilio: FakeTwilio) -> Iterator[Client]:
    http = TwilioHttpClient(timeout=2)
    client = Client(twilio.account_sid, twilio.auth_token, http_client=http)
    client.api.base_url = twilio.url
    yield client
    http.session.close()
