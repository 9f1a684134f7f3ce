"""Writing the journal: the last thing a transaction locks.

The caller takes its own locks first (member, then attempt); the head row comes last, so
that two transactions never wait for each other.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.events import Event
from lms.domain.journal_chain import link, salted_digest
from lms.models import Journal, JournalHead, PrivateText

_HEAD = select(JournalHead.seq, JournalHead.leaf_hash, JournalHead.at).with_for_update()
_KEEP = insert(PrivateText)
_ADD = insert(Journal)
_GROW = (
    update(JournalHead)
    .where(JournalHead.id == 1)
    .values(seq=bindparam("newest"), leaf_hash=bindparam("newest_hash"), at=bindparam("moment"))
)


def record(
    session: Session, event: Event, *, by: Actor, now: datetime, seq: int | None = None
) -> int:
    """Chain ``event`` behind the newest entry and return its place in the journal.

    The journal's time never goes back: an entry is stamped with ``now`` or, where a clock
    was set back, with the time of the entry before it. An act that carries out a proposal
    names it beside who decided it.

    Args:
        seq: where numbers are left out before the entry; the next one otherwise.
    """
    head = session.connection().execute(_HEAD).one()
    at = max(now, head.at).astimezone(UTC)
    entry = link(
        head.seq,
        head.leaf_hash,
        {
            "kind": event.kind,
            "data": event.data(),
            "at": at.isoformat(timespec="milliseconds"),
            "by": by.account_id,
            **({} if by.proposal_id is None else {"proposal": by.proposal_id}),
        },
        seq=seq,
    )
    row = {
        "seq": entry.seq,
        "version": entry.version,
        "kind": event.kind,
        "at": at,
        "body": entry.body,
        "leaf_hash": entry.leaf_hash,
    }
    session.connection().execute(_ADD, row)
    session.connection().execute(
        _GROW, {"newest": entry.seq, "newest_hash": entry.leaf_hash, "moment": at}
    )
    return entry.seq


def keep_private(session: Session, text: str) -> str:
    """Store a personal text beside the journal and return the salted digest that stands in it."""
    salt = secrets.token_hex(16)
    digest = salted_digest(salt, text)
    session.connection().execute(_KEEP, {"digest": digest, "salt": salt, "text": text})
    return digest
