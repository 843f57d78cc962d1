"""Named points at which a test may kill or freeze this process: wherever a crash could lose or double something.

`reach("inbox.committed")` stands in the code where that has just happened. It does nothing, at the price of looking
at an empty dict, unless the process was started with FAULTS (bot.settings); a running line never is. Knows no test.
"""

import os
import signal
import threading
from collections.abc import Iterable
from dataclasses import dataclass

POINTS: dict[str, str] = {
    "inbox.written": "the row of a message is written, it is not heard yet",
    "inbox.before_commit": "heard, replies queued, nothing committed",
    "inbox.committed": "committed, the sender is not woken, the provider not answered",
    "inbox.before_answer": "committed and woken, the provider not answered",
    "inbox.keeping": "what cannot be read is written as a dead letter, not committed",
    "inbox.retrying": "what failed before is heard again, not committed",
    "outbox.claiming": "marked as being sent, not committed",
    "outbox.sending": "“sending” is committed, the provider not called",
    "outbox.accepted": "the provider has answered, nothing of it is written",
    "outbox.recording": "the provider's answer is written, not committed",
    "outbox.recorded": "the provider's answer is committed",
    "report.before_commit": "a delivery report is written, not committed",
    "report.before_answer": "a delivery report is committed, the provider not answered",
    "leases.before_commit": "what a dead sender left is taken up, not committed",
    "leases.committed": "what a dead sender left is taken up",
    "expiry.before_commit": "what is too old is given up, not committed",
    "clock.leading": "the lease of the clock is taken",
    "prompts.before_commit": "the line speaks first, not committed",
    "silence.before_commit": "somebody's silence is taken up, not committed",
    "reminders.before_commit": "reminders have happened, not committed",
    "reminders.committed": "reminders have happened",
    "files.fetched": "a file was fetched, it is not kept yet",
    "files.before_commit": "a file is kept, not committed",
    "copies.listed": "Twilio's list of messages was read, none taken in",
    "copies.deleted": "copies at Twilio are gone, that is not written",
    "copies.before_commit": "that copies are gone is written, not committed",
    "retention.before_commit": "what is over is deleted, not committed",
    "retention.committed": "what is over is deleted, not overwritten",
    "erasure.shredded": "the keys of a case are gone, its rows not",
    "erasure.before_commit": "a person's address is gone, not committed",
    "erasure.committed": "a person's address is gone, not overwritten",
    "keys.before_replace": "new keys are in a file of their own, not in the key file",
    "keys.replaced": "the key file has new keys, no row is sealed with them",
    "keys.before_commit": "a batch of rows is sealed again, not committed",
    "keys.committed": "a batch of rows is sealed again",
    "wave.before_forgetting": "the results of a wave are made, its link key is there",
    "wave.forgotten": "its link key and answers are gone, the results not written",
    "wave.closed": "a wave is closed",
    "migrate.before_commit": "the schema is new, not committed",
    "migrate.committed": "the schema is new",
    "backup.copied": "the database is copied, neither file is in its place",
    "backup.keys_kept": "the file of keys is in its place, that of content not",
    "restore.checked": "a backup is checked, nothing is put back",
    "restore.before_commit": "a backup is put together, it is not in the database",
}
"""Each point, and what has happened there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Kill, or freeze, at the `at`-th time that the point is reached."""

    point: str
    at: int = 1
    freeze: bool = False


_armed: dict[str, Fault] = {}
_passed: dict[str, int] = {}
_counting = threading.Lock()


def arm(faults: Iterable[Fault]) -> None:
    """From now on, in this process."""
    _armed.update({fault.point: fault for fault in faults})


def reach(point: str) -> None:
    """This point is reached."""
    if _armed:
        _meet(point)


def _meet(point: str) -> None:
    fault = _armed.get(point)
    if fault is None:
        return
    with _counting:
        passed = _passed[point] = _passed.get(point, 0) + 1
    if passed == fault.at:
        os.write(2, f"fault at {point}\n".encode())
        os.kill(os.getpid(), signal.SIGSTOP if fault.freeze else signal.SIGKILL)
