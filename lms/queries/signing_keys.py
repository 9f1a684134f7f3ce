"""The keys that signed for the record, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import SigningKeyRecorded
from lms.domain.key_statement import KeyStatement
from lms.models import SigningKeyRow
from lms.queries.journal_events import said_of


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


@dataclass(frozen=True, slots=True)
class SignedKeyStatement:
    """What a key says of itself when it begins to sign, and who signed that.

    Attributes:
        message: the canonical statement; both signatures are over its UTF-8 bytes.
        signature: by the key itself, Ed25519 in hex.
        previous_signature: by the key before; None for the first, and where that was lost.
    """

    public_key: str
    fingerprint: str
    message: str
    signature: str
    previous_signature: str | None
    event_seq: int


def key_statements(session: Session) -> tuple[SignedKeyStatement, ...]:
    """The statement of every key, as the journal holds it, the one in use last."""
    return tuple(
        SignedKeyStatement(
            public_key=said.data["public_key"],
            fingerprint=said.data["fingerprint"],
            message=KeyStatement(
                said.data["purpose"],
                said.data["public_key"],
                said.data["replaces"],
                said.data["after"],
            )
            .message()
            .decode(),
            signature=said.data["signature"],
            previous_signature=said.data["previous_signature"],
            event_seq=said.seq,
        )
        for said in said_of(session, SigningKeyRecorded.kind)
    )
