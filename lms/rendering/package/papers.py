"""The papers of an archive: class records, lesson plans, revisions, and what explains them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pikepdf

from lms.rendering.report import Bullets, Heading, Paragraph, Part, Report, Table, facts, report_pdf


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every paper of a package carries."""

    department: str
    demonstration: bool
    footer: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Attended:
    """A line of a roster."""

    name: str
    rank: str
    badge_number: str
    confirmed: str
    minutes: str


_REWRITE = (
    "Somebody with full control of the server and its key could rewrite entries after the newest "
    "one that is held outside. The record is tamper-evident; nothing is tamper-proof."
)
_PROVES = (
    "A change to this package after it was sealed is found.",
    "A change behind an entry that is held outside (on paper, in a letter, here) is found.",
    _REWRITE,
    "It states what was recorded. It concludes nothing about what anybody understood.",
)


def paper(
    head: Letterhead,
    *,
    title: str,
    lead: str,
    parts: Iterable[Part],
    first_number: int | None = None,
) -> bytes:
    """A paper under the package's letterhead."""
    return report_pdf(
        Report(
            title=title,
            department=head.department,
            subject=title,
            lead=lead,
            footer=head.footer,
            created_on=head.made_on,
            parts=tuple(parts),
            demonstration=head.demonstration,
            first_number=first_number,
        )
    )


def class_parts(pairs: Sequence[tuple[str, str]], roster: Sequence[Attended]) -> tuple[Part, ...]:
    """A class record: what was held, and who was there."""
    return (
        Heading("The class"),
        facts(pairs),
        Heading("Roster"),
        Table(
            ("Name", "Rank", "Badge", "Said they were there", "Minutes credited"),
            tuple(
                (each.name, each.rank, each.badge_number, each.confirmed, each.minutes)
                for each in roster
            ),
            (6, 4, 3, 4, 3),
            numeric=frozenset({4}),
        )
        if roster
        else Paragraph.of("Nobody is on the roster."),
    )


def certification_parts(department: str, kind: str, count: int, head: str) -> tuple[Part, ...]:
    """A draft of the keeper's certification; counsel chooses the form and the words."""
    return (
        Paragraph.of(
            "This is a draft. Counsel for the department chooses the form that the proceeding "
            "asks for, and changes or replaces these words before anybody signs."
        ),
        Heading("Certification by the keeper of records"),
        Paragraph.of(
            f"I keep the in-service training records of the {department}. The {kind} to which this "
            f"page belongs holds {count} files that its manifest lists with their SHA-256. They "
            "were made from records that the department makes at or near the time of what they "
            "record, by people with knowledge of it or by the department's training system from "
            "their acts, and keeps in the regular course of its work."
        ),
        Paragraph.of(f"The record was read up to this entry of its journal: {head}"),
        Heading("Signature", 3),
        facts(
            [
                ("Name and title", "________________________________"),
                ("Signed under", "________________________________"),
                ("Date", "________________________________"),
                ("Signature", "________________________________"),
            ]
        ),
    )


def system_parts() -> tuple[Part, ...]:
    """How the record is made and kept, in plain words."""
    return (
        Heading("Where entries come from"),
        Paragraph.of(
            "Members of the department read lessons and answer questions on pages of the system. "
            "The server measures the time on each page by its own clock; what a browser says adds "
            "nothing by itself. Classes are recorded by one person and approved by another, and "
            "each attendee says whether they were there. Decisions are recorded with who decided."
        ),
        Heading("The journal"),
        Paragraph.of(
            "Every act that counts is an entry of one journal. Each entry names the digest of the "
            "entry before it, so that a changed, missing, inserted or moved entry breaks the chain "
            "behind it. Entries carry numbers instead of names: names, reasons and notes stand "
            "beside the journal under a salted digest. Nothing in it is ever changed or deleted; a "
            "mistake is taken back by an entry of its own."
        ),
        Heading("What follows from it"),
        Paragraph.of(
            "Results, minutes and certificates are computed from entries by fixed rules. Every "
            "night the system computes them again and compares. The verifier in this package "
            "computes the minutes by person and who is complete once more, by code of its own."
        ),
        Heading("What this proves, and what it does not"),
        Bullets(_PROVES),
        Heading("How to check"),
        Paragraph.of(
            "Run the file verify.py with Python 3.9 or newer: python3 verify.py PACKAGE.zip. It "
            "needs no network and nothing else. It prints one line with the day and the result, "
            "and every finding in words."
        ),
    )


def page_count(data: bytes) -> int:
    """How many pages a document has."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)
