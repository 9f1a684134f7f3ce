"""The month's head on one page, for a signature by hand: an anchor that no program can change."""

from __future__ import annotations

from datetime import date, datetime

from lms.domain.head_statement import HeadStatement
from lms.rendering.report import Heading, Paragraph, Report, facts, report_pdf

_WHAT = (
    "A head stands for every entry of the record before it: whoever changes, removes or adds "
    "one of them cannot keep the head as it is printed here. Signed by hand and kept in a "
    "drawer, this page proves the record up to its entry against anybody, also against whoever "
    "holds the server and its keys. What came after the entry it does not prove."
)
_HOW = (
    "At the server: flask journal verify --printed, with the number, a colon and the digest "
    "as they stand above. Any later day will do; the command says so where they do not agree."
)
_LINE = "_" * 46


def head_report_pdf(
    statement: HeadStatement,
    *,
    signature: str,
    key: str,
    signed_at: datetime,
    month: date,
    department: str,
    demonstration: bool,
) -> bytes:
    """Draw the page; the same head gives the same bytes.

    Args:
        key: the fingerprint of the key that signed.
        signed_at: in the department's zone.
    """
    on = f"{signed_at:%B} {signed_at.day}, {signed_at.year}, {signed_at:%H:%M %Z}"
    parts = (
        Heading("The head"),
        facts(
            [
                ("Head", str(statement.number)),
                ("Digest of this head", statement.digest),
                ("Signed by the record", on),
                ("Newest entry", f"{statement.seq} ({statement.entries} entries)"),
                ("Digest of that entry", statement.leaf_hash),
                ("Root over all entries", statement.root),
                ("Signature (Ed25519)", signature),
                ("Key", key),
            ]
        ),
        Heading("What it proves"),
        Paragraph.of(_WHAT),
        Heading("How to hold the record against it"),
        Paragraph.of(_HOW),
        Heading("Signature by hand"),
        Paragraph.of(
            "I received this page on the day below and keep it outside the server of the record."
        ),
        facts([("Signature", _LINE), ("Name and rank", _LINE), ("Date", _LINE)]),
    )
    return report_pdf(
        Report(
            title=f"Head of the record, {month:%B} {month.year}",
            department=department,
            subject=f"Head {statement.number} of the training record",
            lead="The newest signed head of the month, for the chief\u2019s signature.",
            footer=f"Head {statement.number}: {statement.digest}",
            created_on=signed_at.date(),
            parts=parts,
            demonstration=demonstration,
        )
    )
