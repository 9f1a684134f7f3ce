"""What the training unit and others do beside the training: talks, leave, excuses, transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.content.roster_file import read_roster
from lms.demonstration import people
from lms.demonstration.department import Department
from lms.demonstration.desk import Acts
from lms.demonstration.tally import Tally
from lms.domain.roster_sync import difference
from lms.queries.content import approved_module
from lms.queries.roster import service_histories
from lms.queries.sittings import SittingRow, attempts_of, sittings_of
from lms.services.assign_module import excuse_member
from lms.services.import_roster import import_roster
from lms.services.issue_certificate import issue_module_certificate
from lms.services.open_sitting import period_start_on
from lms.services.record_leave import record_leave
from lms.services.record_talk import record_talk


@dataclass(frozen=True, slots=True)
class Talk:
    """An instructor's talk after a failed attempt."""

    starts_at: datetime
    badge: str
    module: str
    note: str

    def acts(self, session: Session, department: Department, _tally: Tally) -> Acts:
        """Record it beside the latest attempt."""
        yield self.starts_at
        sitting = _sitting(session, department, self.badge, self.module, self.starts_at)
        record_talk(
            session,
            attempt_id=attempts_of(session, sitting.id)[-1].id,
            note=self.note,
            by=department.actors[people.SECOND_TRAINER],
            now=self.starts_at,
        )


@dataclass(frozen=True, slots=True)
class AskForCertificate:
    """A member asks for the certificate of a module that was passed."""

    starts_at: datetime
    badge: str
    module: str

    def acts(self, session: Session, department: Department, _tally: Tally) -> Acts:
        """Issue it."""
        yield self.starts_at
        sitting = _sitting(session, department, self.badge, self.module, self.starts_at)
        issue_module_certificate(
            session,
            sitting_id=sitting.id,
            member_id=sitting.member_id,
            by=department.actors[self.badge],
            now=self.starts_at,
        )


@dataclass(frozen=True, slots=True)
class Excuse:
    """A member is excused from a module."""

    starts_at: datetime
    badge: str
    module: str
    reason: str

    def acts(self, session: Session, department: Department, _tally: Tally) -> Acts:
        """Record the reason and who approved it."""
        yield self.starts_at
        excuse_member(
            session,
            member_id=department.member_id(self.badge),
            assignment_id=department.assignments[self.module],
            reason=self.reason,
            approved_by=people.everybody()[people.TRAINING_SERGEANT].full_name,
            valid_until=None,
            by=department.actors[people.TRAINING_SERGEANT],
            now=self.starts_at,
        )


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave begins the day it is recorded."""

    starts_at: datetime
    badge: str
    ends_on: date | None

    def acts(self, session: Session, department: Department, _tally: Tally) -> Acts:
        """Record it."""
        yield self.starts_at
        record_leave(
            session,
            member_id=department.member_id(self.badge),
            starts_on=self.starts_at.astimezone(department.zone).date(),
            ends_on=self.ends_on,
            by=department.actors[people.TRAINING_SERGEANT],
            now=self.starts_at,
        )


@dataclass(frozen=True, slots=True)
class Transfers:
    """A roster file says who was promoted and who changed shifts."""

    starts_at: datetime

    def acts(self, session: Session, department: Department, _tally: Tally) -> Acts:
        """Take the file in."""
        yield self.starts_at
        day = self.starts_at.astimezone(department.zone).date()
        file = read_roster(people.later_roster(day.isoformat()))
        import_roster(
            session,
            difference=difference(file.rows, service_histories(session), day),
            file_sha256=file.sha256,
            by=department.actors[people.TRAINING_SERGEANT],
            now=self.starts_at,
        )


def _sitting(
    session: Session, department: Department, badge: str, module: str, now: datetime
) -> SittingRow:
    version = approved_module(session, policy=department.policy, slug=module)
    found = sittings_of(
        session,
        member_id=department.member_id(badge),
        period_start=period_start_on(session, now),
    )
    return found[version.content_id]
