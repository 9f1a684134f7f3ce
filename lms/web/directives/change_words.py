"""A comparison of two revisions in the words and pieces that a page and a paper show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lms.domain.policy import Clause, ClauseKind, ClauseTree
from lms.domain.revision_diff import Change, Way
from lms.domain.word_marks import Stretch, WordChange, lines, side
from lms.queries.revisions import TwoRevisions
from lms.web.filters import plural

_TITLES = {ClauseKind.SECTION, ClauseKind.HEADING}
_WORDS = {
    Way.ADDED: "new",
    Way.DELETED: "taken out",
    Way.REWORDED: "reworded",
    Way.MOVED: "moved",
    Way.RENUMBERED: "new label",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause on one side: its label, its address on that side, and its words."""

    label: str
    key: str
    line: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as it is shown.

    Attributes:
        name: its own address on the page.
        label: what people call it: its label, or the old and the new one.
        ways: what became of it, in words; empty where it is unchanged.
        redline: both wordings in one, a line for each clause.
        alike: no word differs, so that one text stands for both.
    """

    name: str
    label: str
    ways: str
    before: tuple[Shown, ...]
    after: tuple[Shown, ...]
    redline: tuple[tuple[Stretch, ...], ...]
    alike: bool


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes under one heading of the policy."""

    label: str
    title: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many clauses went one way."""

    way: str
    words: str


def change_groups(pair: TwoRevisions, *, everything: bool) -> tuple[ChangeGroup, ...]:
    """What is shown, in the order of the newer revision, under its headings."""
    changes = pair.comparison.changes if everything else pair.comparison.only_changes
    placed = [(_heading(each, pair), each) for each in changes]
    numbers = {id(each): number for number, each in enumerate(pair.comparison.changes, 1)}
    return tuple(
        ChangeGroup(
            heading.label if heading else "",
            _title(heading.text) if heading else "",
            tuple(_row(each, numbers[id(each)]) for _, each in group),
        )
        for heading, group in groupby(placed, key=lambda pair: pair[0])
    )


def counted(pair: TwoRevisions) -> tuple[Count, ...]:
    """How many clauses went each way, in words."""
    said = {
        Way.ADDED: ("new section", "new sections"),
        Way.DELETED: ("section taken out", "sections taken out"),
        Way.SPLIT: ("section split", "sections split"),
        Way.MERGED: ("section joined from others", "sections joined from others"),
        Way.REWORDED: ("section reworded", "sections reworded"),
        Way.MOVED: ("section moved", "sections moved"),
        Way.RENUMBERED: ("section with a new label only", "sections with a new label only"),
    }
    counts = dict(pair.comparison.counts)
    only = sum(each.ways == (Way.RENUMBERED,) for each in pair.comparison.changes)
    counts[Way.RENUMBERED] = only
    return tuple(
        Count(way.value, plural(counts[way], *said[way])) for way in Way if counts.get(way)
    )


def _heading(change: Change, pair: TwoRevisions) -> Clause | None:
    """The nearest heading above a change, where it stands now or stood last."""
    if change.after:
        return _above(change.after[0], pair.after.tree)
    gone = _above(change.before[0], pair.before.tree)
    counterpart = gone and pair.comparison.by_before[gone.key].after
    return counterpart[0] if counterpart else gone


def _above(clause: Clause, tree: ClauseTree) -> Clause | None:
    path = [tree.get(key) for key in tree.path(clause.key)]
    found = [each for each in path if each is not None and each.kind in _TITLES]
    return found[-1] if found else None


def _title(text: str) -> str:
    plain = text.rstrip(":").strip()
    return plain.capitalize() if plain.isupper() else plain


def _row(change: Change, number: int) -> ChangeRow:
    before = _sides(change.before, side(change.words, WordChange.GONE))
    after = _sides(change.after, side(change.words, WordChange.NEW))
    return ChangeRow(
        name=f"change-{number}",
        label=_label(change),
        ways=", ".join(_ways(change)),
        before=before,
        after=after,
        redline=tuple(_redline(change.words)),
        alike=all(each.change is WordChange.SAME for each in change.words),
    )


def _sides(clauses: Sequence[Clause], words: Iterable[Stretch]) -> tuple[Shown, ...]:
    return tuple(
        Shown(called(clause), clause.key, line)
        for clause, line in zip(clauses, lines(words), strict=False)
    )


def _redline(words: Iterable[Stretch]) -> Iterator[tuple[Stretch, ...]]:
    """Lines of what is printed now; a clause's end that was taken out makes no line."""
    kept = (
        Stretch(each.change, each.text.replace("\n", " "))
        if each.change is WordChange.GONE
        else each
        for each in words
    )
    yield from lines(kept)


def called(clause: Clause) -> str:
    """A clause's label, short."""
    if clause.kind is ClauseKind.PARAGRAPH:
        above, _, number = clause.key.rpartition("-p")
        return f"{above} ¶ {number}".strip()
    if clause.kind in {ClauseKind.FOOTNOTE, ClauseKind.NOTE}:
        return clause.label
    return clause.key


def _label(change: Change) -> str:
    now = " and ".join(called(each) for each in change.after)
    was = " and ".join(called(each) for each in change.before)
    if not now or not was or now == was:
        return now or was
    return f"{was} → {now}"


def _ways(change: Change) -> Iterator[str]:
    for way in change.ways:
        if way is Way.SPLIT:
            yield f"split into {len(change.after)}"
        elif way is Way.MERGED:
            yield f"joined from {len(change.before)}"
        else:
            yield _WORDS[way]
