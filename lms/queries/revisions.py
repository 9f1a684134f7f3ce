"""Every revision of a policy, since when each held, and how two of them differ.

The words of a revision never change, so a comparison is made once a process and kept with its
engine; the provisions of one that waits to be published are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lms.domain.revision import Revision as RevisionText
from lms.domain.revision_diff import Comparison, compare
from lms.models import Policy, Revision, RevisionDecision, RevisionDecisionKind
from lms.queries.policy_reader import stored_revision
from lms.queries.provisions import HOLDING

_MOST_KEPT = 16
_NEVER = (None, None)
_kept: WeakKeyDictionary[Engine, dict[tuple[int, int], TwoRevisions]] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class RevisionEntry:
    """One revision in the policy's history.

    Attributes:
        holds_from: the first day it is in force; None for one that nobody put in force.
        holds_until: the day from which another one is.
    """

    id: int
    sequence: int
    title: str
    printed_date: str | None
    source_sha256: str
    findings: tuple[str, ...]
    imported_at: datetime
    holds_from: date | None
    holds_until: date | None

    @property
    def is_draft(self) -> bool:
        """Whether no day is known on which it holds."""
        return self.holds_from is None

    def holds_on(self, day: date) -> bool:
        """Whether it is the revision in force on a day."""
        if self.holds_from is None or day < self.holds_from:
            return False
        return self.holds_until is None or day < self.holds_until


@dataclass(frozen=True, slots=True)
class TwoRevisions:
    """Two revisions with all their words, and what changed between them."""

    before: RevisionText
    after: RevisionText
    comparison: Comparison


def revisions_of(session: Session, *, policy: str) -> tuple[RevisionEntry, ...]:
    """All revisions of a policy in the order of import; nothing for an unknown policy."""
    rows = session.execute(
        select(
            Revision.id,
            Revision.sequence,
            Revision.title,
            Revision.printed_date,
            Revision.source_sha256,
            Revision.findings,
            Revision.imported_at,
        )
        .join(Policy, Policy.id == Revision.policy_id)
        .where(Policy.slug == policy)
        .order_by(Revision.sequence)
    ).all()
    held = _held(_starts(session, [row.id for row in rows]))
    return tuple(
        RevisionEntry(
            id=row.id,
            sequence=row.sequence,
            title=row.title,
            printed_date=row.printed_date,
            source_sha256=row.source_sha256,
            findings=tuple(row.findings),
            imported_at=row.imported_at,
            holds_from=held.get(row.id, _NEVER)[0],
            holds_until=held.get(row.id, _NEVER)[1],
        )
        for row in rows
    )


def first_revision(session: Session, *, policy: str, sequence: int) -> RevisionEntry | None:
    """A revision of a policy that no revision ever held of; else None."""
    entries = revisions_of(session, policy=policy)
    if not all(each.is_draft for each in entries):
        return None
    return next((each for each in entries if each.sequence == sequence), None)


def _starts(session: Session, ids: Sequence[int]) -> list[tuple[date, int | None]]:
    """From which day which revision holds, in order; the later decision of a day counts.

    From the day of a rescission none does.
    """
    rows = session.execute(
        select(RevisionDecision.effective_on, RevisionDecision.revision_id, RevisionDecision.kind)
        .where(RevisionDecision.revision_id.in_(ids), RevisionDecision.kind.in_(HOLDING))
        .order_by(RevisionDecision.effective_on, RevisionDecision.id)
    )
    ended = RevisionDecisionKind.RESCINDED
    return [(row.effective_on, None if row.kind is ended else row.revision_id) for row in rows]


def _held(starts: Sequence[tuple[date, int | None]]) -> dict[int, tuple[date, date | None]]:
    by_day = dict(starts)
    days = sorted(by_day)
    found: dict[int, tuple[date, date | None]] = {}
    for place, day in enumerate(days):
        revision = by_day[day]
        if revision is None:
            continue
        until = next((each for each in days[place + 1 :] if by_day[each] != revision), None)
        first = found.get(revision, (day, until))[0]
        found[revision] = (first, until)
    return found


def two_revisions(session: Session, *, before_id: int, after_id: int) -> TwoRevisions:
    """Two revisions compared.

    Raises:
        NotFoundError: one of them does not exist.
    """
    engine, key = session.get_bind().engine, (before_id, after_id)
    with _lock:
        kept = _kept.setdefault(engine, {}).get(key)
    if kept is not None and kept.before.provisions and kept.after.provisions:
        return kept
    before, after = stored_revision(session, before_id), stored_revision(session, after_id)
    found = kept.comparison if kept is not None else compare(before.tree, after.tree)
    made = TwoRevisions(before, after, found)
    with _lock:
        own = _kept[engine]
        if key not in own and len(own) >= _MOST_KEPT:
            own.pop(next(iter(own)))
        own[key] = made
    return made
