"""Which cells of a table may be shown, so that nobody can work out a small one that is not. Pure arithmetic.

**What is shown.** Every question has the same base: all respondents. Its answers (columns) are put against the groups
of one breakdown (rows), so the sums of rows are sizes of groups, and the sums of columns are the answers of the whole
factory. Groups and answers that are too small alone are *merged* before (operations.survey_groups, `hidden_answers`),
never left open: so all sums are known to everybody, and count as published.

**Why each table can be looked at alone.** Groups of one publication are linearly independent beside their common total
(operations.survey_groups keeps to that). What somebody adds up over several tables is then the sum of what each table
tells beside its own sums, and those are known: a cell follows from all tables together only if it follows from its own.
The reader may know who belongs to which group; nothing here rests on that being secret.

**What follows from one table.** Hidden cells join rows and columns, as the edges of a graph with two sides. With all
sums known, the sum over a set of hidden cells follows exactly when the set is made of directed cuts: there are rows and
columns U such that no hidden cell joins a column in U with a row outside, and the set is the hidden cells from rows in
U to columns outside. The lightest cut through a cell is a maximum flow from its row to its column, where counts are the
capacities and every edge may be gone back without limit. If none through a small hidden cell is lighter than k, no set
of hidden cells with a sum below k follows. What is shown are bands, which tell less than the counts reckoned with here.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 10
"""Respondents of a factory below which nothing is published."""
SMALLEST = 5
"""The k of a cell."""
SMALLEST_SENSITIVE = 10
"""The k of a cell of a sensitive question. Management reads the same results as everybody."""

Table = Sequence[Sequence[int]]
Cell = tuple[int, int]
"""(row, column)"""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one question is protected. `guarded` columns are sensitive: there a zero tells as much as a small number.

    `open` columns can be known from another question, such as who was not asked: always shown, they hide nothing.
    """

    k: int = SMALLEST
    guarded: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()
    complementary: bool = True
    """Only tests leave it out: to see that what follows from the rest is found."""

    def small(self, count: int, column: int) -> bool:
        """Whether a count would tell too much by itself."""
        return column not in self.open and (0 < count < self.k or (count == 0 and column in self.guarded))


def hidden_answers(counts: Sequence[int], rule: Rule) -> frozenset[int]:
    """The answers of the whole factory that are not shown; their sum is, as that of the rest."""
    hidden = {column for column, count in enumerate(counts) if rule.small(count, column)}
    while rule.complementary and hidden and not _covered((counts[one] for one in hidden), rule.k):
        column = min(
            (one for one in range(len(counts)) if one not in hidden | rule.open),
            key=lambda one: (counts[one] == 0, counts[one]),
            default=None,
        )
        if column is None:
            return frozenset(range(len(counts))) - rule.open
        hidden.add(column)
    return frozenset(hidden)


def hidden_cells(table: Table, rule: Rule) -> frozenset[Cell]:
    """The cells of a table with known sums that are not shown."""
    hidden = {
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        if rule.small(count, column) and (count or _asked(counts, rule))
    }
    while rule.complementary and hidden:
        _balance(table, hidden, rule)
        weak = weak_set(table, hidden, rule)
        if not weak:
            break
        cell = _next(table, hidden, rule, {row for row, _ in weak}, {column for _, column in weak})
        if cell is None:
            return _everything(table, rule)
        hidden.add(cell)
    return frozenset(hidden)


def weak_set(table: Table, hidden: Iterable[Cell], rule: Rule) -> frozenset[Cell]:
    """A set of hidden cells with a sum below k that follows from what is shown; empty where there is none."""
    edges = frozenset(hidden)
    rows: dict[int, list[int]] = {}
    columns: dict[int, list[int]] = {}
    for row, column in edges:
        rows.setdefault(row, []).append(column)
        columns.setdefault(column, []).append(row)
    for cell in sorted(edges):
        if rule.small(table[cell[0]][cell[1]], cell[1]):
            found = _light_cut(table, edges, rows, columns, cell, rule.k)
            if found:
                return found
    return frozenset()


