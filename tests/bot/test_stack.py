"""The conversations with one person, without a database: an old button answers its own question and no other."""

import json
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inbound import Inbound
from bot.scripts import SCRIPTS
from bot.talk import Entry, RefusedAnswer, Talk
from conversations.dialogue import EARLIER, Ask, Facts, State
from conversations.outcomes import Go
from conversations.questions import Option, Reply, choice, free_text
from conversations.texts import Verbatim, _
from models.vocabulary import Line
from tests.conversations.exploring import FACTS


class Desk:
    """A talk without a database: scripts run, outcomes are only followed where they lead to another script."""

    def __init__(self) -> None:
        contact = SimpleNamespace(id="0" * 32, line=Line.SIM_TELEGRAM, sendable=True, factory_id=None)
        scripts = {name: Entry(entry.script, self._facts(name)) for name, entry in SCRIPTS.items()}
        self.talk = Talk(None, contact, [], None, scripts, self._perform)  # type: ignore[arg-type]
        self.buttons: list[str] = []

    def look(self) -> list[Any]:
        """What was said since, its buttons remembered for ever."""
        bodies = [outgoing.body for outgoing in self.talk.messages()]
        self.talk.queued.clear()
        for body in bodies:
            prefix = f"{body.get('conversation')}:{body.get('key')}:"
            self.buttons += [prefix + value for value, _label in body.get("options", ())]
        return bodies

    def answers(self) -> dict[str, dict[str, Any]]:
        return {state.id: dict(state.answers) for state in self.talk.stack}

    @staticmethod
    def _facts(name: str) -> Any:
        return lambda _talk, facts: {**FACTS.get(name, {}), **facts}

    @staticmethod
    def _perform(talk: Talk, outcome: Any) -> None:
        if isinstance(outcome, Go):
            talk.go(outcome.script, outcome.told, outcome.facts or None)


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.integers(0, 999)),
        st.tuples(st.just("press"), st.integers(-4, -1)),
        st.tuples(st.just("open"), st.sampled_from(sorted(SCRIPTS))),
        st.tuples(st.just("say"), st.sampled_from(["1", "2", "The guard locks the gate at night", "back"])),
    ),
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(deeds=DEEDS)
def test_an_old_button_answers_its_own_question_or_none(deeds: list[tuple[str, Any]]) -> None:
    desk = Desk()
    for what, how in deeds:
        if what == "open" or not desk.talk.stack:
            desk.talk.go(how if what == "open" else "menu")
        elif what == "say" and how == "back":
            desk.talk.go_back()
        elif what == "say":
            desk.talk.answer(Reply(how))
        elif desk.buttons:
            press(desk, desk.buttons[how % len(desk.buttons)])
        desk.look()


def press(desk: Desk, button: str) -> None:
    conversation, key, _value = button.split(":", 2)
    open_now = desk.talk.stack[-1]
    before = desk.answers()
    desk.talk.tapped(Inbound(Line.SIM_TELEGRAM, "700000001", "1", choice=button))
    said, after = desk.look(), desk.answers()
    if (open_now.id, open_now.shown) != (conversation, key):
        assert after == before
        assert said[0]["text"].startswith(EARLIER.message)
    told = [value for answers in before.values() for one, value in answers.items() if one.startswith("told.")]
    for name, answers in before.items():
        changed = {
            one
            for one, value in after.get(name, {}).items()
            if answers.get(one, "none") != value and value not in told  # what was told goes along to the next script
        }
        assert not changed or (name == conversation and changed <= {key, open_now.asked})


def test_what_is_kept_comes_back_letter_by_letter() -> None:
    desk = Desk()
    desk.talk.go("grievance", [{"text": "\ud800 হাত \0", "files": [{"kind": "photo", "ref": "r"}]}])
    assert [State.from_json(saved) for saved in json.loads(desk.talk.state_json() or b"")] == desk.talk.stack


def test_a_refusal_forgets_one_answer_and_no_other() -> None:
    """The last answer given stays, also when an earlier one is refused."""

    def dinner(ask: Ask, facts: Facts) -> tuple[str, str]:
        time = ask(choice("time", _("When?"), (Option("six", _("At six")), Option("nine", _("At nine")))))
        return time, ask(free_text("wish", _("What shall it be?")))

    def perform(talk: Talk, outcome: Any) -> None:
        if outcome[0] == "six":
            raise RefusedAnswer("time", _("Six is taken."))
        talk.say(Verbatim(f"{outcome[1]} at {outcome[0]}"))

    desk = Desk()
    desk.talk.scripts, desk.talk.perform = {"dinner": Entry(dinner, lambda _talk, facts: facts)}, perform
    desk.talk.go("dinner")
    for words in ("1", "rice", "2"):
        desk.talk.answer(Reply(words))
    assert [body["text"] for body in desk.look()][-1] == "rice at nine"
