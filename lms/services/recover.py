"""Meeting what was kept outside: an older record goes into recovery, and comes out by decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, inspect, select, text
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Actor
from lms.domain.anchor import Anchor
from lms.domain.errors import ConflictError
from lms.domain.events import RecordRestored, RecoveryEnded
from lms.domain.issued_mark import SignedMark, code_digest
from lms.domain.recovery import Lost, what_is_lost
from lms.models import Certificate, LostCertificate
from lms.queries.record import journal_head
from lms.queries.recovery import open_recovery
from lms.queries.signing_keys import signing_keys
from lms.services.journal import keep_private, record
from lms.services.verify_anchors import heads_ahead
from lms.storage.keys import is_signed


def begin_recovery(
    session: Session, *, anchors: Sequence[Anchor], marks: Iterable[SignedMark], now: datetime
) -> Lost | None:
    """Begin a recovery where signed heads outside are ahead of the record; None where none is.

    Only what a key of this record signed counts, so nobody can send it into recovery who
    does not hold a key.
    """
    ahead, heads = heads_ahead(session, anchors)
    ends_at = journal_head(session).seq
    lost = what_is_lost(ends_at, heads, ahead)
    if lost is None:
        return None
    missing = list(_missing(session, marks))
    event = RecordRestored(**asdict(lost), certificates=len(missing))
    seq = record(session, event, by=SYSTEM, now=now, seq=lost.lost_through + 1)
    for each in missing:
        session.execute(
            insert(LostCertificate).values(
                code_digest=each.mark.code_digest,
                facts_digest=each.mark.facts_digest,
                entry=each.mark.entry,
                event_seq=seq,
            )
        )
    _leave_out_numbers(session, lost.lost_through)
    return lost


def _missing(session: Session, marks: Iterable[SignedMark]) -> Iterable[SignedMark]:
    """Certificates that a key of this record marked as issued and that it does not hold."""
    keys = [key.public_key for key in signing_keys(session)]
    held = {code_digest(code) for code in session.execute(select(Certificate.code)).scalars()}
    held |= set(session.execute(select(LostCertificate.code_digest)).scalars())
    unheld = {each.mark.code_digest: each for each in marks if each.mark.code_digest not in held}
    return [
        each
        for each in unheld.values()
        if any(is_signed(key, each.mark.message(), each.signature) for key in keys)
    ]


def _leave_out_numbers(session: Session, through: int) -> None:
    """Let PostgreSQL count every id on from beyond the numbers that were lost.

    SQLite's ids come from ``allot_id``, which looks at the journal for the same.
    """
    bind = session.connection()
    if bind.dialect.name != "postgresql":
        return
    for table in inspect(bind).get_table_names():
        columns = {column["name"] for column in inspect(bind).get_columns(table)}
        if "id" not in columns:
            continue
        name = session.execute(
            text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table}
        ).scalar()
        if name is not None:
            session.execute(
                text("SELECT setval(:name, :through)"), {"name": name, "through": through}
            )


def end_recovery(
    session: Session, *, decided_by: str, reason: str, by: Actor, now: datetime
) -> None:
    """Let people work again.

    Raises:
        ConflictError: no recovery goes on.
    """
    going_on = open_recovery(session)
    if going_on is None:
        raise ConflictError(reason="no recovery goes on")
    event = RecoveryEnded(
        recovery=going_on.seq,
        decided_by=decided_by,
        reason_digest=keep_private(session, reason),
    )
    record(session, event, by=by, now=now)
