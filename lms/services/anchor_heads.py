"""Adding every signed head to the file outside, and reading it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.anchor import Anchor, anchors_in
from lms.domain.errors import InvalidError
from lms.domain.issued_mark import IssuedMark, SignedMark, code_digest, marks_in
from lms.models import Certificate
from lms.queries.signed_heads import signed_heads
from lms.storage.anchor_file import AnchorFile, AnchorFileError
from lms.storage.database import Database
from lms.storage.keys import SigningKey

PATIENCE = timedelta(hours=24)
"""How long a head may wait for a volume that is away before that is a finding."""


def anchor_heads(database: Database, file: AnchorFile, key: SigningKey | None = None) -> int:
    """Add the heads that the file does not hold yet; returns how many.

    With the key a mark of each certificate is added as well, so that a lost one can be told.

    Raises:
        AnchorFileError: the file cannot be used.
        InvalidError: a line of it is no anchor; nothing was added.
    """
    lines = file.lines()
    there = {anchor.message for anchor in anchors_in(lines)}
    last = max((each.mark.entry for each in marks_in(lines)), default=0)
    with database.reading() as session:
        missing = [
            Anchor(row.message, row.signature).line()
            for row in signed_heads(session)
            if row.message not in there
        ]
        marks = _marks(session, key, last) if key else []
    if missing or marks:
        file.append([*marks, *missing])
    return len(missing)


def _marks(session: Session, key: SigningKey, last: int) -> list[str]:
    return [
        SignedMark(mark, key.sign(mark.message())).line() for mark in issued_after(session, last)
    ]


def issued_after(session: Session, entry: int) -> Iterator[IssuedMark]:
    """Marks of the certificates that were issued after an entry."""
    rows = session.execute(
        select(Certificate.event_seq, Certificate.code, Certificate.facts_digest)
        .where(Certificate.event_seq > entry)
        .order_by(Certificate.event_seq)
    )
    return (IssuedMark(seq, code_digest(code), facts_digest) for seq, code, facts_digest in rows)


def anchors_of(file: AnchorFile) -> tuple[tuple[Anchor, ...], tuple[str, ...]]:
    """The anchors in the file, and sentences about why it could not be read."""
    try:
        return tuple(anchors_in(file.lines())), ()
    except AnchorFileError as error:
        return (), (str(error),)
    except InvalidError as error:
        return (), (f"The anchor file {file.path}: {error.facts['reason']}.",)


def not_anchored(session: Session, kept: Sequence[Anchor], *, now: datetime) -> Iterator[str]:
    """A sentence where heads wait for the file for longer than a day."""
    there = {anchor.message for anchor in kept}
    waiting = [
        row
        for row in signed_heads(session)
        if row.message not in there and now - row.signed_at > PATIENCE
    ]
    if waiting:
        yield (
            f"{len(waiting)} signed heads since head {waiting[0].number} are not in the anchor "
            "file: it was away, or lines of it are missing."
        )
