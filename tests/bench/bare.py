"""The limit of incoming: a bare Flask view that checks the signature and writes the least that could be called a line.

Insert into the inbox, read and update one conversation, insert into the outbox, commit: SQLAlchemy Core, statements
built once, no encryption, no dialogue. Run as `python -m tests.bench.bare DATABASE_URL PORT`.
"""

import base64
import hashlib
import hmac
import logging
import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import Flask, Response, abort, request
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    update,
)

from cli.serving import HERE, serve
from models.database import database_url
from tests.bench.settings import PUBLIC_URL, SECRET, TOKEN

metadata = MetaData()
inbox = Table("bare_inbox", metadata, Column("id", String(80), primary_key=True))
conversation = Table(
    "bare_conversation",
    metadata,
    Column("address", String(80), primary_key=True),
    Column("version", Integer),
    Column("state", String(400)),
)
outbox = Table(
    "bare_outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String(80)),
    Column("body", String(400)),
)
TABLES = (inbox, conversation, outbox)

INSERT_INBOX = insert(inbox)
FIND = (
    select(conversation.c.version, conversation.c.state)
    .where(conversation.c.address == bindparam("who"))
    .with_for_update()
)
UPDATE = (
    update(conversation)
    .where(conversation.c.address == bindparam("who"))
    .values(version=conversation.c.version + 1, state=bindparam("words"))
)
INSERT_OUTBOX = insert(outbox)
WORDS = "What is it about?\n1 Pay\n2 Hours, leave\n3 Safety\n4 Bad treatment\n5 My job\n6 Other"


def build(engine: Engine, turn: AbstractContextManager[Any]) -> Flask:
    app = Flask(__name__)

    def take(external_id: str, address: str) -> None:
        with turn, engine.connect() as connection, connection.begin():
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.execute(INSERT_INBOX, {"id": external_id})
            connection.execute(FIND, {"who": address}).one()
            connection.execute(UPDATE, {"who": address, "words": WORDS})
            connection.execute(INSERT_OUTBOX, {"address": address, "body": WORDS})

    @app.post("/webhooks/twilio/message")
    def twilio() -> Response:
        form = request.form
        signed = PUBLIC_URL + request.path + "".join(name + form[name] for name in sorted(form))
        digest = base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), hashlib.sha1)).decode()
        if not hmac.compare_digest(digest, request.headers["X-Twilio-Signature"]):
            abort(403)
        take(form["MessageSid"], form["From"])
        return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', mimetype="text/xml")

    @app.post("/webhooks/telegram")
    def telegram() -> Response:
        if not hmac.compare_digest(request.headers["X-Telegram-Bot-Api-Secret-Token"], SECRET):
            abort(403)
        update = request.get_json()
        message = update["callback_query"]["message"] if "callback_query" in update else update["message"]
        take(str(update["update_id"]), str(message["chat"]["id"]))
        return Response()

    return app


def open_engine(url: str) -> tuple[Engine, AbstractContextManager[Any]]:
    parsed = database_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=10), nullcontext()
    engine = create_engine(parsed, connect_args={"check_same_thread": False})

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 10000"):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine, threading.Lock()


def settle(url: str, addresses: list[str]) -> None:
    """Make the tables, with a conversation for everybody."""
    engine, _turn = open_engine(url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(conversation), [{"address": one, "version": 0, "state": ""} for one in addresses])
    engine.dispose()


if __name__ == "__main__":
    logging.getLogger("waitress.queue").setLevel(logging.CRITICAL)
    opened = open_engine(sys.argv[1])
    serve(build(*opened), int(sys.argv[2]), opened[0].dialect.name == "sqlite", host=HERE)
