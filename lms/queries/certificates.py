"""Certificates as their holder, an assessor and a stranger see them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session, aliased

from lms.domain.certificate import (
    CertificateFacts,
    CertificateKind,
    CertificateStatus,
    facts_from_document,
    status,
)
from lms.domain.events import CertificateIssued, CertificateRevoked
from lms.domain.journal_chain import VERSION, leaf_hash
from lms.models import Certificate, CertificateFile, CertificateRevocation, Journal
from lms.queries.journal_events import said_of
from lms.queries.revision_then import RevisionThen, revisions_by_title


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate in a list."""

    id: int
    code: str
    kind: CertificateKind
    member_id: int
    subject: str
    completed: str
    period_start: date
    issued_at: datetime
    superseded: bool
    revoked: bool
    revision: RevisionThen | None

    @property
    def earned_on(self) -> str:
        """Under which revision it was earned; nothing to say while there is one only."""
        if self.revision is None or self.revision.count == 1:
            return ""
        return f"earned on {self.revision.words}"


_later = aliased(Certificate)
_SUPERSEDED = exists().where(_later.supersedes_id == Certificate.id)
_REVOKED = exists().where(CertificateRevocation.certificate_id == Certificate.id)


def certificates_of(
    session: Session, *, member_id: int, day: date | None = None
) -> tuple[CertificateRow, ...]:
    """A member's certificates, newest first.

    Args:
        day: today, for lists that say under which revision of how many each was earned.
    """
    rows = session.execute(
        select(
            Certificate.id,
            Certificate.code,
            Certificate.kind,
            Certificate.member_id,
            Certificate.subject,
            Certificate.facts,
            Certificate.period_start,
            Certificate.issued_at,
            Certificate.event_seq,
            _SUPERSEDED.label("superseded"),
            _REVOKED.label("revoked"),
        )
        .where(Certificate.member_id == member_id)
        .order_by(Certificate.id.desc())
    ).all()
    revisions = _revisions(session, rows, day) if rows and day else {}
    return tuple(
        CertificateRow(
            id=row.id,
            code=row.code,
            kind=row.kind,
            member_id=row.member_id,
            subject=row.subject,
            completed=row.facts["completed"],
            period_start=row.period_start,
            issued_at=row.issued_at,
            superseded=row.superseded,
            revoked=row.revoked,
            revision=revisions.get(row.event_seq),
        )
        for row in rows
    )


def _revisions(session: Session, rows: Iterable[Row[Any]], day: date) -> Mapping[int, RevisionThen]:
    moments = (
        (row.facts["policy_title"], date.fromisoformat(row.facts["issued_on"]), row.event_seq)
        for row in rows
    )
    return revisions_by_title(session, moments, day=day)


@dataclass(frozen=True, slots=True)
class ProvenCertificate:
    """A certificate with what the record says of it.

    Attributes:
        ended_at: when it was revoked or a later one took its place.
    """

    id: int
    member_id: int
    facts: CertificateFacts
    facts_digest: str
    status: CertificateStatus
    file_sha256: str | None
    ended_at: datetime | None = None


def certificate_by_code(session: Session, code: str) -> ProvenCertificate | None:
    """The certificate of a public code, or None."""
    return _proven(session, Certificate.code == code)


def certificate_by_id(session: Session, certificate_id: int) -> ProvenCertificate | None:
    """The certificate of an id, or None."""
    return _proven(session, Certificate.id == certificate_id)


def _proven(session: Session, which: object) -> ProvenCertificate | None:
    row = session.execute(
        select(
            Certificate.id,
            Certificate.member_id,
            Certificate.facts,
            Certificate.facts_digest,
            _SUPERSEDED.label("superseded"),
            CertificateRevocation.revoked_at,
            CertificateRevocation.event_seq.label("revoked_by"),
            select(_later.issued_at)
            .where(_later.supersedes_id == Certificate.id)
            .scalar_subquery()
            .label("replaced_at"),
            CertificateFile.file_sha256,
            Journal.kind,
            Journal.body,
            Journal.version,
            Journal.leaf_hash,
        )
        .join(Journal, Journal.seq == Certificate.event_seq)
        .outerjoin(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .outerjoin(CertificateRevocation, CertificateRevocation.certificate_id == Certificate.id)
        .where(which)  # type: ignore[arg-type]
    ).one_or_none()
    if row is None:
        return None
    facts = facts_from_document(row.facts)
    proven = (
        row.kind == CertificateIssued.kind
        and row.version == VERSION
        and leaf_hash(row.version, row.body) == row.leaf_hash
        and facts.facts_digest == row.facts_digest
        and _names(row.body, row.id, row.facts_digest)
        and _revocation_said(session, row.id) == row.revoked_by
    )
    return ProvenCertificate(
        id=row.id,
        member_id=row.member_id,
        facts=facts,
        facts_digest=facts.facts_digest,
        status=status(proven=proven, revoked=row.revoked_by is not None, superseded=row.superseded),
        file_sha256=row.file_sha256,
        ended_at=row.revoked_at or row.replaced_at,
    )


def _revocation_said(session: Session, certificate_id: int) -> int | None:
    """The entry of the journal that revoked a certificate; a row without it revokes nothing."""
    said = said_of(session, CertificateRevoked.kind)
    return next((each.seq for each in said if each.data["certificate_id"] == certificate_id), None)


def certificate_by_file(session: Session, sha256: str) -> ProvenCertificate | None:
    """The certificate whose paper, as first served, has this digest."""
    return _proven(session, CertificateFile.file_sha256 == sha256)


def _names(body: str, certificate_id: int, facts_digest: str) -> bool:
    """Whether the event is about this certificate and these facts."""
    data = json.loads(body)["data"]
    return bool(data["certificate_id"] == certificate_id and data["facts_digest"] == facts_digest)


def unrendered_certificates(session: Session, *, most: int) -> tuple[int, ...]:
    """Certificates whose bytes nobody has asked for yet, oldest first."""
    rows = session.execute(
        select(Certificate.id)
        .outerjoin(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(CertificateFile.certificate_id.is_(None))
        .order_by(Certificate.id)
        .limit(most)
    )
    return tuple(rows.scalars())
