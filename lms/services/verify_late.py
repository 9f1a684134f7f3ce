"""Holding years that were completed late, and the time that counts for them, to the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.domain.events import LateYearOpened
from lms.models import (
    CreditEntry,
    Journal,
    LateOpening,
    Requirement,
    RequirementInstance,
    Sitting,
)
from lms.queries.journal_events import said_of

Opened = dict[tuple[int, str], int]
"""The entry that opened a year, by member and first day."""


def late_findings(session: Session) -> Iterator[str]:
    """Sentences about openings and late time that the journal does not bear out."""
    opened: Opened = {}
    yield from _openings(session, opened)
    yield from _time(session, opened)


def _openings(session: Session, opened: Opened) -> Iterator[str]:
    rows = session.execute(
        select(
            LateOpening.event_seq,
            RequirementInstance.member_id,
            Requirement.slug,
            RequirementInstance.period_start,
            LateOpening.opened_on,
        )
        .join(RequirementInstance, RequirementInstance.id == LateOpening.instance_id)
        .join(Requirement, Requirement.id == RequirementInstance.requirement_id)
    )
    stored = {row[0]: (row[1], row[2], row[3].isoformat(), row[4].isoformat()) for row in rows}
    for said in said_of(session, LateYearOpened.kind):
        data = said.data
        stated = (data["member_id"], data["requirement"], data["period_start"], data["opened_on"])
        if stored.pop(said.seq, None) != stated:
            yield f"Entry {said.seq} opened the year from {stated[2]} late; no such opening."
        opened.setdefault((data["member_id"], data["period_start"]), said.seq)
    for seq in stored:
        yield f"Entry {seq}: a year was opened late by no journal entry."


def _time(session: Session, opened: Opened) -> Iterator[str]:
    """Each entry of the ledger is late for the year that the journal says, and for no other."""
    said: dict[int, date] = {}
    late = select(Journal.seq, Journal.body).where(Journal.body.like('%"late_for":"%'))
    for seq, body in session.execute(late.order_by(Journal.seq)):
        data = json.loads(body)["data"]
        year = data.get("late_for")
        if year is None:
            continue
        said[seq] = date.fromisoformat(year)
        if opened.get((data["member_id"], year), seq) >= seq:
            yield f"Entry {seq}: time counts for the year from {year}, which nobody had opened."
        sitting = session.get(Sitting, data["sitting_id"]) if "sitting_id" in data else None
        if sitting is not None and sitting.period_start != said[seq]:
            yield f"Entry {seq}: time counts for another year than its module was begun for."
    rows = select(CreditEntry.event_seq, CreditEntry.earned_on, CreditEntry.late_for)
    of_these = CreditEntry.event_seq.in_(
        select(Journal.seq).where(Journal.body.like('%"late_for":"%'))
    )
    for seq, earned_on, year in session.execute(
        rows.where(or_(CreditEntry.late_for.is_not(None), of_these))
    ):
        stated = said.get(seq)
        if year != (stated if stated is not None and earned_on.year > stated.year else None):
            yield f"Entry {seq}: the ledger counts it for another year than the journal."
