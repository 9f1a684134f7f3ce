"""Totals of some years as an archive states them: by person, and who is complete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.compliance import YearState
from lms.domain.requirement import LimbRule
from lms.models import Certificate, RequirementInstance
from lms.queries.owed import Owed, owed_on
from lms.queries.roster import Person, people_on
from lms.queries.standing import lessons_that_count, member_standing
from lms.queries.standings import everybody, seconds_by_member
from lms.queries.updates_of_year import unstated_limbs


def years_owed(session: Session, years: range, today: date) -> tuple[Owed, ...]:
    """What each of some years asked, as it stands at their end or today."""
    days = [min(date(year, 12, 31), today) for year in years if year <= today.year]
    found = [duty for day in days for duty in owed_on(session, day)[:1]]
    return tuple({each.period.starts_on: each for each in found}.values())


def year_totals(session: Session, owed: Owed) -> dict[str, Any]:
    """One year with the rules it is judged by, so that anybody can judge it again."""
    lessons = lessons_that_count(session, owed)
    subjects = [limb.slug for limb in owed.requirement.limbs if limb.rule is LimbRule.LESSONS]
    members = list(_members(session, owed))
    return {
        "name": owed.period.name,
        "first_day": owed.period.starts_on.isoformat(),
        "last_day": owed.period.ends_on.isoformat(),
        "requirement": owed.requirement.slug,
        "section": owed.requirement.source,
        "seconds": owed.requirement.seconds,
        "lessons": sorted(set().union(*(lessons.get(slug, frozenset()) for slug in subjects))),
        "unstated": sorted(unstated_limbs(session, owed, lessons)),
        "complete": sum(member["complete"] for member in members),
        "members": members,
    }


def _members(session: Session, owed: Owed) -> Iterator[dict[str, Any]]:
    """Everybody who owed the year or has time in it, those who have left since included."""
    owes = frozenset(
        session.execute(
            select(RequirementInstance.member_id).where(
                RequirementInstance.requirement_id == owed.requirement_id,
                RequirementInstance.period_start == owed.period.starts_on,
            )
        ).scalars()
    )
    seconds = seconds_by_member(session, period=owed.period)
    serving = {each.person.member_id: each for each in everybody(session, owed, day=owed.asked_on)}
    people = [Person(*row) for row in session.execute(people_on(owed.asked_on))]
    for person in sorted(people, key=lambda each: each.member_id):
        number = person.member_id
        if number not in owes and number not in seconds:
            continue
        year = serving.get(number)
        worked = seconds.get(number, 0)
        complete = number in owes and (
            year.state is YearState.COMPLETE
            if year is not None
            else member_standing(session, member_id=number, owed=owed).met
        )
        yield {
            "member_id": number,
            "badge_number": person.badge_number,
            "name": person.full_name,
            "owes": number in owes,
            "seconds": worked,
            "minutes": worked // 60,
            "complete": complete,
        }


def certificate_ids(session: Session, head: int, first: date, last: date) -> tuple[int, ...]:
    """The certificates of periods that begin between two days, up to a journal entry."""
    rows = session.execute(
        select(Certificate.id)
        .where(Certificate.event_seq <= head, Certificate.period_start.between(first, last))
        .order_by(Certificate.id)
    )
    return tuple(rows.scalars())
