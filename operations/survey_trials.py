"""Trying a survey: what a worker would be asked after these replies, played from the start each time. Nothing is kept.

The scripts, rules and words are those of the line itself; only what rows would do is left out (quotas, noise, files).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from conversations import survey
from conversations.dialogue import Ended, Message, Open, Script, State, Stuck, Turn, again, refuse, reply, start
from conversations.questions import Reply
from conversations.rendering import as_sms, body_of
from conversations.segments import Segments, segments
from conversations.texts import Text, Verbatim
from locales.catalogue import catalogue
from operations.survey_form import Form, worded
from operations.survey_logic import can_answer, choices_for, refusal, upcoming
from operations.survey_questions import item_facts

MOST = 60
"""Replies that are played."""
LONGEST = 500
"""Letters of one that are read."""
_CALL = "0" * 8


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message: the worker's own, or the line's with what it costs as SMS and its buttons [(what it sends, label)]."""

    text: str
    mine: bool = False
    cost: Segments | None = None
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass
class Trial:
    """A conversation as it stands: `over` when nothing more is asked."""

    form: Form
    language: str
    is_sms: bool
    half: str
    today: date
    bubbles: list[Bubble] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    over: bool = False
    _script: Script = survey.survey
    _state: State = field(default_factory=lambda: State(_CALL, "survey", {}))

    def begin(self) -> None:
        """May we?"""
        mine = [item for item in self.form.asked if item.half in ("", self.half)]
        count = sum(can_answer(item, sends_files=not self.is_sms) for item in mine)
        facts = {"wave_id": "", "count": count, "begun": False}
        self._state = State(_CALL, "survey", facts)
        self._show(start(survey.survey, self._state, self._label))

    def take(self, typed: str) -> None:
        """One reply of the worker."""
        self.bubbles.append(Bubble(typed, mine=True))
        said = Reply(text=typed, language=self.language)
        self._show(reply(self._script, self._state, said, self._label))

    def _show(self, turn: Turn) -> None:
        if isinstance(turn, Open):
            self._state = turn.state
            if turn.message is not None:
                self._say(turn.message)
        elif isinstance(turn, Stuck):  # on the line a person would read it; the question stays
            self._show(again(self._script, replace(turn.state, missed=()), self._label))
        elif isinstance(turn, Ended):
            self._come_to(turn)

    def _come_to(self, turn: Ended) -> None:
        outcome = turn.outcome
        if isinstance(outcome, survey.BeginSurvey):
            self._begun(outcome)
        elif isinstance(outcome, survey.AnswerItem):
            self._answered(outcome, turn.state)

    def _begun(self, outcome: survey.BeginSurvey) -> None:
        if outcome.said != "yes":
            self._end([survey.LATER if outcome.said == "later" else survey.NEVER])
            return
        noisy = any(item.garble for item in self.form.items)
        self._next([survey.HOW, *([survey.SAFE] if noisy else [])])

    def _answered(self, outcome: survey.AnswerItem, state: State) -> None:
        item = self.form.item(outcome.item)
        if refusal(item, outcome.value, self.answers, self.today):
            words = worded(item.constraint_message, self.language, self.form.languages)
            why = _verbatim(words) if words else survey.NOT_POSSIBLE
            self._show(refuse(survey.survey_item, state, outcome.key, why, self._label))
            return
        self.answers[outcome.item] = outcome.value
        self._next([])

    def _next(self, lead: Sequence[Text]) -> None:
        items = upcoming(self.form, self.answers, self.half, self.today, sends_files=not self.is_sms)
        if not items or not items[-1].is_asked:
            notes = [_verbatim(worded(note.label, self.language, self.form.languages)) for note in items]
            self._end([*lead, *notes, survey.THANKS])
            return
        choices = choices_for(items[-1], self.answers, self.today)
        facts = item_facts(self.form.languages, items, choices, self.language)
        facts |= {"wave_id": "", "key": f"q{len(self.answers)}", "today": self.today.isoformat()}
        self._script, self._state = survey.survey_item, State(_CALL, "survey_item", facts)
        turn = again(self._script, self._state, self._label, *lead)
        self._show(turn)

    def _end(self, texts: Sequence[Text]) -> None:
        self.over = True
        self._say(Message(tuple(texts)))

    def _say(self, message: Message) -> None:
        body = body_of(message, catalogue(self.language), self.language)
        sms = as_sms(body)
        if self.is_sms:
            self.bubbles.append(Bubble(sms, cost=segments(sms)))
        else:
            self.bubbles.append(Bubble(body["text"], buttons=_buttons(body)))

    def _label(self, text: Text) -> str:
        return text.render(catalogue(self.language))


def played(form: Form, replies: Sequence[str], language: str, is_sms: bool, half: str, today: date) -> Trial:
    """The conversation after these replies; what comes after its end is passed over."""
    trial = Trial(form, language, is_sms, half, today)
    trial.begin()
    for typed in replies[:MOST]:
        if not trial.over and typed.strip():
            trial.take(typed[:LONGEST])
    return trial


def _buttons(body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """As they are pressed: what has a mark sends it, the rest their number."""
    marks, number, found = body.get("marks", {}), 0, []
    for value, label in body.get("options", ()):
        number += value not in marks
        found.append((marks.get(value) or str(number), label))
    return tuple(found)


def _verbatim(words: str) -> Text:
    return Verbatim("{words}", {"words": words})
