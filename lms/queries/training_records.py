"""A member's training record as of a day, put together from the journal's entries."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.domain.mptc import RECORD_PART, UNDECIDED
from lms.domain.requirement import PeriodKind
from lms.domain.training_record import POLICY, SERVICE, RecordPart, TrainingRecord, part
from lms.models import ServiceRecord
from lms.queries.owed import owed_on
from lms.queries.record import journal_head
from lms.queries.record_duty import (
    duty_facts,
    ledger_facts,
    minutes_by_period,
    mptc_facts,
    policy_facts,
    section_labels,
)
from lms.queries.record_facts import (
    Reading,
    assignment_facts,
    certificate_facts,
    class_facts,
    leave_facts,
    paper_facts,
    reading_at,
    service_facts,
    study_facts,
)
from lms.queries.record_fairness import fairness_facts
from lms.queries.record_items import graded_items, practiced_items
from lms.queries.record_outside import outside_facts
from lms.queries.settings import settings_on


def training_record(
    session: Session,
    *,
    member_id: int,
    day: date,
    position: int | None = None,
    answers: bool = True,
) -> TrainingRecord:
    """The record of a member as of ``day``, read up to a place in the journal.

    Args:
        position: the last entry to read; None for the newest one.
        answers: whether the questions met and the answers given are in it.

    Raises:
        NotFoundError: there is no such entry, or nothing is recorded of this member that
            holds on the day.
    """
    head = journal_head(session)
    settings = settings_on(session, head.at.date())
    reading = reading_at(
        session,
        member_id=member_id,
        position=head.seq if position is None else position,
        zone=settings.zone,
    )
    who = _holding(session, reading, day)
    duties = owed_on(session, day)
    kind = duties[0].requirement.period if duties else PeriodKind.CALENDAR_YEAR
    labels = section_labels(session, day)
    items = (
        (
            *graded_items(session, reading, day, labels),
            *practiced_items(session, reading, day, labels),
        )
        if answers
        else ()
    )
    return TrainingRecord(
        department=settings.department,
        demonstration=settings.demonstration,
        member_name=f"{who.given_name} {who.family_name}".strip(),
        rank=who.rank,
        badge_number=who.badge_number,
        as_of=day,
        parts=_parts(session, reading, day),
        minutes=minutes_by_period(session, reading, day, kind),
        items=tuple(sorted(items, key=lambda each: (each.met_on, each.position, each.what))),
        position=reading.position,
        position_digest=reading.digest,
        made_on=reading.on,
    )


def _holding(session: Session, reading: Reading, day: date) -> ServiceRecord:
    """The service record that holds on the day, of those read."""
    found = session.execute(
        select(ServiceRecord)
        .where(
            ServiceRecord.member_id == reading.member_id,
            ServiceRecord.valid_from <= day,
            ServiceRecord.event_seq <= reading.position,
        )
        .order_by(ServiceRecord.valid_from.desc(), ServiceRecord.id.desc())
        .limit(1)
    ).scalar()
    if found is None:
        raise NotFoundError(member=reading.member_id, day=day.isoformat())
    return found


def _parts(session: Session, reading: Reading, day: date) -> tuple[RecordPart, ...]:
    return (
        part(
            POLICY,
            policy_facts(session, reading, day),
            day,
            nothing="No policy was in force.",
        ),
        part(
            "What was asked",
            duty_facts(session, reading),
            day,
            nothing="Nothing was asked of this member.",
        ),
        part(RECORD_PART, mptc_facts(session, reading), day, nothing=UNDECIDED),
        part(
            SERVICE,
            service_facts(session, reading),
            day,
            nothing="No service record.",
        ),
        part("Leave", leave_facts(session, reading), day, nothing="No leave."),
        part(
            "Assigned and excused",
            assignment_facts(session, reading),
            day,
            nothing="Nothing was assigned.",
        ),
        part(
            "Training taken",
            study_facts(session, reading),
            day,
            nothing="No training on the screen.",
        ),
        part("Classes", class_facts(session, reading), day, nothing="No class."),
        part("From paper", paper_facts(session, reading), day, nothing="Nothing."),
        part("Training elsewhere", outside_facts(session, reading), day, nothing="Nothing."),
        part(
            "Minutes, entry by entry",
            ledger_facts(session, reading),
            day,
            nothing="No minutes.",
        ),
        part(
            "Certificates",
            certificate_facts(session, reading, day),
            day,
            nothing="No certificate.",
        ),
        part(
            "Notices and the officer\u2019s statements",
            fairness_facts(session, reading),
            day,
            nothing="No notice and no statement.",
        ),
    )
