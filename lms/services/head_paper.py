"""The paper about a month's newest head, from what the record holds of it."""

from __future__ import annotations

from lms.queries.head_report import HeadOfMonth
from lms.rendering.head_report import head_report_pdf
from lms.storage.keys import fingerprint


def head_paper(found: HeadOfMonth) -> bytes:
    """The page as PDF; the same head gives the same bytes."""
    said = found.head.statement
    return head_report_pdf(
        said,
        signature=found.head.signature,
        key=fingerprint(said.public_key),
        signed_at=found.head.signed_at.astimezone(found.zone),
        month=found.month,
        department=found.department,
        demonstration=found.demonstration,
    )
