"""Reminders that were written: what matters for the next ones, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from lms.domain.reminder import Stage, Told
from lms.models import Account, Job, JobState, LeaveRecord, Reminder, ServiceRecord
from lms.queries.leave import leave_stands
from lms.queries.recipient import MAIL
from lms.queries.roster import holds_on, serving_on

_MATTERS_FOR = timedelta(days=400)
"""No key is asked for again after that: what is due is due within the next year."""


def reminders_told(
    session: Session, *, now: datetime, zone: ZoneInfo
) -> Mapping[int, tuple[Told, ...]]:
    """By member, every reminder that may matter for the next one."""
    rows = session.connection().execute(
        select(Reminder.member_id, Reminder.key, Reminder.recorded_at).where(
            or_(Reminder.stage == Stage.FIRST, Reminder.recorded_at > now - _MATTERS_FOR)
        )
    )
    found: dict[int, list[Told]] = defaultdict(list)
    for member_id, key, at in rows:
        found[member_id].append(Told(key, at, at.astimezone(zone).date()))
    return {member_id: tuple(told) for member_id, told in found.items()}


def first_days_back(session: Session, *, day: date) -> Mapping[int, date]:
    """By member, the first day after the latest leave that is over on ``day``."""
    rows = session.execute(
        select(LeaveRecord.member_id, func.max(LeaveRecord.ends_on))
        .where(leave_stands(), LeaveRecord.ends_on < day)
        .group_by(LeaveRecord.member_id)
    )
    return {member_id: last + timedelta(days=1) for member_id, last in rows if last is not None}


@dataclass(frozen=True, slots=True)
class Reachable:
    """A serving member with an account of their own, to whom a reminder can go."""

    member_id: int
    account_id: int
    shift: str
    has_address: bool


def reachable(session: Session, *, day: date) -> tuple[Reachable, ...]:
    """Everybody who serves on ``day`` and can sign in."""
    rows = session.connection().execute(
        select(
            ServiceRecord.member_id,
            Account.id,
            ServiceRecord.shift,
            func.coalesce(func.nullif(ServiceRecord.email, ""), Account.email, ""),
        )
        .join(Account, Account.member_id == ServiceRecord.member_id)
        .where(holds_on(day), serving_on(day), Account.closed_at.is_(None))
        .order_by(ServiceRecord.member_id)
    )
    return tuple(Reachable(row[0], row[1], row[2], bool(row[3].strip())) for row in rows)


class LetterState(StrEnum):
    """What became of a reminder's letter."""

    PAGE_ONLY = "page only"
    WAITING = "waiting"
    SENT = "sent"
    NOT_SENT = "not sent"


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A reminder as lists show it, with its letter."""

    member_id: int
    name: str
    badge_number: str
    stage: Stage
    subject: str
    recorded_at: datetime
    letter: LetterState
    letter_at: datetime | None
    problem: str


_LETTERS = {JobState.DONE: LetterState.SENT, JobState.FAILED: LetterState.NOT_SENT}


def written_reminders(
    session: Session,
    *,
    day: date,
    most: int,
    member_ids: Collection[int] | None = None,
) -> tuple[ReminderRow, ...]:
    """The newest reminders, of some members or everybody; names as of ``day``."""
    statement = (
        select(
            Reminder.member_id,
            ServiceRecord.given_name,
            ServiceRecord.family_name,
            ServiceRecord.badge_number,
            Reminder.stage,
            Reminder.subject,
            Reminder.recorded_at,
            Reminder.letter_key,
            Job.state,
            Job.finished_at,
            Job.run_after,
            Job.last_error,
        )
        .select_from(Reminder)
        .join(ServiceRecord, and_(ServiceRecord.member_id == Reminder.member_id, holds_on(day)))
        .outerjoin(Job, and_(Job.kind == MAIL, Job.key == Reminder.letter_key))
        .order_by(Reminder.id.desc())
        .limit(most)
    )
    if member_ids is not None:
        statement = statement.where(Reminder.member_id.in_(tuple(member_ids)))
    return tuple(
        ReminderRow(
            member_id=row.member_id,
            name=f"{row.given_name} {row.family_name}".strip(),
            badge_number=row.badge_number,
            stage=row.stage,
            subject=row.subject,
            recorded_at=row.recorded_at,
            letter=letter_state(row.letter_key, row.state),
            letter_at=row.finished_at or row.run_after,
            problem=row.last_error or "",
        )
        for row in session.execute(statement)
    )


def letter_state(key: str | None, state: JobState | None) -> LetterState:
    """What became of the letter that is found by ``key``."""
    if key is None or state is None:
        return LetterState.PAGE_ONLY
    return _LETTERS.get(state, LetterState.WAITING)


@dataclass(frozen=True, slots=True)
class ReminderLines:
    """What one letter tells of: the subjects, and whether it lists everything."""

    member_id: int
    stages: tuple[Stage, ...]
    subjects: frozenset[str]


def reminder_of(session: Session, *, event_seq: int) -> ReminderLines | None:
    """What was written in one act, for its letter."""
    rows = session.execute(
        select(Reminder.member_id, Reminder.stage, Reminder.subject)
        .where(Reminder.event_seq == event_seq)
        .order_by(Reminder.id)
    ).all()
    if not rows:
        return None
    return ReminderLines(
        rows[0].member_id,
        tuple(row.stage for row in rows),
        frozenset(row.subject for row in rows if row.subject),
    )
