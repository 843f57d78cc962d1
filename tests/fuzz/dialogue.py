"""Every question of every script, and whoever answers it with words that have broken programs before."""

import json
from collections.abc import Iterator

from bot.scripts import SCRIPTS
from conversations.dialogue import Open, State, reply
from conversations.questions import Reply
from tests.conversations.exploring import DEPTH, answers, opened, same
from tests.fuzz.naughty import naughty


def questions() -> Iterator[tuple[str, State]]:
    """Each question once, with the script that asks it and the conversation as it stands then."""
    for name in SCRIPTS:
        seen: set[str] = set()
        ahead = [(opened(name), 0)]
        while ahead:
            turn, depth = ahead.pop()
            if isinstance(turn, Open) and depth <= DEPTH and (turn.state.asked or "") not in seen:
                seen.add(turn.state.asked or "")
                yield name, turn.state
                ahead += [(reply(SCRIPTS[name].script, turn.state, one, same), depth + 1) for one in answers(turn)]


def answered(step: int = 1) -> tuple[int, int, list[str]]:
    """All texts to all questions, or every so manyth by turns: how many questions, how many answers, what failed."""
    texts, asked, given, mistakes = naughty(), 0, 0, []
    for asked, (name, state) in enumerate(questions(), 1):
        for words in texts[asked % step :: step]:
            given += 1
            try:
                turn = reply(SCRIPTS[name].script, state, Reply(words, None, (), "bn"), same)
                State.from_json(json.loads(json.dumps(turn.state.to_json()))) if isinstance(turn, Open) else None
            except Exception as error:  # every one is a mistake here
                mistakes.append(f"{name} {state.asked}: {type(error).__name__} at {words[:20]!r}")
    return asked, given, mistakes
