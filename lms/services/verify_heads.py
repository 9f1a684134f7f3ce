"""Holding what was signed of the journal against the journal: its heads, and what guards it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.errors import InvalidError
from lms.domain.head_statement import HeadStatement
from lms.domain.journal_tree import Tree
from lms.domain.recovery import Lost
from lms.models import APPEND_ONLY, Journal
from lms.queries.recovery import losses
from lms.queries.signed_heads import HeadRow, signed_heads
from lms.queries.signing_keys import RecordedKey, signing_keys
from lms.storage.keys import is_signed
from lms.storage.schema_mark import schema_mark, unguarded

LONGEST_WITHOUT_HEAD = timedelta(days=3)
"""The worker signs every night; a long weekend without it is no alarm yet."""


def check_heads(session: Session, *, now: datetime) -> Iterator[str]:
    """Sentences about heads that do not hold, and about protections that are gone."""
    keys = signing_keys(session)
    rows, told = tuple(signed_heads(session)), losses(session)
    sound: list[HeadStatement] = []
    for number, row in enumerate(rows, start=1):
        said = _said(row)
        if said is None:
            yield f"Signed head {row.number}: what it says or its signature was changed."
            continue
        yield from _faults(row, said, keys)
        yield from _place_faults(said, number, sound[-1] if sound else None, told)
        sound.append(said)
    yield from _against_journal(session, sound)
    yield from _guards(session, sound)
    if keys:
        yield from _age(rows, now)


def _said(row: HeadRow) -> HeadStatement | None:
    """The statement of a row, where the key that it names signed it."""
    try:
        said = row.statement
    except InvalidError:
        return None
    return said if is_signed(said.public_key, row.message.encode(), row.signature) else None


def _faults(row: HeadRow, said: HeadStatement, keys: tuple[RecordedKey, ...]) -> Iterator[str]:
    if (said.number, said.seq, said.occasion) != (row.number, row.seq, row.occasion):
        yield f"Signed head {row.number}: its row differs from what was signed."
    if said.public_key != _key_at(keys, said.seq):
        yield f"Signed head {row.number}: its key did not sign for the record then."


def _place_faults(
    said: HeadStatement, number: int, before: HeadStatement | None, told: Sequence[Lost]
) -> Iterator[str]:
    expected = before.number + 1 if before else 1
    lost = next((each for each in told if each.heads_from == expected), None)
    if lost is not None and said.number == lost.heads_through + 1:
        if said.previous != lost.head_digest:
            yield f"Signed head {said.number}: it does not follow the head that was lost."
    elif said.number != expected:
        yield f"Signed head {said.number}: head {expected} is missing before it."
    elif said.previous != (before.digest if before else None):
        yield f"Signed head {said.number}: it does not follow the head before it."
    if number > said.number:
        yield f"Signed head {said.number}: it stands there twice."


def _key_at(keys: tuple[RecordedKey, ...], seq: int) -> str | None:
    """The public key that signed for the record at a place of the journal."""
    return next((key.public_key for key in reversed(keys) if key.event_seq <= seq), None)


def _against_journal(session: Session, heads: list[HeadStatement]) -> Iterator[str]:
    """Walk the journal once and compare it with each head at its place."""
    waiting = sorted(heads, key=lambda head: head.seq)
    tree, entries, newest = Tree(), 0, 0
    rows = session.execute(
        select(Journal.seq, Journal.leaf_hash).order_by(Journal.seq),
        execution_options={"yield_per": 5_000},
    )
    at = 0
    for seq, leaf_hash in rows:
        tree.add(leaf_hash)
        entries, newest = entries + 1, seq
        while at < len(waiting) and waiting[at].seq <= seq:
            head = waiting[at]
            found = (seq, leaf_hash, entries, tree.root)
            if found != (head.seq, head.leaf_hash, head.entries, head.root):
                yield (
                    f"Signed head {head.number}: the journal up to entry {head.seq} is not the one "
                    "that was signed."
                )
            at += 1
    for head in waiting[at:]:
        yield (
            f"Signed head {head.number} was signed over entry {head.seq}, and the journal ends at "
            f"entry {newest}: its tail is missing, or an older copy was put in its place."
        )


def _guards(session: Session, heads: list[HeadStatement]) -> Iterator[str]:
    for table in unguarded(session.connection(), APPEND_ONLY):
        yield f"The table {table} has lost what keeps its rows from being changed."
    marks = [(head.schema, f"when head {head.number} was signed") for head in heads]
    marks.append((schema_mark(session.connection()), "now"))
    for (before, _), (after, when) in pairwise(marks):
        same_version = before.split(":")[0] == after.split(":")[0]
        if same_version and before != after:
            yield (
                f"The tables' constraints, triggers or rights were changed outside an upgrade; "
                f"seen {when}."
            )


def _age(rows: tuple[HeadRow, ...], now: datetime) -> Iterator[str]:
    if not rows:
        yield "No head of the journal was signed yet: is the worker running?"
    elif now - rows[-1].signed_at > LONGEST_WITHOUT_HEAD:
        days = (now - rows[-1].signed_at).days
        yield f"No head of the journal was signed for {days} days: is the worker running?"
