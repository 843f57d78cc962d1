"""Figures that tests have seen, for `bobbin promises`: kept in var/ by each run, and taken over by
`python -m tests.promises` into the file that is committed.
"""

import fcntl
import json
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
SEEN = ROOT / "var" / "figures.json"
KEPT = ROOT / "cli" / "figures.json"


def figure(promise: str, words: str) -> None:
    """Keep what a test has seen. Several processes may do so at once."""
    SEEN.parent.mkdir(exist_ok=True)
    with SEEN.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        found = json.loads(file.read() or "{}")
        found[promise] = {"figure": words, "on": datetime.now(UTC).date().isoformat()}
        file.seek(0)
        file.truncate()
        json.dump(found, file, indent=1, ensure_ascii=False)


def main() -> None:
    kept = json.loads(KEPT.read_text()) | json.loads(SEEN.read_text())
    ordered = dict(sorted(kept.items(), key=lambda one: int(one[0][1:])))
    KEPT.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
