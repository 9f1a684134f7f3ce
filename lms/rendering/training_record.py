"""A training record as of a day as one tagged document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lms.domain.local_time import in_words
from lms.domain.training_record import (
    TITLE,
    ItemsMet,
    RecordedFact,
    RecordPart,
    TrainingRecord,
    foot_lines,
)
from lms.rendering.report import Heading, Paragraph, Part, Report, Table, report_pdf

_FACT_HEADS = ("What", "On", "Recorded on", "Entry")
_FACT_WIDTHS = (10, 4, 4, 2)
_ENTRY = frozenset({3})


def training_record_pdf(record: TrainingRecord, first_number: int | None = None) -> bytes:
    """Draw the record; the same facts give the same bytes."""
    return report_pdf(
        Report(
            title=f"{TITLE} as of {in_words(record.as_of)}",
            department=record.department,
            subject=f"{record.member_name}, badge number {record.badge_number}",
            lead=f"{record.member_name}, {record.rank}, badge number {record.badge_number}",
            footer=f"Journal entry {record.position}. Seal {record.seal[:32]}",
            created_on=record.made_on,
            parts=(*_parts(record), *_foot(record)),
            demonstration=record.demonstration,
            first_number=first_number,
        )
    )


def _parts(record: TrainingRecord) -> Iterator[Part]:
    for each in record.parts:
        yield from _part(each, record)
    if record.items:
        yield Heading("Questions met, with the answers given")
        yield Paragraph.of(
            "Each question as it was put and the answer as it was read. Whether an answer was "
            "right is not stated here. A practice answer has no journal entry of its own; that "
            "of the completed lesson stands for it."
        )
    for met in record.items:
        yield from _items(met)


def _part(each: RecordPart, record: TrainingRecord) -> Iterator[Part]:
    yield Heading(each.title)
    if each.title.startswith("Minutes") and record.minutes:
        yield _minutes(record)
    if each.then:
        yield _facts(each.then)
    else:
        yield Paragraph.of(each.nothing if not each.later else "Nothing was recorded by that day.")
    if each.later:
        yield Heading(f"Recorded after {in_words(record.as_of)}", 3)
        yield _facts(each.later)


def _facts(facts: Sequence[RecordedFact]) -> Table:
    return Table(
        _FACT_HEADS,
        tuple(
            (
                f"{fact.what} ({fact.detail})" if fact.detail else fact.what,
                in_words(fact.true_on),
                in_words(fact.recorded_on),
                str(fact.position),
            )
            for fact in facts
        ),
        _FACT_WIDTHS,
        numeric=_ENTRY,
    )


def _minutes(record: TrainingRecord) -> Table:
    return Table(
        ("Year and subject", "Minutes as recorded that day", "Minutes as recorded now"),
        tuple(
            (f"{each.period}: {each.subject}", str(each.then), str(each.now))
            for each in record.minutes
        ),
        (10, 5, 5),
        numeric=frozenset({1, 2}),
    )


def _items(met: ItemsMet) -> Iterator[Part]:
    yield Heading(f"{met.what}, {in_words(met.met_on)}, entry {met.position}", 3)
    yield Table(
        ("Question", "Answer given", "Sections"),
        tuple(
            (f"{item.situation}: {item.question}", item.answer, ", ".join(item.sections))
            for item in met.items
        ),
        (9, 8, 3),
    )


def _foot(record: TrainingRecord) -> Iterator[Part]:
    yield Heading("About this document")
    for line in foot_lines(record):
        yield Paragraph.of(line)
