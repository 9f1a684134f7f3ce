"""Signing what the journal has become, so that a copy kept elsewhere proves it later.

The journal is read first, in a session of its own, and only the finished statement is
written: nobody who submits an answer waits for a signature.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.errors import ConflictError
from lms.domain.events import CertificateIssued, SigningKeyRecorded
from lms.domain.head_statement import HeadOccasion, HeadStatement, JournalState
from lms.models import Journal, SignedHead
from lms.queries.recovery import losses
from lms.queries.signed_heads import HeadRow, journal_state, newest_head
from lms.queries.signing_keys import signing_keys
from lms.storage.database import Database
from lms.storage.keys import SigningKey, journal_key
from lms.storage.schema_mark import schema_mark


def sign_head(
    session: Session, *, state: JournalState, key: SigningKey, occasion: HeadOccasion, now: datetime
) -> HeadRow:
    """Sign a state of the journal and keep the statement.

    Where the newest head says the same of the same journal, that one is returned for a
    package, so that a package asked for twice is the same; every other occasion gets its own.

    Raises:
        ConflictError: the key is not the one the record names, or the journal holds another
            entry at that place.
    """
    _check_key(session, state, key)
    _check_place(session, state)
    newest = newest_head(session)
    if occasion is HeadOccasion.PACKAGE and newest and _same(newest.statement, state, key):
        return newest
    number, previous = _before(session, newest)
    statement = HeadStatement(
        number=number + 1,
        occasion=occasion.value,
        **asdict(state),
        signed_at=now.astimezone(UTC).isoformat(timespec="milliseconds"),
        public_key=key.public,
        previous=previous,
    )
    message = statement.message()
    row = HeadRow(
        number=statement.number,
        occasion=statement.occasion,
        seq=statement.seq,
        message=message.decode(),
        signature=key.sign(message),
        signed_at=now,
    )
    session.execute(
        insert(SignedHead).values(
            number=row.number,
            occasion=occasion,
            seq=row.seq,
            statement=row.message,
            signature=row.signature,
            signed_at=now,
        )
    )
    return row


def _before(session: Session, newest: HeadRow | None) -> tuple[int, str | None]:
    """The head that the next one follows: the newest, or the newest one that was lost."""
    lost = max(losses(session), key=lambda each: each.heads_through, default=None)
    if lost is not None and (newest is None or newest.number < lost.heads_through):
        return lost.heads_through, lost.head_digest
    return (newest.number, newest.statement.digest) if newest else (0, None)


def _check_key(session: Session, state: JournalState, key: SigningKey) -> None:
    newest = next(reversed(signing_keys(session)), None)
    if newest is None or newest.public_key != key.public:
        raise ConflictError(reason="the key on this machine is not the one the record names")
    if newest.event_seq > state.seq:
        raise ConflictError(reason="the key was changed meanwhile", entry=newest.event_seq)


def _check_place(session: Session, state: JournalState) -> None:
    stored = session.execute(select(Journal.leaf_hash).where(Journal.seq == state.seq)).scalar()
    if stored != state.leaf_hash:
        raise ConflictError(reason="the journal holds another entry there", entry=state.seq)


def _same(statement: HeadStatement, state: JournalState, key: SigningKey) -> bool:
    return (
        all(getattr(statement, name) == value for name, value in asdict(state).items())
        and statement.public_key == key.public
    )


def sign_newest_head(database: Database, *, key: SigningKey, occasion: HeadOccasion) -> HeadRow:
    """Read the journal and sign it, in two steps."""
    with database.reading() as session:
        state = journal_state(session)
    return database.writing(partial(sign_head, state=state, key=key, occasion=occasion))


@dataclass(frozen=True, slots=True)
class HeadDesk:
    """Signs what is due, with the key below the data directory."""

    database: Database
    data_dir: Path

    def sign(self, occasion: HeadOccasion) -> HeadRow | None:
        """Sign now; None where this installation has no key yet.

        Raises:
            KeyUnusableError: the key cannot be read.
        """
        key = journal_key(self.data_dir)
        if key is None:
            return None
        return sign_newest_head(self.database, key=key, occasion=occasion)

    def sign_what_happened(self) -> HeadRow | None:
        """Sign where certificates, a key or a change of the tables stand behind no head yet."""
        with self.database.reading() as session:
            occasion = occasion_due(session)
        return self.sign(occasion) if occasion else None


def occasion_due(session: Session) -> HeadOccasion | None:
    """Why a head should be signed now, or None.

    A batch of certificates is everything issued since the newest head.
    """
    newest = newest_head(session)
    if not signing_keys(session):
        return None
    if newest is None:
        return HeadOccasion.KEY
    since = {
        kind
        for (kind,) in session.execute(
            select(Journal.kind)
            .where(
                Journal.seq > newest.seq,
                Journal.kind.in_((CertificateIssued.kind, SigningKeyRecorded.kind)),
            )
            .group_by(Journal.kind)
        )
    }
    if SigningKeyRecorded.kind in since:
        return HeadOccasion.KEY
    if CertificateIssued.kind in since:
        return HeadOccasion.CERTIFICATES
    if schema_mark(session.connection()) != newest.statement.schema:
        return HeadOccasion.SCHEMA
    return None
