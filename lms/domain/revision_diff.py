"""What changed from one revision of a policy to another, clause by clause.

A clause with the same words under another label is renumbered, one that left its place is
moved; neither was deleted and added. The same two revisions always compare the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from lms.domain.clause_match import Pairing, paired
from lms.domain.clause_place import in_one_order
from lms.domain.policy import Clause, ClauseKind, ClauseTree
from lms.domain.word_marks import Stretch, marked


class Way(StrEnum):
    """One thing that became of a clause."""

    ADDED = "added"
    DELETED = "deleted"
    SPLIT = "split"
    MERGED = "merged"
    REWORDED = "reworded"
    MOVED = "moved"
    RENUMBERED = "renumbered"


@dataclass(frozen=True)
class Change:
    """A clause, or the few that it was split into or merged from, in both revisions.

    Attributes:
        before: in the older revision, in reading order; empty where it was added.
        after: in the newer one; empty where it was deleted.
        ways: what became of it, in the order of ``Way``; nothing where it is unchanged.
    """

    before: tuple[Clause, ...]
    after: tuple[Clause, ...]
    ways: tuple[Way, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything became of it, be it a label."""
        return bool(self.ways)

    @property
    def changes_words(self) -> bool:
        """Whether other words are printed; a new label alone, or a new place, are none."""
        return bool(set(self.ways) & {Way.ADDED, Way.DELETED, Way.REWORDED})

    @property
    def key(self) -> str:
        """The same for the same change of the same two revisions: clauses before, clauses after."""
        return ">".join("+".join(each.key for each in side) for side in (self.before, self.after))

    @property
    def name(self) -> str:
        """Its key where it stands now, or stood last."""
        return (self.after or self.before)[0].key

    @cached_property
    def words(self) -> tuple[Stretch, ...]:
        """Both wordings in one; a line for each clause."""
        return marked(_text(self.before), _text(self.after))


@dataclass(frozen=True)
class Comparison:
    """Everything in both revisions, in the order of the newer one.

    What was deleted stands where it would have been.
    """

    changes: tuple[Change, ...]

    @property
    def only_changes(self) -> tuple[Change, ...]:
        """Without what is unchanged."""
        return tuple(each for each in self.changes if each.is_change)

    @property
    def counts(self) -> Mapping[Way, int]:
        """How many clauses went each way; one may have gone two."""
        found = Counter(way for each in self.changes for way in each.ways)
        return {way: found[way] for way in Way if found[way]}

    @cached_property
    def by_before(self) -> Mapping[str, Change]:
        """The change that each clause of the older revision is part of."""
        return {clause.key: each for each in self.changes for clause in each.before}

    @cached_property
    def by_after(self) -> Mapping[str, Change]:
        """The change that each clause of the newer revision is part of."""
        return {clause.key: each for each in self.changes for clause in each.after}


def compare(before: ClauseTree, after: ClauseTree) -> Comparison:
    """Compare two revisions of a policy; neither must be the newer one in fact."""
    pairings = paired(before, after)
    moved = _moved(pairings)
    changes = [_change(each, moved) for each in pairings]
    gone = {clause.key for each in pairings for clause in each.before}
    come = {clause.key for each in pairings for clause in each.after}
    changes += [Change((), (each,), (Way.ADDED,)) for each in after.clauses if each.key not in come]
    deleted = {
        each.key: Change((each,), (), (Way.DELETED,))
        for each in before.clauses
        if each.key not in gone
    }
    return Comparison(tuple(_in_order(before, changes, deleted)))


def _change(pairing: Pairing, moved: frozenset[str]) -> Change:
    ways = {
        Way.SPLIT: len(pairing.after) > 1,
        Way.MERGED: len(pairing.before) > 1,
        Way.REWORDED: _plain(pairing.before) != _plain(pairing.after),
        Way.MOVED: pairing.before[0].key in moved,
        Way.RENUMBERED: pairing.before[0].key != pairing.after[0].key,
    }
    found = tuple(way for way in Way if ways.get(way))
    if Way.MOVED in found:
        found = tuple(way for way in found if way is not Way.RENUMBERED)
    return Change(pairing.before, pairing.after, found)


def _text(clauses: Sequence[Clause]) -> str:
    return "\n".join(each.text for each in clauses)


def _plain(clauses: Sequence[Clause]) -> str:
    return " ".join(each.text for each in clauses)


def _moved(pairings: Sequence[Pairing]) -> frozenset[str]:
    """First keys of what is under another heading now, or passed others under the same one."""
    counterparts = {clause.key: each.after[0].key for each in pairings for clause in each.before}
    found: set[str] = set()
    families: dict[str | None, list[Pairing]] = {}
    for each in sorted(pairings, key=lambda pairing: pairing.before[0].order):
        one, other = each.before[0], each.after[0]
        above = counterparts.get(one.parent, "") if one.parent is not None else None
        if above == other.parent or _is_orphan(one, other, counterparts):
            families.setdefault(other.parent, []).append(each)
        else:
            found.add(one.key)
    for family in families.values():
        staying = set(in_one_order([each.after[0].order for each in family]))
        found |= {each.before[0].key for at, each in enumerate(family) if at not in staying}
    return frozenset(found)


def _is_orphan(one: Clause, other: Clause, counterparts: Mapping[str, str]) -> bool:
    """Whether the headings above both are new: neither has a counterpart."""
    return (
        one.parent is not None
        and other.parent is not None
        and one.parent not in counterparts
        and other.parent not in counterparts.values()
        and one.kind is not ClauseKind.FOOTNOTE
    )


def _in_order(
    before: ClauseTree, changes: Sequence[Change], deleted: Mapping[str, Change]
) -> Iterator[Change]:
    """By the newer revision; each deleted clause after what stood before it."""
    following = _following(before, changes, deleted)
    yield from following.get(None, ())
    for each in sorted(changes, key=lambda change: change.after[0].order):
        yield each
        for clause in each.before:
            yield from following.get(clause.key, ())


def _following(
    before: ClauseTree, changes: Sequence[Change], deleted: Mapping[str, Change]
) -> dict[str | None, list[Change]]:
    """Deleted clauses by the clause they followed, one that moved away passed over."""
    moved = {clause.key for each in changes if Way.MOVED in each.ways for clause in each.before}
    found: dict[str | None, list[Change]] = {}
    last: str | None = None
    for clause in before.clauses:
        if clause.key in deleted:
            found.setdefault(last, []).append(deleted[clause.key])
        elif clause.key not in moved:
            last = clause.key
    return found
