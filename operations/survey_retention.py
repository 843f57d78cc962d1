"""How long surveys keep what could lead to somebody: lists of workers, who was asked, free text.

| what | until |
|---|---|
| free text and files of a wave, and the key it is sealed under | 90 days after the wave was closed |
| who was asked | they are told the result, or 90 days after the wave was closed |
| a list of workers, and those on it who never wrote to the line | 180 days after it was imported, and no wave is open |
"""

from datetime import timedelta

from sqlalchemy import Select, delete, exists, select

from models.base import table
from models.case import Case
from models.contact import Contact, Conversation, Prompt
from models.survey import Invitation, Roster, RosterEntry, SurveyFile, SurveyText, Voucher, Wave, WaveKey
from models.vocabulary import PromptState, WaveState
from operations.erasure import erase_contact
from operations.work import Work

TEXTS = timedelta(days=90)
LISTS = timedelta(days=180)
BATCH = 200


def waves_over(work: Work) -> int:
    """What was written in waves that have been closed long enough, and who was asked in them."""
    over = select(Wave.id).where(Wave.state == WaveState.CLOSED, Wave.closed_on <= work.day() - TEXTS)
    found = work.connection.execute(over.where(Wave.id.in_(select(WaveKey.wave_id))).limit(BATCH)).scalars().all()
    for model in (WaveKey, SurveyFile, SurveyText, Voucher, Invitation):
        work.connection.execute(delete(model).where(table(model).c.wave_id.in_(found)))
    return len(found)


def lists_over(work: Work) -> int:
    """Lists whose time is over, a part at a time: first people who never wrote, then the list."""
    asked = exists().where(Wave.factory_id == Roster.factory_id, Wave.state == WaveState.OPEN)
    old = select(Roster.id).where(Roster.imported_on <= work.day() - LISTS, ~asked).limit(1)
    roster_id = work.connection.execute(old).scalar()
    if roster_id is None:
        return 0
    strangers = work.connection.execute(_never_wrote(roster_id)).scalars().all()
    for contact_id in strangers:
        erase_contact(work, contact_id)
    if not strangers:
        work.connection.execute(delete(Roster).where(Roster.id == roster_id))
    return len(strangers) + 1


def _never_wrote(roster_id: str) -> Select[str]:
    """On this list alone, without a case, a conversation or a question that waits."""
    theirs = RosterEntry.contact_id == Contact.id
    alive = (
        exists().where(theirs, RosterEntry.roster_id != roster_id),
        exists().where(Case.contact_id == Contact.id),
        exists().where(Conversation.contact_id == Contact.id, Conversation.state_sealed.is_not(None)),
        exists().where(Prompt.contact_id == Contact.id, Prompt.state == PromptState.WAITING),
    )
    here = exists().where(theirs, RosterEntry.roster_id == roster_id)
    return select(Contact.id).where(~Contact.introduced, here, *(~one for one in alive)).limit(BATCH)
