"""What was counted, and the certificates."""

from __future__ import annotations

from sqlalchemy import select

from lms.models import (
    Certificate,
    CertificateRevocation,
    CreditEntry,
    PaperCompletion,
)
from lms.queries.package_tables.table import ENTRY, MEMBER, PackageTable, Statement


def _ledger(head: int) -> Statement:
    return (
        select(
            CreditEntry.id,
            CreditEntry.member_id,
            CreditEntry.limb,
            CreditEntry.seconds,
            CreditEntry.earned_on,
            CreditEntry.source,
            CreditEntry.reverses_id,
            CreditEntry.late_for,
            CreditEntry.event_seq,
        )
        .where(CreditEntry.event_seq <= head)
        .order_by(CreditEntry.id)
    )


def _certificates(head: int) -> Statement:
    return (
        select(
            Certificate.code,
            Certificate.kind,
            Certificate.member_id,
            Certificate.subject,
            Certificate.period_start,
            Certificate.issued_at,
            Certificate.facts_digest,
            CertificateRevocation.revoked_at,
            Certificate.event_seq,
        )
        .outerjoin(
            CertificateRevocation,
            (CertificateRevocation.certificate_id == Certificate.id)
            & (CertificateRevocation.event_seq <= head),
        )
        .where(Certificate.event_seq <= head)
        .order_by(Certificate.id)
    )


def _papers(head: int) -> Statement:
    return (
        select(
            PaperCompletion.member_id,
            PaperCompletion.limb,
            PaperCompletion.minutes,
            PaperCompletion.earned_on,
            PaperCompletion.provider,
            PaperCompletion.taught_by,
            PaperCompletion.scan_sha256,
            PaperCompletion.proposal_id,
            PaperCompletion.event_seq,
        )
        .where(PaperCompletion.event_seq <= head)
        .order_by(PaperCompletion.id)
    )


TABLES = (
    PackageTable(
        "papers",
        "A completion that was kept on paper, entered by two people and never timed",
        (
            MEMBER,
            ("subject", "The subject it counts as"),
            ("minutes", "Minutes as the paper says"),
            ("earned_on", "The local day on the paper"),
            ("provider", "Who offered it, and the class"),
            ("taught_by", "Who taught it, where the paper says so"),
            ("scan_sha256", "SHA-256 of the scan"),
            ("proposal_id", "The act of two people behind it"),
            ENTRY,
        ),
        _papers,
    ),
    PackageTable(
        "ledger",
        "An entry of the ledger; sums of these are the minutes",
        (
            ("ledger_id", "The ledger entry"),
            MEMBER,
            ("subject", "The subject it counts as"),
            ("seconds", "Signed seconds; only reversals subtract"),
            ("earned_on", "The local day the time was worked"),
            ("source", "What it comes from"),
            ("reverses", "The ledger entry it takes back"),
            ("late_for", "First day of the year before for which it counts, if it does"),
            ENTRY,
        ),
        _ledger,
    ),
    PackageTable(
        "certificates",
        "A certificate that was issued",
        (
            ("code", "The public code"),
            ("kind", "Of a module or of a year"),
            MEMBER,
            ("subject", "The module or requirement"),
            ("period", "First day of its period"),
            ("issued_at", "When (UTC)"),
            ("facts_digest", "SHA-256 of the facts it states"),
            ("revoked_at", "When it was revoked (UTC), if it was"),
            ENTRY,
        ),
        _certificates,
    ),
)
