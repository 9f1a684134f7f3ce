"""The comparison of two revisions as a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from lms.domain.word_marks import Stretch, WordChange
from lms.queries.revisions import RevisionEntry, TwoRevisions
from lms.rendering.report import Bullets, Heading, Paragraph, Part, Report, facts
from lms.rendering.report_words import Emphasis, Words
from lms.web.directives.change_words import ChangeRow, change_groups, counted
from lms.web.filters import day as written

_EMPHASIS = {
    WordChange.SAME: Emphasis.PLAIN,
    WordChange.GONE: Emphasis.GONE,
    WordChange.NEW: Emphasis.NEW,
}
_KEY = (
    Words("How to read this: "),
    Words("words taken out", Emphasis.GONE),
    Words(" are struck through, "),
    Words("words put in", Emphasis.NEW),
    Words(" are underlined. A clause that only has a new label is listed with its label."),
)


def change_report(
    *,
    title: str,
    department: str,
    demonstration: bool,
    before: RevisionEntry,
    after: RevisionEntry,
    pair: TwoRevisions,
    day: date,
) -> Report:
    """What changed from one revision to the other, on paper."""
    names = f"revision {before.sequence} to revision {after.sequence}"
    return Report(
        title=f"Changes from {names}",
        department=department,
        subject=f"{title}: changes from {names}",
        lead=title,
        footer=f"{title}, {names}",
        created_on=day,
        parts=tuple(_parts(before, after, pair)),
        demonstration=demonstration,
    )


def _parts(before: RevisionEntry, after: RevisionEntry, pair: TwoRevisions) -> Iterator[Part]:
    yield facts([("Earlier", _about(before)), ("Later", _about(after))])
    counts = counted(pair)
    if not counts:
        yield Paragraph.of("The two revisions have the same words under the same labels.")
        return
    yield Bullets(tuple(each.words for each in counts))
    yield Paragraph(_KEY, small=True)
    for group in change_groups(pair, everything=False):
        yield Heading(f"{group.label} {group.title}".strip() or "Text")
        for row in group.rows:
            yield from _change(row)


def _change(row: ChangeRow) -> Iterator[Part]:
    yield Heading(f"{row.label}: {row.ways}", 3)
    if row.alike:
        return
    for line in row.redline:
        yield Paragraph(tuple(_words(line)), quoted=True)


def _words(line: Iterable[Stretch]) -> Iterator[Words]:
    for each in line:
        yield Words(each.text, _EMPHASIS[each.change])


def _about(entry: RevisionEntry) -> str:
    """Which document a revision is, and since when it holds."""
    since = "not in force"
    if entry.holds_from is not None:
        since = f"in force from {written(entry.holds_from)}"
        if entry.holds_until is not None:
            since += f" until {written(entry.holds_until)}"
    digest = f"SHA-256 of the document: {entry.source_sha256}"
    return f"Revision {entry.sequence}, {since}. {digest}"
