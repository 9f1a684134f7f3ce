"""The roster as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from lms.domain.member import RecordedService, ServiceFacts
from lms.domain.roster_identity import HeldService, OnRoster
from lms.models import ServiceRecord


def holds_on(day: date) -> ColumnElement[bool]:
    """Restrict ``ServiceRecord`` to the record of each member that holds on ``day``.

    It is the latest valid one; of several from the same day, the one recorded last. The
    domain's ``member.as_of`` says the same of a list.
    """
    later = aliased(ServiceRecord)
    return and_(
        ServiceRecord.valid_from <= day,
        ~exists().where(
            later.member_id == ServiceRecord.member_id,
            later.valid_from <= day,
            or_(
                later.valid_from > ServiceRecord.valid_from,
                and_(later.valid_from == ServiceRecord.valid_from, later.id > ServiceRecord.id),
            ),
        ),
    )


def serving_on(day: date) -> ColumnElement[bool]:
    """Restrict ``ServiceRecord`` to people employed on ``day``."""
    return and_(
        ServiceRecord.hired_on <= day,
        or_(ServiceRecord.separated_on.is_(None), ServiceRecord.separated_on > day),
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A member as lists show one."""

    member_id: int
    badge_number: str
    given_name: str
    family_name: str
    rank: str
    unit: str
    shift: str
    supervisor_id: int | None
    email: str
    sworn: bool
    hired_on: date
    separated_on: date | None

    @property
    def full_name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        """The name as a roster sorts it."""
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name


_COLUMNS = tuple(getattr(ServiceRecord, name) for name in Person.__slots__)


def people_on(day: date) -> Select[Any]:
    """Select the columns of ``Person``, in its order, for everybody on the roster on ``day``."""
    return select(*_COLUMNS).where(holds_on(day))


def roster(session: Session, day: date, *, serving_only: bool = True) -> tuple[Person, ...]:
    """Everybody on the roster on ``day``, by family name."""
    statement = people_on(day).order_by(
        ServiceRecord.family_name, ServiceRecord.given_name, ServiceRecord.member_id
    )
    if serving_only:
        statement = statement.where(serving_on(day))
    return tuple(Person(*row) for row in session.execute(statement))


def person(session: Session, member_id: int, day: date) -> Person | None:
    """One member as of ``day``."""
    row = session.execute(people_on(day).where(ServiceRecord.member_id == member_id)).one_or_none()
    return Person(*row) if row else None


def service_histories(session: Session) -> tuple[OnRoster, ...]:
    """Everybody ever on the roster, each with all service records, for comparing with a file.

    A supervisor's badge is the one of the supervisor's latest record.
    """
    rows = session.execute(
        select(ServiceRecord.__table__).order_by(ServiceRecord.member_id, ServiceRecord.id.desc())
    ).all()
    latest = sorted(rows, key=lambda row: (row.valid_from, row.id))
    badges = {row.member_id: row.badge_number for row in latest}
    return tuple(
        OnRoster(member_id, tuple(_held(row, badges) for row in records))
        for member_id, records in groupby(rows, key=attrgetter("member_id"))
    )


def _held(row: Row[Any], badges: Mapping[int, str]) -> HeldService:
    facts = ServiceFacts(
        badge_number=row.badge_number,
        given_name=row.given_name,
        family_name=row.family_name,
        rank=row.rank,
        unit=row.unit,
        shift=row.shift,
        supervisor_badge=None if row.supervisor_id is None else badges[row.supervisor_id],
        email=row.email,
        sworn=row.sworn,
        hired_on=row.hired_on,
        separated_on=row.separated_on,
        valid_from=row.valid_from,
    )
    return HeldService(RecordedService(facts, row.recorded_at), row.supervisor_id)
