"""Whether clauses of two revisions stand in the same place, given which are known to be one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lms.domain.policy import Clause, ClauseTree

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Places:
    """What the pairs known so far say about all other clauses.

    Attributes:
        after_of: the counterpart of a key of the older revision; ``before_of`` the other way.
        neighbors: for each key, the one before it in reading order; empty for the first.
        gaps: for each key, how many pairs stand before it, by side; two clauses of one gap
            stand between the same two pairs.
    """

    after_of: Mapping[str, str]
    before_of: Mapping[str, str]
    neighbors: tuple[Mapping[str, str], Mapping[str, str]]
    gaps: tuple[Mapping[str, int], Mapping[str, int]]

    @classmethod
    def of(cls, before: ClauseTree, after: ClauseTree, pairs: Iterable[Pair]) -> Places:
        """Places by these pairs of keys."""
        after_of = dict(pairs)
        before_of = {other: one for one, other in after_of.items()}
        orders = {each.key: each.order for each in after.clauses}
        known = [each.key for each in before.clauses if each.key in after_of]
        staying = in_one_order([orders[after_of[key]] for key in known])
        anchors = [known[place] for place in staying]
        return cls(
            after_of,
            before_of,
            (_neighbors(before), _neighbors(after)),
            (
                _gaps(before, frozenset(anchors)),
                _gaps(after, frozenset(after_of[key] for key in anchors)),
            ),
        )

    def same_gap(self, one: Clause, other: Clause) -> bool:
        """Whether the two stand between the same pairs that kept their order."""
        return self.gaps[0][one.key] == self.gaps[1][other.key]

    def nearness(self, one: Clause, other: Clause) -> int:
        """How much speaks for the same place, from 0 to 5."""
        return (
            2 * self._same(one.parent, other.parent)
            + self._same(self.neighbors[0][one.key], self.neighbors[1][other.key])
            + self.same_gap(one, other)
            + (one.key == other.key)
        )

    def _same(self, one: str | None, other: str | None) -> bool:
        return (one and self.after_of.get(one)) == (other or None)


def _neighbors(tree: ClauseTree) -> dict[str, str]:
    keys = [each.key for each in tree.clauses]
    return dict(zip(keys, ["", *keys], strict=False))


def _gaps(tree: ClauseTree, anchors: frozenset[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    passed = 0
    for clause in tree.clauses:
        found[clause.key] = passed
        passed += clause.key in anchors
    return found


def in_one_order(orders: Sequence[int]) -> tuple[int, ...]:
    """Places of the longest part of a sequence that rises: what kept its order."""
    tails: list[int] = []
    ends: list[int] = []
    came_from: list[int] = []
    for place, order in enumerate(orders):
        at = bisect_left(tails, order)
        came_from.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(order)
            ends.append(place)
        else:
            tails[at], ends[at] = order, place
    found: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(place)
        place = came_from[place]
    return tuple(reversed(found))
