"""Certificates that no signed head of the journal stands behind yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.events import CertificateIssued
from lms.models import Journal, SignedHead

PATIENCE = timedelta(minutes=15)
"""The worker signs within seconds; what waits longer has no key, an unusable one, or no worker."""


@dataclass(frozen=True, slots=True)
class Unsigned:
    """How many certificates wait, and since when the first of them does."""

    count: int
    since: datetime


def unsigned_certificates(session: Session, *, now: datetime) -> Unsigned | None:
    """The certificates issued since the newest head, where the first waits too long; or None."""
    newest = select(func.coalesce(func.max(SignedHead.seq), 0)).scalar_subquery()
    waiting = (Journal.kind == CertificateIssued.kind, Journal.seq > newest)
    first = select(Journal.at).where(*waiting).order_by(Journal.seq).limit(1).scalar_subquery()
    counted = select(func.count()).select_from(Journal).where(*waiting).scalar_subquery()
    count, since = session.execute(select(counted, first)).one()
    return Unsigned(count, since) if count and now - since >= PATIENCE else None
