"""Whose raw records have outlived their retention, and what legal holds stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.domain.package import years_named
from lms.domain.retention import may_remove
from lms.models import Beat, LegalHold, LegalHoldEnd, ServiceRecord
from lms.queries.roster import holds_on
from lms.queries.settings import settings_on


@dataclass(frozen=True, slots=True)
class Outlived:
    """A member whose raw records may be removed, and by which decision."""

    member_id: int
    separated_on: date
    retention_years: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold that stands; without a member it covers everybody."""

    id: int
    member_id: int | None
    placed_at: datetime
    decided_by: str
    reason: str
    matter: str
    first_year: int | None
    last_year: int | None
    event_seq: int

    @property
    def years(self) -> str:
        """The years it is about, in words; empty where it names none."""
        if self.first_year is None or self.last_year is None:
            return ""
        return years_named(self.first_year, self.last_year)


def standing_holds(session: Session) -> tuple[Hold, ...]:
    """Every legal hold that has not ended, oldest first."""
    rows = session.execute(
        select(
            LegalHold.id,
            LegalHold.member_id,
            LegalHold.placed_at,
            LegalHold.decided_by,
            LegalHold.reason,
            LegalHold.matter,
            LegalHold.first_year,
            LegalHold.last_year,
            LegalHold.event_seq,
        )
        .where(~exists().where(LegalHoldEnd.hold_id == LegalHold.id))
        .order_by(LegalHold.id)
    )
    return tuple(Hold(*row) for row in rows)


def outlived(session: Session, *, now: datetime) -> tuple[Outlived, ...]:
    """Members whose raw records have outlived their retention on the local day of ``now``."""
    settings = settings_on(session, now.date())
    today = now.astimezone(settings.zone).date()
    held = {hold.member_id for hold in standing_holds(session)}
    rows = session.execute(
        select(ServiceRecord.member_id, ServiceRecord.separated_on)
        .where(
            holds_on(today),
            ServiceRecord.separated_on.is_not(None),
            exists().where(Beat.member_id == ServiceRecord.member_id),
        )
        .order_by(ServiceRecord.member_id)
    )
    years = settings.retention_years
    return tuple(
        Outlived(member_id, separated_on, years)
        for member_id, separated_on in rows
        if separated_on is not None
        and years is not None
        and may_remove(
            separated_on=separated_on,
            years=years,
            on_hold=bool(held & {None, member_id}),
            today=today,
        )
    )
