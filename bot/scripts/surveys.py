"""Surveys by chat: may we, one question after the other, what was written beside them, thanks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from bot.talk import Entry, Moot, RefusedAnswer, Talk
from bot.workplace import Workplace
from conversations import survey, welcome
from conversations.dialogue import Facts
from conversations.election import UNKEPT
from conversations.texts import Text, Verbatim
from models.base import table
from models.contact import Contact
from models.vocabulary import SurveyConsent
from operations import answering
from operations.answering import ConstraintBroken, Respondent
from operations.responses import COMMENTS
from operations.survey_form import Item, worded
from operations.survey_logic import choices_for
from operations.survey_questions import item_facts
from operations.vouchers import take_voucher
from operations.waves import OpenWave, find_by_keyword, find_open


def _opening(talk: Talk, facts: Facts) -> Facts:
    """Whether somebody can be asked; who was never told who we are is told now."""
    one = _standing(talk, facts["about_id"])
    if one is None or one.answered.finished or _declined(talk):
        raise Moot
    if not talk.contact.introduced and "introduced" not in talk.changes:
        talk.speak(talk.language)
        talk.changes["introduced"] = True
        talk.say(welcome.WHO_WE_ARE)
    return {
        "about_id": one.wave.id,
        "wave_id": one.wave.id,
        "count": one.questions_left,
        "begun": one.response_id is not None,
    }


def _item(talk: Talk, facts: Facts) -> Facts:
    """The question that is next for somebody, in their language."""
    one = _standing(talk, facts["about_id"])
    if one is None or one.answered.finished:
        raise Moot
    items = one.next_items()
    if not items or not items[-1].is_asked:
        raise Moot
    return _words(talk, one, items)


def _words(talk: Talk, one: Respondent, items: Sequence[Item]) -> Facts:
    """The question as it is kept with the conversation."""
    choices = choices_for(items[-1], one.answers, one.today)
    return {
        "about_id": one.wave.id,
        "sequence": items[-1].name,
        "wave_id": one.wave.id,
        "key": f"{UNKEPT}{len(one.answers)}",
        "today": one.today.isoformat(),
        **item_facts(one.wave.form.languages, items, choices, talk.language),
    }


def _comments(talk: Talk, facts: Facts) -> Facts:
    if find_open(talk.work, facts["about_id"]) is None:
        raise Moot
    return {"about_id": facts["about_id"], "wave_id": facts["about_id"]}


def _begin(talk: Talk, outcome: survey.BeginSurvey) -> None:
    BEGINNINGS[outcome.said](talk, outcome)


def _yes(talk: Talk, outcome: survey.BeginSurvey) -> None:
    one = _standing(talk, outcome.wave_id)
    if one is None:
        _over(talk, outcome.told)
        return
    new = one.response_id is None
    one = answering.begin(talk.work, one, talk.contact.id)
    _set_consent(talk, SurveyConsent.YES)
    if new:
        talk.say(survey.HOW)
        if any(item.garble for item in one.wave.form.items):
            talk.say(survey.SAFE)
    _go_on(talk, answering.comment(one, _said(outcome.told)))


def _later(talk: Talk, outcome: survey.BeginSurvey) -> None:
    talk.say(survey.LATER)
    _tell(talk, outcome.told)


def _never(talk: Talk, outcome: survey.BeginSurvey) -> None:
    """What they have answered in this wave is theirs: it goes."""
    one = _standing(talk, outcome.wave_id)
    if one is not None and one.response_id is not None:
        answering.withdraw(talk.work, one, talk.contact.id)
    _set_consent(talk, SurveyConsent.NO)
    answering.refuse_all(talk.work, talk.contact.id)
    talk.say(survey.NEVER)
    _tell(talk, outcome.told)


def _answer(talk: Talk, outcome: survey.AnswerItem) -> None:
    one = _standing(talk, outcome.wave_id)
    if one is None or one.response_id is None or one.answered.finished:
        _over(talk, outcome.told)
        return
    try:
        one = answering.answer(talk.work, one, outcome.item, outcome.value)
    except ConstraintBroken:
        raise RefusedAnswer(outcome.key, _constraint(talk, one, outcome.item)) from None
    one = answering.attach(talk.work, one, outcome.item, talk.contact.line, outcome.files)
    one = answering.comment(one, _said(outcome.told))
    if one.answered.finished:
        _keep_finished(talk, one)
        talk.say(survey.FULL)
        return
    _go_on(talk, one)


def _go_on(talk: Talk, one: Respondent) -> None:
    """The next question; notes at the end are only said; then thanks."""
    items = one.next_items()
    if items and items[-1].is_asked:
        _keep(talk, one)
        talk.go("survey_item", facts={"about_id": one.wave.id})
        return
    one = answering.finish(one)
    _keep_finished(talk, one)
    notes = [_verbatim(worded(note.label, talk.language, one.wave.form.languages)) for note in items]
    talk.say(*notes, survey.THANKS)
    voucher = take_voucher(talk.work, one.wave.id)
    if voucher:
        talk.say(survey.voucher(voucher))
    if one.answers.get(COMMENTS):
        talk.go("survey_comments", facts={"about_id": one.wave.id})


def _keep(talk: Talk, one: Respondent) -> None:
    """How they stand now: written when the turn is over, and known until then."""
    talk.known[one.wave.id] = one
    talk.kept[f"answers {one.wave.id}"] = answering.keep(one)


def _keep_finished(talk: Talk, one: Respondent) -> None:
    _keep(talk, one)
    talk.kept[f"finished {one.wave.id}"] = answering.mark_finished(one, talk.contact.id)


def _take_up(talk: Talk, outcome: survey.TakeUpComments) -> None:
    """What was written at the questions becomes a story, as the person wants it."""
    if not outcome.tell:
        _tell(talk, outcome.told)
        return
    one = _standing(talk, outcome.wave_id)
    kept = one.answers.get(COMMENTS, ()) if one else ()
    _tell(talk, (*({"text": words, "files": []} for words in kept), *outcome.told))


def _before(talk: Talk) -> bool:
    """BACK at a question goes to the one before it."""
    one = _standing(talk, talk.stack[-1].facts["about_id"])
    earlier = answering.take_back(talk.work, one) if one else None
    if earlier is None:
        return False
    _keep(talk, earlier)
    talk.stack.pop()
    talk.go("survey_item", facts={"about_id": earlier.wave.id})
    return True


def survey_called(talk: Talk, typed: str) -> OpenWave | None:
    """The open survey that a word begins, where this person may take part. Where she works is known by it."""
    wave = find_by_keyword(talk.work, typed)
    if wave is None or (talk.factory is not None and talk.factory.id != wave.factory_id):
        return None
    if talk.factory is None:
        talk.join(Workplace(wave.factory_id, wave.timezone, wave.languages, wave.rest_days))
    return wave


def begin_by_keyword(talk: Talk, wave_id: str, told: Sequence[Any] = ()) -> None:
    """Who sends the word wants to be asked, whatever they said before; once a person."""
    one = _standing(talk, wave_id)
    if one is None:
        _over(talk, told)
    elif one.answered.finished:
        talk.say(survey.ANSWERED)
        _tell(talk, told)
    else:
        _set_consent(talk, SurveyConsent.YES)
        talk.go("survey", told, {"about_id": wave_id})


def _standing(talk: Talk, wave_id: str) -> Respondent | None:
    known: Respondent | None = talk.known.get(wave_id)
    if known is not None:
        return known
    return answering.respondent(talk.work, wave_id, talk.contact.id, talk.language, sends_files=not talk.is_sms)


def _constraint(talk: Talk, one: Respondent, name: str) -> Text:
    form = one.wave.form
    words = worded(form.item(name).constraint_message, talk.language, form.languages)
    return _verbatim(words) if words else survey.NOT_POSSIBLE


def _over(talk: Talk, told: Sequence[Any]) -> None:
    talk.say(survey.OVER)
    _tell(talk, told)


def _tell(talk: Talk, told: Sequence[Any]) -> None:
    if told:
        talk.go("grievance", told, facts={})


def _said(told: Sequence[Mapping[str, Any]]) -> list[str]:
    return [part["text"] for part in told]


def _declined(talk: Talk) -> bool:
    """Looked up, for it is seldom needed and may have changed a moment ago."""
    mine = table(Contact).c
    said = talk.work.connection.execute(select(mine.survey_consent).where(mine.id == talk.contact.id)).scalar()
    return bool(said == SurveyConsent.NO)


def _set_consent(talk: Talk, consent: SurveyConsent) -> None:
    values = {"survey_consent": consent.value}
    talk.work.connection.execute(update(table(Contact)).where(table(Contact).c.id == talk.contact.id).values(**values))


def _verbatim(words: str) -> Text:
    return Verbatim("{words}", {"words": words})


BEGINNINGS: Mapping[str, Callable[[Talk, survey.BeginSurvey], None]] = {"yes": _yes, "later": _later, "never": _never}
SCRIPTS: Mapping[str, Entry] = {
    "survey": Entry(survey.survey, _opening),
    "survey_item": Entry(survey.survey_item, _item, before=_before, retold=True),
    "survey_comments": Entry(survey.survey_comments, _comments),
}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    survey.BeginSurvey: _begin,
    survey.AnswerItem: _answer,
    survey.TakeUpComments: _take_up,
}