def _light_cut(
    table: Table,
    edges: frozenset[Cell],
    rows: dict[int, list[int]],
    columns: dict[int, list[int]],
    cell: Cell,
    k: int,
) -> frozenset[Cell]:
    """The lightest cut through a cell, where it is lighter than k: by maximum flow from its row to its column."""
    left = {edge: table[edge[0]][edge[1]] for edge in edges}
    flow = 0
    while flow < k:
        came = _search(left, rows, columns, cell)
        if (cell[1], 1) not in came:
            inside = {node for node, side in came if side == 0}
            beyond = {node for node, side in came if side == 1}
            return frozenset(edge for edge in edges if edge[0] in inside and edge[1] not in beyond)
        flow += _push(left, came, cell)
    return frozenset()


Node = tuple[int, int]
"""(index, 0 for a row and 1 for a column)"""


def _search(
    left: dict[Cell, int], rows: dict[int, list[int]], columns: dict[int, list[int]], cell: Cell
) -> dict[Node, Node | None]:
    """Every node that can be reached from the cell's row, with the one it was reached from."""
    came: dict[Node, Node | None] = {(cell[0], 0): None}
    waiting = deque(came)
    while waiting and (cell[1], 1) not in came:
        node = waiting.popleft()
        index, side = node
        ways = columns[index] if side else (one for one in rows[index] if left[index, one] > 0)
        for way in ways:
            following = (way, 1 - side)
            if following not in came:
                came[following] = node
                waiting.append(following)
    return came


def _push(left: dict[Cell, int], came: dict[Node, Node | None], cell: Cell) -> int:
    """Send as much as the way that was found takes; returns how much."""
    way: list[tuple[Cell, int]] = []
    node: Node = (cell[1], 1)
    while (before := came[node]) is not None:
        way.append(((before[0], node[0]), -1) if node[1] else ((node[0], before[0]), 1))
        node = before
    amount = min(left[edge] for edge, sign in way if sign < 0)
    for edge, sign in way:
        left[edge] += sign * amount
    return amount


def _balance(table: Table, hidden: set[Cell], rule: Rule) -> None:
    """Hide more until the hidden cells of each row and column are at least two, with a sum of at least k."""
    width = range(len(table[0]))
    changed = True
    while changed:
        changed = False
        lines = [[(row, column) for column in width] for row in range(len(table))]
        lines += [[(row, column) for row in range(len(table))] for column in width]
        for line in lines:
            changed |= _cover(table, hidden, rule, line)


def _cover(table: Table, hidden: set[Cell], rule: Rule, line: list[Cell]) -> bool:
    """Hide the next-smallest cells of one line, as long as its hidden ones are too few. Says whether it did."""
    before = len(hidden)
    there = [cell for cell in line if cell in hidden]
    while there and not _covered((table[row][column] for row, column in there), rule.k):
        cell = _smallest(table, [one for one in line if one not in hidden and one[1] not in rule.open])
        if cell is None:
            break
        hidden.add(cell)
        there.append(cell)
    return len(hidden) > before


def _covered(counts: Iterable[int], k: int) -> bool:
    found = list(counts)
    return len(found) >= 2 and sum(found) >= k


def _next(table: Table, hidden: set[Cell], rule: Rule, rows: set[int], columns: set[int]) -> Cell | None:
    """What to hide next: near a weak set first, else anywhere."""
    free = [
        (row, column)
        for row in range(len(table))
        for column in range(len(table[0]))
        if (row, column) not in hidden and column not in rule.open
    ]
    near = [cell for cell in free if cell[0] in rows or cell[1] in columns]
    return _smallest(table, near) or _smallest(table, free)


def _smallest(table: Table, cells: Iterable[Cell]) -> Cell | None:
    """The smallest that hides something; a zero only where there is nothing else."""
    return min(cells, key=lambda cell: (table[cell[0]][cell[1]] == 0, table[cell[0]][cell[1]], cell), default=None)


def _asked(counts: Sequence[int], rule: Rule) -> int:
    return sum(count for column, count in enumerate(counts) if column not in rule.open)


def _everything(table: Table, rule: Rule) -> frozenset[Cell]:
    width = [column for column in range(len(table[0])) if column not in rule.open]
    return frozenset((row, column) for row in range(len(table)) for column in width)
