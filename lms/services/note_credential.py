"""Saying that a way to sign in changed: in the journal, and to the person it belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.events import CredentialRemoved, CredentialSet, Event
from lms.models import AccountNotice
from lms.services.journal import record


def note_set(
    session: Session, *, account_id: int, credential: str, how: str, by: Actor, now: datetime
) -> int:
    """Record that a credential was set up or replaced, and tell its person; returns the entry."""
    event = CredentialSet(account_id=account_id, credential=credential, how=how)
    words = f"A new {credential} ({how})"
    return note(session, event, account_id=account_id, what=words, by=by, now=now)


def note_removed(
    session: Session, *, account_id: int, credential: str, by: Actor, now: datetime
) -> None:
    """Record that a credential was taken away, and tell its person."""
    event = CredentialRemoved(account_id=account_id, credential=credential)
    words = f"The {credential} was removed"
    note(session, event, account_id=account_id, what=words, by=by, now=now)


def note(
    session: Session,
    event: Event,
    *,
    account_id: int,
    what: str,
    detail: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Record an event about an account's ways to sign in, and tell its person."""
    seq = record(session, event, by=by, now=now)
    somebody_else = by.account_id if by.account_id != account_id else None
    session.execute(
        insert(AccountNotice).values(
            account_id=account_id,
            at=now,
            what=what,
            detail=detail,
            by_account_id=somebody_else,
            event_seq=seq,
        )
    )
    return seq
