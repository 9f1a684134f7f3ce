"""Keeping what an officer says to an entry of their own record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.adverse_notice import Matter
from lms.domain.errors import NotFoundError
from lms.domain.events import OfficerStatementWritten
from lms.domain.officer_statement import check_room, fitting
from lms.models import OfficerStatement
from lms.queries.adverse_notices import subject_column
from lms.queries.officer_statements import own_entry, statements_about
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member


def write_statement(
    session: Session,
    *,
    matter: Matter,
    subject_id: int,
    member_id: int,
    words: str,
    by: Actor,
    now: datetime,
) -> int:
    """Keep a statement beside its entry, whatever the settings say; returns it.

    The same words sent twice, by a double click, are one statement.

    Args:
        subject_id: of the failed attempt, the ended review or the revoked certificate.

    Raises:
        NotFoundError: the member has no such entry.
        InvalidError: there are no words, or too many.
        ConflictError: the entry has as many statements as it takes.
    """
    said = fitting(words)
    lock_member(session, member_id)
    if own_entry(session, matter=matter, subject_id=subject_id, member_id=member_id) is None:
        raise NotFoundError(matter=matter.value, subject=subject_id)
    written = statements_about(session, matter=matter, subject_id=subject_id)
    if written and written[-1].words == said:
        return written[-1].id
    check_room(len(written))
    event = OfficerStatementWritten(
        statement_id=allot_id(session, OfficerStatement),
        member_id=member_id,
        matter=matter.value,
        subject_id=subject_id,
        words_digest=keep_private(session, said),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(OfficerStatement).values(
            id=event.statement_id,
            member_id=member_id,
            matter=matter,
            words=said,
            written_at=now,
            event_seq=seq,
            **{subject_column(matter): subject_id},
        )
    )
    return event.statement_id
