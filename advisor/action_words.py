"""What advisors read for the words of actions: states, stages of a loop, results, and why something was refused."""

from advisor.committee_words import refused as refused_by_committee
from advisor.tongue import lazy as _
from models.vocabulary import ActionState, EntryKind, ItemSource
from operations.loops import Stage

STATES = {
    ActionState.OPEN: _("Open"),
    ActionState.DONE: _("Done"),
    ActionState.CONFIRMED: _("Confirmed by workers"),
}
STAGES = {
    Stage.CASE: _("A worker's case"),
    Stage.ITEM: _("On the agenda"),
    Stage.MEETING: _("Talked about"),
    Stage.ENTRY: _("In the minutes"),
    Stage.ACTION: _("Action"),
    Stage.POLL: _("Workers were asked"),
}
SOURCES = {
    ItemSource.STANDING: _("a standing item"),
    ItemSource.MEMBER: _("from a member"),
    ItemSource.ADVISOR: _("from the advisor"),
    ItemSource.WORKER: _("from workers"),
    ItemSource.CASE: _("from workers"),
    ItemSource.ACTION: _("from an open action"),
    ItemSource.CARRIED: _("from an earlier meeting"),
}
ENTRIES = {
    EntryKind.INFORMATION: _("Information"),
    EntryKind.DECISION: _("Decision"),
    EntryKind.ACTION: _("Action"),
    EntryKind.DISAGREEMENT: _("Disagreement"),
}
RESULTS = {True: _("Workers say: fixed"), False: _("Workers say: not fixed"), None: _("Undecided")}
DONE = {
    "change": _("Saved."),
    "finish": _("Marked as done. Now workers can be asked whether it is fixed."),
    "finish_by_workers": _("Marked as done. Workers brought it up: ask them below whether it is fixed."),
    "put_off": _("Put off. The owner is reminded of the new day."),
    "reopen": _("Open again. The owner is reminded of the new day."),
    "ask": _("The workers who know the line are asked now."),
}
REASONS = {
    "an action should": _("Please write what is to be done, in at most 300 letters."),
    "the day should": _("Please give a day in the future."),
    "the day is too far": _("Please give a day in the future."),
    "this action is open": _("This action is open already."),
    "this action is no longer": _("This action is no longer open."),
    "the question has no words": _("Please write the question in at least one language."),
    "the question is too long": _("The question and its answers should fit one text message in every language."),
    "workers are being asked": _("Workers are being asked already."),
    "workers are asked about": _("Workers are asked once an action is done."),
}


def refused(reason: str) -> str:
    """Why a change was refused, in the language of the page."""
    found = next((words for beginning, words in REASONS.items() if reason.startswith(beginning)), None)
    return str(found) if found else refused_by_committee(reason)
