"""The department's policies: which revision is in force, and what is still open about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from lms.models import Policy, Revision, RevisionDecision, RevisionDecisionKind
from lms.queries.provisions import HOLDING, RevisionRow


@dataclass(frozen=True, slots=True)
class NewestRevision:
    """The revision imported last, in force or not."""

    id: int
    sequence: int
    source_sha256: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyCard:
    """A policy as it stands on a day.

    Attributes:
        in_force: None where nobody has put a revision in force by that day.
        newest: None where no document was imported yet.
    """

    slug: str
    title: str
    in_force: RevisionRow | None
    newest: NewestRevision | None

    @property
    def revision_id(self) -> int | None:
        """The revision to look at: the one in force, or else the newest."""
        if self.in_force is not None:
            return self.in_force.id
        return self.newest.id if self.newest is not None else None


_Decisions = Mapping[int, Sequence[RevisionDecision]]

_REVISIONS = (
    select(
        Policy.id.label("policy_id"),
        Policy.slug,
        Policy.title,
        Revision.id,
        Revision.sequence,
        Revision.printed_date,
        Revision.source_sha256,
        Revision.findings,
    )
    .outerjoin(Revision, Revision.policy_id == Policy.id)
    .order_by(Policy.id, Revision.sequence)
)


def policies(
    session: Session, *, day: date, slugs: Iterable[str] | None = None
) -> tuple[PolicyCard, ...]:
    """Every policy in the order of import, as it stands on ``day``; in two queries."""
    statement = _REVISIONS if slugs is None else _REVISIONS.where(Policy.slug.in_(tuple(slugs)))
    rows = session.execute(statement).all()
    decisions = _decisions(session, [row.id for row in rows if row.id is not None])
    return tuple(
        _card(tuple(group), decisions, day)
        for _, group in groupby(rows, key=lambda row: row.policy_id)
    )


def policy_card(session: Session, *, slug: str, day: date) -> PolicyCard | None:
    """One policy, or None where there is none of that name."""
    return next(iter(policies(session, day=day, slugs=(slug,))), None)


def _decisions(session: Session, ids: Sequence[int]) -> _Decisions:
    found: defaultdict[int, list[RevisionDecision]] = defaultdict(list)
    rows = session.execute(
        select(RevisionDecision)
        .where(RevisionDecision.revision_id.in_(ids))
        .order_by(RevisionDecision.id)
    )
    for decision in rows.scalars():
        found[decision.revision_id].append(decision)
    return found


def _card(rows: Sequence[Row[Any]], decisions: _Decisions, day: date) -> PolicyCard:
    revisions = [row for row in rows if row.id is not None]
    starts = [
        (decision.effective_on, decision.id, row, decision.kind)
        for row in revisions
        for decision in decisions.get(row.id, ())
        if decision.kind in HOLDING and decision.effective_on <= day
    ]
    latest = max(starts, key=lambda start: start[:2], default=None)
    if latest is not None and latest[3] is RevisionDecisionKind.RESCINDED:
        latest = None
    newest = revisions[-1] if revisions else None
    return PolicyCard(
        slug=rows[0].slug,
        title=rows[0].title,
        in_force=_in_force(latest[2], latest[0], decisions) if latest else None,
        newest=newest
        and NewestRevision(
            newest.id, newest.sequence, newest.source_sha256, tuple(newest.findings)
        ),
    )


def _in_force(row: Row[Any], from_day: date, decisions: _Decisions) -> RevisionRow:
    about = decisions[row.id]
    adopted = [each for each in about if each.kind is RevisionDecisionKind.ADOPTED]
    return RevisionRow(
        id=row.id,
        policy_id=row.policy_id,
        slug=row.slug,
        title=row.title,
        sequence=row.sequence,
        printed_date=row.printed_date,
        findings=tuple(row.findings),
        in_force_from=from_day,
        adopted_on=adopted[-1].effective_on if adopted else None,
        policy_number=adopted[-1].policy_number if adopted else None,
        undated_memo=any(each.kind is RevisionDecisionKind.UNDATED_MEMO for each in about),
    )
