"""The updates on their way to the bot, by webhook or by asking, and what the bot has set. Knows no HTTP server."""

import asyncio
import json
from typing import Any

from tests.servers.client import Answer, post
from tests.servers.telegram_form import Files
from tests.servers.telegram_people import People
from tests.servers.telegram_rules import Refused

OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

Values = dict[str, Any]


class Updates(People):
    """`commands` is what setMyCommands set, by language. `news` is set when a long poll must look again."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhook_url = ""
        self.secret = ""
        self.news = asyncio.Event()
        self._poll = 0
        self._trouble: Values = {}

    def deliver(
        self, update: Values, webhook_url: str | None = None, secret: str | None = None, via: str | None = None
    ) -> Answer:
        """Bring an update to a webhook, by default to the one that was set. What is not taken goes on waiting."""
        url, secret = webhook_url or self.webhook_url, self.secret if secret is None else secret
        headers = {"Content-Type": "application/json"}
        if secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        answer = post(url, json.dumps(update).encode(), headers, via)
        if 200 <= answer.status < 300:
            self.waiting = [one for one in self.waiting if one.update is not update]
        else:
            words = f"Wrong response from the webhook: {answer.status}"
            self._trouble = {"last_error_date": int(self.clock()), "last_error_message": words}
        return answer

    async def get_updates(self, values: Values) -> list[Values]:
        self._poll += 1
        mine, loop = self._poll, asyncio.get_running_loop()
        self.news.set()
        end = loop.time() + values.get("timeout", 0)
        self._confirm(values.get("offset", 0))
        self.allowed_updates = values.get("allowed_updates", self.allowed_updates)
        while True:
            if self.webhook_url or mine != self._poll:
                raise Refused(f"Conflict: {HOOKED if self.webhook_url else OTHER_POLL}", 409)
            left = end - loop.time()
            if self.waiting or left <= 0:
                return [one.update for one in self.waiting[: values.get("limit", 100)]]
            await self._wait_for_news(left)

    async def _wait_for_news(self, seconds: float) -> None:
        self.news.clear()
        try:
            await asyncio.wait_for(self.news.wait(), seconds)
        except TimeoutError:
            return

    def _confirm(self, offset: int) -> None:
        """All updates below the offset are done; a negative offset keeps that many of the last."""
        if self.webhook_url:
            return
        kept = self.waiting[offset:] if offset < 0 else [one for one in self.waiting if one.number >= offset]
        self.waiting = kept

    def set_webhook(self, values: Values, _files: Files) -> object:
        self.webhook_url, self.secret = values["url"], values.get("secret_token", "")
        self.allowed_updates = values.get("allowed_updates", self.allowed_updates)
        self._trouble = {}
        return self._drop(values)

    def delete_webhook(self, values: Values, _files: Files) -> object:
        self.webhook_url, self.secret = "", ""
        return self._drop(values)

    def _drop(self, values: Values) -> bool:
        if values.get("drop_pending_updates"):
            self.waiting = []
        self.news.set()
        return True

    def webhook_info(self, _values: Values, _files: Files) -> object:
        info = {"url": self.webhook_url, "has_custom_certificate": False, "pending_update_count": len(self.waiting)}
        allowed = {"allowed_updates": self.allowed_updates} if self.allowed_updates else {}
        return info | ({"max_connections": 40} if self.webhook_url else {}) | allowed | self._trouble

    def set_commands(self, values: Values, _files: Files) -> object:
        self.commands[values.get("language_code", "")] = values["commands"]
        return True
