"""Whether the record is under recovery, and what it lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import RecordRestored, RecoveryEnded
from lms.domain.issued_mark import code_digest
from lms.domain.recovery import Lost
from lms.models import Journal, LostCertificate
from lms.queries.journal_events import said_of


@dataclass(frozen=True, slots=True)
class Recovery:
    """A recovery that goes on: the entry that began it, and what is missing."""

    seq: int
    began_at: datetime
    lost: Lost
    certificates: int


def open_recovery(session: Session) -> Recovery | None:
    """The recovery that goes on, or None."""
    row = session.execute(
        select(Journal.seq, Journal.kind, Journal.at, Journal.body)
        .where(Journal.kind.in_((RecordRestored.kind, RecoveryEnded.kind)))
        .order_by(Journal.seq.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.kind == RecoveryEnded.kind:
        return None
    data = json.loads(row.body)["data"]
    return Recovery(row.seq, row.at, _lost(data), data["certificates"])


def losses(session: Session) -> tuple[Lost, ...]:
    """What was lost in every recovery, the oldest first."""
    return tuple(_lost(said.data) for said in said_of(session, RecordRestored.kind))


def _lost(data: Mapping[str, Any]) -> Lost:
    return Lost(**{name: data[name] for name in Lost.__slots__})


def is_lost_certificate(session: Session, code: str) -> bool:
    """Whether a code is of a certificate that was issued and whose record was lost."""
    found = session.execute(
        select(LostCertificate.entry).where(LostCertificate.code_digest == code_digest(code))
    )
    return found.first() is not None


def lost_entries(session: Session) -> Iterator[int]:
    """The entries at which lost certificates were issued."""
    return iter(
        session.execute(select(LostCertificate.entry).order_by(LostCertificate.entry)).scalars()
    )
