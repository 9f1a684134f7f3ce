"""Holding closed years against the journal."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.events import YearClosed
from lms.domain.year_close import outcomes_digest
from lms.models import YearClose
from lms.queries.journal_events import said_of
from lms.queries.year_close import signed_outcomes


def year_findings(session: Session) -> Iterator[str]:
    """Sentences about closed years whose outcomes are not what was signed."""
    stored = {row.event_seq: row for row in session.execute(select(YearClose)).scalars()}
    for said in said_of(session, YearClosed.kind):
        row = stored.pop(said.seq, None)
        if row is None:
            yield f"Entry {said.seq} closed the year from {said.data['period_start']}; no close."
            continue
        outcomes = signed_outcomes(session, row.id).values()
        digests = {outcomes_digest(outcomes), row.outcomes_digest, said.data["outcomes_digest"]}
        if len(digests) != 1 or said.by != row.signed_by:
            yield f"The year from {row.period_start}: its outcomes differ from what was signed."
    for row in stored.values():
        yield f"The year from {row.period_start} was closed by no journal entry."
