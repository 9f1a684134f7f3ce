"""Holding closed years against the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.events import YearClosed
from lms.domain.requirement import Period
from lms.domain.year_close import MemberOutcome, YearOutcome, outcomes_digest
from lms.models import CreditEntry, Requirement, YearClose
from lms.queries.counted_in import counted_in
from lms.queries.journal_events import Said, is_said, said_of
from lms.queries.year_close import signed_outcomes


def year_findings(session: Session) -> Iterator[str]:
    """Sentences about closed years that are not what was signed, or not what stood then."""
    rows = session.execute(
        select(YearClose, Requirement.slug).join(
            Requirement, Requirement.id == YearClose.requirement_id
        )
    )
    stored = {row.event_seq: (row, slug) for row, slug in rows}
    for said in said_of(session, YearClosed.kind):
        found = stored.pop(said.seq, None)
        if found is None:
            yield f"Entry {said.seq} closed the year from {said.data['period_start']}; no close."
            continue
        row, slug = found
        outcomes = signed_outcomes(session, row.id).values()
        name = f"The year from {row.period_start}"
        digests = {outcomes_digest(outcomes), row.outcomes_digest, said.data["outcomes_digest"]}
        if len(digests) != 1 or said.by != row.signed_by:
            yield f"{name}: its outcomes differ from what was signed."
        if _said_of(row, slug, outcomes) != _told(said):
            yield f"{name}: its close differs from what entry {said.seq} says."
        if not is_said(session, said.data["statement_digest"], row.statement):
            yield f"{name}: its statement is not the one that was signed."
        worked = _worked_before(session, row)
        if any(worked.get(each.member_id, 0) != each.seconds for each in outcomes):
            yield f"{name}: the ledger came to other minutes when it was signed."
    for row, _ in stored.values():
        yield f"The year from {row.period_start} was closed by no journal entry."


def _said_of(
    row: YearClose, requirement: str, outcomes: Collection[MemberOutcome]
) -> tuple[object, ...]:
    counts = (
        sum(each.outcome is outcome for each in outcomes)
        for outcome in (YearOutcome.COMPLETE, YearOutcome.EXCUSED, YearOutcome.LATE)
    )
    return (requirement, row.period_start.isoformat(), row.signed_on.isoformat(), *counts)


def _told(said: Said) -> tuple[object, ...]:
    names = ("requirement", "period_start", "signed_on", "complete", "excused", "late")
    return tuple(said.data[name] for name in names)


def _worked_before(session: Session, row: YearClose) -> dict[int, int]:
    """Everybody's seconds of a closed year, by the ledger as it stood at the close."""
    rows = session.execute(
        select(CreditEntry.member_id, func.sum(CreditEntry.seconds))
        .where(
            CreditEntry.event_seq < row.event_seq,
            counted_in(Period(row.period_start, row.period_end)),
        )
        .group_by(CreditEntry.member_id)
    )
    return {member_id: int(seconds) for member_id, seconds in rows}
