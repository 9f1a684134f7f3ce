"""The keys that sign for the record: each recorded, each following the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.errors import ConflictError
from lms.domain.events import SecretRotated, SigningKeyRecorded
from lms.domain.key_statement import JOURNAL, KeyStatement
from lms.models import JournalHead, SigningKeyRow
from lms.queries.journal_events import said_of
from lms.services.journal import keep_private, record
from lms.storage.keys import SigningKey, fingerprint, fingerprint_of_secret, is_signed


def record_key(
    session: Session,
    *,
    key: SigningKey,
    previous: SigningKey | None,
    reason: str,
    now: datetime,
) -> str:
    """Record a new signing key, signed by itself and by the one before; returns its fingerprint.

    Args:
        previous: the key in use, or None for the first key or where it was lost.

    Raises:
        ConflictError: this key is recorded already, or ``previous`` is not the one in use.
    """
    newest = newest_key(session)
    if newest is not None and newest == key.public:
        raise ConflictError(reason="this key is recorded already")
    if previous is not None and newest != previous.public:
        raise ConflictError(reason="the key on this machine is not the one the record names")
    after = session.execute(select(JournalHead.seq)).scalar_one()
    statement = KeyStatement(JOURNAL, key.public, newest, after)
    signed = statement.message()
    event = SigningKeyRecorded(
        purpose=JOURNAL,
        public_key=key.public,
        fingerprint=fingerprint(key.public),
        replaces=newest,
        after=after,
        signature=key.sign(signed),
        previous_signature=previous.sign(signed) if previous else None,
        reason_digest=keep_private(session, reason),
    )
    seq = record(session, event, by=SYSTEM, now=now)
    session.execute(
        insert(SigningKeyRow).values(
            purpose=JOURNAL,
            public_key=key.public,
            fingerprint=event.fingerprint,
            recorded_at=now,
            event_seq=seq,
        )
    )
    return event.fingerprint


def record_secret_rotation(session: Session, *, old: str, new: str, now: datetime) -> None:
    """Record that the secret of the pages was changed; fingerprints only."""
    event = SecretRotated(
        before=fingerprint_of_secret(old),
        after=fingerprint_of_secret(new),
    )
    record(session, event, by=SYSTEM, now=now)


def newest_key(session: Session) -> str | None:
    """The public key that signs for the record now."""
    return session.execute(
        select(SigningKeyRow.public_key)
        .where(SigningKeyRow.purpose == JOURNAL)
        .order_by(SigningKeyRow.id.desc())
        .limit(1)
    ).scalar()


def check_keys(session: Session) -> Iterator[str]:
    """Walk the keys from the first and yield a sentence for each that does not follow."""
    rows = {
        row.event_seq: row.public_key
        for row in session.execute(select(SigningKeyRow.event_seq, SigningKeyRow.public_key))
    }
    before: str | None = None
    for said in said_of(session, SigningKeyRecorded.kind):
        seq, data = said.seq, said.data
        yield from _faults(seq, data, before)
        if rows.pop(seq, None) != data["public_key"]:
            yield f"Entry {seq}: its signing key stands in no row, or another one does."
        before = data["public_key"]
    for seq in rows:
        yield f"A signing key names entry {seq}, which recorded none."


def _faults(seq: int, data: Mapping[str, Any], before: str | None) -> Iterator[str]:
    statement = KeyStatement(
        str(data["purpose"]), str(data["public_key"]), before, _whole(data["after"])
    )
    signed = statement.message()
    if data["replaces"] != before:
        yield f"Entry {seq}: the signing key does not follow the one before it."
    if not is_signed(statement.public_key, signed, str(data["signature"])):
        yield f"Entry {seq}: the signing key did not sign its own record."
    by_previous = data["previous_signature"]
    stated = before is not None and by_previous is not None
    if stated and not is_signed(str(before), signed, str(by_previous)):
        yield f"Entry {seq}: the key before did not sign the new one."


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
