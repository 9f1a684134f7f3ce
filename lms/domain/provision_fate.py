"""What a new revision means for what training cites.

A provision whose quoted words stand unchanged in the clause that its clause became carries
over. One whose words changed asks its owner. One whose clauses were all deleted is gone. A
clause that is new, or has new words that no provision carries, asks for its provisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.policy import Clause, ClauseKind, ClauseTree, Place
from lms.domain.provision import PlacedProvision
from lms.domain.revision_diff import Change, Comparison, Way
from lms.domain.word_marks import WordChange, lines, side

_TITLES = frozenset({ClauseKind.SECTION, ClauseKind.HEADING})


class Fate(StrEnum):
    """What becomes of a provision."""

    CARRIED = "carried"
    ASKS = "asks"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ProvisionFate:
    """One provision of the older revision, seen from the newer one.

    Attributes:
        places: where its words stand now, for a carried one; else empty.
        changes: what became of the clauses it quotes, in their order.
    """

    provision: PlacedProvision
    fate: Fate
    places: tuple[Place, ...]
    changes: tuple[Change, ...]

    @property
    def id(self) -> str:
        """The provision's own id."""
        return self.provision.id

    @property
    def around_changed(self) -> bool:
        """Whether a carried one stands among other words than before."""
        return self.fate is Fate.CARRIED and any(each.changes_words for each in self.changes)


@dataclass(frozen=True, slots=True)
class Carrying:
    """All provisions of the older revision in text order, and the clauses that ask for some."""

    fates: tuple[ProvisionFate, ...]
    asking: tuple[Clause, ...]

    def of(self, fate: Fate) -> tuple[ProvisionFate, ...]:
        """Those with this fate."""
        return tuple(each for each in self.fates if each.fate is fate)


def carrying(
    provisions: Sequence[PlacedProvision], after: ClauseTree, comparison: Comparison
) -> Carrying:
    """Say of each provision what becomes of it, and which clauses ask for provisions.

    Args:
        provisions: of the older revision, as it places them.
        after: the newer revision's text.
        comparison: of the two texts.
    """
    fates = tuple(_fate(each, after, comparison) for each in provisions)
    return Carrying(fates, tuple(_asking(fates, comparison)))


def _fate(provision: PlacedProvision, after: ClauseTree, comparison: Comparison) -> ProvisionFate:
    changes = tuple(dict.fromkeys(comparison.by_before[place.key] for place in provision.places))
    places = tuple(_places(provision, after, comparison))
    if len(places) == len(provision.places):
        return ProvisionFate(provision, Fate.CARRIED, places, changes)
    gone = all(not each.after for each in changes)
    return ProvisionFate(provision, Fate.GONE if gone else Fate.ASKS, (), changes)


def _places(
    provision: PlacedProvision, after: ClauseTree, comparison: Comparison
) -> Iterator[Place]:
    """Where each quotation stands once, and in what its own clause became."""
    quotations = provision.provision.quotations
    for was, quotation in zip(provision.places, quotations, strict=True):
        place = after.place(quotation)
        homes = {clause.key for clause in comparison.by_before[was.key].after}
        if place is not None and place.key in homes:
            yield place


def _asking(fates: Sequence[ProvisionFate], comparison: Comparison) -> Iterator[Clause]:
    asked = {
        clause.key
        for each in fates
        if each.fate is Fate.ASKS
        for change in each.changes
        for clause in change.after
    }
    cited = [place for each in fates for place in each.places]
    for change in comparison.changes:
        for clause, new in zip(change.after, _new_words(change), strict=True):
            if clause.kind in _TITLES or clause.key in asked:
                continue
            if Way.ADDED in change.ways or _uncited(clause, new, cited):
                yield clause


def _new_words(change: Change) -> Iterator[tuple[tuple[int, int], ...]]:
    """For each clause as it is now, where new words stand in it."""
    if Way.REWORDED not in change.ways:
        yield from (() for _ in change.after)
        return
    for line in lines(side(change.words, WordChange.NEW)):
        reached, found = 0, []
        for stretch in line:
            end = reached + len(stretch.text)
            if stretch.change is WordChange.NEW and any(map(str.isalnum, stretch.text)):
                found.append((reached, reached + len(stretch.text.rstrip())))
            reached = end
        yield tuple(found)


def _uncited(clause: Clause, new: Sequence[tuple[int, int]], cited: Iterable[Place]) -> bool:
    own = [place for place in cited if place.key == clause.key]
    return any(
        not any(place.start <= start and end <= place.end for place in own) for start, end in new
    )
