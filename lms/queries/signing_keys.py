"""The keys that signed for the record, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import SigningKeyRow


@dataclass(frozen=True, slots=True)
class RecordedKey:
    """The public half of a key, what people compare of it, and the entry that brought it."""

    public_key: str
    fingerprint: str
    event_seq: int


def signing_keys(session: Session) -> tuple[RecordedKey, ...]:
    """Every key, the one in use last."""
    rows = session.execute(
        select(
            SigningKeyRow.public_key, SigningKeyRow.fingerprint, SigningKeyRow.event_seq
        ).order_by(SigningKeyRow.id)
    )
    return tuple(RecordedKey(*row) for row in rows)
