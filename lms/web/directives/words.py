"""A clause's words cut where something begins or ends: cited words, hits, links, marks.

A run is what one set of provisions cites; inside it are pieces, cut at reference marks, at
what a search found, and at references to other sections.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lms.domain.policy import Clause, Mark, canonical_key
from lms.domain.provision import PlacedProvision, ProvisionStatus

_REFERENCE = re.compile(r"\b[IVXLC]+(?: \([A-Z]\)|-\d+\b)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are shown alike.

    Attributes:
        leads_to: key of the clause these words refer to.
        mark: the reference mark after them.
    """

    text: str
    found: bool
    leads_to: str | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Run:
    """Words that the same provisions cite.

    Attributes:
        anchors: addresses that lead to these very words.
        blocked: whether they, and not the whole clause, are blocked.
    """

    anchors: tuple[str, ...]
    blocked: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """Words from one offset up to another, and the provisions that cite all of them."""

    start: int
    end: int
    cited_by: frozenset[str]


def runs(
    clause: Clause,
    provisions: Sequence[PlacedProvision],
    matches: Sequence[tuple[int, int]],
    known: Collection[str],
) -> tuple[Run, ...]:
    """The words of a clause.

    Args:
        clause: whose words.
        provisions: those that quote it, wherever their address leads.
        matches: offsets that a search found.
        known: keys of all clauses, for references to them.
    """
    cuts = tuple(_cuts(clause, provisions))
    anchors = _anchors(clause, provisions, cuts)
    blocked = {each.id for each in provisions if each.provision.status is ProvisionStatus.BLOCKED}
    links = tuple(_references(clause, known))
    return tuple(
        Run(
            anchors=tuple(anchors.get(cut, ())),
            blocked=len(provisions) > 1 and bool(cut.cited_by) and cut.cited_by <= blocked,
            pieces=tuple(_pieces(clause, cut, matches, links)),
        )
        for cut in cuts
    )


def _cuts(clause: Clause, provisions: Iterable[PlacedProvision]) -> Iterator[_Cut]:
    spans = [
        (place.start, place.end, each.id)
        for each in provisions
        for place in each.places
        if place.key == clause.key
    ]
    for start, end in _between(len(clause.text), (at for span in spans for at in span[:2])):
        cited_by = frozenset(name for first, last, name in spans if first <= start and end <= last)
        yield _Cut(start, end, cited_by)


def _between(length: int, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The stretches between offsets; an empty text has one, of nothing."""
    edges = sorted({0, length, *offsets})
    yield from pairwise(edges) if length else ((0, 0),)


def _anchors(
    clause: Clause, provisions: Iterable[PlacedProvision], cuts: Sequence[_Cut]
) -> dict[_Cut, list[str]]:
    """Where the addresses lead that are not the clause's own: to words nobody else cites."""
    found: dict[_Cut, list[str]] = {}
    for each in provisions:
        if each.anchor != clause.key or each.id == clause.key:
            continue
        cited = [cut for cut in cuts if each.id in cut.cited_by]
        alone = [cut for cut in cited if cut.cited_by == {each.id}]
        found.setdefault((alone or cited)[0], []).append(each.id)
    return found


def _references(clause: Clause, known: Collection[str]) -> Iterator[tuple[int, int, str]]:
    for match in _REFERENCE.finditer(clause.text):
        key = canonical_key(match.group())
        if key in known:
            yield match.start(), match.end(), key


def _pieces(
    clause: Clause,
    cut: _Cut,
    matches: Sequence[tuple[int, int]],
    links: Sequence[tuple[int, int, str]],
) -> Iterator[Piece]:
    marks = {mark.at: mark for mark in clause.marks if cut.start < mark.at <= cut.end}
    edges = [*marks, *(at for match in matches for at in match)]
    edges += [at for first, last, _ in links for at in (first, last)]
    inside = (at - cut.start for at in edges if cut.start < at < cut.end)
    for first, last in _between(cut.end - cut.start, inside):
        start, end = first + cut.start, last + cut.start
        yield Piece(
            text=clause.text[start:end],
            found=any(a <= start and end <= b for a, b in matches),
            leads_to=next((key for a, b, key in links if a <= start and end <= b), None),
            mark=marks.get(end),
        )
