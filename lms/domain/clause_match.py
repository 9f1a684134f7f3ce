"""Which clauses of two revisions are the same one: by their words first, then by their place.

Equal text comes first. What is left is matched by how many words it shares in order, one
clause with one, or with several that stand in a row where it was split or they were merged.
A label alone matches nothing, because labels move.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lms.domain.clause_place import Places
from lms.domain.policy import Clause, ClauseKind, ClauseTree

_WORD = re.compile(r"\w+")
_COMMON = 3
_ALIKE = 500
_ALIKE_IN_PLACE = 250
_PART = 700
_WHOLE = 800
_GAIN = 40
_LONGEST_ROW = 12
_CLOSEST = 6
_BESIDE = frozenset({ClauseKind.FOOTNOTE, ClauseKind.NOTE})


@dataclass(frozen=True, slots=True)
class Pairing:
    """Clauses that are one thing in both revisions; one side may hold several.

    Attributes:
        likeness: words shared in order, in thousandths; 1000 for equal words.
    """

    before: tuple[Clause, ...]
    after: tuple[Clause, ...]
    likeness: int


def paired(before: ClauseTree, after: ClauseTree) -> tuple[Pairing, ...]:
    """Every clause that has a counterpart, with it; no clause stands in two pairings."""
    equal = _equal(before, after)
    places = Places.of(before, after, [(one.key, other.key) for one, other in equal])
    left = _Left(
        _Side.of(before, places.after_of),
        _Side.of(after, places.before_of),
    )
    found = [Pairing((one,), (other,), 1000) for one, other in equal]
    return tuple(found) + _chosen(_offers(left, places))


def _equal(before: ClauseTree, after: ClauseTree) -> list[tuple[Clause, Clause]]:
    """Clauses with equal text; where several have it, those in the likeliest place."""
    groups: defaultdict[str, tuple[list[Clause], list[Clause]]]
    groups = defaultdict(lambda: ([], []))
    for side, tree in enumerate((before, after)):
        for clause in tree.clauses:
            groups[clause.text][side].append(clause)
    alone = [(ones[0], others[0]) for ones, others in groups.values() if _is_one(ones, others)]
    places = Places.of(before, after, [(one.key, other.key) for one, other in alone])
    found = list(alone)
    for ones, others in groups.values():
        if ones and others and not _is_one(ones, others):
            found += _likeliest(ones, others, places)
    return found


def _is_one(ones: Sequence[Clause], others: Sequence[Clause]) -> bool:
    return len(ones) == 1 and len(others) == 1


def _likeliest(
    ones: Sequence[Clause], others: Sequence[Clause], places: Places
) -> Iterator[tuple[Clause, Clause]]:
    ranked = sorted(
        ((one, other) for one in ones for other in others),
        key=lambda pair: (-places.nearness(*pair), abs(pair[0].order - pair[1].order)),
    )
    taken: set[str] = set()
    for one, other in ranked:
        if f"-{one.key}" not in taken and f"+{other.key}" not in taken:
            taken |= {f"-{one.key}", f"+{other.key}"}
            yield one, other


@dataclass(frozen=True, slots=True)
class _Side:
    """What equal words left over of one revision.

    Attributes:
        words: of each clause, in order, as they are compared.
        holding: for each word, how often each clause has it.
        rows: places in the whole text without what stands beside it.
    """

    clauses: tuple[Clause, ...]
    words: Mapping[str, tuple[str, ...]]
    holding: Mapping[str, Mapping[str, int]]
    rows: Mapping[str, int]

    @classmethod
    def of(cls, tree: ClauseTree, known: Container[str]) -> _Side:
        """What is not known yet."""
        every = tuple(each for each in tree.clauses if each.key not in known)
        text = (each.key for each in tree.clauses if each.kind not in _BESIDE)
        words = {each.key: _compared(each.text) for each in every}
        holding: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for key, own in words.items():
            for word, count in Counter(own).items():
                holding[word][key] = count
        return cls(every, words, holding, {key: row for row, key in enumerate(text)})

    def shared(self, words: Sequence[str]) -> Counter[str]:
        """How many of these words each clause has, in whatever order."""
        found: Counter[str] = Counter()
        for word, count in Counter(words).items():
            for key, own in self.holding.get(word, {}).items():
                found[key] += min(count, own)
        return found


@dataclass(frozen=True, slots=True)
class _Left:
    before: _Side
    after: _Side


def _compared(text: str) -> tuple[str, ...]:
    """The words that say something; all of them where none does."""
    words = tuple(word.casefold() for word in _WORD.findall(text))
    return tuple(word for word in words if len(word) > _COMMON) or words


@dataclass(frozen=True, slots=True)
class _Offer:
    pairing: Pairing
    rank: tuple[int, ...]


def _offers(left: _Left, places: Places) -> Iterator[_Offer]:
    single: dict[tuple[str, str], int] = {}
    for one, other, likeness in _ones(left):
        least = _ALIKE_IN_PLACE if places.same_gap(one, other) else _ALIKE
        if likeness >= least:
            single[one.key, other.key] = likeness
            yield _offer((one,), (other,), likeness, places)
    best_before: Counter[str] = Counter()
    best_after: Counter[str] = Counter()
    for (one_key, other_key), likeness in single.items():
        best_before[one_key] = max(best_before[one_key], likeness)
        best_after[other_key] = max(best_after[other_key], likeness)
    for whole, row, likeness in _rows(left.before, left.after):
        if likeness >= best_before[whole.key] + _GAIN:
            yield _offer((whole,), row, likeness, places)
    for whole, row, likeness in _rows(left.after, left.before):
        if likeness >= best_after[whole.key] + _GAIN:
            yield _offer(row, (whole,), likeness, places)


def _offer(
    before: tuple[Clause, ...], after: tuple[Clause, ...], likeness: int, places: Places
) -> _Offer:
    near = places.nearness(before[0], after[0])
    rank = (-likeness - 30 * near, before[0].order, after[0].order)
    return _Offer(Pairing(before, after, likeness), rank)


def _chosen(offers: Iterable[_Offer]) -> tuple[Pairing, ...]:
    """The best first; each clause goes to one pairing."""
    gone: set[str] = set()
    come: set[str] = set()
    found: list[Pairing] = []
    for offer in sorted(offers, key=lambda each: each.rank):
        befores = {each.key for each in offer.pairing.before}
        afters = {each.key for each in offer.pairing.after}
        if not befores & gone and not afters & come:
            gone |= befores
            come |= afters
            found.append(offer.pairing)
    return tuple(found)


def _ones(left: _Left) -> Iterator[tuple[Clause, Clause, int]]:
    """Each clause with the few of the other revision that share most words with it."""
    others = {each.key: each for each in left.after.clauses}
    for one in left.before.clauses:
        words = left.before.words[one.key]
        bags = {
            key: 2000 * count // (len(words) + len(left.after.words[key]))
            for key, count in left.after.shared(words).items()
        }
        closest = sorted(bags, key=lambda key: (-bags[key], others[key].order))[:_CLOSEST]
        for key in closest:
            if bags[key] >= _ALIKE_IN_PLACE:
                yield one, others[key], _likeness(words, left.after.words[key])


def _likeness(words: Sequence[str], others: Sequence[str]) -> int:
    """Words that stand in both in the same order, in thousandths of all."""
    if not words and not others:
        return 1000
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return 2000 * same // (len(words) + len(others))


def _rows(wholes: _Side, parts: _Side) -> Iterator[tuple[Clause, tuple[Clause, ...], int]]:
    """A clause with a row of others that together have its words, one after the other."""
    for whole in wholes.clauses:
        words = wholes.words[whole.key]
        shared = parts.shared(words)
        inside = [
            each
            for each in parts.clauses
            if each.key in parts.rows
            and 1000 * shared[each.key] >= max(1, _PART * len(parts.words[each.key]))
        ]
        for run in _runs(inside, parts.rows):
            row, likeness = _best_row(words, run, parts)
            if len(row) > 1 and likeness >= _WHOLE:
                yield whole, row, likeness


def _runs(clauses: Iterable[Clause], rows: Mapping[str, int]) -> Iterator[list[Clause]]:
    """Clauses that stand directly after each other."""
    run: list[Clause] = []
    for clause in clauses:
        if run and rows[clause.key] != rows[run[-1].key] + 1:
            yield run
            run = []
        run.append(clause)
    if run:
        yield run


def _best_row(
    words: Sequence[str], run: Sequence[Clause], parts: _Side
) -> tuple[tuple[Clause, ...], int]:
    """The stretch of a run that has most of the words and least that is not among them."""
    best: tuple[tuple[Clause, ...], int] = ((), 0)
    for start in range(len(run)):
        joined: list[str] = []
        for end in range(start, min(len(run), start + _LONGEST_ROW)):
            joined += parts.words[run[end].key]
            if len(joined) * _PART > 2 * 1000 * len(words):
                break
            likeness = _likeness(words, joined)
            if likeness > best[1]:
                best = (tuple(run[start : end + 1]), likeness)
    return best
