"""The journal as it stands, and what was signed of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.anchor import printed
from lms.domain.errors import InvalidError
from lms.domain.head_statement import HeadStatement, JournalState, head_from_message
from lms.domain.journal_chain import GENESIS
from lms.domain.journal_tree import root
from lms.models import Journal, SignedHead
from lms.storage.schema_mark import schema_mark


@dataclass(frozen=True)
class HeadRow:
    """A signed head as it is stored.

    Attributes:
        message: the canonical statement; the signature is over its UTF-8 bytes.
        signature: Ed25519, in hex.
    """

    number: int
    occasion: str
    seq: int
    message: str
    signature: str
    signed_at: datetime

    @cached_property
    def statement(self) -> HeadStatement:
        """What the message says.

        Raises:
            InvalidError: it is no statement.
        """
        return head_from_message(self.message)


def printed_or_nothing(head: HeadRow | None) -> str:
    """A head as papers print it; nothing where there is none, or it cannot be read."""
    try:
        return printed(head.statement) if head else ""
    except InvalidError:
        return ""


def journal_state(session: Session) -> JournalState:
    """The journal as this session sees it, ready to be signed.

    Reads every leaf hash; run it in a session that only reads, so that nobody waits.
    """
    newest = session.execute(
        select(Journal.seq, Journal.leaf_hash).order_by(Journal.seq.desc()).limit(1)
    ).one_or_none()
    seq, leaf = (newest.seq, newest.leaf_hash) if newest else (0, GENESIS)
    return JournalState(
        seq=seq,
        entries=session.execute(
            select(func.count()).select_from(Journal).where(Journal.seq <= seq)
        ).scalar_one(),
        leaf_hash=leaf,
        root=root(leaves_through(session, seq)),
        schema=schema_mark(session.connection()),
    )


def leaves_through(session: Session, seq: int) -> Iterator[str]:
    """The leaf hashes up to one entry, in the journal's order; read in pieces."""
    return iter(
        session.execute(
            select(Journal.leaf_hash).where(Journal.seq <= seq).order_by(Journal.seq),
            execution_options={"yield_per": 5_000},
        ).scalars()
    )


_HEADS = select(
    SignedHead.number,
    SignedHead.occasion,
    SignedHead.seq,
    SignedHead.statement,
    SignedHead.signature,
    SignedHead.signed_at,
)


def newest_head(session: Session) -> HeadRow | None:
    """The newest signed head, or None where none was signed yet."""
    row = session.execute(_HEADS.order_by(SignedHead.number.desc()).limit(1)).one_or_none()
    return None if row is None else HeadRow(*row)


def newest_head_before(session: Session, seq: int) -> HeadRow | None:
    """The newest head over entries before one; a receipt prints it."""
    row = session.execute(
        _HEADS.where(SignedHead.seq < seq).order_by(SignedHead.number.desc()).limit(1)
    ).one_or_none()
    return None if row is None else HeadRow(*row)


def newest_head_between(session: Session, begins: datetime, ends: datetime) -> HeadRow | None:
    """The newest head signed from one moment on and before another."""
    row = session.execute(
        _HEADS.where(SignedHead.signed_at >= begins, SignedHead.signed_at < ends)
        .order_by(SignedHead.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else HeadRow(*row)


def signed_heads(session: Session) -> Iterator[HeadRow]:
    """Every signed head, the oldest first; read in pieces."""
    rows = session.execute(_HEADS.order_by(SignedHead.number), execution_options={"yield_per": 500})
    return (HeadRow(*row) for row in rows)
