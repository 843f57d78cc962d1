"""A worker hears what became of the action that her case led to: that there is news, by its code and no content.

The line tells her as it asks a question: not while she is in the middle of something, and never when she has stopped
our messages. How it stands is looked up when she is told (bot.scripts.cases).
"""

from sqlalchemy import select, update

from models.action import Action
from models.base import table
from models.case import Case
from models.committee import Committee
from models.contact import Contact, Prompt
from models.factory import Factory
from models.vocabulary import PromptState
from operations import prompts
from operations.hours import reply_moment
from operations.origins import origin_of
from operations.work import Work

SCRIPT = "news"


def tell_reporter(work: Work, action_id: str) -> None:
    """Let her know off the shift by day, or at her own hours; what was to be told of this action is overtaken."""
    case_id = origin_of(work.connection, action_id).case_id
    contact_id = work.connection.execute(select(Case.contact_id).where(Case.id == case_id)).scalar()
    if contact_id is None:
        return
    prompt = table(Prompt).c
    overtaken = (prompt.about_id == action_id, prompt.script == SCRIPT, prompt.state == PromptState.WAITING)
    work.connection.execute(update(table(Prompt)).where(*overtaken).values(state=PromptState.EXPIRED.value))
    at = _decent(work, action_id, contact_id)
    prompts.ask(work, [contact_id], SCRIPT, case_id=case_id, about_id=action_id, not_before=at)


def _decent(work: Work, action_id: str, contact_id: str) -> float:
    place = work.connection.execute(
        select(Factory.timezone, Factory.shift_start, Factory.shift_end)
        .join(Committee, Committee.factory_id == Factory.id)
        .join(Action, Action.committee_id == Committee.id)
        .where(Action.id == action_id)
    ).one()
    own = work.connection.execute(select(Contact.safe_hours).where(Contact.id == contact_id)).scalar()
    return reply_moment(work.now, place.timezone, f"{place.shift_start}-{place.shift_end}", own)
