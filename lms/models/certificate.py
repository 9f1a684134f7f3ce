"""Certificates, the bytes first served, and their end."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.certificate import CertificateKind
from lms.models.base import Base, Json, Moment, PrimaryKey, enum_of


class Certificate(Base):
    """The facts a certificate states, under a public code. Append-only.

    ``sequence`` counts the certificates of one member for one subject and period; a later
    one supersedes the earlier, and both stay.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("member_id", "kind", "subject", "period_start", "sequence"),
        CheckConstraint("length(code) = 26", name="code_is_128_bits"),
        CheckConstraint("(sequence = 1) = (supersedes_id IS NULL)", name="later_ones_supersede"),
        Index("ix_certificate_subject_period_start", "subject", "period_start", "member_id"),
    )

    id: Mapped[PrimaryKey]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[CertificateKind] = mapped_column(enum_of(CertificateKind))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    subject: Mapped[str]
    period_start: Mapped[date]
    sequence: Mapped[int]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    facts: Mapped[Json]
    facts_digest: Mapped[str]
    issued_at: Mapped[Moment]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"), unique=True)


class CertificateFile(Base):
    """The bytes of a certificate as first served; served for ever. Append-only."""

    __tablename__ = "certificate_file"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    file_sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"))
    rendered_at: Mapped[Moment]


class CertificateRevocation(Base):
    """A certificate is not valid any more; decided by two people. Append-only."""

    __tablename__ = "certificate_revocation"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    revoked_at: Mapped[Moment]
    reason: Mapped[str]
    event_seq: Mapped[int] = mapped_column(ForeignKey("journal.seq"))
