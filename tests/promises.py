"""Figures that tests have seen, for `bobbin promises`: kept in var/ by each run, and taken over by
`python -m tests.promises` into the file that is committed, and into the README's table.
"""

import fcntl
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.promises import NOT_MEASURED, promises

ROOT = Path(__file__).parent.parent
SEEN = ROOT / "var" / "figures.json"
KEPT = ROOT / "cli" / "figures.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- promises -->", "<!-- end of promises -->"


def figure(promise: str, words: str, of: int = 0) -> None:
    """Keep what a test has seen `of` so many tries; fewer never take its place. Several processes may do so at once."""
    SEEN.parent.mkdir(exist_ok=True)
    with SEEN.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        found = json.loads(file.read() or "{}")
        seen = {"figure": words, "on": datetime.now(UTC).date().isoformat()} | ({"of": of} if of else {})
        found[promise] = _greater(found.get(promise, {}), seen)
        file.seek(0)
        file.truncate()
        json.dump(found, file, indent=1, ensure_ascii=False)


def _greater(kept: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
    return kept if kept.get("of", 0) > seen.get("of", 0) else seen


def in_readme() -> str:
    """The table as the README has it."""
    text = README.read_text()
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


def as_table() -> str:
    rows = [
        f"| {one['id']} | {one['says']} | {one['target']} | {one['figure'] or NOT_MEASURED} |" for one in promises()
    ]
    return "\n".join(["| | promise | to reach | last seen |", "|---|---|---|---|", *rows])


def main() -> None:
    kept = json.loads(KEPT.read_text())
    for promise, seen in (json.loads(SEEN.read_text()) if SEEN.exists() else {}).items():
        kept[promise] = _greater(kept.get(promise, {}), seen)
    ordered = dict(sorted(kept.items(), key=lambda one: int(one[0][1:])))
    KEPT.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n")
    before, _, rest = README.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{as_table()}\n{END}{after}")


if __name__ == "__main__":
    main()
