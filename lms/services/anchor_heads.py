"""Adding every signed head to the file outside, and reading it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.domain.anchor import Anchor, anchors_in
from lms.domain.errors import InvalidError
from lms.queries.signed_heads import signed_heads
from lms.storage.anchor_file import AnchorFile, AnchorFileError
from lms.storage.database import Database

PATIENCE = timedelta(hours=24)
"""How long a head may wait for a volume that is away before that is a finding."""


def anchor_heads(database: Database, file: AnchorFile) -> int:
    """Add the heads that the file does not hold yet; returns how many.

    Raises:
        AnchorFileError: the file cannot be used.
        InvalidError: a line of it is no anchor; nothing was added.
    """
    there = {anchor.message for anchor in anchors_in(file.lines())}
    with database.reading() as session:
        missing = [
            Anchor(row.message, row.signature).line()
            for row in signed_heads(session)
            if row.message not in there
        ]
    if missing:
        file.append(missing)
    return len(missing)


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
