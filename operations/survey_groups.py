"""By which groups of people results are shown, so that no two of them put side by side single out a few. Pure.

The ledger of one publication: breakdowns come one after the other, and each must agree with those before it.
1. A group of fewer than k is merged with the next smallest; traits nobody told are a group like others.
2. A group that differs from one of an earlier breakdown by 1 to k-1 people is merged too.
3. The groups must be linearly independent beside their common total, else the breakdown is withheld: where a shift is
   exactly three lines, a number hidden at a line would follow from the shift's.
4. No set of fewer than k people may follow from the groups by adding and subtracting, else it is withheld.
5. Where a group lies within one of another breakdown, the rest follows. Where few of that rest gave some answer, the
   later breakdown of that question is withheld (operations.survey_tables); for that, `nests` says where this is so.

For 3 and 4 a reader is taken to know everybody's traits. `G` is the matrix of how many people two groups share: it has
the rank of the groups. A random vector that every group is orthogonal to sums to zero over a set of people only if the
set follows from the groups (but for one chance in 10^18).
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

PRIME = 2**61 - 1
MANY = 200
"""Sets of fewer than k with the same traits, above which up to two are looked at together, else up to four."""

Pattern = tuple[str | None, ...]
"""The traits of somebody, in the order of the breakdowns; None where not known."""
Sizes = Mapping[Pattern, int]


@dataclass(frozen=True, slots=True)
class Group:
    """People who are shown together: those with one value of a trait, or several small groups."""

    values: tuple[str | None, ...]
    size: int

    @property
    def is_merged(self) -> bool:
        return len(self.values) > 1


Groups = tuple[Group, ...]


def split(sizes: Sizes, breakdowns: int, k: int) -> list[Groups]:
    """The groups of each breakdown, in its order; none where the breakdown is withheld or has only one."""
    kept: list[Groups] = []
    for trait in range(breakdowns):
        found = _agreeing(sizes, kept, _groups(sizes, trait), k)
        kept.append(found if len(found) > 1 and not _tells(sizes, [*kept, found], k) else ())
    return kept


def group_of(groups: Groups) -> dict[str | None, int]:
    """The number of the group that each value is shown in."""
    return {value: number for number, group in enumerate(groups) for value in group.values}


@dataclass(frozen=True, slots=True)
class Nest:
    """A group of one breakdown that holds some of another and more people: those others follow by subtraction."""

    outer: tuple[int, int]
    """(trait, number of the group)"""
    inner: tuple[int, tuple[int, ...]]
    """(trait, numbers of its groups that lie within)"""


def nests(sizes: Sizes, breakdowns: Sequence[Groups]) -> list[Nest]:
    """Where groups of two breakdowns lie within each other: each alone, and all together."""
    found = []
    shown = [trait for trait, groups in enumerate(breakdowns) if groups]
    for trait, other in permutations(shown, 2):
        shared = _shared(sizes, (trait, breakdowns[trait]), (other, breakdowns[other]))
        for number in range(len(breakdowns[trait])):
            inside = [one for one, group in enumerate(breakdowns[other]) if shared[number, one] == group.size]
            together = {(one,) for one in inside} | ({tuple(inside)} if inside else set())
            found += [Nest((trait, number), (other, one)) for one in sorted(together)]
    return found


def _groups(sizes: Sizes, trait: int) -> Groups:
    counts: dict[str | None, int] = defaultdict(int)
    for pattern, size in sizes.items():
        counts[pattern[trait]] += size
    order = sorted(counts, key=lambda value: (value is None, value or ""))
    return tuple(Group((value,), counts[value]) for value in order)


def _agreeing(sizes: Sizes, kept: Sequence[Groups], groups: Groups, k: int) -> Groups:
    """Merge until every group is large enough and none nearly is one that is shown already."""
    trait = len(kept)
    while len(groups) > 1:
        bad = {number for number, one in enumerate(groups) if one.size < k} | _near(sizes, kept, groups, trait, k)
        if not bad:
            break
        joined = bad | {number for number, one in enumerate(groups) if one.is_merged}
        if len(joined) == 1:
            rest = [number for number in range(len(groups)) if number not in joined]
            joined.add(min(rest, key=lambda number: groups[number].size))
        groups = _merged(groups, joined)
    return groups


def _merged(groups: Groups, joined: set[int]) -> Groups:
    rest = tuple(group for number, group in enumerate(groups) if number not in joined)
    parts = [groups[number] for number in sorted(joined)]
    return (*rest, Group(tuple(value for one in parts for value in one.values), sum(one.size for one in parts)))


def _near(sizes: Sizes, kept: Sequence[Groups], groups: Groups, trait: int, k: int) -> set[int]:
    """Groups whose people are, but for 1 to k-1, those of a group of an earlier breakdown."""
    found = set()
    for earlier, others in enumerate(kept):
        shared = _shared(sizes, (earlier, others), (trait, groups))
        for number, group in enumerate(groups):
            for other_number, other in enumerate(others):
                if 0 < group.size + other.size - 2 * shared[other_number, number] < k:
                    found.add(number)
    return found


def _shared(sizes: Sizes, first: tuple[int, Groups], second: tuple[int, Groups]) -> dict[tuple[int, int], int]:
    """How many people two groups share."""
    shared: dict[tuple[int, int], int] = defaultdict(int)
    one, other = group_of(first[1]), group_of(second[1])
    if one and other:
        for pattern, size in sizes.items():
            shared[one[pattern[first[0]]], other[pattern[second[0]]]] += size
    return shared


def _tells(sizes: Sizes, kept: Sequence[Groups], k: int) -> bool:
    """Whether the groups together break rule 3 or 4."""
    members = _members(sizes, kept)
    weights = list(sizes.values())
    count = sum(len(groups) for groups in kept)
    shown = sum(1 for groups in kept if groups)
    reduced = _reduced(_gram(members, weights, count), _images(members, weights, count))
    if len(reduced.pivots) < count - (shown - 1):
        return True
    rest = reduced.solution()
    orthogonal = [
        weight * (noise - sum(rest[group] for group in groups)) % PRIME
        for groups, weight, noise in zip(members, weights, reduced.noise, strict=True)
    ]
    few = [(value, size) for value, size in zip(orthogonal, weights, strict=True) if size < k]
    return _sums_to_zero(few, k)


def _members(sizes: Sizes, kept: Sequence[Groups]) -> list[list[int]]:
    """For each pattern the groups that people with these traits are in, numbered through all breakdowns."""
    numbers: list[list[int]] = [[] for _ in sizes]
    first = 0
    for trait, groups in enumerate(kept):
        if groups:
            place = group_of(groups)
            for own, pattern in zip(numbers, sizes, strict=True):
                own.append(first + place[pattern[trait]])
            first += len(groups)
    return numbers


def _gram(members: Sequence[Sequence[int]], weights: Sequence[int], count: int) -> list[list[int]]:
    matrix = [[0] * count for _ in range(count)]
    for groups, weight in zip(members, weights, strict=True):
        for one in groups:
            row = matrix[one]
            for other in groups:
                row[other] += weight
    return matrix


def _images(members: Sequence[Sequence[int]], weights: Sequence[int], count: int) -> tuple[list[int], list[int]]:
    """A random number for each pattern, and what each group makes of them."""
    noise = [secrets.randbelow(PRIME) for _ in weights]
    seen = [0] * count
    for groups, weight, value in zip(members, weights, noise, strict=True):
        for one in groups:
            seen[one] = (seen[one] + weight * value) % PRIME
    return noise, seen


@dataclass(frozen=True, slots=True)
class Reduced:
    """A system of equations modulo PRIME in reduced form; `pivots` is (row, column) of each step."""

    rows: list[list[int]]
    pivots: list[tuple[int, int]]
    noise: list[int]
    width: int

    def solution(self) -> list[int]:
        found = [0] * self.width
        for row, column in self.pivots:
            found[column] = self.rows[row][-1]
        return found


def _reduced(matrix: list[list[int]], images: tuple[list[int], list[int]]) -> Reduced:
    noise, right = images
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    pivots: list[tuple[int, int]] = []
    for column in range(len(matrix)):
        step = len(pivots)
        found = next((row for row in range(step, len(rows)) if rows[row][column] % PRIME), None)
        if found is None:
            continue
        rows[step], rows[found] = rows[found], rows[step]
        inverse = pow(rows[step][column], -1, PRIME)
        rows[step] = lead = [value * inverse % PRIME for value in rows[step]]
        for number, row in enumerate(rows):
            if number != step and (factor := row[column]):
                rows[number] = [(value - factor * own) % PRIME for value, own in zip(row, lead, strict=True)]
        pivots.append((step, column))
    return Reduced(rows, pivots, noise, len(matrix))


def _sums_to_zero(few: Sequence[tuple[int, int]], k: int) -> bool:
    """Whether up to four of the values, of fewer than k people together, sum to zero."""
    alone = {value: {number} for number, (value, _) in enumerate(few)}
    if 0 in alone:
        return True
    pairs: dict[int, list[set[int]]] = defaultdict(list)
    if len(few) <= MANY:
        for (one, (a, n)), (other, (b, m)) in combinations(enumerate(few), 2):
            if n + m < k:
                pairs[(a + b) % PRIME].append({one, other})
    sums = [*alone.items(), *((total, pair) for total, found in pairs.items() for pair in found)]
    for total, chosen in sums:
        wanted = -total % PRIME
        for others in (*([alone[wanted]] if wanted in alone else ()), *pairs.get(wanted, ())):
            if not chosen & others and sum(few[number][1] for number in chosen | others) < k:
                return True
    return False
