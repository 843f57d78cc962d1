"""What comes back to the next agenda, as a rule over what was on the agendas before. Pure.

1. A topic returns until it was discussed or taken off; once it was discussed it returns as its open actions.
2. An open action is on the agenda once; where its topic stands there itself, the topic is enough.
3. A topic stands on one agenda ahead at most, and once on each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.vocabulary import ItemSource, ItemState
from operations.agenda_items import TOPICS


class Place(StrEnum):
    """Where an item stands, seen from the meeting whose agenda is made."""

    HERE = "here"
    AHEAD = "ahead"
    """On the agenda of another meeting that is still to come."""
    BEHIND = "behind"
    """On the agenda of one that is over."""
    NOWHERE = "nowhere"
    """On none, or on that of a meeting that was called off."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One item, as far as the rule needs it. `at` tells the later of two meetings."""

    id: str
    topic_id: str
    action_id: str | None
    source: ItemSource
    state: ItemState
    place: Place
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Return:
    """What to do for an agenda: items to move onto it, to copy onto it, to take off, and actions to list."""

    move: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    actions: Mapping[str, str | None] = field(default_factory=dict)
    """Actions that get an item, each with the topic it is about."""


def returning(traces: Sequence[Trace], open_actions: Mapping[str, str | None]) -> Return:
    """What the next meeting has to take up. `open_actions` holds the item that each is about, by id."""
    topics = _by_topic(trace for trace in traces if trace.source in TOPICS)
    back = [_last(chain) for chain in topics.values() if _is_due(chain)]
    dropped = {trace.id for chain in topics.values() for trace in _overtaken(chain)}
    here = [trace for chain in topics.values() for trace in _at(chain, Place.HERE) if trace.id not in dropped]
    standing = {trace.topic_id for trace in (*here, *back)}
    about = {trace.id: trace.topic_id for trace in traces}
    wanted = {action: about.get(item or "") for action, item in open_actions.items()}
    wanted = {action: topic for action, topic in wanted.items() if topic not in standing}
    listed = [trace for trace in traces if trace.source is ItemSource.ACTION and trace.place is Place.HERE]
    obsolete = {one.id for one in listed if one.state is ItemState.RELEASED and one.action_id not in wanted}
    known = {one.action_id for one in listed}
    return Return(
        move=tuple(one.id for one in back if one.place is Place.NOWHERE),
        copy=tuple(one.id for one in back if one.place is Place.BEHIND),
        drop=tuple(sorted(dropped | obsolete)),
        actions={action: topic for action, topic in wanted.items() if action not in known},
    )


def _by_topic(traces: Iterable[Trace]) -> dict[str, list[Trace]]:
    topics: dict[str, list[Trace]] = {}
    for trace in traces:
        topics.setdefault(trace.topic_id, []).append(trace)
    return topics


def _is_due(chain: Sequence[Trace]) -> bool:
    """Nobody has discussed it or taken it off, and it stands on no agenda ahead."""
    return not _is_settled(chain) and not _at(chain, Place.HERE) and not _at(chain, Place.AHEAD)


def _is_settled(chain: Sequence[Trace]) -> bool:
    return any(trace.state in (ItemState.DISCUSSED, ItemState.DECLINED) for trace in chain)


def _at(chain: Sequence[Trace], place: Place) -> list[Trace]:
    return [trace for trace in chain if trace.place is place and trace.state is ItemState.RELEASED]


def _overtaken(chain: Sequence[Trace]) -> list[Trace]:
    """Come back to this agenda, and meanwhile discussed elsewhere: minutes are often written late."""
    return [one for one in _at(chain, Place.HERE) if one.source is ItemSource.CARRIED and _is_settled(chain)]


def _last(chain: Sequence[Trace]) -> Trace:
    """The one to go on from: what stands nowhere is moved, else the latest is copied."""
    return max(chain, key=lambda trace: (trace.place is Place.NOWHERE, trace.at))
