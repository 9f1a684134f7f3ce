"""Holding the record against heads that were kept outside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.anchor import Anchor, PrintedHead
from lms.domain.errors import InvalidError
from lms.domain.head_statement import HeadStatement
from lms.domain.recovery import Lost
from lms.queries.record import journal_head
from lms.queries.recovery import losses
from lms.queries.signed_heads import HeadRow, signed_heads
from lms.queries.signing_keys import signing_keys
from lms.services.anchor_heads import anchors_of, not_anchored
from lms.storage.anchor_file import AnchorFile
from lms.storage.keys import fingerprint, is_signed


@dataclass(frozen=True, slots=True)
class Outside:
    """What the record is held against.

    Attributes:
        file: where this installation adds its heads; all of them must be in it.
        anchors: heads kept elsewhere, which must be in the record.
        printed: what certificates and receipts show of heads.
    """

    file: AnchorFile | None = None
    anchors: tuple[Anchor, ...] = ()
    printed: tuple[PrintedHead, ...] = ()

    @property
    def count(self) -> int:
        """How many heads there are, those of the file included."""
        kept = anchors_of(self.file)[0] if self.file else ()
        return len(kept) + len(self.anchors) + len(self.printed)


NOTHING_OUTSIDE = Outside()


def outside_findings(session: Session, outside: Outside, *, now: datetime) -> Iterator[str]:
    """Sentences about everything kept outside that the record does not bear out."""
    kept, problems = anchors_of(outside.file) if outside.file else ((), ())
    yield from problems
    yield from check_anchors(session, [*kept, *outside.anchors])
    yield from check_printed(session, outside.printed)
    if outside.file and not problems:
        yield from not_anchored(session, kept, now=now)


def check_anchors(session: Session, anchors: Sequence[Anchor]) -> Iterator[str]:
    """Sentences about anchors that this record does not bear out, the newest ones first told."""
    if not anchors:
        return
    known = {key.public_key for key in signing_keys(session)}
    rows = {row.number: row for row in signed_heads(session)}
    ends_at, told = journal_head(session).seq, losses(session)
    ahead = []
    for number, anchor in enumerate(anchors, start=1):
        said = _said(anchor)
        if said is None:
            yield f"Anchor {number} does not hold: it was changed, or nobody signed it."
        elif said.public_key not in known:
            yield (
                f"Anchor {number} was signed by the key {fingerprint(said.public_key)}, which "
                "this record does not name: it was begun anew, or the anchor is another one's."
            )
        elif said.number not in rows:
            if not _is_told(said, told):
                ahead.append(said)
        elif rows[said.number].message != anchor.message:
            yield (
                f"Head {said.number} was {anchor.statement.digest[:16]} when it was kept outside, "
                "and is another one now: the record was rewritten."
            )
    if ahead:
        yield _older(ahead, rows, ends_at)


def _is_told(said: HeadStatement, told: Sequence[Lost]) -> bool:
    """Whether the journal itself says that this head was lost."""
    return any(each.heads_from <= said.number <= each.heads_through for each in told)


def heads_ahead(
    session: Session, anchors: Sequence[Anchor]
) -> tuple[tuple[HeadStatement, ...], int]:
    """The heads outside that this record signed once and has lost, and its own newest number."""
    known = {key.public_key for key in signing_keys(session)}
    numbers = {row.number for row in signed_heads(session)}
    told = losses(session)
    said = [each for each in map(_said, anchors) if each is not None]
    ahead = tuple(
        each
        for each in said
        if each.public_key in known and each.number not in numbers and not _is_told(each, told)
    )
    highest = max((*numbers, *(each.heads_through for each in told)), default=0)
    return tuple(each for each in ahead if each.number > highest), highest


def _said(anchor: Anchor) -> HeadStatement | None:
    try:
        said = anchor.statement
    except InvalidError:
        return None
    return said if is_signed(said.public_key, anchor.message.encode(), anchor.signature) else None


def _older(ahead: list[HeadStatement], rows: Mapping[int, HeadRow], ends_at: int) -> str:
    newest = max(ahead, key=lambda said: said.number)
    return (
        f"This record ends at entry {ends_at} and head {max(rows, default=0)}; an anchor names "
        f"head {newest.number} over entry {newest.seq}, signed {newest.signed_at}. It is an older "
        "copy, or its tail was cut off."
    )


def check_printed(session: Session, heads: Iterable[PrintedHead]) -> Iterator[str]:
    """Sentences about heads on paper that this record does not bear out."""
    digests = {row.number: row.statement.digest for row in signed_heads(session)}
    for head in heads:
        digest = digests.get(head.number)
        if digest is None:
            yield f"The paper names head {head.number}, and this record ends before it."
        elif not digest.startswith(head.digest):
            yield (
                f"The paper names head {head.number} as {head.digest[:16]}, and this record holds "
                f"{digest[:16]}: one of them was changed."
            )
