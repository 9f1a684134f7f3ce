"""What everybody still has to do on a day, as reminders and calendars tell of it.

A few statements for all members: their number does not grow with people. Where somebody
stands is judged by the same rules as on every page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from lms.domain.assignment import Progress
from lms.domain.compliance import YearState
from lms.domain.local_time import in_words
from lms.domain.reminder import Open
from lms.models import (
    Assignment,
    Journal,
    MemberAssignment,
    MemberAssignmentEnd,
    RequirementInstance,
    ServiceRecord,
)
from lms.queries.assignments import period_of_work
from lms.queries.content_list import module_titles
from lms.queries.owed import Owed, owed_on
from lms.queries.progress_facts import ProgressFacts
from lms.queries.roster import holds_on, serving_on
from lms.queries.standings import everybody
from lms.queries.unclosed_year import unclosed_year
from lms.queries.year_extensions import extended_years

_STILL_OPEN = timedelta(days=31)
_WAITS = {Progress.OVERDUE, Progress.NOT_STARTED, Progress.IN_PROGRESS}


def open_work(
    session: Session, *, day: date, zone: ZoneInfo, member_ids: Collection[int] | None = None
) -> Mapping[int, tuple[Open, ...]]:
    """What is open on ``day``, by member, the next due date first.

    Whoever is on leave or excused has nothing open. What was due by the end of a year is
    overdue in January until the chief closed that year, at most for a month. Who was given more
    time for a year has it open until then, closed or not, and for a month more.
    """
    found: dict[int, list[Open]] = defaultdict(list)
    before = _year_before(session, day)
    first = before[0].period.starts_on if before else period_of_work(day).starts_on
    for member_id, each in _assigned(session, day, zone, member_ids, first):
        found[member_id].append(each)
    for owed in (*before, *owed_on(session, day)):
        for member_id, each in _duties(session, owed, day, zone):
            if member_ids is None or member_id in member_ids:
                found[member_id].append(each)
    for owed in extended_years(session, since=day - _STILL_OPEN, before=day):
        shown = {each.subject for opens in found.values() for each in opens}
        for member_id, each in _duties(session, owed, day, zone, extended_only=True):
            if each.subject not in shown and (member_ids is None or member_id in member_ids):
                found[member_id].append(each)
    return {
        member_id: tuple(sorted(opens, key=lambda each: (each.due_on, each.subject)))
        for member_id, opens in found.items()
    }


def _year_before(session: Session, day: date) -> tuple[Owed, ...]:
    """What the year before asked, while it is not closed and this one is a month old at most."""
    open_since = unclosed_year(session, before=day)
    if open_since is None or day - open_since.ends_on > _STILL_OPEN:
        return ()
    return tuple(
        owed
        for owed in owed_on(session, open_since.ends_on)
        if owed.requirement_id == open_since.requirement_id
    )


def _assigned(
    session: Session,
    day: date,
    zone: ZoneInfo,
    member_ids: Collection[int] | None,
    first: date,
) -> Iterator[tuple[int, Open]]:
    facts = ProgressFacts.of(session, first, day, member_ids=member_ids)
    titles = module_titles(session)
    serving = select(ServiceRecord.member_id).where(holds_on(day), serving_on(day))
    statement = (
        select(
            MemberAssignment.member_id,
            Assignment.id,
            Assignment.content_id,
            MemberAssignment.due_on,
            MemberAssignment.assigned_at,
        )
        .join(Assignment, Assignment.id == MemberAssignment.assignment_id)
        .outerjoin(
            MemberAssignmentEnd, MemberAssignmentEnd.member_assignment_id == MemberAssignment.id
        )
        .where(
            MemberAssignmentEnd.member_assignment_id.is_(None),
            Assignment.opens_on <= day,
            Assignment.due_on >= first,
            MemberAssignment.member_id.in_(serving if member_ids is None else tuple(member_ids)),
        )
    )
    for row in session.connection().execute(statement).all():
        member_id, assignment_id, content_id, due_on, assigned_at = row
        module = (member_id, content_id, period_of_work(due_on).starts_on)
        if facts.judge(module, assignment_id, due_on) in _WAITS:
            title = titles.get(content_id, "a module")
            found = _open(
                f"assignment:{assignment_id}",
                title,
                assigned_at,
                zone,
                facts.due_on(member_id, assignment_id, due_on),
            )
            yield member_id, replace(found, grace_on=facts.grace.get(assignment_id))


def _duties(
    session: Session, owed: Owed, day: date, zone: ZoneInfo, *, extended_only: bool = False
) -> Iterator[tuple[int, Open]]:
    rows = session.execute(
        select(RequirementInstance.member_id, RequirementInstance.id, Journal.at)
        .join(Journal, Journal.seq == RequirementInstance.event_seq)
        .where(
            and_(
                RequirementInstance.requirement_id == owed.requirement_id,
                RequirementInstance.period_start == owed.period.starts_on,
            )
        )
    )
    duty = {row.member_id: row for row in rows}
    title = f"{owed.requirement.title} {owed.period.name} (section {owed.requirement.source})"
    for year in everybody(session, owed, day=day):
        until = year.extended_to
        if year.state is YearState.SHORT and (until is not None or not extended_only):
            member_id = year.person.member_id
            row = duty[member_id]
            subject = f"duty:{row.id}"
            left = -(-year.short // 60)
            due_on = until or owed.period.ends_on
            late = f", late after {in_words(owed.period.ends_on)}" if until else ""
            yield member_id, _open(subject, f"{title}{late}", row.at, zone, due_on, left)


def _open(
    subject: str, title: str, began_at: datetime, zone: ZoneInfo, due_on: date, left: int = 0
) -> Open:
    return Open(
        subject=subject,
        title=title,
        began_at=began_at,
        began_on=began_at.astimezone(zone).date(),
        due_on=due_on,
        minutes_left=left,
    )
