"""Reminders: once an hour, who is to be told what; and what their letters say when sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Role
from lms.domain.assignment import Progress
from lms.domain.compliance import YearState
from lms.domain.reminder import LISTS, Due, Open, Stage, monday_of, reminders
from lms.domain.setting import Settings
from lms.domain.shift_hours import OFFICE, next_at_work
from lms.queries.completion import member_counts
from lms.queries.leave import members_on_leave
from lms.queries.open_work import open_work
from lms.queries.owed import owed_on
from lms.queries.reminders import (
    Reachable,
    first_days_back,
    reachable,
    reminder_of,
    reminders_told,
)
from lms.queries.role_holders import role_holders
from lms.queries.settings import settings_on
from lms.queries.signed_heads import newest_head, printed_or_nothing
from lms.queries.standings import everybody, year_counts
from lms.queries.supervisors import supervisor_ids
from lms.services.remind_member import remind_member
from lms.storage.database import Database

REMIND = "remind"
"""The kind of the hourly job that writes reminders."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one person is to be told, and from when its letter may go."""

    to: Reachable
    due: tuple[Due, ...]
    not_before: datetime


def remind_everybody(database: Database) -> int:
    """Write every reminder that is due now, one member a transaction; returns how many people.

    One that dies half way leaves what it wrote; the next one writes the rest.
    """
    now = database.clock()
    with database.reading() as session:
        wanted = wanted_now(session, now=now)
    return sum(
        database.writing(
            partial(remind_member, to=each.to, due=each.due, not_before=each.not_before, by=SYSTEM)
        )
        for each in wanted
    )


def wanted_now(session: Session, *, now: datetime) -> tuple[Wanted, ...]:
    """Everybody who is to be told something now, reminders before digests."""
    settings = settings_on(session, now.date())
    local = now.astimezone(settings.zone)
    day, zone = local.date(), settings.zone
    opens = open_work(session, day=day, zone=zone)
    told = reminders_told(session, now=now, zone=zone)
    back = first_days_back(session, day=day)
    away = members_on_leave(session, day)
    people = [each for each in reachable(session, day=day) if each.member_id not in away]
    found: list[Wanted] = []
    for to in people:
        member_id = to.member_id
        before = told.get(member_id, ())
        due = reminders(
            opens.get(member_id, ()), told=before, back_on=back.get(member_id), today=day
        )
        if due:
            found.append(Wanted(to, due, _when(to, settings, local)))
    week = Due(Stage.DIGEST, f"{Stage.DIGEST}:{monday_of(day)}")
    found += [
        Wanted(to, (week,), _when(to, settings, local))
        for to in _supervisors(session, people, day=day, now=now)
        if all(each.key != week.key for each in told.get(to.member_id, ()))
    ]
    return tuple(found)


def _supervisors(
    session: Session, people: Iterable[Reachable], *, day: date, now: datetime
) -> list[Reachable]:
    """Those who hold the role and have people, and so a page to look at."""
    if not owed_on(session, day):
        return []
    holders = role_holders(session, now=now).get(Role.SUPERVISOR, frozenset())
    have_people = supervisor_ids(session, day=day)
    return [each for each in people if each.account_id in holders and each.member_id in have_people]


def _when(to: Reachable, settings: Settings, local: datetime) -> datetime:
    return next_at_work(settings.shift_hours.get(to.shift.casefold(), OFFICE), local)


def reminder_facts(session: Session, *, event_seq: int, now: datetime) -> Mapping[str, str] | None:
    """What a reminder's letter says at the moment it is sent; None where nothing is open any more.

    What was done since it was written is left out, and dates are what they are now.
    """
    found = reminder_of(session, event_seq=event_seq)
    if found is None:
        return None
    settings = settings_on(session, now.date())
    day = now.astimezone(settings.zone).date()
    opens = open_work(session, day=day, zone=settings.zone, member_ids=(found.member_id,))
    lists = bool(set(found.stages) & LISTS)
    told = [
        each for each in opens.get(found.member_id, ()) if lists or each.subject in found.subjects
    ]
    if not told:
        return None
    return {
        "stage": _heading(found.stages).value,
        "due": _day(min(each.due_on for each in told)),
        "lines": "\n".join(_line(each, day, lists=lists) for each in told),
    }


def _heading(stages: Iterable[Stage]) -> Stage:
    """What the subject of a letter speaks of: the most pressing of its reasons."""
    order = (Stage.BACK, Stage.FIRST, Stage.OVERDUE, Stage.DUE_1, Stage.DUE_7, Stage.DUE_30)
    found = set(stages)
    return next((stage for stage in order if stage in found), Stage.ASSIGNED)


def _line(work: Open, day: date, *, lists: bool) -> str:
    left = f", {work.minutes_left} minutes left" if work.minutes_left else ""
    late = work.late_after < day and not lists
    when = f"overdue since {_day(work.due_on)}" if late else f"due {_day(work.due_on)}"
    return f"- {work.title}: {when}{left}"


def digest_facts(session: Session, *, event_seq: int, now: datetime) -> Mapping[str, str] | None:
    """A supervisor's people in numbers; who they are stands behind the sign-in."""
    found = reminder_of(session, event_seq=event_seq)
    settings = settings_on(session, now.date())
    day = now.astimezone(settings.zone).date()
    duties = owed_on(session, day)
    if found is None or not duties:
        return None
    owed = duties[0]
    years = everybody(session, owed, day=day, supervisor_id=found.member_id)
    counts = year_counts(years)
    ids = [year.person.member_id for year in years]
    work = member_counts(session, member_ids=ids, period=owed.period, day=day)
    late = sum(each[Progress.OVERDUE] > 0 for each in work.values())
    if not years:
        return None
    return {
        "year": owed.period.name,
        "complete": str(counts[YearState.COMPLETE]),
        "people": str(sum(counts.values())),
        "short": str(counts[YearState.SHORT]),
        "away": str(counts[YearState.ON_LEAVE]),
        "overdue": str(late),
        "head": printed_or_nothing(newest_head(session)),
    }


def _day(day: date) -> str:
    return f"{day:%A, %B} {day.day}, {day.year}"
